//! Templates as each version has stored them.

use super::samples::{at, check};
use crate::domain::template::*;
use crate::domain::{InboxId, TemplateId};

#[test]
fn stored_templates_are_read() {
    let button = |kind: ButtonKind, text: &str| Button {
        kind,
        text: text.into(),
        url: None,
        phone: None,
        example: None,
    };
    let buttons = vec![
        Button { phone: Some("+1555".into()), ..button(ButtonKind::Phone, "Call") },
        Button { url: Some("https://example.com/{{1}}".into()), ..button(ButtonKind::Url, "See") },
        button(ButtonKind::Other("spin".into()), "Go"),
    ];
    let template = Template {
        id: TemplateId(3),
        inbox: InboxId(1),
        name: "order_update".into(),
        language: "en_US".into(),
        provider_id: Some("1627019861106475".into()),
        status: Status::Other("locked".into()),
        category: "utility".into(),
        quality: Some("green".into()),
        format: ParameterFormat::Named,
        components: vec![
            Component::Header(Header::Text { text: "Order".into(), examples: Vec::new() }),
            Component::Body { text: "Hi {{name}}".into(), examples: vec!["Ana".into()] },
            Component::Footer { text: "Shop".into() },
            Component::Buttons(buttons),
            Component::Other("carousel".into()),
        ],
        reason: Some("INVALID_FORMAT".into()),
        synced_at: at(5),
    };
    check("template", template);
    let sync = Sync {
        inbox: InboxId(1),
        synced_at: Some(at(5)),
        due_at: Some(at(6)),
        heard_at: None,
        asked_at: None,
        failures: 1,
        failure: Some("It failed.".into()),
    };
    check("template-sync", sync);
}
