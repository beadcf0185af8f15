//! Lists and counts agree with what is really there, page by page, after any life.

use crate::desk::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All pages of a list, `limit` at a time.
fn pages(agent: &Agent, query: &str, limit: usize) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = agent.get(&format!("/conversations?limit={limit}&{query}{cursor}")).is(200);
        assert!(items(&page).len() <= limit);
        all.extend(items(&page));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

fn ids(list: &[Value]) -> Vec<u64> {
    list.iter().map(|conversation| number(&conversation["id"])).collect()
}

/// Each customer writes once; several at the same moment.
fn fill(desk: &Desk, customers: u64) {
    let whatsapp = desk.whatsapp();
    for n in 0..customers {
        let id = format!("wamid.L{n}");
        let message = text(&id, &format!("1650555{n:04}"), "Hello", desk.now().0 / 1_000);
        whatsapp.delivers(&envelope(json!({"messages": [message]}))).is(200);
        whatsapp.conversation_with(&id);
        if n % 6 == 5 {
            desk.moves_the_clock(seconds(1));
        }
    }
}

/// The order in which a sort puts them: by its field, equal ones always in the same order.
fn sorted(all: &[Value], sort: &str) -> Vec<u64> {
    let field = if sort == "waiting" { "waiting_since" } else { "last_activity_at" };
    let keyed = all.iter().filter_map(|conversation| {
        let at = conversation[field].as_str()?.to_owned();
        Some((at, number(&conversation["id"])))
    });
    let mut keyed: Vec<(String, u64)> = keyed.collect();
    keyed.sort_by(|(at, id), (other_at, other_id)| match sort {
        "newest" => other_at.cmp(at).then(id.cmp(other_id)),
        "oldest" => at.cmp(other_at).then(other_id.cmp(id)),
        _ => at.cmp(other_at).then(id.cmp(other_id)),
    });
    keyed.into_iter().map(|(_, id)| id).collect()
}

#[test]
fn pages_give_every_conversation_once_in_order_also_at_equal_times() {
    let desk = Desk::open();
    let sales = desk.queue("Sales");
    let both = desk.agent_in("Bea", "agent", &[1, sales]);
    fill(&desk, 40);
    for id in (1..=40).step_by(3) {
        desk.admin.transfers_to_queue(id, sales);
    }
    for id in (2..=40).step_by(4) {
        desk.admin.accepts(id);
        desk.admin.replies(id, "Hello.");
    }
    let all = desk.admin.lists("");
    assert_eq!(all.len(), 40);
    for agent in [&desk.admin, &both] {
        for sort in ["newest", "oldest", "waiting"] {
            for limit in [1, 7, 40] {
                let paged = pages(agent, &format!("sort={sort}"), limit);
                assert_eq!(ids(&paged), sorted(&all, sort), "{} by {limit}, {sort}", agent.name);
            }
        }
    }
    for query in ["state=queued", "state=open&queue=2", "agent=me", "state=pending,active&inbox=1"]
    {
        let whole = desk.admin.lists(query);
        assert!(!whole.is_empty(), "{query}");
        assert_eq!(ids(&pages(&desk.admin, query, 3)), sorted(&whole, "newest"), "{query}");
    }
}

#[test]
fn a_stretch_of_time_gives_exactly_what_lies_in_it() {
    let desk = Desk::open();
    fill(&desk, 36);
    let all = desk.admin.lists("");
    let at = |conversation: &Value| conversation["last_activity_at"].as_str().map(str::to_owned);
    let mut times: Vec<String> = all.iter().filter_map(at).collect();
    times.sort();
    times.dedup();
    assert!(times.len() >= 4, "{times:?}");
    let (from, to) = (&times[1], &times[times.len() - 2]);
    let within: Vec<Value> =
        all.into_iter().filter(|c| at(c).is_some_and(|at| from <= &at && &at < to)).collect();
    assert!(!within.is_empty());
    for sort in ["newest", "oldest", "waiting"] {
        for limit in [1, 5, 50] {
            let query = format!("sort={sort}&from={from}&to={to}");
            let paged = pages(&desk.admin, &query, limit);
            assert_eq!(ids(&paged), sorted(&within, sort), "{sort} by {limit}");
        }
    }
}

