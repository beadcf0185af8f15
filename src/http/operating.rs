//! For who operates it: is it alive, is it ready, what does it count.

use super::Edge;
use super::error::{self, ApiError, Problem};
use crate::actions::mail;
use crate::domain::InboxId;
use crate::domain::conversation::StateKind;
use crate::store::Facet;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{IntoResponse, Response, handler};
use std::fmt::Write;
use std::sync::Arc;

/// The process answers; mailboxes that are not read stand in lines of their own. That the store can't
/// be asked just now is for `ready` to say: whoever restarts what is not alive would do harm then.
#[handler]
pub fn health(edge: Data<&Arc<Edge>>) -> String {
    let silent = mail::fetching::silent(&edge.app).unwrap_or_default();
    if silent.is_empty() {
        return "ok\n".to_owned();
    }
    let line = |id: InboxId| format!("warning: no mails were fetched for inbox {id} lately\n");
    silent.into_iter().map(line).collect()
}

/// It can take changes.
#[handler]
pub fn ready(edge: Data<&Arc<Edge>>) -> Response {
    if edge.app.store.is_writable() {
        return "ready\n".into_response();
    }
    error::response(&Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "unavailable",
        "Nothing can be stored at the moment.",
    ))
}

/// Prometheus' text format.
#[handler]
pub fn metrics(edge: Data<&Arc<Edge>>) -> Result<Response, ApiError> {
    let view = edge.app.store.view()?;
    let mut text = String::new();
    let mut gauge = |name: &str, about: &str, values: &[(String, u64)]| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# HELP deskbell_{name} {about}\n# TYPE deskbell_{name} gauge");
        for (labels, value) in values {
            let _ = writeln!(text, "deskbell_{name}{labels} {value}");
        }
    };
    let mut states = Vec::new();
    for state in StateKind::ALL {
        let labels = format!("{{state=\"{}\"}}", state.as_str());
        states.push((labels, view.count(Facet::All, 0, state)?));
    }
    let newest = view.newest_seq()?;
    gauge("conversations", "Conversations by state.", &states);
    gauge("change_sequence", "The newest change's number.", &[(String::new(), newest)]);
    gauge(
        "search_behind",
        "Changes not yet searchable.",
        &[(String::new(), newest.saturating_sub(edge.app.search.cursor()))],
    );
    gauge(
        "live_connections",
        "Browsers connected.",
        &[(String::new(), edge.hub.connections() as u64)],
    );
    let silent = mail::fetching::silent(&edge.app)?.len() as u64;
    let silent = [(String::new(), silent)];
    gauge("mailboxes_silent", "Mailboxes not read for ten minutes.", &silent);
    let writable = u64::from(edge.app.store.is_writable());
    gauge("store_writable", "Whether changes are taken.", &[(String::new(), writable)]);
    Ok(text.with_content_type("text/plain; version=0.0.4").into_response())
}
