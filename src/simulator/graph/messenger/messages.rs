//! Messages of a Page to people, and what it does beside writing.

use serde_json::{Value, json};

use super::checks::{Act, Ask, Content, Recipient, Send, check};
use super::form::FilePart;
use super::{attachments, error, form};
use crate::simulator::graph::call::Call;
use crate::simulator::graph::error::GraphError;
use crate::simulator::graph::route::Done;
use crate::simulator::messenger::message::{Attachment, Message};
use crate::simulator::messenger::thread::{Thread, Window};
use crate::simulator::messenger::{Page, Weight, identifier, journey};
use crate::simulator::phone::Side;
use crate::simulator::platform::Platform;
use crate::simulator::world::World;

pub async fn serve(platform: &Platform, page: &Page, call: &Call) -> Result<Done, GraphError> {
    let (body, part) = form::read(call).await?;
    match check(&body, part.is_some())? {
        Ask::Send(send) => deliver(platform, page, *send, part).await,
        Ask::Act { recipient, act } => {
            let psid = {
                let mut world = platform.world();
                admit_act(&mut world, page, &recipient, platform.clock.now_ms())?
            };
            perform(platform, page, &psid, act)
        }
    }
}

async fn deliver(
    platform: &Platform,
    page: &Page,
    send: Send,
    part: Option<FilePart>,
) -> Result<Done, GraphError> {
    let psid = admit(&mut platform.world(), page, &send, platform.clock.now_ms())?;
    let (text, attachment, attachment_id) = match &send.content {
        Content::Text(text) => (Some(text.clone()), None, None),
        Content::Template { payload, shown } => {
            let template = template(platform, page, payload, shown.as_deref())?;
            (None, Some(template), None)
        }
        Content::File(attached) => {
            let (file, id) = attachments::resolve(platform, page, attached, part).await?;
            (None, Some(file), id)
        }
    };
    let message = {
        let now_ms = platform.clock.now_ms();
        let mut world = platform.world();
        let mid = identifier::message_id(now_ms, &mut world.random);
        let thread = world.messenger.thread_mut(&psid).ok_or_else(error::no_matching_user)?;
        let message = Message {
            app_id: Some(page.app_id.clone()),
            text,
            attachments: attachment.into_iter().collect(),
            quick_replies: send.quick_replies,
            reply_to: send.reply_to,
            metadata: send.metadata,
            ..Message::new(mid, Side::Business, thread.next_ms(now_ms))
        };
        thread.expect(message.clone());
        message
    };
    journey::begin(platform, &psid, &message).await;
    let mut body = json!({"message_id": message.id});
    if let Recipient::Psid(_) = send.recipient {
        body["recipient_id"] = psid.into();
    }
    if let Some(id) = attachment_id {
        body["attachment_id"] = id.into();
    }
    Ok(Done { body, verdict: format!("accepted as {}", message.id) })
}

/// Whether it may be sent now: gives the person's id at the Page, and counts it.
fn admit(world: &mut World, page: &Page, send: &Send, now_ms: i64) -> Result<String, GraphError> {
    let knobs = &world.messenger.knobs;
    let (approved, refuses_early_tag) =
        (knobs.human_agent_approved, knobs.refuse_tag_inside_window);
    let thread = addressed(world, page, &send.recipient)?;
    let psid = thread.psid.clone();
    let window = thread.window(now_ms);
    if send.is_human_agent && !approved {
        return Err(error::human_agent_missing());
    }
    match window {
        Window::Never => return Err(error::no_matching_user()),
        Window::Open if send.is_human_agent && refuses_early_tag => {
            return Err(error::tag_inside_window());
        }
        Window::Open => {}
        Window::HumanAgentOnly if send.is_human_agent => {}
        Window::HumanAgentOnly | Window::Closed => return Err(error::outside_window()),
    }
    let weight = match &send.content {
        Content::File(attached) if ["audio", "video"].contains(&attached.kind.as_str()) => {
            Weight::Media
        }
        Content::File(_) | Content::Text(_) | Content::Template { .. } => Weight::Light,
    };
    spend(world, page, weight, now_ms)?;
    Ok(psid)
}

fn admit_act(
    world: &mut World,
    page: &Page,
    recipient: &Recipient,
    now_ms: i64,
) -> Result<String, GraphError> {
    let thread = addressed(world, page, recipient)?;
    let psid = thread.psid.clone();
    let window = thread.window(now_ms);
    if window == Window::Never {
        return Err(error::no_matching_user());
    }
    if window != Window::Open && world.messenger.knobs.refuse_actions_outside_window {
        return Err(error::outside_window());
    }
    spend(world, page, Weight::Light, now_ms)?;
    Ok(psid)
}

/// The conversation with whom it is for, if this app may speak in it.
fn addressed<'w>(
    world: &'w World,
    page: &Page,
    recipient: &Recipient,
) -> Result<&'w Thread, GraphError> {
    let mut threads = world
        .messenger
        .people
        .iter()
        .flat_map(|person| person.threads.iter().map(move |thread| (person, thread)));
    let found = threads.find(|(_, thread)| {
        thread.page_id == page.page_id
            && match recipient {
                Recipient::Psid(psid) => &thread.psid == psid,
                Recipient::UserRef(reference) => thread.user_refs.contains(reference),
                Recipient::Other(_) => false,
            }
    });
    let (person, thread) = found.ok_or_else(error::no_matching_user)?;
    if person.is_unavailable {
        return Err(error::person_unavailable());
    }
    if thread.owner.is_some() {
        return Err(error::other_app_in_control());
    }
    Ok(thread)
}

fn spend(world: &mut World, page: &Page, weight: Weight, now_ms: i64) -> Result<(), GraphError> {
    if world.messenger.rates.spend(&page.page_id, weight, now_ms) {
        return Ok(());
    }
    Err(error::rate_limited(world.knobs.throttle_status))
}

fn template(
    platform: &Platform,
    page: &Page,
    payload: &Value,
    shown: Option<&str>,
) -> Result<Attachment, GraphError> {
    let file = shown.map(|id| attachments::known(platform, page, id, None)).transpose()?;
    Ok(Attachment { file, ..Attachment::plain("template", payload.clone()) })
}

fn perform(platform: &Platform, page: &Page, psid: &str, act: Act) -> Result<Done, GraphError> {
    let now_ms = platform.clock.now_ms();
    let verdict = {
        let mut world = platform.world();
        let thread = world.messenger.thread_mut(psid).ok_or_else(error::no_matching_user)?;
        match act {
            Act::TypingOn => {
                thread.typing(Some(now_ms));
                "typing"
            }
            Act::TypingOff => {
                thread.typing(None);
                "not typing any more"
            }
            Act::MarkSeen => {
                thread.seen();
                "marked read"
            }
            Act::React { mid, emoji } => {
                let message = thread.message_mut(&mid).ok_or_else(error::message_gone)?;
                message.react(Side::Business, Some(emoji));
                "reacted"
            }
            Act::Unreact { mid } => {
                let message = thread.message_mut(&mid).ok_or_else(error::message_gone)?;
                message.react(Side::Business, None);
                "took the reaction back"
            }
        }
    };
    platform.announce_thread(psid);
    let verdict = format!("{verdict}, as {}", page.name);
    Ok(Done { body: json!({"recipient_id": psid}), verdict })
}
