//! Reports: figures over a span, tables of them, and what everybody has to do now.

mod figures;
mod load;
mod table;

use super::Group;
use crate::actions::Error;
use crate::actions::statistics::{self as acts, Asked, Beginning};
use crate::actions::{facts, statistics};
use crate::domain::channel::Channel;
use crate::domain::permission::Actor;
use crate::domain::report::{Filter, Grouping};
use crate::domain::{AgentId, InboxId, LabelId, QueueId, TagId};
use crate::http::Edge;
use crate::http::error::ApiError;
use crate::http::session::SignedIn;
use crate::store::View;
use figures::Summary;
use load::Load;
use poem::web::Data;
use poem_openapi::param::{Header, Query};
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{ApiResponse, OpenApi};
use std::sync::Arc;
use table::Table;

pub struct Api;

#[OpenApi(tag = "Group::Reports")]
impl Api {
    /// The figures of a span, and of the one before it (supervisors, admins).
    #[oai(path = "/reports/summary", method = "get", operation_id = "get_report_summary")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
    async fn summary(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        /// A day of the workspace (`2026-11-16`), or a time (RFC 3339).
        from: Query<Option<String>>,
        /// Instead of `from`: how many days, up to `to`. 7 unless given.
        days: Query<Option<u32>>,
        /// The last day, or the time before which it ends. Today unless given.
        to: Query<Option<String>>,
        queue: Query<Option<u64>>,
        agent: Query<Option<u64>>,
        /// `whatsapp`, `email` or `messenger`.
        channel: Query<Option<String>>,
        inbox: Query<Option<u64>>,
        tag: Query<Option<u64>>,
        label: Query<Option<u64>>,
    ) -> Result<Json<Summary>, ApiError> {
        let filter = read_filter((queue, agent, channel, inbox, tag, label))?;
        let summary = counted(&edge, session, (from, days, to), filter, |view, actor, asked| {
            Summary::render(view, asked.span, acts::summary(view, actor, asked)?)
        });
        Ok(Json(summary.await?))
    }

    /// The figures of a span, a row for each day, queue, agent … (supervisors, admins).
    #[oai(path = "/reports/table", method = "get", operation_id = "get_report_table")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
    async fn table(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        /// `day`, `hour` (of the day), `week_hour` (of the week), `state`, `channel`, `inbox`,
        /// `queue`, `agent`, `tag` or `label`.
        by: Query<String>,
        /// A day of the workspace (`2026-11-16`), or a time (RFC 3339).
        from: Query<Option<String>>,
        /// Instead of `from`: how many days, up to `to`. 7 unless given.
        days: Query<Option<u32>>,
        /// The last day, or the time before which it ends. Today unless given.
        to: Query<Option<String>>,
        queue: Query<Option<u64>>,
        agent: Query<Option<u64>>,
        /// `whatsapp`, `email` or `messenger`.
        channel: Query<Option<String>>,
        inbox: Query<Option<u64>>,
        tag: Query<Option<u64>>,
        label: Query<Option<u64>>,
    ) -> Result<Json<Table>, ApiError> {
        let ends = (from, days, to);
        let filter = (queue, agent, channel, inbox, tag, label);
        Ok(Json(counted_table(&edge, session, by, ends, filter).await?))
    }

    /// The same table for spreadsheets (supervisors, admins). No cell is read as a formula. Refused
    /// with 503 `still_counting` while everything is being counted anew.
    #[oai(path = "/reports/table.csv", method = "get", operation_id = "get_report_table_csv")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the query")]
    async fn table_csv(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        /// `day`, `hour` (of the day), `week_hour` (of the week), `state`, `channel`, `inbox`,
        /// `queue`, `agent`, `tag` or `label`.
        by: Query<String>,
        /// A day of the workspace (`2026-11-16`), or a time (RFC 3339).
        from: Query<Option<String>>,
        /// Instead of `from`: how many days, up to `to`. 7 unless given.
        days: Query<Option<u32>>,
        /// The last day, or the time before which it ends. Today unless given.
        to: Query<Option<String>>,
        queue: Query<Option<u64>>,
        agent: Query<Option<u64>>,
        /// `whatsapp`, `email` or `messenger`.
        channel: Query<Option<String>>,
        inbox: Query<Option<u64>>,
        tag: Query<Option<u64>>,
        label: Query<Option<u64>>,
    ) -> Result<Csv, ApiError> {
        let name = format!("attachment; filename=\"deskbell-by-{}.csv\"", by.0);
        let ends = (from, days, to);
        let filter = (queue, agent, channel, inbox, tag, label);
        let table = counted_table(&edge, session, by, ends, filter).await?;
        if !table.is_complete {
            // A file that leaves us says nowhere that it is too low.
            return Err(Error::StillCounting.into());
        }
        Ok(Csv::Csv(PlainText(table.to_csv()), name))
    }

