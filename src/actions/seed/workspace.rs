//! How the demo's company has arranged its work: who gets what, when it is open, what it knows of
//! its customers. The queues with a past are left to accepting by hand; wholesale enquiries show
//! how work is given out by itself.

use super::people;
use crate::actions::error::Error;
use crate::actions::{canned, queues};
use crate::domain::agent::Agent;
use crate::domain::attribute::{Attribute, Kind, Value};
use crate::domain::canned_message::CannedMessage;
use crate::domain::contact::{Contact, ContactNote};
use crate::domain::hours::{Holiday, Hours, Opening};
use crate::domain::queue::{Queue, Replies, Strategy, Timeouts};
use crate::domain::routing::{Condition, RoutingRule};
use crate::domain::settings::Settings;
use crate::domain::tag::Tag;
use crate::domain::{AttributeId, CannedMessageId, HoursId, QueueId, RoutingRuleId};
use crate::store::Writer;

const TIME_ZONE: &str = "Europe/Lisbon";
/// The first two of the team look after resellers.
const WHOLESALE_TEAM: usize = 2;
/// Every so many-th customer is a member of the club.
const CLUB_EVERY: usize = 3;
/// Every so many-th customer sells coffee himself.
const SHOP_EVERY: usize = 5;

pub(super) fn furnish(writer: &mut Writer, agents: &[Agent], billing: &Queue) -> Result<(), Error> {
    writer.save_settings(&Settings { time_zone: TIME_ZONE.to_owned(), ..Settings::default() })?;
    for tag in writer.all::<Tag>()? {
        writer.save_tag(&Tag { is_predefined: true, ..tag })?;
    }
    let office = office_hours(writer)?;
    let off_hours = "Our office is closed right now. We will answer on the next working day.";
    writer.save_queue(&Queue {
        hours: Some(office),
        replies: Replies { off_hours: Some(off_hours.to_owned()), ..Replies::default() },
        ..billing.clone()
    })?;
    let wholesale = wholesale(writer, agents)?;
    rules(writer, wholesale, billing.id)?;
    attributes(writer)?;
    personal_messages(writer, agents)
}

fn office_hours(writer: &mut Writer) -> Result<HoursId, Error> {
    let day = |from: u16, to: u16| vec![Opening { from: from * 60, to: to * 60 }];
    let holiday = |date: &str, name: &str| Holiday {
        date: date.to_owned(),
        name: name.to_owned(),
        openings: Vec::new(),
    };
    let hours = Hours {
        id: HoursId(writer.next_id::<Hours>()?),
        name: "Office".to_owned(),
        week: [day(8, 18), day(8, 18), day(8, 18), day(8, 18), day(8, 18), day(8, 12), Vec::new()],
        holidays: vec![
            holiday("2026-12-25", "Christmas Day"),
            holiday("2027-01-01", "New Year's Day"),
        ],
        created_at: writer.now,
    };
    writer.save_hours(&hours)?;
    Ok(hours.id)
}

fn wholesale(writer: &mut Writer, agents: &[Agent]) -> Result<QueueId, Error> {
    let queue = queues::add(
        writer,
        queues::NewQueue {
            name: "Wholesale".to_owned(),
            strategy: Strategy::LeastBusy,
            priority: 10,
            timeouts: Timeouts::default(),
        },
    )?;
    let welcome = "Welcome to Brightleaf wholesale, {{first_name|there}}. \
                   Your reference is #{{conversation_number}}; we are with you in a moment.";
    let replies = Replies { welcome: Some(welcome.to_owned()), ..queue.replies.clone() };
    writer.save_queue(&Queue { replies, ..queue.clone() })?;
    for agent in agents.iter().take(WHOLESALE_TEAM) {
        let mut agent = agent.clone();
        agent.queues.insert(queue.id);
        writer.save_agent(&agent)?;
    }
    Ok(queue.id)
}

fn rules(writer: &mut Writer, wholesale: QueueId, billing: QueueId) -> Result<(), Error> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let wanted = [
        ("Resellers", words(&["wholesale", "reseller", "price list"]), wholesale),
        ("Invoices", words(&["invoice", "receipt"]), billing),
    ];
    for (position, (name, any, queue)) in (1..).zip(wanted) {
        let rule = RoutingRule {
            id: RoutingRuleId(writer.next_id::<RoutingRule>()?),
            name: name.to_owned(),
            is_on: true,
            position,
            conditions: vec![Condition::FirstWords { any }],
            queue,
        };
        writer.save_routing_rule(&rule)?;
    }
    Ok(())
}

fn attributes(writer: &mut Writer) -> Result<(), Error> {
    let levels = ["Bean", "Roast", "Barista"].map(str::to_owned).to_vec();
    let wanted = [
        ("club_level", "Club level", Kind::List { options: levels }),
        ("orders", "Orders so far", Kind::Number),
        ("customer_since", "Customer since", Kind::Date),
        ("newsletter", "Newsletter", Kind::YesNo),
        ("shop", "Shop", Kind::Link),
    ];
    for (key, name, kind) in wanted {
        let attribute = Attribute {
            id: AttributeId(writer.next_id::<Attribute>()?),
            key: key.to_owned(),
            name: name.to_owned(),
            kind,
        };
        writer.save_attribute(&attribute)?;
    }
    Ok(())
}

fn personal_messages(writer: &mut Writer, agents: &[Agent]) -> Result<(), Error> {
    for agent in agents {
        let first_name = agent.name.split(' ').next().unwrap_or_default();
        let message = CannedMessage {
            id: CannedMessageId(0),
            shortcut: "me".to_owned(),
            title: "Introduce myself".to_owned(),
            category: "My own".to_owned(),
            text: format!("Hi {{{{first_name}}}}, {first_name} here: I look after you today."),
            owner: Some(agent.id),
            attachments: Vec::new(),
        };
        canned::add(writer, message)?;
    }
    Ok(())
}

/// What the company has learnt about those who wrote.
pub(super) fn describe_customers(writer: &mut Writer, agents: &[Agent]) -> Result<(), Error> {
    let customers: Vec<Contact> = writer.some(0, people::CONTACTS.len())?;
    for (number, mut contact) in customers.into_iter().enumerate() {
        let orders = (number * 7 % 23 + 1) as f64;
        contact.attributes.insert("orders".to_owned(), Value::Number(orders));
        let since = format!("202{}-0{}-1{}", number % 6, number % 9 + 1, number % 10);
        contact.attributes.insert("customer_since".to_owned(), Value::Text(since));
        if number % SHOP_EVERY == 0 {
            let shop = format!("https://shop-{}.example", number + 1);
            contact.attributes.insert("shop".to_owned(), Value::Text(shop));
        }
        if number % CLUB_EVERY == 0 {
            let level = ["Bean", "Roast", "Barista"][number / CLUB_EVERY % 3].to_owned();
            contact.attributes.insert("club_level".to_owned(), Value::Text(level));
            contact.attributes.insert("newsletter".to_owned(), Value::YesNo(number % 2 == 0));
            if let Some(agent) = agents.first() {
                contact.notes.push(ContactNote {
                    id: writer.next_contact_note_id()?,
                    text: "Likes light roasts; ask how the last one was.".to_owned(),
                    by: agent.id,
                    at: writer.now,
                });
            }
        }
        writer.save_contact(&contact)?;
    }
    Ok(())
}
