//! Showing where the words of a query stand in a text.

use super::query::{self, Asked, FORGIVEN_CHARACTERS_MIN};
use super::words::{self, Word};
use std::ops::Range;

/// Of a snippet's length, the part that stands before its first match.
const LEAD_PART: usize = 4;

/// How much more may be taken or left so as not to cut a word.
const WORD_SLACK_CHARACTERS: usize = 16;

/// A piece of a snippet; all of them in a row are the snippet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub text: String,
    /// Whether it is one of the words asked for.
    pub mark: bool,
}

/// Cuts at most `length_max` characters around the first match of `query` out of `text`, with an
/// ellipsis where something is left out. A text in which nothing matches shows its beginning.
pub fn highlight(text: &str, query: &str, length_max: usize) -> Vec<Segment> {
    let marks = marks(text, query);
    let window = window(text, marks.first(), length_max);
    let mut segments = Vec::new();
    if window.start > 0 {
        push(&mut segments, "…", false);
    }
    let mut at = window.start;
    for mark in marks {
        let mark = mark.start.clamp(at, window.end)..mark.end.clamp(at, window.end);
        push(&mut segments, text.get(at..mark.start).unwrap_or_default(), false);
        push(&mut segments, text.get(mark.clone()).unwrap_or_default(), true);
        at = mark.end;
    }
    push(&mut segments, text.get(at..window.end).unwrap_or_default(), false);
    if window.end < text.len() {
        push(&mut segments, "…", false);
    }
    segments
}

fn push(segments: &mut Vec<Segment>, text: &str, mark: bool) {
    match segments.last_mut() {
        Some(last) if last.mark == mark => last.text.push_str(text),
        _ if text.is_empty() => {}
        _ => segments.push(Segment { text: text.to_owned(), mark }),
    }
}

/// Where the words stand, in order and apart. Typos are forgiven only if nothing matches exactly.
fn marks(text: &str, query: &str) -> Vec<Range<usize>> {
    let asked = query::asked(query);
    let words = words::words(text);
    let exact = matching(&words, &asked, is_exact);
    if exact.is_empty() { matching(&words, &asked, is_forgiven) } else { exact }
}

fn matching(
    words: &[Word],
    asked: &[Asked],
    is_match: fn(&str, &Asked) -> bool,
) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for word in words.iter().filter(|word| asked.iter().any(|asked| is_match(&word.text, asked))) {
        match marks.last_mut() {
            // Pairs of one run overlap.
            Some(last) if word.range.start < last.end => last.end = last.end.max(word.range.end),
            _ => marks.push(word.range.clone()),
        }
    }
    marks
}

fn is_exact(word: &str, asked: &Asked) -> bool {
    match asked.is_beginning {
        true => word.starts_with(&asked.text),
        false => word == asked.text,
    }
}

fn is_forgiven(word: &str, asked: &Asked) -> bool {
    let (word, asked_word): (Vec<char>, Vec<char>) =
        (word.chars().collect(), asked.text.chars().collect());
    if asked_word.len() < FORGIVEN_CHARACTERS_MIN {
        return false;
    }
    if !asked.is_beginning {
        return is_one_edit_away(&word, &asked_word);
    }
    let lengths = asked_word.len() - 1..=asked_word.len() + 1;
    lengths.filter_map(|length| word.get(..length)).any(|part| is_one_edit_away(part, &asked_word))
}

/// One letter wrong, missing, too many or exchanged with the next; or none.
fn is_one_edit_away(one: &[char], other: &[char]) -> bool {
    let same = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.get(same..).unwrap_or_default(), other.get(same..).unwrap_or_default());
    match (one, other) {
        ([], []) => true,
        ([a, b, one @ ..], [c, d, other @ ..]) if (a, b) == (d, c) && one == other => true,
        ([_, one @ ..], [_, other @ ..]) if one == other => true,
        ([_, one @ ..], other) if one == other => true,
        (one, [_, other @ ..]) if one == other => true,
        _ => false,
    }
}

