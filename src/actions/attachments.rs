//! Files that agents send: uploaded, taken into use by what carries them, shown to who may see that.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::attachment::{self, Attachment, Kind, PER_MESSAGE_MAX, Use};
use crate::domain::canned_message::CannedMessage;
use crate::domain::channel::Channel;
use crate::domain::formats;
use crate::domain::inbox::Inbox;
use crate::domain::measures;
use crate::domain::permission::{Act, Actor};
use crate::domain::time::DAY_MS;
use crate::domain::{AttachmentId, Timestamp};
use crate::files::Unfinished;
use crate::store::{View, Writer};
use futures_util::{Stream, StreamExt};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Read};
use tokio::sync::mpsc;

/// For how long an upload waits for being used.
pub const UNUSED_KEPT_FOR_MS: i64 = DAY_MS;
/// How old a file is that no record names before it is taken for left behind.
pub const UNNAMED_KEPT_FOR_MS: i64 = DAY_MS;
/// How many unused uploads one transaction removes, so that others get their turn.
const REMOVED_AT_ONCE: usize = 200;
/// How many pieces of a file wait for the disk.
const PIECES_WAITING: usize = 8;

/// Writes a file onto the disk as it comes; of a large one only pieces are in memory. The inner
/// error is the one that the pieces ended with.
pub(super) async fn arrive<P, E>(
    app: &App,
    mut pieces: impl Stream<Item = Result<P, E>> + Send + Unpin,
) -> Result<Result<Unfinished, E>, Error>
where
    P: AsRef<[u8]> + Send + 'static,
{
    let (sender, mut waiting) = mpsc::channel::<P>(PIECES_WAITING);
    let writing = off_thread(app, move |app| {
        let mut whole = app.files.begin()?;
        while let Some(piece) = waiting.blocking_recv() {
            whole.write(piece.as_ref())?;
        }
        Ok(whole)
    });
    let receiving = async move {
        while let Some(piece) = pieces.next().await {
            // Nobody takes it: the disk says why.
            if sender.send(piece?).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    let (whole, received) = tokio::join!(writing, receiving);
    let whole = whole?;
    Ok(received.map(|()| whole))
}

/// A file on the disk that has no name there yet; dropped, it is gone.
pub struct Uploaded(Unfinished);

impl Uploaded {
    /// SHA-256 of its bytes, in hex.
    pub fn hash(&self) -> String {
        hex::encode(self.0.digest())
    }
}

/// Takes in what somebody sends, as it comes.
pub async fn receive<P, E>(
    app: &App,
    pieces: impl Stream<Item = Result<P, E>> + Send + Unpin,
) -> Result<Uploaded, Error>
where
    P: AsRef<[u8]> + Send + 'static,
{
    let arrived = arrive(app, pieces).await?.map(Uploaded);
    arrived.map_err(|_| Error::invalid("file", "The file did not come whole: send it again."))
}

/// Keeps a file for a message to come. Its bytes are on the disk before the commit that names them.
pub async fn upload(
    app: &App,
    request: Request,
    name: String,
    Uploaded(whole): Uploaded,
) -> Result<Attachment, Error> {
    let name = attachment::clean_name(&name);
    let refused = |refused: attachment::Refused| Error::invalid("file", refused.to_string());
    let size = whole.bytes;
    let inboxes = app.store.view()?.all::<Inbox>()?;
    let mime = match inboxes.iter().any(|inbox| inbox.channel() == Channel::Email) {
        true => formats::type_of(&name, &whole.ends()?),
        false => formats::recognise(&name, &whole.ends()?).map(str::to_owned),
    };
    let mime = mime.map_err(refused)?;
    let kind = Kind::of(&mime);
    attachment::check_size(&name, kind, size, largest(&inboxes, kind)).map_err(refused)?;
    let measures = measures::of(&whole.head);
    let _naming = app.files.naming().await;
    let hash = off_thread(app, move |app| app.files.finish(&whole)).await?;
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| {
            let id = AttachmentId(writer.next_id::<Attachment>()?);
            let (by, created_at) = (Some(request.actor.agent), writer.now);
            writer.save_attachment(&Attachment {
                id,
                name,
                mime,
                bytes: size,
                hash,
                by,
                created_at,
                used_by: None,
                width: measures.map(|(width, _)| width),
                height: measures.map(|(_, height)| height),
            })?;
            Ok(id.0)
        })?;
        access::record(writer, AttachmentId(made), "attachment")
    });
    result.await
}

