//! What did not get through waits, and is tried again: how often, after which pauses, and who waits
//! along with it.

use super::echoes;
use super::error::Error;
use super::sending::{Settled, give_up};
use crate::app::App;
use crate::channels::{Retry, Scope};
use crate::domain::InboxId;
use crate::domain::contact::IdentityKind;
use crate::domain::delivery::Failure;
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::store::{OutboxRow, Progress, Writer};

/// How often a message is tried that the provider could not take for no fault of the message.
const ATTEMPTS_MAX: u32 = 8;
const MAIL_PAUSES_MS: [i64; 5] =
    [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS];
/// With hourly tries after the first ones, a day.
const MAIL_ATTEMPTS_MAX: u32 = 28;
/// Whatever a server has against one mail, the others of its inbox go on after this.
const MAIL_ALONG_MS_MAX: i64 = MINUTE_MS;
const FIRST_PAUSE_MS: i64 = 2 * SECOND_MS;
const LONGEST_PAUSE_MS: i64 = 15 * MINUTE_MS;
/// Once the provider is back, messages that waited for it go out within this.
const UNREACHABLE_PAUSE_MS_MAX: i64 = MINUTE_MS;
/// After how many vain pauses in a row admins are told: some minutes.
const UNREACHABLE_TOLD_AFTER: u32 = 8;
const UNREACHABLE: &str = "unreachable";

/// Some trouble may pass: it is tried again, a few times or for as long as it is told to wait.
pub(super) async fn try_later(
    app: &App,
    row: &OutboxRow,
    reason: String,
    retry: Retry,
    scope: Scope,
) -> Result<Settled, Error> {
    let mut again = row.clone();
    let plan = Plan::of(row);
    let (pause, of_inbox) = match retry {
        Retry::After { wait_ms } => {
            again.waits = again.waits.saturating_add(1);
            let pause = match scope {
                Scope::Contact => wait_ms.max(pair_pause_ms(again.waits)),
                Scope::Inbox => plan.rest_ms(wait_ms, again.waits),
            };
            (pause, pause)
        }
        Retry::Counted { least_ms, in_doubt } => {
            again.waits = 0;
            again.attempts += 1;
            again.in_doubt |= in_doubt;
            if again.attempts >= plan.attempts_max() {
                let reason = format!("{reason} {}", plan.words());
                return give_up(app, &again, Failure { code: None, reason }).await;
            }
            let pause = plan.pause_ms(again.attempts).max(least_ms);
            (pause, plan.along_ms(pause))
        }
    };
    let pause_inbox = (scope == Scope::Inbox).then_some(of_inbox);
    let is_long = plan.is_long_rest(retry) || again.waits >= UNREACHABLE_TOLD_AFTER;
    if pause_inbox.is_some() && is_long {
        tell(app, row.inbox, &reason).await?;
    }
    wait(app, again, pause, pause_inbox).await
}

/// The provider is out of reach, or our line is down: it waits, however long.
pub(super) async fn reach_later(
    app: &App,
    row: &OutboxRow,
    reason: String,
    scope: Scope,
) -> Result<Settled, Error> {
    let waits = row.waits.saturating_add(1);
    let pause = pause_ms(waits).min(UNREACHABLE_PAUSE_MS_MAX);
    tracing::warn!(inbox = %row.inbox, %reason, pause_ms = pause, "messages wait");
    let again = OutboxRow { waits, ..row.clone() };
    if waits >= UNREACHABLE_TOLD_AFTER {
        tell(app, row.inbox, &reason).await?;
    }
    wait(app, again, pause, (scope == Scope::Inbox).then_some(pause)).await
}

async fn tell(app: &App, inbox: InboxId, reason: &str) -> Result<(), Error> {
    let known: Option<Inbox> = app.store.view()?.find(inbox)?;
    if known.is_none_or(|known| is_told(&known)) {
        return Ok(());
    }
    let reason = reason.to_owned();
    app.store.write(move |writer| tell_unreachable(writer, inbox, &reason)).await
}

fn is_told(inbox: &Inbox) -> bool {
    inbox.warnings.iter().any(|warning| warning.kind == UNREACHABLE)
}

/// Some minutes are an outage, or an address that is wrong: an admin may know which.
fn tell_unreachable(writer: &mut Writer, id: InboxId, reason: &str) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
    if is_told(&inbox) {
        return Ok(());
    }
    let text = format!("{reason} What is to be sent waits, and goes out once it can.");
    inbox.warn(UNREACHABLE, text, writer.now);
    writer.save_inbox(&inbox)?;
    writer.announce(Event::Inbox { id });
    Ok(())
}

/// Something got through: what admins were told of is over, whichever message it was that waited.
pub(super) fn tell_reached(writer: &mut Writer, row: &OutboxRow) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(row.inbox)? else { return Ok(()) };
    let told = inbox.warnings.len();
    inbox.warnings.retain(|warning| warning.kind != UNREACHABLE);
    if inbox.warnings.len() < told {
        writer.save_inbox(&inbox)?;
        writer.announce(Event::Inbox { id: inbox.id });
    }
    Ok(())
}

