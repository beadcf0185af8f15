//! What Meta takes of buttons, lists, quick replies and cards, checked before it goes out.
//! From the Cloud API's "Interactive messages" and the Messenger Platform's "Send API".

use super::channel::Channel;
use super::rich::{Act, Button, Card, QuickReply, QuickReplyKind, Rich, Section};
use std::collections::BTreeSet;

pub const HEADER_CHARACTERS_MAX: usize = 60;
pub const FOOTER_CHARACTERS_MAX: usize = 60;
pub const BUTTONS_MAX: usize = 3;
pub const BUTTON_TITLE_CHARACTERS_MAX: usize = 20;
pub const ADDRESS_CHARACTERS_MAX: usize = 2_000;

pub const WHATSAPP_BUTTONS_TEXT_MAX: usize = 1_024;
pub const WHATSAPP_BUTTON_PAYLOAD_MAX: usize = 256;
pub const LIST_TEXT_MAX: usize = 4_096;
pub const LIST_SECTIONS_MAX: usize = 10;
/// In all sections together.
pub const LIST_ROWS_MAX: usize = 10;
pub const ROW_TITLE_CHARACTERS_MAX: usize = 24;
pub const ROW_ID_CHARACTERS_MAX: usize = 200;
pub const ROW_DESCRIPTION_CHARACTERS_MAX: usize = 72;
pub const SECTION_TITLE_CHARACTERS_MAX: usize = 24;

pub const MESSENGER_BUTTONS_TEXT_MAX: usize = 640;
pub const MESSENGER_PAYLOAD_MAX: usize = 1_000;
pub const QUICK_REPLIES_MAX: usize = 13;
pub const QUICK_REPLY_TITLE_CHARACTERS_MAX: usize = 20;
pub const CARDS_MAX: usize = 10;
pub const CARD_TITLE_CHARACTERS_MAX: usize = 80;
pub const CARD_SUBTITLE_CHARACTERS_MAX: usize = 80;

/// Digits with a country's code, and a plus sign.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Why it cannot go out: the field, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refused {
    /// `buttons.1.title`
    pub field: String,
    pub reason: String,
}

type Checked = Result<(), Refused>;

/// Whether `channel` takes this with `text`. A template has rules of its own.
pub fn check(channel: Channel, text: &str, rich: &Rich) -> Checked {
    match (channel, rich) {
        (Channel::Whatsapp, Rich::Template(_)) => Ok(()),
        (Channel::Whatsapp, Rich::Buttons { header, footer, buttons }) => {
            words("text", text, WHATSAPP_BUTTONS_TEXT_MAX)?;
            around(header.as_deref(), footer.as_deref())?;
            whatsapp_buttons(buttons)
        }
        (Channel::Whatsapp, Rich::List { header, footer, button, sections }) => {
            words("text", text, LIST_TEXT_MAX)?;
            around(header.as_deref(), footer.as_deref())?;
            words("list.button", button, BUTTON_TITLE_CHARACTERS_MAX)?;
            list(sections)
        }
        (Channel::Messenger, Rich::Buttons { header, footer, buttons: offered }) => {
            words("text", text, MESSENGER_BUTTONS_TEXT_MAX)?;
            nothing_around("header", header.as_deref())?;
            nothing_around("footer", footer.as_deref())?;
            number("buttons", offered.len(), BUTTONS_MAX)?;
            buttons("buttons", offered, MESSENGER_PAYLOAD_MAX)
        }
        (Channel::Messenger, Rich::QuickReplies { replies }) => {
            // They hang on one piece: only a text by itself may come in several.
            words("text", text, channel.piece_max())?;
            quick_replies(replies)
        }
        (Channel::Messenger, Rich::Cards { cards: offered }) => {
            if !text.is_empty() {
                return refuse("text", "Cards carry no text: send it as a message of its own.");
            }
            cards(offered)
        }
        (Channel::Whatsapp, Rich::QuickReplies { .. } | Rich::Cards { .. })
        | (Channel::Messenger, Rich::Template(_) | Rich::List { .. })
        | (Channel::Email, _) => {
            let reason = format!("{} has no {}.", channel.name(), plural(rich));
            refuse(field_of(rich), reason)
        }
    }
}