/// How many bytes a file may have that some inbox takes.
pub fn bytes_max(view: &View) -> Result<u64, Error> {
    let inboxes = view.all::<Inbox>()?;
    Ok(Kind::ALL.into_iter().map(|kind| largest(&inboxes, kind)).max().unwrap_or_default())
}

/// Never less than usual: canned messages belong to no inbox.
fn largest(inboxes: &[Inbox], kind: Kind) -> u64 {
    let usual = kind.bytes_max(attachment::DOCUMENT_MB);
    inboxes.iter().map(|inbox| inbox.bytes_max(kind)).fold(usual, u64::max)
}

/// What may go out somewhere may still be of the wrong type, or too large, for this inbox.
pub(super) fn check(
    inbox: Option<&Inbox>,
    file: &Attachment,
    field: impl Into<Cow<'static, str>>,
) -> Result<(), Error> {
    let kind = file.kind();
    let bytes_max = inbox.map_or(kind.bytes_max(attachment::DOCUMENT_MB), |i| i.bytes_max(kind));
    let takes_any = inbox.is_some_and(|inbox| inbox.channel() == Channel::Email);
    let known = if takes_any { Ok(()) } else { formats::check_chat(&file.name, &file.mime) };
    let checked =
        known.and_then(|()| attachment::check_size(&file.name, kind, file.bytes, bytes_max));
    checked.map_err(|refused| Error::invalid(field, refused.to_string()))
}

/// The same for all files of a message; a mail is limited as a whole.
pub(super) fn check_all(
    inbox: Option<&Inbox>,
    files: &[Attachment],
    field: &'static str,
) -> Result<(), Error> {
    files.iter().try_for_each(|file| check(inbox, file, field))?;
    let Some(mail) = inbox.filter(|inbox| inbox.channel() == Channel::Email) else { return Ok(()) };
    let sum = files.iter().fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
    let checked = attachment::check_sum(sum, mail.bytes_max(Kind::Document));
    checked.map_err(|refused| Error::invalid(field, refused.to_string()))
}

/// The file itself, to be read from this byte on.
pub async fn open(app: &App, attachment: &Attachment, start: u64) -> Result<File, Error> {
    let hash = attachment.hash.clone();
    match off_thread(app, move |app| app.files.open_at(&hash, start)).await {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Error::NotFound("file")),
        result => Ok(result?),
    }
}

/// The file itself, if it is still whole.
pub(super) async fn whole(app: &App, attachment: &Attachment) -> Result<tokio::fs::File, Error> {
    let file = open(app, attachment, 0).await?;
    match file.metadata()?.len() == attachment.bytes {
        true => Ok(tokio::fs::File::from_std(file)),
        false => Err(Error::NotFound("file")),
    }
}

/// All of a file's bytes, if it is still whole: for mails, which are composed and read at once.
pub(super) async fn bytes(app: &App, attachment: &Attachment) -> Result<Vec<u8>, Error> {
    let mut file = open(app, attachment, 0).await?;
    let read = off_thread(app, move |_| {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    });
    let bytes = read.await?;
    match bytes.len() as u64 == attachment.bytes {
        true => Ok(bytes),
        false => Err(Error::NotFound("file")),
    }
}

pub(super) async fn off_thread<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&App) -> std::io::Result<T> + Send + 'static,
) -> std::io::Result<T> {
    let app = app.clone();
    let done = tokio::task::spawn_blocking(move || work(&app));
    done.await.unwrap_or_else(|error| Err(std::io::Error::other(error)))
}

/// What nothing carries yet is its maker's; else it is seen with what carries it.
pub fn visible(view: &View, actor: &Actor, id: AttachmentId) -> Result<Attachment, Error> {
    let attachment: Attachment = access::record(view, id, "attachment")?;
    let is_visible = match attachment.used_by {
        None => attachment.by == Some(actor.agent),
        Some(Use::CannedMessage(id)) => {
            let message: Option<CannedMessage> = view.find(id)?;
            message.is_some_and(|message| message.is_visible_to(actor.agent))
        }
        Some(Use::Mail(_)) => actor.may(Act::ReadRawDeliveries),
        Some(Use::Entry(id)) => access::conversation(view, actor, id.conversation()).is_ok(),
    };
    if is_visible { Ok(attachment) } else { Err(Error::NotFound("attachment")) }
}

