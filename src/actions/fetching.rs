//! One file on its way here: found, fetched, checked, tied to its message.

use super::attachments::{arrive, off_thread};
use super::error::Error;
use super::secrets;
use super::sending;
use crate::app::App;
use crate::channels::arriving::{self, Arriving, Place, Trouble};
use crate::channels::secret::Secret;
use crate::channels::whatsapp::locate::{Located, locate};
use crate::channels::whatsapp::send::{Credentials, Endpoint};
use crate::domain::attachment::{self, Attachment, Use};
use crate::domain::content::{File, FileKind, FileState, Source};
use crate::domain::delivery::Failure;
use crate::domain::hash;
use crate::domain::inbox::{Account, Inbox, Status};
use crate::domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::domain::timeline::Body;
use crate::domain::{AttachmentId, DownloadId, measures, sniff};
use crate::files::Unfinished;
use crate::store::{Download, View, Writer};
use futures_util::stream;
use std::pin::pin;

/// How often a new address is asked for when one leads nowhere, before it is tried later.
const ADDRESSES_MAX: usize = 3;
/// How often a file is fetched that turns out to be another than was told, or whose address is over.
/// All other trouble may pass: then it is tried for as long as the provider keeps it.
const VAIN_ATTEMPTS_MAX: u32 = 4;
/// What spoils files on their way may last for minutes; the pause is four times as long after each.
const FIRST_VAIN_PAUSE_MS: i64 = 30 * SECOND_MS;
const FIRST_PAUSE_MS: i64 = 5 * SECOND_MS;
const LONGEST_PAUSE_MS: i64 = HOUR_MS;
/// When an account is looked at again that a token cannot open; once it is mended, what waits is
/// fetched at once.
const ACCOUNT_PAUSE_MS: i64 = 5 * MINUTE_MS;
const DISK: &str = "There was no room for the file on this server.";
const EMPTY: &str = "The file that came is empty.";
const OTHER_FILE: &str =
    "The file that came is not the one that was sent: its checksum is another.";
const OTHER_SIZE: &str = "The file that came is not whole: its size is another than was told.";

/// What is needed to fetch one.
struct Wanted {
    row: Download,
    file: File,
    endpoint: Endpoint,
    credentials: Option<Credentials>,
    inbox: Inbox,
}

/// A file that is here and has no name yet.
struct Arrived {
    whole: Unfinished,
    mime: Option<String>,
    located: Option<Located>,
}

/// Tries once. What cannot be stored is an error; all else is settled.
pub async fn attempt(app: &App, id: DownloadId) -> Result<(), Error> {
    let Some(wanted) = wanted(app, id)? else {
        return forget(app, id).await;
    };
    let row = wanted.row.clone();
    if let Some(failure) = wanted.stopped() {
        return after(app, row, Trouble::Account { failure }).await;
    }
    let result = match fetch(app, &wanted).await {
        Ok(Ok(arrived)) => match check(&wanted.file, arrived) {
            Ok(arrived) => keep(app, wanted, arrived).await,
            Err(trouble) => after(app, row.clone(), trouble).await,
        },
        Ok(Err(Trouble::Account { failure })) => {
            stop_inbox(app, wanted.inbox, failure.clone()).await?;
            after(app, row.clone(), Trouble::Account { failure }).await
        }
        Ok(Err(trouble)) => after(app, row.clone(), trouble).await,
        Err(error) => Err(error),
    };
    match result {
        // A full disk should not have the same file fetched again and again.
        Err(Error::File(error)) => {
            tracing::error!(%error, "a file could not be stored");
            after(app, row, Trouble::Later { reason: DISK.to_owned() }).await
        }
        result => result,
    }
}

/// `None`: there is nothing to fetch any more.
fn wanted(app: &App, id: DownloadId) -> Result<Option<Wanted>, Error> {
    let view = app.store.view()?;
    let Some(row) = view.download(id)? else { return Ok(None) };
    let (Some(file), Some(inbox)) = (file_of(&view, &row)?, view.find::<Inbox>(row.inbox)?) else {
        return Ok(None);
    };
    let credentials = match &inbox.account {
        Account::Whatsapp { phone_number_id, .. } => {
            let secrets = secrets::of_meta(app, &inbox)?;
            secrets.map(|secrets| Credentials {
                phone_number_id: phone_number_id.clone(),
                access_token: secrets.access_token,
            })
        }
        Account::Messenger { .. } | Account::Email { .. } => None,
    };
    let endpoint = Endpoint {
        base_url: app.config.meta_base_url.clone(),
        version: app.config.meta_version.clone(),
    };
    Ok(Some(Wanted { row, file, endpoint, credentials, inbox }))
}

impl Wanted {
    /// What is to be asked for with a token waits until the account is mended.
    fn stopped(&self) -> Option<Failure> {
        match (&self.file.source, &self.inbox.status) {
            (Source::MediaId(_), Status::Stopped { reason, .. }) => {
                Some(Failure { code: None, reason: reason.clone() })
            }
            (Source::MediaId(_), Status::Ok) | (Source::Url(_) | Source::Nowhere, _) => None,
        }
    }
}

