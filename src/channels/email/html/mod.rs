//! The HTML of mails: made harmless, or made text.

use std::collections::BTreeSet;

/// What stands in `src` for a file of the mail: `deskbell-file:3` is the fourth of `Mail::files`.
pub const FILE_SCHEME: &str = "deskbell-file:";
/// Remote pictures keep their address in this attribute and have no `src`.
pub const REMOTE_ATTRIBUTE: &str = "data-remote-src";
/// Longer HTML is not shown.
pub const BYTES_MAX: usize = 2 * 1024 * 1024;

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
pub fn clean(html: &str, content_ids: &[Option<&str>]) -> Result<Cleaned, TooMuch> {
    let _ = content_ids;
    if html.len() > BYTES_MAX {
        return Err(TooMuch);
    }
    let cleaned = ammonia::Builder::default().rm_tags(["img"]).clean(html).to_string();
    Ok(Cleaned { html: cleaned, has_remote: false, shown: BTreeSet::new() })
}

/// Readable text. Never fails: what is too much is only stripped of its tags.
pub fn to_text(html: &str) -> String {
    let mut text = String::new();
    let mut is_in_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => is_in_tag = true,
            '>' if is_in_tag => is_in_tag = false,
            _ if is_in_tag => {}
            _ => text.push(letter),
        }
    }
    text
}

/// A whole page for a frame of its own: `link(n)` is the address of the n-th file, `None` drops it.
pub fn page(cleaned: &str, link: impl Fn(usize) -> Option<String>, with_remote: bool) -> String {
    let _ = (link(0), with_remote);
    format!("<!DOCTYPE html><meta charset=\"utf-8\"><body>{cleaned}</body>")
}