fn plural(rich: &Rich) -> &'static str {
    match rich {
        Rich::Template(_) => "templates",
        Rich::Buttons { .. } => "buttons",
        Rich::List { .. } => "lists",
        Rich::QuickReplies { .. } => "quick replies",
        Rich::Cards { .. } => "cards",
    }
}

/// The field of a request that asks for it.
fn field_of(rich: &Rich) -> &'static str {
    rich.kind()
}

fn refuse(field: impl Into<String>, reason: impl Into<String>) -> Checked {
    Err(Refused { field: field.into(), reason: reason.into() })
}

/// One to `max` characters.
fn words(field: impl Into<String>, text: &str, max: usize) -> Checked {
    if text.trim().is_empty() {
        return refuse(field, "There is no text in it.");
    }
    short(field, text, max)
}

fn short(field: impl Into<String>, text: &str, max: usize) -> Checked {
    let length = text.chars().count();
    if length > max {
        return refuse(field, format!("It may have {max} characters; it has {length}."));
    }
    Ok(())
}

fn number(field: &str, number: usize, max: usize) -> Checked {
    if (1..=max).contains(&number) {
        return Ok(());
    }
    refuse(field, format!("There may be 1 to {max} of them; there are {number}."))
}

fn around(header: Option<&str>, footer: Option<&str>) -> Checked {
    header.map_or(Ok(()), |header| words("header", header, HEADER_CHARACTERS_MAX))?;
    footer.map_or(Ok(()), |footer| words("footer", footer, FOOTER_CHARACTERS_MAX))
}

fn nothing_around(field: &str, text: Option<&str>) -> Checked {
    match text {
        Some(_) => refuse(field, format!("Messenger shows no {field}.")),
        None => Ok(()),
    }
}

/// Up to three answers, or one address.
fn whatsapp_buttons(offered: &[Button]) -> Checked {
    number("buttons", offered.len(), BUTTONS_MAX)?;
    let mut payloads = BTreeSet::new();
    for (place, button) in offered.iter().enumerate() {
        let field = format!("buttons.{place}");
        match &button.act {
            Act::Reply { payload } if payloads.insert(payload) => {}
            Act::Reply { .. } => {
                return refuse(format!("{field}.payload"), "Another button sends back the same.");
            }
            Act::Url { .. } if offered.len() == 1 => {}
            Act::Url { .. } => {
                return refuse(field, "On WhatsApp a button that opens a page stands alone.");
            }
            Act::Phone { .. } => return refuse(field, "WhatsApp has no button that calls."),
        }
    }
    buttons("buttons", offered, WHATSAPP_BUTTON_PAYLOAD_MAX)
}

fn buttons(at: &str, offered: &[Button], payload_max: usize) -> Checked {
    let mut titles = BTreeSet::new();
    for (place, button) in offered.iter().enumerate() {
        let field = |part: &str| format!("{at}.{place}.{part}");
        words(field("title"), &button.title, BUTTON_TITLE_CHARACTERS_MAX)?;
        if !titles.insert(button.title.trim()) {
            return refuse(field("title"), "Another button says the same.");
        }
        match &button.act {
            Act::Reply { payload } => words(field("payload"), payload, payload_max)?,
            Act::Url { url } => address(field("url"), url)?,
            Act::Phone { number } => phone(field("phone"), number)?,
        }
    }
    Ok(())
}

