//! What holds for the whole workspace: read by everybody, set by admins.

use super::access;
use super::error::Error;
use super::once::Request;
use super::presence;
use super::timeouts;
use super::timers::{self, Affected};
use crate::app::App;
use crate::domain::event::{Configuration, Event};
use crate::domain::hours;
use crate::domain::permission::Act;
use crate::domain::queue::Queue;
use crate::domain::settings::{ClosingWords, Settings};
use crate::domain::time::{DAY_MS, MINUTE_MS, SECOND_MS};
use crate::store::Writer;
use std::ops::RangeInclusive;

const OFFLINE_AFTER_MS: RangeInclusive<i64> = 10 * SECOND_MS..=DAY_MS;
const GIVES_BACK_AFTER_MS: RangeInclusive<i64> = MINUTE_MS..=7 * DAY_MS;
const CLOSING_WORDS_MAX: usize = 200;
const CLOSING_WORD_CHARACTERS_MAX: usize = 60;

/// What an admin changes; `None` leaves it as it is.
#[derive(Clone, Default)]
pub struct SettingsChange {
    pub time_zone: Option<String>,
    pub abandonment_ms: Option<i64>,
    pub inactivity_ms: Option<i64>,
    pub warning_ms: Option<i64>,
    pub warns_before_window: Option<bool>,
    pub closes_active: Option<bool>,
    pub offline_after_ms: Option<i64>,
    /// `Some(None)`: never.
    pub gives_back_after_ms: Option<Option<i64>>,
    pub refuses_over_capacity: Option<bool>,
    pub closing_words: Option<ClosingWords>,
}

/// Changes settings. Open conversations follow at once.
pub async fn change(
    app: &App,
    request: Request,
    change: SettingsChange,
) -> Result<Settings, Error> {
    access::require(&request.actor, Act::Configure)?;
    let settings = app.store.write(move |writer| save(writer, change)).await?;
    timers::reschedule(app, Affected::All).await?;
    Ok(settings)
}

fn save(writer: &mut Writer, change: SettingsChange) -> Result<Settings, Error> {
    let before = writer.settings()?;
    let settings = changed(before.clone(), change)?;
    if settings == before {
        return Ok(settings);
    }
    writer.save_settings(&settings)?;
    presence::reschedule(writer)?;
    writer.announce(Event::Configuration { what: Configuration::Settings });
    if settings.time_zone != before.time_zone {
        writer.announce(Event::Configuration { what: Configuration::Hours });
        for queue in writer.all::<Queue>()?.iter().filter(|queue| queue.hours.is_some()) {
            writer.announce(Event::Queue { id: queue.id });
        }
    }
    Ok(settings)
}

fn changed(before: Settings, change: SettingsChange) -> Result<Settings, Error> {
    let settings = Settings {
        time_zone: change.time_zone.unwrap_or(before.time_zone),
        abandonment_ms: change.abandonment_ms.unwrap_or(before.abandonment_ms),
        inactivity_ms: change.inactivity_ms.unwrap_or(before.inactivity_ms),
        warning_ms: change.warning_ms.unwrap_or(before.warning_ms),
        warns_before_window: change.warns_before_window.unwrap_or(before.warns_before_window),
        closes_active: change.closes_active.unwrap_or(before.closes_active),
        offline_after_ms: change.offline_after_ms.unwrap_or(before.offline_after_ms),
        gives_back_after_ms: change.gives_back_after_ms.unwrap_or(before.gives_back_after_ms),
        refuses_over_capacity: change.refuses_over_capacity.unwrap_or(before.refuses_over_capacity),
        closing_words: change.closing_words.unwrap_or(before.closing_words),
    };
    check(&settings)?;
    Ok(settings)
}

fn check(settings: &Settings) -> Result<(), Error> {
    if hours::zone(&settings.time_zone).is_none() {
        let name = &settings.time_zone;
        let reason = format!("There is no time zone “{name}”: give a name like Europe/Madrid.");
        return Err(Error::invalid("time_zone", reason));
    }
    timeouts::check(settings.timeouts())?;
    if !OFFLINE_AFTER_MS.contains(&settings.offline_after_ms) {
        let reason = "An agent is made offline after 10 seconds to a day without a connection.";
        return Err(Error::invalid("offline_after_seconds", reason));
    }
    if settings.gives_back_after_ms.is_some_and(|ms| !GIVES_BACK_AFTER_MS.contains(&ms)) {
        let reason = "Conversations are given back after a minute to seven days, or never (null).";
        return Err(Error::invalid("gives_back_after_seconds", reason));
    }
    check_words(&settings.closing_words)
}

fn check_words(closing: &ClosingWords) -> Result<(), Error> {
    if closing.words.len() > CLOSING_WORDS_MAX {
        let reason = format!("{CLOSING_WORDS_MAX} closing words are enough.");
        return Err(Error::invalid("closing_words", reason));
    }
    for word in &closing.words {
        if word.chars().count() > CLOSING_WORD_CHARACTERS_MAX || !ClosingWords::is_a_word(word) {
            let reason = format!(
                "“{word}” cannot be a closing word: it needs letters or digits, at most {CLOSING_WORD_CHARACTERS_MAX} characters, and no question mark."
            );
            return Err(Error::invalid("closing_words", reason));
        }
    }
    Ok(())
}
