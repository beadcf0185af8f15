//! What providers tell, in one form for all channels.

use crate::domain::Timestamp;
use crate::domain::contact::IdentityKind;
use crate::domain::content::{Content, Forwarded, Product, Referral};
use crate::domain::delivery::{Failure, Report, Status};
use crate::domain::mail::MailFacts;
use crate::domain::template;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Which of our accounts it is about, where it is about one: a phone number id, a page id.
    pub account: Option<String>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub enum What {
    Message(ReceivedMessage),
    Reaction {
        provider_id: String,
        /// The provider's id of the message reacted to: perhaps unknown, or not here yet.
        target: String,
        /// `None`: taken back.
        emoji: Option<String>,
        sender: Sender,
        at: Timestamp,
    },
    /// A customer is known by something else from now on.
    Renamed(Renamed),
    /// The provider tells something of the account itself.
    Account(AccountNews),
    /// How far one of our messages has come.
    Status {
        provider_id: String,
        report: Report,
        /// What we gave along when sending.
        callback: Option<String>,
    },
    /// Everything that we sent to somebody has come so far.
    Watermark(Watermark),
    /// Something went out in our name, by our hand or another.
    Echo(Echo),
    /// A customer says something else instead.
    Edited {
        /// Of the change itself, where it has one.
        provider_id: Option<String>,
        /// The provider's id of the message changed: perhaps unknown.
        target: String,
        text: String,
        /// Which change of that message it is, counted from 1, where that is told.
        number: Option<u32>,
        sender: Sender,
        at: Timestamp,
    },
    /// A customer takes back what he had said.
    Deleted {
        provider_id: Option<String>,
        target: String,
        sender: Sender,
        at: Timestamp,
    },
    /// The provider lets another app answer this customer from now on, perhaps ours.
    HandedOver {
        provider_id: String,
        /// The provider's id of that app.
        to: String,
        sender: Sender,
    },
    /// Something that an admin should know of the account.
    Warning {
        /// The provider's word for it.
        kind: String,
        /// A sentence for people.
        text: String,
        at: Timestamp,
    },
    /// Whether a customer wants advertisements of ours.
    Marketing {
        /// At least one of its ids is there.
        sender: Sender,
        is_wanted: bool,
        /// When he said it.
        at: Timestamp,
    },
    /// A template's state, or what it says, has changed at the provider.
    Template(TemplateChange),
    /// Trouble that the provider reports of the number itself.
    Trouble {
        failure: Failure,
    },
    /// Understood, but nothing of it is kept in a conversation.
    Other {
        /// The provider's name for it: a message's type, a field, `status_` and a status.
        kind: String,
        sender: Option<Sender>,
        provider_id: Option<String>,
        at: Option<Timestamp>,
        /// Whether it lets us write for 24 hours like a message does.
        opens_window: bool,
    },
    /// Understood, and nothing that we want.
    Dropped {
        /// The provider's name for it.
        kind: String,
    },
    Unreadable {
        /// Completes "it could not be read because …".
        reason: String,
    },
}

/// What is told of a template. It is of a business account, which may have several numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct TemplateChange {
    pub waba_id: Option<String>,
    pub name: String,
    pub language: String,
    pub news: TemplateNews,
}

#[derive(Clone, Debug, PartialEq)]
pub enum TemplateNews {
    /// `None`: it can be sent as before.
    Status {
        status: Option<template::Status>,
        reason: Option<String>,
    },
    Quality(String),
    Category(String),
    /// Its text: it has to be fetched.
    Components,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedMessage {
    pub provider_id: String,
    pub sent_at: Timestamp,
    /// At least one of its ids is there.
    pub sender: Sender,
    pub content: Content,
    /// The provider's id of the message answered.
    pub reply_to: Option<String>,
    /// Whether it begins a conversation where there is none open.
    pub opens_conversation: bool,
    pub forwarded: Option<Forwarded>,
    pub referral: Option<Referral>,
    pub product: Option<Product>,
    /// Somebody else answers there at the moment: it is shown, and nothing follows from it.
    pub is_standby: bool,
    /// Said in a group: it lets us write to none of its members, and nothing follows from it.
    pub is_in_group: bool,
    /// Set: it is a mail.
    pub mail: Option<Box<MailFacts>>,
}

/// How far what we sent to somebody has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Watermark {
    pub sender: Sender,
    /// Delivered or read.
    pub status: Status,
    /// Everything sent until then; by the provider's clock.
    pub up_to: Option<Timestamp>,
    /// These messages in any case.
    pub provider_ids: Vec<String>,
    pub at: Timestamp,
}

