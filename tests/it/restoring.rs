//! A backup that is put back sends nothing by itself that waited in it: it may have gone out since.

use crate::desk::*;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn copies(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for found in fs::read_dir(from).expect("a directory") {
        let found = found.expect("a file");
        let (from, to) = (found.path(), to.join(found.file_name()));
        match found.file_type().expect("a kind").is_dir() {
            true => copies(&from, &to),
            false => {
                fs::copy(from, to).expect("copied");
            }
        }
    }
}

/// The store's own thread ends a moment after the process that it stands for.
fn comes_to_rest(desk: &mut Desk) {
    desk.stops();
    eventually("the file is free", || {
        fs::File::open(desk.data().join("deskbell.redb")).ok()?.try_lock().ok()
    });
}

/// A desk on which two messages went out since the backup in which they wait.
struct Restored {
    desk: Desk,
    backup: tempfile::TempDir,
    joe: String,
    conversation: u64,
    waited: [Value; 2],
}

impl Restored {
    fn new() -> Restored {
        let mut desk = Desk::open();
        let (conversation, joe) = {
            let whatsapp = desk.whatsapp();
            let joe = whatsapp.customer("Joe");
            (joe.writes("Where is it?"), joe.wa_id.clone())
        };
        desk.admin.accepts(conversation);
        desk.meta_is_away();
        let waited = ["One", "Two"].map(|text| desk.admin.replies(conversation, text));
        let backup = tempfile::tempdir().expect("a directory");
        comes_to_rest(&mut desk);
        copies(desk.data(), backup.path());
        desk.starts_again();
        desk.meta_is_back();
        until("both are sent", || {
            desk.moves_the_clock(minutes(2));
            waited.iter().all(|entry| is_delivered(&desk, conversation, entry))
        });
        assert_eq!(held(&desk), Value::Null, "starting again is no putting back");
        Restored { desk, backup, joe, conversation, waited }
    }

    fn puts_back(&mut self) {
        comes_to_rest(&mut self.desk);
        copies(self.backup.path(), self.desk.data());
        self.desk.starts_again();
        self.desk.admin.signs_in_again();
        assert_eq!(held(&self.desk)["messages"], 2);
    }

    /// How many messages Joe has from us.
    fn got(&self) -> usize {
        let path = format!("/people/{}/messages", self.joe);
        let shown = self.desk.whatsapp().controls("GET", &path, Value::Null).is(200);
        let all = shown["messages"].as_array().expect("a list").clone();
        all.iter().filter(|message| message["from"] == "business").count()
    }
}

fn delivery(desk: &Desk, c: u64, entry: &Value) -> Value {
    desk.admin.entry(c, &entry["id"])["delivery"].clone()
}

fn is_delivered(desk: &Desk, c: u64, entry: &Value) -> bool {
    delivery(desk, c, entry)["status"] == "delivered"
}

fn held(desk: &Desk) -> Value {
    desk.admin.get("/inboxes/1").is(200)["held"].clone()
}

#[test]
fn what_waited_in_a_backup_goes_out_only_if_an_admin_says_so() {
    let mut restored = Restored::new();
    restored.puts_back();
    let c = restored.conversation;
    let desk = &restored.desk;
    desk.waits(hours(2));
    assert_eq!(delivery(desk, c, &restored.waited[0])["status"], "queued");
    let path = "/inboxes/1/held-messages";
    let listed = desk.admin.get(path).is(200);
    let texts: Vec<_> = items(&listed).iter().map(|item| item["text"].clone()).collect();
    assert_eq!(texts, ["One", "Two"]);
    let report = desk.admin.get("/inboxes/1/doctor").is(200);
    let check = report["checks"].as_array().and_then(|all| all.iter().find(|c| c["id"] == "held"));
    assert_eq!(check.map(|check| &check["status"]), Some(&json!("warning")));
    let third = desk.admin.replies(c, "Three");
    until("what is written since goes out", || is_delivered(desk, c, &third));
    let decides =
        |sends: bool| desk.admin.asks("POST", path, Some(&json!({"send": sends})), Some("k"));
    decides(false).is(200);
    decides(false).is(200);
    decides(true).refuses(422, "idempotency_key_reused");
    for entry in &restored.waited {
        let fate = delivery(desk, c, entry);
        assert_eq!(fate["status"], "failed");
        assert!(fate["reason"].as_str().is_some_and(|why| why.contains("backup")), "{fate}");
    }
    assert_eq!((held(desk), restored.got()), (Value::Null, 3));

    restored.puts_back();
    let desk = &restored.desk;
    desk.admin.post(path, json!({"send": true})).is(200);
    until("they go out", || is_delivered(desk, c, &restored.waited[1]));
    assert_eq!((held(desk), restored.got()), (Value::Null, 5));
}
