//! Which queue a new conversation goes to.

use super::Group;
use super::conditions::RoutingCondition;
use super::response::{Created, Done};
use crate::actions::routing_rules::{self as acts, NewRule, RuleChange};
use crate::actions::routing_trials::{self, Fate, Outcome, Trial};
use crate::actions::{Error, access, hours};
use crate::domain::conversation::Conversation;
use crate::domain::routing::{self as domain, Reason};
use crate::domain::{ContactId, InboxId, QueueId, RoutingRuleId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Team")]
impl Api {
    /// List all routing rules in their order (supervisors): the first that holds decides.
    #[oai(path = "/routing-rules", method = "get", operation_id = "list_routing_rules")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
    ) -> Result<Json<RoutingRules>, ApiError> {
        let rules = acts::list(&edge.app.store.view()?, &session.actor())?;
        Ok(Json(RoutingRules::render(rules)))
    }

    /// Get one routing rule (supervisors).
    #[oai(path = "/routing-rules/:id", method = "get", operation_id = "get_routing_rule")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<RoutingRule>, ApiError> {
        let view = edge.app.store.view()?;
        let rule = acts::get(&view, &session.actor(), RoutingRuleId(id.0))?;
        Ok(Json(RoutingRule::from(rule)))
    }

    /// Add a routing rule behind the others (admins).
    #[oai(path = "/routing-rules", method = "post", operation_id = "create_routing_rule")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewRuleBody>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<RoutingRule>, ApiError> {
        let request = session.request("create_routing_rule", "", &body.0, key)?;
        let new = NewRule {
            name: body.0.name,
            is_on: body.0.on.unwrap_or(true),
            conditions: read_all(body.0.conditions)?,
            queue: QueueId(body.0.queue_id),
        };
        let rule = acts::create(&edge.app, request, new).await?;
        Ok(Created::new(RoutingRule::from(rule)))
    }

    /// Change a routing rule (admins).
    #[oai(path = "/routing-rules/:id", method = "patch", operation_id = "change_routing_rule")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<RuleChangeBody>,
    ) -> Result<Json<RoutingRule>, ApiError> {
        let change = RuleChange {
            name: body.0.name,
            is_on: body.0.on,
            conditions: body.0.conditions.map(read_all).transpose()?,
            queue: body.0.queue_id.map(QueueId),
        };
        let id = RoutingRuleId(id.0);
        let rule = acts::change(&edge.app, session.repeatable(), id, change).await?;
        Ok(Json(RoutingRule::from(rule)))
    }

    /// Remove a routing rule (admins). Conversations stay where they are.
    #[oai(path = "/routing-rules/:id", method = "delete", operation_id = "remove_routing_rule")]
    async fn remove(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Done, ApiError> {
        acts::remove(&edge.app, session.repeatable(), RoutingRuleId(id.0)).await?;
        Ok(Done::Done)
    }

    /// Put the routing rules in order (admins).
    #[oai(path = "/routing-rules/order", method = "put", operation_id = "order_routing_rules")]
    async fn order(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<RuleOrder>,
    ) -> Result<Json<RoutingRules>, ApiError> {
        let ids = body.0.ids.into_iter().map(RoutingRuleId).collect();
        let rules = acts::order(&edge.app, session.repeatable(), ids).await?;
        Ok(Json(RoutingRules::render(rules)))
    }

    /// Say what would become of a message now (supervisors). Nothing is changed.
    #[oai(path = "/routing-rules/trial", method = "post", operation_id = "try_routing_rules")]
    async fn trial(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<RoutingTrial>,
        /// Every POST takes one; a trial changes nothing, however often it is made.
        #[oai(name = "Idempotency-Key")]
        _key: Header<Option<String>>,
    ) -> Result<Json<RoutingOutcome>, ApiError> {
        let RoutingTrial { inbox_id, text, subject, address, contact_id } = body.0;
        let contact = contact_id.map(ContactId);
        let trial = Trial { inbox: InboxId(inbox_id), text, subject, address, contact };
        let view = edge.app.store.view()?;
        let outcome = routing_trials::try_out(&view, &session.actor(), &trial)?;
        Ok(Json(RoutingOutcome::render(&view, outcome)?))
    }
}

fn read_all(conditions: Vec<RoutingCondition>) -> Result<Vec<domain::Condition>, Error> {
    conditions.into_iter().map(RoutingCondition::read).collect()
}

#[derive(Debug, Object)]
pub struct RoutingRules {
    pub items: Vec<RoutingRule>,
    pub next_cursor: Option<String>,
}

impl RoutingRules {
    fn render(rules: Vec<domain::RoutingRule>) -> RoutingRules {
        let items = rules.into_iter().map(RoutingRule::from).collect();
        RoutingRules { items, next_cursor: None }
    }
}

/// Sends a new conversation to a queue if all its conditions hold and no earlier rule's do.
#[derive(Clone, Debug, Object)]
pub struct RoutingRule {
    pub id: u64,
    pub name: String,
    pub on: bool,
    /// Lower goes first.
    pub position: u32,
    pub conditions: Vec<RoutingCondition>,
    pub queue_id: u64,
}

impl From<domain::RoutingRule> for RoutingRule {
    fn from(rule: domain::RoutingRule) -> RoutingRule {
        RoutingRule {
            id: rule.id.0,
            name: rule.name,
            on: rule.is_on,
            position: rule.position,
            conditions: rule.conditions.into_iter().map(RoutingCondition::from).collect(),
            queue_id: rule.queue.0,
        }
    }
}

