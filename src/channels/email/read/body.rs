//! What a person reads of a mail.

use super::calendar;
use super::charset::{decoded, is_wide_label};
use super::choice::{Choice, Piece, has_html};
use super::clean;
use super::flowed;
use super::head::Head;
use super::parts::{Part, Parts};
use crate::channels::email::compose::is_reply_prefix;
use crate::channels::email::html;
use crate::channels::email::mail::{Body, FILES_MAX, Invitation, MailFile, Notice};
use crate::channels::email::trim;

/// Longer texts are shown to here; the original has them whole.
const TEXT_BYTES_MAX: usize = 1024 * 1024;
/// Where quotes may begin.
const OWN_WORDS_BYTES_MAX: usize = 256 * 1024;
/// How far into HTML its charset is looked for.
const META_BYTES_MAX: usize = 1_024;

struct Reader<'p> {
    parts: &'p Parts<'p>,
    notices: Vec<Notice>,
}

/// Marks the files that the HTML shows.
pub fn read(
    parts: &Parts<'_>,
    choice: &Choice,
    subject: Option<&str>,
    files: &mut [MailFile],
) -> Body {
    let mut reader = Reader { parts, notices: Vec::new() };
    let mut text = reader.text(&choice.pieces);
    let html = reader.html(&choice.pieces, files);
    if text.trim().is_empty() {
        text = String::new();
    }
    if choice.is_encrypted || text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----") {
        reader.notes(Notice::Encrypted);
    }
    if choice.files.iter().any(|place| is_winmail(&parts.all[*place])) {
        reader.notes(Notice::Winmail);
    }
    if parts.is_cut || choice.files.len() > FILES_MAX {
        reader.notes(Notice::FilesLeftOut);
    }
    let own_words = own_words(&text, subject, answers_another(&parts.all[0].head, subject));
    let invitation = invitation(parts);
    Body { own_words, text, html, notices: reader.notices, invitation }
}

/// Quotes that begin later than anybody reads are not looked for.
fn own_words(text: &str, subject: Option<&str>, is_answer: bool) -> usize {
    let near = &text[..floor(text, OWN_WORDS_BYTES_MAX)];
    let own = match is_answer {
        true => trim::own_words(near, subject),
        false => trim::own_words_of_first(near, subject),
    };
    match own {
        own if own < near.len() => own,
        _ => text.len(),
    }
}

fn answers_another(head: &Head<'_>, subject: Option<&str>) -> bool {
    let prefix = subject.and_then(|subject| subject.split_once([':', '：']));
    head.has("in-reply-to")
        || head.has("references")
        || prefix.is_some_and(|(prefix, _)| is_reply_prefix(prefix))
}

impl Reader<'_> {
    fn notes(&mut self, notice: Notice) {
        if !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    fn text(&mut self, pieces: &[Piece]) -> String {
        let mut whole = String::new();
        for piece in pieces {
            let text = match piece {
                Piece::Plain(place) => self.plain(*place),
                Piece::Html(place) => clean::lines(&html::to_text(&self.source(*place))),
                Piece::Either { plain, html } => match self.text(plain) {
                    blank if blank.trim().is_empty() => self.text(html),
                    text => text,
                },
            };
            if text.trim().is_empty() {
                continue;
            }
            if !whole.is_empty() {
                whole.truncate(whole.trim_end_matches('\n').len());
                whole.push_str("\n\n");
            }
            whole.push_str(&text);
        }
        if whole.len() > TEXT_BYTES_MAX {
            whole.truncate(floor(&whole, TEXT_BYTES_MAX));
            self.notes(Notice::Truncated);
        }
        whole
    }

    /// `None`: it has none, or too much.
    fn html(&mut self, pieces: &[Piece], files: &mut [MailFile]) -> Option<String> {
        if !pieces.iter().any(has_html) {
            return None;
        }
        let source = self.joined(pieces);
        if source.trim().is_empty() {
            return None;
        }
        let content_ids: Vec<_> = files.iter().map(|file| file.content_id.as_deref()).collect();
        let Ok(cleaned) = html::clean(&source, &content_ids) else {
            self.notes(Notice::HtmlTooLarge);
            return None;
        };
        for place in cleaned.shown {
            if let Some(file) = files.get_mut(place) {
                file.is_shown_inline = true;
            }
        }
        Some(cleaned.html)
    }

    fn joined(&mut self, pieces: &[Piece]) -> String {
        let mut whole = String::new();
        for piece in pieces {
            match piece {
                Piece::Plain(place) => whole.push_str(&as_html(&self.plain(*place))),
                Piece::Html(place) => whole.push_str(&self.source(*place)),
                Piece::Either { html, .. } => whole.push_str(&self.joined(html)),
            }
        }
        whole
    }

    fn plain(&mut self, place: usize) -> String {
        let part = &self.parts.all[place];
        let bytes = part.beginning(TEXT_BYTES_MAX + 1);
        if bytes.len() > TEXT_BYTES_MAX {
            self.notes(Notice::Truncated);
        }
        let bytes = &bytes[..bytes.len().min(TEXT_BYTES_MAX)];
        flowed::joined(clean::lines(&decoded(bytes, part.charset())), &part.content_type)
    }

    /// One byte more than may be cleaned, so that what is too long is known to be.
    fn source(&self, place: usize) -> String {
        let part = &self.parts.all[place];
        let bytes = part.beginning(html::BYTES_MAX + 1);
        let meta = if part.charset().is_none() { told_within(&bytes) } else { None };
        decoded(&bytes, part.charset().or(meta.as_deref())).replace('\0', "")
    }
}

fn as_html(text: &str) -> String {
    let text = text.trim_matches('\n');
    if text.trim().is_empty() {
        return String::new();
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", text.replace('\n', "<br>\n"))
}

/// The charset in a `meta` element; one that could not be read if it were true is none.
fn told_within(html: &[u8]) -> Option<String> {
    let near = super::head::ascii(&html[..html.len().min(META_BYTES_MAX)]).to_ascii_lowercase();
    let (_, rest) = near.split_once("charset=")?;
    let rest = rest.trim_start_matches(['"', '\'', ' ']);
    let end = rest.find(|letter: char| !(letter.is_ascii_alphanumeric() || "-_:".contains(letter)));
    Some(rest[..end?].to_owned()).filter(|label| !is_wide_label(label))
}

fn is_winmail(part: &Part<'_>) -> bool {
    matches!(part.kind(), "application/ms-tnef" | "application/vnd.ms-tnef")
        || part.name().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"))
}

fn invitation(parts: &Parts<'_>) -> Option<Invitation> {
    let is_calendar = |part: &&Part<'_>| matches!(part.kind(), "text/calendar" | "application/ics");
    let part = parts.all.iter().find(is_calendar)?;
    let text = decoded(&part.beginning(calendar::BYTES_MAX), part.charset());
    let invitation = calendar::read(&text)?;
    let told = part.content_type.parameter("method").map(str::to_uppercase);
    Some(Invitation { method: invitation.method.or(told), ..invitation })
}

/// The last boundary of characters at or before `most`.
fn floor(text: &str, most: usize) -> usize {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}
