//! What is new in one folder, stored mail by mail.

use super::beginning;
use super::fetching::{Ended, Session};
use super::hurdle::Hurdle;
use super::receiving::{self, KeptFile};
use crate::actions::attachments;
use crate::actions::error::Error;
use crate::app::App;
use crate::channels::email::health::Fetching;
use crate::channels::email::imap::{Described, Imap, Selected};
use crate::domain::attachment::Use;
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::mailbox::AfterImport;
use crate::domain::time::{DAY_MS, HOUR_MS};
use crate::domain::{InboxId, MailId, Timestamp};
use crate::store::{Became, MailCursor, MailPlace, MailState, StoredMail, View, Writer};

/// Of a larger mail only the beginning is fetched.
const MAIL_BYTES_MAX: u64 = 40 * 1024 * 1024;
const BEGINNING_BYTES: u32 = 256 * 1024;
/// How far back it is looked after a folder's numbers have changed, before the newest that was known.
const BACK_AFTER_CHANGE_MS: i64 = 2 * DAY_MS;
/// How often, and how far back, it is compared whether everything is here.
const RECONCILED_EVERY_MS: i64 = DAY_MS;
const RECONCILED_BACK_MS: i64 = 3 * DAY_MS;
/// After so long without a look it is compared at once.
const RECONCILED_AFTER_GAP_MS: i64 = HOUR_MS;
/// How many records over one file are looked at: more inboxes than any mail goes to.
const SAME_BYTES_MAX: usize = 200;
/// How many are fetched before it is looked at what else there is to do.
const FETCHED_AT_ONCE: usize = 200;
const VANISHED: &str = "It was gone from the mailbox before it could be fetched.";
const KIND: &str = "mail_passed";
const RAW_NAME: &str = "mail.eml";
const RAW_MIME: &str = "message/rfc822";

struct Folder<'a> {
    app: &'a App,
    inbox: &'a Inbox,
    imap: &'a mut Imap,
    name: &'a str,
    /// Which mailbox of the inbox's, and the validity of its numbers.
    mailbox: u32,
    uid_validity: u32,
    hurdle: &'a mut Hurdle,
}

/// Fetches what is new there, up to some mails at once. Answers whether there is more.
pub(super) async fn fetch(
    session: &mut Session<'_>,
    name: &str,
    hurdle: &mut Hurdle,
) -> Result<bool, Ended> {
    let Session { app, inbox, account, imap, number, .. } = session;
    let app: &App = app;
    let is_read_only = account.after_import == AfterImport::Leave;
    let selected = imap.select(name, is_read_only).await?;
    // A server that gives none promises nothing of its numbers beyond this connection.
    let uid_validity = if selected.uid_validity == 0 { *number } else { selected.uid_validity };
    let mailbox = account.versions.mailbox;
    let cursor = app.store.view()?.mail_cursor(inbox.id, name)?;
    let start = beginning::of_folder(app, account, inbox)?;
    let mut folder = Folder { app, inbox, imap, name, mailbox, uid_validity, hurdle };
    let cursor = match cursor.filter(|known| known.mailbox == mailbox) {
        None => folder.begin(start, selected).await?,
        Some(known) if known.uid_validity != uid_validity => folder.begin_anew(known).await?,
        Some(known) => known,
    };
    let (cursor, is_more) = folder.fetch_after(cursor).await?;
    if is_more {
        return Ok(true);
    }
    folder.reconcile(cursor).await?;
    Ok(false)
}

