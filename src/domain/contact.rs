//! People who write.

use super::attribute::Value;
use super::phone_variants;
use super::{AgentId, ContactId, ContactNoteId, InboxId, MergeId, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Longer names are cut: they come from strangers.
pub const NAME_CHARACTERS_MAX: usize = 200;
/// The inbox of identities that are of no inbox yet: what a colleague or a list has told us.
pub const NO_INBOX: InboxId = InboxId(0);
pub const EMAIL_CHARACTERS_MAX: usize = 254;
/// How many digits a phone number has, the country's code included (E.164).
pub const PHONE_DIGITS: RangeInclusive<usize> = 7..=15;

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
    /// The merges by which others became this one, oldest first.
    #[serde(default)]
    pub merges: Vec<MergeId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContactNote {
    pub id: ContactNoteId,
    pub text: String,
    pub by: AgentId,
    pub at: Timestamp,
}

/// What a provider knows a contact by, in one inbox, or what else we know to reach it by (of
/// `NO_INBOX`). Unique: it leads to one contact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    pub inbox: InboxId,
    pub kind: IdentityKind,
    pub value: String,
    /// When the customer last wrote, by the provider's clock: the start of the window.
    #[serde(default)]
    pub last_inbound_at: Option<Timestamp>,
    /// Set: whoever is behind it wants no marketing messages from this inbox, since then.
    #[serde(default)]
    pub marketing_stopped_at: Option<Timestamp>,
    /// When that was last said, whichever it was, by the provider's clock.
    #[serde(default)]
    pub marketing_told_at: Option<Timestamp>,
    /// The merge that brought it here: identities that came together are of one account.
    #[serde(default)]
    pub came_by: Option<MergeId>,
    /// Set: a mail to this address came back for good, and nothing has come from it since.
    #[serde(default)]
    pub undeliverable: Option<Undeliverable>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undeliverable {
    pub at: Timestamp,
    /// Why, in plain words.
    pub reason: String,
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
    /// Digits with the country's code, as somebody has told us; of no inbox.
    Phone,
}

impl IdentityKind {
    pub fn as_str(self) -> &'static str {
        match self {
            IdentityKind::WhatsappId => "whatsapp_id",
            IdentityKind::WhatsappUserId => "whatsapp_user_id",
            IdentityKind::Email => "email",
            IdentityKind::PageScopedId => "page_scoped_id",
            IdentityKind::Phone => "phone",
        }
    }
}

impl Contact {
    /// Somebody of whom nothing is known but a name.
    pub fn new(id: ContactId, name: String, now: Timestamp) -> Contact {
        Contact {
            id,
            name,
            username: None,
            identities: Vec::new(),
            created_at: now,
            attributes: BTreeMap::new(),
            notes: Vec::new(),
            blocked_at: None,
            merged_into: None,
            merges: Vec::new(),
        }
    }

    pub fn phone(&self) -> Option<String> {
        let digits = self.first(IdentityKind::WhatsappId).or(self.first(IdentityKind::Phone));
        digits.map(|digits| format!("+{digits}"))
    }

    /// Marks an address as one that mails come back from, wherever it is known from; or takes that
    /// off. Answers whether anything changed.
    pub fn mark_address(&mut self, address: &str, undeliverable: Option<Undeliverable>) -> bool {
        let before = self.identities.clone();
        for identity in &mut self.identities {
            if identity.kind == IdentityKind::Email && identity.value == address {
                identity.undeliverable = undeliverable.clone();
            }
        }
        self.identities != before
    }

    /// Why mails to this address come back, if they do.
    pub fn undeliverable(&self, address: &str) -> Option<&Undeliverable> {
        let mut all = self.identities.iter();
        all.find_map(|identity| match identity.kind {
            IdentityKind::Email if identity.value == address => identity.undeliverable.as_ref(),
            IdentityKind::Email
            | IdentityKind::WhatsappId
            | IdentityKind::WhatsappUserId
            | IdentityKind::PageScopedId
            | IdentityKind::Phone => None,
        })
    }

    pub fn email(&self) -> Option<&str> {
        self.first(IdentityKind::Email)
    }

    pub fn first(&self, kind: IdentityKind) -> Option<&str> {
        self.identities.iter().find(|identity| identity.kind == kind).map(|i| i.value.as_str())
    }

    pub fn in_inbox(&self, inbox: InboxId) -> impl Iterator<Item = &Identity> {
        self.identities.iter().filter(move |identity| identity.inbox == inbox)
    }

