//! What strangers' text may not hold, wherever a person reads it.

/// One line: no control letters, nothing that turns the direction of writing, white space folded.
pub fn line(text: &str, characters_max: usize) -> Option<String> {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split(|letter: char| letter.is_whitespace() || letter.is_control()) {
        let mut letters = word.chars().filter(|letter| !is_hidden(*letter)).peekable();
        if letters.peek().is_none() || count >= characters_max {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
            count += 1;
        }
        for letter in letters.take(characters_max.saturating_sub(count)) {
            line.push(letter);
            count += 1;
        }
    }
    let kept = line.trim_end().len();
    line.truncate(kept);
    (!line.is_empty()).then_some(line)
}

/// Text of several lines: their ends are `\n`, and no control letters but tabs.
pub fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let letters = text.chars().map(|letter| if letter == '\r' { '\n' } else { letter });
    letters
        .filter(|letter| match letter {
            '\n' | '\t' => true,
            letter => !letter.is_control() && !turns(*letter) && *letter != '\u{FEFF}',
        })
        .collect()
}

fn is_hidden(letter: char) -> bool {
    turns(letter)
        || matches!(
            letter,
            '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}'
        )
}

/// Overrides and isolates: what stands behind them can pose as something else.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hold_nothing_that_hides() {
        assert_eq!(line(" a\0b \r\n\tc\u{202E}d ", 100).as_deref(), Some("a b cd"));
        assert_eq!(line("\u{200B} \0", 100), None);
        assert_eq!(line("Zoë Ångström", 5).as_deref(), Some("Zoë Å"));
        assert_eq!(line("ab cd", 3).as_deref(), Some("ab"));
        assert_eq!(lines("a\r\nb\rc\0\u{2066}\td"), "a\nb\nc\td");
    }
}