#[test]
fn a_page_goes_on_where_the_last_ended_though_things_have_moved() {
    let desk = Desk::open();
    fill(&desk, 30);
    let first = desk.admin.get("/conversations?sort=oldest&limit=10").is(200);
    let cursor = first["next_cursor"].as_str().expect("there is more").to_owned();
    let rest_before = ids(&desk.admin.lists("sort=oldest"))[10..].to_vec();
    let gone = number(&items(&first)[9]["id"]);
    desk.admin.resolves(gone, "done");
    let rest = desk.admin.get(&format!("/conversations?sort=oldest&limit=100&cursor={cursor}"));
    assert_eq!(ids(&items(&rest.is(200))), rest_before);
}

#[test]
fn timelines_give_every_entry_once_over_all_conversations() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let mut last = 0;
    for round in 0..4 {
        for n in 0..5 {
            last = joe.writes(&format!("Round {round}, text {n}"));
        }
        if round < 3 {
            desk.admin.resolves(last, "done");
        }
    }
    let whole = desk.admin.timeline(last);
    assert_eq!(whole.len(), 4 * 6 + 3);
    for limit in [1, 4, 6, 7, 27] {
        let mut paged: Vec<Value> = Vec::new();
        let mut before = String::new();
        loop {
            let path = format!("/conversations/{last}/timeline?limit={limit}{before}");
            let page = desk.admin.get(&path).is(200);
            paged.splice(0..0, items(&page));
            match page["next_cursor"].as_str() {
                Some(next) => before = format!("&before={next}"),
                None => break,
            }
        }
        assert_eq!(paged, whole, "by {limit}");
    }
}

#[test]
fn contacts_come_page_by_page() {
    let desk = Desk::open();
    fill(&desk, 12);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = desk.admin.get(&format!("/contacts?limit=5{cursor}")).is(200);
        seen.extend(items(&page).iter().map(|contact| number(&contact["id"])));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, (1..=12).collect::<Vec<u64>>());
}

const SEED: u64 = 42;
const ACTS: usize = 250;

#[test]
fn after_a_random_life_all_counts_equal_recounts() {
    let mut desk = Desk::open();
    let sales = desk.queue("Sales");
    let agents: Vec<Agent> =
        ["Ann", "Ben", "Cyd"].map(|name| desk.agent_in(name, "supervisor", &[1, sales])).into();
    let tag = number(&agents[0].post("/tags", json!({"name": "Billing"})).is(201)["id"]);
    let mut chance = Chance::seeded(SEED);
    for turn in 0..ACTS {
        act(&desk, &agents, &mut chance, turn, tag);
    }
    let was = recount(&desk, &agents, sales, tag);
    assert!(was > 10, "it was a life");
    desk.restarts();
    desk.admin.signs_in_again();
    assert_eq!(recount(&desk, &agents, sales, tag), was);
}

