//! A mail cut into its parts: in one pass over its lines, however they are nested.

use super::encodings::{from_base64, from_quoted_printable, from_uuencode};
use super::head::{Head, Of, line_end, without_line_end};
use super::mime::Mime;
use std::borrow::Cow;
use std::ops::Range;

/// What is nested deeper is one part.
pub const DEPTH_MAX: usize = 30;
/// Further parts are left out, and so are heads that together are longer.
const PARTS_MAX: usize = 1_000;
const HEADS_BYTES_MAX: usize = 4 * 1024 * 1024;
const BOUNDARY_BYTES_MAX: usize = 200;
/// How far a boundary is looked for that its head doesn't tell.
const LOST_BOUNDARY_BYTES_MAX: usize = 8 * 1024;

#[derive(Debug)]
pub struct Part<'m> {
    pub head: Head<'m>,
    pub content_type: Mime,
    pub disposition: Mime,
    /// In lower case.
    encoding: String,
    /// Encoded as it came.
    raw: &'m [u8],
    /// Places in `Parts::all`; empty unless it is a multipart whose parts were found.
    pub children: Vec<usize>,
}

#[derive(Debug)]
pub struct Parts<'m> {
    /// The first is the mail itself; parents stand before their children.
    pub all: Vec<Part<'m>>,
    pub is_cut: bool,
}

/// A multipart whose end hasn't come.
struct Open {
    place: usize,
    boundary: Vec<u8>,
}

struct Cutter<'m> {
    bytes: &'m [u8],
    parts: Vec<Part<'m>>,
    open: Vec<Open>,
    /// The part that lines go to, and where its body begins.
    current: Option<(usize, usize)>,
    heads_bytes: usize,
    is_cut: bool,
}

/// `None`: it has no head.
pub fn cut(bytes: &[u8]) -> Option<Parts<'_>> {
    let mut cutter = Cutter {
        bytes,
        parts: Vec::new(),
        open: Vec::new(),
        current: None,
        heads_bytes: 0,
        is_cut: false,
    };
    let mut at = cutter.begin(0, Of::Mail);
    if cutter.parts.first().is_none_or(|part| part.head.is_empty()) {
        return None;
    }
    while at < bytes.len() && !cutter.is_cut {
        let end = line_end(bytes, at);
        let line = without_line_end(&bytes[at..end]);
        at = match line.starts_with(b"--").then(|| met(&cutter.open, line)).flatten() {
            Some((level, is_last)) => cutter.meets(level, is_last, at, end),
            None => end,
        };
    }
    cutter.close_current(bytes.len());
    Some(Parts { all: cutter.parts, is_cut: cutter.is_cut })
}

impl<'m> Cutter<'m> {
    /// A new part whose head begins at `at`; where its body begins.
    fn begin(&mut self, at: usize, of: Of) -> usize {
        let open = &self.open;
        let (head, length) = Head::read(&self.bytes[at..], of, |line| {
            line.starts_with(b"--") && met(open, line).is_some()
        });
        let body = at + length;
        self.heads_bytes += length;
        let place = self.parts.len();
        let is_in_digest = open.last().is_some_and(|parent| {
            self.parts[parent.place].content_type.value == "multipart/digest"
        });
        if let Some(parent) = self.open.last() {
            self.parts[parent.place].children.push(place);
        }
        let part = part(head, is_in_digest);
        let boundary = boundary(&part.content_type, &self.bytes[body..]);
        if let Some(boundary) = boundary.filter(|_| self.open.len() < DEPTH_MAX) {
            self.open.push(Open { place, boundary });
        }
        self.parts.push(part);
        self.current = Some((place, body));
        body
    }

    /// A boundary of the multipart at `level`, on the line from `at` to `end`; where to go on.
    fn meets(&mut self, level: usize, is_last: bool, at: usize, end: usize) -> usize {
        self.close_current(at);
        self.open.truncate(level + 1);
        if is_last {
            self.open.pop();
            return end;
        }
        if self.parts.len() >= PARTS_MAX || self.heads_bytes > HEADS_BYTES_MAX {
            self.is_cut = true;
            return end;
        }
        self.begin(end, Of::Part)
    }

    /// The line end before a boundary belongs to the boundary.
    fn close_current(&mut self, at: usize) {
        if let Some((place, body)) = self.current.take() {
            let raw = &self.bytes[body.min(at)..at];
            self.parts[place].raw = if at < self.bytes.len() { without_line_end(raw) } else { raw };
        }
    }
}

