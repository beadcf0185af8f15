use super::*;
use proptest::prelude::*;

fn atom(text: &str) -> Value {
    Value::Atom(text.into())
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// All answers in what was received, fed in pieces of `size`.
fn framed(received: &[u8], size: usize) -> Vec<Vec<u8>> {
    let mut framer = Framer::default();
    let mut buffer = Vec::new();
    let mut found = Vec::new();
    for piece in received.chunks(size.max(1)) {
        buffer.extend_from_slice(piece);
        while let Framed::Whole(end) = framer.look(&buffer) {
            found.push(buffer.drain(..end).collect());
        }
    }
    found
}

#[test]
fn an_answer_ends_behind_its_last_literal() {
    let received = b"* OK ready {5}\r\n* 1 FETCH (BODY[] {10}\r\na\r\nb {2}\r\nUID 3)\r\n+ go {3}\r\nA1 OK x\r\n";
    for size in [1, 2, 3, 7, 1000] {
        let found = framed(received, size);
        let lines: Vec<_> = found.iter().map(|line| String::from_utf8_lossy(line)).collect();
        let wanted = [
            "* OK ready {5}\r\n",
            "* 1 FETCH (BODY[] {10}\r\na\r\nb {2}\r\nUID 3)\r\n",
            "+ go {3}\r\n",
            "A1 OK x\r\n",
        ];
        assert_eq!(lines, wanted, "in pieces of {size}");
    }
}

#[test]
fn a_server_cannot_announce_more_than_fits() {
    let mut framer = Framer::default();
    assert_eq!(framer.look(b"* 1 FETCH (BODY[] {99999999999}\r\n"), Framed::TooLong);
    let mut framer = Framer::default();
    assert_eq!(framer.look(b"* X {18446744073709551615}\r\n"), Framed::TooLong);
    let mut framer = Framer::default();
    assert_eq!(framer.look(&vec![b'x'; ANSWER_BYTES_MAX + 1]), Framed::TooLong);
}

#[test]
fn answers_are_told_apart() {
    let done = read(b"A7 NO [LIMIT] Too many\r\n");
    let words = "[LIMIT] Too many".to_owned();
    assert_eq!(done, Some(Answer::Done { tag: "A7".into(), status: Status::No, words }));
    let told = read(b"* bye Gr\xfc\xdfe\r\n");
    let words = "Gr\u{fffd}\u{fffd}e".to_owned();
    assert_eq!(told, Some(Answer::Told { status: Status::Bye, words }), "whatever the charset");
    assert_eq!(read(b"+\r\n"), Some(Answer::Continue(String::new())));
    assert_eq!(read(b"* OK\r\n"), Some(Answer::Told { status: Status::Ok, words: "".into() }));
    assert_eq!(read(b"220 smtp.example.test ESMTP\r\n"), None);
    assert_eq!(code_of("[UIDVALIDITY 3] ok"), Some("UIDVALIDITY 3"));
    assert_eq!(code_of("ok [X]"), None);
}

#[test]
fn values_come_in_every_form_that_a_server_may_choose() {
    let answer = b"* 12 FETCH (UID 7 FLAGS (\\Seen) INTERNALDATE \" 1-Feb-2026 \\\"x\\\"\" BODY[HEADER.FIELDS (TO)]<0> {4}\r\na(\"b X NIL)\r\n";
    let Some(Answer::Data(values)) = read(answer) else { panic!("data") };
    let fields = Value::List(vec![
        atom("UID"),
        atom("7"),
        atom("FLAGS"),
        Value::List(vec![atom("\\Seen")]),
        atom("INTERNALDATE"),
        text(" 1-Feb-2026 \"x\""),
        atom("BODY[HEADER.FIELDS (TO)]<0>"),
        text("a(\"b"),
        atom("X"),
        atom("NIL"),
    ]);
    assert_eq!(values, [atom("12"), atom("FETCH"), fields]);
    assert_eq!(read(b"* SEARCH"), Some(Answer::Data(vec![atom("SEARCH")])));
    let open = read(b"* X (a (b\r\n");
    let inner = Value::List(vec![atom("a"), Value::List(vec![atom("b")])]);
    assert_eq!(open, Some(Answer::Data(vec![atom("X"), inner])), "never closed");
    let deep = [b"* ".as_slice(), &b"(".repeat(1_000_000)].concat();
    assert_eq!(read(&deep), Some(Answer::Data(vec![])), "too deep to be anything");
}

#[test]
fn a_bracket_in_a_keyword_swallows_nothing() {
    let answer = b"* 3 FETCH (FLAGS (\\Seen bug[1) UID 7 body[TEXT (x)]<0> {1}\r\na)\r\n";
    let Some(Answer::Data(values)) = read(answer) else { panic!("data") };
    let flags = Value::List(vec![atom("\\Seen"), atom("bug[1")]);
    let (uid, body) = ([atom("UID"), atom("7")], [atom("body[TEXT (x)]<0>"), text("a")]);
    let fields = [vec![atom("FLAGS"), flags], uid.to_vec(), body.to_vec()].concat();
    assert_eq!(values, [atom("3"), atom("FETCH"), Value::List(fields)]);
}

#[test]
fn braces_without_end_are_read_once() {
    let braces = [b"* X ".as_slice(), &b"{ ".repeat(500_000), b"\r\n"].concat();
    let Some(Answer::Data(values)) = read(&braces) else { panic!("data") };
    assert_eq!((values.len(), &values[1]), (500_001, &atom("{")));
    let long = b"* X {00000000000000000000000000000000001}\r\na\r\n";
    assert!(read(long).is_some());
    let many = [b"* SEARCH".as_slice(), &b" 1".repeat(2_000_001), b"\r\n"].concat();
    assert_eq!(read(&many), None, "no mailbox has so many");
}

proptest! {
    #[test]
    fn any_bytes_may_come(bytes in proptest::collection::vec(any::<u8>(), 0..200), size in 1..50_usize) {
        let whole: Vec<u8> = framed(&bytes, size).concat();
        prop_assert!(bytes.starts_with(&whole));
        let _ = read(&bytes);
        let _ = values(&bytes);
    }

    #[test]
    fn anything_that_looks_like_an_answer_may_come(line in "[*A+] ?[()\"\\\\{}\\[\\]0-9 a-bOKNBY\r\n]{0,60}") {
        let _ = read(line.as_bytes());
        let _ = framed(line.as_bytes(), 3);
    }
}
