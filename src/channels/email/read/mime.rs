//! `Content-Type`, `Content-Disposition` and their like: a value and its parameters.

use super::charset::decoded;
use super::encodings::from_percent;
use super::words;

const BYTES_MAX: usize = 8 * 1024;
const PARAMETERS_MAX: usize = 60;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mime {
    /// In lower case, such as `text/plain` or `attachment`.
    pub value: String,
    /// Names in lower case; values decoded.
    parameters: Vec<(String, String)>,
}

/// A parameter as it stands: `name*0*=…` is `("name", Some(0), true, …)`.
struct Piece {
    name: String,
    place: Option<u16>,
    is_percent: bool,
    value: Vec<u8>,
}

impl Mime {
    pub fn read(value: &[u8]) -> Mime {
        let value = &value[..value.len().min(BYTES_MAX)];
        let mut pieces = cut(value).into_iter();
        let first = pieces.next().unwrap_or_default();
        let named = pieces.filter_map(|text| piece(&text)).take(PARAMETERS_MAX);
        let mut groups: Vec<(String, Vec<Piece>)> = Vec::new();
        for piece in named {
            match groups.iter_mut().find(|(name, _)| *name == piece.name) {
                Some((_, list)) => list.push(piece),
                None => groups.push((piece.name.clone(), vec![piece])),
            }
        }
        let parameters = groups.into_iter().map(|(name, list)| (name, joined(list))).collect();
        Mime { value: kind(&first), parameters }
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }
}

/// `Text / Plain (comment)` is `text/plain`, and so is `text/plain charset=utf-8`.
fn kind(text: &[u8]) -> String {
    let text = text.split(|byte| *byte == b'(').next().unwrap_or_default();
    let mut kind = String::new();
    for word in text.split(|byte| !byte.is_ascii_graphic()).filter(|word| !word.is_empty()) {
        let goes_on = kind.is_empty() || kind.ends_with('/') || word.starts_with(b"/");
        if !goes_on {
            break;
        }
        let letters = word.iter().filter(|byte| **byte != b'"');
        kind.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
    }
    kind
}

/// At the semicolons outside quotes.
fn cut(value: &[u8]) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::new()];
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, byte) in value.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' if is_quoted || value[at + 1..].contains(&b'"') => is_quoted = !is_quoted,
            b';' if !is_quoted => {
                pieces.push(Vec::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = pieces.last_mut() {
            last.push(*byte);
        }
    }
    pieces
}

fn piece(text: &[u8]) -> Option<Piece> {
    let equals = text.iter().position(|byte| *byte == b'=')?;
    let name = super::head::ascii(&text[..equals]).to_ascii_lowercase();
    let is_percent = name.ends_with('*');
    let name = name.trim_end_matches('*');
    let (name, place) = match name.split_once('*') {
        Some((name, place)) => (name, Some(place.parse().ok()?)),
        None => (name, None),
    };
    let value = unquoted(text[equals + 1..].trim_ascii());
    (!name.is_empty()).then(|| Piece { name: name.to_owned(), place, is_percent, value })
}

/// Quotes and what they escape; Windows' paths keep their backslashes.
fn unquoted(value: &[u8]) -> Vec<u8> {
    let Some(inside) = value.strip_prefix(b"\"") else { return value.to_vec() };
    let mut text = Vec::with_capacity(inside.len());
    let mut bytes = inside.iter().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, bytes.peek()) {
            (b'\\', Some(b'"' | b'\\')) => text.extend(bytes.next()),
            (b'"', _) => break,
            _ => text.push(*byte),
        }
    }
    text
}

/// RFC 2231's pieces in their order; what is encoded by it wins over what isn't.
fn joined(mut pieces: Vec<Piece>) -> String {
    let is_new = |piece: &Piece| piece.is_percent || piece.place.is_some();
    if !pieces.iter().any(is_new) {
        let first = pieces.into_iter().map(|piece| piece.value).next().unwrap_or_default();
        return words::text(&first, None).trim().to_owned();
    }
    pieces.retain(is_new);
    pieces.sort_by_key(|piece| piece.place);
    let mut charset = None;
    let mut bytes = Vec::new();
    for (at, piece) in pieces.into_iter().enumerate() {
        let mut value = piece.value.as_slice();
        let mut parts = value.splitn(3, |byte| *byte == b'\'');
        if at == 0
            && piece.is_percent
            && let (Some(told), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next())
        {
            charset = Some(super::head::ascii(told));
            value = rest;
        }
        match piece.is_percent {
            true => bytes.extend(from_percent(value)),
            false => bytes.extend_from_slice(value),
        }
    }
    let text = decoded(&bytes, charset.as_deref().filter(|charset| !charset.is_empty()));
    // Some programs put encoded words into what they encode otherwise, too.
    words::text(text.as_bytes(), None).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(value: &[u8]) -> Option<String> {
        Mime::read(value).parameter("filename").map(str::to_owned)
    }

    #[test]
    fn kinds_and_parameters_are_read() {
        let mime = Mime::read(b"Text / PLAIN (really); CharSet = \"utf-8\" ; format=flowed");
        assert_eq!(mime.value, "text/plain");
        assert_eq!(mime.parameter("charset"), Some("utf-8"));
        assert_eq!(mime.parameter("format"), Some("flowed"));
        assert_eq!(mime.parameter("name"), None);
        assert_eq!(Mime::read(b"text/plain charset=us-ascii").value, "text/plain");
        assert_eq!(Mime::read(b"text /plain\tx").value, "text/plain");
        assert_eq!(Mime::read(b"attachment filename=x").value, "attachment");
        assert_eq!(Mime::read(b"").value, "");
        assert_eq!(Mime::read(b";;=;a;").value, "");
    }

    #[test]
    fn names_come_in_many_forms() {
        for (value, wanted) in [
            (&b"attachment; filename=a b.pdf"[..], "a b.pdf"),
            (b"attachment; filename=\"a; b\\\".pdf\"", "a; b\".pdf"),
            (b"attachment; filename=\"C:\\dir\\a.pdf\"", "C:\\dir\\a.pdf"),
            (b"attachment; filename==?utf-8?Q?caf=C3=A9.pdf?=", "caf\u{e9}.pdf"),
            (b"attachment; filename=\"=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9.pdf?=\"", "caf\u{e9}.pdf"),
            (b"attachment; filename*=UTF-8''caf%C3%A9.pdf; filename=x.pdf", "caf\u{e9}.pdf"),
            (b"attachment; filename*1*=%A9.pdf; filename*0*=utf-8''caf%C3", "caf\u{e9}.pdf"),
            (b"attachment; filename*0=long; filename*1=er.pdf", "longer.pdf"),
            (b"attachment; filename=\"caf\xe9 cr\xe8me.pdf\"", "caf\u{e9} cr\u{e8}me.pdf"),
            (b"attachment; filename=\"open.pdf", "open.pdf"),
            (b"attachment; filename*=caf%C3%A9.pdf", "caf\u{e9}.pdf"),
        ] {
            assert_eq!(
                name(value).as_deref(),
                Some(wanted),
                "{}",
                super::super::head::ascii(value)
            );
        }
    }
}
