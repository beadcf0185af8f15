//! Whether a mailbox can be read and written from: both are tried anew.

use super::super::error::Error;
use super::super::mail;
use super::{Check, Standing};
use crate::app::App;
use crate::channels::email::health::{Fetching, Health};
use crate::channels::email::server::{Kind, Trouble};
use crate::domain::Timestamp;
use crate::domain::inbox::Inbox;
use crate::domain::time::SECOND_MS;
use crate::store::{MailList, MailTrip};

const CREDENTIALS: &str = "Check the user name and the password. Many providers want a password for applications instead of the usual one.";
const CERTIFICATE: &str = "Check the server's name. If it has a certificate of your own authority, enter that in the settings.";
const REACH: &str = "Check the server's name, the port and the kind of encryption.";
const LATER: &str = "The server asks for patience: it is tried again by itself.";
const SERVER: &str = "The answer says more; your provider knows what it means.";
const TRY: &str = "Send a test mail: it is taken away again.";
const NOT_ARRIVED: &str = "It was sent, and has not arrived within two minutes.";
const NOT_SENT: &str = "Deskbell ended before it was sent.";
const LOOK_FOR_IT: &str = "Look for it in the mailbox: rules may move it, or it is taken for junk.";
const UNREADABLE: &str = "They are listed on the inbox's page, to be downloaded or tried again.";

pub async fn checks(app: &App, inbox: &Inbox) -> Result<Vec<Check>, Error> {
    let tried = tokio::join!(mail::trial::imap(app, inbox), mail::trial::smtp(app, inbox));
    let mut checks = vec![
        judged("imap", "Receiving (IMAP)", tried.0?),
        judged("smtp", "Sending (SMTP)", tried.1?),
        fetching(app, &app.mailboxes.health(inbox.id)),
    ];
    let trip = app.store.view()?.mail_trip(inbox.id)?;
    let trip = trip.filter(|trip| mail::trip::is_of(trip, inbox));
    checks.push(round_trip(trip.as_ref(), app.clock.now()));
    let failed = app.store.view()?.mails_in(inbox.id, MailList::Failed)?;
    if failed > 0 {
        let detail = format!("{failed} mails could not be read. They are kept.");
        let check = Check::new("unreadable", "Mails", Standing::Warning, detail);
        checks.push(check.advised(UNREADABLE));
    }
    Ok(checks)
}

/// What became of the last mail that the mailbox sent to itself.
fn round_trip(trip: Option<&MailTrip>, now: Timestamp) -> Check {
    let check = |standing, detail: String| Check {
        at: trip.map(|trip| trip.began_at),
        ..Check::new("round_trip", "A mail to itself", standing, detail)
    };
    let Some(trip) = trip else {
        let none = check(Standing::Unknown, "None was sent yet.".to_owned());
        return none.advised(TRY);
    };
    if let Some(reason) = &trip.plain.refused {
        let detail = format!("It could not be sent. {reason}");
        return check(Standing::Failed, detail).advised(SERVER);
    }
    let is_over = !mail::trip::is_under_way(Some(trip), now);
    let Some(arrived_at) = trip.plain.arrived_at else {
        return match is_over {
            false => check(Standing::Unknown, "It is on its way.".to_owned()),
            true if trip.plain.sent_at.is_none() => {
                check(Standing::Unknown, NOT_SENT.to_owned()).advised(TRY)
            }
            true => check(Standing::Failed, NOT_ARRIVED.to_owned()).advised(LOOK_FOR_IT),
        };
    };
    let seconds = arrived_at.ms_since(trip.began_at).max(0) / SECOND_MS;
    let plus = match (&trip.plus.refused, trip.plus.arrived_at) {
        (_, Some(_)) => "So does one to an address with “+”.",
        (Some(_), None) => "One to an address with “+” does not.",
        (None, None) if now.ms_since(trip.began_at) < mail::trip::ARRIVES_WITHIN_MS => {
            "One to an address with “+” is on its way."
        }
        (None, None) => "One to an address with “+” does not.",
    };
    let within = match seconds {
        0 | 1 => "a second".to_owned(),
        more => format!("{more} seconds"),
    };
    check(Standing::Ok, format!("It arrives within {within}. {plus}"))
}

fn judged(id: &'static str, title: &'static str, tried: Result<String, Trouble>) -> Check {
    match tried {
        Ok(detail) => Check::new(id, title, Standing::Ok, detail),
        Err(trouble) => {
            let advice = match trouble.kind {
                Kind::SignIn => CREDENTIALS,
                Kind::Insecure => CERTIFICATE,
                Kind::Unreachable | Kind::Broken => REACH,
                Kind::Throttled => LATER,
                Kind::Refused => SERVER,
            };
            Check::new(id, title, Standing::Failed, trouble.text).advised(advice)
        }
    }
}

fn fetching(app: &App, health: &Health) -> Check {
    let check = |standing, detail: String| Check {
        at: health.fetched_at,
        ..Check::new("fetching", "Fetching", standing, detail)
    };
    let is_old = health
        .fetched_at
        .is_none_or(|at| app.clock.now().ms_since(at) > mail::fetching::SILENT_AFTER_MS);
    match (&health.fetching_error, health.fetching) {
        (Some(failed), _) => check(Standing::Failed, failed.text.clone()),
        (None, Fetching::Idle) => {
            check(Standing::Ok, "The server says when something comes.".to_owned())
        }
        (None, Fetching::Fetching) if !is_old => {
            check(Standing::Ok, "Mails are being fetched.".to_owned())
        }
        (None, Fetching::Polling) if !is_old => {
            check(Standing::Ok, "The server is asked every minute.".to_owned())
        }
        (None, Fetching::Connecting | Fetching::Fetching | Fetching::Off | Fetching::Polling) => {
            check(Standing::Unknown, "Nothing was fetched lately.".to_owned())
        }
        (None, Fetching::Waiting | Fetching::NeedsAttention) => {
            check(Standing::Warning, "The next try is still to come.".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::InboxId;
    use crate::store::Leg;

    #[test]
    fn a_test_says_that_it_was_sent_only_if_it_was() {
        let began_at = Timestamp(1_780_000_000_000);
        let later = began_at.plus_ms(mail::trip::ARRIVES_WITHIN_MS);
        let trip = |sent_at| MailTrip {
            inbox: InboxId(1),
            mailbox: 0,
            address: "support@example.test".into(),
            token: "7".into(),
            began_at,
            plain: Leg { sent_at, ..Leg::default() },
            plus: Leg::default(),
        };
        let lost = round_trip(Some(&trip(None)), later);
        assert_eq!((lost.standing, lost.detail.as_str()), (Standing::Unknown, NOT_SENT));
        let sent = round_trip(Some(&trip(Some(began_at))), later);
        assert_eq!((sent.standing, sent.detail.as_str()), (Standing::Failed, NOT_ARRIVED));
    }
}