fn address(field: String, url: &str) -> Checked {
    let is_one = ["https://", "http://"]
        .iter()
        .any(|scheme| url.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    if !is_one || url.contains(char::is_whitespace) {
        return refuse(field, "An address begins with https:// and has no spaces.");
    }
    short(field, url, ADDRESS_CHARACTERS_MAX)
}

fn phone(field: String, number: &str) -> Checked {
    let digits = number.strip_prefix('+').filter(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    match digits {
        Some(digits) if PHONE_DIGITS.contains(&digits.len()) => Ok(()),
        Some(_) | None => {
            refuse(field, "Write the number with + and the country's code, without spaces.")
        }
    }
}

fn list(sections: &[Section]) -> Checked {
    number("list.sections", sections.len(), LIST_SECTIONS_MAX)?;
    let rows = sections.iter().map(|section| section.rows.len()).sum();
    number("list.sections", rows, LIST_ROWS_MAX).map_err(|refused| Refused {
        reason: format!("Rows in all sections: {}", refused.reason),
        ..refused
    })?;
    let mut ids = BTreeSet::new();
    for (place, section) in sections.iter().enumerate() {
        let at = format!("list.sections.{place}");
        match section.title.as_deref().filter(|title| !title.trim().is_empty()) {
            Some(title) => short(format!("{at}.title"), title, SECTION_TITLE_CHARACTERS_MAX)?,
            None if sections.len() > 1 => {
                return refuse(format!("{at}.title"), "Of several sections each has a title.");
            }
            None => {}
        }
        number(&format!("{at}.rows"), section.rows.len(), LIST_ROWS_MAX)?;
        for (place, row) in section.rows.iter().enumerate() {
            let field = |part: &str| format!("{at}.rows.{place}.{part}");
            words(field("title"), &row.title, ROW_TITLE_CHARACTERS_MAX)?;
            words(field("id"), &row.id, ROW_ID_CHARACTERS_MAX)?;
            if !ids.insert(row.id.as_str()) {
                return refuse(field("id"), "Another row has the same id.");
            }
            let description = row.description.as_deref().unwrap_or_default();
            short(field("description"), description, ROW_DESCRIPTION_CHARACTERS_MAX)?;
        }
    }
    Ok(())
}

fn quick_replies(replies: &[QuickReply]) -> Checked {
    number("quick_replies", replies.len(), QUICK_REPLIES_MAX)?;
    let mut titles = BTreeSet::new();
    for (place, reply) in replies.iter().enumerate() {
        let field = |part: &str| format!("quick_replies.{place}.{part}");
        match reply.kind {
            QuickReplyKind::Text => {
                words(field("title"), &reply.title, QUICK_REPLY_TITLE_CHARACTERS_MAX)?;
                words(field("payload"), &reply.payload, MESSENGER_PAYLOAD_MAX)?;
                if !titles.insert(reply.title.trim()) {
                    return refuse(field("title"), "Another quick reply says the same.");
                }
            }
            // Messenger writes the customer's own data on it.
            QuickReplyKind::Email | QuickReplyKind::Phone => {}
        }
    }
    Ok(())
}

fn cards(offered: &[Card]) -> Checked {
    number("cards", offered.len(), CARDS_MAX)?;
    for (place, card) in offered.iter().enumerate() {
        let field = |part: &str| format!("cards.{place}.{part}");
        words(field("title"), &card.title, CARD_TITLE_CHARACTERS_MAX)?;
        let subtitle = card.subtitle.as_deref();
        short(field("subtitle"), subtitle.unwrap_or_default(), CARD_SUBTITLE_CHARACTERS_MAX)?;
        for (part, url) in [("image_url", &card.image_url), ("url", &card.url)] {
            if let Some(url) = url {
                address(field(part), url)?;
            }
        }
        if card.buttons.len() > BUTTONS_MAX {
            return number(&field("buttons"), card.buttons.len(), BUTTONS_MAX);
        }
        buttons(&field("buttons"), &card.buttons, MESSENGER_PAYLOAD_MAX)?;
        let is_bare = subtitle.is_none_or(str::is_empty)
            && card.image_url.is_none()
            && card.url.is_none()
            && card.buttons.is_empty();
        if is_bare {
            let reason =
                "A card has more than its title: a second line, a picture, an address or a button.";
            return refuse(field("title"), reason);
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "rich_rules_tests.rs"]
mod tests;
