//! Connected accounts.

use super::Group;
use super::patch::given;
use super::response::Created;
use super::settings::{seconds, settable_ms};
use crate::actions::inboxes::{
    self as acts, InboxChange, NewInbox, WhatsappAccount, WhatsappSecrets,
};
use crate::actions::timeouts::TimeoutsChange;
use crate::actions::{Error, access};
use crate::channels::secret::Secret;
use crate::domain::inbox::{self as domain, Account, Status};
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
        let inboxes = edge.app.store.view()?.all::<domain::Inbox>()?;
        let items = inboxes.into_iter().map(Inbox::from).collect();
        Ok(Json(Inboxes { items, next_cursor: None }))
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
        Ok(Json(Inbox::from(inbox)))
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
        let NewInboxBody { channel, name, queue_id, whatsapp } = body.0;
        let whatsapp = match (channel.as_str(), whatsapp) {
            ("whatsapp", Some(account)) => account,
            ("whatsapp", None) => {
                return Err(Error::invalid("whatsapp", "Give the account under “whatsapp”.").into());
            }
            _ => {
                let reason = "This version connects “whatsapp”.";
                return Err(Error::invalid("channel", reason).into());
            }
        };
        let secrets = WhatsappSecrets {
            access_token: Secret::new(whatsapp.access_token),
            app_secret: Secret::new(whatsapp.app_secret),
            verify_token: Secret::new(whatsapp.verify_token),
        };
        let account = WhatsappAccount {
            phone_number_id: whatsapp.phone_number_id,
            waba_id: whatsapp.waba_id,
            secrets,
        };
        let new = NewInbox { name, queue: queue_id.map(QueueId), whatsapp: account };
        let inbox = acts::create(&edge.app, request, new).await?;
        Ok(Created::new(Inbox::from(inbox)))
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
            abandonment_seconds,
            inactivity_seconds,
            warning_seconds,
            warns_before_window,
            closes_active,
        } = body.0;
        let whatsapp = whatsapp.unwrap_or_default();
        let change = InboxChange {
            name,
            queue: queue_id.map(QueueId),
            access_token: whatsapp.access_token.map(Secret::new),
            app_secret: whatsapp.app_secret.map(Secret::new),
            verify_token: whatsapp.verify_token.map(Secret::new),
            timeouts: TimeoutsChange {
                abandonment_ms: settable_ms(abandonment_seconds),
                inactivity_ms: settable_ms(inactivity_seconds),
                warning_ms: settable_ms(warning_seconds),
                warns_before_window: given(warns_before_window),
                closes_active: given(closes_active),
            },
        };
        let inbox = acts::change(&edge.app, session.repeatable(), InboxId(id.0), change).await?;
        Ok(Json(Inbox::from(inbox)))
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
    /// `ok`, or `stopped`: then nothing is sent until an admin mends it, and what is queued is kept.
    pub status: String,
    pub status_reason: Option<String>,
    pub whatsapp: Option<WhatsappIdentity>,
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

#[derive(Object)]
#[oai(rename = "NewInbox")]
pub struct NewInboxBody {
    /// `whatsapp`.
    pub channel: String,
    pub name: String,
    /// The first queue unless given.
    pub queue_id: Option<u64>,
    pub whatsapp: Option<NewWhatsappAccount>,
}

/// What Meta shows for a number, and the secrets to speak with it. Secrets are write-only.
#[derive(Object)]
pub struct NewWhatsappAccount {
    pub phone_number_id: String,
    pub waba_id: String,
    pub access_token: String,
    /// Proves that deliveries come from Meta; nothing is accepted without it.
    pub app_secret: String,
    /// Chosen by you; Meta repeats it when it checks the callback address.
    pub verify_token: String,
}

#[derive(Object)]
#[oai(rename = "InboxChange")]
pub struct InboxChangeBody {
    pub name: Option<String>,
    pub queue_id: Option<u64>,
    pub whatsapp: Option<WhatsappSecretsChange>,
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

#[derive(Default, Object)]
pub struct WhatsappSecretsChange {
    pub access_token: Option<String>,
    pub app_secret: Option<String>,
    pub verify_token: Option<String>,
}

impl From<domain::Inbox> for Inbox {
    fn from(inbox: domain::Inbox) -> Inbox {
        let (status, status_reason) = match &inbox.status {
            Status::Ok => ("ok", None),
            Status::Stopped { reason, .. } => ("stopped", Some(reason.clone())),
        };
        let Account::Whatsapp { phone_number_id, waba_id, .. } = inbox.account.clone();
        Inbox {
            id: inbox.id.0,
            channel: inbox.channel().as_str().to_owned(),
            name: inbox.name,
            queue_id: inbox.queue.0,
            status: status.to_owned(),
            status_reason,
            whatsapp: Some(WhatsappIdentity { phone_number_id, waba_id }),
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
