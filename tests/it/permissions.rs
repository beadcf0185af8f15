//! What one may not see is not there, whichever way one looks.

use crate::desk::*;
use serde_json::{Value, json};

#[test]
fn an_agent_of_another_queue_finds_a_conversation_nowhere() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let sam = desk.agent_in("Sam", "agent", &[sales]);
    let ann = desk.agent("Ann");
    let mut live = Live::connects(&desk.http, &sam, None);
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("A peculiar question");
    ann.accepts(c);
    let entry = ann.notes(c, "A peculiar note");
    let tag = number(&ann.post("/tags", json!({"name": "Peculiar"})).is(201)["id"]);
    ann.put(&format!("/conversations/{c}/tags/{tag}"), json!({})).is(200);
    until("it can be found", || ann.searches("peculiar")["total"] == 2);

    sam.looks_for(c).refuses(404, "not_found");
    for query in
        ["", "queue=1", "agent=me", "state=open", "sort=waiting", "unread=true", "contact=1"]
    {
        assert_eq!(sam.lists_ids(query), [0; 0], "{query}");
    }
    assert_eq!(sam.lists_ids(&format!("tag={tag}")), [0; 0]);
    assert_eq!(sam.lists_ids(&format!("agent={}", ann.id)), [0; 0]);
    let page = sam.get(&format!("/conversations?tag={tag}")).is(200);
    assert!(page["total"].is_null(), "not even counted: {page}");
    sam.get(&format!("/conversations/{c}/timeline")).refuses(404, "not_found");
    for words in ["peculiar", "question", &format!("#{c}"), "note"] {
        let found = sam.searches(words);
        let shown = items(&found).into_iter().filter(|hit| !hit["conversation"].is_null());
        assert_eq!(shown.count(), 0, "{words}: {found}");
    }
    let events = sam.get("/events?after=0&limit=100").is(200).to_string();
    assert!(!events.contains("eculiar question") && !events.contains("eculiar note"), "{events}");
    let heard = live.up_to_silence(&desk, &sam);
    assert!(!heard.contains("question") && !heard.contains("eculiar note"), "{heard}");
    for (method, path, body) in acts(c, number(&entry["seq"]), tag) {
        let answer = sam.asks(method, &path, Some(&body), None);
        answer.refuses(404, "not_found");
    }
    assert_eq!(ann.reads(c).len(), 5, "nothing of it was done");
}

fn acts(c: u64, seq: u64, tag: u64) -> Vec<(&'static str, String, Value)> {
    let path = |rest: &str| format!("/conversations/{c}/{rest}");
    vec![
        ("POST", path("assignment"), json!({"agent": "me"})),
        ("POST", path("messages"), json!({"text": "Hello"})),
        ("POST", path("notes"), json!({"text": "Hello"})),
        ("POST", path("transfers"), json!({"queue_id": 2})),
        ("POST", path("resolution"), json!({})),
        ("DELETE", path("resolution"), json!({})),
        ("PUT", path("read-mark"), json!({"seq": seq})),
        ("PUT", path(&format!("tags/{tag}")), json!({})),
        ("DELETE", path(&format!("tags/{tag}")), json!({})),
        ("PUT", path("labels/1"), json!({})),
        ("DELETE", path("labels/1"), json!({})),
    ]
}

impl Live {
    /// Everything heard until a change that the agent himself makes now.
    fn up_to_silence(&mut self, desk: &Desk, agent: &Agent) -> String {
        agent.asks("PATCH", "/me", Some(&json!({"availability": "busy"})), None).is(200);
        let heard = self.up_to(desk.newest_change());
        serde_json::to_string(&heard).expect("JSON")
    }
}

#[test]
fn who_loses_sight_of_a_conversation_is_told_that_it_is_gone() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (ann, sam) = (desk.agent("Ann"), desk.agent_in("Sam", "agent", &[sales]));
    let whatsapp = desk.whatsapp();
    let c = whatsapp.customer("Joe").writes("A quote, please.");
    let (mut of_ann, mut of_sam) =
        (Live::connects(&desk.http, &ann, None), Live::connects(&desk.http, &sam, None));
    let start = desk.newest_change();
    ann.transfers_to_queue(c, sales);
    let newest = desk.newest_change();
    let heard = of_ann.up_to(newest);
    assert!(heard.iter().any(|event| about(event) == ("conversation_gone".to_owned(), c)));
    assert!(heard.iter().all(|event| about(event).0 != "entry_changed"), "{heard:?}");
    let heard = of_sam.up_to(newest);
    assert!(heard.iter().any(|event| about(event) == ("conversation_changed".to_owned(), c)));
    ann.looks_for(c).refuses(404, "not_found");
    assert_eq!(sam.lists_ids(""), [c]);
    let asked = items(&ann.get(&format!("/events?after={start}")).is(200));
    assert!(asked.iter().any(|event| about(event).0 == "conversation_gone"), "{asked:?}");
    sam.accepts(c);
    sam.transfers_to(c, &ann);
    assert_eq!(ann.sees(c)["agent_id"], ann.id, "one sees what one holds, wherever it came from");
    sam.sees(c);
}

