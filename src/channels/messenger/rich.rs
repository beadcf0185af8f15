//! Buttons, quick replies and cards as they go out.

use crate::domain::rich::{Act, Button, Card, QuickReply, QuickReplyKind, Rich};
use serde_json::{Value, json};

/// What stands under `message`. `None`: Messenger has no such thing.
pub fn content(text: &str, rich: &Rich) -> Option<Value> {
    match rich {
        Rich::QuickReplies { replies } => {
            let replies: Vec<Value> = replies.iter().map(quick_reply).collect();
            Some(json!({ "text": text, "quick_replies": replies }))
        }
        Rich::Buttons { buttons, .. } => Some(template(json!({
            "template_type": "button",
            "text": text,
            "buttons": buttons.iter().map(button).collect::<Vec<_>>(),
        }))),
        Rich::Cards { cards } => Some(template(json!({
            "template_type": "generic",
            "elements": cards.iter().map(card).collect::<Vec<_>>(),
        }))),
        Rich::Template(_) | Rich::List { .. } => None,
    }
}

fn template(payload: Value) -> Value {
    json!({ "attachment": { "type": "template", "payload": payload } })
}

fn quick_reply(reply: &QuickReply) -> Value {
    match reply.kind {
        QuickReplyKind::Text => {
            json!({ "content_type": "text", "title": reply.title, "payload": reply.payload })
        }
        QuickReplyKind::Email => json!({ "content_type": "user_email" }),
        QuickReplyKind::Phone => json!({ "content_type": "user_phone_number" }),
    }
}

fn button(button: &Button) -> Value {
    let title = &button.title;
    match &button.act {
        Act::Reply { payload } => json!({ "type": "postback", "title": title, "payload": payload }),
        Act::Url { url } => json!({ "type": "web_url", "title": title, "url": url }),
        Act::Phone { number } => {
            json!({ "type": "phone_number", "title": title, "payload": number })
        }
    }
}

fn card(card: &Card) -> Value {
    let mut shown = json!({ "title": card.title });
    if let Some(subtitle) = &card.subtitle {
        shown["subtitle"] = json!(subtitle);
    }
    if let Some(image_url) = &card.image_url {
        shown["image_url"] = json!(image_url);
    }
    if let Some(url) = &card.url {
        shown["default_action"] = json!({ "type": "web_url", "url": url });
    }
    if !card.buttons.is_empty() {
        shown["buttons"] = card.buttons.iter().map(button).collect();
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tap(title: &str, act: Act) -> Button {
        Button { title: title.into(), act }
    }

    #[test]
    fn quick_replies_go_with_a_text() {
        let reply =
            |kind, title: &str| QuickReply { kind, title: title.into(), payload: "P".into() };
        let replies = vec![
            reply(QuickReplyKind::Text, "Red"),
            reply(QuickReplyKind::Email, ""),
            reply(QuickReplyKind::Phone, ""),
        ];
        assert_eq!(
            content("Pick", &Rich::QuickReplies { replies }),
            Some(json!({"text": "Pick", "quick_replies": [
                {"content_type": "text", "title": "Red", "payload": "P"},
                {"content_type": "user_email"},
                {"content_type": "user_phone_number"},
            ]}))
        );
    }

    #[test]
    fn buttons_and_cards_are_templates() {
        let talk = tap("Talk", Act::Reply { payload: "TALK".into() });
        let site = tap("Site", Act::Url { url: "https://example.com".into() });
        let call = tap("Call", Act::Phone { number: "+15105551234".into() });
        let buttons = vec![site, talk.clone(), call];
        let rich = Rich::Buttons { header: None, footer: None, buttons };
        let sent = content("What next?", &rich).expect("content");
        let payload = &sent["attachment"]["payload"];
        assert_eq!(sent["attachment"]["type"], "template");
        assert_eq!(
            (&payload["template_type"], &payload["text"]),
            (&json!("button"), &json!("What next?"))
        );
        assert_eq!(
            payload["buttons"],
            json!([
                {"type": "web_url", "title": "Site", "url": "https://example.com"},
                {"type": "postback", "title": "Talk", "payload": "TALK"},
                {"type": "phone_number", "title": "Call", "payload": "+15105551234"},
            ])
        );
        let card = Card {
            title: "Card".into(),
            subtitle: Some("s".into()),
            image_url: Some("https://example.com/a.jpg".into()),
            url: Some("https://example.com".into()),
            buttons: vec![talk],
        };
        let bare = Card {
            subtitle: None,
            image_url: None,
            url: None,
            buttons: Vec::new(),
            ..card.clone()
        };
        let sent = content("", &Rich::Cards { cards: vec![card, bare] }).expect("content");
        assert_eq!(
            sent["attachment"]["payload"],
            json!({"template_type": "generic", "elements": [
                {
                    "title": "Card", "subtitle": "s", "image_url": "https://example.com/a.jpg",
                    "default_action": {"type": "web_url", "url": "https://example.com"},
                    "buttons": [{"type": "postback", "title": "Talk", "payload": "TALK"}],
                },
                {"title": "Card"},
            ]})
        );
    }
}
