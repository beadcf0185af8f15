//! The ids in `Message-ID`, `In-Reply-To` and `References`.

use super::head::Head;
use crate::channels::email::mail::REFERENCES_MAX;
use crate::channels::email::message_id::normalised;

/// Fields of one name that are looked at.
const FIELDS_MAX: usize = 10;

/// Its own id: the first that could be used.
pub fn own(head: &Head<'_>) -> Option<String> {
    head.all("message-id").take(FIELDS_MAX).find_map(|value| within(&value).into_iter().next())
}

/// Each once, in their order.
pub fn named(head: &Head<'_>, field: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in head.all(field).take(FIELDS_MAX) {
        found.extend(within(&value));
    }
    let surplus = found.len().saturating_sub(REFERENCES_MAX * 2);
    let mut kept: Vec<String> = Vec::new();
    for id in found.drain(surplus..) {
        if !kept.contains(&id) {
            kept.push(id);
        }
    }
    kept.drain(..kept.len().saturating_sub(REFERENCES_MAX));
    kept
}

/// What stands in angle brackets; without any, all words that could be ids.
pub fn within(value: &[u8]) -> Vec<String> {
    let value = String::from_utf8_lossy(value);
    let mut ids: Vec<String> = Vec::new();
    for piece in value.split('<').skip(1) {
        let inside = piece.split('>').next().unwrap_or_default();
        // Programs that fold lines break long ids, too.
        let inside: String = inside.split_whitespace().collect();
        ids.extend(normalised(&inside));
    }
    if ids.is_empty() {
        let apart = |letter: char| letter.is_whitespace() || ",;<>\"'()".contains(letter);
        ids.extend(value.split(apart).filter_map(normalised));
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::email::read::head::Of;

    fn head(text: &str) -> Head<'_> {
        Head::read(text.as_bytes(), Of::Mail, |_| false).0
    }

    #[test]
    fn ids_are_found_in_all_their_forms() {
        assert_eq!(own(&head("Message-ID: <a@B.test>")).as_deref(), Some("a@B.test"));
        assert_eq!(own(&head("Message-Id: a@b.test")).as_deref(), Some("a@b.test"));
        assert_eq!(
            own(&head("Message-ID: <>\nMessage-ID:\n <a@b\n .test>")).as_deref(),
            Some("a@b.test")
        );
        assert_eq!(own(&head("Message-ID: <\u{e9}@b>")), None);
        assert_eq!(own(&head("Subject: x")), None);
    }

    #[test]
    fn answers_may_name_several() {
        let text = "In-Reply-To: Your message of \"x@y\" <a@b> <c@d>\n <a@b>";
        assert_eq!(named(&head(text), "in-reply-to"), ["a@b", "c@d"]);
        assert_eq!(named(&head("In-Reply-To: a@b, c@d;e@f"), "in-reply-to"), ["a@b", "c@d", "e@f"]);
        assert_eq!(named(&head("References: <a@b><c@d> <e"), "references"), ["a@b", "c@d"]);
    }

    #[test]
    fn of_long_threads_the_last_are_kept() {
        let ids: String = (0..5_000).map(|id| format!("<{id}@b> ")).collect();
        let kept = named(&head(&format!("References: {ids}")), "references");
        assert_eq!(kept.len(), REFERENCES_MAX);
        let many = format!("References: {}", "<a@b>".repeat(10_000));
        assert_eq!(named(&head(&many), "references"), ["a@b"]);
    }
}
