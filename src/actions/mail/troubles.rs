//! What a mailbox's troubles lead to: how long it waits, and when admins are told.

use crate::actions::error::Error;
use crate::app::App;
use crate::channels::email::health::Fetching;
use crate::channels::email::server::{Kind, Stage, Trouble};
use crate::domain::event::Event;
use crate::domain::inbox::Inbox;
use crate::domain::time::{HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::domain::{InboxId, Timestamp};
use crate::store::Writer;

const FIRST_PAUSE_MS: i64 = 5 * SECOND_MS;
const LONGEST_PAUSE_MS: i64 = 10 * MINUTE_MS;
/// A server that asks for fewer connections is left alone for this long at the least.
const THROTTLED_PAUSE_MS: i64 = MINUTE_MS;
/// How often a refused sign-in is tried before an admin has to look.
const SIGN_INS_MAX: u32 = 3;
const SIGN_IN_PAUSE_MS: i64 = 15 * MINUTE_MS;
/// After how many of those it is tried hourly.
const HOURLY_AFTER: u32 = 8;
/// After how long without a fetch admins are told.
const TOLD_AFTER_MS: i64 = 10 * MINUTE_MS;
/// How long a session lasts without trouble until what went wrong before is forgotten.
const PAST_AFTER_MS: i64 = 2 * MINUTE_MS;
/// How often waiting for news may end in no time before the server is asked from time to time.
const IDLES_MAX: u32 = 3;
const KIND: &str = "fetching";
const FOLDER_KIND: &str = "mail_folder";

/// What went wrong one after the other.
#[derive(Debug, Default)]
pub(super) struct Troubles {
    in_a_row: u32,
    sign_ins: u32,
    since: Option<Timestamp>,
    is_told: bool,
    /// When the session began that lasts.
    began_at: Option<Timestamp>,
    /// How often waiting for news ended in no time.
    idles: u32,
}

impl Troubles {
    pub fn begin(&mut self, now: Timestamp) {
        self.began_at = Some(now);
    }

    /// When a session that lasts until then shows that the troubles are past; `None`: there were none.
    pub fn past_at(&self) -> Option<Timestamp> {
        let begun = self.began_at.filter(|_| self.in_a_row > 0);
        begun.map(|begun| begun.plus_ms(PAST_AFTER_MS))
    }

    pub fn is_past(&self, now: Timestamp) -> bool {
        self.past_at().is_none_or(|at| now >= at)
    }

    /// Some servers offer to tell of news and cannot.
    pub fn has_idle(&self) -> bool {
        self.idles < IDLES_MAX
    }
}

/// Answers until when to wait.
pub(super) async fn met(
    app: &App,
    inbox: InboxId,
    troubles: &mut Troubles,
    trouble: Trouble,
) -> Timestamp {
    let now = app.clock.now();
    let lasted = troubles.began_at.take().is_some_and(|at| now.ms_since(at) >= PAST_AFTER_MS);
    if trouble.stage == Stage::Waiting || lasted {
        troubles.idles = if lasted { 0 } else { troubles.idles.saturating_add(1) };
    }
    troubles.in_a_row = if lasted { 1 } else { troubles.in_a_row.saturating_add(1) };
    let since = *troubles.since.get_or_insert(now);
    if trouble.kind == Kind::SignIn {
        troubles.sign_ins = troubles.sign_ins.saturating_add(1);
        // A token may have been taken back before its time: the next try gets a new one.
        app.mailboxes.forget_token(inbox);
    }
    let next = now.plus_ms(spread(pause_ms(troubles, trouble.kind)));
    let needs_attention = troubles.sign_ins >= SIGN_INS_MAX || trouble.kind == Kind::Insecure;
    let how = if needs_attention { Fetching::NeedsAttention } else { Fetching::Waiting };
    tracing::warn!(%inbox, stage = trouble.stage.as_str(), reason = %trouble.text, "a mailbox waits");
    app.mailboxes.fetching_failed(inbox, how, (now, next), &trouble);
    if !troubles.is_told && (needs_attention || now.ms_since(since) >= TOLD_AFTER_MS) {
        let text = format!("Mails can't be fetched: {}", trouble.text);
        let told = app.store.write(move |writer| tell(writer, inbox, text)).await;
        troubles.is_told = told.is_ok();
    }
    next
}

/// The same for what is wrong here: a full disk, another key.
pub(super) async fn met_own(
    app: &App,
    inbox: InboxId,
    troubles: &mut Troubles,
    error: &Error,
) -> Timestamp {
    let text = format!("Deskbell itself cannot go on: {error}");
    met(app, inbox, troubles, Trouble::new(Stage::Fetching, Kind::Broken, text)).await
}

/// It works again; what admins were told of is over.
pub(super) async fn over(app: &App, inbox: InboxId, troubles: &mut Troubles) -> Result<(), Error> {
    let Troubles { began_at, idles, .. } = *troubles;
    *troubles = Troubles { began_at, idles, ..Troubles::default() };
    let known: Option<Inbox> = app.store.view()?.find(inbox)?;
    let is_told = |inbox: Inbox| inbox.warnings.iter().any(|warning| warning.kind == KIND);
    if known.is_some_and(is_told) {
        app.store.write(move |writer| take_back(writer, inbox)).await?;
    }
    Ok(())
}

fn pause_ms(troubles: &Troubles, kind: Kind) -> i64 {
    let doubled = FIRST_PAUSE_MS << troubles.in_a_row.saturating_sub(1).min(10);
    match kind {
        Kind::SignIn if troubles.sign_ins > HOURLY_AFTER => HOUR_MS,
        Kind::SignIn if troubles.sign_ins >= SIGN_INS_MAX => SIGN_IN_PAUSE_MS,
        Kind::Throttled => doubled.clamp(THROTTLED_PAUSE_MS, LONGEST_PAUSE_MS),
        Kind::Unreachable | Kind::Insecure | Kind::SignIn | Kind::Refused | Kind::Broken => {
            doubled.min(LONGEST_PAUSE_MS)
        }
    }
}

/// A fifth more or less, so that many mailboxes of one server do not come back at once.
fn spread(pause_ms: i64) -> i64 {
    let random = crate::vault::random::<1>().map_or(0, |[byte]| i64::from(byte));
    pause_ms * 4 / 5 + pause_ms * 2 / 5 * random / 255
}

fn tell(writer: &mut Writer, id: InboxId, text: String) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
    inbox.warnings.retain(|warning| warning.kind != KIND);
    inbox.warn(KIND, text, writer.now);
    writer.save_inbox_heard(&inbox)?;
    writer.announce(Event::Inbox { id });
    Ok(())
}