    /// What every agent and every queue has to do now (supervisors, admins).
    #[oai(path = "/reports/load", method = "get", operation_id = "get_report_load")]
    async fn load(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
    ) -> Result<Json<Load>, ApiError> {
        let (app, actor) = (edge.app.clone(), session.actor());
        let load = apart(move || {
            let view = app.store.view()?;
            let today = statistics::today(&view, &actor, app.clock.now())?;
            Load::render(&view, &today)
        });
        Ok(Json(load.await?))
    }

    /// Count everything anew from the conversations themselves (admins). Reports are incomplete
    /// until that is done; nothing else notices.
    #[oai(path = "/reports/rebuild", method = "post", operation_id = "rebuild_reports")]
    async fn rebuild(
        &self,
        edge: Data<&Arc<Edge>>,
        session: SignedIn,
        /// Repeating a request with the same key gives the first one's result.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
    ) -> Result<Accepted, ApiError> {
        let request = session.request("rebuild_reports", "", &String::new(), key)?;
        facts::rebuild(&edge.app, request).await?;
        Ok(Accepted::Accepted)
    }
}

#[derive(ApiResponse)]
pub enum Csv {
    /// Comma-separated values (RFC 4180), UTF-8, with a line of names.
    #[oai(status = 200, content_type = "text/csv; charset=utf-8")]
    Csv(
        PlainText<String>,
        /** What a browser saves it as. */
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[derive(ApiResponse)]
pub enum Accepted {
    /// It has begun.
    #[oai(status = 202)]
    Accepted,
}

/// How many days a report goes over unless asked otherwise, today included.
const DAYS_DEFAULT: u32 = 7;

/// From where, or over how many days, up to where.
type Ends = (Query<Option<String>>, Query<Option<u32>>, Query<Option<String>>);

/// Queue, agent, channel, inbox, tag and label, as they were asked for.
type AskedFilter = (
    Query<Option<u64>>,
    Query<Option<u64>>,
    Query<Option<String>>,
    Query<Option<u64>>,
    Query<Option<u64>>,
    Query<Option<u64>>,
);

async fn counted_table(
    edge: &Arc<Edge>,
    session: SignedIn,
    by: Query<String>,
    ends: Ends,
    filter: AskedFilter,
) -> Result<Table, ApiError> {
    let (filter, by) = (read_filter(filter)?, read_grouping(&by)?);
    counted(edge, session, ends, filter, move |view, actor, asked| {
        Table::render(view, asked.span, acts::table(view, actor, asked, by)?)
    })
    .await
}

/// Counting takes a while over a long past, so it is done where nobody else waits for it.
async fn counted<T: Send + 'static>(
    edge: &Arc<Edge>,
    session: SignedIn,
    (from, days, to): Ends,
    filter: Filter,
    count: impl FnOnce(&View, &Actor, Asked) -> Result<T, Error> + Send + 'static,
) -> Result<T, ApiError> {
    let (app, actor) = (edge.app.clone(), session.actor());
    apart(move || {
        let view = app.store.view()?;
        let from = match from.0 {
            Some(from) => Beginning::At(from),
            None => Beginning::Days(days.0.unwrap_or(DAYS_DEFAULT)),
        };
        let span = acts::span(&view, &from, to.0.as_deref(), app.clock.now())?;
        count(&view, &actor, Asked { span, filter })
    })
    .await
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, ApiError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.unwrap_or(Err(Error::Store(crate::store::Error::Panicked)))?)
}

fn read_filter((queue, agent, channel, inbox, tag, label): AskedFilter) -> Result<Filter, Error> {
    let channel = match channel.0.as_deref() {
        None => None,
        Some(text) => Some(Channel::parse(text).ok_or_else(|| {
            Error::invalid("channel", "A channel is “whatsapp”, “email” or “messenger”.")
        })?),
    };
    Ok(Filter {
        queue: queue.0.map(QueueId),
        agent: agent.0.map(AgentId),
        channel,
        inbox: inbox.0.map(InboxId),
        tag: tag.0.map(TagId),
        label: label.0.map(LabelId),
    })
}

fn read_grouping(text: &str) -> Result<Grouping, Error> {
    match text {
        "day" => Ok(Grouping::Day),
        "hour" => Ok(Grouping::Hour),
        "week_hour" => Ok(Grouping::WeekHour),
        "state" => Ok(Grouping::State),
        "channel" => Ok(Grouping::Channel),
        "inbox" => Ok(Grouping::Inbox),
        "queue" => Ok(Grouping::Queue),
        "agent" => Ok(Grouping::Agent),
        "tag" => Ok(Grouping::Tag),
        "label" => Ok(Grouping::Label),
        _ => Err(Error::invalid(
            "by",
            "A table is by “day”, “hour”, “week_hour”, “state”, “channel”, “inbox”, “queue”, “agent”, “tag” or “label”.",
        )),
    }
}
