//! Templates: what the review says of them, and how people like them.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{Response, handler};
use serde::Deserialize;
use serde_json::json;

use super::json::{ok, refuse};
use crate::simulator::graph;
use crate::simulator::platform::{Change, Platform};
use crate::simulator::templates::{Category, Quality, Status};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    status: Option<Status>,
    quality: Option<Quality>,
    category: Option<Category>,
    /// Why it was rejected or paused.
    reason: Option<String>,
}

#[handler]
pub fn list(Data(platform): Data<&Arc<Platform>>) -> Response {
    ok(&json!({"templates": platform.world().templates.all()}))
}

/// Every change is told to the desk.
#[handler]
pub fn change(
    Data(platform): Data<&Arc<Platform>>,
    Path(id): Path<String>,
    Json(changes): Json<Changes>,
) -> poem::Result<Response> {
    let (before, after) = {
        let mut world = platform.world();
        let template = world.templates.by_id_mut(&id);
        let template =
            template.ok_or_else(|| refuse(StatusCode::NOT_FOUND, "there is no such template"))?;
        let before = template.clone();
        template.status = changes.status.unwrap_or(template.status);
        template.quality = changes.quality.unwrap_or(template.quality);
        template.category = changes.category.unwrap_or(template.category);
        if let Some(reason) = &changes.reason {
            template.rejected_reason = reason.clone();
        }
        (before, template.clone())
    };
    graph::report_template(platform, &before, &after, changes.reason.as_deref());
    platform.announce(Change::State);
    Ok(ok(&after))
}
