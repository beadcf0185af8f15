//! Which queue a new conversation goes to.

use crate::desk::*;
use serde_json::{Value, json};

fn rule(desk: &Desk, name: &str, queue: u64, conditions: Value) -> u64 {
    let body = json!({"name": name, "queue_id": queue, "conditions": conditions});
    number(&desk.admin.post("/routing-rules", body).is(201)["id"])
}

fn queue_of(desk: &Desk, conversation: u64) -> u64 {
    number(&desk.admin.sees(conversation)["queue_id"])
}

#[test]
fn the_first_rule_that_holds_chooses_the_queue_and_else_the_inbox_does() {
    let desk = Desk::open();
    let (refunds, spanish, gold) = (desk.queue("Refunds"), desk.queue("Español"), desk.queue("UK"));
    let first_words = rule(
        &desk,
        "Refunds",
        refunds,
        json!([{"kind": "first_words", "values": ["refund", "devolución"]}]),
    );
    rule(&desk, "Spanish", spanish, json!([{"kind": "language", "values": ["es"]}]));
    rule(
        &desk,
        "Here",
        gold,
        json!([{"kind": "inbox", "values": ["1"]}, {"kind": "address", "values": ["+00 00"]}]),
    );
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("REFUND please");
    assert_eq!(queue_of(&desk, c), refunds);
    let created = &desk.admin.timeline(c)[0]["activity"];
    assert_eq!((&created["type"], &created["queue_name"]), (&json!("created"), &json!("Refunds")));
    assert_eq!(
        queue_of(&desk, whatsapp.customer("Kim").writes("¡Devolucion, por favor!")),
        refunds
    );
    let in_spanish = "Hola, hice un pedido la semana pasada y todavía no he recibido nada. \
                      ¿Me pueden decir cuándo llega el paquete?";
    assert_eq!(queue_of(&desk, whatsapp.customer("Lea").writes(in_spanish)), spanish);
    let plain = whatsapp.customer("Max").writes("Where is my order?");
    assert_eq!(queue_of(&desk, plain), 1, "none holds: the inbox's own queue");
    joe.writes("and where is my order?");
    assert_eq!(queue_of(&desk, c), refunds, "only a new conversation is sorted");
    let path = format!("/routing-rules/{first_words}");
    desk.admin.patch(&path, json!({"on": false})).is(200);
    assert_eq!(queue_of(&desk, whatsapp.customer("Noa").writes("refund")), 1);
}

#[test]
fn a_trial_says_what_would_become_of_a_message_and_changes_nothing() {
    let desk = Desk::open();
    let ann = desk.agent_in("Ann", "agent", &[]);
    let body = json!({"name": "Refunds", "strategy": "least_busy", "member_ids": [ann.id]});
    let refunds = number(&desk.admin.post("/queues", body).is(201)["id"]);
    let by_mail = rule(&desk, "By mail", 1, json!([{"kind": "channel", "values": ["email"]}]));
    let by_words =
        rule(&desk, "Words", refunds, json!([{"kind": "first_words", "values": ["refund"]}]));
    let before = desk.newest_change();
    let trial = |text: &str| {
        let body = json!({"inbox_id": 1, "text": text});
        desk.admin.post("/routing-rules/trial", body).is(200)
    };
    let said = trial(
        "Refund for my order, please: I have been waiting for it since the beginning of last week",
    );
    assert_eq!((&said["why"], &said["rule_id"]), (&json!("rule"), &json!(by_words)));
    assert_eq!((&said["queue_name"], &said["agent_name"]), (&json!("Refunds"), &json!("Ann")));
    assert_eq!((&said["reason"], &said["of"]), (&json!("least_busy"), &json!(1)));
    assert_eq!(said["language"], "en");
    assert_eq!(said["checked"][0]["rule_id"], by_mail);
    assert_eq!(said["checked"][0]["failed"], "channel");
    assert_eq!(said["checked"][1]["matched"], true);
    let said = trial("Hello there");
    assert_eq!((&said["why"], &said["queue_id"]), (&json!("default"), &json!(1)));
    assert!(said["agent_id"].is_null(), "the first queue is worked by hand");
    assert_eq!(desk.newest_change(), before);
    ann.post("/routing-rules/trial", json!({"inbox_id": 1, "text": ""})).refuses(403, "forbidden");
}

