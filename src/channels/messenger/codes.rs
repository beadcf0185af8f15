//! Meta's error codes for Messenger: what follows from each, and what to tell people.
//! From the Messenger Platform's "Error codes" page and the Graph API's "Handling errors".

use super::NAME;
use crate::channels::{Scope, SendError, refusal};
use crate::domain::delivery::Failure;
use crate::domain::time::{MINUTE_MS, SECOND_MS};

/// The person can't be reached: blocked us, or is gone.
const NOT_AVAILABLE: i64 = 551;
const NOT_AVAILABLE_SUBCODE: i64 = 1545041;

/// What follows from a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Meta failed at this message: worth a few tries, later and later.
    Again,
    /// A limit was hit: the same message goes through after `wait_ms`.
    Wait { wait_ms: i64, scope: Scope },
    /// This message will never go through as it is.
    Permanent,
    /// Trouble with the page: no message goes through until an admin mends it.
    Stopped,
    /// The message may have been sent all the same: its echo will tell.
    Unknown,
}

struct Row {
    first: i64,
    last: i64,
    /// `None`: with any subcode that has no row of its own.
    subcode: Option<i64>,
    class: Class,
    /// What happened and what to do.
    sentence: &'static str,
    /// Whether Meta's own explanation says more than ours.
    quoted: bool,
}

const fn row(code: i64, class: Class, sentence: &'static str) -> Row {
    Row { first: code, last: code, subcode: None, class, sentence, quoted: false }
}

const fn sub(code: i64, subcode: i64, class: Class, sentence: &'static str) -> Row {
    Row { first: code, last: code, subcode: Some(subcode), class, sentence, quoted: false }
}

const fn wait(wait_ms: i64, scope: Scope) -> Class {
    Class::Wait { wait_ms, scope }
}

use Class::{Again, Permanent, Stopped, Unknown};

const TOKEN: &str = "Facebook no longer accepts the page's access token. An admin must enter a new one in the inbox's settings.";
const PERMISSION: &str = "The access token lacks a permission for this page. An admin must grant pages_messaging to the app, or enter another token.";
const TROUBLE: &str = "Messenger had trouble on its side, or the person has blocked the page. Send the message again in a while.";
const BUSY: &str =
    "Messenger is limiting how fast this page may send. Send the message again in a while.";
const PARAMETER: &str =
    "Messenger did not understand the message. Change it before sending it again.";
const WINDOW: &str = "The time to answer was over: Messenger takes answers within 24 hours of what the customer last did. Wait until the customer writes.";
const GONE: &str = "This person can't be reached on Messenger: the page may be blocked, or the account is gone. Reach the customer another way.";
const FETCH: &str = "Messenger could not fetch the file. Send the message again.";
const NOT_APPROVED: &str = "The app is not approved for writing to the public. An admin must get pages_messaging approved at Meta.";
const NO_HUMAN_AGENT: &str = "More than 24 hours have passed, and Meta has not approved the Human Agent feature for this app. Wait until the customer writes. An admin must request the feature at Meta, or switch it off in the inbox's settings.";
const ELSEWHERE: &str = "Another app has this thread at the moment. It can be answered here once that app hands it over, or somebody takes it over in the page's inbox.";