impl Folder<'_> {
    /// The first look: nothing that is older than the start counts. A mail that arrived while the
    /// server could not be reached is newer.
    async fn begin(
        &mut self,
        starts_at: Timestamp,
        selected: Selected,
    ) -> Result<MailCursor, Ended> {
        // Asked for first: what arrives from now on is behind it.
        let old_until = match selected.uid_next {
            Some(next) => next.saturating_sub(1),
            None => self.imap.highest_uid().await?,
        };
        let since = self.imap.uids_since(starts_at.plus_ms(-DAY_MS)).await?;
        let last_uid = since.first().map_or(old_until, |first| first.saturating_sub(1));
        let cursor = MailCursor {
            mailbox: self.mailbox,
            uid_validity: self.uid_validity,
            last_uid,
            first_uid: last_uid,
            old_until,
            starts_at,
            last_arrived_at: starts_at,
            reconciled_at: Some(self.app.clock.now()),
        };
        self.save(cursor).await?;
        Ok(cursor)
    }

    /// The folder's numbers mean other mails than before: what arrived lately is fetched again, and
    /// what is here already is known by its bytes.
    async fn begin_anew(&mut self, known: MailCursor) -> Result<MailCursor, Ended> {
        tracing::warn!(inbox = %self.inbox.id, folder = self.name, "a folder was numbered anew");
        let old_until = self.imap.highest_uid().await?;
        let back = known.last_arrived_at.plus_ms(-BACK_AFTER_CHANGE_MS);
        let starts_at = known.starts_at.max(back);
        let since = self.imap.uids_since(starts_at).await?;
        let last_uid = since.first().map_or(old_until, |first| first.saturating_sub(1));
        let cursor = MailCursor {
            uid_validity: self.uid_validity,
            last_uid,
            first_uid: last_uid,
            old_until,
            reconciled_at: Some(self.app.clock.now()),
            ..known
        };
        self.save(cursor).await?;
        Ok(cursor)
    }

    async fn save(&self, cursor: MailCursor) -> Result<(), Ended> {
        let (inbox, name) = (self.inbox.id, self.name.to_owned());
        let result = self.app.store.write(move |writer| -> Result<(), Error> {
            Ok(writer.save_mail_cursor(inbox, &name, &cursor)?)
        });
        Ok(result.await?)
    }

    /// In the order of their numbers; each moves the cursor as it is stored. Answers whether there is
    /// more.
    async fn fetch_after(&mut self, mut cursor: MailCursor) -> Result<(MailCursor, bool), Ended> {
        let new = self.imap.uids_after(cursor.last_uid).await?;
        let is_more = new.len() > FETCHED_AT_ONCE;
        if !new.is_empty() {
            self.app.mailboxes.is_fetching(self.inbox.id, Fetching::Fetching);
        }
        let now = self.app.clock.now();
        for uid in new.iter().copied().take(FETCHED_AT_ONCE) {
            self.prove(uid, new.last().copied()).await?;
            let described = self.describe(uid).await?;
            let arrived_at = described.and_then(|described| described.internal_date);
            cursor.last_uid = uid;
            if let Some(at) = arrived_at {
                // A server's date may be any: one of the future would hide what comes.
                cursor.last_arrived_at = cursor.last_arrived_at.max(at.min(now));
            }
            match is_old(&cursor, uid, arrived_at) {
                true => self.save(cursor).await?,
                false => self.take(uid, described, Some(cursor)).await?,
            }
        }
        Ok((cursor, is_more))
    }

    /// Looks once in a while whether the last days are all here: servers do odd things.
    async fn reconcile(&mut self, cursor: MailCursor) -> Result<(), Ended> {
        let now = self.app.clock.now();
        let looked_at = self.app.mailboxes.health(self.inbox.id).fetched_at;
        let is_after_gap = looked_at.is_some_and(|at| now.ms_since(at) > RECONCILED_AFTER_GAP_MS);
        let since_last = cursor.reconciled_at.map_or(i64::MAX, |at| now.ms_since(at));
        if since_last < RECONCILED_EVERY_MS && !is_after_gap {
            return Ok(());
        }
        let recent = self.imap.uids_since(now.plus_ms(-RECONCILED_BACK_MS)).await?;
        let (mut missing, mut passed) = (Vec::new(), Vec::new());
        for uid in recent.iter().copied() {
            if uid <= cursor.first_uid || uid > cursor.last_uid {
                continue;
            }
            match self.kept(uid)? {
                None => missing.push(uid),
                Some(mail) if is_passed(&mail) => passed.push(uid),
                Some(_) => {}
            }
        }
        for uid in missing {
            self.prove(uid, recent.last().copied()).await?;
            let described = self.describe(uid).await?;
            let arrived_at = described.and_then(|described| described.internal_date);
            if !is_old(&cursor, uid, arrived_at) {
                self.take(uid, described, None).await?;
            }
        }
        self.save(MailCursor { reconciled_at: Some(now), ..cursor }).await?;
        for uid in passed {
            self.take_after_all(uid).await?;
        }
        Ok(())
    }

    fn kept(&self, uid: u32) -> Result<Option<StoredMail>, Error> {
        let view = self.app.store.view()?;
        let id = view.mail_at(self.inbox.id, &self.place(uid))?;
        Ok(id.map(|id| view.find(id)).transpose()?.flatten())
    }

    /// A mail that was passed, and that the server names all the same: tried once, so that it keeps
    /// no others waiting.
    async fn take_after_all(&mut self, uid: u32) -> Result<(), Ended> {
        let Some(described) = self.imap.describe(uid).await? else { return Ok(()) };
        if described.size > MAIL_BYTES_MAX {
            return Ok(());
        }
        let Some(raw) = self.imap.whole(uid, described.size).await? else { return Ok(()) };
        let mail = self.mail(uid, Some(described), MailState::Waiting);
        Ok(store(self.app, mail, Some(raw), None).await?)
    }

    /// A mail that the line breaks at is passed if another one is handed out.
    async fn prove(&mut self, uid: u32, other: Option<u32>) -> Result<(), Ended> {
        let Some(other) = other.filter(|other| *other != uid) else { return Ok(()) };
        if self.hurdle.wants_proof(self.name, uid)
            && self.imap.beginning(other, BEGINNING_BYTES).await?.is_some()
        {
            self.hurdle.is_proven();
        }
        Ok(())
    }

    /// `None`: it is gone, or the server does not even describe it, time and again.
    async fn describe(&mut self, uid: u32) -> Result<Option<Described>, Ended> {
        if self.hurdle.is_given_up(self.name, uid) {
            return Ok(None);
        }
        let described = self.imap.describe(uid).await;
        described.map_err(|trouble| self.hurdle.met(self.name, uid, trouble))
    }

    fn place(&self, uid: u32) -> MailPlace {
        let (mailbox, uid_validity) = (self.mailbox, self.uid_validity);
        MailPlace { mailbox, folder: self.name.to_owned(), uid_validity, uid }
    }

    /// Stores a mail with its bytes, or that there is none, and moves the cursor with it.
    async fn take(
        &mut self,
        uid: u32,
        described: Option<Described>,
        cursor: Option<MailCursor>,
    ) -> Result<(), Ended> {
        let size = described.map_or(0, |described| described.size);
        let is_truncated = size > MAIL_BYTES_MAX || self.hurdle.is_high(self.name, uid);
        let given_up = self.hurdle.given_up(self.name, uid);
        let raw = match described {
            None => Ok(None),
            Some(_) if given_up.is_some() => Ok(None),
            Some(_) if is_truncated => self.imap.beginning(uid, BEGINNING_BYTES).await,
            Some(_) => self.imap.whole(uid, size).await,
        };
        let raw = raw.map_err(|trouble| self.hurdle.met(self.name, uid, trouble))?;
        let state = match (&raw, given_up) {
            (Some(_), _) => MailState::Waiting,
            (None, Some(reason)) => MailState::Skipped { reason },
            (None, None) => MailState::Skipped { reason: VANISHED.to_owned() },
        };
        let mail = StoredMail { is_truncated, ..self.mail(uid, described, state) };
        store(self.app, mail, raw, cursor).await?;
        self.hurdle.is_taken(self.name, uid);
        Ok(())
    }

    /// What is kept of a mail; its number is given when it is stored.
    fn mail(&self, uid: u32, described: Option<Described>, state: MailState) -> StoredMail {
        let now = self.app.clock.now();
        StoredMail {
            id: MailId(0),
            inbox: self.inbox.id,
            place: self.place(uid),
            arrived_at: described.and_then(|described| described.internal_date).unwrap_or(now),
            fetched_at: now,
            bytes: described.map_or(0, |described| described.size),
            raw: None,
            is_truncated: false,
            state,
            tries: 0,
            from: None,
            subject: None,
        }
    }
}

