//! Connected accounts.

use super::Group;
use super::accounts::{
    MessengerSecretsChange, NewMessengerAccount, NewWhatsappAccount, WhatsappSecretsChange,
    account, only_one,
};
use super::inbox_options::{InboxOptions, InboxOptionsChange};
use super::mail_state::MailState;
use super::mailbox::{self, Mailbox, MailboxChangeBody, NewMailbox};
use super::patch::given;
use super::response::{Created, Done};
use super::settings::{seconds, settable_ms};
use crate::actions::banners;
use crate::actions::inboxes::{self as acts, InboxChange, MetaChange, NewInbox, OptionsChange};
use crate::actions::timeouts::TimeoutsChange;
use crate::actions::{Error, access};
use crate::app::App;
use crate::channels::secret::Secret;
use crate::domain::inbox::{self as domain, Account, Options, Status};
use crate::domain::{InboxId, QueueId, Timestamp};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Inboxes")]
impl Api {
    /// List all inboxes. Their secrets are never shown.
    #[oai(path = "/inboxes", method = "get", operation_id = "list_inboxes")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
    ) -> Result<Json<Inboxes>, ApiError> {
        let inboxes = edge.app.store.view()?.all::<domain::Inbox>()?.into_iter();
        let items = inboxes.map(|inbox| Inbox::render(&edge.app, inbox));
        Ok(Json(Inboxes { items: items.collect::<Result<_, _>>()?, next_cursor: None }))
    }

    /// Get one inbox.
    #[oai(path = "/inboxes/:id", method = "get", operation_id = "get_inbox")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Inbox>, ApiError> {
        let view = edge.app.store.view()?;
        let inbox: domain::Inbox = access::record(&view, InboxId(id.0), "inbox")?;
        Ok(Json(Inbox::render(&edge.app, inbox)?))
    }

    /// Connect an account (admins).
    #[oai(path = "/inboxes", method = "post", operation_id = "create_inbox")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewInboxBody>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Inbox>, ApiError> {
        let request = session.request("create_inbox", "", &body.0, key)?;
        let NewInboxBody { channel, name, queue_id, whatsapp, messenger, email, options } = body.0;
        let account = account(&channel, whatsapp, messenger, email)?;
        let channel = account.channel();
        let options = OptionsChange::from(options.unwrap_or_default());
        let options = options.applied(&Options::default(), channel);
        let new = NewInbox { name, queue: queue_id.map(QueueId), account, options: options? };
        let inbox = acts::create(&edge.app, request, new).await?;
        Ok(Created::new(Inbox::render(&edge.app, inbox)?))
    }

    /// Change an inbox (admins). A new access token lets a stopped one go on.
    #[oai(path = "/inboxes/:id", method = "patch", operation_id = "change_inbox")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<InboxChangeBody>,
    ) -> Result<Json<Inbox>, ApiError> {
        let InboxChangeBody {
            name,
            queue_id,
            whatsapp,
            messenger,
            email,
            options,
            abandonment_seconds,
            inactivity_seconds,
            warning_seconds,
            warns_before_window,
            closes_active,
        } = body.0;
        let channel = only_one(&whatsapp, &messenger, &email)?;
        let whatsapp = whatsapp.unwrap_or_default();
        let messenger = messenger.unwrap_or_default();
        let access_token = whatsapp.access_token.or(messenger.page_access_token);
        let app_secret = whatsapp.app_secret.or(messenger.app_secret);
        let verify_token = whatsapp.verify_token.or(messenger.verify_token);
        let change = InboxChange {
            channel,
            name,
            queue: queue_id.map(QueueId),
            meta: MetaChange {
                access_token: access_token.map(Secret::new),
                app_secret: app_secret.map(Secret::new),
                verify_token: verify_token.map(Secret::new),
            },
            mailbox: mailbox::change(email.unwrap_or_default())?,
            options: options.unwrap_or_default().into(),
            timeouts: TimeoutsChange {
                abandonment_ms: settable_ms(abandonment_seconds),
                inactivity_ms: settable_ms(inactivity_seconds),
                warning_ms: settable_ms(warning_seconds),
                warns_before_window: given(warns_before_window),
                closes_active: given(closes_active),
            },
        };
        let inbox = acts::change(&edge.app, session.repeatable(), InboxId(id.0), change).await?;
        Ok(Json(Inbox::render(&edge.app, inbox)?))
    }

    /// Take a warning away that somebody has read (admins).
    #[oai(
        path = "/inboxes/:id/warnings/:warning_id",
        method = "delete",
        operation_id = "dismiss_inbox_warning"
    )]
    async fn dismiss(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        warning_id: Path<u32>,
    ) -> Result<Done, ApiError> {
        let request = session.repeatable();
        banners::dismiss(&edge.app, request, InboxId(id.0), warning_id.0).await?;
        Ok(Done::Done)
    }
}