impl<'m> Part<'m> {
    pub fn is_multipart(&self) -> bool {
        !self.children.is_empty()
    }

    /// Text, unless it says otherwise; a multipart without parts is text, too.
    pub fn kind(&self) -> &str {
        match self.content_type.value.as_str() {
            kind if kind.starts_with("multipart/") && !self.is_multipart() => "text/plain",
            kind => kind,
        }
    }

    pub fn charset(&self) -> Option<&str> {
        self.content_type.parameter("charset")
    }

    /// Its name as the mail has it.
    pub fn name(&self) -> Option<&str> {
        let name = self.disposition.parameter("filename");
        name.or_else(|| self.content_type.parameter("name"))
    }

    pub fn bytes(&self) -> Cow<'m, [u8]> {
        self.decoded(self.raw)
    }

    /// No more than `bytes_max` of them.
    pub fn beginning(&self, bytes_max: usize) -> Cow<'m, [u8]> {
        // Nothing takes more than three letters a byte and a line end now and then.
        let enough = bytes_max.saturating_mul(4).min(self.raw.len());
        match self.decoded(&self.raw[..enough]) {
            Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[..bytes.len().min(bytes_max)]),
            Cow::Owned(mut bytes) => {
                bytes.truncate(bytes_max);
                Cow::Owned(bytes)
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.raw.iter().all(u8::is_ascii_whitespace)
    }

    fn decoded(&self, raw: &'m [u8]) -> Cow<'m, [u8]> {
        match self.encoding.as_str() {
            "base64" => Cow::Owned(from_base64(raw)),
            "quoted-printable" => Cow::Owned(from_quoted_printable(raw)),
            "x-uuencode" | "uuencode" | "x-uue" | "uue" => Cow::Owned(from_uuencode(raw)),
            _ => Cow::Borrowed(raw),
        }
    }
}

fn part(head: Head<'_>, is_in_digest: bool) -> Part<'_> {
    let mut content_type = head
        .all("content-type")
        .map(|value| Mime::read(&value))
        .find(|mime| mime.value.contains('/'))
        .unwrap_or_default();
    match content_type.value.as_str() {
        "" if is_in_digest => content_type.value = "message/rfc822".to_owned(),
        "" | "text/" | "plain/text" | "text/text" => content_type.value = "text/plain".to_owned(),
        "html/text" => content_type.value = "text/html".to_owned(),
        _ => {}
    }
    let disposition = head.first("content-disposition");
    let encoding = head.ascii("content-transfer-encoding").unwrap_or_default();
    let encoding = encoding.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    Part {
        content_type,
        disposition: disposition.map(|value| Mime::read(&value)).unwrap_or_default(),
        encoding: encoding.split([' ', ';']).next().unwrap_or_default().to_ascii_lowercase(),
        head,
        raw: &[],
        children: Vec::new(),
    }
}

fn boundary(content_type: &Mime, body: &[u8]) -> Option<Vec<u8>> {
    if !content_type.value.starts_with("multipart/") {
        return None;
    }
    match content_type.parameter("boundary") {
        Some(boundary) if boundary.len() <= BOUNDARY_BYTES_MAX => {
            Some(boundary.trim_end().as_bytes().to_vec())
        }
        Some(_) => None,
        None => lost_boundary(body),
    }
}

/// The first line that looks like one.
fn lost_boundary(body: &[u8]) -> Option<Vec<u8>> {
    let near: Range<usize> = 0..body.len().min(LOST_BOUNDARY_BYTES_MAX);
    let mut lines = body[near].split(|byte| *byte == b'\n').map(|line| line.trim_ascii_end());
    let found = lines.find_map(|line| {
        let boundary = line.strip_prefix(b"--")?;
        let is_one = boundary.len() > 5 && boundary.iter().all(u8::is_ascii_graphic);
        is_one.then_some(boundary)
    })?;
    (found.len() <= BOUNDARY_BYTES_MAX).then(|| found.to_vec())
}

/// The innermost multipart whose boundary stands on the line, and whether it is its last.
fn met(open: &[Open], line: &[u8]) -> Option<(usize, bool)> {
    let line = line.get(2..).filter(|line| line.len() <= BOUNDARY_BYTES_MAX * 2)?;
    open.iter().enumerate().rev().find_map(|(level, open)| {
        let rest = line.strip_prefix(open.boundary.as_slice())?.trim_ascii_end();
        // Some last boundaries are one hyphen short.
        match rest {
            b"" => Some((level, false)),
            b"--" | b"-" => Some((level, true)),
            _ => None,
        }
    })
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
