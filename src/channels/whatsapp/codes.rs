//! Meta's error codes: what follows from each, and what to tell people.
//! From the Cloud API's "Error codes" page and the Graph API's "Handling errors".

use super::NAME;
use crate::channels::{Scope, refusal};
use crate::domain::delivery::Failure;
use crate::domain::template;
use crate::domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};

/// The code of an inbound message of a type that the API does not carry.
pub const UNSUPPORTED_TYPE: i64 = 131051;

/// The code of a place in a list that Meta has forgotten.
pub const PLACE_FORGOTTEN: i64 = 131059;

/// The first of two codes of too many calls for a business account.
pub const TOO_MANY_CALLS: i64 = 80007;

/// The code of a number that too many customers dislike.
const DISLIKED: i64 = 131048;
/// For how long it rests then.
const DISLIKED_REST_MS: i64 = 6 * HOUR_MS;

/// The codes of an account that is locked, and blocked for a time.
const LOCKED: i64 = 131031;
const BLOCKED: i64 = 368;
/// The kind of warnings of other trouble with the account.
pub const ACCOUNT: &str = "account";

/// The code of trouble with paying, which only templates cost.
const PAYMENT: i64 = 131042;

/// The code of an advertisement to somebody who wants none.
const MARKETING_STOPPED: i64 = 131050;

/// The code, or the subcode of 100, that names an object that is gone or not ours.
const OBJECT_GONE: i64 = 33;
const INVALID_PARAMETER: i64 = 100;

/// The codes of messages that Meta held back for the customer's sake.
const FINAL: [i64; 2] = [130472, 131049];

const TEMPLATE_GONE: i64 = 132001;
const TEMPLATE_PAUSED: i64 = 132015;
const TEMPLATE_DISABLED: i64 = 132016;

/// What follows from a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Meta failed: worth a few tries, later and later.
    Again,
    /// A limit was hit: the same message goes through after `wait_ms`.
    Wait { wait_ms: i64, scope: Scope },
    /// This message will never go through as it is.
    Permanent,
    /// Trouble with the account: no message goes through until an admin mends it.
    Stopped,
}

/// What follows for an account from what is reported of one of its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfAccount {
    /// More would make it worse: nothing is sent any more.
    Stops,
    /// Admins are told, under this kind.
    Warns(&'static str),
}

struct Row {
    first: i64,
    last: i64,
    class: Class,
    /// What happened and what to do.
    sentence: &'static str,
    /// Whether Meta's own explanation says more than ours.
    quoted: bool,
}

const fn row(code: i64, class: Class, sentence: &'static str) -> Row {
    Row { first: code, last: code, class, sentence, quoted: false }
}

const fn quoted(code: i64, class: Class, sentence: &'static str) -> Row {
    Row { first: code, last: code, class, sentence, quoted: true }
}

const fn wait(wait_ms: i64, scope: Scope) -> Class {
    Class::Wait { wait_ms, scope }
}

use Class::{Again, Permanent, Stopped};

const TOKEN: &str = "WhatsApp no longer accepts the access token. An admin must enter a new one in the inbox's settings.";
const PERMISSION: &str = "The access token lacks a permission for this number. An admin must grant whatsapp_business_messaging to the app, or enter another token.";
const TROUBLE: &str = "WhatsApp had trouble on its side. Send the message again in a while.";
const BUSY: &str =
    "WhatsApp is limiting how fast this account may send. Send the message again in a while.";
const PARAMETER: &str =
    "WhatsApp did not understand the message. Change it before sending it again.";
const TEMPLATE: &str =
    "The template's parameters do not fit what WhatsApp approved. Check them and send again.";