#[derive(Debug, Object)]
pub struct Inboxes {
    pub items: Vec<Inbox>,
    pub next_cursor: Option<String>,
}

#[derive(Clone, Debug, Object)]
pub struct Inbox {
    pub id: u64,
    pub name: String,
    pub channel: String,
    /// Where its new conversations wait.
    pub queue_id: u64,
    /// `ok`, or `stopped`: then nothing is sent until an admin mends it or it goes on by itself, and
    /// what is queued is kept.
    pub status: String,
    pub status_reason: Option<String>,
    /// When a stopped one goes on by itself; null: not before an admin has mended it.
    pub status_resumes_at: Option<String>,
    pub whatsapp: Option<WhatsappIdentity>,
    pub messenger: Option<MessengerIdentity>,
    pub email: Option<Mailbox>,
    /// Of a mailbox: how it is doing.
    pub mail_state: Option<MailState>,
    pub options: InboxOptions,
    /// What the provider wants an admin to know, oldest first.
    pub warnings: Vec<InboxWarning>,
    /// Set: a backup was put back, and what waited in it goes out only once an admin says so.
    pub held: Option<HeldOfInbox>,
    pub last_inbound_at: Option<String>,
    pub created_at: String,
    /// A customer who wrote, got no answer and stayed silent for so long has left; null: as the
    /// queue says.
    pub abandonment_seconds: Option<u64>,
    /// A customer who got an answer and stayed silent for so long needs nothing more; null: as the
    /// queue says.
    pub inactivity_seconds: Option<u64>,
    /// How long before that the customer is warned; 0: never; null: as the queue says.
    pub warning_seconds: Option<u64>,
    /// Whether the warning comes earlier if the time to answer freely ends before it would be due;
    /// null: as the queue says.
    pub warns_before_window: Option<bool>,
    /// Whether inactivity also ends conversations that wait for us; null: as the queue says.
    pub closes_active: Option<bool>,
}

#[derive(Clone, Debug, Object)]
pub struct WhatsappIdentity {
    pub phone_number_id: String,
    pub waba_id: String,
}

#[derive(Clone, Debug, Object)]
pub struct MessengerIdentity {
    pub page_id: String,
    pub app_id: String,
}

/// Something that the provider reports of the account.
#[derive(Clone, Debug, Object)]
pub struct InboxWarning {
    /// Unique in its inbox.
    pub id: u32,
    /// The provider's word for it.
    pub kind: String,
    pub text: String,
    pub at: String,
}

/// Messages that are held since a backup was put back.
#[derive(Clone, Debug, Object)]
pub struct HeldOfInbox {
    pub since: String,
    pub messages: u32,
}

#[derive(Object)]
#[oai(rename = "NewInbox")]
pub struct NewInboxBody {
    /// `whatsapp`, `messenger` or `email`.
    pub channel: String,
    pub name: String,
    /// The first queue unless given.
    pub queue_id: Option<u64>,
    pub whatsapp: Option<NewWhatsappAccount>,
    pub messenger: Option<NewMessengerAccount>,
    pub email: Option<NewMailbox>,
    pub options: Option<InboxOptionsChange>,
}

