//! Figures in rows, as JSON and for spreadsheets.

use crate::actions::statistics as acts;
use crate::actions::{Error, access};
use crate::domain::report::{Figures, Key, Span};
use crate::domain::{QueueId, inbox, label, queue, tag};
use crate::http::csv;
use crate::store::{Record, View};
use poem_openapi::Object;

/// The figures of a span by day, queue, agent …
#[derive(Debug, Object)]
#[oai(rename = "ReportTable")]
pub struct Table {
    pub from: String,
    pub to: String,
    /// The fields of a row, in the order of the CSV.
    pub columns: Vec<String>,
    /// In the order of their keys.
    pub rows: Vec<Row>,
    /// Of everything; a conversation with two tags counts once here and twice in the rows.
    pub total: Row,
    /// False while everything is being counted anew: then the figures are too low.
    pub is_complete: bool,
}

/// Lengths of time are in milliseconds, and null if there are none.
#[derive(Debug, Object)]
#[oai(rename = "ReportRow")]
pub struct Row {
    /// A day (`2026-11-16`), an hour (`09`), a weekday (1: Monday) with an hour (`1-09`), a state, a
    /// channel, or an id; `none`: no agent, no tag, no label; `total`.
    pub key: String,
    pub name: String,
    pub started: u64,
    pub resolved: u64,
    pub abandoned: u64,
    /// From 0 to 1; null: none ended.
    pub abandonment_rate: Option<f64>,
    pub waiting_median_ms: Option<i64>,
    pub waiting_p90_ms: Option<i64>,
    pub waiting_business_median_ms: Option<i64>,
    pub waiting_business_p90_ms: Option<i64>,
    pub first_response_median_ms: Option<i64>,
    pub first_response_p90_ms: Option<i64>,
    pub first_response_business_median_ms: Option<i64>,
    pub first_response_business_p90_ms: Option<i64>,
    pub resolution_median_ms: Option<i64>,
    pub resolution_p90_ms: Option<i64>,
    pub resolution_business_median_ms: Option<i64>,
    pub resolution_business_p90_ms: Option<i64>,
    pub messages_in: u64,
    pub messages_out: u64,
}

const COLUMNS: [&str; 20] = [
    "key",
    "name",
    "started",
    "resolved",
    "abandoned",
    "abandonment_rate",
    "waiting_median_ms",
    "waiting_p90_ms",
    "waiting_business_median_ms",
    "waiting_business_p90_ms",
    "first_response_median_ms",
    "first_response_p90_ms",
    "first_response_business_median_ms",
    "first_response_business_p90_ms",
    "resolution_median_ms",
    "resolution_p90_ms",
    "resolution_business_median_ms",
    "resolution_business_p90_ms",
    "messages_in",
    "messages_out",
];

impl Table {
    pub fn render(view: &View, span: Span, table: acts::Table) -> Result<Table, Error> {
        let mut rows = Vec::new();
        for (key, figures) in table.rows {
            let (key, name) = named(view, key)?;
            rows.push(Row::new(key, name, figures));
        }
        Ok(Table {
            from: span.from.to_rfc3339(),
            to: span.to.to_rfc3339(),
            columns: COLUMNS.map(str::to_owned).to_vec(),
            rows,
            total: Row::new("total".to_owned(), "Total".to_owned(), table.total),
            is_complete: acts::is_complete(view)?,
        })
    }

    /// A line of names, the rows, the total.
    pub fn to_csv(&self) -> String {
        let mut text = csv::line(COLUMNS.map(str::to_owned));
        for row in self.rows.iter().chain([&self.total]) {
            text.push_str(&csv::line(row.cells()));
        }
        text
    }
}

