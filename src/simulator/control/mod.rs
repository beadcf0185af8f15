//! The API for tests and for the phone page: plain JSON under `/control`.

/// Errors and bodies.
mod json;
/// Everything at a glance.
mod state;
/// Customers and what they do.
mod people;
/// What they do besides, and who they are.
mod acts;
/// What happens to accounts.
mod accounts;
/// Templates and their review.
mod templates;
/// Access tokens.
mod tokens;
/// Files of both sides.
mod files;
/// People on Messenger and what they do.
pub mod messenger;
/// Mailboxes, and people who write mails.
pub mod mail;
/// Knobs, faults and the clock.
mod trouble;
/// What came in and what went out.
mod records;
/// Changes as they happen.
mod live;

use poem::{Endpoint, EndpointExt, Route, delete, get, post, put};

pub fn routes() -> impl Endpoint<Output = poem::Response> + 'static {
    Route::new()
        .at("/state", get(state::show))
        .at("/live", get(live::watch))
        .at("/people", post(people::add))
        .at("/people/:wa_id/messages", get(people::messages).post(people::write))
        .at("/people/:wa_id/messages/raw", post(people::write_raw))
        .at("/people/:wa_id", put(acts::change))
        .at("/people/:wa_id/acts", post(acts::perform))
        .at("/people/:wa_id/number", post(acts::change_number))
        .at("/people/:wa_id/user-id", post(acts::change_user_id))
        .at("/people/:wa_id/identity", post(acts::change_identity))
        .at("/people/:wa_id/played", post(acts::play))
        .at("/people/:wa_id/marketing", put(acts::prefer))
        .at("/accounts/:id", put(accounts::change))
        .at("/accounts/:id/echoes", post(accounts::write))
        .at("/accounts/:id/events", post(accounts::report))
        .at("/people/:wa_id/read", post(people::read))
        .at("/people/:wa_id/presence", put(people::set_presence))
        .at("/templates", get(templates::list))
        .at("/templates/:id", put(templates::change))
        .at("/tokens", get(tokens::list).put(tokens::put))
        .at("/tokens/:token", delete(tokens::revoke))
        .nest("/messenger", messenger::routes())
        .nest("/mail", mail::routes())
        .at("/knobs", put(trouble::turn_knobs).delete(trouble::turn_knobs_back))
        .at("/faults", put(trouble::set_faults))
        .at("/outage", post(trouble::go_away))
        .at("/clock", post(trouble::advance_clock))
        .at("/people/:wa_id/flood", post(people::flood))
        .at("/people/:wa_id/files", post(files::send))
        .at("/samples", get(files::samples))
        .at("/media/:id", get(files::show).delete(files::end))
        .at("/requests", get(records::requests))
        .at("/webhooks", get(records::webhooks))
        .at("/webhooks/raw", post(records::send_raw))
        .at("/webhooks/:number/replay", post(records::replay))
        .at("/webhooks/verify", post(records::verify))
        .catch_all_error(json::error)
}