static ROWS: &[Row] = &[
    row(1, Again, TROUBLE),
    sub(1, 99, Again, TROUBLE),
    sub(
        1,
        1357046,
        Unknown,
        "Messenger's answer could not be read: the customer may have the message.",
    ),
    row(2, Again, TROUBLE),
    row(4, wait(MINUTE_MS, Scope::Inbox), BUSY),
    row(10, Stopped, PERMISSION),
    sub(
        10,
        1893063,
        Stopped,
        "Meta has restricted this page. An admin must look at the page's quality at Meta.",
    ),
    sub(10, 2018065, Permanent, WINDOW),
    sub(
        10,
        2018108,
        Permanent,
        "This person can't receive messages at the moment. Reach the customer another way.",
    ),
    sub(10, 2018278, Permanent, WINDOW),
    sub(10, 2018300, Permanent, ELSEWHERE),
    sub(10, 2534022, Permanent, WINDOW),
    Row {
        first: 100,
        last: 100,
        subcode: None,
        class: Permanent,
        sentence: PARAMETER,
        quoted: true,
    },
    sub(
        100,
        33,
        Stopped,
        "Facebook does not know this page, or the access token has no right to it. An admin must check both in the inbox's settings.",
    ),
    sub(
        100,
        2018001,
        Permanent,
        "Messenger knows nobody by this id for this page. Wait until the customer writes.",
    ),
    sub(100, 2018008, Again, FETCH),
    sub(
        100,
        2018047,
        Permanent,
        "Messenger did not take the file: its content does not fit its type. Send it in another format.",
    ),
    sub(100, 2018074, Again, "Messenger has lost the file. Send the message again."),
    sub(
        100,
        2018109,
        Permanent,
        "The file is too large for Messenger, which takes 25 MB. Send a smaller one.",
    ),
    sub(100, 2018164, Stopped, PERMISSION),
    sub(100, 2018294, Again, FETCH),
    row(190, Stopped, TOKEN),
    sub(
        190,
        458,
        Stopped,
        "The app was removed from the page. An admin must connect it again and enter a new token in the inbox's settings.",
    ),
    sub(
        190,
        460,
        Stopped,
        "The access token ended because its owner's password changed. An admin must enter a new one in the inbox's settings.",
    ),
    sub(
        190,
        463,
        Stopped,
        "The page's access token has expired. An admin must enter a new one in the inbox's settings.",
    ),
    sub(
        190,
        490,
        Stopped,
        "The access token's owner must pass a check of Facebook's. Log in there, then enter a new token in the inbox's settings.",
    ),
    sub(
        190,
        492,
        Stopped,
        "The access token's owner has no role at the page any more. An admin must enter a token of somebody who has.",
    ),
    Row {
        first: 200,
        last: 299,
        subcode: None,
        class: Stopped,
        sentence: PERMISSION,
        quoted: false,
    },
    sub(200, NOT_AVAILABLE_SUBCODE, Permanent, GONE),
    sub(200, 2018028, Stopped, NOT_APPROVED),
    row(
        368,
        Stopped,
        "Meta has blocked this page for a time because of its policy. An admin must look at the page's quality at Meta.",
    ),
    row(NOT_AVAILABLE, Permanent, GONE),
    row(613, wait(10 * SECOND_MS, Scope::Inbox), BUSY),
    sub(
        613,
        2534040,
        wait(10 * SECOND_MS, Scope::Contact),
        "Too many messages went to this person in a short time. Send the message again in a while.",
    ),
    row(1200, Again, TROUBLE),
    row(10303, Permanent, "Messenger does not allow this for that message."),
    row(2018321, Permanent, ELSEWHERE),
    row(9000001, Permanent, "The message that this is about has been deleted."),
];

/// What follows from `code`, or from `subcode` where that says more; `None` for unknown codes.
pub fn class(code: i64, subcode: Option<i64>) -> Option<Class> {
    find(code, subcode).map(|row| row.class)
}

/// What to tell people. `details`: Meta's own words, quoted where they say more.
pub fn failure(code: i64, subcode: Option<i64>, details: Option<&str>) -> Failure {
    let known = find(code, subcode).map(|row| (row.sentence, row.quoted));
    refusal::told(NAME, code, known, details)
}

/// What to tell people of a failure that came without a code.
pub fn failure_without_code(details: Option<&str>) -> Failure {
    refusal::without_code(NAME, details)
}

/// What follows from a refusal of what only people may send, and only for apps with a feature that
/// Meta approves: that one message fails, and the page goes on.
pub fn as_human(refused: SendError) -> SendError {
    match refused {
        SendError::Stopped { failure }
            if [PERMISSION, NOT_APPROVED].contains(&&*failure.reason) =>
        {
            let reason = NO_HUMAN_AGENT.to_owned();
            SendError::Permanent { failure: Failure { reason, ..failure } }
        }
        other @ (SendError::Stopped { .. }
        | SendError::Temporary { .. }
        | SendError::Unreachable { .. }
        | SendError::Permanent { .. }
        | SendError::Unknown { .. }) => other,
    }
}

/// What a refusal says of the page that it must be told to admins; `None`: nothing.
pub fn warning(failure: &Failure) -> Option<&'static str> {
    (failure.reason == NO_HUMAN_AGENT).then_some("human_agent")
}

/// Whether the person can't be written to any more.
pub fn says_stop(failure: &Failure) -> bool {
    failure.code == Some(NOT_AVAILABLE)
        || (failure.code == Some(200) && failure.reason.starts_with(GONE))
}