/// Whether it was there before mails count. Where nobody knows when it arrived, it counts.
fn is_old(cursor: &MailCursor, uid: u32, arrived_at: Option<Timestamp>) -> bool {
    uid <= cursor.old_until && arrived_at.is_some_and(|at| at < cursor.starts_at)
}

/// Whether it was not fetched. What was, and only tested the mailbox, is skipped too.
fn is_passed(mail: &StoredMail) -> bool {
    matches!(mail.state, MailState::Skipped { .. }) && mail.raw.is_none()
}

/// The bytes are on the disk before the commit that names them, and the cursor moves with that.
async fn store(
    app: &App,
    mail: StoredMail,
    raw: Option<Vec<u8>>,
    cursor: Option<MailCursor>,
) -> Result<(), Error> {
    let _naming = app.files.naming().await;
    let file = match raw {
        Some(raw) => {
            let bytes = raw.len() as u64;
            let hash = attachments::off_thread(app, move |app| app.files.keep(&raw)).await?;
            let (name, mime) = (RAW_NAME.to_owned(), RAW_MIME.to_owned());
            Some(KeptFile { name, mime, bytes, hash, measures: None })
        }
        None => None,
    };
    let result = app.store.write(move |writer| -> Result<(), Error> {
        if let Some(cursor) = &cursor {
            writer.save_mail_cursor(mail.inbox, &mail.place.folder, cursor)?;
        }
        let id = match writer.mail_at(mail.inbox, &mail.place)? {
            Some(id) if !writer.find(id)?.as_ref().is_some_and(is_passed) => return Ok(()),
            Some(id) => id,
            None => MailId(writer.next_id::<StoredMail>()?),
        };
        add(writer, StoredMail { id, ..mail }, file)
    });
    result.await
}

