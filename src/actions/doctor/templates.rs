//! Whether the list of an account's templates is as Meta has it.

use super::super::error::Error;
use super::{Check, Standing};
use crate::domain::Timestamp;
use crate::domain::inbox::{Account, Inbox};
use crate::domain::template::{PER_INBOX_MAX, Status, Sync, Template};
use crate::domain::time::DAY_MS;
use crate::store::View;

/// It is fetched hourly: what is older than this has failed for long.
const OLD_MS: i64 = DAY_MS;
const FETCH: &str = "Fetch them on the inbox's page of templates. If that fails, give the token the permission whatsapp_business_management.";

/// `None`: there are no templates on this channel.
pub fn check(view: &View, inbox: &Inbox, now: Timestamp) -> Result<Option<Check>, Error> {
    match inbox.account {
        Account::Whatsapp { .. } => {}
        Account::Messenger { .. } | Account::Email { .. } => return Ok(None),
    }
    let sync = view.template_sync(inbox.id)?;
    let known = counts(&view.templates(inbox.id, None, PER_INBOX_MAX)?);
    Ok(Some(judge(sync.as_ref(), &known, now)))
}

fn judge(sync: Option<&Sync>, known: &str, now: Timestamp) -> Check {
    let synced_at = sync.and_then(|sync| sync.synced_at);
    let failure = sync.and_then(|sync| sync.failure.as_deref());
    let check = |standing, detail| Check {
        at: synced_at,
        ..Check::new("templates", "Templates", standing, detail)
    };
    let is_old = synced_at.is_none_or(|at| at.plus_ms(OLD_MS) < now);
    match (failure, synced_at) {
        (Some(failure), _) => {
            let detail = format!("They could not be fetched: {failure} {known}");
            check(Standing::Warning, detail).advised(FETCH)
        }
        (None, None) => {
            check(Standing::Warning, "They were never fetched.".to_owned()).advised(FETCH)
        }
        (None, Some(_)) if is_old => {
            let detail = format!("They were not fetched for more than a day. {known}");
            check(Standing::Warning, detail).advised(FETCH)
        }
        (None, Some(_)) => check(Standing::Ok, known.to_owned()),
    }
}

/// How many there are, and of which no use can be made, in a sentence.
fn counts(templates: &[Template]) -> String {
    let with = |status: Status| templates.iter().filter(|one| one.status == status).count();
    let sendable = templates.iter().filter(|one| one.hindrance().is_none()).count();
    let mut told = format!("{} known here, {sendable} can be sent", templates.len());
    for (status, words) in [
        (Status::Rejected, "rejected"),
        (Status::Paused, "paused"),
        (Status::Disabled, "disabled"),
        (Status::Pending, "waiting for Meta's approval"),
    ] {
        match with(status) {
            0 => {}
            number => told.push_str(&format!(", {number} {words}")),
        }
    }
    told + "."
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::InboxId;

    #[test]
    fn a_list_is_judged_by_its_age_and_by_how_it_was_last_fetched() {
        let now = Timestamp(10 * DAY_MS);
        let known = "2 known here, 1 can be sent, 1 paused.";
        let told = |sync: Option<&Sync>| {
            let check = judge(sync, known, now);
            (check.standing, check.detail, check.at)
        };
        assert_eq!(told(None), (Standing::Warning, "They were never fetched.".to_owned(), None));
        let mut sync = Sync::of(InboxId(1), Timestamp(0));
        assert_eq!(told(Some(&sync)).0, Standing::Warning, "it is still to be fetched");
        sync.succeed(now.plus_ms(-OLD_MS), now.plus_ms(-OLD_MS));
        assert_eq!(told(Some(&sync)), (Standing::Ok, known.to_owned(), sync.synced_at));
        sync.succeed(now.plus_ms(-OLD_MS - 1), now.plus_ms(-OLD_MS - 1));
        let (standing, detail, at) = told(Some(&sync));
        assert_eq!((standing, at), (Standing::Warning, sync.synced_at));
        assert!(detail.contains("more than a day") && detail.ends_with(known), "{detail}");
        sync.succeed(now, now);
        sync.fail(now, "Meta had trouble.".to_owned(), None);
        let (standing, detail, _) = told(Some(&sync));
        assert_eq!(standing, Standing::Warning);
        assert_eq!(detail, format!("They could not be fetched: Meta had trouble. {known}"));
    }
}