    pub fn identity(&self, inbox: InboxId, kind: IdentityKind, value: &str) -> Option<&Identity> {
        self.in_inbox(inbox).find(|identity| identity.kind == kind && identity.value == value)
    }

    /// The other form of a WhatsApp number, if this contact is known by that one.
    pub fn other_form(&self, inbox: InboxId, kind: IdentityKind, value: &str) -> Option<&Identity> {
        let variant = phone_variants::of(value).filter(|_| kind == IdentityKind::WhatsappId)?;
        self.identity(inbox, kind, &variant)
    }

    /// The phone number that people told us, in whichever form it is written.
    pub fn told_phone(&self, digits: &str) -> Option<&Identity> {
        let phones = || self.in_inbox(NO_INBOX).filter(|told| told.kind == IdentityKind::Phone);
        phones()
            .find(|told| told.value == digits)
            .or_else(|| phones().find(|told| phone_variants::are_one(&told.value, digits)))
    }

    /// When this contact last wrote to `inbox` from the address that a conversation answers to.
    pub fn last_inbound_at(
        &self,
        inbox: InboxId,
        to: &(IdentityKind, String),
    ) -> Option<Timestamp> {
        match self.identity(inbox, to.0, &to.1) {
            Some(identity) => identity.last_inbound_at,
            None => self.in_inbox(inbox).filter_map(|identity| identity.last_inbound_at).max(),
        }
    }

    /// Since when the account that `to` is of wants no marketing messages from `inbox`.
    pub fn marketing_stopped_at(
        &self,
        inbox: InboxId,
        to: &(IdentityKind, String),
    ) -> Option<Timestamp> {
        let came_by = self.identity(inbox, to.0, &to.1)?.came_by;
        let together = self.in_inbox(inbox).filter(|identity| identity.came_by == came_by);
        together.filter_map(|identity| identity.marketing_stopped_at).min()
    }

    /// Notes that the account behind these identities wants no marketing messages from `inbox`, or
    /// does again, as was said at `at`; what was known already keeps its time. Answers whether it
    /// is news: providers tell things late and twice.
    pub fn set_marketing(
        &mut self,
        inbox: InboxId,
        came_by: Option<MergeId>,
        is_wanted: bool,
        at: Timestamp,
    ) -> bool {
        let is_of = |identity: &Identity| identity.inbox == inbox && identity.came_by == came_by;
        let together = || self.identities.iter().filter(|identity| is_of(identity));
        let stopped_at = together().filter_map(|identity| identity.marketing_stopped_at).min();
        let told_at = together().filter_map(|identity| identity.marketing_told_at).max();
        let is_old =
            |told_at: Timestamp| at < told_at || at == told_at && is_wanted == stopped_at.is_none();
        if told_at.or(stopped_at).is_some_and(is_old) {
            return false;
        }
        let stopped_at = (!is_wanted).then(|| stopped_at.unwrap_or(at));
        for identity in self.identities.iter_mut().filter(|identity| is_of(identity)) {
            identity.marketing_stopped_at = stopped_at;
            identity.marketing_told_at = Some(at);
        }
        true
    }

    /// Where answers in `inbox` go among the identities that came by the same merge: to the number
    /// if there is one, since that is what the provider delivers to most surely.
    pub fn address(
        &self,
        inbox: InboxId,
        came_by: Option<MergeId>,
    ) -> Option<(IdentityKind, String)> {
        let together = self.in_inbox(inbox).filter(|identity| identity.came_by == came_by);
        together.min_by_key(|identity| identity.kind).map(|i| (i.kind, i.value.clone()))
    }

    /// Where answers in `inbox` go, whichever of the contact's own addresses that is.
    pub fn any_address(&self, inbox: InboxId) -> Option<(IdentityKind, String)> {
        let mut ways = self.in_inbox(inbox).map(|identity| identity.came_by).collect::<Vec<_>>();
        ways.sort();
        ways.first().and_then(|came_by| self.address(inbox, *came_by))
    }
}

/// The digits of a phone number as people write it: `+44 7700 900123`, `0044 (0)7700-900123`.
/// `None`: it is none, or lacks its country's code.
pub fn phone_digits(text: &str) -> Option<String> {
    let text = text.replace("(0)", "");
    let is_written = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-./()".contains(c);
    if !text.chars().all(is_written) || text.trim().rfind('+').is_some_and(|at| at > 0) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    (PHONE_DIGITS.contains(&digits.len()) && !digits.starts_with('0')).then(|| digits.to_owned())
}

