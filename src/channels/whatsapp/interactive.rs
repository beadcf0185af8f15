//! Buttons and lists as they go out.

use crate::domain::rich::{Act, Button, Section};
use serde_json::{Value, json};

/// What stands around a text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Around<'a> {
    pub header: Option<&'a str>,
    pub footer: Option<&'a str>,
}

/// Answers under a text, or one button that opens a page.
pub fn buttons(text: &str, around: Around<'_>, buttons: &[Button]) -> Value {
    if let Some((title, url)) = page(buttons) {
        let parameters = json!({ "display_text": title, "url": url });
        let action = json!({ "name": "cta_url", "parameters": parameters });
        return whole("cta_url", text, around, action);
    }
    let replies: Vec<Value> = buttons.iter().filter_map(reply).collect();
    whole("button", text, around, json!({ "buttons": replies }))
}

/// A menu behind a button.
pub fn list(text: &str, around: Around<'_>, button: &str, sections: &[Section]) -> Value {
    let sections: Vec<Value> = sections.iter().map(section).collect();
    whole("list", text, around, json!({ "button": button, "sections": sections }))
}

fn whole(kind: &str, text: &str, around: Around<'_>, action: Value) -> Value {
    let mut whole = json!({ "type": kind, "body": { "text": text }, "action": action });
    if let Some(header) = around.header {
        whole["header"] = json!({ "type": "text", "text": header });
    }
    if let Some(footer) = around.footer {
        whole["footer"] = json!({ "text": footer });
    }
    whole
}

fn page(buttons: &[Button]) -> Option<(&str, &str)> {
    let [Button { title, act: Act::Url { url } }] = buttons else { return None };
    Some((title, url))
}

fn reply(button: &Button) -> Option<Value> {
    match &button.act {
        Act::Reply { payload } => {
            Some(json!({ "type": "reply", "reply": { "id": payload, "title": button.title } }))
        }
        Act::Url { .. } | Act::Phone { .. } => None,
    }
}

fn section(section: &Section) -> Value {
    let rows = section.rows.iter().map(|row| {
        let mut shown = json!({ "id": row.id, "title": row.title });
        if let Some(description) = row.description.as_deref().filter(|text| !text.is_empty()) {
            shown["description"] = json!(description);
        }
        shown
    });
    let mut shown = json!({ "rows": rows.collect::<Vec<_>>() });
    if let Some(title) = section.title.as_deref().filter(|title| !title.trim().is_empty()) {
        shown["title"] = json!(title);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rich::Row;

    #[test]
    fn buttons_answer_and_one_alone_may_open_a_page() {
        let reply = |title: &str, payload: &str| Button {
            title: title.into(),
            act: Act::Reply { payload: payload.into() },
        };
        let around = Around { header: Some("Hi"), footer: Some("f") };
        assert_eq!(
            buttons("Choose", around, &[reply("Yes", "yes"), reply("No", "no")]),
            json!({
                "type": "button", "header": {"type": "text", "text": "Hi"},
                "body": {"text": "Choose"}, "footer": {"text": "f"},
                "action": {"buttons": [
                    {"type": "reply", "reply": {"id": "yes", "title": "Yes"}},
                    {"type": "reply", "reply": {"id": "no", "title": "No"}},
                ]},
            })
        );
        let act = Act::Url { url: "https://example.com".into() };
        assert_eq!(
            buttons("See", Around::default(), &[Button { title: "Open".into(), act }]),
            json!({
                "type": "cta_url", "body": {"text": "See"},
                "action": {"name": "cta_url", "parameters": {
                    "display_text": "Open", "url": "https://example.com",
                }},
            })
        );
    }

    #[test]
    fn a_list_has_sections_with_rows() {
        let row = |id: &str, description: Option<&str>| Row {
            id: id.into(),
            title: format!("Row {id}"),
            description: description.map(str::to_owned),
        };
        let rows = vec![row("1", Some("d")), row("2", None)];
        let sections = [Section { title: Some("A".into()), rows }];
        assert_eq!(
            list("Choose", Around::default(), "Options", &sections),
            json!({
                "type": "list", "body": {"text": "Choose"},
                "action": {"button": "Options", "sections": [{"title": "A", "rows": [
                    {"id": "1", "title": "Row 1", "description": "d"}, {"id": "2", "title": "Row 2"},
                ]}]},
            })
        );
    }
}
