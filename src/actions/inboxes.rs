//! Connected accounts: made by an admin, their secrets sealed.

use super::access;
use super::downloads;
use super::error::Error;
use super::mail::{self, accounts::MailboxChange};
use super::once::{Request, once};
use super::secrets::{self, MailSecrets, MetaSecrets, seal};
use super::timeouts::{self, TimeoutsChange};
use super::timers::{self, Affected};
use crate::app::App;
use crate::channels::secret::Secret;
use crate::domain::channel::Channel;
use crate::domain::event::Event;
use crate::domain::inbox::{Account, Inbox, Options, Status};
use crate::domain::mailbox::MailAccount;
use crate::domain::permission::Act;
use crate::domain::queue::{Queue, Timeouts};
use crate::domain::{InboxId, QueueId, Timestamp};
use crate::store::{MailTrip, Writer};

const NAME_CHARACTERS_MAX: usize = 100;
const SECRET_CHARACTERS_MAX: usize = 2_000;
/// How large the largest document may be.
const DOCUMENT_MB_MIN: u32 = 1;

/// What an account needs.
#[derive(Clone)]
pub enum NewAccount {
    Whatsapp { phone_number_id: String, waba_id: String, secrets: MetaSecrets },
    Messenger { page_id: String, app_id: String, secrets: MetaSecrets },
    Email { mailbox: Box<MailAccount>, secrets: MailSecrets },
}

impl NewAccount {
    pub fn channel(&self) -> Channel {
        match self {
            NewAccount::Whatsapp { .. } => Channel::Whatsapp,
            NewAccount::Messenger { .. } => Channel::Messenger,
            NewAccount::Email { .. } => Channel::Email,
        }
    }
}

#[derive(Clone)]
pub struct NewInbox {
    pub name: String,
    pub queue: Option<QueueId>,
    pub account: NewAccount,
    pub options: Options,
}

/// Connects an account. Without an app secret there is no telling who calls, so it is refused.
pub async fn create(app: &App, request: Request, new: NewInbox) -> Result<Inbox, Error> {
    access::require(&request.actor, Act::Configure)?;
    check(&new)?;
    let vault = app.clone();
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| Ok(add(&vault, writer, new)?.id.0))?;
        access::record(writer, InboxId(made), "inbox")
    });
    result.await
}

pub(super) fn add(app: &App, writer: &mut Writer, new: NewInbox) -> Result<Inbox, Error> {
    let id = InboxId(writer.next_id::<Inbox>()?);
    let account = match new.account {
        NewAccount::Whatsapp { phone_number_id, waba_id, secrets } => {
            Account::Whatsapp { phone_number_id, waba_id, secrets: seal(app, id, &secrets)? }
        }
        NewAccount::Messenger { page_id, app_id, secrets } => {
            Account::Messenger { page_id, app_id, secrets: seal(app, id, &secrets)? }
        }
        NewAccount::Email { mailbox, secrets } => {
            Account::Email { mailbox, secrets: seal(app, id, &secrets)? }
        }
    };
    let inbox = Inbox {
        id,
        name: new.name.trim().to_owned(),
        queue: queue_for(writer, new.queue)?,
        account,
        status: Status::Ok,
        last_inbound_at: None,
        created_at: writer.now,
        timeouts: Timeouts::default(),
        options: new.options,
        warnings: Vec::new(),
        news: Default::default(),
        mended_at: None,
        held: None,
    };
    check_unique(writer, &inbox)?;
    writer.save_inbox(&inbox)?;
    writer.announce(Event::Inbox { id });
    super::templates::begin(writer, &inbox)?;
    Ok(inbox)
}

/// What an admin changes; `None` leaves it as it is.
#[derive(Clone, Default)]
pub struct InboxChange {
    /// Whose the secrets are said to be.
    pub channel: Option<Channel>,
    pub name: Option<String>,
    pub queue: Option<QueueId>,
    pub meta: MetaChange,
    pub mailbox: MailboxChange,
    /// `Some(None)` in them: as the queue says.
    pub timeouts: TimeoutsChange,
    pub options: OptionsChange,
}

/// Secrets of an account at Meta that are entered anew.
#[derive(Clone, Default)]
pub struct MetaChange {
    pub access_token: Option<Secret>,
    pub app_secret: Option<Secret>,
    pub verify_token: Option<Secret>,
}

/// What is chosen anew; `None` leaves it as it is.
#[derive(Clone, Default)]
pub struct OptionsChange {
    pub marks_read: Option<bool>,
    pub shows_typing: Option<bool>,
    pub human_agent: Option<bool>,
    pub sends_video: Option<bool>,
    /// `Some(None)`: as large as documents usually may be.
    pub document_mb_max: Option<Option<u32>>,
}

