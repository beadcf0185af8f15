//! Mails of a past that a desk begins with: they are taken in and composed as any others, under their
//! own dates, and nothing of them is fetched or sent.

use super::importing;
use super::receiving::{self, KeptFile};
use super::{composing, keys};
use crate::actions::error::Error;
use crate::actions::{access, reports};
use crate::app::App;
use crate::channels::email::read;
use crate::domain::attachment::Use;
use crate::domain::delivery::{Report, Status};
use crate::domain::inbox::Inbox;
use crate::domain::mailbox::MAIN_FOLDER;
use crate::domain::{EntryId, InboxId, MailId};
use crate::store::{MailPlace, MailState, StoredMail, Writer};

const RAW_NAME: &str = "mail.eml";
const RAW_MIME: &str = "message/rfc822";
/// No folder has this validity, so that nothing in a real one is taken for it.
const UID_VALIDITY: u32 = 0;

/// A mail that arrived at `writer.now`. Answers the message that it became.
pub fn receive(
    app: &App,
    writer: &mut Writer,
    inbox: InboxId,
    raw: &[u8],
) -> Result<EntryId, Error> {
    let inbox: Inbox = access::record(writer, inbox, "inbox")?;
    let ours = importing::ours(&inbox, keys::instance(writer, inbox.id)?);
    let mail = read::read(raw, &ours)
        .map_err(|error| Error::invalid("mail", format!("It could not be read: {error}.")))?;
    let hash = app.files.keep(raw)?;
    let bytes = raw.len() as u64;
    let id = MailId(writer.next_id::<StoredMail>()?);
    let (name, mime) = (RAW_NAME.to_owned(), RAW_MIME.to_owned());
    let file = KeptFile { name, mime, bytes, hash: hash.clone(), measures: None };
    let uid = u32::try_from(id.0).unwrap_or(u32::MAX);
    let place =
        MailPlace { mailbox: 0, folder: MAIN_FOLDER.to_owned(), uid_validity: UID_VALIDITY, uid };
    let stored = StoredMail {
        id,
        inbox: inbox.id,
        place,
        arrived_at: writer.now,
        fetched_at: writer.now,
        bytes,
        raw: Some(receiving::keep(writer, &file, Use::Mail(id))?),
        is_truncated: false,
        state: MailState::Waiting,
        tries: 0,
        from: None,
        subject: None,
    };
    writer.save_mail(&stored)?;
    let key = keys::of_store(app, writer)?;
    receiving::take(writer, &key, &stored, &importing::kept(app, mail, hash)?)?;
    let taken: StoredMail = access::record(writer, id, "mail")?;
    match taken.state {
        MailState::Done { entry: Some(entry), .. } => Ok(entry),
        MailState::Done { .. }
        | MailState::Waiting
        | MailState::Failed { .. }
        | MailState::Skipped { .. } => Err(Error::NotFound("message")),
    }
}

/// An answer that went out at `writer.now`.
pub fn sent(app: &App, writer: &mut Writer, inbox: InboxId, entry: EntryId) -> Result<(), Error> {
    composing::keep_past(app, writer, entry, inbox)?;
    let report = Report { status: Status::Sent, at: writer.now, failure: None };
    reports::apply(writer, entry, 0, &report)
}