/// Nothing goes through with this account, so nothing is sent with it either until it is mended. If
/// it was changed meanwhile, the refusal was about what it was before.
async fn stop_inbox(app: &App, asked: Inbox, failure: Failure) -> Result<(), Error> {
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let now: Option<Inbox> = writer.find(asked.id)?;
        let is_same =
            now.is_some_and(|now| now.account == asked.account && now.status == Status::Ok);
        if is_same { sending::mark_stopped(writer, asked.id, failure) } else { Ok(()) }
    });
    result.await
}

fn file_of(view: &View, row: &Download) -> Result<Option<File>, Error> {
    let entry = view.entry(row.entry)?;
    let content = entry.as_ref().and_then(|entry| entry.message()).and_then(|m| m.content());
    let file = content.and_then(|content| content.files().get(row.place as usize));
    Ok(file.filter(|file| file.state == FileState::Coming).cloned())
}

async fn forget(app: &App, id: DownloadId) -> Result<(), Error> {
    let result = app.store.write(move |writer| -> Result<(), Error> {
        if let Some(row) = writer.download(id)? {
            writer.remove_download(&row);
        }
        Ok(())
    });
    result.await
}

/// The outer error is the disk's.
async fn fetch(app: &App, wanted: &Wanted) -> Result<Result<Arrived, Trouble>, Error> {
    match (&wanted.file.source, &wanted.credentials) {
        (Source::MediaId(id), Some(credentials)) => by_id(app, wanted, credentials, id).await,
        (Source::Url(url), _) => {
            let arrived = by_address(app, wanted, url, None).await?;
            Ok(arrived.map(|(whole, mime)| Arrived { whole, mime, located: None }))
        }
        (Source::MediaId(_), None) | (Source::Nowhere, _) => {
            let reason = "It was not told where the file lies.".to_owned();
            Ok(Err(Trouble::Never { reason, may_retry: false }))
        }
    }
}

/// An address holds for minutes: where it does not, a new one is asked for.
async fn by_id(
    app: &App,
    wanted: &Wanted,
    credentials: &Credentials,
    id: &str,
) -> Result<Result<Arrived, Trouble>, Error> {
    let mut last = Trouble::Later { reason: String::new() };
    for _ in 0..ADDRESSES_MAX {
        let located = match locate(&app.client, &wanted.endpoint, credentials, id).await {
            Ok(located) => located,
            Err(trouble) => return Ok(Err(trouble)),
        };
        let token = Some(&credentials.access_token);
        match by_address(app, wanted, &located.url, token).await? {
            Ok((whole, mime)) => {
                let located = Some(located);
                return Ok(Ok(Arrived { whole, mime, located }));
            }
            Err(Trouble::Over { reason }) => last = Trouble::Later { reason },
            Err(trouble) => return Ok(Err(trouble)),
        }
    }
    Ok(Err(last))
}

async fn by_address(
    app: &App,
    wanted: &Wanted,
    url: &str,
    token: Option<&Secret>,
) -> Result<Result<(Unfinished, Option<String>), Trouble>, Error> {
    let place = Place { url, token, base_url: &wanted.endpoint.base_url };
    match arriving::open(&app.client, &place).await {
        Ok(arriving) => {
            let mime = arriving.mime.clone();
            let pieces = stream::try_unfold(arriving, async |mut arriving: Arriving| {
                let piece = arriving.next().await?;
                Ok(piece.map(|piece| (piece, arriving)))
            });
            Ok(arrive(app, pin!(pieces)).await?.map(|whole| (whole, mime)))
        }
        Err(trouble) => Ok(Err(trouble)),
    }
}

/// Whether it is what was told. What cannot be read as a checksum proves nothing.
fn check(file: &File, arrived: Arrived) -> Result<Arrived, Trouble> {
    let vain = |reason: &str| Err(Trouble::Over { reason: reason.to_owned() });
    let located = arrived.located.as_ref();
    if arrived.whole.bytes == 0 {
        return vain(EMPTY);
    }
    if located.and_then(|located| located.bytes).is_some_and(|told| told != arrived.whole.bytes) {
        return vain(OTHER_SIZE);
    }
    let told = [file.hash.as_deref(), located.and_then(|located| located.hash.as_deref())];
    let told: Vec<_> = told.into_iter().flatten().filter_map(hash::sha256).collect();
    if !told.is_empty() && !told.contains(&arrived.whole.digest()) {
        return vain(OTHER_FILE);
    }
    Ok(arrived)
}