/// `pause_inbox`: for how long all that goes out from there waits along.
async fn wait(
    app: &App,
    row: OutboxRow,
    pause: i64,
    pause_inbox: Option<i64>,
) -> Result<Settled, Error> {
    let now = app.clock.now();
    let row = OutboxRow { progress: Progress::Ready { not_before: now.plus_ms(pause) }, ..row };
    let saved = row.clone();
    app.store.write(move |writer| put_back(writer, &saved)).await?;
    let pause_inbox_until = pause_inbox.map(|pause| now.plus_ms(pause));
    Ok(Settled::Again { row, pause_inbox_until })
}

/// It is with us again, and surely not with the provider.
pub(super) fn put_back(writer: &mut Writer, row: &OutboxRow) -> Result<(), Error> {
    writer.save_outbox_row(row)?;
    echoes::release(writer, row.inbox, row.to.as_ref())
}

/// How often, and after which pauses, something is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    /// Meta's servers fail for minutes.
    Messenger,
    /// Mail servers ask for patience by the hour: for a day, as their senders do (RFC 5321, 4.5.4.1).
    Mail,
}

impl Plan {
    fn of(row: &OutboxRow) -> Plan {
        match row.to {
            Some((IdentityKind::Email, _)) => Plan::Mail,
            Some((
                IdentityKind::WhatsappId
                | IdentityKind::WhatsappUserId
                | IdentityKind::PageScopedId
                | IdentityKind::Phone,
                _,
            ))
            | None => Plan::Messenger,
        }
    }

    fn attempts_max(self) -> u32 {
        match self {
            Plan::Messenger => ATTEMPTS_MAX,
            Plan::Mail => MAIL_ATTEMPTS_MAX,
        }
    }

    fn pause_ms(self, attempts: u32) -> i64 {
        match self {
            Plan::Messenger => pause_ms(attempts),
            Plan::Mail => {
                let place = attempts.saturating_sub(1) as usize;
                MAIL_PAUSES_MS.get(place).copied().unwrap_or(HOUR_MS)
            }
        }
    }

    /// How long an inbox rests that was told to wait so many times in a row.
    fn rest_ms(self, wait_ms: i64, waits: u32) -> i64 {
        match self {
            Plan::Messenger => wait_ms,
            Plan::Mail => {
                let doubled = wait_ms.saturating_mul(1 << waits.saturating_sub(1).min(20));
                doubled.min(wait_ms.max(LONGEST_PAUSE_MS))
            }
        }
    }

    /// Whether admins hear of this rest at once: a mail server that wants none of us says so itself.
    fn is_long_rest(self, retry: Retry) -> bool {
        match (self, retry) {
            (Plan::Mail, Retry::After { wait_ms }) => wait_ms >= LONGEST_PAUSE_MS,
            (Plan::Mail, Retry::Counted { .. })
            | (Plan::Messenger, Retry::After { .. } | Retry::Counted { .. }) => false,
        }
    }

    /// How long others wait along with a message that is tried again after this.
    fn along_ms(self, pause: i64) -> i64 {
        match self {
            Plan::Messenger => pause,
            Plan::Mail => pause.min(MAIL_ALONG_MS_MAX),
        }
    }

    fn words(self) -> String {
        match self {
            Plan::Messenger => format!("It was tried {ATTEMPTS_MAX} times."),
            Plan::Mail => "It was tried for a day.".to_owned(),
        }
    }
}

/// Doubles with each try.
fn pause_ms(attempts: u32) -> i64 {
    let doubled = FIRST_PAUSE_MS.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    doubled.min(LONGEST_PAUSE_MS)
}

/// Meta asks to wait four times as long each time that one customer got too much.
fn pair_pause_ms(waits: u32) -> i64 {
    let seconds = 4_i64.saturating_pow(waits.min(20));
    seconds.saturating_mul(SECOND_MS).min(LONGEST_PAUSE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_tried_for_a_day() {
        let pauses = (1..MAIL_ATTEMPTS_MAX).map(|attempts| Plan::Mail.pause_ms(attempts));
        let day = 24 * HOUR_MS;
        assert!((day - HOUR_MS..=day + HOUR_MS).contains(&pauses.sum()));
    }

    #[test]
    fn one_mail_that_is_put_off_holds_up_the_others_for_a_minute() {
        assert_eq!(Plan::Mail.along_ms(HOUR_MS), MINUTE_MS);
        assert_eq!(Plan::Messenger.along_ms(HOUR_MS), HOUR_MS);
        let rests = [1, 2, 3, 5, 60].map(|waits| Plan::Mail.rest_ms(MINUTE_MS, waits));
        assert_eq!(rests.map(|rest| rest / MINUTE_MS), [1, 2, 4, 15, 15]);
        assert_eq!(Plan::Mail.rest_ms(HOUR_MS, 3), HOUR_MS, "told to wait for long");
        assert_eq!(Plan::Messenger.rest_ms(MINUTE_MS, 5), MINUTE_MS);
    }

    #[test]
    fn pauses_double_up_to_a_limit() {
        assert_eq!(pause_ms(1), FIRST_PAUSE_MS);
        assert_eq!(pause_ms(3), 4 * FIRST_PAUSE_MS);
        assert_eq!(pause_ms(60), LONGEST_PAUSE_MS);
        assert_eq!([1, 2, 3].map(pair_pause_ms), [4_000, 16_000, 64_000]);
        assert_eq!(pair_pause_ms(u32::MAX), LONGEST_PAUSE_MS);
    }
}