/// Tells admins of a folder, once.
pub(super) async fn warn(app: &App, id: InboxId, text: String) -> Result<(), Error> {
    let known: Option<Inbox> = app.store.view()?.find(id)?;
    let is_told = |inbox: Inbox| inbox.warnings.iter().any(|warning| warning.text == text);
    if known.is_some_and(is_told) {
        return Ok(());
    }
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
        inbox.warn(FOLDER_KIND, text, writer.now);
        writer.save_inbox_heard(&inbox)?;
        writer.announce(Event::Inbox { id });
        Ok(())
    });
    result.await
}

fn take_back(writer: &mut Writer, id: InboxId) -> Result<(), Error> {
    let Some(mut inbox) = writer.find::<Inbox>(id)? else { return Ok(()) };
    inbox.warnings.retain(|warning| warning.kind != KIND);
    writer.save_inbox_heard(&inbox)?;
    writer.announce(Event::Inbox { id });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_what_only_people_can_mend_is_tried_seldom() {
        let at = |in_a_row, sign_ins, kind| {
            pause_ms(&Troubles { in_a_row, sign_ins, ..Troubles::default() }, kind)
        };
        assert_eq!(at(1, 0, Kind::Unreachable), FIRST_PAUSE_MS);
        assert_eq!(at(3, 0, Kind::Broken), 4 * FIRST_PAUSE_MS);
        assert_eq!(at(60, 0, Kind::Unreachable), LONGEST_PAUSE_MS);
        assert_eq!(at(1, 0, Kind::Throttled), THROTTLED_PAUSE_MS);
        assert_eq!(at(1, 1, Kind::SignIn), FIRST_PAUSE_MS);
        assert_eq!(at(3, 3, Kind::SignIn), SIGN_IN_PAUSE_MS);
        assert_eq!(at(9, 9, Kind::SignIn), HOUR_MS);
        for pause in [1_000, HOUR_MS] {
            let spread = spread(pause);
            assert!((pause * 4 / 5..=pause * 6 / 5).contains(&spread), "{spread}");
        }
    }
}