/// What went out in our account's name.
#[derive(Clone, Debug, PartialEq)]
pub struct Echo {
    pub provider_id: String,
    pub to: Sender,
    pub sent_at: Timestamp,
    pub content: Content,
    /// The provider's id of the message answered.
    pub reply_to: Option<String>,
    /// The provider's id of the program that it was written with.
    pub app: Option<String>,
    /// What was given along when it was sent.
    pub callback: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Renamed {
    pub provider_id: Option<String>,
    pub at: Timestamp,
    /// The provider's word for what happened.
    pub kind: String,
    pub before: Sender,
    pub after: Sender,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AccountNews {
    /// The business account that it is about, whose inboxes all hear of it.
    pub business: Option<String>,
    /// The provider's word for it.
    pub kind: String,
    /// A sentence for people.
    pub text: String,
    pub effect: Effect,
    /// When it happened, by the provider's clock.
    pub at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Somebody should know.
    Warns,
    /// Nothing can be sent any more.
    Stops,
    /// What such news stopped goes on.
    GoesOn,
}

#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("the body is no JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the body is no JSON object")]
    NotAnObject,
}

/// Who wrote, as far as the provider tells. Since 2026 somebody with a WhatsApp username may show no
/// phone number at all; then `user_id` is the only identity. All may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    /// Digits without `+`, as WhatsApp delivers them.
    pub wa_id: Option<String>,
    /// Business-scoped: `US.1349…`.
    pub user_id: Option<String>,
    /// Of one Facebook page: the same person has another at another page.
    pub page_scoped_id: Option<String>,
    /// In lower case.
    pub email: Option<String>,
    pub name: Option<String>,
    /// Without the leading `@`.
    pub username: Option<String>,
}

impl ReceivedMessage {
    /// Something said, with nothing special about it.
    pub fn new(
        provider_id: String,
        sent_at: Timestamp,
        sender: Sender,
        content: Content,
    ) -> ReceivedMessage {
        ReceivedMessage {
            provider_id,
            sent_at,
            sender,
            content,
            reply_to: None,
            opens_conversation: true,
            forwarded: None,
            referral: None,
            product: None,
            is_standby: false,
            is_in_group: false,
            mail: None,
        }
    }
}

impl Sender {
    /// Somebody of one Facebook page.
    pub fn of_page(id: String) -> Sender {
        Sender { page_scoped_id: Some(id), ..Sender::default() }
    }

    /// Somebody of whom only this is known.
    pub fn known_as(kind: IdentityKind, value: &str) -> Sender {
        let (value, nobody) = (Some(value.to_owned()), Sender::default());
        match kind {
            IdentityKind::WhatsappUserId => Sender { user_id: value, ..nobody },
            IdentityKind::PageScopedId => Sender { page_scoped_id: value, ..nobody },
            IdentityKind::WhatsappId | IdentityKind::Phone => Sender { wa_id: value, ..nobody },
            IdentityKind::Email => Sender { email: value, ..nobody },
        }
    }

    pub fn is_known(&self) -> bool {
        !self.identities().is_empty()
    }

    /// What the person is known by, the surest way to reach them first.
    pub fn identities(&self) -> Vec<(IdentityKind, &str)> {
        let ids = [
            (IdentityKind::WhatsappId, &self.wa_id),
            (IdentityKind::WhatsappUserId, &self.user_id),
            (IdentityKind::PageScopedId, &self.page_scoped_id),
            (IdentityKind::Email, &self.email),
        ];
        ids.into_iter().filter_map(|(kind, id)| Some((kind, id.as_deref()?))).collect()
    }
}
