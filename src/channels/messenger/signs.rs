//! Reactions: Messenger has words for the usual ones, and signs for all.

/// The sign of a reaction's word, for an event that brings no sign.
pub fn sign(word: &str) -> &'static str {
    match word {
        "love" => "❤️",
        "smile" => "😆",
        "wow" => "😮",
        "sad" => "😢",
        "angry" => "😠",
        "like" => "👍",
        "dislike" => "👎",
        _ => "🙂",
    }
}

/// What the Send API takes for a sign: the word, where there is one.
pub fn word(sign: &str) -> &str {
    match sign.trim_end_matches('\u{FE0F}') {
        "❤" => "love",
        "😆" => "smile",
        "😮" => "wow",
        "😢" => "sad",
        "😠" => "angry",
        "👍" => "like",
        "👎" => "dislike",
        _ => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_signs_lead_to_one_another() {
        for named in ["love", "smile", "wow", "sad", "angry", "like", "dislike"] {
            assert_eq!(word(sign(named)), named);
        }
        assert_eq!(sign("other"), "🙂");
        assert_eq!(word("🎉"), "🎉");
    }
}
