//! The Messenger side of the control API: `/control/messenger`.

/// People and what they write.
mod people;
/// What else people do.
mod acts;
/// What can be tapped under a message.
mod taps;
/// Events as they stand.
mod events;
/// Files that customers send, and how phones show files.
mod files;
/// Knobs.
mod knobs;

use poem::http::StatusCode;
use poem::{Endpoint, Route, get, post, put};
use serde_json::{Value, json};

use super::json::refuse;
use crate::simulator::messenger::Person;
use crate::simulator::messenger::customer::Refused;
use crate::simulator::messenger::knobs::Knobs;
use crate::simulator::messenger::thread::Window;
use crate::simulator::world::World;

pub fn routes() -> impl Endpoint<Output = poem::Response> + 'static {
    Route::new()
        .at("/people", post(people::add))
        .at("/people/:psid/messages", get(people::messages).post(people::write))
        .at("/people/:psid/messages/:mid", put(acts::edit).delete(acts::delete))
        .at("/people/:psid/messages/:mid/reaction", put(acts::react).delete(acts::unreact))
        .at("/people/:psid/taps", post(taps::touch))
        .at("/people/:psid/postbacks", post(acts::post_back))
        .at("/people/:psid/referrals", post(acts::refer))
        .at("/people/:psid/optins", post(acts::opt_in))
        .at("/people/:psid/account_linking", post(acts::link_account))
        .at("/people/:psid/echoes", post(acts::write_elsewhere))
        .at("/people/:psid/owner", put(acts::set_owner))
        .at("/people/:psid/events", post(events::of_person))
        .at("/people/:psid/read", post(people::read))
        .at("/people/:psid/presence", put(people::set_presence))
        .at("/people/:psid/availability", put(people::set_availability))
        .at("/pages/:page_id/events", post(events::of_page))
        .at("/pages/:page_id/verify", post(events::verify))
        .at("/files", post(files::upload))
        .at("/files/:id", get(files::show))
        .at("/knobs", put(knobs::turn).delete(knobs::turn_back))
}

/// Pages, people and knobs, as the phone page needs them.
pub fn state(world: &World, now_ms: i64) -> Value {
    let messenger = &world.messenger;
    let people: Vec<Value> =
        messenger.people.iter().map(|person| summary(person, now_ms)).collect();
    json!({
        "pages": messenger.pages,
        "people": people,
        "knobs": messenger.knobs,
        "default_knobs": Knobs::default(),
    })
}

fn summary(person: &Person, now_ms: i64) -> Value {
    let threads: Vec<Value> = person
        .threads
        .iter()
        .map(|thread| {
            json!({
                "page_id": thread.page_id,
                "psid": thread.psid,
                "unread": thread.unread(),
                "typing_until_ms": thread.typing_until_ms(now_ms),
                "window": match thread.window(now_ms) {
                    Window::Never => "never",
                    Window::Open => "open",
                    Window::HumanAgentOnly => "human_agent",
                    Window::Closed => "closed",
                },
                "owner": thread.owner,
                "last": thread.shown().next_back(),
            })
        })
        .collect();
    json!({
        "name": person.name,
        "online": person.online,
        "available": !person.is_unavailable,
        "threads": threads,
    })
}

fn refused(refused: Refused) -> poem::Error {
    let (status, message) = match refused {
        Refused::NoSuchPerson => (StatusCode::NOT_FOUND, "there is no such person"),
        Refused::NoSuchMessage => (StatusCode::NOT_FOUND, "there is no such message"),
        Refused::IsOffline => (StatusCode::CONFLICT, "the phone is offline"),
        Refused::IsNotOwn => (StatusCode::CONFLICT, "the message is somebody else's"),
        Refused::TooManyEdits => {
            (StatusCode::CONFLICT, "a message can be changed five times at most")
        }
        Refused::TooManyWaiting => {
            (StatusCode::SERVICE_UNAVAILABLE, "too many notifications are waiting for the desk")
        }
    };
    refuse(status, message)
}