#[derive(Debug, Object)]
#[oai(rename = "NewRoutingRule")]
pub struct NewRuleBody {
    pub name: String,
    /// True unless given.
    pub on: Option<bool>,
    /// At least one.
    pub conditions: Vec<RoutingCondition>,
    pub queue_id: u64,
}

/// What is absent stays as it is.
#[derive(Debug, Object)]
#[oai(rename = "RoutingRuleChange")]
pub struct RuleChangeBody {
    pub name: Option<String>,
    pub on: Option<bool>,
    pub conditions: Option<Vec<RoutingCondition>>,
    pub queue_id: Option<u64>,
}

#[derive(Debug, Object)]
#[oai(rename = "RoutingRuleOrder")]
pub struct RuleOrder {
    /// All of the rules, the first to be asked first.
    pub ids: Vec<u64>,
}

/// A message that nobody has written.
#[derive(Debug, Object)]
pub struct RoutingTrial {
    pub inbox_id: u64,
    pub text: String,
    pub subject: Option<String>,
    /// The customer's number or e-mail address: whoever is known by it counts as the writer.
    pub address: Option<String>,
    /// The writer, whatever the address: his attributes and addresses count, and who had him before.
    pub contact_id: Option<u64>,
}

#[derive(Debug, Object)]
pub struct RoutingOutcome {
    /// Null: the inbox's own queue, or nothing new begins.
    pub rule_id: Option<u64>,
    pub rule_name: Option<String>,
    /// `rule` or `default`: a new conversation begins in the queue. `open`: it goes on in
    /// `conversation_id`. `blocked`: the contact is; nothing begins, and nobody is disturbed.
    pub why: String,
    /// Of `open`: where it goes on. Of `blocked`: where it is kept, if there is a conversation yet.
    pub conversation_id: Option<u64>,
    /// Who would have written; null: somebody new.
    pub contact_id: Option<u64>,
    pub contact_name: Option<String>,
    /// Of `open` and `blocked`: the queue of that conversation.
    pub queue_id: u64,
    pub queue_name: String,
    /// ISO 639-1, as far as it can be told.
    pub language: Option<String>,
    /// Whether the queue is open now.
    pub is_open: bool,
    /// Who would be given it; of `open`, who has it. Null: it would wait, or waits.
    pub agent_id: Option<u64>,
    pub agent_name: Option<String>,
    /// `least_busy`, `round_robin` or `sticky`.
    pub reason: Option<String>,
    /// Among how many who could take it.
    pub of: Option<u32>,
    /// How many of the queue are online in all.
    pub online: Option<u32>,
    /// Every rule that is on, in order.
    pub checked: Vec<CheckedRule>,
}

#[derive(Debug, Object)]
pub struct CheckedRule {
    pub rule_id: u64,
    pub name: String,
    pub matched: bool,
    /// The kind of its first condition that does not hold.
    pub failed: Option<String>,
}

impl RoutingOutcome {
    fn render(view: &View, outcome: Outcome) -> Result<RoutingOutcome, Error> {
        let Outcome { fate, contact, language, checked } = outcome;
        let (why, rule, conversation, queue, chosen) = match fate {
            Fate::Begins { rule: Some(rule), queue, agent } => {
                ("rule", Some(rule), None, queue, agent)
            }
            Fate::Begins { rule: None, queue, agent } => ("default", None, None, queue, agent),
            Fate::GoesOn { conversation, queue } => ("open", None, Some(conversation), queue, None),
            Fate::Kept { conversation, queue } => ("blocked", None, conversation, queue, None),
        };
        let holder = conversation.as_ref().and_then(Conversation::agent);
        let (taker, reason) = chosen.unzip();
        let agent = taker.or(holder);
        let because = reason.map(Because::from).unwrap_or_default();
        let checked = checked.into_iter().map(|(rule, failed)| CheckedRule {
            rule_id: rule.id.0,
            name: rule.name,
            matched: failed.is_none(),
            failed: failed.map(|condition| RoutingCondition::from(condition).kind),
        });
        Ok(RoutingOutcome {
            why: why.to_owned(),
            rule_id: rule.as_ref().map(|rule| rule.id.0),
            rule_name: rule.map(|rule| rule.name),
            conversation_id: conversation.map(|conversation| conversation.id.0),
            contact_id: contact.as_ref().map(|contact| contact.id.0),
            contact_name: contact.map(|contact| contact.name),
            queue_id: queue.id.0,
            queue_name: queue.name,
            language: language.map(str::to_owned),
            is_open: hours::now(view, queue.hours, view.taken_at)?.is_open,
            agent_id: agent.map(|agent| agent.0),
            agent_name: agent.map(|agent| access::agent_name(view, agent)).transpose()?,
            reason: because.word,
            of: because.of,
            online: because.online,
            checked: checked.collect(),
        })
    }
}

/// A reason as it is shown.
#[derive(Default)]
pub struct Because {
    pub word: Option<String>,
    pub of: Option<u32>,
    pub online: Option<u32>,
}

impl From<Reason> for Because {
    fn from(reason: Reason) -> Because {
        let (word, of, online) = match reason {
            Reason::LeastBusy { of, online } => ("least_busy", Some(of), online),
            Reason::RoundRobin { of, online } => ("round_robin", Some(of), online),
            Reason::Sticky => ("sticky", None, None),
        };
        Because { word: Some(word.to_owned()), of, online }
    }
}
