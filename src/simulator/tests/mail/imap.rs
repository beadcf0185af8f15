//! Fetching, as programs ask for it.

use serde_json::json;

use super::*;

#[tokio::test]
async fn a_mail_is_found_and_fetched_by_its_number() {
    let bench = Bench::new().await;
    writes(&bench, BEA, json!({"subject": "Beans", "text": "Are there any?"})).await;
    let mut program = reader(&bench).await;
    assert_eq!(program.commands("UID SEARCH UID 1:*").await, ["* SEARCH 1", "OK Searched"]);
    assert_eq!(program.commands("UID SEARCH SINCE 1-Jan-2020").await[0], "* SEARCH 1");
    assert_eq!(program.commands("UID SEARCH HEADER Message-ID \"<x>\"").await[0], "* SEARCH");
    let described = program.commands("UID FETCH 1 (UID RFC822.SIZE INTERNALDATE FLAGS)").await;
    assert!(described[0].starts_with("* 1 FETCH (UID 1 RFC822.SIZE "), "{described:?}");
    assert!(described[0].ends_with("FLAGS ())"), "{described:?}");

    program.says("T UID FETCH 1 (UID BODY.PEEK[])").await;
    let begin = program.hears().await;
    let length = begin.strip_prefix("* 1 FETCH (UID 1 BODY[] {").unwrap();
    let mail = program.bytes(length.trim_end_matches('}').parse().unwrap()).await;
    assert_eq!(program.ends().await, [")", "OK Fetched"]);
    assert!(mail.starts_with(&format!("Return-Path: <{BEA}>\r\nDelivered-To: {SHOP}\r\n")));
    assert!(mail.contains("Subject: Beans\r\n"), "{mail}");

    assert_eq!(program.commands("UID STORE 1 +FLAGS.SILENT (\\Seen)").await, ["OK Stored"]);
    assert_eq!(folder(&bench, "INBOX").await[0]["flags"], json!(["\\Seen"]));
    let moved = program.commands("UID MOVE 1 \"Archive\"").await;
    assert_eq!(moved, ["* 1 EXPUNGE", "OK Moved"]);
    assert_eq!(folder(&bench, "Archive").await.len(), 1);
    assert_eq!(program.commands("UID FETCH 1 (FLAGS)").await, ["OK Fetched"]);
    assert_eq!(program.commands("LOGOUT").await, ["* BYE Goodbye", "OK Goodbye"]);
}

#[tokio::test]
async fn who_waits_is_told_at_once() {
    let bench = Bench::new().await;
    let mut program = reader(&bench).await;
    assert_eq!(program.asks("T IDLE").await, "+ Waiting");
    writes(&bench, BEA, json!({"subject": "Beans", "text": "Are there any?"})).await;
    assert_eq!(program.hears().await, "* 1 EXISTS");
    program.says("DONE").await;
    assert_eq!(program.ends().await, ["OK Done"]);
    // What came before the waiting is told when it begins.
    writes(&bench, CEM, json!({"text": "And tea?"})).await;
    assert_eq!(program.asks("T IDLE").await, "+ Waiting");
    assert_eq!(program.hears().await, "* 2 EXISTS");
}

#[tokio::test]
async fn copies_are_put_into_the_folder_that_is_for_them() {
    let bench = Bench::new().await;
    let mut program = reader(&bench).await;
    let listed = program.commands("LIST \"\" \"*\" RETURN (SPECIAL-USE)").await;
    assert!(listed.contains(&"* LIST (\\HasNoChildren \\Sent) \"/\" \"Sent\"".to_owned()));
    let mail = "Message-ID: <1@x>\r\n\r\nA copy";
    let asked = program.asks(&format!("T APPEND \"Sent\" (\\Seen) {{{}}}", mail.len())).await;
    assert_eq!(asked, "+ Go on");
    program.says(mail).await;
    assert_eq!(program.ends().await, ["OK Kept"]);
    assert_eq!(folder(&bench, "Sent").await[0]["message_id"], "1@x");
    program.commands("EXAMINE Sent").await;
    let found = program.commands("UID SEARCH HEADER Message-ID \"<1@x>\"").await;
    assert_eq!(found[0], "* SEARCH 1");
    let refused = program.commands("UID STORE 1 +FLAGS (\\Flagged)").await;
    assert!(refused[0].starts_with("NO [READ-ONLY]"), "{refused:?}");
}

#[tokio::test]
async fn what_cannot_be_done_is_said_and_the_connection_stays() {
    let bench = Bench::new().await;
    let mut stranger = Program::connects(&bench, "imap").await;
    stranger.hears().await;
    for (command, answer) in [
        ("SELECT INBOX", "BAD"),
        ("LOGIN shop@example.test wrong", "NO [AUTHENTICATIONFAILED]"),
        ("LOGIN a {99999999}", "NO [TOOBIG]"),
        ("NONSENSE", "BAD"),
    ] {
        let heard = stranger.commands(command).await;
        assert!(heard[0].starts_with(answer), "{command}: {heard:?}");
    }
    assert!(stranger.asks("(").await.starts_with("* BAD"));
    let mut program = reader(&bench).await;
    for (command, answer) in [
        ("UID FETCH 1 (ENVELOPE)", "BAD"),
        ("UID SEARCH TEXT x", "BAD"),
        ("UID MOVE 1 Nowhere", "NO [TRYCREATE]"),
        ("SELECT Nowhere", "NO [NONEXISTENT]"),
        ("UID FETCH 1 (FLAGS)", "BAD"),
    ] {
        let heard = program.commands(command).await;
        assert!(heard[0].starts_with(answer), "{command}: {heard:?}");
    }
    assert_eq!(program.commands("NOOP").await, ["OK Here"]);
}

#[tokio::test]
async fn a_mailbox_can_be_out_of_reach_and_its_password_refused() {
    let bench = Bench::new().await;
    let mut program = reader(&bench).await;
    program.asks("T IDLE").await;
    turns(&bench, json!({"imap_unreachable": true})).await;
    assert_eq!(program.hears().await, "", "who waits is cut off");
    let mut again = Program::connects(&bench, "imap").await;
    assert_eq!(again.hears().await, "");
    turns(&bench, json!({"imap_unreachable": false, "password_refused": true})).await;
    let mut again = Program::connects(&bench, "imap").await;
    again.hears().await;
    let refused = again.commands(&format!("LOGIN {SHOP} \"{PASSWORD}\"")).await;
    assert!(refused[0].starts_with("NO [AUTHENTICATIONFAILED]"), "{refused:?}");
    bench.control("DELETE", "mail/knobs", Value::Null).await;
    reader(&bench).await;
}
