//! Business hours.

use super::Group;
use super::response::{Created, Done};
use crate::actions::hours::{self as acts, HoursChange};
use crate::actions::{Error, access};
use crate::domain::hours as domain;
use crate::domain::{HoursId, Timestamp};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use std::sync::Arc;

pub struct Api;

#[OpenApi(tag = "Group::Workspace")]
impl Api {
    /// List all business hours.
    #[oai(path = "/hours", method = "get", operation_id = "list_hours")]
    async fn list(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
    ) -> Result<Json<HoursList>, ApiError> {
        let view = edge.app.store.view()?;
        let all = view.all::<domain::Hours>()?.into_iter();
        let items = all.map(|hours| Hours::render(&view, hours)).collect::<Result<_, _>>()?;
        Ok(Json(HoursList { items, next_cursor: None }))
    }

    /// Get business hours.
    #[oai(path = "/hours/:id", method = "get", operation_id = "get_hours")]
    async fn get(
        &self,
        edge: Data<&Arc<Edge>>,
        _session: SignedIn,
        id: Path<u64>,
    ) -> Result<Json<Hours>, ApiError> {
        let view = edge.app.store.view()?;
        let hours = access::record(&view, HoursId(id.0), "business hours")?;
        Ok(Json(Hours::render(&view, hours)?))
    }

    /// Add business hours (admins). A queue keeps them once it is told to.
    #[oai(path = "/hours", method = "post", operation_id = "create_hours")]
    async fn create(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        body: Json<NewHours>,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Created<Hours>, ApiError> {
        let request = session.request("create_hours", "", &body.0, key)?;
        let NewHours { name, week, holidays } = body.0;
        let new = HoursChange {
            name: Some(name),
            week: Some(read_week(week)?),
            holidays: holidays.map(read_holidays).transpose()?,
        };
        let hours = acts::create(&edge.app, request, new).await?;
        Ok(Created::new(Hours::render(&edge.app.store.view()?, hours)?))
    }

    /// Change business hours (admins).
    #[oai(path = "/hours/:id", method = "patch", operation_id = "change_hours")]
    async fn change(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
        body: Json<HoursChangeBody>,
    ) -> Result<Json<Hours>, ApiError> {
        let HoursChangeBody { name, week, holidays } = body.0;
        let change = HoursChange {
            name,
            week: week.map(read_week).transpose()?,
            holidays: holidays.map(read_holidays).transpose()?,
        };
        let hours = acts::change(&edge.app, session.repeatable(), HoursId(id.0), change).await?;
        Ok(Json(Hours::render(&edge.app.store.view()?, hours)?))
    }

    /// Delete business hours (admins), unless a queue keeps them.
    #[oai(path = "/hours/:id", method = "delete", operation_id = "delete_hours")]
    async fn delete(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        id: Path<u64>,
    ) -> Result<Done, ApiError> {
        acts::remove(&edge.app, session.repeatable(), HoursId(id.0)).await?;
        Ok(Done::Done)
    }
}

#[derive(Debug, Object)]
#[oai(rename = "AllHours")]
pub struct HoursList {
    pub items: Vec<Hours>,
    pub next_cursor: Option<String>,
}

/// When the queues that keep them are open, in the workspace's time zone.
#[derive(Debug, Object)]
pub struct Hours {
    pub id: u64,
    pub name: String,
    /// Seven lists of openings, Monday's first; an empty one: closed all day.
    pub week: Vec<Vec<Opening>>,
    pub holidays: Vec<Holiday>,
    /// Whether it is open now.
    pub is_open: bool,
    /// When that changes; null: not within 400 days.
    pub changes_at: Option<String>,
}

/// Past midnight, write two: one to `24:00`, one from `00:00` of the next day.
#[derive(Clone, Debug, Object)]
pub struct Opening {
    /// `09:00`.
    pub from: String,
    /// `17:30`; the day's end is `24:00`.
    pub to: String,
}

/// A day that differs from its weekday.
#[derive(Clone, Debug, Object)]
pub struct Holiday {
    /// `2026-12-25`.
    pub date: String,
    pub name: String,
    /// Empty: closed all day.
    pub openings: Vec<Opening>,
}

#[derive(Debug, Object)]
pub struct NewHours {
    pub name: String,
    /// Seven lists of openings, Monday's first.
    pub week: Vec<Vec<Opening>>,
    pub holidays: Option<Vec<Holiday>>,
}

/// What is absent stays; a list takes the place of the old one.
#[derive(Debug, Object)]
#[oai(rename = "HoursChange")]
pub struct HoursChangeBody {
    pub name: Option<String>,
    pub week: Option<Vec<Vec<Opening>>>,
    pub holidays: Option<Vec<Holiday>>,
}

impl Hours {
    fn render(view: &View, hours: domain::Hours) -> Result<Hours, Error> {
        let now = acts::now(view, Some(hours.id), view.taken_at)?;
        let holidays = hours.holidays.into_iter().map(|holiday| Holiday {
            date: holiday.date,
            name: holiday.name,
            openings: write(holiday.openings),
        });
        Ok(Hours {
            id: hours.id.0,
            name: hours.name,
            week: hours.week.into_iter().map(write).collect(),
            holidays: holidays.collect(),
            is_open: now.is_open,
            changes_at: now.changes_at.map(Timestamp::to_rfc3339),
        })
    }
}

fn write(openings: Vec<domain::Opening>) -> Vec<Opening> {
    let ends = openings.into_iter().map(domain::Opening::ends);
    ends.map(|(from, to)| Opening { from, to }).collect()
}

fn read_week(week: Vec<Vec<Opening>>) -> Result<[Vec<domain::Opening>; 7], Error> {
    let days = week.into_iter().map(|day| read(day, "week")).collect::<Result<Vec<_>, _>>()?;
    days.try_into().map_err(|_| Error::invalid("week", "A week has seven days, Monday first."))
}

fn read_holidays(holidays: Vec<Holiday>) -> Result<Vec<domain::Holiday>, Error> {
    let read = |holiday: Holiday| {
        let Holiday { date, name, openings } = holiday;
        Ok(domain::Holiday { date, name, openings: read(openings, "holidays")? })
    };
    holidays.into_iter().map(read).collect()
}

fn read(openings: Vec<Opening>, field: &'static str) -> Result<Vec<domain::Opening>, Error> {
    let read = |opening: Opening| {
        let Opening { from, to } = opening;
        domain::Opening::parse(&from, &to).ok_or_else(|| {
            let reason = format!(
                "“{from}” to “{to}” is no opening: write times as 09:00, the end after the beginning, 24:00 for midnight."
            );
            Error::invalid(field, reason)
        })
    };
    openings.into_iter().map(read).collect()
}
