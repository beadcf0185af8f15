//! Contacts as a list in a file.

use crate::desk::*;
use serde_json::{Value, json};

fn imports(desk: &Desk, agent: &Agent, list: impl Into<Vec<u8>>) -> Answer {
    let request = desk.http.request("POST", "/api/v1/contacts/import");
    let request = request.header("cookie", agent.cookie()).header("content-type", "text/csv");
    desk.http.send(request.body(list.into()))
}

fn counts(result: &Value) -> (u64, u64, u64, u64) {
    let count = |name: &str| number(&result[name]);
    (count("created"), count("updated"), count("unchanged"), count("skipped_total"))
}

fn skipped(result: &Value) -> Vec<(u64, String)> {
    let rows = result["skipped"].as_array().expect("rows").iter();
    rows.map(|row| (number(&row["line"]), row["reason"].as_str().unwrap_or_default().to_owned()))
        .collect()
}

fn with_attributes(desk: &Desk) {
    for (key, kind) in [("tier", "text"), ("orders", "number"), ("vip", "yes_no")] {
        let body = json!({"key": key, "name": key, "kind": kind});
        desk.admin.post("/attributes", body).is(201);
    }
}

const LIST: &str = "\u{FEFF}Name,Phone,Email,attr.tier,attr.orders,attr.vip\r\n\
    Ana Prado,+44 7700 900101,ana@example.com,Gold,7.5,yes\r\n\
    \"Quimby, Joe\",447700900102,,,,\r\n\
    ,,,,,\r\n\
    Kim,07700 900103,kim@example.com,,,\r\n\
    Lu,,lu@example.com,,many,\r\n\
    Nobody,,,,,\r\n\
    Moe,,moe@example.com,Tin,,no\r\n";

#[test]
fn a_list_is_taken_in_row_by_row_and_once() {
    let desk = Desk::open();
    with_attributes(&desk);
    let first = imports(&desk, &desk.admin, LIST).is(200);
    assert_eq!(counts(&first), (3, 0, 0, 3));
    let why = skipped(&first);
    assert_eq!(why.iter().map(|row| row.0).collect::<Vec<_>>(), [5, 6, 7]);
    assert!(why[0].1.contains("country's code"), "{why:?}");
    assert_eq!(why[1].1, "“orders” is a number.");
    assert_eq!(why[2].1, "The row has neither a phone number nor an e-mail address.");
    assert_eq!(counts(&imports(&desk, &desk.admin, LIST).is(200)), (0, 0, 3, 3));
    let all = items(&desk.admin.get("/contacts").is(200));
    assert_eq!(all.len(), 3);
    assert_eq!(all[0]["attributes"], json!({"tier": "Gold", "orders": 7.5, "vip": true}));
    assert_eq!(all[1]["name"], "Quimby, Joe");

    let more = "name;phone;email\nAna P.;+447700900101;\n;;moe@example.com\n;+447700900104;moe@example.com\n";
    let more = imports(&desk, &desk.admin, more).is(200);
    assert_eq!(counts(&more), (0, 2, 1, 0));
    let all = items(&desk.admin.get("/contacts").is(200));
    assert_eq!((&all[0]["name"], &all[0]["email"]), (&json!("Ana P."), &json!("ana@example.com")));
    assert_eq!(all[2]["phone"], "+447700900104");
    let both = imports(&desk, &desk.admin, "phone,email\n+447700900101,moe@example.com\n").is(200);
    assert!(skipped(&both)[0].1.contains("merge them first"), "{both}");
}

#[test]
fn a_skipped_row_is_named_by_its_line_however_lines_end() {
    for end in ["\r", "\n", "\r\n"] {
        let desk = Desk::open();
        let lines = ["name;phone", "Ana;+447700900101", "Kim;07700 900103", "", "Lu;no number", ""];
        let result = imports(&desk, &desk.admin, lines.join(end)).is(200);
        let named: Vec<u64> = skipped(&result).iter().map(|row| row.0).collect();
        assert_eq!((counts(&result), named), ((1, 0, 0, 2), vec![3, 5]), "{end:?}");
    }
}