impl Row {
    fn new(key: String, name: String, figures: Figures) -> Row {
        let Figures { waiting, first_response, resolution, .. } = figures;
        Row {
            key,
            name,
            started: figures.started,
            resolved: figures.resolved(),
            abandoned: figures.abandoned,
            abandonment_rate: figures.abandonment_rate(),
            waiting_median_ms: waiting.median_ms,
            waiting_p90_ms: waiting.p90_ms,
            waiting_business_median_ms: waiting.business_median_ms,
            waiting_business_p90_ms: waiting.business_p90_ms,
            first_response_median_ms: first_response.median_ms,
            first_response_p90_ms: first_response.p90_ms,
            first_response_business_median_ms: first_response.business_median_ms,
            first_response_business_p90_ms: first_response.business_p90_ms,
            resolution_median_ms: resolution.median_ms,
            resolution_p90_ms: resolution.p90_ms,
            resolution_business_median_ms: resolution.business_median_ms,
            resolution_business_p90_ms: resolution.business_p90_ms,
            messages_in: figures.received,
            messages_out: figures.sent,
        }
    }

    /// In the order of `COLUMNS`.
    fn cells(&self) -> [String; 20] {
        let ms = |value: Option<i64>| value.map(|ms| ms.to_string()).unwrap_or_default();
        let rate = self.abandonment_rate.map(|rate| format!("{rate:.4}"));
        [
            self.key.clone(),
            self.name.clone(),
            self.started.to_string(),
            self.resolved.to_string(),
            self.abandoned.to_string(),
            rate.unwrap_or_default(),
            ms(self.waiting_median_ms),
            ms(self.waiting_p90_ms),
            ms(self.waiting_business_median_ms),
            ms(self.waiting_business_p90_ms),
            ms(self.first_response_median_ms),
            ms(self.first_response_p90_ms),
            ms(self.first_response_business_median_ms),
            ms(self.first_response_business_p90_ms),
            ms(self.resolution_median_ms),
            ms(self.resolution_p90_ms),
            ms(self.resolution_business_median_ms),
            ms(self.resolution_business_p90_ms),
            self.messages_in.to_string(),
            self.messages_out.to_string(),
        ]
    }
}

fn named(view: &View, key: Key) -> Result<(String, String), Error> {
    Ok(match key {
        Key::Day(day) => (day.to_string(), day.to_string()),
        Key::Hour(hour) => (format!("{hour:02}"), format!("{hour:02}:00")),
        Key::WeekHour(day, hour) => {
            let name = WEEKDAYS.get(usize::from(day) - 1).copied().unwrap_or_default();
            (format!("{day}-{hour:02}"), format!("{name} {hour:02}:00"))
        }
        Key::State(state) => (state.as_str().to_owned(), state.as_str().to_owned()),
        Key::Channel(channel) => (channel.as_str().to_owned(), channel.name().to_owned()),
        Key::Agent(id) => (id.to_string(), access::agent_name(view, id)?),
        Key::Inbox(id) => (id.to_string(), name::<inbox::Inbox>(view, id, |found| found.name)?),
        Key::Queue(id) => (id.to_string(), queue_name(view, id)?),
        Key::Tag(id) => (id.to_string(), name::<tag::Tag>(view, id, |found| found.name)?),
        Key::Label(id) => (id.to_string(), name::<label::Label>(view, id, |found| found.name)?),
        Key::Nothing => ("none".to_owned(), "None".to_owned()),
    })
}

const WEEKDAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn queue_name(view: &View, id: QueueId) -> Result<String, Error> {
    let name = access::queue_name(view, id)?;
    let is_there = view.find::<queue::Queue>(id)?.is_some();
    Ok(match name {
        Some(name) if is_there => name,
        Some(name) => format!("{name} (removed)"),
        None => format!("Removed ({id})"),
    })
}

/// What was removed keeps its number.
fn name<R: Record>(view: &View, id: R::Id, pick: fn(R) -> String) -> Result<String, Error> {
    let found: Option<R> = view.find(id)?;
    Ok(found.map_or_else(|| format!("Removed ({})", R::number(id)), pick))
}
