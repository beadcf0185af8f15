//! The HTML of mails: made harmless, or made text.

mod balance;
mod elements;
mod entities;
mod outward;
mod profile;
mod style;
mod text;
mod tokens;

pub use balance::BYTES_MAX;
pub use text::to_text;

use balance::Piece;
use std::collections::BTreeSet;

/// What stands in `src` for a file of the mail: `deskbell-file:3` is the fourth of `Mail::files`.
pub const FILE_SCHEME: &str = "deskbell-file:";
/// Remote pictures keep their address in this attribute and have no `src`.
pub const REMOTE_ATTRIBUTE: &str = "data-remote-src";
/// White paper also where the desk is dark: mails count on it. Nothing is wider than the frame.
const PAGE_STYLE: &str = "html{background:#fff;color:#1a1d23;color-scheme:light}\
body{margin:0;padding:2px;font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}\
img{max-width:100%;height:auto}img:not([src]){display:none}\
table{max-width:100%}pre{white-space:pre-wrap}a{color:#3257d6}\
blockquote{margin:0 0 0 .8ex;padding-left:1ex;border-left:1px solid #ccc}";

/// HTML that may be shown in a frame of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    pub html: String,
    /// Whether it wants pictures of other servers.
    pub has_remote: bool,
    /// The places of the files that it shows.
    pub shown: BTreeSet<usize>,
}

/// It would take too long to clean: its text is shown instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("its HTML is nested too deep, too long, or has too many links")]
pub struct TooMuch;

/// `content_ids[i]` is the Content-ID of the i-th file, without angle brackets, if it has one.
/// Cleaning again changes nothing.
pub fn clean(html: &str, content_ids: &[Option<&str>]) -> Result<Cleaned, TooMuch> {
    let mut balanced = String::with_capacity(html.len());
    balance::balanced(html, &mut |piece| write(piece, &mut balanced))?;
    let cleaned = profile::cleaned(&balanced, content_ids);
    Ok(outward::set_aside(&cleaned))
}

/// A whole page for a frame of its own: `link(n)` is the address of the n-th file, `None` drops it.
pub fn page(cleaned: &str, link: impl Fn(usize) -> Option<String>, with_remote: bool) -> String {
    let body = outward::switched_on(cleaned, link, with_remote);
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><style>{PAGE_STYLE}</style></head>\
         <body>{body}</body></html>"
    )
}

/// Only known attributes, each once and in quotes: every parser reads them alike.
fn write(piece: Piece<'_>, out: &mut String) {
    match piece {
        Piece::Text(text) => {
            // The tokens' `<` begins no tag; nor shall it in what follows it here.
            let (first, rest) = text.split_at(usize::from(text.starts_with('<')));
            out.push_str(if first.is_empty() { "" } else { "&lt;" });
            out.push_str(rest);
        }
        Piece::Close(name) => {
            out.push_str("</");
            out.push_str(name);
            out.push('>');
        }
        Piece::Open(name, attributes) => {
            out.push('<');
            out.push_str(name);
            let mut seen = Vec::new();
            for (attribute, value) in attributes {
                let known = elements::known_attribute(name, attribute);
                let Some(known) = known.filter(|known| !seen.contains(known)) else { continue };
                seen.push(known);
                out.push_str(&format!(" {known}=\"{}\"", value.replace('"', "&quot;")));
            }
            // Parsers leave out a line break that follows; this one is for them.
            out.push_str(if name == "pre" { ">\n" } else { ">" });
        }
    }
}

#[cfg(test)]
#[path = "clean_tests.rs"]
mod clean_tests;
