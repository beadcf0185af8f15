//! Messenger's refusals: code 100 with a subcode for most, 10 for what is not allowed now.

use crate::simulator::graph::error::GraphError;

pub fn parameter(message: impl AsRef<str>) -> GraphError {
    GraphError::parameter(message)
}

pub fn message_and_action() -> GraphError {
    let message = "(#100) Cannot send message and sender_action in the same request.";
    GraphError::of_page(400, 100, Some(2_018_014), message)
}

pub fn no_matching_user() -> GraphError {
    GraphError::of_page(400, 100, Some(2_018_001), "(#100) No matching user found")
}

pub fn outside_window() -> GraphError {
    let message = "(#10) This message is sent outside of allowed window. Learn more about the new policy \
        here: https://developers.facebook.com/docs/messenger-platform/policy-overview";
    GraphError::of_page(400, 10, Some(2_018_278), message)
}

pub fn human_agent_missing() -> GraphError {
    let message = "(#10) Message Tag not allowed: to send with the tag HUMAN_AGENT your app needs the \
        Human Agent feature approved.";
    GraphError::of_page(403, 10, Some(2_018_028), message)
}

pub fn tag_inside_window() -> GraphError {
    let message = "(#100) The tag HUMAN_AGENT is for messages outside of the 24 hour window.";
    GraphError::of_page(400, 100, None, message)
}

pub fn retired_tag(tag: &str) -> GraphError {
    let message = format!("(#100) Invalid parameter: the tag {tag} is not available any more.");
    GraphError::of_page(400, 100, None, message)
}

pub fn person_unavailable() -> GraphError {
    let message = "(#551) This person isn't available right now.";
    GraphError::of_page(400, 551, Some(1_545_041), message)
}

pub fn other_app_in_control() -> GraphError {
    let message =
        "(#10) Message failed to send because another app is controlling this thread now.";
    GraphError::of_page(403, 10, Some(2_018_300), message)
}

pub fn rate_limited(status: u16) -> GraphError {
    let message = "(#613) Calls to this api have exceeded the rate limit.";
    GraphError::of_page(status, 613, None, message)
}

pub fn upload_failed(why: &str) -> GraphError {
    let message = format!("(#100) Upload attachment failure. {why}");
    GraphError::of_page(400, 100, Some(2_018_047), message.trim_end())
}

pub fn unknown_attachment() -> GraphError {
    let message =
        "(#100) Invalid attachment_id: it does not exist, has expired, or belongs to another page.";
    GraphError::of_page(400, 100, Some(2_018_074), message)
}

pub fn too_large(why: &str) -> GraphError {
    let message = format!("(#100) Attachment size exceeds allowable limit. {why}");
    GraphError::of_page(400, 100, Some(2_018_109), message)
}

pub fn fetch_failed(why: &str) -> GraphError {
    let message = format!("(#100) Failed to fetch the file from the url: {why}");
    GraphError::of_page(400, 100, Some(2_018_008), message)
}

pub fn film_took_too_long() -> GraphError {
    let message = "(#100) Timeout fetching the video from the url";
    GraphError::of_page(400, 100, Some(2_018_294), message)
}

pub fn message_gone() -> GraphError {
    let message = "(#9000001) The message to react or reply to has been deleted or does not exist.";
    GraphError::of_page(400, 9_000_001, None, message)
}

pub fn no_profile() -> GraphError {
    GraphError::of_page(400, 100, Some(2_018_218), "(#100) No profile available for this user.")
}

pub fn profile_not_permitted() -> GraphError {
    let message = "(#100) Insufficient permission to access user profile.";
    GraphError::of_page(400, 100, Some(2_018_247), message)
}

pub fn proof_missing() -> GraphError {
    let message = "API calls from the server require an appsecret_proof argument";
    GraphError::of_page(400, 104, None, message)
}

pub fn proof_wrong() -> GraphError {
    let message = "Invalid appsecret_proof provided in the API argument";
    GraphError::of_page(400, 100, None, message)
}

/// What a fault that hits the whole platform looks like here.
pub fn temporary() -> GraphError {
    let message = "An unexpected error has occurred. Please retry your request later.";
    GraphError::of_page(500, 2, None, message).transient()
}

/// The message was sent all the same.
pub fn sent_but_unclear() -> GraphError {
    let message = "An unknown error occurred: invalid JSON reply.";
    GraphError::of_page(500, 1, Some(1_357_046), message)
}

pub fn blocked_for_policy() -> GraphError {
    let message = "(#368) The action attempted has been deemed abusive or is otherwise disallowed";
    GraphError::of_page(403, 368, None, message)
}