#[derive(Object)]
#[oai(rename = "InboxChange")]
pub struct InboxChangeBody {
    pub name: Option<String>,
    pub queue_id: Option<u64>,
    pub whatsapp: Option<WhatsappSecretsChange>,
    pub messenger: Option<MessengerSecretsChange>,
    pub email: Option<MailboxChangeBody>,
    pub options: Option<InboxOptionsChange>,
    /// null: as the queue says.
    pub abandonment_seconds: MaybeUndefined<u32>,
    /// null: as the queue says.
    pub inactivity_seconds: MaybeUndefined<u32>,
    /// 0: never; null: as the queue says.
    pub warning_seconds: MaybeUndefined<u32>,
    /// null: as the queue says.
    pub warns_before_window: MaybeUndefined<bool>,
    /// null: as the queue says.
    pub closes_active: MaybeUndefined<bool>,
}

impl From<domain::Warning> for InboxWarning {
    fn from(warning: domain::Warning) -> InboxWarning {
        let domain::Warning { id, kind, text, at } = warning;
        InboxWarning { id, kind, text, at: at.to_rfc3339() }
    }
}

impl Inbox {
    fn render(app: &App, inbox: domain::Inbox) -> Result<Inbox, Error> {
        let mail_state = MailState::of(app, &app.store.view()?, &inbox)?;
        Ok(Inbox { mail_state, ..Inbox::from(inbox) })
    }
}

impl From<domain::Inbox> for Inbox {
    fn from(inbox: domain::Inbox) -> Inbox {
        let (status, status_reason, resumes_at) = match &inbox.status {
            Status::Ok => ("ok", None, None),
            Status::Stopped { reason, resumes_at, .. } => {
                ("stopped", Some(reason.clone()), *resumes_at)
            }
        };
        let (whatsapp, messenger, email) = match inbox.account.clone() {
            Account::Whatsapp { phone_number_id, waba_id, .. } => {
                (Some(WhatsappIdentity { phone_number_id, waba_id }), None, None)
            }
            Account::Messenger { page_id, app_id, .. } => {
                (None, Some(MessengerIdentity { page_id, app_id }), None)
            }
            Account::Email { mailbox, .. } => (None, None, Some(Mailbox::from(*mailbox))),
        };
        Inbox {
            id: inbox.id.0,
            channel: inbox.channel().as_str().to_owned(),
            name: inbox.name,
            queue_id: inbox.queue.0,
            status: status.to_owned(),
            status_reason,
            status_resumes_at: resumes_at.map(Timestamp::to_rfc3339),
            whatsapp,
            messenger,
            email,
            mail_state: None,
            options: inbox.options.into(),
            warnings: inbox.warnings.into_iter().map(InboxWarning::from).collect(),
            held: inbox.held.map(|held| HeldOfInbox {
                since: held.since.to_rfc3339(),
                messages: held.messages,
            }),
            last_inbound_at: inbox.last_inbound_at.map(Timestamp::to_rfc3339),
            created_at: inbox.created_at.to_rfc3339(),
            abandonment_seconds: inbox.timeouts.abandonment_ms.map(seconds),
            inactivity_seconds: inbox.timeouts.inactivity_ms.map(seconds),
            warning_seconds: inbox.timeouts.warning_ms.map(seconds),
            warns_before_window: inbox.timeouts.warns_before_window,
            closes_active: inbox.timeouts.closes_active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::inbox::Sealed;

    #[test]
    fn a_stopped_inbox_says_when_it_goes_on_by_itself() {
        let (page_id, app_id) = ("1".to_owned(), "2".to_owned());
        let account = Account::Messenger { page_id, app_id, secrets: Sealed(Vec::new()) };
        let at = Timestamp::from_seconds;
        let mut inbox = domain::Inbox::new(InboxId(1), "Page".into(), QueueId(1), account, at(0));
        let told = |inbox: &domain::Inbox| Inbox::from(inbox.clone()).status_resumes_at;
        assert_eq!(told(&inbox), None);
        let mut stop = |resumes_at| {
            let (reason, since) = ("Too much spam.".to_owned(), at(1));
            inbox.status = Status::Stopped { reason, since, resumes_at };
            told(&inbox)
        };
        assert_eq!(stop(None), None, "an admin has to mend it");
        assert_eq!(stop(Some(at(60))).as_deref(), Some("1970-01-01T00:01:00.000Z"));
    }
}
