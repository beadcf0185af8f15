//! The figures of a span.

use crate::actions::Error;
use crate::actions::statistics as acts;
use crate::domain::report as domain;
use crate::store::View;
use poem_openapi::Object;

/// The figures of a span. How each is counted stands in the reference page on reports.
#[derive(Debug, Object)]
#[oai(rename = "ReportSummary")]
pub struct Summary {
    /// Its first moment.
    pub from: String,
    /// The moment before which it ends.
    pub to: String,
    /// The workspace's time zone, by which days are told apart.
    pub time_zone: String,
    /// How many conversations began.
    pub started: u64,
    /// How many ended, resolved or abandoned.
    pub ended: u64,
    pub resolved: u64,
    pub abandoned: u64,
    /// The share of abandoned ones in those that ended, from 0 to 1; null: none ended.
    pub abandonment_rate: Option<f64>,
    /// How many are open at this moment, whenever they began.
    pub open_now: u64,
    /// The same, by state.
    pub open_by_state: Open,
    pub by_cause: Causes,
    /// From a customer's first unanswered message to a person's answer, each time.
    pub waiting: Times,
    /// From the beginning of a conversation to the first answer of a person.
    pub first_response: Times,
    /// From the beginning of a conversation to when it was resolved.
    pub resolution: Times,
    /// Messages of customers.
    pub messages_in: u64,
    /// Messages of agents.
    pub messages_out: u64,
    /// The same of the span just before, of the same length; null: nothing happened in it.
    pub previous: Option<Previous>,
    /// False while everything is being counted anew: then the figures are too low.
    pub is_complete: bool,
    /// The newest change that is counted.
    pub counted_up_to: u64,
}

/// The figures of the span before.
#[derive(Debug, Object)]
#[oai(rename = "ReportPrevious")]
pub struct Previous {
    pub started: u64,
    pub ended: u64,
    pub resolved: u64,
    pub abandoned: u64,
    pub abandonment_rate: Option<f64>,
    pub by_cause: Causes,
    pub waiting: Times,
    pub first_response: Times,
    pub resolution: Times,
    pub messages_in: u64,
    pub messages_out: u64,
}

/// What resolved conversations.
#[derive(Debug, Object)]
#[oai(rename = "ReportCauses")]
pub struct Causes {
    pub agent: u64,
    pub inactivity: u64,
    pub customer: u64,
    /// Their contacts were blocked.
    pub blocked: u64,
    /// They could hold no more, and go on in the next ones.
    pub full: u64,
}

/// How many conversations are in each open state.
#[derive(Debug, Object)]
#[oai(rename = "ReportOpen")]
pub struct Open {
    pub queued: u64,
    pub active: u64,
    pub pending: u64,
    /// Put aside, active or pending: they are not counted there.
    pub snoozed: u64,
}

/// Lengths of time, in milliseconds; null if there are none.
#[derive(Debug, Object)]
#[oai(rename = "ReportTimes")]
pub struct Times {
    /// How many were measured.
    pub count: u64,
    pub median_ms: Option<i64>,
    /// Nine of ten were not longer.
    pub p90_ms: Option<i64>,
    /// The same in the queue's opening hours.
    pub business_median_ms: Option<i64>,
    /// The same in the queue's opening hours.
    pub business_p90_ms: Option<i64>,
}

impl Summary {
    pub fn render(
        view: &View,
        span: domain::Span,
        summary: acts::Summary,
    ) -> Result<Summary, Error> {
        let acts::Summary { figures, previous, open_now } = summary;
        Ok(Summary {
            from: span.from.to_rfc3339(),
            to: span.to.to_rfc3339(),
            time_zone: acts::zone(view)?.name().to_owned(),
            started: figures.started,
            ended: figures.ended(),
            resolved: figures.resolved(),
            abandoned: figures.abandoned,
            abandonment_rate: figures.abandonment_rate(),
            open_now: open_now.total(),
            open_by_state: Open::from(open_now),
            by_cause: Causes::from(&figures),
            waiting: Times::from(figures.waiting),
            first_response: Times::from(figures.first_response),
            resolution: Times::from(figures.resolution),
            messages_in: figures.received,
            messages_out: figures.sent,
            previous: previous.map(Previous::from),
            is_complete: acts::is_complete(view)?,
            counted_up_to: acts::counted_up_to(view)?,
        })
    }
}

impl From<domain::Figures> for Previous {
    fn from(figures: domain::Figures) -> Previous {
        Previous {
            started: figures.started,
            ended: figures.ended(),
            resolved: figures.resolved(),
            abandoned: figures.abandoned,
            abandonment_rate: figures.abandonment_rate(),
            by_cause: Causes::from(&figures),
            waiting: Times::from(figures.waiting),
            first_response: Times::from(figures.first_response),
            resolution: Times::from(figures.resolution),
            messages_in: figures.received,
            messages_out: figures.sent,
        }
    }
}

impl From<&domain::Figures> for Causes {
    fn from(figures: &domain::Figures) -> Causes {
        Causes {
            agent: figures.resolved_by_agent,
            inactivity: figures.resolved_by_inactivity,
            customer: figures.resolved_by_customer,
            blocked: figures.resolved_as_blocked,
            full: figures.resolved_as_full,
        }
    }
}

impl From<domain::Open> for Open {
    fn from(open: domain::Open) -> Open {
        let domain::Open { queued, active, pending, snoozed } = open;
        Open { queued, active, pending, snoozed }
    }
}

impl From<domain::Times> for Times {
    fn from(times: domain::Times) -> Times {
        Times {
            count: times.count,
            median_ms: times.median_ms,
            p90_ms: times.p90_ms,
            business_median_ms: times.business_median_ms,
            business_p90_ms: times.business_p90_ms,
        }
    }
}
