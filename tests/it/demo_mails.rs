//! The demo's mailbox: its mails go the way of all mails, with a provider that is the simulator.

use crate::demo::Trial;
use crate::desk::*;
use serde_json::{Value, json};

const SHOP: &str = "support@brightleaf.example";
const RITA: &str = "rita@mail.example";

fn mails(trial: &Trial, address: &str) -> Vec<Value> {
    let shown = trial.customers("GET", &format!("mail/people/{address}/mails"), &Value::Null);
    shown["mails"].as_array().expect("mails").clone()
}

/// The newest mail, once there are so many.
fn gets(trial: &Trial, address: &str, number: usize) -> Value {
    eventually("the mail arrives", || {
        mails(trial, address)
            .get(number - 1)
            .filter(|_| mails(trial, address).len() == number)
            .cloned()
    })
}

fn text_of(trial: &Trial, address: &str, mail: &Value) -> Value {
    trial.customers("GET", &format!("mail/people/{address}/mails/{}", mail["id"]), &Value::Null)
}

fn writes(trial: &Trial, body: &Value) -> Value {
    trial.customers("POST", &format!("mail/people/{RITA}/mails"), body)
}

/// The conversations with this contact, once there are so many.
fn conversations(trial: &Trial, name: &str, number: usize) -> Vec<Value> {
    eventually("the conversations are there", || {
        let all = items(&trial.asks("/conversations?limit=100"));
        let found: Vec<Value> =
            all.into_iter().filter(|one| one["contact"]["name"] == name).collect();
        (found.len() == number).then_some(found)
    })
}

fn messages(trial: &Trial, id: &Value) -> Vec<Value> {
    let timeline = items(&trial.asks(&format!("/conversations/{id}/timeline?limit=100")));
    timeline.into_iter().filter(|entry| entry["kind"] == "message").collect()
}

fn replies(trial: &Trial, id: &Value, text: &str) -> Value {
    trial.makes(&format!("/conversations/{id}/messages"), &json!({"text": text}))
}

fn comes_to(trial: &Trial, id: &Value, entry: &Value, status: &str) -> Value {
    eventually(status, || {
        let now = messages(trial, id).into_iter().find(|one| one["id"] == entry["id"])?;
        (now["delivery"]["status"] == status).then_some(now)
    })
}

#[test]
fn in_the_demo_a_mail_is_answered_and_answered_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let trial = Trial::starts(directory.path());
    let inboxes = items(&trial.asks("/inboxes"));
    let inbox = inboxes.iter().find(|inbox| inbox["channel"] == "email").expect("a mailbox");
    let seeded = items(&trial.asks(&format!("/conversations?inbox={}&limit=100", inbox["id"])));
    assert_eq!(seeded.len(), 4);
    assert!(seeded.iter().all(|one| one["subject"].is_string()), "{seeded:?}");

    trial.customers("POST", "mail/people", &json!({"name": "Rita Roth", "address": RITA}));
    let first = writes(&trial, &json!({"subject": "Wet parcel", "text": "It rained on it."}));
    let conversation = conversations(&trial, "Rita Roth", 1).remove(0);
    let id = &conversation["id"];
    assert_eq!(
        (&conversation["subject"], &conversation["inbox_id"]),
        (&json!("Wet parcel"), &inbox["id"])
    );
    trial.makes(&format!("/conversations/{id}/assignment"), &json!({"agent": "me"}));
    let reply = replies(&trial, id, "Sorry, a **new one** is on its way.");
    comes_to(&trial, id, &reply, "sent");
    let answer = gets(&trial, RITA, 2);
    assert_eq!(
        (&answer["subject"], &answer["in_reply_to"]),
        (&json!("Re: Wet parcel"), &first["message_id"])
    );
    assert!(
        answer["references"].to_string().contains(first["message_id"].as_str().expect("an id"))
    );
    assert_eq!(answer["from"]["address"], SHOP);
    assert_eq!(answer["thread"], mails(&trial, RITA)[0]["thread"]);
    assert!(text_of(&trial, RITA, &answer)["has_html"] == true);

    writes(&trial, &json!({"reply_to": answer["id"], "text": "Thank you!"}));
    until("her answer is in the same conversation", || messages(&trial, id).len() == 3);
    let last = messages(&trial, id).pop().expect("a message");
    assert_eq!(last["text"], "Thank you!");
    assert!(last["quoted_text"].as_str().is_some_and(|text| text.contains("new one")), "{last}");
    let mailbox = || trial.customers("GET", &format!("mail/mailboxes/{SHOP}"), &Value::Null);
    until("a copy of what was sent is kept", || mailbox()["folders"]["Sent"][0]["uid"] == 1);
    until("what was taken in is marked", || {
        mailbox()["folders"]["INBOX"][1]["flags"] == json!(["\\Seen"])
    });
    trial.lets_time_pass(hours(2));
    trial.ends();

    // What was written is still there after a restart, once, and goes on.
    let again = Trial::starts(directory.path());
    assert_eq!(mails(&again, RITA).len(), 3);
    let answer = &mails(&again, RITA)[1];
    writes(&again, &json!({"reply_to": answer["id"], "text": "It has come."}));
    until("it goes on where it was", || messages(&again, id).len() == 4);
    conversations(&again, "Rita Roth", 1);
    again.ends();
}

