//! The collection of conversations: reading it, and adding to it by writing first.

use super::conversations::{Conversation, render_all};
use super::new_rich::{Extras, NewTemplate};
use super::response::Created;
use super::{Group, page};
use crate::actions::Error;
use crate::actions::conversations::{self as acts, Listing};
use crate::actions::starting::{self, Start, To};
use crate::domain::channel::Channel;
use crate::domain::conversation::StateKind;
use crate::domain::filter::{Filter, Sort};
use crate::domain::window::CLOSING_SOON_MS;
use crate::domain::{
    AgentId, AttachmentId, ContactId, InboxId, LabelId, QueueId, TagId, Timestamp,
};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::{Header, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::collections::BTreeSet;
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Conversations")]
impl Api {
    /// List the conversations that you may see.
    #[oai(path = "/conversations", method = "get", operation_id = "list_conversations")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        /// States with commas between: `queued,active,pending,resolved,abandoned`; or `open`, `closed`.
        state: Query<Option<String>>,
        inbox: Query<Option<u64>>,
        /// `whatsapp`, `email` or `messenger`.
        channel: Query<Option<String>>,
        queue: Query<Option<u64>>,
        /// An agent's id, or `me`.
        agent: Query<Option<String>>,
        tag: Query<Option<u64>>,
        label: Query<Option<u64>>,
        contact: Query<Option<u64>>,
        /// Put aside (true), or not (false).
        snoozed: Query<Option<bool>>,
        /// Last activity at or after this time (RFC 3339).
        from: Query<Option<String>>,
        /// Last activity before this time (RFC 3339).
        to: Query<Option<String>>,
        /// `closing`: only those whose time to be written to freely ends within three hours.
        window: Query<Option<String>>,
        /// Only those with messages that you have not read.
        unread: Query<Option<bool>>,
        /// `newest`, `oldest`, `waiting` (longest waiting first) or `window` (whose time to be
        /// written to freely ends first; only those that have such a time ahead).
        sort: Query<Option<String>>,
        limit: Query<Option<u32>>,
        cursor: Query<Option<String>>,
    ) -> Result<Json<Conversations>, ApiError> {
        let actor = session.actor();
        let sort = read_sort(sort.0.as_deref())?;
        let closes = read_window(window.0.as_deref(), sort, edge.app.clock.now())?;
        let filter = Filter {
            states: states(state.0.as_deref())?,
            inbox: inbox.0.map(InboxId),
            channel: channel.0.as_deref().map(read_channel).transpose()?,
            queue: queue.0.map(QueueId),
            agent: agent.0.map(|agent| read_agent(&agent, actor.agent)).transpose()?,
            tag: tag.0.map(TagId),
            label: label.0.map(LabelId),
            contact: contact.0.map(ContactId),
            snoozed: snoozed.0,
            from: time(from, "from")?,
            to: time(to, "to")?,
            closes_after: closes.0,
            closes_by: closes.1,
        };
        let listing = Listing {
            filter,
            only_unread: unread.0.unwrap_or_default(),
            sort,
            after: cursor.0.as_deref().map(page::read_position).transpose()?,
            limit: page::limit(limit)?,
        };
        let view = edge.app.store.view()?;
        let found = acts::list(&view, &actor, &listing)?;
        Ok(Json(Conversations::render(&view, actor.agent, found)?))
    }

    /// Begin a conversation by writing first. It is yours, and it is the customer's turn.
    #[oai(path = "/conversations", method = "post", operation_id = "start_conversation")]
    async fn start(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewConversation>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Conversation>, ApiError> {
        let request = session.request("start_conversation", "", &body.0, key)?;
        let NewConversation { inbox_id, contact_id, to, text, subject, attachment_ids, template } =
            body.0;
        let to = match (contact_id, to) {
            (Some(contact), None) => To::Contact(ContactId(contact)),
            (None, Some(address)) if address.contains('@') => To::Email(address),
            (None, Some(phone)) => To::Phone(phone),
            (Some(_), Some(_)) | (None, None) => {
                return Err(Error::invalid("to", "Give either “contact_id” or “to”.").into());
            }
        };
        let wanted = Extras { template, ..Extras::default() }.wanted()?;
        let text = text.unwrap_or_default();
        let attachments = attachment_ids.unwrap_or_default();
        let attachments = attachments.into_iter().map(AttachmentId).collect();
        let inbox = InboxId(inbox_id);
        let start = Start { inbox, to, text, subject, attachments, wanted };
        let conversation = starting::start(&edge.app, request, start).await?;
        let me = session.0.agent.id;
        Ok(Created::new(Conversation::render(&edge.app.store.view()?, me, conversation)?))
    }
}

#[derive(Debug, Object)]
pub struct Conversations {
    pub items: Vec<Conversation>,
    /// Null at the end. With a rare filter a page may be short and yet not the last.
    pub next_cursor: Option<String>,
    /// How many there are in all, where a counter knows it.
    pub total: Option<u64>,
    /// The newest change that this answer knows of: live events follow from here.
    pub seq: u64,
}

impl Conversations {
    fn render(view: &View, reader: AgentId, found: acts::Page) -> Result<Conversations, Error> {
        Ok(Conversations {
            items: render_all(view, reader, found.items)?,
            next_cursor: found.next.map(page::write_position),
            total: found.total,
            seq: view.newest_seq()?,
        })
    }
}

#[derive(Debug, Object)]
pub struct NewConversation {
    pub inbox_id: u64,
    /// Whom to write to; or give `to`.
    pub contact_id: Option<u64>,
    /// A phone number with its country's code, or by mail an address: of whoever has it, or of
    /// somebody new.
    pub to: Option<String>,
    /// WhatsApp: 1 to 4096 characters; with files it may be empty or absent, with a template it is.
    pub text: Option<String>,
    pub subject: Option<String>,
    /// Uploaded files to send with it, at most 10, by the rules of answers. A template carries none
    /// but that of its header.
    // Left out of what a key stands for, so that a request from before an update may be repeated.
    #[oai(skip_serializing_if_is_none)]
    pub attachment_ids: Option<Vec<u64>>,
    /// WhatsApp: the way to begin with somebody who has not written within 24 hours.
    pub template: Option<NewTemplate>,
}

fn states(text: Option<&str>) -> Result<BTreeSet<StateKind>, Error> {
    let mut states = BTreeSet::new();
    for word in text.unwrap_or_default().split(',').filter(|word| !word.is_empty()) {
        let matching = StateKind::ALL.into_iter().filter(|state| match word {
            "open" => state.is_open(),
            "closed" => !state.is_open(),
            word => state.as_str() == word,
        });
        let mut matching = matching.peekable();
        if matching.peek().is_none() {
            return Err(Error::invalid("state", format!("There is no state “{word}”.")));
        }
        states.extend(matching);
    }
    Ok(states)
}

fn read_channel(text: &str) -> Result<Channel, Error> {
    Channel::parse(text)
        .ok_or_else(|| Error::invalid("channel", format!("There is no channel “{text}”.")))
}

pub fn read_agent(text: &str, me: AgentId) -> Result<AgentId, Error> {
    match text {
        "me" => Ok(me),
        text => text
            .parse()
            .map(AgentId)
            .map_err(|_| Error::invalid("agent", "Give an agent's id, or “me”.")),
    }
}

fn read_sort(text: Option<&str>) -> Result<Sort, Error> {
    match text {
        None | Some("newest") => Ok(Sort::Newest),
        Some("oldest") => Ok(Sort::Oldest),
        Some("waiting") => Ok(Sort::Waiting),
        Some("window") => Ok(Sort::Window),
        Some(_) => {
            Err(Error::invalid("sort", "Sort by “newest”, “oldest”, “waiting” or “window”."))
        }
    }
}

/// After when and by when the time to write freely ends in those that are wanted.
fn read_window(
    text: Option<&str>,
    sort: Sort,
    now: Timestamp,
) -> Result<(Option<Timestamp>, Option<Timestamp>), Error> {
    match text {
        None => Ok(((sort == Sort::Window).then_some(now), None)),
        Some("closing") => Ok((Some(now), Some(now.plus_ms(CLOSING_SOON_MS)))),
        Some(_) => Err(Error::invalid("window", "A window is “closing”, or not asked for.")),
    }
}

fn time(text: Query<Option<String>>, field: &'static str) -> Result<Option<Timestamp>, Error> {
    match text.0 {
        None => Ok(None),
        Some(text) => Timestamp::parse_rfc3339(&text)
            .map(Some)
            .ok_or_else(|| Error::invalid(field, "Give a time as RFC 3339.")),
    }
}
