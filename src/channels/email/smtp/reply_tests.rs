use super::*;
use proptest::prelude::*;

fn reply(text: &str) -> Reply {
    match parse(format!("{text}\r\n").as_bytes()) {
        Parsed::Whole(reply, _) => reply,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn an_answer_may_have_many_lines() {
    let received = b"250-mx.test Hello\r\n250-SIZE 1000\r\n250 SMTPUTF8\r\n220 next\r\n";
    let Parsed::Whole(reply, taken) = parse(received) else { panic!("whole") };
    assert_eq!(reply.lines, ["mx.test Hello", "SIZE 1000", "SMTPUTF8"]);
    assert_eq!(received.get(taken..), Some(&b"220 next\r\n"[..]));
    assert_eq!(parse(b"250-a\r\n250"), Parsed::More);
    assert_eq!(parse(b"250\n"), Parsed::Whole(Reply { code: 250, lines: vec![String::new()] }, 4));
    let latin = parse(b"550 Gr\xfc\xdfe\r\n");
    assert!(matches!(latin, Parsed::Whole(Reply { code: 550, .. }, _)), "{latin:?}");
    for nonsense in ["", "hello", "99 x", "600 x", "25x x", "250_x"] {
        assert_eq!(parse(format!("{nonsense}\r\n").as_bytes()), Parsed::Nonsense, "{nonsense}");
    }
    assert_eq!(parse(&[b'2'; LINE_BYTES_MAX]), Parsed::Nonsense);
    assert_eq!(parse(&b"250-x\r\n".repeat(LINES_MAX + 1)), Parsed::Nonsense);
}

#[test]
fn what_follows_from_an_answer() {
    let rest = Retry::After { wait_ms: REST_MS };
    let counted = Retry::Counted { least_ms: REST_MS, in_doubt: false };
    let (sender, recipient, content) = (Stage::Sender, Stage::Recipient, Stage::Content);
    for (stage, text, retry, scope) in [
        (sender, "421 4.3.2 shutting down", rest, Scope::Inbox),
        (sender, "451 4.7.0 wait", rest, Scope::Inbox),
        (sender, "450 4.2.1 too many messages", rest, Scope::Inbox),
        (sender, "450 4.2.1 Rate-limited", rest, Scope::Inbox),
        (sender, "450 4.2.1 rate limit exceeded", rest, Scope::Inbox),
        (recipient, "421 4.3.2 shutting down", counted, Scope::Inbox),
        (recipient, "450 4.7.1 policy service unavailable", counted, Scope::Inbox),
        (content, "451 4.2.1 too many messages", counted, Scope::Inbox),
        (
            recipient,
            "451 4.3.0 the corporate directory is being generated",
            Retry::SURE,
            Scope::Contact,
        ),
        (recipient, "452 4.2.2 mailbox full", Retry::SURE, Scope::Contact),
        (recipient, "451 4.7.1 greylisted, try again later", counted, Scope::Contact),
    ] {
        match reply(text).as_error(stage, Scope::Contact) {
            SendError::Temporary { reason, retry: told, scope: whose } => {
                assert_eq!((told, whose), (retry, scope), "{text}");
                assert!(reason.contains(text.split_once(' ').expect("words").1), "{reason}");
            }
            other => panic!("{text}: {other:?}"),
        }
    }
    let gone = reply("550 5.1.1 no such user here").as_error(recipient, Scope::Contact);
    let SendError::Permanent { failure } = gone else { panic!("{gone:?}") };
    assert_eq!(failure.code, Some(550));
    assert!(failure.reason.starts_with("This address does not exist."), "{}", failure.reason);
    let signing_in = reply("535 5.7.8 no").as_error(sender, Scope::Contact);
    assert!(matches!(signing_in, SendError::Stopped { .. }), "{signing_in:?}");
}

#[test]
fn a_status_is_three_numbers() {
    for status in ["5.1.1", "4.7.650", "2.0.0"] {
        assert!(is_status(status), "{status}");
    }
    for other in ["", "5.1", "3.1.1", "5.1.1.1", "5.x.1", "5..1", "5.1.1000", "mx.example.test"] {
        assert!(!is_status(other), "{other}");
    }
}

proptest! {
    #[test]
    fn any_bytes_may_come(bytes in proptest::collection::vec(any::<u8>(), 0..200), digits in "[245][0-9]{2}[- ][ -~]{0,20}\r\n") {
        let _ = parse(&bytes);
        let _ = parse(&[digits.as_bytes(), &bytes].concat());
    }
}