impl OptionsChange {
    /// The options of an account of this channel as they are after it.
    pub fn applied(self, before: &Options, channel: Channel) -> Result<Options, Error> {
        let document_mb_max = self.document_mb_max.unwrap_or(before.document_mb_max);
        // What was chosen before stays what it is.
        let chosen = self.document_mb_max.flatten();
        let most = channel.document_mb_max();
        if chosen.is_some_and(|chosen| !(DOCUMENT_MB_MIN..=most).contains(&chosen)) {
            let reason = format!(
                "The largest document on {} has {DOCUMENT_MB_MIN} to {most} MB.",
                channel.name()
            );
            return Err(Error::invalid("options.document_mb_max", reason));
        }
        Ok(Options {
            marks_read: self.marks_read.unwrap_or(before.marks_read),
            shows_typing: self.shows_typing.unwrap_or(before.shows_typing),
            human_agent: self.human_agent.unwrap_or(before.human_agent),
            sends_video: self.sends_video.unwrap_or(before.sends_video),
            document_mb_max,
        })
    }
}

/// Changes an inbox. A new token lets a stopped one go on with what was kept.
pub async fn change(
    app: &App,
    request: Request,
    id: InboxId,
    change: InboxChange,
) -> Result<Inbox, Error> {
    access::require(&request.actor, Act::Configure)?;
    let vault = app.clone();
    let follows = change.timeouts.changes_anything();
    let result = app.store.write(move |writer| -> Result<Inbox, Error> {
        let mut inbox: Inbox = access::record(writer, id, "inbox")?;
        if let Some(name) = change.name {
            check_name(&name)?;
            inbox.name = name.trim().to_owned();
        }
        if let Some(queue) = change.queue {
            inbox.queue = access::record::<Queue>(writer, queue, "queue")?.id;
        }
        if let Some(other) = change.channel.filter(|channel| *channel != inbox.channel()) {
            let reason = format!(
                "This inbox is on {}: the secrets of {} are of no use here.",
                inbox.channel().name(),
                other.name()
            );
            return Err(Error::invalid(other.as_str(), reason));
        }
        let trip = writer.mail_trip(id)?;
        let account_change = (change.meta, change.mailbox);
        if change_account(&vault, &mut inbox, account_change, (trip.as_ref(), writer.now))? {
            inbox.goes_on(writer.now);
            writer.wake_outbox();
            downloads::go_on(writer, id)?;
        }
        check_unique(writer, &inbox)?;
        inbox.options = change.options.applied(&inbox.options, inbox.channel())?;
        inbox.timeouts = timeouts::changed(inbox.timeouts, change.timeouts)?;
        writer.save_inbox(&inbox)?;
        writer.announce(Event::Inbox { id });
        Ok(inbox)
    });
    let inbox = result.await?;
    if follows {
        timers::reschedule(app, Affected::Inbox(id)).await?;
    }
    Ok(inbox)
}

/// Answers whether what it signs in with is new, so that a stopped one may go on.
fn change_account(
    vault: &App,
    inbox: &mut Inbox,
    (meta, change): (MetaChange, MailboxChange),
    (trip, now): (Option<&MailTrip>, Timestamp),
) -> Result<bool, Error> {
    if let Some(secrets) = secrets::of_mailbox(vault, inbox)? {
        let before = inbox.account.clone();
        if let Account::Email { mailbox, .. } = before {
            mail::destinations::check(&change, &mailbox, &secrets)?;
            let is_new = change.signs_in_anew();
            let (known, known_secrets) = (mailbox.clone(), secrets.clone());
            let (mut mailbox, secrets) = change.applied(*mailbox, secrets);
            mail::accounts::check(&mailbox, &secrets)?;
            if !mailbox.is_same_mailbox(&known) {
                mailbox.versions.mailbox += 1;
                mailbox.versions.since = Some(now);
            }
            mail::accounts::settle_reply_tokens(&mut mailbox, &known, trip)?;
            mailbox.versions.sign_in += u32::from(is_new);
            // Sealed, the same secrets look like others.
            if secrets != known_secrets {
                *inbox.secrets_mut() = seal(vault, inbox.id, &secrets)?;
            }
            if let Account::Email { mailbox: kept, .. } = &mut inbox.account {
                **kept = mailbox;
            }
            return Ok(is_new);
        }
    }
    let Some(mut secrets) = secrets::of_meta(vault, inbox)? else { return Ok(false) };
    let is_new = meta.access_token.is_some();
    secrets.access_token = meta.access_token.unwrap_or(secrets.access_token);
    secrets.app_secret = meta.app_secret.unwrap_or(secrets.app_secret);
    secrets.verify_token = meta.verify_token.unwrap_or(secrets.verify_token);
    check_secrets(inbox.channel(), &secrets)?;
    *inbox.secrets_mut() = seal(vault, inbox.id, &secrets)?;
    Ok(is_new)
}