/// What a trial says about a message of somebody.
fn trial(desk: &Desk, who: Value) -> Value {
    let mut body = json!({"inbox_id": 1, "text": "Hello there"});
    body.as_object_mut().expect("an object").extend(who.as_object().expect("an object").clone());
    desk.admin.post("/routing-rules/trial", body).is(200)
}

#[test]
fn a_trial_knows_a_customer_by_the_address_as_a_message_does() {
    let desk = Desk::open();
    let (ann, ben) = (colleague(&desk, "Ann", 8), colleague(&desk, "Ben", 8));
    let gold = line(&desk, json!({"name": "Gold", "strategy": "least_busy"}), &[&ann, &ben]);
    desk.admin.patch("/inboxes/1", json!({"queue_id": 1})).is(200);
    desk.admin.post("/attributes", json!({"name": "Plan", "key": "plan", "kind": "text"})).is(201);
    let of_gold = json!([{"kind": "attribute", "key": "plan", "values": ["Gold"]}]);
    let by_plan = rule(&desk, "Gold", gold, of_gold);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("Hello");
    let contact = number(&desk.admin.sees(first)["contact"]["id"]);
    let path = format!("/contacts/{contact}");
    desk.admin.patch(&path, json!({"attributes": {"plan": "gold"}})).is(200);
    let typed = format!("+{} {}", &joe.wa_id[..2], &joe.wa_id[2..]);
    let known = [json!({"address": typed}), json!({"contact_id": contact})];

    for who in &known {
        let said = trial(&desk, who.clone());
        assert_eq!((&said["why"], &said["conversation_id"]), (&json!("open"), &json!(first)));
        assert_eq!((&said["queue_id"], &said["agent_id"]), (&json!(1), &Value::Null));
        assert_eq!((&said["contact_id"], &said["contact_name"]), (&json!(contact), &json!("Joe")));
        assert!(said["rule_id"].is_null() && said["reason"].is_null(), "{said}");
    }
    desk.admin.accepts(first);
    assert_eq!(trial(&desk, known[0].clone())["agent_name"], "Admin", "who has it");

    desk.admin.transfers_to(first, &ben);
    ben.resolves(first, "");
    for who in &known {
        let said = trial(&desk, who.clone());
        assert_eq!((&said["why"], &said["rule_id"]), (&json!("rule"), &json!(by_plan)));
        assert_eq!((&said["agent_name"], &said["reason"]), (&json!("Ben"), &json!("sticky")));
        assert!(said["conversation_id"].is_null(), "{said}");
    }
    let stranger = trial(&desk, json!({"address": "+351 912 345 678"}));
    assert_eq!((&stranger["why"], &stranger["contact_id"]), (&json!("default"), &Value::Null));

    desk.admin.put(&format!("/contacts/{contact}/block"), json!({})).is(200);
    for who in &known {
        let said = trial(&desk, who.clone());
        assert_eq!((&said["why"], &said["conversation_id"]), (&json!("blocked"), &json!(first)));
        assert!(said["agent_id"].is_null() && said["rule_id"].is_null(), "{said}");
    }
    desk.admin.delete(&format!("/contacts/{contact}/block")).is(200);
    let before = trial(&desk, known[0].clone());
    let second = joe.writes("Hello there");
    let now = desk.admin.sees(second);
    assert_eq!((&now["queue_id"], &now["agent_id"]), (&before["queue_id"], &before["agent_id"]));
}

