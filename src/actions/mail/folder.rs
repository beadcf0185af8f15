//! What is new in one folder, stored mail by mail.

use super::fetching::Ended;
use super::receiving::{self, KeptFile};
use crate::actions::attachments;
use crate::actions::error::Error;
use crate::app::App;
use crate::channels::email::imap::{Described, Imap, Selected};
use crate::domain::attachment::Use;
use crate::domain::inbox::Inbox;
use crate::domain::mailbox::{AfterImport, MailAccount, Start};
use crate::domain::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::domain::{InboxId, MailId, Timestamp};
use crate::store::{Became, MailCursor, MailPlace, MailState, StoredMail, View, Writer};

/// Of a larger mail only the beginning is fetched.
const MAIL_BYTES_MAX: u64 = 40 * 1024 * 1024;
const BEGINNING_BYTES: u32 = 256 * 1024;
/// Clocks differ: a mail that arrived so long before its inbox was made still counts as new.
const CLOCKS_DIFFER_MS: i64 = 2 * MINUTE_MS;
/// How far back it is looked after a folder's numbers have changed, before the newest that was known.
const BACK_AFTER_CHANGE_MS: i64 = 2 * DAY_MS;
/// How often, and how far back, it is compared whether everything is here.
const RECONCILED_EVERY_MS: i64 = DAY_MS;
const RECONCILED_BACK_MS: i64 = 3 * DAY_MS;
/// After so long without a look it is compared at once.
const RECONCILED_AFTER_GAP_MS: i64 = HOUR_MS;
/// How many records over one file are looked at: more inboxes than any mail goes to.
const SAME_BYTES_MAX: usize = 200;
const VANISHED: &str = "It was gone from the mailbox before it could be fetched.";
const RAW_NAME: &str = "mail.eml";
const RAW_MIME: &str = "message/rfc822";

struct Folder<'a> {
    app: &'a App,
    inbox: &'a Inbox,
    imap: &'a mut Imap,
    name: &'a str,
    uid_validity: u32,
}

/// Fetches what is new there. Returns once everything is stored.
pub(super) async fn fetch(
    app: &App,
    inbox: &Inbox,
    account: &MailAccount,
    imap: &mut Imap,
    name: &str,
) -> Result<(), Ended> {
    let is_read_only = account.after_import == AfterImport::Leave;
    let selected = imap.select(name, is_read_only).await?;
    let cursor = app.store.view()?.mail_cursor(inbox.id, name)?;
    let uid_validity = selected.uid_validity;
    let mut folder = Folder { app, inbox, imap, name, uid_validity };
    let cursor = match cursor {
        None => folder.begin(account, selected).await?,
        Some(known) if known.uid_validity != uid_validity || uid_validity == 0 => {
            return folder.begin_anew(known).await;
        }
        Some(known) => known,
    };
    let cursor = folder.fetch_after(cursor, start(account, inbox)).await?;
    folder.reconcile(cursor).await
}

/// From when on mails count.
fn start(account: &MailAccount, inbox: &Inbox) -> Timestamp {
    let days = match account.start {
        Start::Now => 0,
        Start::Days(days) => i64::from(days),
    };
    inbox.created_at.plus_ms(-CLOCKS_DIFFER_MS - days * DAY_MS)
}

