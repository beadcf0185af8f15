//! What an agent is told, and how far he has looked at it. It is written with what it tells of.

use super::error::Error;
use super::once::Request;
use crate::app::App;
use crate::domain::conversation::Conversation;
use crate::domain::notice::Notice;
use crate::domain::permission::Actor;
use crate::domain::timeline::Entry;
use crate::domain::{ConversationId, NoticeId};
use crate::store::View;

/// A notice with what it tells of, as that is now.
pub struct Told {
    pub notice: Notice,
    pub entry: Entry,
    pub conversation: Conversation,
}

pub struct Page {
    /// Newest first.
    pub items: Vec<Told>,
    /// Where the next, older page begins.
    pub next: Option<NoticeId>,
    pub unseen: u64,
}

/// Up to `limit` of the actor's own notices older than `before`. What he may not see any more is
/// left out.
pub fn list(
    view: &View,
    actor: &Actor,
    before: Option<NoticeId>,
    limit: usize,
) -> Result<Page, Error> {
    let mut page = Page { items: Vec::new(), next: None, unseen: 0 };
    for notice in view.notices(actor.agent)? {
        let id = notice.id;
        let Some(told) = tell(view, actor, notice)? else { continue };
        page.unseen += u64::from(!told.notice.is_seen);
        if before.is_some_and(|before| id >= before) {
            continue;
        }
        if page.items.len() < limit {
            page.items.push(told);
        } else if page.next.is_none() {
            page.next = page.items.last().map(|last| last.notice.id);
        }
    }
    Ok(page)
}

/// One of the actor's own notices.
pub fn find(view: &View, actor: &Actor, id: NoticeId) -> Result<Option<Told>, Error> {
    match view.notice(actor.agent, id)? {
        Some(notice) => tell(view, actor, notice),
        None => Ok(None),
    }
}

fn tell(view: &View, actor: &Actor, notice: Notice) -> Result<Option<Told>, Error> {
    let entry = view.entry(notice.entry)?;
    let conversation: Option<Conversation> = view.find(notice.entry.conversation())?;
    let conversation = conversation.filter(|found| actor.may_see(found.place()));
    Ok(entry.zip(conversation).map(|(entry, conversation)| Told { notice, entry, conversation }))
}

/// The agent has looked at everything up to this notice; with `of`, at what is told of that
/// conversation.
pub async fn see(
    app: &App,
    request: Request,
    up_to: NoticeId,
    of: Option<ConversationId>,
) -> Result<(), Error> {
    let agent = request.actor.agent;
    app.store.write(move |writer| Ok(writer.see_notices(agent, up_to, of)?)).await
}
