//! What is to be done in a mailbox besides fetching: copies of what was sent are kept, looked for, and
//! what is here is put away. None of it can lose a mail; what fails is tried again.

use super::composing;
use super::fetching::{Ended, Session};
use super::sending;
use crate::actions::error::Error;
use crate::actions::reports;
use crate::app::App;
use crate::channels::email::imap::Imap;
use crate::channels::email::server::{Kind, Stage, Trouble};
use crate::domain::delivery::{Report, Status};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::mailbox::{AfterImport, MailAccount};
use crate::domain::time::MINUTE_MS;
use crate::domain::{EntryId, MailId, Timestamp};
use crate::store::{MailErrand, MailErrandKind, StoredMail, Writer};

const DONE_AT_ONCE: usize = 50;
/// How often something is tried that a server refuses.
const ATTEMPTS_MAX: u32 = 8;
const LONGEST_PAUSE_MS: i64 = 60 * MINUTE_MS;
const KIND: &str = "mailbox_refuses";

enum Outcome {
    Done,
    /// To be done again then.
    At(Timestamp),
}

/// Does some of what is due. Answers whether it did anything, and when the next is.
pub(super) async fn run(session: &mut Session<'_>) -> Result<(bool, Option<Timestamp>), Ended> {
    let Session { app, inbox, account, imap, .. } = session;
    let app: &App = app;
    let errands = app.store.view()?.mail_errands(inbox.id, DONE_AT_ONCE)?;
    let now = app.clock.now();
    let next = errands.first().map(|errand| errand.due_at);
    let mut has_done = false;
    for errand in errands.into_iter().filter(|errand| errand.due_at <= now) {
        has_done = true;
        let outcome = match errand.what {
            MailErrandKind::KeepCopy(entry) => keep_copy(app, imap, entry).await,
            MailErrandKind::LookForCopy(entry) => look(app, imap, entry, errand.attempts).await,
            MailErrandKind::PutAway(mail) => put_away(app, account, imap, mail).await,
            MailErrandKind::TakeAway(mail) => take_away(app, account, imap, mail).await,
        };
        conclude(app, imap, errand, outcome).await?;
    }
    Ok((has_done, next))
}

async fn keep_copy(app: &App, imap: &mut Imap, entry: EntryId) -> Result<Outcome, Ended> {
    let Some((id, bytes)) = composing::kept(app, entry).await? else { return Ok(Outcome::Done) };
    let Some(folder) = imap.sent_folder().await? else { return Ok(Outcome::Done) };
    // An append whose answer was lost is there already.
    if !imap.has_mail(&folder, &id).await? {
        imap.append(&folder, &bytes).await?;
    }
    Ok(Outcome::Done)
}

/// A copy proves that the mail went out; that there is none proves nothing.
async fn look(app: &App, imap: &mut Imap, entry: EntryId, attempts: u32) -> Result<Outcome, Ended> {
    let Some((id, _)) = composing::kept(app, entry).await? else { return Ok(Outcome::Done) };
    let Some(folder) = imap.sent_folder().await? else { return Ok(Outcome::Done) };
    if imap.has_mail(&folder, &id).await? {
        let result = app.store.write(move |writer| -> Result<(), Error> {
            let report = Report { status: Status::Sent, at: writer.now, failure: None };
            reports::apply(writer, entry, 0, &report)
        });
        result.await?;
        return Ok(Outcome::Done);
    }
    let next = sending::next_look(attempts + 1, app.clock.now());
    Ok(next.map_or(Outcome::Done, Outcome::At))
}

async fn put_away(
    app: &App,
    account: &MailAccount,
    imap: &mut Imap,
    id: MailId,
) -> Result<Outcome, Ended> {
    let Some(mail) = opened(app, account, imap, id).await? else { return Ok(Outcome::Done) };
    match &account.after_import {
        AfterImport::Leave => {}
        AfterImport::MarkSeen => imap.mark_seen(mail.place.uid).await?,
        AfterImport::MoveTo(folder) => imap.move_to(mail.place.uid, folder).await?,
    }
    Ok(Outcome::Done)
}

async fn take_away(
    app: &App,
    account: &MailAccount,
    imap: &mut Imap,
    id: MailId,
) -> Result<Outcome, Ended> {
    if let Some(mail) = opened(app, account, imap, id).await? {
        imap.delete(mail.place.uid).await?;
    }
    Ok(Outcome::Done)
}

/// The mail with its folder open; `None`: it is no longer known where it lies.
async fn opened(
    app: &App,
    account: &MailAccount,
    imap: &mut Imap,
    id: MailId,
) -> Result<Option<StoredMail>, Ended> {
    let Some(mail) = app.store.view()?.find::<StoredMail>(id)? else { return Ok(None) };
    let selected = imap.select(&mail.place.folder, false).await?;
    let is_there = selected.uid_validity == mail.place.uid_validity
        && account.versions.mailbox == mail.place.mailbox;
    Ok(is_there.then_some(mail))
}

async fn conclude(
    app: &App,
    imap: &Imap,
    mut errand: MailErrand,
    outcome: Result<Outcome, Ended>,
) -> Result<(), Ended> {
    let now = app.clock.now();
    errand.attempts = errand.attempts.saturating_add(1);
    let (trouble, next) = match outcome {
        Ok(Outcome::Done) => (None, None),
        Ok(Outcome::At(next)) => (None, Some(next)),
        Err(Ended::Ours(error @ Error::Store(_))) => return Err(Ended::Ours(error)),
        Err(ended) => {
            let trouble = match ended {
                Ended::Trouble(trouble) => trouble,
                // A file that cannot be read is only this errand's.
                Ended::Ours(error) => {
                    Trouble::new(Stage::Appending, Kind::Refused, error.to_string())
                }
            };
            let pause = MINUTE_MS.saturating_mul(1 << errand.attempts.min(10));
            let may_again = errand.attempts < ATTEMPTS_MAX;
            (Some(trouble), may_again.then(|| now.plus_ms(pause.min(LONGEST_PAUSE_MS))))
        }
    };
    let refused = trouble.clone().filter(|_| next.is_none());
    let result = app.store.write(move |writer| -> Result<(), Error> {
        match next {
            Some(due_at) => writer.save_mail_errand(&MailErrand { due_at, ..errand })?,
            None => writer.remove_mail_errand(&errand),
        }
        refused.map_or(Ok(()), |refused| tell(writer, &errand, &refused))
    });
    result.await?;
    match trouble {
        // The server said no to this one thing; the connection is as good as before.
        Some(_) if imap.is_good() => Ok(()),
        None => Ok(()),
        Some(trouble) => Err(trouble.into()),
    }
}

/// It is given up: nothing is lost by it, but an admin may want to know.
fn tell(writer: &mut Writer, errand: &MailErrand, trouble: &Trouble) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(errand.inbox)? else { return Ok(()) };
    let what = match errand.what {
        MailErrandKind::KeepCopy(_) => "A copy of a sent mail could not be kept",
        MailErrandKind::LookForCopy(_) => "The folder of sent mails could not be looked at",
        MailErrandKind::PutAway(_) => "A mail could not be marked or moved",
        MailErrandKind::TakeAway(_) => "A test of the mailbox could not be deleted from it",
    };
    inbox.warn(KIND, format!("{what}: {}", trouble.text), writer.now);
    writer.save_inbox_heard(&inbox)?;
    writer.announce(Event::Inbox { id: inbox.id });
    Ok(())
}
