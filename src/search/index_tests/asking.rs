//! What is found by which words.

use super::*;
use crate::search::Kind;

fn check(texts: &[&str], asked: &[(&str, &str)]) {
    let folder = folder();
    let index = of_texts(&folder, texts);
    for (text, expected) in asked {
        assert_eq!(found(&index, &query(text)), *expected, "{text}");
    }
}

#[test]
fn all_words_in_any_order_newest_first() {
    check(
        &["my order is late", "late again, my order", "an order"],
        &[
            ("order late", "m1.2 m1.1"),
            ("late order", "m1.2 m1.1"),
            ("order", "m1.3 m1.2 m1.1"),
            ("order nonsense", ""),
            ("", ""),
            (" ?!", ""),
        ],
    );
}

#[test]
fn the_last_word_may_be_unfinished() {
    check(
        &["reference number", "refund please"],
        &[
            ("ref", "m1.2 m1.1"),
            ("refu", "m1.2"),
            ("ref ", ""),
            ("please refu", "m1.2"),
            ("num ref", ""),
        ],
    );
}

#[test]
fn accents_case_and_scripts_are_found() {
    check(
        &["Ação em São Paulo", "東京都に住む", "Straße", "สวัสดีครับ"],
        &[
            ("acao sao", "m1.1"),
            ("AÇÃO", "m1.1"),
            ("京都", "m1.2"),
            ("む", "m1.2"),
            ("東京都に", "m1.2"),
            ("都東", ""),
            ("strasse", "m1.3"),
            ("ครับ", "m1.4"),
        ],
    );
}

#[test]
fn a_typo_is_forgiven_only_when_nothing_matches() {
    check(
        &["my order", "to the border", "bat"],
        &[
            ("order", "m1.1"),
            ("oredr", "m1.1"),
            ("ordwr", "m1.1"),
            ("oder ", "m1.1"),
            ("borde", "m1.2"),
            ("my odrer", "m1.1"),
            ("cat", ""),
            ("12345", ""),
        ],
    );
}

#[test]
fn contacts_are_found_by_every_name_and_address() {
    let folder = folder();
    let index = open(&folder);
    let documents = vec![
        contact(1, "Ana Prado", "447700900123", "ana.p@example.com"),
        contact(2, "Bob", "5511987654321", "bob@example.org"),
    ];
    index.apply(documents, 1).unwrap();
    for (text, expected) in [
        ("ana", "p1"),
        ("prado ana", "p1"),
        ("+44 7700 900123", "p1"),
        ("07700 900123", "p1"),
        ("(0)7700-900123", "p1"),
        ("0123", "p1"),
        ("770090", "p1"),
        ("900 123", "p1"),
        ("123", ""),
        ("bob 4321", "p2"),
        ("example", "p2 p1"),
        ("example.org", "p2"),
        ("ana.p@example.com", "p1"),
        ("user_2", "p2"),
    ] {
        assert_eq!(found(&index, &query(text)), expected, "{text}");
    }
}

#[test]
fn conversations_are_found_by_number_and_subject() {
    let folder = folder();
    let index = open(&folder);
    let documents = vec![
        conversation(1042, Some("Refund of May")),
        conversation(1043, None),
        message(7, 9, "see 1042"),
    ];
    index.apply(documents, 1).unwrap();
    assert_eq!(found(&index, &query("#1042")), "m7.9 c1042");
    assert_eq!(found(&index, &query("1043")), "c1043");
    assert_eq!(found(&index, &query("refund may")), "c1042");
    assert_eq!(found(&index, &query("104")), "m7.9");
    index.apply(vec![conversation(1042, Some("Paid"))], 2).unwrap();
    assert_eq!(found(&index, &query("refund")), "");
    assert_eq!(found(&index, &query("paid")), "c1042");
}

#[test]
fn filters_narrow() {
    let folder = folder();
    let index = of_texts(&folder, &["word", "word", "word"]);
    let note = Document::Message {
        entry: entry(1, 4),
        contact: ContactId(1),
        channel: Channel::Email,
        at: Timestamp(4_000),
        is_changed: false,
        is_note: true,
        text: "word".to_owned(),
    };
    index.apply(vec![note, contact(5, "Word", "", "")], 2).unwrap();
    let word = query("word");
    assert_eq!(found(&index, &word), "n1.4 m1.3 m1.2 m1.1 p5");
    let notes = Query { kinds: [Kind::Note].into(), ..word.clone() };
    assert_eq!(found(&index, &notes), "n1.4");
    let by_mail = Query { channel: Some(Channel::Email), ..word.clone() };
    assert_eq!(found(&index, &by_mail), "n1.4");
    let span = Query { from: Some(Timestamp(2_000)), to: Some(Timestamp(4_000)), ..word };
    assert_eq!(found(&index, &span), "m1.3 m1.2");
}