#[test]
fn a_trial_knows_whom_a_colleague_has_told_of() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    rule(&desk, "Portugal", sales, json!([{"kind": "address", "values": ["+351"]}]));
    let body = json!({"name": "Rui", "phone": "+351 912 345 678"});
    let rui = number(&desk.admin.post("/contacts", body).is(201)["id"]);
    for typed in ["+351912345678", "00351 912-345-678"] {
        let said = trial(&desk, json!({"address": typed}));
        assert_eq!((&said["contact_id"], &said["queue_id"]), (&json!(rui), &json!(sales)));
    }
    desk.admin.put(&format!("/contacts/{rui}/block"), json!({})).is(200);
    let said = trial(&desk, json!({"address": "+351912345678"}));
    assert_eq!((&said["why"], &said["conversation_id"]), (&json!("blocked"), &Value::Null));
    let unknown = json!({"inbox_id": 1, "text": "", "contact_id": 99});
    desk.admin.post("/routing-rules/trial", unknown).refuses(404, "not_found");
}

#[test]
fn rules_are_put_in_order_and_supervisors_may_look() {
    let desk = Desk::open();
    let (ann, sue) = (desk.agent("Ann"), desk.agent_in("Sue", "supervisor", &[]));
    let here = json!([{"kind": "inbox", "values": ["1"]}]);
    let first = rule(&desk, "First", 1, here.clone());
    let second = rule(&desk, "Second", desk.queue("Sales"), here.clone());
    let ids = |page: &Value| -> Vec<u64> { items(page).iter().map(|r| number(&r["id"])).collect() };
    assert_eq!(ids(&sue.get("/routing-rules").is(200)), [first, second]);
    ann.get("/routing-rules").refuses(403, "forbidden");
    sue.put("/routing-rules/order", json!({"ids": [second, first]})).refuses(403, "forbidden");
    desk.admin.put("/routing-rules/order", json!({"ids": [second]})).refuses(409, "order_mismatch");
    let ordered = desk.admin.put("/routing-rules/order", json!({"ids": [second, first]})).is(200);
    assert_eq!(ids(&ordered), [second, first]);
    let third = rule(&desk, "Third", 1, here.clone());
    assert_eq!(ids(&sue.get("/routing-rules").is(200)), [second, first, third]);
    let path = format!("/routing-rules/{third}");
    let changed = desk.admin.patch(&path, json!({"name": " Last ", "on": false})).is(200);
    assert_eq!((&changed["name"], &changed["on"]), (&json!("Last"), &json!(false)));
    assert_eq!(changed["conditions"][0]["kind"], "inbox");
    assert_eq!(sue.get(&path).is(200), changed);
    sue.delete(&path).refuses(403, "forbidden");
    desk.admin.delete(&path).is(204);
    sue.get(&path).refuses(404, "not_found");
}

#[test]
fn a_rule_that_makes_no_sense_is_refused() {
    let desk = Desk::open();
    let refused = |conditions: Value| {
        let body = json!({"name": "Odd", "queue_id": 1, "conditions": conditions});
        desk.admin.post("/routing-rules", body).refuses(422, "invalid")
    };
    refused(json!([]));
    refused(json!([{"kind": "weather", "values": ["rain"]}]));
    refused(json!([{"kind": "inbox", "values": ["x"]}]));
    refused(json!([{"kind": "channel", "values": ["fax"]}]));
    refused(json!([{"kind": "attribute", "values": ["gold"]}]));
    refused(json!([{"kind": "subject", "values": []}]));
    refused(json!([{"kind": "first_words", "values": [" "]}]));
    let why = refused(json!([{"kind": "language", "values": ["xx"]}]));
    assert!(why.contains("“xx”"), "{why}");
    let body = json!({
        "name": "Nowhere", "queue_id": 9, "conditions": [{"kind": "inbox", "values": ["1"]}],
    });
    desk.admin.post("/routing-rules", body).refuses(404, "not_found");
}
