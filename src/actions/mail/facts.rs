//! What of a mail goes into its message.

use super::receiving::Imported;
use crate::channels::email::html;
use crate::channels::email::mail::{Class, Mail};
use crate::channels::received::Sender;
use crate::domain::contact::clean_name;
use crate::domain::content::{Content, File, FileKind, FileState, Source};
use crate::domain::mail::{MailFacts, Mailbox, QUOTED_BYTES_MAX, RECEIVERS_MAX};
use crate::domain::mailbox::MailAccount;
use crate::domain::time::{DAY_MS, HOUR_MS};
use crate::domain::{AttachmentId, Timestamp, sniff};
use crate::store::StoredMail;

/// How much of its own words a message keeps; what is longer is read in the original.
const TEXT_BYTES_MAX: usize = 256 * 1024;
/// Whoever wrote a mail that names nobody.
pub(super) const UNKNOWN_ADDRESS: &str = "unknown-sender@invalid";
const UNKNOWN_NAME: &str = "Unknown sender";
/// An author's clock that is further off than this is not believed.
const CLOCK_BEHIND_MS: i64 = 7 * DAY_MS;
const CLOCK_AHEAD_MS: i64 = HOUR_MS;

/// Who wrote, for whom answers are: forms on web sites write in our own name and say in `Reply-To`
/// whose words they are.
pub(super) fn sender(mailbox: &MailAccount, mail: &Mail) -> Sender {
    let reply_to = mail.reply_to.as_ref().filter(|reply_to| !mailbox.is_own(&reply_to.address));
    let from = mail.from.as_ref();
    let author = match from {
        Some(from) if mailbox.is_own(&from.address) => reply_to.or(Some(from)),
        from => from.or(reply_to),
    };
    let name = author.and_then(|author| author.name.as_deref()).map(clean_name);
    let address = author.map(|author| author.address.clone());
    Sender {
        name: match &address {
            Some(_) => name.filter(|name| !name.is_empty()),
            None => Some(UNKNOWN_NAME.to_owned()),
        },
        email: Some(address.unwrap_or_else(|| UNKNOWN_ADDRESS.to_owned())),
        ..Sender::default()
    }
}

/// Where its author wants answers, if elsewhere than where he wrote from. Whose mail it is, that does
/// not say: anybody can name anybody there.
pub(super) fn wants_answers_at<'m>(mailbox: &MailAccount, mail: &'m Mail) -> Option<&'m Mailbox> {
    let from = mail.from.as_ref();
    mail.reply_to.as_ref().filter(|reply_to| {
        from.is_none_or(|from| from.address != reply_to.address)
            && !mailbox.is_own(&reply_to.address)
    })
}

/// By its author's clock, unless that is far off.
pub(super) fn sent_at(mail: &Mail, arrived_at: Timestamp) -> Timestamp {
    let (earliest, latest) =
        (arrived_at.plus_ms(-CLOCK_BEHIND_MS), arrived_at.plus_ms(CLOCK_AHEAD_MS));
    mail.sent_at.filter(|at| (earliest..=latest).contains(at)).unwrap_or(arrived_at)
}

/// Its author's own words, and what follows them.
pub(super) fn halves(mail: &Mail) -> (&str, &str) {
    let text = mail.body.text.as_str();
    let own = text.get(..mail.body.own_words).unwrap_or(text);
    let own = own.get(..floor(own, TEXT_BYTES_MAX)).unwrap_or(own);
    let rest = text.get(own.len()..).unwrap_or_default();
    (own.trim_end(), rest)
}

/// The last boundary of characters at or before `most`.
fn floor(text: &str, most: usize) -> usize {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

pub(super) fn facts(
    (stored, is_of_the_past): (&StoredMail, bool),
    mail: &Mail,
    mailbox: &MailAccount,
    is_from_other_address: bool,
) -> MailFacts {
    let (_, rest) = halves(mail);
    let quoted = rest.get(..floor(rest, QUOTED_BYTES_MAX)).unwrap_or_default().trim();
    let references = mail.references.iter().chain(&mail.in_reply_to);
    let mut known: Vec<String> = Vec::new();
    for id in references.chain(&mail.message_id) {
        if !known.contains(id) {
            known.push(id.clone());
        }
    }
    let html = mail.body.html.as_deref().unwrap_or_default();
    let places = mail.files.iter().enumerate().filter(|(_, file)| file.is_shown_inline);
    MailFacts {
        mail: Some(stored.id),
        reply_to: wants_answers_at(mailbox, mail).cloned(),
        from: mail.from.clone(),
        to: mail.to.iter().take(RECEIVERS_MAX).cloned().collect(),
        cc: mail.cc.iter().take(RECEIVERS_MAX).cloned().collect(),
        subject: mail.subject.clone(),
        references: known,
        thread_index: mail.thread_index.clone(),
        thread_topic: mail.thread_topic.clone(),
        quoted: (!quoted.is_empty()).then(|| quoted.to_owned()),
        html: None,
        has_remote_images: html.contains(html::REMOTE_ATTRIBUTE),
        inline_files: places.filter_map(|(place, _)| u32::try_from(place).ok()).collect(),
        is_automatic: matches!(mail.class, Class::Automatic),
        wants_no_answer: mail.wants_no_automatic_answer,
        is_of_the_past,
        is_from_other_address,
        notices: mail.body.notices.clone(),
        invitation: mail.body.invitation.clone(),
        authentication: mail.authentication.clone(),
    }
}

pub(super) fn content(imported: &Imported) -> Content {
    let (own, _) = halves(&imported.mail);
    if imported.files.is_empty() {
        return Content::Text { text: own.to_owned() };
    }
    let files = imported.files.iter().map(|file| File {
        kind: kind(&file.mime),
        name: Some(file.name.clone()),
        mime: Some(file.mime.clone()),
        bytes: Some(file.bytes),
        hash: Some(file.hash.clone()),
        source: Source::Nowhere,
        // They are here before the message is: it is told in the same transaction.
        state: FileState::Here { attachment: AttachmentId(0) },
    });
    Content::Files { text: Some(own.to_owned()), files: files.collect() }
}

fn kind(mime: &str) -> FileKind {
    match mime.split('/').next() {
        Some("image") if sniff::is_shown(mime) => FileKind::Image,
        Some("video") => FileKind::Video,
        Some("audio") => FileKind::Audio,
        Some(_) | None => FileKind::Document,
    }
}