#[test]
fn an_imported_customer_and_the_writer_are_one() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let kim = whatsapp.customer("Kim");
    let known = number(&desk.admin.sees(kim.writes("Hello"))["contact"]["id"]);
    let list = format!("name,phone\nJoseph,+{}\nKimberley,+{}\n", joe.wa_id, kim.wa_id);
    assert_eq!(counts(&imports(&desk, &desk.admin, list).is(200)), (1, 1, 0, 0));
    let c = joe.writes("Hello");
    assert_eq!(desk.admin.sees(c)["contact"]["name"], "Joseph");
    assert_eq!(desk.admin.get(&format!("/contacts/{known}")).is(200)["name"], "Kimberley");
    assert_eq!(items(&desk.admin.get("/contacts").is(200)).len(), 2);
}

#[test]
fn what_is_no_list_is_refused_as_a_whole() {
    let desk = Desk::open();
    let refused = |list: Vec<u8>| imports(&desk, &desk.admin, list).refuses(422, "invalid");
    assert!(refused(b"name,phone\nAna\xFF,1\n".to_vec()).contains("UTF-8"));
    assert!(refused(b"".to_vec()).contains("columns"));
    assert!(refused(b"name\nAna\n".to_vec()).contains("columns"));
    assert!(refused(b"phone,colour\n1,red\n".to_vec()).contains("“colour”"));
    let long = format!("email\n{}", "a@example.com\n".repeat(10_001));
    assert!(refused(long.into_bytes()).contains("10000 rows"));
    let large = "x".repeat(5 * 1024 * 1024 + 1);
    imports(&desk, &desk.admin, large).refuses(413, "too_large");
    let ann = desk.agent("Ann");
    imports(&desk, &ann, "email\na@example.com\n").refuses(403, "forbidden");
    ann.get("/contacts/export").refuses(403, "forbidden");
    assert_eq!(items(&desk.admin.get("/contacts").is(200)).len(), 0);
}

#[test]
fn what_goes_out_comes_in_again_and_runs_in_no_spreadsheet() {
    let desk = Desk::open();
    with_attributes(&desk);
    let evil = "=HYPERLINK(\"http://evil.example\";\"x\")";
    for (name, phone, tier) in
        [(evil, "+447700900101", "@SUM(1)"), ("'quoted'", "+447700900102", "-1\n+2")]
    {
        let body = json!({"name": name, "phone": phone, "attributes": {"tier": tier}});
        desk.admin.post("/contacts", body).is(201);
    }
    let answer = desk.admin.get("/contacts/export");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"contacts.csv\"");
    let list = answer.text.clone();
    assert!(list.starts_with("name,phone,email,attr.tier,attr.orders,attr.vip\n"), "{list}");
    assert!(list.contains("\"'=HYPERLINK("), "{list}");
    assert!(list.contains(",'+447700900101,"), "{list}");
    assert!(list.contains("'@SUM(1)"), "{list}");

    let again = imports(&desk, &desk.admin, list.clone()).is(200);
    assert_eq!(counts(&again), (0, 0, 2, 0), "{again}");
    let other = Desk::open();
    with_attributes(&other);
    assert_eq!(counts(&imports(&other, &other.admin, list.clone()).is(200)), (2, 0, 0, 0));
    assert_eq!(other.admin.get("/contacts/export").text, list);
    let names = items(&other.admin.get("/contacts").is(200));
    assert_eq!((&names[0]["name"], &names[1]["name"]), (&json!(evil), &json!("'quoted'")));
}

#[test]
fn a_long_list_goes_in_and_out_in_pieces() {
    let desk = Desk::open();
    let mut list = "name,email\n".to_owned();
    for n in 0..1_234 {
        list.push_str(&format!("Contact {n},c{n}@example.com\n"));
    }
    let body = list.into_bytes();
    let request = || {
        let request = desk.http.request("POST", "/api/v1/contacts/import");
        let request = request.header("cookie", desk.admin.cookie());
        request.header("content-type", "text/csv").header("idempotency-key", "k")
    };
    let first = desk.http.send(request().body(body.clone())).is(200);
    assert_eq!(counts(&first), (1_234, 0, 0, 0));
    assert_eq!(desk.http.send(request().body(body)).is(200), first, "the first answer again");
    let out = desk.admin.get("/contacts/export").text;
    assert_eq!(out.lines().count(), 1_235);
    assert_eq!(out.matches("c1233@example.com").count(), 1);
}
