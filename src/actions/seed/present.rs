//! What lies on the desk at the moment: what colleagues have said to each other, handed on, put
//! aside and begun to write.

use super::history::deliver;
use super::{Company, Kept, people};
use crate::actions::contacts::{self, NewContact};
use crate::actions::error::Error;
use crate::actions::messages::{self, Reply};
use crate::actions::once::Request;
use crate::actions::{access, assignments, blocking, canned, merging, snoozes};
use crate::domain::agent::Agent;
use crate::domain::attachment::{Attachment, Use};
use crate::domain::canned_message::CannedMessage;
use crate::domain::conversation::{Snooze, StateKind};
use crate::domain::filter::Sort;
use crate::domain::permission::Actor;
use crate::domain::time::{HOUR_MS, MINUTE_MS};
use crate::domain::{AgentId, AttachmentId, CannedMessageId, ContactId, ConversationId, Timestamp};
use crate::store::{self, Draft, Facet, Source, Stretch, Writer};

/// Each of the team holds at least so many that wait for an answer.
const HELD_BY_EACH: usize = 2;
/// Somebody who only ever wrote to sell something, by the number among `people::CONTACTS`.
const BLOCKED: usize = 9;
/// The one who is known twice.
const KNOWN_TWICE: usize = 0;

pub(super) struct Files {
    pub picture: Kept,
    pub price_list: Kept,
}

pub(super) fn write(
    writer: &mut Writer,
    company: &Company,
    files: &Files,
    now: Timestamp,
) -> Result<(), Error> {
    let [ana, ben, chloe, dev] = &company.agents[..] else { return Ok(()) };
    writer.now = now.plus_ms(-12 * MINUTE_MS);
    among_colleagues(writer, [ana, ben, chloe, dev])?;
    writer.now = now.plus_ms(-8 * MINUTE_MS);
    let shown = held(writer, dev.id, 1)?;
    send_picture(writer, company, dev, shown, &files.picture)?;
    writer.now = now.plus_ms(-5 * MINUTE_MS);
    let aside = held(writer, chloe.id, 1)?;
    let until = Snooze::Until(now.plus_ms(20 * HOUR_MS));
    snoozes::put_aside(writer, &request(chloe), aside, until)?;
    let begun = held(writer, ana.id, 0)?;
    let reply = "I have just asked our roaster, and".to_owned();
    writer.save_draft(ana.id, begun, &Draft { reply, at: writer.now, ..Draft::default() })?;
    keep_prices_at_hand(writer, ana.id, &files.price_list)?;
    of_customers(writer, ana, ben)
}

fn among_colleagues(writer: &mut Writer, team: [&Agent; 4]) -> Result<(), Error> {
    let [ana, ben, chloe, dev] = team;
    let asked = held(writer, chloe.id, 0)?;
    let question = format!("@{} may I send a second bag for free here?", ana.name);
    messages::append_note(writer, &request(chloe), asked, question, vec![ana.id])?;
    let known = held(writer, dev.id, 0)?;
    let note = "The carrier has called: the parcel is found and comes tomorrow.".to_owned();
    messages::append_note(writer, &request(dev), known, note, Vec::new())?;
    let handed = held(writer, ben.id, 0)?;
    let transfer = assignments::Transfer {
        target: assignments::Target::Agent(ana.id),
        note: Some("Asks for you by name; you spoke about the subscription.".to_owned()),
        over_capacity: true,
    };
    assignments::hand_on(writer, &request(ben), handed, transfer)
}

fn request(agent: &Agent) -> Request {
    Request { actor: Actor::of(agent), key: None }
}

/// One of those that wait for this agent's answer.
fn held(writer: &Writer, agent: AgentId, place: usize) -> Result<ConversationId, Error> {
    let active = Source { facet: Facet::Agent, value: agent.0, state: StateKind::Active };
    let all = Stretch::default();
    let (found, _) =
        store::page(writer, &[active], Sort::Oldest, all, None, HELD_BY_EACH, |_| true)?;
    found.get(place).map(|found| found.id).ok_or(Error::NotFound("conversation"))
}

fn send_picture(
    writer: &mut Writer,
    company: &Company,
    by: &Agent,
    id: ConversationId,
    picture: &Kept,
) -> Result<(), Error> {
    let file = keep(writer, picture, by.id, None)?;
    let reply = Reply {
        text: "This is how the beans should look.".to_owned(),
        seen_seq: None,
        keep_active: false,
        reply_to: None,
        attachments: vec![file],
        wanted: None,
        head: Default::default(),
    };
    let conversation = access::record(writer, id, "conversation")?;
    let entry = messages::append_reply(writer, &request(by), conversation, &reply)?;
    deliver(writer, company.inbox.id, entry.id, "wamid.demo.picture", 20)
}

fn keep(
    writer: &mut Writer,
    kept: &Kept,
    by: AgentId,
    used_by: Option<Use>,
) -> Result<AttachmentId, Error> {
    let id = AttachmentId(writer.next_id::<Attachment>()?);
    writer.save_attachment(&Attachment {
        id,
        name: kept.name.to_owned(),
        mime: kept.mime.to_owned(),
        bytes: kept.bytes,
        hash: kept.hash.clone(),
        by: Some(by),
        created_at: writer.now,
        used_by,
        width: None,
        height: None,
    })?;
    Ok(id)
}

/// A shared text that carries a file.
fn keep_prices_at_hand(writer: &mut Writer, by: AgentId, list: &Kept) -> Result<(), Error> {
    let mut message = CannedMessage {
        id: CannedMessageId(0),
        shortcut: "prices".to_owned(),
        title: "Prices for resellers".to_owned(),
        category: "Wholesale".to_owned(),
        text: "Here are our prices, {{first_name|there}}. Do ask if you miss anything.".to_owned(),
        owner: None,
        attachments: Vec::new(),
    };
    message.id = canned::add(writer, message.clone())?;
    let file = keep(writer, list, by, Some(Use::CannedMessage(message.id)))?;
    message.attachments.push(file);
    Ok(writer.save_canned_message(&message)?)
}

/// One who turned out to be known already, and one who is not answered.
fn of_customers(writer: &mut Writer, ana: &Agent, ben: &Agent) -> Result<(), Error> {
    let (name, _) = people::CONTACTS[KNOWN_TWICE];
    let known = ContactId(KNOWN_TWICE as u64 + 1);
    let new = NewContact {
        name: format!("{name} (newsletter)"),
        email: Some("maria.silva@example.com".to_owned()),
        ..NewContact::default()
    };
    let twin = contacts::add(writer, new)?;
    merging::join(writer, &request(ana), known, twin.id)?;
    blocking::apply(writer, &Actor::of(ben), ContactId(BLOCKED as u64 + 1), true)?;
    Ok(())
}
