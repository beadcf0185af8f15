//! Which routing rule a new conversation meets.

use super::InboxId;
use super::attribute::Value;
use super::channel::Channel;
use super::contact::{Contact, IdentityKind};
use super::routing::{Condition, RoutingRule};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What is known when a conversation begins. Texts are kept as they are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    inbox: InboxId,
    channel: Channel,
    /// Of the first message.
    text: String,
    subject: String,
    addresses: Vec<String>,
    attributes: BTreeMap<String, String>,
    language: Option<String>,
}

impl Facts {
    pub fn new(inbox: InboxId, channel: Channel, text: &str, language: Option<&str>) -> Facts {
        Facts {
            inbox,
            channel,
            text: folded(text),
            subject: String::new(),
            addresses: Vec::new(),
            attributes: BTreeMap::new(),
            language: language.map(str::to_owned),
        }
    }

    pub fn with_subject(self, subject: &str) -> Facts {
        Facts { subject: folded(subject), ..self }
    }

    pub fn with_address(mut self, address: &str) -> Facts {
        self.addresses.push(compact(address));
        self
    }

    /// The contact's attributes, and its addresses in the inbox.
    pub fn of_contact(mut self, contact: &Contact) -> Facts {
        for identity in contact.in_inbox(self.inbox) {
            let international = identity.kind == IdentityKind::WhatsappId;
            let sign = if international { "+" } else { "" };
            self.addresses.push(compact(&format!("{sign}{}", identity.value)));
        }
        let attributes = contact.attributes.iter();
        self.attributes.extend(attributes.map(|(key, value)| (key.clone(), in_words(value))));
        self
    }
}

/// The first rule that is on and whose conditions all hold. `rules` in their order.
pub fn first_match<'a>(rules: &'a [RoutingRule], facts: &Facts) -> Option<&'a RoutingRule> {
    rules.iter().find(|rule| rule.is_on && matches(rule, facts))
}

pub fn matches(rule: &RoutingRule, facts: &Facts) -> bool {
    failing(rule, facts).is_none()
}

/// The first condition that does not hold.
pub fn failing<'a>(rule: &'a RoutingRule, facts: &Facts) -> Option<&'a Condition> {
    rule.conditions.iter().find(|condition| !holds(condition, facts))
}

fn holds(condition: &Condition, facts: &Facts) -> bool {
    match condition {
        Condition::Inbox { any } => any.contains(&facts.inbox),
        Condition::Channel { any } => any.contains(&facts.channel),
        Condition::Language { any } => any.iter().any(|code| Some(folded(code)) == facts.language),
        Condition::Attribute { key, any } => {
            let value = facts.attributes.get(key);
            any.iter().any(|wanted| Some(&folded(wanted)) == value)
        }
        Condition::Address { any } => {
            let wanted: Vec<String> = any.iter().map(|wanted| compact(wanted)).collect();
            facts.addresses.iter().any(|address| wanted.iter().any(|w| address.contains(w)))
        }
        Condition::Subject { any } => {
            any.iter().any(|wanted| facts.subject.contains(&folded(wanted)))
        }
        Condition::FirstWords { any } => {
            any.iter().any(|wanted| begins_with(&facts.text, &folded(wanted)))
        }
    }
}

/// Whether whole words stand at the beginning: “refund” is not the beginning of “refundable”.
fn begins_with(text: &str, words: &str) -> bool {
    let is_between = |c: char| !c.is_alphanumeric();
    let text = text.trim_start_matches(is_between);
    let Some(rest) = text.strip_prefix(words.trim_matches(is_between)) else { return false };
    match (words.chars().next_back(), rest.chars().next()) {
        (Some(last), Some(next)) => is_between(next) || is_unspaced(last),
        (None, _) | (_, None) => true,
    }
}

/// Scripts that write no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}')
}

/// Without case, accents, and doubled spaces.
pub fn folded(text: &str) -> String {
    let plain: String =
        text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).nfc().collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An address has no spaces, however people group its digits.
fn compact(address: &str) -> String {
    folded(address).chars().filter(|c| !matches!(c, ' ' | '(' | ')')).collect()
}

fn in_words(value: &Value) -> String {
    match value {
        Value::YesNo(true) => "true".to_owned(),
        Value::YesNo(false) => "false".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => folded(text),
    }
}

/// Languages that rules ask for: only then is a text's language looked for.
pub fn languages(rules: &[RoutingRule]) -> BTreeSet<&str> {
    let conditions = rules.iter().filter(|rule| rule.is_on).flat_map(|rule| &rule.conditions);
    let named = conditions.filter_map(|condition| match condition {
        Condition::Language { any } => Some(any.iter().map(String::as_str)),
        Condition::Inbox { .. }
        | Condition::Channel { .. }
        | Condition::Attribute { .. }
        | Condition::Address { .. }
        | Condition::Subject { .. }
        | Condition::FirstWords { .. } => None,
    });
    named.flatten().collect()
}

#[cfg(test)]
#[path = "matching_tests.rs"]
mod tests;
