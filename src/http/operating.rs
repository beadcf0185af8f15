//! For who operates it: is it alive, is it ready, what does it count.

use super::Edge;
use super::error::{self, ApiError, Problem};
use crate::domain::conversation::StateKind;
use crate::store::Facet;
use poem::http::StatusCode;
use poem::web::Data;
use poem::{IntoResponse, Response, handler};
use std::fmt::Write;
use std::sync::Arc;

/// The process answers.
#[handler]
pub fn health() -> &'static str {
    "ok\n"
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
    let writable = u64::from(edge.app.store.is_writable());
    gauge("store_writable", "Whether changes are taken.", &[(String::new(), writable)]);
    Ok(text.with_content_type("text/plain; version=0.0.4").into_response())
}
