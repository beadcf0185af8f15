//! The mail that came back, whole or in parts, in whatever it was packed.

use crate::channels::email::read::head::{Head, Of};
use crate::channels::email::read::ids;
use crate::channels::email::read::parts::{Part, Parts};

const PART_BYTES_MAX: usize = 512 * 1024;
const BYTES_MAX: usize = 2 * 1024 * 1024;
/// Lines that name an id.
const NAMED_MAX: usize = 20;

pub struct Returned {
    pub own: Option<String>,
}

/// All that is text in it, the mails that came back first.
pub fn of(parts: &Parts<'_>) -> Vec<String> {
    let leaves = parts.all.iter().filter(|part| !part.is_multipart());
    let (returned, rest): (Vec<_>, Vec<_>) = leaves.partition(|part| is_mail(part));
    let mut texts = Vec::new();
    let mut left = BYTES_MAX;
    for part in returned.into_iter().chain(rest.into_iter().filter(|part| is_text(part))) {
        let bytes = part.beginning(left.min(PART_BYTES_MAX));
        left = left.saturating_sub(bytes.len());
        texts.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    texts
}

/// The heads of mails that came back as parts of their own.
pub fn returned(parts: &Parts<'_>) -> Vec<Returned> {
    let mails = parts.all.iter().filter(|part| is_mail(part)).take(NAMED_MAX);
    let heads = mails.map(|part| {
        let bytes = part.beginning(PART_BYTES_MAX);
        Returned { own: ids::own(&Head::read(&bytes, Of::Mail, |_| false).0) }
    });
    heads.collect()
}

/// Ids on lines such as `Message-ID: <…>`, also where they are quoted or stand in HTML.
pub fn named_in(text: &str) -> Vec<String> {
    let mut named = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(value) = named_by(line) else { continue };
        let mut value = value.to_owned();
        if let Some(next) = lines.peek().filter(|_| !value.contains('>')) {
            value.push_str(next);
        }
        let value = value.replace("&lt;", "<").replace("&gt;", ">");
        named.extend(ids::within(value.as_bytes()).into_iter().next());
        if named.len() >= NAMED_MAX {
            break;
        }
    }
    named
}

/// What follows the field's name on the line.
fn named_by(line: &str) -> Option<&str> {
    const FIELD: &str = "message-id";
    let colon = line.bytes().take(120).position(|byte| byte == b':')?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let name = name.trim_end();
    let start = name.len().checked_sub(FIELD.len())?;
    let is_field = name.get(start..)?.eq_ignore_ascii_case(FIELD);
    is_field.then(|| value.get(..1_000).unwrap_or(value))
}

fn is_mail(part: &Part<'_>) -> bool {
    matches!(
        part.kind(),
        "message/rfc822"
            | "message/global"
            | "message/global-headers"
            | "text/rfc822-headers"
            | "message/rfc822-headers"
            | "message/partial"
    )
}

fn is_text(part: &Part<'_>) -> bool {
    let kind = part.kind();
    kind.starts_with("text/") || kind.starts_with("message/") || kind.is_empty()
}