/// What part of `text` is shown, in bytes.
fn window(text: &str, first: Option<&Range<usize>>, length_max: usize) -> Range<usize> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    if starts.len() <= length_max {
        return 0..text.len();
    }
    let first = first.map_or(0, |mark| starts.partition_point(|start| *start < mark.start));
    let latest = starts.len().saturating_sub(length_max);
    let mut start = first.saturating_sub(length_max / LEAD_PART).min(latest);
    let mut end = start + length_max;
    let is_space = |index: usize| {
        starts
            .get(index)
            .and_then(|at| text.get(*at..))
            .is_some_and(|rest| rest.starts_with(char::is_whitespace))
    };
    if start > 0 {
        let word =
            (start - 1..first.min(start + WORD_SLACK_CHARACTERS)).find(|index| is_space(*index));
        start = word.map_or(start, |space| space + 1);
    }
    if end < starts.len() {
        let word = (end.saturating_sub(WORD_SLACK_CHARACTERS).max(first + 1)..=end).rev();
        end = word.into_iter().find(|index| is_space(*index)).unwrap_or(end);
    }
    let byte = |index: usize| *starts.get(index).unwrap_or(&text.len());
    byte(start)..byte(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, query: &str, length_max: usize, expected: &str) {
        let shown: String = highlight(text, query, length_max)
            .into_iter()
            .map(|segment| if segment.mark { format!("[{}]", segment.text) } else { segment.text })
            .collect();
        assert_eq!(shown, expected, "{query} in {text}");
    }

    #[test]
    fn words_are_marked_as_they_are_found() {
        check("Where is my Order?", "order", 100, "Where is my [Order]?");
        check("Where is my order?", "my ord", 100, "Where is [my] [order]?");
        check("Where is my order?", "ord ", 100, "Where is my order?");
        check("Um CAFÉ, por favor", "cafe", 100, "Um [CAFÉ], por favor");
        check("東京都に住む", "東京都", 100, "[東京都]に住む");
        check("東京都に住む", "京", 100, "東[京都]に住む");
        check("nothing here", "order", 100, "nothing here");
        check("", "order", 100, "");
    }

    #[test]
    fn typos_are_marked_only_when_nothing_else_is() {
        check("my order", "oredr", 100, "my [order]");
        check("my orders", "ordr", 100, "my [orders]");
        check("my order, ordet", "order", 100, "my [order], ordet");
        check("cat", "bat", 100, "cat");
    }

    #[test]
    fn a_long_text_is_cut_around_its_first_match() {
        let text = "The first part of a long letter says nothing of interest, until the refund comes up and is explained.";
        check(text, "refund", 40, "…until the [refund] comes up and is…");
        check(text, "first", 20, "The [first] part of a…");
        check(text, "explained", 30, "…comes up and is [explained].");
        check(text, "zzz", 15, "The first part…");
        check(&"x".repeat(50), "y", 10, &format!("{}…", "x".repeat(10)));
    }

    #[test]
    fn one_edit_is_one_edit() {
        let check = |one: &str, other: &str| {
            let (one, other): (Vec<char>, Vec<char>) =
                (one.chars().collect(), other.chars().collect());
            is_one_edit_away(&one, &other)
        };
        for (one, other) in [
            ("order", "order"),
            ("order", "ordr"),
            ("order", "oorder"),
            ("order", "orddr"),
            ("order", "rorder"),
            ("order", "odrer"),
            ("order", "orde"),
            ("order", "orders"),
        ] {
            assert!(check(one, other) && check(other, one), "{one} {other}");
        }
        for (one, other) in
            [("order", "older1"), ("order", "redro"), ("order", "ord"), ("abcd", "badc")]
        {
            assert!(!check(one, other) && !check(other, one), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn a_snippet_is_a_part_of_its_text(
            text in "\\PC{0,60}", query in "\\PC{0,12}", length_max in 0..40usize,
        ) {
            let segments = highlight(&text, &query, length_max);
            let snippet: String = segments.iter().map(|segment| segment.text.as_str()).collect();
            let whole = snippet.strip_prefix('…').unwrap_or(&snippet);
            let inner = whole.strip_suffix('…').unwrap_or(whole);
            prop_assert!(text.contains(inner) || text.contains(whole));
            prop_assert!(snippet.chars().count() <= length_max + 2);
            prop_assert!(segments.windows(2).all(|pair| pair[0].mark != pair[1].mark));
        }
    }
}
