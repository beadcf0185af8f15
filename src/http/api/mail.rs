//! What an entry is beyond its words when it is a mail.

use crate::actions::mail::choosing::UsualHead;
use crate::domain::EntryId;
use crate::domain::mail as domain;
use crate::domain::mail::{MailFacts, SentMail};
use poem_openapi::Object;

#[derive(Clone, Debug, Object)]
#[oai(rename = "MailFacts")]
pub struct Mail {
    /// Who wrote it; null: it does not say.
    pub from: Option<MailAddress>,
    /// Where its author wants answers, if elsewhere.
    pub reply_to: Option<MailAddress>,
    pub to: Vec<MailAddress>,
    /// They get no answers.
    pub cc: Vec<MailAddress>,
    pub subject: Option<String>,
    /// A program wrote it: nothing answers it by itself.
    pub is_automatic: bool,
    /// Somebody else than the conversation's contact wrote it; answers go to the contact.
    pub is_from_other_address: bool,
    /// Whether its HTML names pictures that lie elsewhere.
    pub has_remote_images: bool,
    /// What is not shown as it is: `html_too_large`, `encrypted`, `winmail`, `truncated`,
    /// `files_left_out`; more may come.
    pub notices: Vec<String>,
    pub invitation: Option<MailInvitation>,
    /// What the server that took it in says of its author (`Authentication-Results`).
    pub authentication: Option<String>,
    /// The mail byte by byte; null: it is not kept.
    pub raw_url: Option<String>,
    /// Which of `content.files`, from 0, the HTML shows at their places.
    pub inline_files: Vec<u32>,
}

#[derive(Clone, Debug, Object)]
pub struct MailAddress {
    pub name: Option<String>,
    pub address: String,
}

/// What stands above an answer.
#[derive(Clone, Debug, Object)]
pub struct MailHead {
    pub to: MailAddress,
    pub subject: String,
}

/// What a calendar file in a mail says.
#[derive(Clone, Debug, Object)]
pub struct MailInvitation {
    pub summary: Option<String>,
    pub starts: Option<String>,
    pub ends: Option<String>,
    pub location: Option<String>,
    pub organizer: Option<String>,
    /// `REQUEST`, `CANCEL`, `REPLY` …
    pub method: Option<String>,
}

impl From<domain::Mailbox> for MailAddress {
    fn from(mailbox: domain::Mailbox) -> MailAddress {
        MailAddress { name: mailbox.name, address: mailbox.address }
    }
}

impl From<UsualHead> for MailHead {
    fn from(UsualHead { to, subject }: UsualHead) -> MailHead {
        MailHead { to: to.into(), subject }
    }
}

impl From<domain::Invitation> for MailInvitation {
    fn from(invitation: domain::Invitation) -> MailInvitation {
        let domain::Invitation { summary, starts, ends, location, organizer, method } = invitation;
        MailInvitation { summary, starts, ends, location, organizer, method }
    }
}

impl Mail {
    pub fn received(entry: EntryId, facts: MailFacts) -> Mail {
        let addresses =
            |list: Vec<domain::Mailbox>| list.into_iter().map(MailAddress::from).collect();
        Mail {
            from: facts.from.map(MailAddress::from),
            reply_to: facts.reply_to.map(MailAddress::from),
            to: addresses(facts.to),
            cc: addresses(facts.cc),
            subject: facts.subject,
            is_automatic: facts.is_automatic,
            is_from_other_address: facts.is_from_other_address,
            has_remote_images: facts.has_remote_images,
            notices: facts.notices.iter().map(|notice| notice.as_str().to_owned()).collect(),
            invitation: facts.invitation.map(MailInvitation::from),
            authentication: facts.authentication,
            raw_url: facts.mail.map(|_| url(entry, "mail")),
            inline_files: facts.inline_files,
        }
    }

    pub fn sent(entry: EntryId, mail: SentMail) -> Mail {
        Mail {
            from: None,
            reply_to: None,
            to: mail.to.into_iter().map(MailAddress::from).collect(),
            cc: Vec::new(),
            subject: Some(mail.subject),
            is_automatic: mail.is_automatic,
            is_from_other_address: false,
            has_remote_images: false,
            notices: Vec::new(),
            invitation: None,
            authentication: None,
            raw_url: mail.raw.map(|_| url(entry, "mail")),
            inline_files: Vec::new(),
        }
    }
}

/// Where something of a message is, from the root of this server.
pub fn url(entry: EntryId, what: &str) -> String {
    format!("/api/v1/conversations/{}/messages/{entry}/{what}", entry.conversation())
}