#[test]
fn in_the_demo_mails_meet_the_trouble_that_mails_meet() {
    let directory = tempfile::tempdir().expect("a directory");
    let trial = Trial::starts(directory.path());
    trial.customers("POST", "mail/people", &json!({"name": "Rita Roth", "address": RITA}));
    writes(&trial, &json!({"subject": "Wet parcel", "text": "It rained on it."}));
    let id = &conversations(&trial, "Rita Roth", 1)[0]["id"].clone();
    trial.makes(&format!("/conversations/{id}/assignment"), &json!({"agent": "me"}));

    // Nobody knows what became of it: it is not sent again.
    trial.customers("PUT", "mail/knobs", &json!({"next_mail": "cut_and_delivered"}));
    let doubtful = replies(&trial, id, "A new one is on its way.");
    comes_to(&trial, id, &doubtful, "unknown");
    trial.lets_time_pass(hours(1));
    let got = gets(&trial, RITA, 2);

    // Refused for now: it goes out later, once.
    trial.customers("PUT", "mail/knobs", &json!({"next_mail": "refused_for_now"}));
    let late = replies(&trial, id, "And a little bag of Aurora.");
    until("the trouble is met", || {
        let state = trial.customers("GET", "state", &Value::Null);
        state["mail"]["knobs"]["next_mail"].is_null()
    });
    until("it is tried again", || {
        trial.lets_time_pass(minutes(1));
        mails(&trial, RITA).len() == 3
    });
    comes_to(&trial, id, &late, "sent");
    trial.customers("PUT", "mail/knobs", &json!({"next_mail": "refused"}));
    let refused = replies(&trial, id, "And a spoon.");
    let failed = comes_to(&trial, id, &refused, "failed");
    assert!(failed.to_string().contains("does not want this mail"), "{failed}");
    // Whoever answers has had it.
    writes(&trial, &json!({"reply_to": got["id"], "text": "Thank you!"}));
    comes_to(&trial, id, &doubtful, "sent");
    assert_eq!(mails(&trial, RITA).len(), 4, "nothing came twice");

    bounces(&trial);
    is_away(&trial);
    is_out_of_reach(&trial);
    trial.ends();
}

/// An address that is none any more.
fn bounces(trial: &Trial) {
    let ghost = "From: Ghost <ghost@mail.example>\r\nTo: support@brightleaf.example\r\n\
                 Subject: Boo\r\nMessage-ID: <boo@mail.example>\r\n\r\nAre you there?\r\n";
    let request = trial.phones.request("POST", &format!("/control/mail/mailboxes/{SHOP}/raw"));
    trial.phones.send(request.body(ghost)).is(201);
    let id = &conversations(trial, "Ghost", 1)[0]["id"].clone();
    trial.makes(&format!("/conversations/{id}/assignment"), &json!({"agent": "me"}));
    let bounced = replies(trial, id, "We are.");
    let failed = comes_to(trial, id, &bounced, "failed");
    assert!(failed.to_string().contains("does not exist"), "{failed}");
    assert_eq!(conversations(trial, "Ghost", 1)[0]["state"], "active", "it is our turn again");
}

/// Away from her desk: that is no word of hers.
fn is_away(trial: &Trial) {
    trial.customers("PUT", &format!("mail/people/{RITA}"), &json!({"out_of_office": true}));
    let id = &conversations(trial, "Rita Roth", 1)[0]["id"].clone();
    replies(trial, id, "With pleasure.");
    let absent = eventually("her program answers", || {
        messages(trial, id).into_iter().find(|one| one["mail"]["is_automatic"] == true)
    });
    assert!(
        absent["mail"]["subject"].as_str().is_some_and(|subject| subject.starts_with("Automatic"))
    );
}

/// The mailbox is out of reach for a while: what came meanwhile is fetched afterwards.
fn is_out_of_reach(trial: &Trial) {
    trial.customers("PUT", "mail/knobs", &json!({"imap_unreachable": true}));
    writes(trial, &json!({"subject": "Another thing", "text": "Do you sell cups?"}));
    trial.customers("DELETE", "mail/knobs", &Value::Null);
    eventually("it is fetched", || {
        trial.lets_time_pass(seconds(5));
        let all = items(&trial.asks("/conversations?limit=100"));
        all.into_iter().find(|one| one["subject"] == "Another thing")
    });
}