/// Whether this inbox has a mail of these very bytes. What another inbox has is another's.
fn is_here(view: &View, inbox: InboxId, hash: &str) -> Result<bool, Error> {
    for attachment in view.attachments_of(hash, SAME_BYTES_MAX)? {
        let Some(Use::Mail(id)) = attachment.used_by else { continue };
        if view.find::<StoredMail>(id)?.is_some_and(|mail| mail.inbox == inbox) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn add(writer: &mut Writer, mut mail: StoredMail, file: Option<KeptFile>) -> Result<(), Error> {
    if let Some(file) = file {
        // The very same bytes, with all that servers wrote on them: the same mail at another place.
        if is_here(writer, mail.inbox, &file.hash)? {
            mail.state = MailState::Done { what: Became::Duplicate, entry: None };
            receiving::put_away(writer, &mail)?;
        }
        mail.raw = Some(receiving::keep(writer, &file, Use::Mail(mail.id))?);
    }
    if let MailState::Skipped { reason } = &mail.state
        && reason != VANISHED
    {
        tell(writer, mail.inbox, reason)?;
    }
    writer.save_mail(&mail)?;
    Ok(())
}

fn tell(writer: &mut Writer, inbox: InboxId, reason: &str) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(inbox)? else { return Ok(()) };
    inbox.warn(KIND, format!("A mail was passed. {reason}"), writer.now);
    writer.save_inbox_heard(&inbox)?;
    writer.announce(Event::Inbox { id: inbox.id });
    Ok(())
}
