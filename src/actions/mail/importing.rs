//! Stored mails are read and become messages: in the order in which they were fetched, each by
//! itself. What a crash interrupts is read again; what cannot be read is kept and listed.

use super::receiving::{self, Imported, KeptFile};
use super::{keys, mailbox_of};
use crate::actions::access;
use crate::actions::attachments;
use crate::actions::error::Error;
use crate::actions::once::{Request, once};
use crate::app::App;
use crate::channels::email::mail::{Mail, Ours};
use crate::channels::email::read;
use crate::domain::attachment::{Attachment, clean_name};
use crate::domain::inbox::{Account, Inbox};
use crate::domain::permission::Act;
use crate::domain::{InboxId, MailId, measures, sniff};
use crate::store::{self, MailList, MailState, StoredMail, Writer};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::io;
use std::time::Duration;

/// How long one mail may take to read. Whoever builds one that takes longer builds it for that.
const READ_WITHIN: Duration = Duration::from_secs(30);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(500);
const PAUSE_AT_FULL_DISK: Duration = Duration::from_secs(10);
/// How many of one mailbox are read before others have their turn.
const READ_IN_TURN: usize = 50;
const HTML_NAME: &str = "mail.html";
const HTML_MIME: &str = "text/html";
/// How much of its beginning a file's kind is told by.
const HEAD_BYTES: usize = 256 * 1024;
const TOO_SLOW: &str = "Reading it took longer than 30 seconds.";
const GONE: &str = "Its bytes are no longer on the disk.";
/// How often the process may end while a mail is read.
const ENDS_MAX: u32 = 3;
const ENDED_AT_IT: &str = "Deskbell ended three times while it was read.";
const FAILED_AT_IT: &str = "Deskbell failed at it; the log says more.";

/// Imports what waits, and what comes, until the process stops.
pub async fn run(app: App) {
    let mut begun = HashSet::new();
    while !app.stopping.is_cancelled() {
        match import_waiting(&app, &mut begun).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = app.store.signals().mails.notified() => {}
                    () = app.stopping.cancelled() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "mails wait until the store takes changes again");
                let is_disk = matches!(error, Error::File(_));
                let pause = if is_disk { PAUSE_AT_FULL_DISK } else { PAUSE_AFTER_FAILURE };
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    () = app.stopping.cancelled() => {}
                }
            }
        }
    }
}

/// Gives each mailbox a turn. Answers whether there is more.
async fn import_waiting(app: &App, begun: &mut HashSet<InboxId>) -> Result<bool, Error> {
    let mut is_more = false;
    for inbox in app.store.view()?.all::<Inbox>()? {
        if !matches!(inbox.account, Account::Email { .. }) {
            continue;
        }
        let view = app.store.view()?;
        let waiting = view.mails_after(inbox.id, MailList::Waiting, MailId(0), READ_IN_TURN)?;
        drop(view);
        for mail in waiting {
            is_more = true;
            if app.stopping.is_cancelled() {
                return Ok(false);
            }
            // What ended the process is the first that it meets when it starts again.
            if begun.insert(inbox.id) && !may_begin(app, &mail).await? {
                continue;
            }
            import(app, &inbox, mail).await?;
        }
    }
    Ok(is_more)
}

/// Counts that it is begun: a mail that ends the process leaves no other trace.
async fn may_begin(app: &App, mail: &StoredMail) -> Result<bool, Error> {
    if mail.tries >= ENDS_MAX {
        let raw = raw(app, mail).await.ok().flatten();
        let glance = raw.map_or((None, None), |raw| glance(&raw));
        fail(app, mail.clone(), ENDED_AT_IT.to_owned(), glance).await?;
        return Ok(false);
    }
    let id = mail.id;
    let counted = app.store.write(move |writer| -> Result<(), Error> {
        let now: Option<StoredMail> = writer.find(id)?;
        if let Some(mut mail) = now.filter(|mail| mail.state == MailState::Waiting) {
            mail.tries += 1;
            writer.save_mail(&mail)?;
        }
        Ok(())
    });
    counted.await?;
    Ok(true)
}

