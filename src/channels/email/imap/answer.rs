//! What an IMAP server says: where an answer ends, and what is in it (RFC 3501, 7 and 9). Lenient:
//! what is not understood is passed over, and nothing in it can break what follows.

/// Answers with whole mails are the longest, and lists of a million mails.
pub const ANSWER_BYTES_MAX: usize = 32 << 20;
/// `{18446744073709551615+}` and its line end.
const LENGTH_BYTES_MAX: usize = 26;
/// In memory, each takes many times the bytes that it came in.
const VALUES_MAX: usize = 2_000_000;
/// Lists within lists. What we ask for has two or three.
const DEPTH_MAX: usize = 20;

/// Looks for the end of an answer, and never at the same byte twice.
#[derive(Default)]
pub struct Framer {
    /// Up to here it has been looked at.
    seen: usize,
    /// Where the line began that is looked at.
    line: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Framed {
    More,
    /// So many bytes are one answer.
    Whole(usize),
    TooLong,
}

impl Framer {
    pub fn look(&mut self, received: &[u8]) -> Framed {
        while let Some(rest) = received.get(self.seen..).filter(|rest| !rest.is_empty()) {
            let Some(at) = rest.iter().position(|byte| *byte == b'\n') else {
                self.seen = received.len();
                break;
            };
            let end = self.seen + at + 1;
            let line = received.get(self.line..end).unwrap_or_default();
            let is_words = self.line == 0 && is_words(line);
            match literal_announced(line).filter(|_| !is_words) {
                Some(length) => {
                    let Some(next) = end.checked_add(length) else { return Framed::TooLong };
                    self.seen = next;
                    self.line = next;
                }
                None => {
                    *self = Framer::default();
                    return Framed::Whole(end);
                }
            }
            if self.seen > ANSWER_BYTES_MAX {
                return Framed::TooLong;
            }
        }
        if received.len().max(self.seen) > ANSWER_BYTES_MAX {
            Framed::TooLong
        } else {
            Framed::More
        }
    }
}

/// Words for people may end in what looks like a literal's length.
fn is_words(line: &[u8]) -> bool {
    line.starts_with(b"+") || status_of(line).is_some()
}

/// The `123` of `… {123}` at a line's end.
fn literal_announced(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_suffix(b"}")?;
    let line = line.strip_suffix(b"+").unwrap_or(line);
    let digits = line.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (before, number) = line.split_at(line.len() - digits);
    if !before.ends_with(b"{") {
        return None;
    }
    std::str::from_utf8(number).ok()?.parse().ok()
}

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// `+`: go on.
    Continue(String),
    /// The end of the command with this tag.
    Done { tag: String, status: Status, words: String },
    /// A state of affairs that belongs to no command.
    Told { status: Status, words: String },
    /// Data, such as `* 3 FETCH (…)`: everything behind the asterisk.
    Data(Vec<Value>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Ok,
    No,
    Bad,
    Bye,
    Preauth,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Atom(String),
    /// A quoted string or a literal.
    Text(Vec<u8>),
    List(Vec<Value>),
}

impl Value {
    pub fn as_atom(&self) -> Option<&str> {
        match self {
            Value::Atom(atom) => Some(atom),
            Value::Text(_) | Value::List(_) => None,
        }
    }

    /// A name, in whichever of the forms that a server may choose.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Atom(atom) => Some(atom.as_bytes()),
            Value::Text(text) => Some(text),
            Value::List(_) => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Value::List(list) => Some(list),
            Value::Atom(_) | Value::Text(_) => None,
        }
    }

    pub fn as_number<N: std::str::FromStr>(&self) -> Option<N> {
        self.as_atom()?.parse().ok()
    }

    pub fn is_atom(&self, wanted: &str) -> bool {
        self.as_atom().is_some_and(|atom| atom.eq_ignore_ascii_case(wanted))
    }
}

/// One whole answer; `None`: it has no form that an answer may have.
pub fn read(answer: &[u8]) -> Option<Answer> {
    let line = answer.strip_suffix(b"\n").unwrap_or(answer);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if let Some(words) = line.strip_prefix(b"+") {
        return Some(Answer::Continue(String::from_utf8_lossy(words).trim().to_owned()));
    }
    if let Some((tag, status, words)) = status_of(line) {
        let words = String::from_utf8_lossy(words).trim().to_owned();
        return Some(match tag {
            b"*" => Answer::Told { status, words },
            tag => Answer::Done { tag: String::from_utf8_lossy(tag).into_owned(), status, words },
        });
    }
    values(line.strip_prefix(b"*")?).map(Answer::Data)
}

