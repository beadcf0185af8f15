//! What people do in their mail programs, by the control API.

use serde_json::json;

use super::*;

#[tokio::test]
async fn an_answer_names_what_it_answers_and_quotes_it() {
    let bench = Bench::new().await;
    let first = writes(&bench, BEA, json!({"to": CEM, "subject": "Beans", "text": "Any?"})).await;
    let got = mails(&bench, CEM).await.remove(0);
    assert_eq!(got["message_id"], first["message_id"]);
    let file = json!({"name": "b\u{e9}an.txt", "mime": "text/plain", "data": "YmVhbg=="});
    let body = json!({"reply_to": got["id"], "text": "Yes!", "files": [file]});
    let made = writes(&bench, CEM, body).await;
    let answer = mails(&bench, BEA).await.remove(1);
    assert_eq!(
        (&answer["message_id"], &answer["subject"]),
        (&made["message_id"], &json!("Re: Beans"))
    );
    assert_eq!(answer["in_reply_to"], first["message_id"]);
    assert_eq!(answer["thread"], mails(&bench, BEA).await[0]["thread"]);
    let path = format!("mail/people/{BEA}/mails/{}", answer["id"]);
    let (_, whole) = bench.control("GET", &path, Value::Null).await;
    let text = whole["text"].as_str().unwrap();
    assert!(text.starts_with("Yes!\r\n\r\nOn ") || text.starts_with("Yes!\n\nOn "), "{text}");
    assert!(text.contains("> Any?"), "{text}");
    assert_eq!(whole["attachments"][0]["name"], "b\u{e9}an.txt");
    let (status, bytes) =
        bench.fetches(&bench.url(&format!("/control/{path}/files/0")), None).await;
    assert_eq!((status, bytes), (200, b"bean".to_vec()));
    let (status, html) = bench.fetches(&bench.url(&format!("/control/{path}/html")), None).await;
    let html = String::from_utf8(html).unwrap();
    assert!(status == 200 && html.contains("gmail_quote"), "{html}");

    let (_, read) = bench.control("POST", &format!("mail/people/{BEA}/read"), json!({})).await;
    assert_eq!(read, json!({"read": 1}));
    assert!(mails(&bench, BEA).await.iter().all(|mail| mail["is_read"] == true));
}

#[tokio::test]
async fn somebody_who_is_away_says_so_once_and_never_to_a_program() {
    let bench = Bench::new().await;
    for address in [BEA, CEM] {
        let path = format!("mail/people/{address}");
        let (_, person) = bench.control("PUT", &path, json!({"out_of_office": true})).await;
        assert_eq!(person["out_of_office"], true);
    }
    let made = writes(&bench, BEA, json!({"to": CEM, "subject": "Beans", "text": "Any?"})).await;
    let hers = mails(&bench, BEA).await;
    assert_eq!(hers.len(), 2, "{hers:?}");
    assert_eq!(hers[1]["subject"], "Automatic reply: Beans");
    assert_eq!(
        (&hers[1]["is_automatic"], &hers[1]["in_reply_to"]),
        (&json!(true), &made["message_id"])
    );
    assert_eq!(mails(&bench, CEM).await.len(), 1);
}

#[tokio::test]
async fn people_come_and_what_cannot_be_is_refused() {
    let bench = Bench::new().await;
    let (status, new) =
        bench.control("POST", "mail/people", json!({"name": "D\u{f6}rte O'Hara"})).await;
    assert_eq!((status, &new["address"]), (201, &json!("drte.o.hara@mail.example")));
    let (_, state) = bench.control("GET", "state", Value::Null).await;
    assert_eq!(state["mail"]["people"].as_array().unwrap().len(), 3);
    assert_eq!(state["mail"]["mailboxes"], json!([{"address": SHOP, "name": "Shop"}]));
    let person = format!("mail/people/{BEA}");
    for (method, path, body, expected) in [
        ("POST", "mail/people".to_owned(), json!({"name": " "}), 400),
        ("POST", "mail/people".to_owned(), json!({"name": "X", "address": "x"}), 400),
        ("POST", "mail/people".to_owned(), json!({"name": "X", "address": SHOP}), 409),
        ("POST", "mail/people/x@y/mails".to_owned(), json!({"text": ""}), 404),
        ("POST", format!("{person}/mails"), json!({"text": "", "subject": "a\nb"}), 400),
        ("POST", format!("{person}/mails"), json!({"text": "", "to": "a b@c"}), 400),
        ("POST", format!("{person}/mails"), json!({"text": "", "reply_to": 99}), 404),
        ("POST", format!("{person}/mails"), json!({"text": "", "unknown": 1}), 400),
        (
            "POST",
            format!("{person}/mails"),
            json!({"text": "", "files": [{"name": "x", "mime": "a/b", "data": "?"}]}),
            400,
        ),
        ("GET", format!("{person}/mails/99"), Value::Null, 404),
        ("GET", "mail/mailboxes/x@y".to_owned(), Value::Null, 404),
        ("PUT", "mail/knobs".to_owned(), json!({"next_mail": "lost"}), 400),
    ] {
        let (status, answer) = bench.control(method, &path, body.clone()).await;
        assert_eq!(status, expected, "{method} {path} {body}: {answer}");
        assert!(answer["error"].is_string(), "{answer}");
    }
}

#[tokio::test]
async fn a_newsletter_has_a_picture_that_lies_elsewhere() {
    let bench = Bench::new().await;
    let body = json!({"to": CEM, "subject": "News", "text": "Beans!", "style": "newsletter"});
    writes(&bench, BEA, body).await;
    let got = mails(&bench, CEM).await.remove(0);
    let path = format!("/control/mail/people/{CEM}/mails/{}/html", got["id"]);
    let (_, html) = bench.fetches(&bench.url(&path), None).await;
    let html = String::from_utf8(html).unwrap();
    assert!(html.contains("<img src=\"https://"), "{html}");
    writes(&bench, BEA, json!({"to": CEM, "text": "Beans!", "style": "plain"})).await;
    let path =
        format!("/control/mail/people/{CEM}/mails/{}/html", mails(&bench, CEM).await[1]["id"]);
    assert_eq!(bench.fetches(&bench.url(&path), None).await.0, 404);
}
