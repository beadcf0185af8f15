//! The same act on many conversations: each by itself, so that one refusal stops no other.

use super::access;
use super::assignments::{self, Target, Transfer};
use super::error::Error;
use super::marks;
use super::once::{Request, remember_text, repeated_text};
use super::resolutions;
use super::snoozes;
use crate::app::App;
use crate::domain::conversation::Snooze;
use crate::domain::{AgentId, ConversationId, LabelId, TagId};
use crate::store::Writer;
use serde::{Deserialize, Serialize};

pub const CONVERSATIONS_MAX: usize = 200;

#[derive(Clone, Debug)]
pub enum Act {
    Resolve { note: Option<String> },
    Assign { to: AgentId },
    Transfer { target: Target, note: Option<String> },
    Tag { tag: TagId, is_on: bool },
    Label { label: LabelId, is_on: bool },
    Snooze { until: Snooze },
    Unsnooze,
    Read,
    Unread,
}

/// What became of one conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    pub id: u64,
    /// Why not, as the act alone would have said it.
    pub refusal: Option<Refusal>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub detail: String,
}

/// Does it to each in turn, in one transaction; the same conversation counts once.
pub async fn act(
    app: &App,
    request: Request,
    ids: Vec<ConversationId>,
    act: Act,
) -> Result<Vec<Outcome>, Error> {
    if ids.is_empty() || ids.len() > CONVERSATIONS_MAX {
        let reason = format!("Give 1 to {CONVERSATIONS_MAX} conversations.");
        return Err(Error::invalid("ids", reason));
    }
    let result = app.store.write(move |writer| {
        let (agent, key) = (request.actor.agent, request.key.as_ref());
        let known = repeated_text(writer, agent, key)?;
        if let Some(outcomes) = known.and_then(|text| serde_json::from_str(&text).ok()) {
            return Ok(outcomes);
        }
        let outcomes = act_on_all(writer, &request, ids, &act)?;
        let text = serde_json::to_string(&outcomes).unwrap_or_default();
        remember_text(writer, agent, key, text)?;
        Ok(outcomes)
    });
    result.await
}

fn act_on_all(
    writer: &mut Writer,
    request: &Request,
    ids: Vec<ConversationId>,
    act: &Act,
) -> Result<Vec<Outcome>, Error> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for id in ids {
        if outcomes.iter().any(|outcome| outcome.id == id.0) {
            continue;
        }
        let done = writer.isolated(|writer| act_on(writer, request, id, act));
        let refusal = match done {
            Ok(()) => None,
            Err(error) => match error.code() {
                Some(code) => Some(Refusal { code: code.to_owned(), detail: error.to_string() }),
                None => return Err(error),
            },
        };
        outcomes.push(Outcome { id: id.0, refusal });
    }
    Ok(outcomes)
}

fn act_on(
    writer: &mut Writer,
    request: &Request,
    id: ConversationId,
    act: &Act,
) -> Result<(), Error> {
    match act {
        Act::Resolve { note } => resolutions::by_hand(writer, request, id, note.clone()),
        Act::Assign { to } => assignments::give(writer, request, id, *to, false),
        Act::Transfer { target, note } => {
            let transfer = Transfer { target: *target, note: note.clone(), over_capacity: false };
            assignments::hand_on(writer, request, id, transfer)
        }
        Act::Tag { tag, is_on } => marks::set_tag(writer, request, id, *tag, *is_on).map(|_| ()),
        Act::Label { label, is_on } => {
            marks::set_label(writer, request, id, *label, *is_on).map(|_| ())
        }
        Act::Snooze { until } => snoozes::put_aside(writer, request, id, *until).map(|_| ()),
        Act::Unsnooze => snoozes::take_up(writer, request, id).map(|_| ()),
        Act::Read => {
            let last = access::conversation(writer, &request.actor, id)?.last_seq;
            marks::set_read(writer, request, id, last)
        }
        Act::Unread => marks::set_read(writer, request, id, 0),
    }
}
