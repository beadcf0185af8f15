//! By what a person knows a mail server's notice.

use crate::channels::email::compose::is_reply_prefix;
use crate::channels::email::mail::Mailbox;

/// How sure its sender makes it.
#[derive(Clone, Copy, PartialEq)]
pub enum Signs {
    /// It comes from a mail server.
    Daemon,
    /// It comes from an address that people have, too.
    Postmaster,
    /// It wants no answer from a server: absence notices do, too.
    NullPath,
}

const DAEMONS: &[&str] = &[
    "mailer-daemon",
    "mailerdaemon",
    "mailer_daemon",
    "mailer.daemon",
    "mail-daemon",
    "maildaemon",
    "mail.daemon",
    "mdaemon",
    "mail-delivery",
    "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e",
];

const POSTMASTERS: &[&str] = &["postmaster", "post_master"];

const DAEMON_NAMES: &[&str] = &[
    "mail delivery s",
    "mailer-daemon",
    "mailer daemon",
    "delivery subsystem",
    "mail administrator",
];

/// In lower case.
const SUBJECTS: &[&str] = &[
    "undeliver",
    "delivery fail",
    "delivery has failed",
    "failure notice",
    "failure delivery",
    "delivery status notification",
    "delivery notification",
    "delivery problem",
    "delivery error",
    "delivery delay",
    "delivery incomplete",
    "returned mail",
    "returned to sender",
    "returning to sender",
    "returning message to sender",
    "mail delivery",
    "message delivery",
    "mail failure",
    "mail failed",
    "mail system error",
    "mail error",
    "could not be delivered",
    "couldn't be delivered",
    "could not send message",
    "not delivered",
    "cannot be delivered",
    "unable to deliver",
    "delayed mail",
    "message delayed",
    "warning: message",
    "non-delivery",
    "nondeliverable",
    "errors from",
    "rejected:",
    "unzustellbar",
    "nicht zugestellt",
    "nicht zustellbar",
    "nicht übermittelt",
    "zustellung fehlgeschlagen",
    "fehlgeschlagene zustellung",
    "onbestelbaar",
    "niet bezorgd",
    "kan niet worden bezorgd",
    "non remis",
    "échec de la remise",
    "non distribué",
    "non distribuable",
    "no se puede entregar",
    "no entregado",
    "no se ha podido entregar",
    "não entregue",
    "não é possível entregar",
    "mancato recapito",
    "non recapitabile",
    "impossibile recapitare",
    "kunne ikke leveres",
    "inte levereras",
    "olevererbar",
    "niedoręczon",
    "niedostarczon",
    "nedoručiteln",
    "kézbesíthetetlen",
    "nelivrabil",
    "не доставлено",
    "недоставлен",
    "не удается доставить",
    "teslim edilemedi",
    "配信不能",
    "配信できません",
    "送信できません",
    "未送達",
    "不達",
    "退信",
    "无法传递",
    "无法投递",
    "未传递",
    "傳遞失敗",
    "배달되지 않음",
];

/// How subjects begin that no person writes.
const BEGINNINGS: &[&str] = &[
    "undeliver",
    "failure notice",
    "delivery status notification",
    "mail delivery failed",
    "returned mail",
    "unzustellbar:",
    "non remis :",
    "no se puede entregar:",
    "onbestelbaar:",
    "non recapitabile:",
];

/// Words that only such notices write.
const PHRASES: &[&str] = &[
    "could not be delivered",
    "couldn't be delivered",
    "cannot be delivered",
    "was not delivered",
    "wasn't delivered",
    "not been delivered",
    "wasn't able to deliver",
    "unable to deliver",
    "undeliver",
    "delivery has failed",
    "delivery failed",
    "delivery failure",
    "failed to deliver",
    "delivery to the following recipient",
    "permanent error",
    "permanent failure",
    "permanent fatal error",
    "this is the mail system at",
    "transcript of session follows",
    "returned to sender",
    "returned to you",
    "user unknown",
    "unknown user",
    "no such user",
    "mailbox full",
    "mailbox unavailable",
    "mailbox is full",
    "over quota",
    "has been delayed",
];

const DELAYED_SUBJECTS: &[&str] =
    &["delay", "warning: could not send", "verzöger", "retardé", "still being retried"];

const DELAYED_PHRASES: &[&str] = &[
    "will be retried",
    "still being retried",
    "will keep trying",
    "will continue to be attempted",
    "delivery attempts will continue",
    "no action is required",
    "no action is needed",
    "do not need to resend",
    "this is a warning message only",
    "this is only a warning",
    "has been delayed",
];

/// How much of a notice tells what it is.
const LETTERS_READ: usize = 4_000;

impl Signs {
    /// What stands behind `Re:` was the subject of the mail that is answered: of a mail on a lost
    /// parcel, say.
    pub fn are_in_subject(self, subject: &str) -> bool {
        let subject = match self {
            Signs::Daemon => subject,
            Signs::Postmaster | Signs::NullPath => before_reply_prefix(subject),
        };
        let subject = subject.to_lowercase();
        SUBJECTS.iter().any(|sign| subject.contains(sign))
    }
}

fn before_reply_prefix(subject: &str) -> &str {
    for (colon, _) in subject.match_indices([':', '：']) {
        let before = &subject[..colon];
        let trimmed = before.trim_end();
        let word = trimmed.rsplit(char::is_whitespace).next().unwrap_or_default();
        if is_reply_prefix(word) {
            return &subject[..trimmed.len() - word.len()];
        }
    }
    subject
}

pub fn is_subject_of_program(subject: &str) -> bool {
    let subject = subject.to_lowercase();
    BEGINNINGS.iter().any(|beginning| subject.starts_with(beginning))
}

pub fn is_postmaster(from: Option<&Mailbox>) -> bool {
    let address = from.map(|from| from.address.as_str()).unwrap_or_default();
    POSTMASTERS.iter().any(|postmaster| address.starts_with(postmaster))
}

pub fn is_daemon(from: Option<&Mailbox>) -> bool {
    let Some(from) = from else { return false };
    let local = from.address.split('@').next().unwrap_or_default();
    let name = from.name.as_deref().unwrap_or_default().to_lowercase();
    DAEMONS.iter().any(|daemon| local.starts_with(daemon))
        || DAEMON_NAMES.iter().any(|daemon| name.starts_with(daemon))
}

pub fn are_in_text(text: &str) -> bool {
    has_any(text, PHRASES)
}

pub fn is_delay(subject: &str, text: &str) -> bool {
    let subject = subject.to_lowercase();
    let is_told = DELAYED_SUBJECTS.iter().any(|sign| subject.contains(sign));
    let is_failure = ["fail", "undeliver", "returned"].iter().any(|sign| subject.contains(sign));
    is_told || (!is_failure && has_any(text, DELAYED_PHRASES))
}

fn has_any(text: &str, phrases: &[&str]) -> bool {
    let beginning: String = text.chars().take(LETTERS_READ).collect();
    let words: Vec<&str> = beginning.split_whitespace().collect();
    let folded = words.join(" ").to_lowercase().replace('’', "'");
    phrases.iter().any(|phrase| folded.contains(phrase))
}
