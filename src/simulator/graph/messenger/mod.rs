//! What a Page's token can call: messages, files, subscriptions, profiles, conversations.

/// Refusals in Messenger's words.
mod error;
/// Parts of a request.
mod fields;
/// JSON or a form.
mod form;
/// What may be sent.
mod checks;
/// Buttons, cards and quick replies.
mod templates;
/// Messages to people.
mod messages;
/// Files for messages.
mod attachments;
/// Files that everybody may fetch.
mod download;
pub use download::{PUBLIC_FILES, download_public};
/// Pages, subscriptions and tokens.
mod pages;
/// Who somebody is.
mod profile;
/// What was said, and who answers.
mod threads;

use super::access::token_of;
use super::call::Call;
use super::error::GraphError;
use super::route::{Done, verb};
use crate::simulator::faults::{Fault, FaultKind};
use crate::simulator::messenger::Page;
use crate::simulator::platform::Platform;

/// The Page whose token is used, if it is one's, also when the token's time is over.
pub fn page_of(platform: &Platform, call: &Call) -> Option<Page> {
    let world = platform.world();
    let token = world.tokens.find(call.token.as_deref()?)?;
    world.messenger.page_of_token(token).map(|state| state.page.clone())
}

pub async fn serve(platform: &Platform, page: &Page, call: &Call) -> Result<Done, GraphError> {
    let token = token_of(platform, call)?;
    pages::check_proof(platform, page, &token, call)?;
    let parts = call.parts();
    let method = call.method.as_str();
    // The token stands for its page.
    let is_own = parts.first().is_some_and(|id| *id == "me" || *id == page.page_id);
    match (method, parts.as_slice()) {
        ("POST", [_, "messages"]) if is_own => {
            pages::permit(platform, &token, "pages_messaging")?;
            messages::serve(platform, page, call).await
        }
        ("POST", [_, "message_attachments"]) if is_own => {
            pages::permit(platform, &token, "pages_messaging")?;
            attachments::upload(platform, page, call).await
        }
        ("GET" | "POST" | "DELETE", [_, "subscribed_apps"]) if is_own => {
            pages::permit(platform, &token, "pages_manage_metadata")?;
            pages::subscription(platform, page, call)
        }
        ("GET", [_, "conversations"]) if is_own => threads::conversations(platform, page, call),
        ("GET", [_, "thread_owner"]) if is_own => threads::owner(platform, page, call),
        ("POST", [_, "pass_thread_control" | "take_thread_control" | "request_thread_control"])
            if is_own =>
        {
            threads::control(platform, page, call, parts[1])
        }
        ("GET", ["me", "permissions"]) => Ok(pages::permissions(platform, &token)),
        ("GET", [_]) if is_own => pages::describe(page, call.param("fields")),
        ("GET", [psid]) => profile::describe(platform, page, psid, call.param("fields")),
        (_, [object, ..]) => Err(GraphError::unknown_object(&verb(&call.method), object)),
        (_, []) => Err(GraphError::unknown_path(&call.path)),
    }
}

/// `GET /debug_token`, if it asks for a Page's token.
pub fn debug_token(platform: &Platform, call: &Call) -> Option<Result<Done, GraphError>> {
    let is_asked = call.method.as_str() == "GET" && call.parts() == ["debug_token"];
    if is_asked { pages::debug_token(platform, call) } else { None }
}

/// A fault that hits a call of a Page before anything is done.
pub fn fault_before(fault: &Fault, throttle_status: u16) -> GraphError {
    match fault.kind {
        FaultKind::RateLimited => error::rate_limited(throttle_status),
        FaultKind::AccountLocked | FaultKind::PolicyBlocked => error::blocked_for_policy(),
        FaultKind::TokenExpired => GraphError::token_dead(fault.subcode),
        FaultKind::ServerError
        | FaultKind::HtmlPage
        | FaultKind::Unavailable
        | FaultKind::ConnectionLost
        | FaultKind::DownloadFails
        | FaultKind::DownloadNotFound
        | FaultKind::DownloadTruncated
        | FaultKind::DownloadWrongBytes
        | FaultKind::DownloadSlow
        | FaultKind::ErrorAfterAccepting
        | FaultKind::DroppedConnection
        | FaultKind::TruncatedJson
        | FaultKind::SlowAnswer => error::temporary(),
    }
}

/// The error that comes though the message was sent.
pub fn fault_after() -> GraphError {
    error::sent_but_unclear()
}