/// Ties attachments to what carries them. One that belongs to something else already is given a
/// record of its own over the same file, so that each is seen by those who see its carrier.
pub(super) fn take_into_use(
    writer: &mut Writer,
    actor: &Actor,
    ids: &[AttachmentId],
    used_by: Use,
) -> Result<Vec<AttachmentId>, Error> {
    check_number(ids)?;
    let mut taken = Vec::with_capacity(ids.len());
    for id in ids {
        let missing = |_| Error::invalid("attachment_ids", format!("There is no attachment {id}."));
        let mut attachment = visible(writer, actor, *id).map_err(missing)?;
        if attachment.used_by.is_some_and(|by| by != used_by) {
            attachment.id = AttachmentId(writer.next_id::<Attachment>()?);
            attachment.by = Some(actor.agent);
            attachment.created_at = writer.now;
        }
        attachment.used_by = Some(used_by);
        writer.save_attachment(&attachment)?;
        taken.push(attachment.id);
    }
    Ok(taken)
}

fn check_number(ids: &[AttachmentId]) -> Result<(), Error> {
    if ids.len() > PER_MESSAGE_MAX {
        let reason = format!("{PER_MESSAGE_MAX} files are the most at a time.");
        return Err(Error::invalid("attachment_ids", reason));
    }
    if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        return Err(Error::invalid("attachment_ids", "One of the files is there twice."));
    }
    Ok(())
}

/// What is no longer carried counts as unused again.
pub(super) fn release(
    writer: &mut Writer,
    before: &[AttachmentId],
    kept: &[AttachmentId],
) -> Result<(), Error> {
    for id in before.iter().filter(|id| !kept.contains(id)) {
        if let Some(attachment) = writer.find::<Attachment>(*id)? {
            writer.save_attachment(&Attachment { used_by: None, ..attachment })?;
        }
    }
    Ok(())
}

/// Removes uploads that nothing has used for a day, and files that nothing names any more.
pub async fn prune(app: &App) -> Result<(), Error> {
    let before = app.clock.now().plus_ms(-UNUSED_KEPT_FOR_MS);
    loop {
        let forgetting = app.files.forgetting().await;
        let (removed, hashes) =
            app.store.write(move |writer| forget_unused(writer, before)).await?;
        off_thread(app, move |app| hashes.iter().try_for_each(|hash| app.files.remove(hash)))
            .await?;
        drop(forgetting);
        if removed < REMOVED_AT_ONCE {
            return Ok(());
        }
    }
}

/// Answers how many it removed, and the hashes of the files that nothing names any more.
fn forget_unused(writer: &mut Writer, before: Timestamp) -> Result<(usize, Vec<String>), Error> {
    let unused = writer.unused_attachments(before, REMOVED_AT_ONCE)?;
    let mut hashes = Vec::new();
    for id in &unused {
        let Some(attachment) = writer.find::<Attachment>(*id)? else { continue };
        writer.remove_attachment(&attachment);
        if !writer.is_file_named(&attachment.hash)? {
            hashes.push(attachment.hash);
        }
    }
    Ok((unused.len(), hashes))
}

/// Removes files that no record names: what a crash left between writing a file and the commit that
/// was to name it. Answers how many.
pub async fn remove_unnamed(app: &App) -> Result<u64, Error> {
    let before = app.clock.now().plus_ms(-UNNAMED_KEPT_FOR_MS);
    let mut removed = 0;
    for directory in off_thread(app, |app| app.files.directories()).await? {
        let listing = move |app: &App| app.files.written_before(before.0, &directory);
        let old = off_thread(app, listing).await?;
        // Whoever keeps such a file at this moment names it before he lets go of this.
        let _forgetting = app.files.forgetting().await;
        let unnamed = unnamed(&app.store.view()?, old)?;
        removed += unnamed.len() as u64;
        off_thread(app, move |app| unnamed.iter().try_for_each(|hash| app.files.remove(hash)))
            .await?;
    }
    Ok(removed)
}

fn unnamed(view: &View, hashes: Vec<String>) -> Result<Vec<String>, Error> {
    let mut unnamed = Vec::new();
    for hash in hashes {
        if !view.is_file_named(&hash)? {
            unnamed.push(hash);
        }
    }
    Ok(unnamed)
}