/// An e-mail address in lower case; `None`: it is none.
pub fn clean_email(text: &str) -> Option<String> {
    let email = text.trim().to_lowercase();
    let (local, domain) = email.split_once('@')?;
    let is_one = !local.is_empty()
        && !domain.is_empty()
        && !domain.contains('@')
        && email.chars().count() <= EMAIL_CHARACTERS_MAX
        && !email.chars().any(|c| c.is_whitespace() || c.is_control());
    is_one.then_some(email)
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

    #[test]
    fn phone_numbers_are_read_with_their_countrys_code() {
        for text in ["+44 7700 900123", "0044 (0)7700-900.123", "447700900123", " 44/7700/900123"] {
            assert_eq!(phone_digits(text).as_deref(), Some("447700900123"), "{text}");
        }
        for text in ["", "07700 900123", "12", "+44 7700 x", "44+7700900123", "4.47701E+11"] {
            assert_eq!(phone_digits(text), None, "{text}");
        }
    }

    #[test]
    fn addresses_are_kept_in_lower_case() {
        assert_eq!(clean_email(" Ana@Example.com ").as_deref(), Some("ana@example.com"));
        for text in ["", "ana", "@b", "a@", "a@b@c", "a b@c"] {
            assert_eq!(clean_email(text), None, "{text}");
        }
    }

    fn identity(kind: IdentityKind, value: &str, came_by: Option<u64>) -> Identity {
        Identity {
            inbox: InboxId(1),
            kind,
            value: value.to_owned(),
            last_inbound_at: came_by.map(|by| Timestamp(by as i64)),
            marketing_stopped_at: None,
            marketing_told_at: None,
            came_by: came_by.map(MergeId),
            undeliverable: None,
        }
    }

    #[test]
    fn what_a_customer_last_said_of_advertisements_holds_however_late_it_comes() {
        let mut ana = Contact::new(ContactId(1), "Ana".into(), Timestamp(0));
        ana.identities = vec![identity(IdentityKind::WhatsappId, "1555", None)];
        let number = (IdentityKind::WhatsappId, "1555".to_owned());
        for (is_wanted, at, is_news, stopped_at) in [
            (false, 10, true, Some(10)),
            (false, 10, false, Some(10)),
            (false, 15, true, Some(10)),
            (true, 20, true, None),
            (false, 10, false, None),
            (true, 20, false, None),
            (false, 20, true, Some(20)),
            (true, 15, false, Some(20)),
        ] {
            let told = ana.set_marketing(InboxId(1), None, is_wanted, Timestamp(at));
            assert_eq!(told, is_news, "{is_wanted} at {at}");
            let known = ana.marketing_stopped_at(InboxId(1), &number);
            assert_eq!(known, stopped_at.map(Timestamp), "{is_wanted} at {at}");
        }
        // As it was kept before: without when it was told.
        ana.identities[0].marketing_told_at = None;
        assert!(!ana.set_marketing(InboxId(1), None, true, Timestamp(19)));
        assert!(ana.set_marketing(InboxId(1), None, true, Timestamp(21)));
    }

    #[test]
    fn answers_go_to_the_number_of_the_account_that_wrote() {
        let mut ana = Contact::new(ContactId(1), "Ana".into(), Timestamp(0));
        assert_eq!(ana.any_address(InboxId(1)), None);
        ana.identities = vec![
            identity(IdentityKind::WhatsappUserId, "US.1", Some(7)),
            identity(IdentityKind::WhatsappId, "1555", Some(7)),
            identity(IdentityKind::WhatsappUserId, "US.2", None),
        ];
        let number = (IdentityKind::WhatsappId, "1555".to_owned());
        let name = (IdentityKind::WhatsappUserId, "US.2".to_owned());
        assert_eq!(ana.address(InboxId(1), Some(MergeId(7))), Some(number.clone()));
        assert_eq!(ana.address(InboxId(1), None), Some(name.clone()));
        assert_eq!(ana.any_address(InboxId(1)), Some(name.clone()));
        assert_eq!(ana.last_inbound_at(InboxId(1), &number), Some(Timestamp(7)));
        assert_eq!(ana.last_inbound_at(InboxId(1), &name), None, "each has a window of its own");
    }
}
