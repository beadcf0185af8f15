//! Whether a connected account works.

use super::Group;
use crate::actions::doctor as acts;
use crate::domain::{InboxId, Timestamp};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Inboxes")]
impl Api {
    /// Check an inbox: asks the provider about the token, its permissions, the account and the
    /// subscription, and says when the provider last reached this server (admins).
    #[oai(path = "/inboxes/:id/doctor", method = "get", operation_id = "check_inbox")]
    async fn check(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Report>, ApiError> {
        let report = acts::examine(&edge.app, &session.actor(), InboxId(id.0)).await?;
        Ok(Json(report.into()))
    }

    /// Let the account send this app what happens there, and check the inbox again (admins). Refused
    /// with `provider_refused` if the provider does not let it.
    #[oai(path = "/inboxes/:id/subscription", method = "post", operation_id = "subscribe_inbox")]
    async fn subscribe(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        /// Taken and not needed: subscribing twice is subscribing once.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
    ) -> Result<Json<Report>, ApiError> {
        let report = acts::subscribe(&edge.app, &session.actor(), InboxId(id.0)).await?;
        Ok(Json(report.into()))
    }
}

/// What was found.
#[derive(Debug, Object)]
#[oai(rename = "InboxReport")]
pub struct Report {
    pub checked_at: String,
    pub checks: Vec<Check>,
}

#[derive(Debug, Object)]
#[oai(rename = "InboxCheck")]
pub struct Check {
    /// `token`, `scopes`, `number`, `page`, `subscription`, `templates`, `callback`, `signature` or
    /// `last_error`; more may come.
    pub id: String,
    /// `ok`, `warning`, `failed`, or `unknown`: it could not be found out.
    pub status: String,
    /// What is looked at.
    pub title: String,
    /// What was found, in a sentence.
    pub detail: String,
    /// What to do about it.
    pub advice: Option<String>,
    /// When it was last so, or will end, where that is a matter of time.
    pub at: Option<String>,
}

impl From<acts::Report> for Report {
    fn from(report: acts::Report) -> Report {
        Report {
            checked_at: report.checked_at.to_rfc3339(),
            checks: report.checks.into_iter().map(Check::from).collect(),
        }
    }
}

impl From<acts::Check> for Check {
    fn from(check: acts::Check) -> Check {
        Check {
            id: check.id.to_owned(),
            status: check.standing.as_str().to_owned(),
            title: check.title.to_owned(),
            detail: check.detail,
            advice: check.advice.map(str::to_owned),
            at: check.at.map(Timestamp::to_rfc3339),
        }
    }
}