static ROWS: &[Row] = &[
    row(0, Stopped, TOKEN),
    row(1, Again, TROUBLE),
    row(2, Again, TROUBLE),
    row(3, Stopped, PERMISSION),
    row(4, wait(MINUTE_MS, Scope::Inbox), BUSY),
    row(10, Stopped, PERMISSION),
    row(
        OBJECT_GONE,
        Stopped,
        "WhatsApp does not know this phone number id, or the access token has no right to it. An admin must check both in the inbox's settings.",
    ),
    quoted(INVALID_PARAMETER, Permanent, PARAMETER),
    row(
        104,
        Stopped,
        "The app requires signed calls (\"Require App Secret\"). An admin must switch that off in the app's settings at Meta.",
    ),
    row(190, Stopped, TOKEN),
    Row { first: 200, last: 299, class: Stopped, sentence: PERMISSION, quoted: false },
    row(
        BLOCKED,
        Stopped,
        "Meta has blocked this account for a time because of its policy. An admin must look at the account's quality page at Meta.",
    ),
    Row {
        first: TOO_MANY_CALLS,
        last: TOO_MANY_CALLS + 1,
        class: wait(MINUTE_MS, Scope::Inbox),
        sentence: BUSY,
        quoted: false,
    },
    row(130403, Permanent, "This customer is blocked by us. Unblock the customer before writing."),
    row(130429, wait(SECOND_MS, Scope::Inbox), BUSY),
    row(
        130472,
        Permanent,
        "WhatsApp did not deliver this because the customer is part of an experiment of Meta's. Do not send it again; wait for the customer to write.",
    ),
    row(
        130497,
        Permanent,
        "WhatsApp does not let this business write to customers in this country.",
    ),
    row(131000, Again, TROUBLE),
    row(131005, Stopped, PERMISSION),
    quoted(131008, Permanent, PARAMETER),
    quoted(131009, Permanent, PARAMETER),
    row(131016, Again, TROUBLE),
    row(131021, Permanent, "A number can't write to itself. Choose another customer."),
    row(
        131026,
        Permanent,
        "WhatsApp could not deliver this: the number may have no WhatsApp, an old version of it, or have blocked us. Reach the customer another way.",
    ),
    row(
        131030,
        Permanent,
        "This is a test number, and the customer's number is not on its list of allowed recipients. An admin can add it at Meta.",
    ),
    row(
        LOCKED,
        Stopped,
        "Meta has locked this account. An admin must look at the account's status at Meta.",
    ),
    row(
        131037,
        Stopped,
        "The number's display name is not approved yet. An admin must request approval at Meta.",
    ),
    row(
        PAYMENT,
        Permanent,
        "Meta sends no templates because of the account's payment method. An admin must check it at Meta; answers within 24 hours still go out.",
    ),
    row(
        131045,
        Stopped,
        "The number is not registered properly. An admin must register it again at Meta.",
    ),
    row(
        131047,
        Permanent,
        "More than 24 hours have passed since the customer last wrote. Send a template, or wait until the customer writes.",
    ),
    row(
        DISLIKED,
        Stopped,
        "WhatsApp has limited this number because too many customers blocked or reported it. Check the number's quality at Meta.",
    ),
    row(
        131049,
        Permanent,
        "WhatsApp held this back to spare the customer too many business messages. Do not send it again today.",
    ),
    row(
        MARKETING_STOPPED,
        Permanent,
        "The customer has stopped marketing messages from us. Only answer what the customer writes.",
    ),
    row(
        UNSUPPORTED_TYPE,
        Permanent,
        "WhatsApp does not carry this kind of message. Send it in another form.",
    ),
    row(
        131052,
        Permanent,
        "WhatsApp could not fetch the customer's file; it may be over 100 MB. Ask the customer to send it again.",
    ),
    quoted(131053, Permanent, "WhatsApp did not take the file. Send it in another format."),
    quoted(131055, Permanent, PARAMETER),
    row(
        131057,
        wait(MINUTE_MS, Scope::Inbox),
        "WhatsApp is working on this account. Send the message again in a while.",
    ),
    row(PLACE_FORGOTTEN, Permanent, "Meta lost its place in a list. Ask again."),
    quoted(
        131062,
        Permanent,
        "This kind of message needs the customer's phone number, which WhatsApp does not show us.",
    ),
    quoted(
        131063,
        Permanent,
        "This kind of message needs the customer's phone number, which WhatsApp does not show us.",
    ),
    quoted(
        131064,
        Permanent,
        "This kind of message needs the customer's phone number, which WhatsApp does not show us.",
    ),
    row(
        131056,
        wait(6 * SECOND_MS, Scope::Contact),
        "Too many messages went to this customer in a short time. Send the message again in a while.",
    ),
    quoted(132000, Permanent, TEMPLATE),
    row(
        TEMPLATE_GONE,
        Permanent,
        "The template does not exist in this language, or is not approved. Choose another one.",
    ),
    row(
        132005,
        Permanent,
        "The template is too long with these parameters. Shorten them and send again.",
    ),
    row(132007, Permanent, "The template breaks a policy of WhatsApp's. Choose another one."),
    quoted(132012, Permanent, TEMPLATE),
    row(
        TEMPLATE_PAUSED,
        Permanent,
        "WhatsApp has paused the template because customers disliked it. Choose another one.",
    ),
    row(
        TEMPLATE_DISABLED,
        Permanent,
        "WhatsApp has disabled the template for good. Choose another one.",
    ),
    quoted(132018, Permanent, TEMPLATE),
    row(
        132068,
        Permanent,
        "WhatsApp has blocked the form in this message. Send the message without it.",
    ),
    row(
        132069,
        Permanent,
        "WhatsApp is limiting the form in this message. Send the message without it.",
    ),
    row(
        133010,
        Stopped,
        "The number is not registered with the Cloud API. An admin must register it at Meta.",
    ),
    row(
        133016,
        Stopped,
        "The number was registered too often. An admin must wait 72 hours and register it again at Meta.",
    ),
    quoted(135000, Permanent, PARAMETER),
    row(
        137000,
        Permanent,
        "The customer's identity has changed. Check who it is before writing again.",
    ),
];

