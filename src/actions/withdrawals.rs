//! A tag or label that is leaving is taken off every conversation that bears it, a slice at a time.
//! It keeps its record until nothing bears it, so whatever breaks in between goes on later.

use super::error::Error;
use crate::app::App;
use crate::domain::conversation::{Conversation, StateKind};
use crate::domain::filter::Sort;
use crate::domain::label::Label;
use crate::domain::tag::Tag;
use crate::domain::{LabelId, TagId};
use crate::store::{Facet, Source, Stretch, View, Writer, page};

/// How many conversations one transaction changes, so that others get their turn.
const SLICE: usize = 64;

#[derive(Clone, Copy)]
enum Leaving {
    Tag { from: TagId, into: TagId },
    Label(LabelId),
}

/// Does all that is to be done, also if whoever asked goes away meanwhile.
pub(super) async fn finish_now(app: &App) -> Result<(), Error> {
    let working = app.clone();
    let task = app.tasks.spawn(async move { finish(&working).await });
    // A task that could not run to its end leaves the rest to the next start.
    task.await.unwrap_or(Ok(()))
}

/// At the start of the process: goes on where the last run ended.
pub async fn run(app: App) {
    if let Err(error) = finish(&app).await {
        tracing::warn!(%error, "a tag or label waits to be taken off until tonight");
    }
}

/// Can run at any time, and twice.
pub async fn finish(app: &App) -> Result<(), Error> {
    let all = all(&app.store.view()?)?;
    for leaving in all {
        while !app.stopping.is_cancelled() {
            if app.store.write(move |writer| take_slice(writer, leaving)).await? {
                break;
            }
        }
    }
    Ok(())
}

fn all(view: &View) -> Result<Vec<Leaving>, Error> {
    let tags = view.all::<Tag>()?.into_iter();
    let tags = tags.filter_map(|tag| Some(Leaving::Tag { from: tag.id, into: tag.merging_into? }));
    let labels = view.all::<Label>()?.into_iter().filter(|label| label.is_leaving);
    Ok(tags.chain(labels.map(|label| Leaving::Label(label.id))).collect())
}

/// Answers whether nothing is left to do.
fn take_slice(writer: &mut Writer, leaving: Leaving) -> Result<bool, Error> {
    let bearers = leaving.bearers(writer)?;
    for mut conversation in bearers.iter().cloned() {
        leaving.leave(&mut conversation);
        writer.save_conversation(&conversation)?;
    }
    let is_last = bearers.len() < SLICE;
    if is_last {
        leaving.remove(writer);
    }
    Ok(is_last)
}

impl Leaving {
    fn bearers(self, view: &View) -> Result<Vec<Conversation>, Error> {
        let (facet, value) = match self {
            Leaving::Tag { from, .. } => (Facet::Tag, from.0),
            Leaving::Label(label) => (Facet::Label, label.0),
        };
        let sources = StateKind::ALL.map(|state| Source { facet, value, state });
        let (found, _) =
            page(view, &sources, Sort::Newest, Stretch::default(), None, SLICE, |_| true)?;
        Ok(found)
    }

    fn leave(self, conversation: &mut Conversation) {
        match self {
            Leaving::Tag { from, into } => {
                conversation.tags.remove(&from);
                conversation.tags.insert(into);
            }
            Leaving::Label(label) => {
                conversation.labels.remove(&label);
            }
        }
    }

    /// It was announced as removed when it began to leave.
    fn remove(self, writer: &mut Writer) {
        match self {
            Leaving::Tag { from, .. } => writer.remove_tag(from),
            Leaving::Label(label) => writer.remove_label(label),
        }
    }
}
