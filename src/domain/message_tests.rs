//! What of a message is said, shown and sent.

use super::*;

#[test]
fn the_first_file_carries_the_text_if_it_fits() {
    let pieces = |text: &str, files: &[u64]| {
        let message = Outbound {
            attachments: files.iter().copied().map(AttachmentId).collect(),
            ..Outbound::new(text.to_owned(), Timestamp(0))
        };
        let parts = message.parts(Channel::Whatsapp).into_iter();
        parts.map(|part| (part.text().len(), part.file().map(|id| id.0))).collect::<Vec<_>>()
    };
    assert_eq!(pieces("hello", &[]), [(5, None)]);
    assert_eq!(pieces("hello", &[7, 8]), [(5, Some(7)), (0, Some(8))]);
    assert_eq!(pieces("", &[7]), [(0, Some(7))]);
    let long = "x".repeat(1025);
    assert_eq!(pieces(&long, &[7, 8]), [(1025, None), (0, Some(7)), (0, Some(8))]);
}

#[test]
fn on_messenger_a_long_text_goes_in_pieces_before_the_files() {
    let words = ["word"; 500].join(" ");
    let message = Outbound {
        attachments: vec![AttachmentId(7)],
        ..Outbound::new(words.clone(), Timestamp(0))
    };
    let parts = message.parts(Channel::Messenger);
    let texts: Vec<&str> = parts.iter().map(|part| part.text()).collect();
    assert_eq!(texts.len(), 3);
    assert_eq!([texts[0], texts[1]].join(" "), words);
    assert_eq!((texts[2], parts[2].file()), ("", Some(AttachmentId(7))));
    assert!(parts.iter().all(|part| part.text().len() < 2_000));
}

#[test]
fn a_reaction_that_was_taken_back_does_not_come_again() {
    let outbound = Outbound::new("On its way".to_owned(), Timestamp(0));
    let mut message = Message::Outbound(Box::new(outbound));
    let mut after = |emoji: Option<&str>, at: i64| {
        message.react(emoji.map(str::to_owned), Timestamp(at));
        message.reactions_mut().iter().map(|known| known.emoji.clone()).collect::<Vec<_>>()
    };
    assert_eq!(after(None, 20), [""; 0]);
    assert_eq!(after(Some("👍"), 10), [""; 0], "it came late");
    assert_eq!(after(Some("😮"), 30), ["😮"]);
    assert_eq!(after(Some("👍"), 25), ["😮"]);
    assert_eq!(after(None, 30), [""; 0], "in one second, as they come");
}

#[test]
fn a_piece_that_was_taken_twice_has_two_names() {
    let mut message = Outbound::new("hello".to_owned(), Timestamp(0));
    // As an older version kept it.
    message.provider_ids.push("first".to_owned());
    assert!(message.is_known_as("second", 1));
    assert!(message.is_known_as("first again", 0));
    assert!(!message.is_known_as("second", 0), "it has its name already");
    let names = ["first", "second", "first again", "no other"];
    let parts = names.map(|name| message.part_known_as(name));
    assert_eq!(parts, [Some(0), Some(1), Some(0), None]);
}

#[test]
fn a_preview_is_one_short_line() {
    assert_eq!(preview("  Where\n is\tmy order? "), "Where is my order?");
    assert_eq!(preview(&"é".repeat(500)).chars().count(), PREVIEW_CHARACTERS_MAX);
}
