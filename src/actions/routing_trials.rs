//! What would become of a message that nobody has written. Nothing is changed.

use super::access;
use super::contacts;
use super::error::Error;
use super::latest;
use super::routing::{self, Opening};
use super::senders;
use crate::channels::received::Sender;
use crate::domain::contact::{Contact, IdentityKind, phone_digits};
use crate::domain::conversation::Conversation;
use crate::domain::inbox::Inbox;
use crate::domain::language;
use crate::domain::matching::{self, Facts};
use crate::domain::permission::{Act, Actor};
use crate::domain::queue::Queue;
use crate::domain::routing::{Condition, Reason, RoutingRule};
use crate::domain::{AgentId, ContactId, InboxId};
use crate::store::View;

#[derive(Clone, Debug)]
pub struct Trial {
    pub inbox: InboxId,
    pub text: String,
    pub subject: Option<String>,
    /// As typed: whoever is known by it counts as the writer.
    pub address: Option<String>,
    /// The writer, whatever the address.
    pub contact: Option<ContactId>,
}

pub struct Outcome {
    pub fate: Fate,
    /// Who would have written, if known.
    pub contact: Option<Contact>,
    pub language: Option<&'static str>,
    /// Each rule that is on, and the first of its conditions that does not hold.
    pub checked: Vec<(RoutingRule, Option<Condition>)>,
}

pub enum Fate {
    Begins {
        /// `None`: the inbox's own queue.
        rule: Option<RoutingRule>,
        queue: Queue,
        /// `None`: it would wait.
        agent: Option<(AgentId, Reason)>,
    },
    /// There is an open conversation with this customer: rules are asked of new ones only.
    GoesOn { conversation: Conversation, queue: Queue },
    /// The customer is blocked: it is kept where it would have gone on, and nothing begins.
    Kept { conversation: Option<Conversation>, queue: Queue },
}

pub fn try_out(view: &View, actor: &Actor, trial: &Trial) -> Result<Outcome, Error> {
    access::require(actor, Act::SeeRouting)?;
    let inbox: Inbox = access::record(view, trial.inbox, "inbox")?;
    let rules = routing::rules(view)?;
    let typed = trial.address.as_deref().map(str::trim).filter(|address| !address.is_empty());
    let (contact, to) = writer(view, &inbox, typed, trial.contact)?;
    let opening = Opening { text: &trial.text, subject: trial.subject.as_deref() };
    let facts = with_typed(routing::facts(&rules, &inbox, contact.as_ref(), opening), typed);
    let fate = fate(view, &inbox, &rules, &facts, contact.as_ref(), to)?;
    let language = language::of(&trial.text, &matching::languages(&rules));
    let on = rules.iter().filter(|rule| rule.is_on);
    let checked = on.map(|rule| (rule.clone(), matching::failing(rule, &facts).cloned()));
    let checked = checked.collect();
    Ok(Outcome { fate, contact, language, checked })
}

type Address = (IdentityKind, String);

/// Who would have written, as a message from there finds them, and where answers would go.
fn writer(
    view: &View,
    inbox: &Inbox,
    typed: Option<&str>,
    contact: Option<ContactId>,
) -> Result<(Option<Contact>, Option<Address>), Error> {
    if let Some(id) = contact {
        let contact = contacts::living(view, id)?;
        let to = contact.any_address(inbox.id);
        return Ok((Some(contact), to));
    }
    let Some(typed) = typed else { return Ok((None, None)) };
    let sender = match phone_digits(typed) {
        Some(digits) => Sender { wa_id: Some(digits), ..Sender::default() },
        None => Sender { user_id: Some(typed.to_owned()), ..Sender::default() },
    };
    let contact = senders::known_contact(view, inbox, &sender)?;
    let to = contact.as_ref().map(|known| senders::answer_address(known, inbox.id, &sender));
    Ok((contact, to))
}

/// A number counts as it is delivered, however it is grouped here.
fn with_typed(facts: Facts, typed: Option<&str>) -> Facts {
    let Some(typed) = typed else { return facts };
    match phone_digits(typed) {
        Some(digits) => facts.with_address(&format!("+{digits}")),
        None => facts.with_address(typed),
    }
}

fn fate(
    view: &View,
    inbox: &Inbox,
    rules: &[RoutingRule],
    facts: &Facts,
    contact: Option<&Contact>,
    to: Option<Address>,
) -> Result<Fate, Error> {
    let earlier = match contact {
        Some(contact) => latest::conversation(view, contact.id, inbox.id, to.as_ref())?,
        None => None,
    };
    let rule = matching::first_match(rules, facts);
    let for_new = rule.map_or(inbox.queue, |rule| rule.queue);
    if contact.is_some_and(|contact| contact.blocked_at.is_some()) {
        let id = earlier.as_ref().map_or(for_new, |earlier| earlier.queue);
        let queue = access::record(view, id, "queue")?;
        return Ok(Fate::Kept { conversation: earlier, queue });
    }
    match earlier {
        Some(open) if open.is_open() => {
            let queue = access::record(view, open.queue, "queue")?;
            Ok(Fate::GoesOn { conversation: open, queue })
        }
        ended => {
            let queue: Queue = access::record(view, for_new, "queue")?;
            let previous = ended.map(|ended| ended.id);
            let agent = routing::best_of(view, &queue, previous, None)?;
            Ok(Fate::Begins { rule: rule.cloned(), queue, agent })
        }
    }
}