fn act(desk: &Desk, agents: &[Agent], chance: &mut Chance, turn: usize, tag: u64) {
    let agent = chance.one_of(agents);
    let c = 1 + chance.below(14);
    let path = |rest: &str| format!("/conversations/{c}/{rest}");
    let answer = match chance.below(12) {
        0..=3 => {
            let id = format!("wamid.R{turn}");
            let from = format!("1650555{:04}", chance.below(8));
            let at = desk.now().0 / 1_000;
            let whatsapp = desk.whatsapp();
            whatsapp
                .delivers(&envelope(json!({"messages": [text(&id, &from, "Hello", at)]})))
                .is(200);
            whatsapp.conversation_with(&id);
            return;
        }
        4 | 5 => agent.post(&path("assignment"), json!({"agent": "me", "over_capacity": true})),
        6 => agent.tries_to_reply(c, "Hello."),
        7 => agent.tries_to_transfer(c, json!({"queue_id": 1 + chance.below(2)})),
        8 => agent.tries_to_transfer(c, json!({"agent_id": chance.one_of(agents).id})),
        9 => agent.tries_to_resolve(c),
        10 if chance.below(2) == 0 => agent.takes_back_the_resolution(c),
        10 => agent.put(&path(&format!("tags/{tag}")), json!({})),
        11 if chance.below(2) == 0 => agent.tries_to_snooze(c, Value::Null),
        _ => agent.put(&path("labels/2"), json!({})),
    };
    let expected = [200, 201, 404, 409];
    assert!(expected.contains(&answer.status), "seed {SEED}, turn {turn}: {}", answer.text);
    if chance.below(10) == 0 {
        desk.moves_the_clock(minutes(7));
    }
}

/// Whether a conversation is in a list.
type IsIn = Box<dyn Fn(&Value) -> bool>;

/// Compares every count with the conversations themselves. Gives how many there are.
fn recount(desk: &Desk, agents: &[Agent], sales: u64, tag: u64) -> usize {
    let all = desk.admin.lists("");
    let count = |is: &dyn Fn(&Value) -> bool| all.iter().filter(|c| is(c)).count() as u64;
    let states = ["queued", "active", "pending", "resolved", "abandoned"];
    let metrics = desk.http.send(desk.http.request("GET", "/metrics")).text;
    let mut facets: BTreeMap<String, IsIn> = BTreeMap::new();
    facets.insert(String::new(), Box::new(|_| true));
    facets.insert("inbox=1".to_owned(), Box::new(|_| true));
    facets.insert(format!("tag={tag}"), Box::new(move |c| has(&c["tags"], tag)));
    facets.insert("label=2".to_owned(), Box::new(|c| has(&c["labels"], 2)));
    for queue in [1, sales] {
        facets.insert(format!("queue={queue}"), Box::new(move |c| c["queue_id"] == queue));
    }
    for id in agents.iter().map(|agent| agent.id) {
        facets.insert(format!("agent={id}"), Box::new(move |c| c["agent_id"] == id));
    }
    for state in states {
        let line = format!(
            "deskbell_conversations{{state=\"{state}\"}} {}\n",
            count(&|c| c["state"] == state)
        );
        assert!(metrics.contains(&line), "{line} is not in {metrics}");
        for (query, is_in) in &facets {
            let page = desk.admin.get(&format!("/conversations?state={state}&{query}")).is(200);
            let expected = count(&|c| c["state"] == state && is_in(c));
            assert_eq!(page["total"], expected, "seed {SEED}: {state} {query}");
        }
    }
    for queue in items(&desk.admin.get("/queues").is(200)) {
        let waits = |c: &Value| c["queue_id"] == queue["id"] && c["state"] == "queued";
        assert_eq!(queue["waiting"], count(&waits), "{queue}");
        let since =
            all.iter().filter(|c| waits(c)).filter_map(|c| c["waiting_since"].as_str()).min();
        assert_eq!(queue["longest_waiting_since"].as_str(), since, "{queue}");
    }
    for agent in items(&desk.admin.get("/agents").is(200)) {
        let has = |c: &Value| c["agent_id"] == agent["id"];
        let holds =
            |state: &str| count(&|c| has(c) && c["state"] == state && c["snoozed"] == false);
        let aside = count(&|c| has(c) && c["snoozed"] == true);
        let load =
            json!({"active": holds("active"), "pending": holds("pending"), "snoozed": aside});
        assert_eq!(agent["load"], load, "{agent}");
    }
    all.len()
}

fn has(marks: &Value, id: u64) -> bool {
    marks.as_array().is_some_and(|marks| marks.iter().any(|mark| mark["id"] == id))
}