fn find(code: i64, subcode: Option<i64>) -> Option<&'static Row> {
    let of_code = |row: &&Row| (row.first..=row.last).contains(&code);
    let exact = ROWS.iter().filter(of_code).find(|row| subcode.is_some() && row.subcode == subcode);
    exact.or_else(|| ROWS.iter().filter(of_code).find(|row| row.subcode.is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_stands_once_and_speaks_in_sentences() {
        for (at, row) in ROWS.iter().enumerate() {
            assert!(row.sentence.ends_with('.'), "{}", row.sentence);
            for other in &ROWS[at + 1..] {
                let overlap = other.first <= row.last && row.first <= other.last;
                assert!(!overlap || other.subcode != row.subcode, "{} twice", row.first);
            }
        }
    }

    #[test]
    fn codes_lead_to_what_follows() {
        for (code, subcode, expected) in [
            (190, Some(463), Some(Stopped)),
            (190, Some(7), Some(Stopped)),
            (10, None, Some(Stopped)),
            (10, Some(2018278), Some(Permanent)),
            (10, Some(2534022), Some(Permanent)),
            (10, Some(2018065), Some(Permanent)),
            (10, Some(2018108), Some(Permanent)),
            (10, Some(1893063), Some(Stopped)),
            (10, Some(2018300), Some(Permanent)),
            (2018321, None, Some(Permanent)),
            (100, None, Some(Permanent)),
            (100, Some(33), Some(Stopped)),
            (100, Some(2018001), Some(Permanent)),
            (100, Some(2018008), Some(Again)),
            (100, Some(2018074), Some(Again)),
            (100, Some(2018014), Some(Permanent)),
            (100, Some(2018109), Some(Permanent)),
            (230, None, Some(Stopped)),
            (200, Some(1545041), Some(Permanent)),
            (551, Some(1545041), Some(Permanent)),
            (551, None, Some(Permanent)),
            (2, None, Some(Again)),
            (1, Some(99), Some(Again)),
            (1200, None, Some(Again)),
            (1, Some(1357046), Some(Unknown)),
            (4, None, Some(wait(60_000, Scope::Inbox))),
            (613, None, Some(wait(10_000, Scope::Inbox))),
            (613, Some(2018338), Some(wait(10_000, Scope::Inbox))),
            (613, Some(2534040), Some(wait(10_000, Scope::Contact))),
            (368, None, Some(Stopped)),
            (9000001, None, Some(Permanent)),
            (10303, None, Some(Permanent)),
            (999_999, None, None),
        ] {
            assert_eq!(class(code, subcode), expected, "{code} {subcode:?}");
        }
    }

    #[test]
    fn a_late_answer_without_the_feature_stops_nothing_else() {
        let stopped = |code, subcode| SendError::Stopped { failure: failure(code, subcode, None) };
        for (code, subcode) in [(10, None), (10, Some(2018028)), (200, Some(2018028))] {
            let SendError::Permanent { failure } = as_human(stopped(code, subcode)) else {
                panic!("{code} {subcode:?} stops the page");
            };
            assert_eq!(warning(&failure), Some("human_agent"));
        }
        for (code, subcode) in [(190, None), (10, Some(1893063)), (368, None)] {
            let refused = as_human(stopped(code, subcode));
            assert!(matches!(refused, SendError::Stopped { .. }), "{code} {subcode:?}");
        }
        assert_eq!(warning(&failure(10, None, None)), None);
    }

    #[test]
    fn who_cannot_be_reached_has_left() {
        assert!(says_stop(&failure(551, None, None)));
        assert!(says_stop(&failure(200, Some(1545041), None)));
        assert!(!says_stop(&failure(200, None, None)));
        assert!(!says_stop(&failure(10, Some(2018278), None)));
    }

    #[test]
    fn metas_words_are_quoted_where_they_help() {
        let details = Some("(#100) Invalid parameter");
        assert!(failure(100, None, details).reason.ends_with("Invalid parameter\""));
        assert!(!failure(551, None, details).reason.contains("parameter"));
        assert!(failure(424242, None, details).reason.contains("424242"));
        let long = "é".repeat(5_000);
        let reason = failure(100, None, Some(&long)).reason;
        assert!(reason.chars().count() < refusal::DETAILS_CHARACTERS_MAX + 200);
    }
}
