//! A store that was put back from a copy does not know what went out after the copy was made: what
//! waits in it goes out once an admin has said so.

use super::access;
use super::error::Error;
use super::once::{Request, remember_text, repeated_text};
use super::sending::{self, Settled};
use crate::app::App;
use crate::domain::delivery::Failure;
use crate::domain::event::Event;
use crate::domain::inbox::{Held, Inbox};
use crate::domain::message::Message;
use crate::domain::permission::{Act, Actor};
use crate::domain::timeline::Entry;
use crate::domain::{EntryId, InboxId, OutboxId, Timestamp};
use crate::store::{OutboxRow, Progress, View, Writer};
use std::collections::BTreeMap;

/// How many rows one transaction looks at, so that others get their turn.
const ROWS_AT_ONCE: usize = 500;
const DISCARDED: &str = "It waited when a backup was put back, and an admin discarded it.";

/// Before anything is sent: holds what waits, if the store was put here since it was last used here.
pub async fn start(app: &App) -> Result<(), Error> {
    if app.store.is_copy()? {
        tracing::warn!("the data was put here from a copy: what waits to be sent is held");
        let mut place = Some(OutboxId(0));
        while let Some(after) = place {
            place = app.store.write(move |writer| hold(writer, after)).await?;
        }
    }
    Ok(app.store.settle_in().await?)
}

/// Answers where to go on. What was under way is shown as unknown by who sends.
fn hold(writer: &mut Writer, after: OutboxId) -> Result<Option<OutboxId>, Error> {
    let rows = writer.outbox(after, ROWS_AT_ONCE)?;
    let last = rows.last().map(|row| row.id);
    let mut numbers: BTreeMap<InboxId, u32> = BTreeMap::new();
    for row in rows {
        if let Progress::Ready { .. } = row.progress {
            *numbers.entry(row.inbox).or_default() += 1;
            writer.save_outbox_row(&OutboxRow { progress: Progress::Held, ..row })?;
        }
    }
    for (id, number) in numbers {
        let Some(mut inbox) = writer.find::<Inbox>(id)? else { continue };
        let held = inbox.held.unwrap_or(Held { since: writer.now, messages: 0 });
        inbox.held = Some(Held { messages: held.messages.saturating_add(number), ..held });
        writer.save_inbox(&inbox)?;
        writer.announce(Event::Inbox { id });
    }
    Ok(last)
}

/// One that is held.
pub struct HeldMessage {
    pub entry: EntryId,
    pub to: Option<String>,
    pub text: String,
    pub written_at: Option<Timestamp>,
}

/// Up to `limit` of an inbox, the oldest first.
pub fn list(
    app: &App,
    actor: &Actor,
    id: InboxId,
    limit: usize,
) -> Result<Vec<HeldMessage>, Error> {
    access::require(actor, Act::Configure)?;
    let view = app.store.view()?;
    access::record::<Inbox>(&view, id, "inbox")?;
    let rows = held(&view, id, OutboxId(0), limit)?;
    rows.into_iter().map(|row| shown(&view, row)).collect()
}

fn shown(view: &View, row: OutboxRow) -> Result<HeldMessage, Error> {
    let written = view.entry(row.entry)?;
    let text = match written.as_ref().and_then(Entry::message) {
        Some(Message::Outbound(message)) => message.text.clone(),
        Some(Message::Inbound(_)) | None => String::new(),
    };
    Ok(HeldMessage {
        entry: row.entry,
        to: row.to.map(|(_, to)| to),
        text,
        written_at: written.map(|entry| entry.at),
    })
}

fn held(
    view: &View,
    inbox: InboxId,
    mut after: OutboxId,
    limit: usize,
) -> Result<Vec<OutboxRow>, Error> {
    let mut found = Vec::new();
    while found.len() < limit {
        let rows = view.outbox(after, ROWS_AT_ONCE)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        let is_held = |row: &OutboxRow| row.inbox == inbox && row.progress == Progress::Held;
        found.extend(rows.into_iter().filter(is_held));
    }
    found.truncate(limit);
    Ok(found)
}

/// Lets an inbox's held messages go out, or discards them. Doing it twice is harmless.
/// The same key with another decision is refused.
pub async fn decide(app: &App, request: Request, id: InboxId, sends: bool) -> Result<(), Error> {
    access::require(&request.actor, Act::Configure)?;
    access::record::<Inbox>(&app.store.view()?, id, "inbox")?;
    let (agent, key) = (request.actor.agent, request.key.clone());
    let known = app.store.write(move |writer| repeated_text(writer, agent, key.as_ref())).await?;
    if known.is_some() {
        return Ok(());
    }
    loop {
        let rows = held(&app.store.view()?, id, OutboxId(0), ROWS_AT_ONCE)?;
        if rows.is_empty() {
            break;
        }
        match sends {
            true => release(app, rows).await?,
            false => discard(app, rows).await?,
        }
    }
    let result = app.store.write(move |writer| -> Result<(), Error> {
        let mut inbox: Inbox = access::record(writer, id, "inbox")?;
        if inbox.held.take().is_some() {
            writer.save_inbox(&inbox)?;
            writer.announce(Event::Inbox { id });
        }
        remember_text(writer, agent, request.key.as_ref(), String::new())
    });
    result.await
}

/// In their order; who sent one meanwhile keeps another from being sent.
async fn release(app: &App, rows: Vec<OutboxRow>) -> Result<(), Error> {
    let result = app.store.write(move |writer| -> Result<(), Error> {
        for row in rows {
            if still_held(writer, &row)? {
                writer.queue_again(row)?;
            }
        }
        Ok(())
    });
    result.await
}

async fn discard(app: &App, rows: Vec<OutboxRow>) -> Result<(), Error> {
    for row in rows {
        if !still_held(&app.store.view()?, &row)? {
            continue;
        }
        let failure = Failure { code: None, reason: DISCARDED.to_owned() };
        // The provider has told meanwhile that a piece went out: then the next ones follow it.
        if let Settled::Again { row, .. } = sending::give_up(app, &row, failure).await? {
            app.store.write(move |writer| writer.queue_again(row)).await?;
        }
    }
    Ok(())
}

fn still_held(view: &View, row: &OutboxRow) -> Result<bool, Error> {
    Ok(view.outbox_row(row.id)?.is_some_and(|now| now.progress == Progress::Held))
}
