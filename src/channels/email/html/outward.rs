//! What of cleaned HTML leads outward: links open elsewhere, and pictures of other servers wait until
//! they are wanted.

use super::profile::REMOTE_SCHEME;
use super::tokens::{Attributes, Token, Tokens};
use super::{Cleaned, FILE_SCHEME, REMOTE_ATTRIBUTE};
use std::collections::BTreeSet;

/// The page that a link opens learns nothing of ours and can't move it.
const LINK: &str = " target=\"_blank\" rel=\"noopener noreferrer\"";

/// Remote addresses move to an attribute that no browser follows.
pub fn set_aside(html: &str) -> Cleaned {
    let (mut has_remote, mut shown) = (false, BTreeSet::new());
    let html = rewritten(html, |element, attributes| {
        if element == "a" {
            return Some(format!("<a{}{LINK}>", written(attributes, |_, _| None)));
        }
        let source = |_: &str, address: &str| {
            if let Some(remote) = address.strip_prefix(REMOTE_SCHEME) {
                has_remote = true;
                return Some((REMOTE_ATTRIBUTE, remote.to_owned()));
            }
            let place = place_of(address)?;
            shown.insert(place);
            Some(("src", format!("{FILE_SCHEME}{place}")))
        };
        (element == "img").then(|| format!("<img{}>", written(attributes, source)))
    });
    // Parsers make line feeds of carriage returns.
    Cleaned { html: html.replace('\r', "\n"), has_remote, shown }
}

/// Files get their addresses; remote pictures theirs, if wanted.
pub fn switched_on(
    html: &str,
    link: impl Fn(usize) -> Option<String>,
    with_remote: bool,
) -> String {
    rewritten(html, |element, attributes| {
        let source = |name: &str, address: &str| {
            if name == REMOTE_ATTRIBUTE {
                let name = if with_remote { "src" } else { REMOTE_ATTRIBUTE };
                return Some((name, address.to_owned()));
            }
            let escaped = link(place_of(address)?)?.replace('&', "&amp;").replace('"', "&quot;");
            Some(("src", escaped.replace('<', "&lt;").replace('>', "&gt;")))
        };
        (element == "img").then(|| format!("<img{}>", written(attributes, source)))
    })
}

fn place_of(address: &str) -> Option<usize> {
    address.strip_prefix(FILE_SCHEME)?.parse().ok()
}

/// `change` makes another tag of each that opens an element; `None`: it stays.
fn rewritten(html: &str, mut change: impl FnMut(&str, Attributes<'_>) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut tokens = Tokens::new(html);
    let mut copied = 0;
    loop {
        let start = tokens.place();
        let Some(token) = tokens.next() else { break };
        let Token::Open { name, attributes } = token else { continue };
        if let Some(tag) = change(name, attributes) {
            out.push_str(&html[copied..start]);
            out.push_str(&tag);
            copied = tokens.place();
        }
    }
    out.push_str(&html[copied..]);
    out
}

/// Attributes of cleaned HTML are escaped and stay so. `source` tells what becomes of the address of
/// a picture; `None`: it goes.
fn written<'n>(
    attributes: Attributes<'_>,
    mut source: impl FnMut(&str, &str) -> Option<(&'n str, String)>,
) -> String {
    let mut out = String::new();
    for (name, value) in attributes {
        if name == "src" || name == REMOTE_ATTRIBUTE {
            if let Some((name, value)) = source(name, value) {
                out.push_str(&format!(" {name}=\"{value}\""));
            }
        } else {
            out.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    out
}
