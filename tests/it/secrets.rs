//! Secrets are nowhere but where they are used.

use crate::desk::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// Stands in a message, so that a search that finds nothing is known to search.
const CONTROL: &str = "CONTROL-CANARY-IN-PLAIN-SIGHT";

fn files_of(desk: &Desk) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut directories = vec![desk.data().to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).expect("a directory").flatten() {
            if entry.path().is_dir() {
                directories.push(entry.path());
            } else {
                files.push(entry.path());
            }
        }
    }
    files
}

fn contains(bytes: &[u8], word: impl AsRef<[u8]>) -> bool {
    let word = word.as_ref();
    bytes.windows(word.len()).any(|window| window == word)
}

#[test]
fn secrets_are_neither_in_the_files_nor_in_any_answer() {
    let mut desk = Desk::open();
    let ann = desk.agent("Ann");
    let (c, second_token) = {
        let whatsapp = desk.whatsapp();
        let joe = whatsapp.customer("Joe");
        let c = joe.writes(CONTROL);
        ann.accepts(c);
        ann.replies(c, "On its way.");
        joe.receives("On its way.");
        (c, "EAAG-second-token-of-the-tests")
    };
    let change = json!({"whatsapp": {"access_token": second_token}});
    desk.admin.asks("PATCH", "/inboxes/1", Some(&change), None).is(200);
    ann.replies(c, "With a token that nobody knows.");
    until("the provider refuses it", || {
        desk.admin.get("/inboxes/1").is(200)["status"] == "stopped"
    });
    until("it is indexed", || desk.admin.searches("canary")["total"] == 1);
    let tokens = [ann.token(), desk.admin.token()];
    let secrets: Vec<&str> = [APP_SECRET, ACCESS_TOKEN, VERIFY_TOKEN, PASSWORD, second_token]
        .into_iter()
        .chain(tokens.iter().map(String::as_str))
        .collect();
    for (path, answer) in answers(&desk, c) {
        for secret in &secrets {
            assert!(!answer.contains(secret), "{path} tells a secret");
        }
    }
    desk.stops();
    let mut has_control = false;
    let files = files_of(&desk);
    assert!(files.len() > 3, "{files:?}");
    for file in files {
        let bytes = std::fs::read(&file).expect("readable");
        has_control |= contains(&bytes, CONTROL);
        for secret in &secrets {
            assert!(!contains(&bytes, secret), "{} holds a secret", file.display());
        }
    }
    assert!(has_control, "what is stored can be found in the files");
}

/// As bytes lie in a record: bare, and as MessagePack's list of numbers.
fn as_stored(bytes: &[u8]) -> [Vec<u8>; 2] {
    [bytes.to_vec(), rmp_serde::to_vec(bytes).expect("packed")]
}

#[test]
fn nobody_can_guess_a_password_from_what_is_kept_of_the_request_that_set_it() {
    let mut desk = Desk::open();
    let ben = json!({
        "name": "Ben", "email": "ben@example.com", "password": PASSWORD, "role": "agent",
        "queue_ids": [1], "capacity": 3,
    });
    desk.admin.asks("POST", "/agents", Some(&ben), Some("the key of the test")).is(201);
    desk.admin.asks("POST", "/agents", Some(&ben), Some("the key of the test")).is(201);
    let request = format!("create_agent  {ben}");
    let sealed = desk.app().vault.fingerprint(request.as_bytes());
    desk.stops();
    let files: Vec<Vec<u8>> =
        files_of(&desk).iter().map(|file| std::fs::read(file).expect("readable")).collect();
    let lies = |hash: &[u8]| {
        let forms = as_stored(hash);
        files.iter().any(|file| forms.iter().any(|form| contains(file, form)))
    };
    assert!(lies(&sealed), "what is kept of a request can be found in the files");
    for hashed in [request.as_str(), PASSWORD, &ben.to_string()] {
        assert!(!lies(&Sha256::digest(hashed)), "the bare hash of {hashed} lies in the files");
    }
}

/// Everything that can be read, and some refusals.
fn answers(desk: &Desk, c: u64) -> Vec<(String, String)> {
    let mut paths: Vec<String> = [
        "/me",
        "/session",
        "/conversations",
        "/contacts",
        "/agents",
        "/queues",
        "/inboxes",
        "/inboxes/1",
        "/tags",
        "/labels",
        "/canned-messages",
        "/deliveries/unreadable",
        "/events?after=0&limit=100",
        "/search?q=token",
        "/nothing",
    ]
    .map(str::to_owned)
    .into();
    paths.push(format!("/conversations/{c}/timeline"));
    let mut answers: Vec<(String, String)> = paths
        .into_iter()
        .map(|path| {
            let answer = desk.admin.get(&path);
            (path, answer.text)
        })
        .collect();
    let refused = desk.admin.post("/inboxes", whatsapp_inbox("Again", PHONE_NUMBER_ID));
    answers.push(("a second inbox".to_owned(), refused.text));
    let mut wrong = whatsapp_inbox("Wrong", "2");
    wrong["name"] = Value::Null;
    answers.push(("an unreadable inbox".to_owned(), desk.admin.post("/inboxes", wrong).text));
    for path in ["/metrics", "/readyz", "/api/openapi.json", "/"] {
        answers.push((path.to_owned(), desk.http.send(desk.http.request("GET", path)).text));
    }
    answers
}

#[test]
fn the_key_is_for_its_owner_alone_and_outlives_a_restart() {
    use std::os::unix::fs::PermissionsExt;
    let mut desk = Desk::open();
    let key = desk.data().join("secret.key");
    let mode = std::fs::metadata(&key).expect("the key").permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
    let before = desk.admin.get("/inboxes/1").is(200);
    desk.restarts();
    assert_eq!(desk.admin.get("/inboxes/1").is(200), before);
    desk.whatsapp().customer("Joe").writes("The secrets can be read again.");
}
