//! What holds for the whole workspace.

use super::Group;
use crate::actions::settings::{self as acts, SettingsChange};
use crate::domain::settings as domain;
use crate::domain::time::SECOND_MS;
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Workspace")]
impl Api {
    /// Get the settings of the workspace.
    #[oai(path = "/settings", method = "get", operation_id = "get_settings")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
    ) -> Result<Json<Settings>, ApiError> {
        Ok(Json(edge.app.store.view()?.settings()?.into()))
    }

    /// Change settings (admins). Open conversations follow at once.
    #[oai(path = "/settings", method = "patch", operation_id = "change_settings")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<SettingsChangeBody>,
    ) -> Result<Json<Settings>, ApiError> {
        let body = body.0;
        let change = SettingsChange {
            time_zone: body.time_zone,
            abandonment_ms: body.abandonment_seconds.map(ms),
            inactivity_ms: body.inactivity_seconds.map(ms),
            warning_ms: body.warning_seconds.map(ms),
            warns_before_window: body.warns_before_window,
            closes_active: body.closes_active,
            offline_after_ms: body.offline_after_seconds.map(ms),
            gives_back_after_ms: settable_ms(body.gives_back_after_seconds),
            refuses_over_capacity: body.refuses_over_capacity,
            closing_words: body.closing_words.map(domain::ClosingWords::from),
        };
        let settings = acts::change(&edge.app, session.repeatable(), change).await?;
        Ok(Json(settings.into()))
    }
}

#[derive(Debug, Object)]
pub struct Settings {
    /// A name of the IANA's list, such as `Europe/Madrid`: business hours and reports go by it.
    pub time_zone: String,
    /// A customer who wrote, got no answer and stayed silent for so long has left.
    pub abandonment_seconds: u64,
    /// A customer who got an answer and stayed silent for so long needs nothing more.
    pub inactivity_seconds: u64,
    /// How long before that the customer is warned; 0: never.
    pub warning_seconds: u64,
    /// Whether the warning comes earlier if the time to answer freely ends before it would be due.
    pub warns_before_window: bool,
    /// Whether inactivity also ends conversations that wait for us.
    pub closes_active: bool,
    /// How long without a connection makes an agent offline.
    pub offline_after_seconds: u64,
    /// How long without a connection gives an agent's unanswered conversations back; null: never.
    pub gives_back_after_seconds: Option<u64>,
    /// Whether accepting by hand beyond one's capacity is refused; otherwise one is asked.
    pub refuses_over_capacity: bool,
    pub closing_words: ClosingWords,
}

/// Messages that resolve a conversation by themselves.
#[derive(Clone, Debug, Object)]
pub struct ClosingWords {
    pub on: bool,
    /// Whole messages; case, accents, and marks at the ends make no difference.
    pub words: Vec<String>,
}

/// What is absent stays.
#[derive(Debug, Object)]
#[oai(rename = "SettingsChange")]
pub struct SettingsChangeBody {
    pub time_zone: Option<String>,
    pub abandonment_seconds: Option<u32>,
    pub inactivity_seconds: Option<u32>,
    pub warning_seconds: Option<u32>,
    pub warns_before_window: Option<bool>,
    pub closes_active: Option<bool>,
    pub offline_after_seconds: Option<u32>,
    /// null: never.
    pub gives_back_after_seconds: MaybeUndefined<u32>,
    pub refuses_over_capacity: Option<bool>,
    pub closing_words: Option<ClosingWords>,
}

impl From<domain::Settings> for Settings {
    fn from(settings: domain::Settings) -> Settings {
        Settings {
            time_zone: settings.time_zone,
            abandonment_seconds: seconds(settings.abandonment_ms),
            inactivity_seconds: seconds(settings.inactivity_ms),
            warning_seconds: seconds(settings.warning_ms),
            warns_before_window: settings.warns_before_window,
            closes_active: settings.closes_active,
            offline_after_seconds: seconds(settings.offline_after_ms),
            gives_back_after_seconds: settings.gives_back_after_ms.map(seconds),
            refuses_over_capacity: settings.refuses_over_capacity,
            closing_words: ClosingWords {
                on: settings.closing_words.is_on,
                words: settings.closing_words.words,
            },
        }
    }
}

impl From<ClosingWords> for domain::ClosingWords {
    fn from(words: ClosingWords) -> domain::ClosingWords {
        let ClosingWords { on, words } = words;
        let words = words.into_iter().map(|word| word.trim().to_owned()).collect();
        domain::ClosingWords { is_on: on, words }
    }
}

pub fn seconds(ms: i64) -> u64 {
    (ms / SECOND_MS).max(0).unsigned_abs()
}

pub fn ms(seconds: u32) -> i64 {
    i64::from(seconds) * SECOND_MS
}

/// What a PATCH says of a time that may be none: nothing, null, or seconds.
pub fn settable_ms(seconds: MaybeUndefined<u32>) -> Option<Option<i64>> {
    match seconds {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(seconds) => Some(Some(ms(seconds))),
    }
}
