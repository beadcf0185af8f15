//! Mails: formatted, as they came, and what became of those that were fetched.

use super::attachments::percent_encoded;
use super::{Group, page};
use crate::actions::Error;
use crate::actions::mail::{importing, reading, trip};
use crate::domain::attachment::Attachment;
use crate::domain::{ConversationId, EntryId, InboxId, MailId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::{MailList, MailState, StoredMail};
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Binary, Html, Json, Response};
use poem_openapi::{ApiResponse, Object, OpenApi};
use std::sync::Arc;

/// A mail's page runs nothing, sends nothing and frames nothing, in a frame or by itself. Its height
/// can be read from outside, which is all that it shares with the page around it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'self'; \
     sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";
/// The same once somebody wants to see pictures that lie elsewhere.
const POLICY_WITH_REMOTE: &str = "default-src 'none'; style-src 'unsafe-inline'; \
     img-src 'self' data: https: http:; form-action 'none'; base-uri 'none'; \
     frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const CACHE: &str = "private, no-store";

pub struct Api;

#[derive(ApiResponse)]
pub enum Begun {
    /// It is on its way; the inbox's doctor tells how it went.
    #[oai(status = 202)]
    Begun,
}

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// A mail as its author formatted it: a page for a sandboxed frame. Pictures that lie elsewhere
    /// are left out.
    #[oai(
        path = "/conversations/:id/messages/:entry_id/html",
        method = "get",
        operation_id = "get_mail_html"
    )]
    async fn html(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        entry_id: Path<u64>,
        /// Shows pictures that lie elsewhere: their owner learns that the mail is read.
        remote: Query<Option<bool>>,
    ) -> Result<Response<Html<String>>, ApiError> {
        let place = (ConversationId(id.0), EntryId(entry_id.0));
        let with_remote = remote.0.unwrap_or_default();
        let html = reading::page(&edge.app, &session.actor(), place, address, with_remote).await?;
        let policy = if with_remote { POLICY_WITH_REMOTE } else { POLICY };
        Ok(Response::new(Html(html))
            .header("content-security-policy", policy)
            .header("referrer-policy", "no-referrer")
            .header("cache-control", CACHE))
    }

    /// A mail as it came or went out, byte by byte.
    #[oai(
        path = "/conversations/:id/messages/:entry_id/mail",
        method = "get",
        operation_id = "get_mail_original"
    )]
    async fn original(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        entry_id: Path<u64>,
    ) -> Result<Response<Binary<Vec<u8>>>, ApiError> {
        let place = (ConversationId(id.0), EntryId(entry_id.0));
        let bytes = reading::original(&edge.app, &session.actor(), place).await?;
        Ok(download(bytes, &format!("message-{}.eml", entry_id.0)))
    }

    /// List the mails that were fetched, by what became of them, newest first (admins).
    #[oai(path = "/inboxes/:id/mails", method = "get", operation_id = "list_mails")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        /// `failed` (they could not be read), `waiting`, `done`, `duplicate`, `skipped` (they were
        /// not fetched) or `stray` (notices about mails that are not known here).
        state: Query<String>,
        limit: Query<Option<u32>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Mails>, ApiError> {
        let list = MailList::parse(&state.0).ok_or_else(|| {
            let known = MailList::ALL.map(MailList::as_str).join(", ");
            Error::invalid("state", format!("It is one of {known}."))
        })?;
        let before = page::number(&cursor, "cursor")?.map(MailId);
        let limit = page::limit(limit)?;
        let (actor, inbox) = (session.actor(), InboxId(id.0));
        let mut found = reading::list(&edge.app, &actor, inbox, list, before, limit + 1)?;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().map(|mail| mail.id.to_string()).filter(|_| has_more);
        Ok(Json(Mails { items: found.into_iter().map(Mail::from).collect(), next_cursor: last }))
    }

    /// Read a mail once more that could not be read (admins). Doing it twice is harmless.
    #[oai(
        path = "/inboxes/:id/mails/:mail_id/retries",
        method = "post",
        operation_id = "retry_mail"
    )]
    async fn retry(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        mail_id: Path<u64>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Json<Mail>, ApiError> {
        let (inbox, mail) = (InboxId(id.0), MailId(mail_id.0));
        let request = session.request("retry_mail", mail_id.0, &inbox.0, key)?;
        let mail = importing::retry(&edge.app, request, inbox, mail).await?;
        Ok(Json(Mail::from(mail)))
    }

    /// Let a mailbox send a mail to itself, to see whether it arrives (admins). It is taken away again,
    /// and becomes no message; the doctor's `round_trip` tells how it went.
    #[oai(path = "/inboxes/:id/mail-tests", method = "post", operation_id = "test_mailbox")]
    async fn test(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Begun, ApiError> {
        let request = session.request("test_mailbox", id.0, &id.0, key)?;
        trip::begin(&edge.app, request, InboxId(id.0)).await?;
        Ok(Begun::Begun)
    }

    /// A fetched mail as it came, byte by byte (admins).
    #[oai(path = "/inboxes/:id/mails/:mail_id/raw", method = "get", operation_id = "get_raw_mail")]
    async fn raw(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        mail_id: Path<u64>,
    ) -> Result<Response<Binary<Vec<u8>>>, ApiError> {
        let (inbox, mail) = (InboxId(id.0), MailId(mail_id.0));
        let bytes = reading::stored(&edge.app, &session.actor(), inbox, mail).await?;
        Ok(download(bytes, &format!("mail-{}.eml", mail_id.0)))
    }
}

fn address(file: &Attachment) -> String {
    format!("/api/v1/attachments/{}/{}", file.id, percent_encoded(&file.name))
}

/// Saved, never shown: a stranger wrote it.
fn download(bytes: Vec<u8>, name: &str) -> Response<Binary<Vec<u8>>> {
    Response::new(Binary(bytes))
        .header("content-type", "message/rfc822")
        .header("content-disposition", format!("attachment; filename=\"{name}\""))
        .header("content-security-policy", "default-src 'none'; sandbox")
        .header("cache-control", CACHE)
}

#[derive(Debug, Object)]
#[oai(rename = "FetchedMails")]
pub struct Mails {
    pub items: Vec<Mail>,
    pub next_cursor: Option<String>,
}

/// A mail that was fetched, and what became of it.
#[derive(Debug, Object)]
#[oai(rename = "FetchedMail")]
pub struct Mail {
    pub id: u64,
    /// `waiting`, `done`, `duplicate`, `failed`, `skipped` or `stray`.
    pub state: String,
    /// Why it could not be read, or was not fetched.
    pub reason: Option<String>,
    /// An address, as far as a glance tells.
    pub from: Option<String>,
    pub subject: Option<String>,
    /// In bytes.
    pub size: u64,
    /// When its server took it in.
    pub received_at: String,
    pub folder: String,
    pub uid: u32,
    pub conversation_id: Option<u64>,
    /// The entry that it became, or is about.
    pub message_id: Option<u64>,
    /// How many times it was read in vain.
    pub tries: u32,
    /// Whether its bytes are kept, so that they can be downloaded.
    pub is_kept: bool,
}

impl From<StoredMail> for Mail {
    fn from(mail: StoredMail) -> Mail {
        let (reason, entry) = match &mail.state {
            MailState::Waiting => (None, None),
            MailState::Done { entry, .. } => (None, *entry),
            MailState::Failed { reason } | MailState::Skipped { reason } => {
                (Some(reason.clone()), None)
            }
        };
        Mail {
            id: mail.id.0,
            state: mail.state.list().as_str().to_owned(),
            reason,
            from: mail.from,
            subject: mail.subject,
            size: mail.bytes,
            received_at: mail.arrived_at.to_rfc3339(),
            folder: mail.place.folder,
            uid: mail.place.uid,
            conversation_id: entry.map(|entry: EntryId| entry.conversation().0),
            message_id: entry.map(|entry| entry.0),
            tries: mail.tries,
            is_kept: mail.raw.is_some(),
        }
    }
}
