//! Rules that choose a new conversation's queue: made, changed and put in order by admins.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use super::routing;
use crate::app::App;
use crate::domain::event::{Configuration, Event};
use crate::domain::inbox::Inbox;
use crate::domain::language;
use crate::domain::permission::{Act, Actor};
use crate::domain::queue::Queue;
use crate::domain::routing::{Condition, RoutingRule};
use crate::domain::{QueueId, RoutingRuleId};
use crate::store::{View, Writer};

const RULES_MAX: usize = 200;
const NAME_CHARACTERS_MAX: usize = 100;
const CONDITIONS_MAX: usize = 20;
const VALUES_MAX: usize = 100;
const VALUE_CHARACTERS_MAX: usize = 200;

/// All rules in their order.
pub fn list(view: &View, actor: &Actor) -> Result<Vec<RoutingRule>, Error> {
    access::require(actor, Act::SeeRouting)?;
    routing::rules(view)
}

pub fn get(view: &View, actor: &Actor, id: RoutingRuleId) -> Result<RoutingRule, Error> {
    access::require(actor, Act::SeeRouting)?;
    access::record(view, id, "routing rule")
}

#[derive(Clone)]
pub struct NewRule {
    pub name: String,
    pub is_on: bool,
    pub conditions: Vec<Condition>,
    pub queue: QueueId,
}

/// Adds a rule behind the others.
pub async fn create(app: &App, request: Request, new: NewRule) -> Result<RoutingRule, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| Ok(add(writer, new)?.id.0))?;
        access::record(writer, RoutingRuleId(made), "routing rule")
    });
    result.await
}

fn add(writer: &mut Writer, new: NewRule) -> Result<RoutingRule, Error> {
    let rules = routing::rules(writer)?;
    if rules.len() >= RULES_MAX {
        let detail = format!("There are {RULES_MAX} rules already: remove one first.");
        return Err(Error::conflict("too_many", detail));
    }
    let rule = RoutingRule {
        id: RoutingRuleId(writer.next_id::<RoutingRule>()?),
        name: new.name,
        is_on: new.is_on,
        position: rules.last().map_or(0, |last| last.position + 1),
        conditions: new.conditions,
        queue: new.queue,
    };
    save(writer, rule)
}

/// What an admin changes; `None` leaves it as it is.
#[derive(Clone, Default)]
pub struct RuleChange {
    pub name: Option<String>,
    pub is_on: Option<bool>,
    pub conditions: Option<Vec<Condition>>,
    pub queue: Option<QueueId>,
}

pub async fn change(
    app: &App,
    request: Request,
    id: RoutingRuleId,
    change: RuleChange,
) -> Result<RoutingRule, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let rule: RoutingRule = access::record(writer, id, "routing rule")?;
        let changed = RoutingRule {
            name: change.name.unwrap_or(rule.name),
            is_on: change.is_on.unwrap_or(rule.is_on),
            conditions: change.conditions.unwrap_or(rule.conditions),
            queue: change.queue.unwrap_or(rule.queue),
            ..rule
        };
        save(writer, changed)
    });
    result.await
}

fn save(writer: &mut Writer, rule: RoutingRule) -> Result<RoutingRule, Error> {
    let rule = RoutingRule { name: rule.name.trim().to_owned(), ..rule };
    if rule.name.is_empty() || rule.name.chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    access::record::<Queue>(writer, rule.queue, "queue")?;
    check_conditions(writer, &rule.conditions)?;
    writer.save_routing_rule(&rule)?;
    announce(writer);
    Ok(rule)
}

fn check_conditions(view: &View, conditions: &[Condition]) -> Result<(), Error> {
    let invalid = |reason: String| Err(Error::invalid("conditions", reason));
    if conditions.is_empty() || conditions.len() > CONDITIONS_MAX {
        return invalid(format!(
            "A rule has 1 to {CONDITIONS_MAX} conditions; what meets none goes to the inbox's queue."
        ));
    }
    for condition in conditions {
        let number = match condition {
            Condition::Inbox { any } => {
                for inbox in any {
                    access::record::<Inbox>(view, *inbox, "inbox")?;
                }
                any.len()
            }
            Condition::Channel { any } => any.len(),
            Condition::Language { any } => {
                if let Some(unknown) = any.iter().find(|code| !language::is_known(code)) {
                    return invalid(format!("“{unknown}” is no language that can be told apart."));
                }
                any.len()
            }
            Condition::Attribute { any, .. }
            | Condition::Address { any }
            | Condition::Subject { any }
            | Condition::FirstWords { any } => {
                check_texts(any)?;
                any.len()
            }
        };
        if number == 0 || number > VALUES_MAX {
            return invalid(format!("A condition has 1 to {VALUES_MAX} values."));
        }
    }
    Ok(())
}

fn check_texts(texts: &[String]) -> Result<(), Error> {
    let is_fine =
        |text: &String| !text.trim().is_empty() && text.chars().count() <= VALUE_CHARACTERS_MAX;
    if texts.iter().all(is_fine) {
        return Ok(());
    }
    let reason = format!("A value has 1 to {VALUE_CHARACTERS_MAX} characters.");
    Err(Error::invalid("conditions", reason))
}

pub async fn remove(app: &App, request: Request, id: RoutingRuleId) -> Result<(), Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        access::record::<RoutingRule>(writer, id, "routing rule")?;
        writer.remove_routing_rule(id);
        announce(writer);
        Ok(())
    });
    result.await
}

/// Puts the rules in this order. All of them are named, so that two admins cannot mix their orders.
pub async fn order(
    app: &App,
    request: Request,
    ids: Vec<RoutingRuleId>,
) -> Result<Vec<RoutingRule>, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let rules = routing::rules(writer)?;
        let (mut known, mut named) = (rules.iter().map(|rule| rule.id).collect(), ids.clone());
        let sort = |ids: &mut Vec<RoutingRuleId>| ids.sort();
        sort(&mut known);
        sort(&mut named);
        if known != named {
            let detail = "The rules have changed meanwhile: name each of them once.";
            return Err(Error::conflict("order_mismatch", detail));
        }
        for rule in rules {
            let place = ids.iter().position(|id| *id == rule.id).unwrap_or_default();
            let position = u32::try_from(place).unwrap_or(u32::MAX);
            writer.save_routing_rule(&RoutingRule { position, ..rule })?;
        }
        announce(writer);
        routing::rules(writer)
    });
    result.await
}

fn announce(writer: &mut Writer) {
    writer.announce(Event::Configuration { what: Configuration::RoutingRules });
}
