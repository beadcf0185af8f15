//! Canned messages: what their variables stand for.

use super::error::Error;
use crate::domain::AgentId;
use crate::domain::agent::Agent;
use crate::domain::attribute::{Attribute, Value};
use crate::domain::canned_message::Values;
use crate::domain::contact::Contact;
use crate::domain::conversation::Conversation;
use crate::domain::queue::Queue;
use crate::store::View;

/// What the variables stand for in `conversation`, written by `agent`; `None`: by nobody in particular.
pub fn values(
    view: &View,
    conversation: &Conversation,
    agent: Option<AgentId>,
) -> Result<Values, Error> {
    let contact: Option<Contact> = view.find(conversation.contact)?;
    let agent: Option<Agent> = agent.map(|agent| view.find(agent)).transpose()?.flatten();
    let queue: Option<Queue> = view.find(conversation.queue)?;
    let mut values = attribute_values(view, contact.as_ref())?;
    let mut set = |name: &str, value: Option<String>| {
        values.insert(name.to_owned(), value);
    };
    // A phone number in place of a name is no way to greet somebody.
    let name = contact.as_ref().map(|contact| contact.name.trim());
    let name = name.filter(|name| name.chars().any(char::is_alphabetic));
    let words: Vec<&str> = name.unwrap_or_default().split_whitespace().collect();
    set("name", name.map(str::to_owned));
    set("first_name", words.first().map(|word| (*word).to_owned()));
    set("last_name", words.iter().skip(1).next_back().map(|word| (*word).to_owned()));
    set("email", contact.as_ref().and_then(|contact| contact.email().map(str::to_owned)));
    set("phone", contact.as_ref().and_then(Contact::phone));
    set("agent_name", agent.map(|agent| agent.name));
    set("queue", queue.map(|queue| queue.name));
    set("conversation_number", Some(conversation.id.to_string()));
    Ok(values)
}

fn attribute_values(view: &View, contact: Option<&Contact>) -> Result<Values, Error> {
    let named = |attribute: Attribute| {
        let value = contact.and_then(|contact| contact.attributes.get(&attribute.key));
        (format!("attr.{}", attribute.key), value.map(plain))
    };
    Ok(view.all::<Attribute>()?.into_iter().map(named).collect())
}

fn plain(value: &Value) -> String {
    match value {
        Value::YesNo(true) => "yes".to_owned(),
        Value::YesNo(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
    }
}
