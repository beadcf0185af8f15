//! Pages of the list against filtering and sorting by hand, over more rows than are read at once.

use super::*;
use crate::clock::Clock;
use crate::domain::agent::Role;
use crate::domain::contact::IdentityKind;
use crate::domain::conversation::{Cause, State};
use crate::domain::inbox::{Account, Inbox, Sealed};

use crate::domain::{AgentId, ContactId, InboxId, LabelId, QueueId, TagId, Timestamp};
use crate::store::{Options, Store, Writer};

const CONVERSATIONS: u64 = 700;
const START: Timestamp = Timestamp(1_795_000_000_000);

/// A number that looks drawn by lot, below `end`: another one for each conversation and each use.
fn lot(conversation: u64, usage: u64, end: u64) -> u64 {
    let mixed = (conversation * 31 + usage).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) % 1_000_003 % end
}

/// Tag 1 is on nearly all, label 3 on few; several have the same time.
fn conversation(n: u64) -> Conversation {
    let secrets = Sealed(Vec::new());
    let account = Account::Whatsapp { phone_number_id: "1".into(), waba_id: "2".into(), secrets };
    let inbox = Inbox::new(InboxId(1 + lot(n, 1, 2)), "Shop".into(), QueueId(1), account, START);
    let agent = AgentId(1 + lot(n, 2, 4));
    let state = match lot(n, 3, 5) {
        0 => State::Queued,
        1 => State::Active { agent },
        2 => State::Pending { agent },
        3 => State::Resolved { cause: Cause::Agent },
        _ => State::Abandoned,
    };
    let to = (IdentityKind::WhatsappId, n.to_string());
    let at = START.plus_ms(lot(n, 4, 200) as i64 * 1_000);
    let mut conversation =
        Conversation::new(ConversationId(n), ContactId(1 + n), &inbox, state, to, at);
    conversation.queue = QueueId(1 + lot(n, 5, 3));
    conversation.last_activity_at = at;
    conversation.tags = (1..=4).filter(|tag| lot(n, 5 + tag, 2 * tag) <= 1).map(TagId).collect();
    conversation.labels =
        (1..=3).filter(|label| lot(n, 10 + label, 6 * label) == 0).map(LabelId).collect();
    conversation
}

fn filled<T: Send + 'static>(
    look: impl FnOnce(&View) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let directory = tempfile::tempdir().expect("a directory");
    let options = Options { path: directory.path().join("store.redb"), cache_bytes: 1 << 20 };
    let store = Store::open(options, Clock::manual(START)).expect("a store");
    store.write_blocking(|writer: &mut Writer| -> Result<(), Error> {
        (1..=CONVERSATIONS).try_for_each(|n| Ok(writer.save_conversation(&conversation(n))?))
    })?;
    look(&store.view()?)
}

/// All ids, `limit` at a time.
fn paged(view: &View, actor: &Actor, filter: &Filter, sort: Sort, limit: usize) -> Vec<u64> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let listing = Listing { filter: filter.clone(), only_unread: false, sort, after, limit };
        let page = list(view, actor, &listing).expect("a page");
        assert!(page.items.len() <= limit);
        all.extend(page.items.iter().map(|conversation| conversation.id.0));
        if page.next.is_none() {
            return all;
        }
        after = page.next;
    }
}

fn by_hand(actor: &Actor, filter: &Filter, sort: Sort) -> Vec<u64> {
    let all = (1..=CONVERSATIONS).map(conversation);
    let mut wanted: Vec<Conversation> =
        all.filter(|it| filter.admits(it) && actor.may_see(it.place())).collect();
    wanted.sort_by_key(|it| match sort {
        Sort::Oldest => (it.last_activity_at.0, !it.id.0),
        Sort::Newest | Sort::Waiting | Sort::Window => (-it.last_activity_at.0, it.id.0),
    });
    wanted.into_iter().map(|it| it.id.0).collect()
}

fn filters() -> Vec<Filter> {
    let queue = Some(QueueId(2));
    let (tag, label, agent) = (Some(TagId(1)), Some(LabelId(3)), Some(AgentId(2)));
    let open: BTreeSet<StateKind> = [StateKind::Queued, StateKind::Active].into();
    let from = Some(START.plus_ms(50_000));
    let to = Some(START.plus_ms(120_000));
    let inbox = Some(InboxId(1));
    vec![
        Filter::default(),
        Filter { queue, tag, ..Filter::default() },
        Filter { queue, tag, label, ..Filter::default() },
        Filter { tag, label, inbox, ..Filter::default() },
        Filter { tag, agent, ..Filter::default() },
        Filter { agent, queue, tag, inbox, ..Filter::default() },
        Filter { states: open.clone(), tag, inbox, ..Filter::default() },
        Filter { tag, inbox, from, to, ..Filter::default() },
        Filter { states: open, label: Some(LabelId(1)), queue, from, ..Filter::default() },
        Filter { tag: Some(TagId(9)), queue, ..Filter::default() },
    ]
}

#[test]
fn what_stands_in_several_lists_comes_once_in_order_and_nothing_else_does() {
    let actor = |role, queues: &[u64]| Actor {
        agent: AgentId(2),
        role,
        queues: queues.iter().copied().map(QueueId).collect(),
        scopes: None,
    };
    let actors = [
        actor(Role::Admin, &[]),
        actor(Role::Agent, &[1]),
        actor(Role::Agent, &[2, 3]),
        actor(Role::Agent, &[]),
    ];
    filled(move |view| {
        let mut most = 0;
        for actor in &actors {
            for filter in filters() {
                for (sort, limit) in
                    [(Sort::Newest, 50), (Sort::Oldest, 50), (Sort::Newest, 3), (Sort::Oldest, 700)]
                {
                    let wanted = by_hand(actor, &filter, sort);
                    let got = paged(view, actor, &filter, sort, limit);
                    assert_eq!(got, wanted, "{actor:?} {filter:?} {sort:?} by {limit}");
                    most = most.max(wanted.len());
                }
            }
        }
        assert_eq!(most, 700);
        Ok(())
    })
    .expect("lists");
}