/// What follows from `code`, or from `subcode` where that says more; `None` for unknown codes.
pub fn class(code: i64, subcode: Option<i64>) -> Option<Class> {
    find(specific(code, subcode)).map(|row| row.class)
}

/// What to tell people of `code`. `details`: Meta's own words, quoted where they say more.
pub fn failure(code: i64, details: Option<&str>) -> Failure {
    let known = find(code).map(|row| (row.sentence, row.quoted));
    refusal::told(NAME, code, known, details)
}

/// What to tell people of a failure that came without a code.
pub fn failure_without_code(details: Option<&str>) -> Failure {
    refusal::without_code(NAME, details)
}

/// Whether the customer wants nothing more of what we sent. That a number has blocked us is told by
/// no code of its own.
pub fn says_stop(failure: &Failure) -> bool {
    failure.code == Some(MARKETING_STOPPED)
}

/// How long an inbox rests that was stopped with this code; `None`: until an admin has mended it.
pub fn rest_ms(code: i64) -> Option<i64> {
    (code == DISLIKED).then_some(DISLIKED_REST_MS)
}

/// What a failure that is reported of a message that was accepted says of the whole account; `None`:
/// nothing. Where it is the answer, its class says it.
pub fn of_account(code: i64) -> Option<OfAccount> {
    match code {
        PAYMENT => Some(OfAccount::Warns("payment")),
        DISLIKED | LOCKED | BLOCKED => Some(OfAccount::Stops),
        code if class(code, None) == Some(Stopped) => Some(OfAccount::Warns(ACCOUNT)),
        _ => None,
    }
}

/// Whether Meta asks that the message is not sent again.
pub fn is_final(code: i64) -> bool {
    FINAL.contains(&code)
}

/// What a refusal says of the template that was sent; `None`: nothing.
pub fn template_status(code: i64) -> Option<template::Status> {
    match code {
        TEMPLATE_GONE => Some(template::Status::Deleted),
        TEMPLATE_PAUSED => Some(template::Status::Paused),
        TEMPLATE_DISABLED => Some(template::Status::Disabled),
        _ => None,
    }
}

/// The subcode 33 of the invalid parameter means the account, not the message.
pub fn specific(code: i64, subcode: Option<i64>) -> i64 {
    match (code, subcode) {
        (INVALID_PARAMETER, Some(OBJECT_GONE)) => OBJECT_GONE,
        (code, _) => code,
    }
}

fn find(code: i64) -> Option<&'static Row> {
    ROWS.iter().find(|row| (row.first..=row.last).contains(&code))
}

#[cfg(test)]
#[path = "codes_tests.rs"]
mod tests;