/// Stores what renews a mailbox's tokens from now on, unless an admin has entered another meanwhile.
pub(super) async fn keep_refresh_token(
    app: &App,
    id: InboxId,
    before: Secret,
    renewed: Secret,
) -> Result<(), Error> {
    let vault = app.clone();
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
        let Some(mut secrets) = secrets::of_mailbox(&vault, &inbox)? else { return Ok(()) };
        if secrets.refresh_token == Some(before) {
            secrets.refresh_token = Some(renewed);
            *inbox.secrets_mut() = seal(&vault, id, &secrets)?;
            writer.save_inbox_heard(&inbox)?;
        }
        Ok(())
    });
    result.await
}

fn check_unique(writer: &Writer, inbox: &Inbox) -> Result<(), Error> {
    match writer.inbox_by_external(inbox.channel(), inbox.external_id())? {
        Some(other) if other.id != inbox.id => {
            let detail = format!("The inbox “{}” has this account already.", other.name);
            Err(Error::conflict("already_connected", detail))
        }
        Some(_) | None => Ok(()),
    }
}

fn queue_for(writer: &Writer, wanted: Option<QueueId>) -> Result<QueueId, Error> {
    match wanted {
        Some(id) => Ok(access::record::<Queue>(writer, id, "queue")?.id),
        None => match writer.all::<Queue>()?.first() {
            Some(first) => Ok(first.id),
            None => Err(Error::conflict(
                "no_queue",
                "Make a queue first: messages need one to wait in.",
            )),
        },
    }
}

fn check(new: &NewInbox) -> Result<(), Error> {
    check_name(&new.name)?;
    match &new.account {
        NewAccount::Whatsapp { phone_number_id, waba_id, secrets } => {
            check_id("whatsapp.phone_number_id", phone_number_id)?;
            check_id("whatsapp.waba_id", waba_id)?;
            check_secrets(Channel::Whatsapp, secrets)
        }
        NewAccount::Messenger { page_id, app_id, secrets } => {
            check_id("messenger.page_id", page_id)?;
            check_id("messenger.app_id", app_id)?;
            check_secrets(Channel::Messenger, secrets)
        }
        NewAccount::Email { mailbox, secrets } => {
            mail::accounts::check_reply_tokens(mailbox, None)?;
            mail::accounts::check(mailbox, secrets)
        }
    }
}

fn check_id(field: &'static str, id: &str) -> Result<(), Error> {
    let is_one = !id.is_empty()
        && id.len() <= NAME_CHARACTERS_MAX
        && id.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_one {
        return Ok(());
    }
    Err(Error::invalid(field, format!("“{field}” must be the number that Meta shows.")))
}

fn check_name(name: &str) -> Result<(), Error> {
    if name.trim().is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    Ok(())
}

fn check_secrets(channel: Channel, secrets: &MetaSecrets) -> Result<(), Error> {
    let [access_token, app_secret, verify_token] = match channel {
        Channel::Messenger => {
            ["messenger.page_access_token", "messenger.app_secret", "messenger.verify_token"]
        }
        Channel::Whatsapp | Channel::Email => {
            ["whatsapp.access_token", "whatsapp.app_secret", "whatsapp.verify_token"]
        }
    };
    for (field, secret) in [
        (access_token, &secrets.access_token),
        (app_secret, &secrets.app_secret),
        (verify_token, &secrets.verify_token),
    ] {
        if secret.is_empty() || secret.reveal().len() > SECRET_CHARACTERS_MAX {
            return Err(Error::invalid(field, format!("“{field}” is missing or too long.")));
        }
    }
    Ok(())
}

/// Whether a provider that asks with this token is the one an inbox was set up with.
pub fn is_verify_token(app: &App, token: &str) -> Result<bool, Error> {
    use subtle::ConstantTimeEq;
    let mut is_known = false;
    for inbox in app.store.view()?.all::<Inbox>()? {
        let Some(secrets) = secrets::of_meta(app, &inbox)? else { continue };
        let ours = secrets.verify_token;
        let is_same: bool = ours.reveal().as_bytes().ct_eq(token.as_bytes()).into();
        if is_same && !token.is_empty() {
            app.callbacks.verified(inbox.id, app.clock.now());
            is_known = true;
        }
    }
    Ok(is_known)
}