async fn import(app: &App, inbox: &Inbox, stored: StoredMail) -> Result<(), Error> {
    let raw = match raw(app, &stored).await {
        Ok(Some(raw)) => raw,
        Ok(None) => return fail(app, stored, GONE.to_owned(), (None, None)).await,
        // Others must not wait for a bad place of the disk.
        Err(Error::File(error)) => {
            let reason = format!("Its bytes could not be read from the disk: {error}.");
            return fail(app, stored, reason, (None, None)).await;
        }
        Err(error) => return Err(error),
    };
    let (ours, key) = {
        let view = app.store.view()?;
        (ours(inbox, keys::instance(&view, inbox.id)?), keys::of_store(app, &view)?)
    };
    let raw_hash = hex::encode(Sha256::digest(&raw));
    let reading = raw.clone();
    let is_truncated = stored.is_truncated;
    let read = tokio::task::spawn_blocking(move || read::read(&reading, &ours));
    let mail = match tokio::time::timeout(READ_WITHIN, read).await {
        Ok(Ok(Ok(mail))) => mail,
        Ok(Ok(Err(unreadable))) => {
            let reason = format!("It could not be read because {unreadable}.");
            return fail(app, stored, reason, glance(&raw)).await;
        }
        Ok(Err(_)) => return fail(app, stored, FAILED_AT_IT.to_owned(), glance(&raw)).await,
        Err(_) => return fail(app, stored, TOO_SLOW.to_owned(), glance(&raw)).await,
    };
    let mail = if is_truncated { truncated(mail) } else { mail };
    // From before the files are written until the commit that names them.
    let _naming = app.files.naming().await;
    let imported = keep_files(app, mail, raw_hash).await?;
    let taking = stored.clone();
    let taken = app.store.write(move |writer| receiving::take(writer, &key, &taking, &imported));
    match taken.await {
        Ok(()) => Ok(()),
        Err(Error::Store(error @ (store::Error::Busy | store::Error::Unavailable(_)))) => {
            Err(error.into())
        }
        Err(error) => {
            tracing::error!(mail = %stored.id, %error, "a mail could not be imported");
            fail(app, stored, FAILED_AT_IT.to_owned(), glance(&raw)).await
        }
    }
}

fn truncated(mut mail: Mail) -> Mail {
    mail.body.notices.push(crate::domain::mail::Notice::Truncated);
    mail
}

fn glance(raw: &[u8]) -> (Option<String>, Option<String>) {
    let glance = read::glance(raw);
    (glance.from.map(|from| from.address), glance.subject)
}

pub(super) fn ours(inbox: &Inbox, instance: String) -> Ours {
    let addresses = match mailbox_of(inbox) {
        Some(mailbox) => mailbox.addresses().map(str::to_owned).collect(),
        None => Vec::new(),
    };
    Ours { addresses, instance }
}

/// The mail's bytes; `None`: they are not there.
pub(super) async fn raw(app: &App, stored: &StoredMail) -> Result<Option<Vec<u8>>, Error> {
    let Some(id) = stored.raw else { return Ok(None) };
    let Some(attachment) = app.store.view()?.find::<Attachment>(id)? else { return Ok(None) };
    match attachments::bytes(app, &attachment).await {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Puts what the mail holds onto the disk. `Files::naming` is held.
async fn keep_files(app: &App, mail: Mail, raw_hash: String) -> Result<Imported, Error> {
    Ok(attachments::off_thread(app, move |app| kept(app, mail, raw_hash)).await?)
}

pub(super) fn kept(app: &App, mut mail: Mail, raw_hash: String) -> io::Result<Imported> {
    let mut files = Vec::with_capacity(mail.files.len());
    for file in &mut mail.files {
        let bytes = std::mem::take(&mut file.bytes);
        let hash = app.files.keep(&bytes)?;
        let head = bytes.get(..HEAD_BYTES).unwrap_or(&bytes);
        let mime = sniff::mime(head, Some(&file.mime));
        let is_picture = mime.starts_with("image/");
        files.push(KeptFile {
            name: clean_name(&file.name),
            measures: if is_picture { measures::of(head) } else { None },
            mime,
            bytes: bytes.len() as u64,
            hash,
        });
    }
    let html = match &mail.body.html {
        Some(html) => Some(KeptFile {
            name: HTML_NAME.to_owned(),
            mime: HTML_MIME.to_owned(),
            bytes: html.len() as u64,
            hash: app.files.keep(html.as_bytes())?,
            measures: None,
        }),
        None => None,
    };
    Ok(Imported { mail, files, html, raw_hash })
}

async fn fail(
    app: &App,
    stored: StoredMail,
    reason: String,
    glance: (Option<String>, Option<String>),
) -> Result<(), Error> {
    tracing::warn!(mail = %stored.id, inbox = %stored.inbox, %reason, "a mail is kept unread");
    app.store.write(move |writer| receiving::fail(writer, &stored, reason, glance)).await
}

/// Reads a mail once more that could not be read.
pub async fn retry(
    app: &App,
    request: Request,
    inbox: InboxId,
    id: MailId,
) -> Result<StoredMail, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        once(writer, &request, |writer| {
            read_again(writer, inbox, id)?;
            Ok(id.0)
        })?;
        access::record(writer, id, "mail")
    });
    result.await
}

fn read_again(writer: &mut Writer, inbox: InboxId, id: MailId) -> Result<(), Error> {
    let mut mail: StoredMail = access::record(writer, id, "mail")?;
    if mail.inbox != inbox {
        return Err(Error::NotFound("mail"));
    }
    if let MailState::Failed { .. } = mail.state {
        mail.state = MailState::Waiting;
        mail.tries = mail.tries.min(ENDS_MAX - 1);
        writer.save_mail(&mail)?;
        receiving::announce(writer, inbox);
    }
    Ok(())
}