#[test]
fn a_repeated_request_shows_no_more_than_one_may_see_by_then() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (ann, sam) = (desk.agent("Ann"), desk.agent_in("Sam", "agent", &[sales]));
    let whatsapp = desk.whatsapp();
    let (joe, kim, lea) =
        (whatsapp.customer("Joe"), whatsapp.customer("Kim"), whatsapp.customer("Lea"));
    let [c, d, e] = [&joe, &kim, &lea].map(|customer| customer.writes("Hello"));
    let path = |id: u64, act: &str| format!("/conversations/{id}/{act}");
    let asks = |path: &str, body: &Value| ann.asks("POST", path, Some(body), Some(path));

    let (accepts, away) = (json!({"agent": "me"}), json!({"queue_id": sales}));
    asks(&path(c, "assignment"), &accepts).is(201);
    asks(&path(c, "transfers"), &away).is(201);
    joe.writes("My card number is peculiar");
    for (act, body) in [("assignment", &accepts), ("transfers", &away)] {
        asks(&path(c, act), body).refuses(404, "not_found");
    }

    sam.accepts_from(&desk, d, &ann);
    asks(&path(d, "resolution"), &json!({})).is(201);
    asks(&path(d, "resolution"), &json!({})).refuses(404, "not_found");

    ann.accepts(e);
    ann.resolves(e, "");
    let first = json!({"inbox_id": 1, "to": lea.wa_id, "text": "It has come."});
    let begun = number(&asks("/conversations", &first).is(201)["id"]);
    assert_eq!(asks("/conversations", &first).is(201)["id"], begun, "as long as it is in sight");
    ann.transfers_to_queue(begun, sales);
    lea.writes("Something peculiar");
    asks("/conversations", &first).refuses(404, "not_found");
}

impl Agent {
    /// Takes a conversation into his own queue and hands it to a colleague who is not in it.
    fn accepts_from(&self, desk: &Desk, conversation: u64, to: &Agent) {
        let queue = number(&desk.shows(self)["queue_ids"][0]);
        desk.admin.transfers_to_queue(conversation, queue);
        self.accepts(conversation);
        self.transfers_to(conversation, to);
    }
}

#[test]
fn a_timeline_does_not_run_on_into_what_one_may_not_see() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let (ann, sam) = (desk.agent("Ann"), desk.agent_in("Sam", "agent", &[sales]));
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let first = joe.writes("Something private");
    ann.resolves(first, "done");
    let second = joe.writes("A quote, please.");
    ann.transfers_to_queue(second, sales);
    let shown = sam.reads(second);
    assert!(!shown.is_empty() && shown.iter().all(|line| !line.contains("private")), "{shown:?}");
    let before = (first << 20) + 5;
    let path = format!("/conversations/{second}/timeline?before={before}");
    sam.get(&path).refuses(404, "not_found");
    assert!(desk.admin.reads(second).iter().any(|line| line.contains("private")));
}

#[test]
fn only_admins_configure_and_read_raw_deliveries() {
    let desk = Desk::open();
    let (ann, sue) = (desk.agent("Ann"), desk.agent_in("Sue", "supervisor", &[1]));
    let agent =
        json!({"name": "Eve", "email": "eve@example.com", "password": PASSWORD, "role": "admin"});
    for who in [&ann, &sue] {
        who.post("/agents", agent.clone()).refuses(403, "forbidden");
        who.post("/queues", json!({"name": "Mine"})).refuses(403, "forbidden");
        who.post("/inboxes", whatsapp_inbox("Mine", "2")).refuses(403, "forbidden");
        let change = json!({"whatsapp": {"access_token": "mine"}});
        who.asks("PATCH", "/inboxes/1", Some(&change), None).refuses(403, "forbidden");
        who.get("/deliveries/unreadable").refuses(403, "forbidden");
    }
    assert_eq!(items(&desk.admin.get("/agents").is(200)).len(), 3);
}
