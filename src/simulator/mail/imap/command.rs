//! What a program asks, word by word.

/// Lists within lists.
const DEPTH_MAX: usize = 8;
const WORDS_MAX: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    Atom(String),
    /// Quoted, or a literal.
    Text(Vec<u8>),
    List(Vec<Word>),
}

impl Word {
    /// An atom or a text, as text.
    pub fn text(&self) -> Option<String> {
        match self {
            Word::Atom(text) => Some(text.clone()),
            Word::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            Word::List(_) => None,
        }
    }

    pub fn is(&self, name: &str) -> bool {
        matches!(self, Word::Atom(text) if text.eq_ignore_ascii_case(name))
    }
}

/// A command with the bytes of its literals in place. `None`: it cannot be understood.
pub fn words(command: &[u8]) -> Option<Vec<Word>> {
    let mut reader = Reader { rest: command, left: WORDS_MAX };
    let words = reader.list(0, false)?;
    reader.rest.is_empty().then_some(words)
}

/// The length that a line announces at its end: `{12}`, or `{12+}` for one that comes unasked.
pub fn announced(line: &[u8]) -> Option<(usize, bool)> {
    let inner = line.strip_suffix(b"}")?;
    let start = inner.iter().rposition(|byte| *byte == b'{')? + 1;
    let digits = std::str::from_utf8(inner.get(start..)?).ok()?;
    let (digits, is_unasked) = match digits.strip_suffix('+') {
        Some(digits) => (digits, true),
        None => (digits, false),
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let length = digits.parse().unwrap_or(usize::MAX);
    is_number.then_some((length, is_unasked))
}

struct Reader<'c> {
    rest: &'c [u8],
    left: usize,
}

impl<'c> Reader<'c> {
    fn list(&mut self, depth: usize, is_inner: bool) -> Option<Vec<Word>> {
        let mut words = Vec::new();
        loop {
            match self.rest.first() {
                None if is_inner => return None,
                None => return Some(words),
                Some(b' ') => self.skip(1),
                Some(b')') if is_inner => {
                    self.skip(1);
                    return Some(words);
                }
                Some(b')') => return None,
                Some(_) => {
                    self.left = self.left.checked_sub(1)?;
                    words.push(self.word(depth)?);
                }
            }
        }
    }

    fn word(&mut self, depth: usize) -> Option<Word> {
        match self.rest.first()? {
            b'(' if depth < DEPTH_MAX => {
                self.skip(1);
                Some(Word::List(self.list(depth + 1, true)?))
            }
            b'(' => None,
            b'"' => self.quoted(),
            b'{' => self.literal(),
            _ => self.atom(),
        }
    }

    fn quoted(&mut self) -> Option<Word> {
        let mut text = Vec::new();
        let mut bytes = self.rest.iter().enumerate().skip(1);
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => {
                    self.skip(at + 1);
                    return Some(Word::Text(text));
                }
                b'\\' => text.push(*bytes.next()?.1),
                b'\r' | b'\n' => return None,
                byte => text.push(*byte),
            }
        }
        None
    }

    fn literal(&mut self) -> Option<Word> {
        let end = self.rest.iter().position(|byte| *byte == b'\n')?;
        let line = self.rest.get(..end)?;
        let (length, _) = announced(line.strip_suffix(b"\r").unwrap_or(line))?;
        self.skip(end + 1);
        let bytes = self.rest.get(..length)?.to_vec();
        self.skip(length);
        Some(Word::Text(bytes))
    }

    /// With what stands in brackets, as in `BODY[HEADER.FIELDS (TO)]<0.9>`.
    fn atom(&mut self) -> Option<Word> {
        let mut is_in_brackets = false;
        let mut length = 0;
        for byte in self.rest {
            match byte {
                b'[' => is_in_brackets = true,
                b']' => is_in_brackets = false,
                b' ' | b'(' | b')' | b'"' if !is_in_brackets => break,
                0..=31 | 127..=255 => return None,
                _ => {}
            }
            length += 1;
        }
        let atom = std::str::from_utf8(self.rest.get(..length)?).ok()?.to_owned();
        self.skip(length);
        (!atom.is_empty()).then_some(Word::Atom(atom))
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn atom(text: &str) -> Word {
        Word::Atom(text.to_owned())
    }

    fn text(text: &str) -> Word {
        Word::Text(text.as_bytes().to_vec())
    }

    #[test]
    fn words_are_told_apart() {
        let found = words(b"A1 UID FETCH 7 (UID BODY.PEEK[HEADER.FIELDS (TO)]<0.9>)").unwrap();
        let list = Word::List(vec![atom("UID"), atom("BODY.PEEK[HEADER.FIELDS (TO)]<0.9>")]);
        assert_eq!(found, [atom("A1"), atom("UID"), atom("FETCH"), atom("7"), list]);
        let found = words(b"A LOGIN \"a \\\"b\\\\\" {3}\r\n(\r\n").unwrap();
        assert_eq!(found, [atom("A"), atom("LOGIN"), text("a \"b\\"), text("(\r\n")]);
        for wrong in ["A (", "A )", "A \"x", "A {3}\r\nab", "A \u{e4}", "A {x}\r\n"] {
            assert_eq!(words(wrong.as_bytes()), None, "{wrong}");
        }
        assert_eq!(words("A ".repeat(WORDS_MAX + 1).as_bytes()), None);
        assert_eq!(words("(".repeat(DEPTH_MAX + 1).as_bytes()), None);
    }

    #[test]
    fn literals_are_announced_at_the_end() {
        for (line, expected) in [
            ("A APPEND x {12}", Some((12, false))),
            ("{0+}", Some((0, true))),
            ("{99999999999999999999}", Some((usize::MAX, false))),
            ("{}", None),
            ("{-1}", None),
            ("x}", None),
            ("{1} ", None),
        ] {
            assert_eq!(announced(line.as_bytes()), expected, "{line}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_comes_is_more_than_not_understood(bytes in "[a-c(){}\\[\\]\"\\\\0-9+ \r\n\u{e4}]{0,60}") {
            let _ = words(bytes.as_bytes());
            let _ = announced(bytes.as_bytes());
        }
    }
}