impl Folder<'_> {
    /// The first look: nothing that is older than the start counts. A mail that arrived while the
    /// server could not be reached is newer.
    async fn begin(
        &mut self,
        account: &MailAccount,
        selected: Selected,
    ) -> Result<MailCursor, Ended> {
        let start = start(account, self.inbox);
        let since = self.imap.uids_since(start.plus_ms(-DAY_MS)).await?;
        let last_uid = match (since.first(), selected.uid_next) {
            (Some(first), _) => first.saturating_sub(1),
            (None, Some(next)) => next.saturating_sub(1),
            (None, None) => self.imap.highest_uid().await?,
        };
        let now = self.app.clock.now();
        let cursor = MailCursor {
            uid_validity: self.uid_validity,
            last_uid,
            first_uid: last_uid,
            last_arrived_at: start,
            reconciled_at: Some(now),
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

    /// In the order of their numbers; each moves the cursor as it is stored.
    async fn fetch_after(
        &mut self,
        mut cursor: MailCursor,
        start: Timestamp,
    ) -> Result<MailCursor, Ended> {
        for uid in self.imap.uids_after(cursor.last_uid).await? {
            let described = self.imap.describe(uid).await?;
            cursor.last_uid = uid;
            if let Some(described) = described {
                cursor.last_arrived_at = cursor.last_arrived_at.max(described.internal_date);
            }
            match described {
                // Older than what counts: passed, and no more.
                Some(known) if known.internal_date < start => self.save(cursor).await?,
                described => self.take(uid, described, Some(cursor)).await?,
            }
        }
        Ok(cursor)
    }

    /// The folder's numbers mean other mails than before: what arrived lately is fetched again, and
    /// what is here already is known by its bytes.
    async fn begin_anew(&mut self, known: MailCursor) -> Result<(), Ended> {
        tracing::warn!(inbox = %self.inbox.id, folder = self.name, "a folder was numbered anew");
        let since = known.last_arrived_at.plus_ms(-BACK_AFTER_CHANGE_MS);
        let mut cursor = MailCursor {
            uid_validity: self.uid_validity,
            last_uid: 0,
            first_uid: 0,
            reconciled_at: Some(self.app.clock.now()),
            ..known
        };
        // Asked for first: what arrives from now on is behind it.
        let highest = self.imap.highest_uid().await?;
        for uid in self.imap.uids_since(since).await? {
            let described = self.imap.describe(uid).await?;
            if let Some(described) = described {
                cursor.last_arrived_at = cursor.last_arrived_at.max(described.internal_date);
            }
            self.take(uid, described, None).await?;
            cursor.first_uid = if cursor.last_uid == 0 { uid } else { cursor.first_uid };
            cursor.last_uid = uid;
        }
        cursor.last_uid = cursor.last_uid.max(highest);
        self.save(cursor).await
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
        for uid in recent {
            let is_ours = uid > cursor.first_uid && uid <= cursor.last_uid;
            if is_ours && self.app.store.view()?.mail_at(self.inbox.id, &self.place(uid))?.is_none()
            {
                let described = self.imap.describe(uid).await?;
                self.take(uid, described, None).await?;
            }
        }
        self.save(MailCursor { reconciled_at: Some(now), ..cursor }).await
    }

    fn place(&self, uid: u32) -> MailPlace {
        MailPlace { folder: self.name.to_owned(), uid_validity: self.uid_validity, uid }
    }

    /// Stores a mail with its bytes, or that there is none any more, and moves the cursor with it.
    async fn take(
        &mut self,
        uid: u32,
        described: Option<Described>,
        cursor: Option<MailCursor>,
    ) -> Result<(), Ended> {
        let place = self.place(uid);
        let size = described.map_or(0, |described| described.size);
        let is_truncated = size > MAIL_BYTES_MAX;
        let raw = match described {
            None => None,
            Some(_) if is_truncated => self.imap.beginning(uid, BEGINNING_BYTES).await?,
            Some(_) => self.imap.whole(uid, size).await?,
        };
        let mail = StoredMail {
            id: MailId(0),
            inbox: self.inbox.id,
            place,
            arrived_at: described.map_or(self.app.clock.now(), |described| described.internal_date),
            fetched_at: self.app.clock.now(),
            bytes: size,
            raw: None,
            is_truncated,
            state: MailState::Waiting,
            tries: 0,
            from: None,
            subject: None,
        };
        store(self.app, mail, raw, cursor).await?;
        Ok(())
    }
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
        if writer.mail_at(mail.inbox, &mail.place)?.is_some() {
            return Ok(());
        }
        add(writer, mail, file)
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
    mail.id = MailId(writer.next_id::<StoredMail>()?);
    match file {
        None => mail.state = MailState::Skipped { reason: VANISHED.to_owned() },
        // The very same bytes, with all that servers wrote on them: the same mail at another place.
        Some(file) => {
            if is_here(writer, mail.inbox, &file.hash)? {
                mail.state = MailState::Done { what: Became::Duplicate, entry: None };
            }
            mail.raw = Some(receiving::keep(writer, &file, Use::Mail(mail.id))?);
        }
    }
    writer.save_mail(&mail)?;
    Ok(())
}
