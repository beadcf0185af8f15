//! The head of a mail, or of one of its parts: its fields in their order, as they came.

/// All fields of one head together; what follows is passed over.
pub const HEAD_BYTES_MAX: usize = 1024 * 1024;
const FIELDS_MAX: usize = 2_000;
/// Longer fields are cut: the longest honest ones name a few hundred recipients.
const FIELD_BYTES_MAX: usize = 64 * 1024;
const NAME_BYTES_MAX: usize = 76;
/// Lines before the first field, such as mbox's `From ` line.
const JUNK_LINES_MAX: usize = 16;

#[derive(Debug, Default)]
pub struct Head<'m> {
    fields: Vec<Field<'m>>,
}

#[derive(Debug)]
struct Field<'m> {
    /// In lower case.
    name: String,
    /// Still folded.
    value: &'m [u8],
}

/// A field whose end is still looked for.
struct Span {
    name: String,
    /// Where its value begins.
    start: usize,
    end: usize,
}

impl Span {
    fn field(self, bytes: &[u8]) -> Field<'_> {
        let end = self.end.min(self.start + FIELD_BYTES_MAX);
        Field { name: self.name, value: without_line_end(&bytes[self.start..end]) }
    }
}

/// What kind of text a head is looked for in.
#[derive(Clone, Copy, PartialEq)]
pub enum Of {
    Mail,
    Part,
}

impl<'m> Head<'m> {
    /// The head that `bytes` begin with, and where its body begins. `is_end` knows lines that end
    /// the head although no empty line came.
    pub fn read(bytes: &'m [u8], of: Of, is_end: impl Fn(&[u8]) -> bool) -> (Head<'m>, usize) {
        let mut spans: Vec<Span> = Vec::new();
        let mut open: Option<Span> = None;
        let mut at = if of == Of::Mail { first_field(bytes) } else { 0 };
        while at < bytes.len() {
            let end = line_end(bytes, at);
            let line = without_line_end(&bytes[at..end]);
            if is_end(line) {
                break;
            }
            let is_folded = line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
            let is_blank = line.iter().all(u8::is_ascii_whitespace);
            if is_blank && !(is_folded && goes_on(bytes, end)) {
                at = end;
                break;
            }
            match (field_name(line), &mut open) {
                (Some((name, value)), last) if !is_folded || last.is_none() => {
                    keep(&mut spans, last.replace(Span { name, start: at + value, end }));
                }
                // A line that some program broke without indenting the rest.
                (_, Some(last))
                    if is_folded
                        || starts_field(bytes, end)
                        || without_line_end(&bytes[last.start..last.end]).ends_with(b";") =>
                {
                    last.end = end;
                }
                _ => break,
            }
            at = end;
        }
        keep(&mut spans, open);
        (Head { fields: spans.into_iter().map(|span| span.field(bytes)).collect() }, at)
    }

    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Every field of this name, in lower case, unfolded.
    pub fn all(&self, name: &str) -> impl Iterator<Item = Vec<u8>> {
        let named = self.fields.iter().filter(move |field| field.name == name);
        named.map(|field| unfolded(field.value))
    }

    /// The first of this name.
    pub fn first(&self, name: &str) -> Option<Vec<u8>> {
        self.all(name).next()
    }

    /// The first of this name in ASCII, as most fields of machines are.
    pub fn ascii(&self, name: &str) -> Option<String> {
        self.first(name).map(|value| ascii(&value))
    }

    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }
}

/// A head may have millions of fields: what is beyond the limits isn't even gathered.
fn keep(spans: &mut Vec<Span>, span: Option<Span>) {
    let has_room = spans.len() < FIELDS_MAX;
    spans.extend(span.filter(|span| has_room && span.start < HEAD_BYTES_MAX));
}

/// What isn't ASCII becomes a question mark.
pub fn ascii(value: &[u8]) -> String {
    let letters = value.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' });
    letters.collect::<String>().trim().to_owned()
}

/// Where the line that begins at `at` ends, its line end included.
pub fn line_end(bytes: &[u8], at: usize) -> usize {
    let mut rest = bytes.get(at..).unwrap_or_default();
    // Reading from memory never fails.
    let taken = std::io::BufRead::skip_until(&mut rest, b'\n').unwrap_or(rest.len());
    (at + taken.max(1)).min(bytes.len())
}

pub fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Past empty lines and lines that aren't fields, if a field follows them.
fn first_field(bytes: &[u8]) -> usize {
    let blank = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(bytes.len());
    let mut at = blank;
    for _ in 0..JUNK_LINES_MAX {
        let end = line_end(bytes, at);
        let line = without_line_end(&bytes[at.min(end)..end]);
        if line.is_empty() {
            break;
        }
        if field_name(line).is_some() {
            return at;
        }
        at = end;
    }
    blank
}

