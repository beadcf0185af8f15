//! What happened on Messenger, as notifications tell it.

use serde_json::{Value, json};

use super::files::Addresses;
use super::message::Message;
use crate::simulator::phone::Side;

/// A message without what says who wrote it.
pub fn message_body(message: &Message, quoted: Option<&Message>, addresses: &Addresses) -> Value {
    let mut body = json!({"mid": message.id});
    if let Some(text) = &message.text {
        body["text"] = text.as_str().into();
    }
    if !message.attachments.is_empty() {
        let attachments = message.attachments.iter();
        body["attachments"] =
            attachments.map(|attachment| attachment.body(|file| addresses.of(file))).collect();
    }
    if let Some(mid) = &message.reply_to {
        let is_own = quoted.is_some_and(|quoted| quoted.from == Side::Customer);
        body["reply_to"] = json!({"mid": mid, "is_self_reply": is_own});
    }
    body
}

/// Ids of apps are numbers on the wire, though too large for some readers.
pub fn app_number(app_id: &str) -> Value {
    app_id.parse::<u64>().map_or_else(|_| app_id.into(), Value::from)
}

const REACTIONS: [(&str, &str); 7] = [
    ("love", "❤️"),
    ("smile", "😆"),
    ("wow", "😮"),
    ("sad", "😢"),
    ("angry", "😠"),
    ("like", "👍"),
    ("dislike", "👎"),
];

/// Meta's word for an emoji.
pub fn reaction_word(emoji: &str) -> &'static str {
    let same =
        |known: &str| known.trim_end_matches('\u{fe0f}') == emoji.trim_end_matches('\u{fe0f}');
    REACTIONS.iter().find(|(_, known)| same(known)).map_or("other", |(word, _)| word)
}

/// The emoji of one of Meta's words; anything else is an emoji already.
pub fn reaction_emoji(word: &str) -> &str {
    REACTIONS.iter().find(|(known, _)| *known == word).map_or(word, |(_, emoji)| emoji)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reactions_have_words() {
        assert_eq!(reaction_word("❤"), "love");
        assert_eq!(reaction_word("❤️"), "love");
        assert_eq!(reaction_word("🥳"), "other");
        assert_eq!(reaction_emoji("love"), "❤️");
        assert_eq!(reaction_emoji("🥳"), "🥳");
    }

    #[test]
    fn ids_of_apps_keep_all_their_digits() {
        assert_eq!(app_number("184719329217930001").to_string(), "184719329217930001");
        assert_eq!(app_number("inbox"), "inbox");
    }
}
