//! Long texts in pieces that a channel takes.

/// Cuts a text into pieces of at most `max` characters: between words if there is a gap, and never
/// inside an address unless that is longer than a piece itself. What stands between two pieces is
/// white space only.
pub fn of(text: &str, max: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((end, _)) = rest.char_indices().nth(max) {
        let (piece, left) = rest.split_at(cut(rest, end));
        pieces.push(piece.trim_end());
        rest = left.trim_start();
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(rest);
    }
    pieces.retain(|piece| !piece.is_empty() || text.is_empty());
    pieces
}

/// Where to cut `text`, whose first `end` bytes are as many as fit: at the end of a paragraph or a
/// line if that leaves the piece at least half full, else between two words.
fn cut(text: &str, end: usize) -> usize {
    let fitting = text.get(..end).unwrap_or(text);
    // A gap right after what fits is one too.
    if text.get(end..).is_some_and(|rest| rest.starts_with(char::is_whitespace)) {
        return end;
    }
    let at_least = fitting.len() / 2;
    let line = fitting.rfind('\n').filter(|at| *at >= at_least);
    let gap = line.or_else(|| fitting.rfind(char::is_whitespace)).filter(|at| *at > 0);
    gap.unwrap_or_else(|| before_joined(text, end))
}

/// No gap: at least what belongs to one sign stays together, such as an emoji and its colour.
fn before_joined(text: &str, end: usize) -> usize {
    let joins = |c: char| matches!(c, '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{0300}'..='\u{036F}');
    let mut at = end;
    while at > 0 {
        let next = text.get(at..).and_then(|rest| rest.chars().next());
        let last = text.get(..at).and_then(|start| start.chars().next_back());
        let (Some(next), Some(last)) = (next, last) else { break };
        if !joins(next) && last != '\u{200D}' {
            return at;
        }
        at -= last.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_fits_stays_whole() {
        assert_eq!(of("", 5), [""]);
        assert_eq!(of("hello", 5), ["hello"]);
        assert_eq!(of("ééééé", 5), ["ééééé"]);
    }

    #[test]
    fn words_and_addresses_stay_whole() {
        assert_eq!(of("one two three", 8), ["one two", "three"]);
        assert_eq!(of("one two", 3), ["one", "two"]);
        let text = "see https://example.com/a/very/long/path now";
        assert_eq!(of(text, 40), ["see https://example.com/a/very/long/path", "now"]);
        assert_eq!(of(text, 38), ["see", "https://example.com/a/very/long/path", "now"]);
        assert_eq!(of("first line\nsecond line", 16), ["first line", "second line"]);
    }

    #[test]
    fn a_word_longer_than_a_piece_is_cut_between_signs() {
        assert_eq!(of("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(of("aa👍🏽bb", 3), ["aa", "👍🏽b", "b"]);
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_lost(text in "[ab é\n👍🏽]{0,80}", max in 1..20usize) {
            let pieces = of(&text, max);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&pieces.concat()), letters(&text));
            for piece in &pieces {
                prop_assert!(piece.chars().count() <= max);
            }
        }
    }
}
