//! The mail side of the control API: `/control/mail`.

/// People and what they write.
mod people;
/// Mails as a program shows them.
mod mails;
/// What lies in the business's mailboxes.
mod mailboxes;
/// Knobs.
mod knobs;

use poem::http::StatusCode;
use poem::{Endpoint, Route, get, post, put};
use serde_json::{Value, json};

use super::json::refuse;
use crate::simulator::mail::customer::Refused;
use crate::simulator::mail::knobs::Knobs;
use crate::simulator::mail::person::{Kept, Person};
use crate::simulator::world::World;

pub fn routes() -> impl Endpoint<Output = poem::Response> + 'static {
    Route::new()
        .at("/people", post(people::add))
        .at("/people/:address", put(people::change))
        .at("/people/:address/mails", get(mails::list).post(people::write))
        .at("/people/:address/mails/:id", get(mails::show))
        .at("/people/:address/mails/:id/html", get(mails::show_html))
        .at("/people/:address/mails/:id/raw", get(mails::show_raw))
        .at("/people/:address/mails/:id/files/:number", get(mails::show_file))
        .at("/people/:address/read", post(people::read))
        .at("/mailboxes/:address", get(mailboxes::show))
        .at("/mailboxes/:address/raw", post(mailboxes::put_raw))
        .at("/knobs", put(knobs::turn).delete(knobs::turn_back))
}

/// Mailboxes, people and knobs, as the phone page needs them.
pub fn state(world: &World) -> Value {
    let mail = &world.mail;
    let mailboxes = mail
        .mailboxes
        .iter()
        .map(|mailbox| json!({"address": mailbox.account.address, "name": mailbox.account.name}));
    json!({
        "mailboxes": mailboxes.collect::<Vec<_>>(),
        "ports": mail.ports,
        "people": mail.people.iter().map(summary).collect::<Vec<_>>(),
        "knobs": mail.knobs,
        "default_knobs": Knobs::default(),
    })
}

fn summary(person: &Person) -> Value {
    json!({
        "name": person.name,
        "address": person.address,
        "unread": person.unread(),
        "out_of_office": person.is_away,
        "last": person.mails().next_back().map(listed),
    })
}

/// A mail in a list.
fn listed(mail: &Kept) -> Value {
    json!({
        "id": mail.id,
        "thread": mail.thread,
        "is_own": mail.is_own,
        "is_read": mail.is_read,
        "at_ms": mail.at_ms,
        "message_id": mail.head.message_id,
        "in_reply_to": mail.head.in_reply_to,
        "references": mail.head.references,
        "from": mail.head.from,
        "to": mail.head.to,
        "subject": mail.head.subject,
        "preview": mail.head.preview,
        "files": mail.head.files,
        "is_automatic": mail.head.is_automatic,
    })
}

fn refused(refused: Refused) -> poem::Error {
    let (status, message) = match refused {
        Refused::NoSuchPerson => (StatusCode::NOT_FOUND, "nobody here has this address"),
        Refused::NoSuchMail => (StatusCode::NOT_FOUND, "there is no such mail"),
        Refused::ReceiverMissing => (StatusCode::BAD_REQUEST, "to is needed"),
    };
    refuse(status, message)
}
