//! WhatsApp's templates, as Meta has them.

use super::{Group, page};
use crate::actions::templates::{self as acts, Search};
use crate::domain::rich::Place;
use crate::domain::template as domain;
use crate::domain::template::{Header, ParameterFormat, Status};
use crate::domain::{InboxId, Timestamp};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use poem::web::Data;
use poem_openapi::param::{Header as HttpHeader, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Inboxes")]
impl Api {
    /// List a WhatsApp inbox's templates, by name and language.
    #[oai(path = "/inboxes/:id/templates", method = "get", operation_id = "list_templates")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
        id: Path<u64>,
        /// `approved`, `pending`, `rejected`, `paused`, `disabled` …
        status: Query<Option<String>>,
        /// Words that stand in the name or the text.
        q: Query<Option<String>>,
        limit: Query<Option<u32>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Templates>, ApiError> {
        let view = edge.app.store.view()?;
        let search = Search {
            status: status.0.filter(|word| !word.is_empty()).map(|word| Status::parse(&word)),
            words: q.0,
        };
        let after = cursor.0.as_deref().map(read_cursor).transpose()?;
        let limit = page::limit(limit)?;
        let found = acts::list(&view, InboxId(id.0), &search, after, limit)?;
        let last = found.items.last().filter(|_| !found.is_last);
        Ok(Json(Templates {
            next_cursor: last.map(|last| format!("{} {}", last.name, last.language)),
            items: found.items.into_iter().map(Template::from).collect(),
            synced_at: found
                .sync
                .as_ref()
                .and_then(|sync| sync.synced_at)
                .map(Timestamp::to_rfc3339),
            failure: found.sync.and_then(|sync| sync.failure),
        }))
    }

    /// Fetch the templates from Meta now. It happens by itself, too: hourly, and soon after Meta
    /// says that something changed.
    #[oai(path = "/inboxes/:id/template-syncs", method = "post", operation_id = "sync_templates")]
    async fn sync(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        /// Taken and not needed: asking twice within a minute is refused.
        #[oai(name = "Idempotency-Key")]
        _key: HttpHeader<Option<String>>,
    ) -> Result<Accepted, ApiError> {
        acts::ask_for(&edge.app, &session.actor(), InboxId(id.0)).await?;
        Ok(Accepted::Accepted)
    }
}

fn read_cursor(text: &str) -> Result<(String, String), ApiError> {
    let parts = text.rsplit_once(' ').ok_or_else(|| page::wrong("cursor"))?;
    Ok((parts.0.to_owned(), parts.1.to_owned()))
}

#[derive(ApiResponse)]
enum Accepted {
    /// It is fetched; a `templates` change tells when that is done.
    #[oai(status = 202)]
    Accepted,
}

#[derive(Debug, Object)]
pub struct Templates {
    pub items: Vec<Template>,
    pub next_cursor: Option<String>,
    /// When they were last fetched from Meta.
    pub synced_at: Option<String>,
    /// Why they could not be fetched since.
    pub failure: Option<String>,
}

#[derive(Debug, Object)]
pub struct Template {
    pub id: u64,
    pub name: String,
    pub language: String,
    /// `approved`, `pending`, `rejected`, `paused`, `disabled`, or another word of Meta's.
    pub status: String,
    /// `marketing`, `utility` or `authentication`.
    pub category: String,
    /// `green`, `yellow`, `red` or `unknown`.
    pub quality: Option<String>,
    /// `positional` or `named`.
    pub parameter_format: String,
    /// Why it cannot be sent, or what Meta says of it.
    pub reason: Option<String>,
    pub components: Vec<TemplateComponent>,
    /// What must be filled in, in order.
    pub parameters: Vec<TemplateParameter>,
    pub sendable: bool,
    pub synced_at: String,
}

#[derive(Debug, Default, Object)]
pub struct TemplateComponent {
    /// `header`, `body`, `footer`, `buttons`, or what this version cannot fill in.
    #[oai(rename = "type")]
    pub kind: String,
    /// Of a header: `text`, `image`, `video`, `document` or `location`.
    pub format: Option<String>,
    pub text: Option<String>,
    /// A value for each variable.
    pub example: Vec<String>,
    pub buttons: Vec<TemplateButton>,
}

#[derive(Debug, Object)]
pub struct TemplateButton {
    /// `quick_reply`, `url`, `phone_number`, `copy_code`, `otp`, `flow`, or another word of Meta's.
    #[oai(rename = "type")]
    pub kind: String,
    pub text: String,
    pub url: Option<String>,
    pub phone: Option<String>,
}

#[derive(Debug, Object)]
pub struct TemplateParameter {
    /// `header`, `body` or `button`.
    pub component: String,
    /// Of the body, its place from 0; of a button, which button it is.
    pub index: u8,
    /// Of a template that names its variables.
    pub name: Option<String>,
    pub example: Option<String>,
    /// `text`, `image`, `video`, `document`, `location` or `code`.
    pub kind: String,
}

impl From<domain::Template> for Template {
    fn from(template: domain::Template) -> Template {
        let is_named = template.format == ParameterFormat::Named;
        let parameters = template.needed().into_iter();
        Template {
            parameters: parameters.map(|needed| TemplateParameter::new(needed, is_named)).collect(),
            parameter_format: if is_named { "named" } else { "positional" }.to_owned(),
            reason: template.reason_shown(),
            sendable: template.hindrance().is_none(),
            status: template.status.as_str().to_owned(),
            id: template.id.0,
            name: template.name,
            language: template.language,
            category: template.category,
            quality: template.quality,
            components: template.components.into_iter().map(TemplateComponent::from).collect(),
            synced_at: template.synced_at.to_rfc3339(),
        }
    }
}

impl TemplateParameter {
    fn new(needed: domain::Needed, is_named: bool) -> TemplateParameter {
        let component = match needed.place {
            Place::Header => "header",
            Place::Body => "body",
            Place::Button(_) => "button",
        };
        TemplateParameter {
            component: component.to_owned(),
            index: needed.index,
            name: needed.variable.filter(|_| is_named),
            example: needed.example,
            kind: needed.kind.as_str().to_owned(),
        }
    }
}

impl From<domain::Component> for TemplateComponent {
    fn from(component: domain::Component) -> TemplateComponent {
        let of = |kind: &str| TemplateComponent { kind: kind.to_owned(), ..Default::default() };
        match component {
            domain::Component::Header(header) => header_of(of("header"), header),
            domain::Component::Body { text, examples } => {
                TemplateComponent { text: Some(text), example: examples, ..of("body") }
            }
            domain::Component::Footer { text } => {
                TemplateComponent { text: Some(text), ..of("footer") }
            }
            domain::Component::Buttons(buttons) => {
                let buttons = buttons.into_iter().map(TemplateButton::from).collect();
                TemplateComponent { buttons, ..of("buttons") }
            }
            domain::Component::Other(kind) => of(&kind),
        }
    }
}

fn header_of(blank: TemplateComponent, header: Header) -> TemplateComponent {
    let format = |word: &str| Some(word.to_owned());
    match header {
        Header::Text { text, examples } => {
            let (format, text) = (format("text"), Some(text));
            TemplateComponent { format, text, example: examples, ..blank }
        }
        Header::Image => TemplateComponent { format: format("image"), ..blank },
        Header::Video => TemplateComponent { format: format("video"), ..blank },
        Header::Document => TemplateComponent { format: format("document"), ..blank },
        Header::Location => TemplateComponent { format: format("location"), ..blank },
        Header::Other(word) => TemplateComponent { format: Some(word), ..blank },
    }
}

impl From<domain::Button> for TemplateButton {
    fn from(button: domain::Button) -> TemplateButton {
        let kind = button.kind.as_str().to_owned();
        TemplateButton { kind, text: button.text, url: button.url, phone: button.phone }
    }
}