/// The first word, the status and the words of a line that tells one.
fn status_of(line: &[u8]) -> Option<(&[u8], Status, &[u8])> {
    let mut parts = line.splitn(3, |byte| *byte == b' ');
    let tag = parts.next()?;
    let word = parts.next()?.trim_ascii_end();
    let statuses = [
        (&b"OK"[..], Status::Ok),
        (b"NO", Status::No),
        (b"BAD", Status::Bad),
        (b"BYE", Status::Bye),
        (b"PREAUTH", Status::Preauth),
    ];
    let found = statuses.iter().find(|(name, _)| word.eq_ignore_ascii_case(name))?;
    Some((tag, found.1, parts.next().unwrap_or_default()))
}

/// The code of a status's words, such as `UIDVALIDITY 3` of `[UIDVALIDITY 3] UIDs valid`.
pub fn code_of(words: &str) -> Option<&str> {
    words.strip_prefix('[')?.split(']').next()
}

/// A line's values; lists that are never closed end where it ends. `None`: they are too many.
fn values(mut rest: &[u8]) -> Option<Vec<Value>> {
    let mut open: Vec<Vec<Value>> = vec![Vec::new()];
    let mut count = 0;
    while let Some((first, after)) = rest.split_first() {
        let value = match first {
            b' ' | b'\r' | b'\n' => {
                rest = after;
                continue;
            }
            b'(' => {
                rest = after;
                if open.len() > DEPTH_MAX {
                    return Some(Vec::new());
                }
                open.push(Vec::new());
                continue;
            }
            b')' => {
                rest = after;
                match open.len() {
                    0 | 1 => continue,
                    _ => Value::List(open.pop().unwrap_or_default()),
                }
            }
            b'"' => {
                let (text, after) = quoted(after);
                rest = after;
                Value::Text(text)
            }
            _ => match literal(rest) {
                Some((text, after)) => {
                    rest = after;
                    Value::Text(text.to_vec())
                }
                None => {
                    let (atom, after) = rest.split_at(atom_length(rest));
                    rest = after;
                    Value::Atom(String::from_utf8_lossy(atom).into_owned())
                }
            },
        };
        count += 1;
        if count > VALUES_MAX {
            return None;
        }
        if let Some(list) = open.last_mut() {
            list.push(value);
        }
    }
    while open.len() > 1 {
        let list = Value::List(open.pop().unwrap_or_default());
        if let Some(outer) = open.last_mut() {
            outer.push(list);
        }
    }
    open.pop()
}

/// Up to the closing quote, or to the line's end if there is none.
fn quoted(rest: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut text = Vec::new();
    let mut bytes = rest.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return (text, rest.get(at + 1..).unwrap_or_default()),
            b'\\' => text.extend(bytes.next().map(|(_, byte)| *byte)),
            byte => text.push(*byte),
        }
    }
    (text, &[])
}

fn literal(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    if !rest.starts_with(b"{") {
        return None;
    }
    // What is longer is no length: nothing is looked through again and again for its end.
    let near = rest.get(..LENGTH_BYTES_MAX).unwrap_or(rest);
    let end = near.iter().position(|byte| *byte == b'\n')? + 1;
    let (line, after) = rest.split_at(end);
    let length = literal_announced(line)?;
    // An announcement is all that stands on the line: what is before it would be an atom.
    (line.iter().filter(|byte| **byte == b'{').count() == 1)
        .then(|| after.split_at(length.min(after.len())))
}

/// How long the atom is: one byte at least, and with its brackets, as in `BODY[HEADER.FIELDS (TO)]`.
/// In other atoms, such as the keywords of mails, a bracket is a letter like any.
fn atom_length(rest: &[u8]) -> usize {
    let mut is_in_brackets = false;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            b'[' if has_section(rest.get(..at).unwrap_or_default()) => is_in_brackets = true,
            b']' => is_in_brackets = false,
            b'\r' | b'\n' => return at.max(1),
            b' ' | b'(' | b')' | b'"' if !is_in_brackets => return at.max(1),
            _ => {}
        }
    }
    rest.len()
}

/// Whether a bracket behind this opens a section; of a code, nothing stands before it.
fn has_section(name: &[u8]) -> bool {
    let names = [&b""[..], b"BODY", b"BODY.PEEK", b"BINARY", b"BINARY.PEEK", b"BINARY.SIZE"];
    names.iter().any(|known| name.eq_ignore_ascii_case(known))
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
