//! People who write.

use super::attribute::Value;
use super::{AgentId, ContactId, ContactNoteId, InboxId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longer names are cut: they come from strangers.
pub const NAME_CHARACTERS_MAX: usize = 200;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    pub name: String,
    #[serde(default)]
    pub username: Option<String>,
    pub identities: Vec<Identity>,
    pub created_at: Timestamp,
    /// Custom attributes by their keys.
    #[serde(default)]
    pub attributes: BTreeMap<String, Value>,
    /// What colleagues have noted about this person.
    #[serde(default)]
    pub notes: Vec<ContactNote>,
    /// Set: what this person writes is kept and disturbs nobody.
    #[serde(default)]
    pub blocked_at: Option<Timestamp>,
    /// Set: this person turned out to be that one; nothing new leads here.
    #[serde(default)]
    pub merged_into: Option<ContactId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactNote {
    pub id: ContactNoteId,
    pub text: String,
    pub by: AgentId,
    pub at: Timestamp,
}

/// What a provider knows a contact by, in one inbox. Unique: it leads to one contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub inbox: InboxId,
    pub kind: IdentityKind,
    pub value: String,
    /// When the customer last wrote, by the provider's clock: the start of the window.
    #[serde(default)]
    pub last_inbound_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// Digits, as WhatsApp delivers them.
    WhatsappId,
    /// A business-scoped user id (`US.1349…`): all that a user with a username may show.
    WhatsappUserId,
    Email,
    PageScopedId,
}

impl IdentityKind {
    pub fn as_str(self) -> &'static str {
        match self {
            IdentityKind::WhatsappId => "whatsapp_id",
            IdentityKind::WhatsappUserId => "whatsapp_user_id",
            IdentityKind::Email => "email",
            IdentityKind::PageScopedId => "page_scoped_id",
        }
    }
}

impl Contact {
    pub fn phone(&self) -> Option<String> {
        self.first(IdentityKind::WhatsappId).map(|digits| format!("+{digits}"))
    }

    pub fn email(&self) -> Option<&str> {
        self.first(IdentityKind::Email)
    }

    fn first(&self, kind: IdentityKind) -> Option<&str> {
        self.identities.iter().find(|identity| identity.kind == kind).map(|i| i.value.as_str())
    }

    /// When this contact last wrote to `inbox`, under whichever identity.
    pub fn last_inbound_at(&self, inbox: InboxId) -> Option<Timestamp> {
        self.in_inbox(inbox).filter_map(|identity| identity.last_inbound_at).max()
    }

    pub fn in_inbox(&self, inbox: InboxId) -> impl Iterator<Item = &Identity> {
        self.identities.iter().filter(move |identity| identity.inbox == inbox)
    }
}

/// A display name as a stranger chose it, made safe to keep: control characters and the marks that
/// turn the direction of the text around them are dropped, the length is bounded.
pub fn clean_name(name: &str) -> String {
    let is_unwanted =
        |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let cleaned: String =
        name.chars().filter(|c| !is_unwanted(*c)).take(NAME_CHARACTERS_MAX).collect();
    cleaned.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_turn_the_text_around_them() {
        assert_eq!(clean_name("\u{202E}evil\u{0000} Ana \n"), "evil Ana");
        assert_eq!(clean_name(&"x".repeat(1000)).len(), NAME_CHARACTERS_MAX);
    }
}