/// Names the file and ties it to its message, in this order.
async fn keep(app: &App, wanted: Wanted, arrived: Arrived) -> Result<(), Error> {
    let Wanted { row, file, .. } = wanted;
    let Arrived { whole, mime, located } = arrived;
    let told = file.mime.or(located.and_then(|located| located.mime)).or(mime);
    let mime = sniff::mime(&whole.head, told.as_deref());
    let measures = mime.starts_with("image/").then(|| measures::of(&whole.head)).flatten();
    let bytes = whole.bytes;
    let name = name(file.kind, file.name.as_deref(), &mime);
    let _naming = app.files.naming().await;
    let hash = off_thread(app, move |app| app.files.finish(&whole)).await?;
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let made = Attachment {
            id: AttachmentId(writer.next_id::<Attachment>()?),
            name,
            mime,
            bytes,
            hash,
            by: None,
            created_at: writer.now,
            used_by: Some(Use::Entry(row.entry)),
            width: measures.map(|(width, _)| width),
            height: measures.map(|(_, height)| height),
        };
        let state = FileState::Here { attachment: made.id };
        if settle(writer, &row, state, Some(bytes))? {
            writer.save_attachment(&made)?;
        }
        Ok(())
    });
    result.await
}

/// Answers whether the message still waited for it.
fn settle(
    writer: &mut Writer,
    row: &Download,
    state: FileState,
    bytes: Option<u64>,
) -> Result<bool, Error> {
    let Some(row) = writer.download(row.id)? else { return Ok(false) };
    writer.remove_download(&row);
    let Some(mut entry) = writer.entry(row.entry)? else { return Ok(false) };
    let Body::Message(message) = &mut entry.body else { return Ok(false) };
    let files = message.content_mut().map(|content| content.files_mut()).unwrap_or_default();
    let Some(file) = files.get_mut(row.place as usize) else { return Ok(false) };
    file.state = state;
    file.bytes = bytes.or(file.bytes);
    writer.save_entry(&entry)?;
    Ok(true)
}

fn name(kind: FileKind, told: Option<&str>, mime: &str) -> String {
    match told.map(attachment::clean_name) {
        Some(name) => name,
        None => format!("{}.{}", kind.as_str(), sniff::ending(mime)),
    }
}

/// Later, if the provider still has it by then; else it is given up, and its message says why.
async fn after(app: &App, mut row: Download, trouble: Trouble) -> Result<(), Error> {
    row.attempts += 1;
    let now = app.clock.now();
    let (reason, pause_ms) = match trouble {
        Trouble::Later { reason } => (reason, pause_ms(row.attempts)),
        Trouble::Account { failure } => (failure.reason, ACCOUNT_PAUSE_MS),
        Trouble::Over { reason } => {
            row.vain += 1;
            (reason, vain_pause_ms(row.vain))
        }
        Trouble::Never { reason, may_retry } => {
            return give_up(app, row, FileState::Failed { reason, may_retry }).await;
        }
    };
    let due_at = now.plus_ms(pause_ms);
    if due_at > row.until {
        let reason =
            format!("{reason} By now it is no longer kept: ask the customer to send it again.");
        return give_up(app, row, FileState::Failed { reason, may_retry: false }).await;
    }
    if row.vain >= VAIN_ATTEMPTS_MAX {
        let reason = format!("{reason} Try again, or ask the customer to send it again.");
        return give_up(app, row, FileState::Failed { reason, may_retry: true }).await;
    }
    tracing::info!(entry = %row.entry, attempts = row.attempts, %reason, "a file is fetched later");
    let later = Download { due_at, ..row };
    let result = app.store.write(move |writer| -> Result<(), Error> {
        if writer.download(later.id)?.is_some() {
            writer.save_download(&later)?;
        }
        Ok(())
    });
    result.await
}

async fn give_up(app: &App, row: Download, state: FileState) -> Result<(), Error> {
    tracing::warn!(entry = %row.entry, "a file is not fetched any more");
    app.store.write(move |writer| settle(writer, &row, state, None).map(|_| ())).await
}

/// Doubles with each try.
fn pause_ms(attempts: u32) -> i64 {
    let doubled = FIRST_PAUSE_MS.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    doubled.min(LONGEST_PAUSE_MS)
}

fn vain_pause_ms(vain: u32) -> i64 {
    let longer = FIRST_VAIN_PAUSE_MS.saturating_mul(4_i64.pow(vain.saturating_sub(1).min(10)));
    longer.min(LONGEST_PAUSE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_wrong_is_fetched_again_over_ten_minutes() {
        let pauses: Vec<i64> = (1..VAIN_ATTEMPTS_MAX).map(vain_pause_ms).collect();
        assert_eq!(pauses, [30 * SECOND_MS, 2 * MINUTE_MS, 8 * MINUTE_MS]);
        assert_eq!(vain_pause_ms(u32::MAX), LONGEST_PAUSE_MS);
    }

    #[test]
    fn pauses_double_up_to_an_hour() {
        assert_eq!((pause_ms(1), pause_ms(2), pause_ms(99)), (5_000, 10_000, LONGEST_PAUSE_MS));
    }

    #[test]
    fn a_file_has_a_name_that_is_no_path() {
        let name = |told| name(FileKind::Voice, told, "audio/ogg");
        assert_eq!(name(None), "voice.ogg");
        assert_eq!(name(Some("../../etc/passwd")), "passwd");
    }
}
