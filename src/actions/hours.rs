//! Business hours: made by admins, kept by queues.

use super::access;
use super::error::Error;
use super::once::{Request, once};
use crate::app::App;
use crate::domain::event::{Configuration, Event};
use crate::domain::hours::{self as rules, Holiday, Hours, Opening};
use crate::domain::permission::Act;
use crate::domain::queue::Queue;
use crate::domain::{HoursId, Timestamp};
use crate::store::{View, Writer};
use std::collections::BTreeSet;

const NAME_CHARACTERS_MAX: usize = 100;
const NUMBER_MAX: usize = 200;
const OPENINGS_PER_DAY_MAX: usize = 12;
const HOLIDAYS_MAX: usize = 500;

/// What an admin sets; `None` leaves it as it is.
#[derive(Clone, Default)]
pub struct HoursChange {
    pub name: Option<String>,
    pub week: Option<[Vec<Opening>; 7]>,
    pub holidays: Option<Vec<Holiday>>,
}

pub async fn create(app: &App, request: Request, new: HoursChange) -> Result<Hours, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let made = once(writer, &request, |writer| {
            if writer.all::<Hours>()?.len() >= NUMBER_MAX {
                let detail = format!("There are {NUMBER_MAX} business hours already.");
                return Err(Error::conflict("too_many", detail));
            }
            let blank = Hours {
                id: HoursId(writer.next_id::<Hours>()?),
                name: String::new(),
                week: Default::default(),
                holidays: Vec::new(),
                created_at: writer.now,
            };
            Ok(save(writer, changed(blank, new)?)?.id.0)
        })?;
        access::record(writer, HoursId(made), "business hours")
    });
    result.await
}

pub async fn change(
    app: &App,
    request: Request,
    id: HoursId,
    change: HoursChange,
) -> Result<Hours, Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        let hours: Hours = access::record(writer, id, "business hours")?;
        save(writer, changed(hours, change)?)
    });
    result.await
}

/// Refused while a queue keeps them.
pub async fn remove(app: &App, request: Request, id: HoursId) -> Result<(), Error> {
    access::require(&request.actor, Act::Configure)?;
    let result = app.store.write(move |writer| {
        access::record::<Hours>(writer, id, "business hours")?;
        let queues = writer.all::<Queue>()?;
        if let Some(queue) = queues.iter().find(|queue| queue.hours == Some(id)) {
            let detail = format!("The queue “{}” keeps these hours.", queue.name);
            return Err(Error::conflict("in_use", detail));
        }
        writer.remove_hours(id);
        writer.announce(Event::Configuration { what: Configuration::Hours });
        Ok(())
    });
    result.await
}

fn save(writer: &mut Writer, hours: Hours) -> Result<Hours, Error> {
    let others = writer.all::<Hours>()?;
    let name = hours.name.to_lowercase();
    if others.iter().any(|other| other.id != hours.id && other.name.to_lowercase() == name) {
        let detail = "There are business hours with this name already.";
        return Err(Error::conflict("name_taken", detail));
    }
    writer.save_hours(&hours)?;
    writer.announce(Event::Configuration { what: Configuration::Hours });
    // Whether they are open shows in the queues that keep them.
    for queue in writer.all::<Queue>()?.iter().filter(|queue| queue.hours == Some(hours.id)) {
        writer.announce(Event::Queue { id: queue.id });
    }
    Ok(hours)
}

fn changed(mut hours: Hours, change: HoursChange) -> Result<Hours, Error> {
    hours.name = change.name.map_or(hours.name, |name| name.trim().to_owned());
    if hours.name.is_empty() || hours.name.chars().count() > NAME_CHARACTERS_MAX {
        let reason = format!("A name has 1 to {NAME_CHARACTERS_MAX} characters.");
        return Err(Error::invalid("name", reason));
    }
    if let Some(week) = change.week {
        for (day, openings) in hours.week.iter_mut().zip(week) {
            *day = in_order(openings, "week")?;
        }
    }
    if let Some(holidays) = change.holidays {
        hours.holidays = checked(holidays)?;
    }
    Ok(hours)
}

/// The holidays by date, if each is a day of its own.
fn checked(holidays: Vec<Holiday>) -> Result<Vec<Holiday>, Error> {
    if holidays.len() > HOLIDAYS_MAX {
        let reason = format!("{HOLIDAYS_MAX} holidays are enough: take out those that are over.");
        return Err(Error::invalid("holidays", reason));
    }
    let mut seen = BTreeSet::new();
    let mut checked = Vec::new();
    for Holiday { date, name, openings } in holidays {
        if rules::parse_date(&date).is_none() {
            let reason = format!("“{date}” is no date: write it as 2026-12-25.");
            return Err(Error::invalid("holidays", reason));
        }
        if !seen.insert(date.clone()) {
            return Err(Error::invalid("holidays", format!("{date} is there twice.")));
        }
        if name.chars().count() > NAME_CHARACTERS_MAX {
            let reason = format!("A name has at most {NAME_CHARACTERS_MAX} characters.");
            return Err(Error::invalid("holidays", reason));
        }
        checked.push(Holiday { date, name, openings: in_order(openings, "holidays")? });
    }
    checked.sort_by(|a, b| a.date.cmp(&b.date));
    Ok(checked)
}

fn in_order(openings: Vec<Opening>, field: &'static str) -> Result<Vec<Opening>, Error> {
    if openings.len() > OPENINGS_PER_DAY_MAX {
        let reason = format!("A day may have {OPENINGS_PER_DAY_MAX} openings.");
        return Err(Error::invalid(field, reason));
    }
    rules::in_order(openings)
        .ok_or_else(|| Error::invalid(field, "Two openings of a day overlap: make them one."))
}

/// Whether what keeps these hours is open now, and when that changes. Without hours it is always
/// open.
pub fn now(view: &View, id: Option<HoursId>, at: Timestamp) -> Result<Now, Error> {
    let hours = match id {
        Some(id) => view.find::<Hours>(id)?,
        None => None,
    };
    let Some(hours) = hours else { return Ok(Now { is_open: true, changes_at: None }) };
    let zone = view.settings()?.zone();
    Ok(Now { is_open: hours.is_open(at, zone), changes_at: hours.next_change(at, zone) })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    pub is_open: bool,
    /// `None`: it will not change within a year.
    pub changes_at: Option<Timestamp>,
}

impl Now {
    /// While it is closed: when it opens.
    pub fn opens_at(self) -> Option<Timestamp> {
        self.changes_at.filter(|_| !self.is_open)
    }
}

/// Whether a queue has been open between two moments, by the hours that it keeps now.
pub fn was_open_between(
    view: &View,
    queue: &Queue,
    from: Timestamp,
    to: Timestamp,
) -> Result<bool, Error> {
    let hours = match queue.hours {
        Some(id) => view.find::<Hours>(id)?,
        None => None,
    };
    let zone = view.settings()?.zone();
    Ok(hours.is_none_or(|hours| hours.open_ms_between(from, to, zone) > 0))
}

/// The beginning of the closed period that a queue is in; `None`: it is open.
pub fn closed_since(view: &View, queue: &Queue, at: Timestamp) -> Result<Option<Timestamp>, Error> {
    let hours = match queue.hours {
        Some(id) => view.find::<Hours>(id)?,
        None => None,
    };
    let zone = view.settings()?.zone();
    Ok(hours.and_then(|hours| hours.closed_since(at, zone)))
}