/// Whether the head goes on after a line of white space, which should have been its end.
fn goes_on(bytes: &[u8], at: usize) -> bool {
    let end = line_end(bytes, at);
    let line = bytes.get(at..end).unwrap_or_default();
    let is_blank = line.iter().all(u8::is_ascii_whitespace);
    let is_folded = line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
    !is_blank && (is_folded || starts_field(bytes, at) || starts_field(bytes, end))
}

fn starts_field(bytes: &[u8], at: usize) -> bool {
    let end = line_end(bytes, at).min(at + NAME_BYTES_MAX);
    let line = bytes.get(at..end).unwrap_or_default();
    line.first().is_some_and(|byte| byte.is_ascii_graphic()) && field_name(line).is_some()
}

/// Its name in lower case and where its value begins.
fn field_name(line: &[u8]) -> Option<(String, usize)> {
    let colon = line.iter().take(NAME_BYTES_MAX).position(|byte| *byte == b':')?;
    let name = line[..colon].trim_ascii();
    let is_name = !name.is_empty() && name.iter().all(u8::is_ascii_graphic);
    is_name.then(|| (ascii(name).to_ascii_lowercase(), colon + 1))
}

fn unfolded(value: &[u8]) -> Vec<u8> {
    let kept = value.iter().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0));
    kept.copied().collect::<Vec<u8>>().trim_ascii().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<(String, String)>, String) {
        let (head, at) = Head::read(text.as_bytes(), Of::Mail, |_| false);
        let fields = head.fields.iter();
        let fields = fields.map(|field| (field.name.clone(), ascii(&unfolded(field.value))));
        (fields.collect(), text[at..].to_owned())
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn fields_may_be_folded_spaced_and_preceded_by_lines_of_others() {
        let (fields, body) =
            read("\r\nFrom a@b Mon\r\nFrom : a@b\r\nSubject: x\r\n\ty\r\n\r\nHi\r\n");
        assert_eq!(fields, [pair("from", "a@b"), pair("subject", "x\ty")]);
        assert_eq!(body, "Hi\r\n");
        let (fields, body) = read("Subject: x\n \nTo: y\n\nHi");
        assert_eq!(fields, [pair("subject", "x"), pair("to", "y")]);
        assert_eq!(body, "Hi");
        let (fields, body) = read("To: a,\n\t\nb\nSubject: x\n \n y\n \nHi");
        assert_eq!(fields, [pair("to", "a,\tb"), pair("subject", "x  y")]);
        assert_eq!(body, "Hi");
    }

    #[test]
    fn a_line_broken_without_indenting_goes_on_and_a_missing_empty_line_begins_the_body() {
        let (fields, _) = read("A: 1;\nname=x\nB: 2\n\n");
        assert_eq!(fields, [pair("a", "1;name=x"), pair("b", "2")]);
        let (fields, body) = read("A: 1\nHello you.\n\nBye");
        assert_eq!(fields, [pair("a", "1")]);
        assert_eq!(body, "Hello you.\n\nBye");
        assert_eq!(read("Just text.\n\nMore: text").0, []);
    }

    #[test]
    fn heads_without_end_are_read_to_their_limits() {
        let long = format!("A: {}\nB: 2\n\nHi", "x".repeat(FIELD_BYTES_MAX * 2));
        let (fields, body) = read(&long);
        assert_eq!(
            (fields[0].1.len(), fields[1].1.as_str(), body.as_str()),
            (FIELD_BYTES_MAX - 1, "2", "Hi")
        );
        let (fields, body) = read(&format!("{}\nHi", "A: 1\n".repeat(FIELDS_MAX + 10)));
        assert_eq!((fields.len(), body.as_str()), (FIELDS_MAX, "Hi"));
    }

    #[test]
    fn fields_beyond_the_limits_are_not_gathered() {
        let mut spans = Vec::new();
        for start in 0..3 * FIELDS_MAX {
            keep(&mut spans, Some(Span { name: String::new(), start, end: start }));
        }
        assert_eq!(spans.len(), FIELDS_MAX);
        let (late, text) = (HEAD_BYTES_MAX / 4, "A: 1\nB: 2\n C\n");
        let (fields, body) = read(&format!("{}{}\nHi", "X:\n".repeat(FIELDS_MAX - 1), text));
        assert_eq!(fields.last(), Some(&pair("a", "1")), "what is left out is no part of the last");
        assert_eq!(body, "Hi");
        let (fields, body) = read(&format!("A: {}\n{text}\nHi", " \n b".repeat(late)));
        assert_eq!((fields.len(), body.as_str()), (1, "Hi"));
    }
}
