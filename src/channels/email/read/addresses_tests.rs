use super::*;
use crate::channels::email::read::head::Of;

fn sent_by(head: &[u8]) -> Option<(Option<String>, String)> {
    let head = Head::read(head, Of::Mail, |_| false).0;
    sender(&head, None).map(|sender| (sender.name, sender.address))
}

fn ana() -> Option<(Option<String>, String)> {
    Some((Some("Ana".to_owned()), "ana@example.test".to_owned()))
}

#[test]
fn senders_come_in_many_forms() {
    for head in [
        "From: Ana <Ana@Example.TEST>",
        "From: \"Ana\" <ana@example.test>, Ben <ben@example.test>",
        "From: ana@example.test (Ana)",
        "From: Ana ana@example.test",
        "From: =?utf-8?q?A?= =?utf-8?q?na?=<ana@example.test>",
        "From: \"=?utf-8?q?Ana?=\" <ana@example.test>",
        "From: 'Ana' <ana@example.test>",
        "From: Ana\u{202E} \u{200B}<ana@example.test>",
        "From: \"X \" <>, \"Ana\" <ana@example.test>",
        "From: Ana <>\nReply-To: ana@example.test",
        "From:\nFrom: Ana <ana@example.test>",
        "From: Ana\nReturn-Path: <ana@example.test>",
        "Sender: Ana <ana@example.test>",
    ] {
        assert_eq!(sent_by(head.as_bytes()), ana(), "{head}");
    }
    let nameless = Some((None, "ana@example.test".to_owned()));
    let joined = "From: Ana <ana@example.test> Ben <ben@example.test>\nReply-To: c@example.test";
    assert_eq!(sent_by(joined.as_bytes()), ana());
    assert_eq!(sent_by(b"From: ana@example.test ben@example.test"), nameless);
    for head in ["From: ana@example.test", "From: \"ana@example.test\" <ana@example.test>"] {
        assert_eq!(sent_by(head.as_bytes()), nameless, "{head}");
    }
    for head in ["Subject: x", "From: Ana", "From: <>", "From: @", "From: a@", "From: @b"] {
        assert_eq!(sent_by(head.as_bytes()), None, "{head}");
    }
}

#[test]
fn names_in_raw_bytes_are_read() {
    let head = Head::read(b"From: \xc4\xe3\xba\xc3 <a@b.test>", Of::Mail, |_| false).0;
    let name = sender(&head, Some("gb2312")).and_then(|sender| sender.name);
    assert_eq!(name.as_deref(), Some("你好"));
    let told = sent_by("From: 你好 <a@b.test>".as_bytes()).and_then(|(name, _)| name);
    assert_eq!(told.as_deref(), Some("你好"));
    let long = format!("From: {} <a@b.test>", "x".repeat(1_000));
    let name = sent_by(long.as_bytes()).expect("a sender").0.expect("a name");
    assert_eq!(name.chars().count(), NAME_CHARACTERS_MAX);
}

#[test]
fn addresses_that_could_break_anything_are_none() {
    for bad in ["", "@", "a@", "@b", "a b@c", "a@b\r\nBcc: x@y", "a@b<c", "a@b c"] {
        assert_eq!(checked(bad), None, "{bad:?}");
    }
    assert_eq!(checked(&format!("{}@b", "a".repeat(300))), None);
    assert_eq!(checked("<Jörg@Example.TEST>").as_deref(), Some("jörg@example.test"));
}

#[test]
fn recipients_of_groups_and_long_lists_are_bounded() {
    let text = format!("To: Friends: a@b.test, c@d.test;, {}", "e@f.test,".repeat(3_000));
    let head = Head::read(text.as_bytes(), Of::Mail, |_| false).0;
    let to = all(&head, "to", None);
    assert_eq!((to.len(), to[1].address.as_str()), (RECIPIENTS_MAX, "c@d.test"));
    let head = Head::read(
        b"To: undisclosed-recipients:;\nDelivered-To: A@b.test\nEnvelope-to: a@b.test",
        Of::Mail,
        |_| false,
    )
    .0;
    assert_eq!(all(&head, "to", None), []);
    assert_eq!(delivered_to(&head), ["a@b.test"]);
}
