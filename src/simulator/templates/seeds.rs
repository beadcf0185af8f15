//! The templates that every business has at the start: good ones, a paused one, a rejected one.

use serde_json::{Value, json};

use super::{Category, Draft, Format, Status};

pub fn drafts() -> Vec<Draft> {
    let utility = |name: &str, language: &str, components: Value| draft(name, language, components);
    let named = |name: &str, language: &str, components: Value| Draft {
        parameter_format: Format::Named,
        ..draft(name, language, components)
    };
    vec![
        utility("hello_world", "en_US", hello_world()),
        utility("order_update", "en_US", order_update()),
        named("appointment_reminder", "en_US", appointment_in_english()),
        named("appointment_reminder", "pt_BR", appointment_in_portuguese()),
        utility("delivery_feedback", "en_US", delivery_feedback()),
        Draft {
            category: Category::Marketing,
            status: Status::Paused,
            ..draft("autumn_sale", "en_US", autumn_sale())
        },
        Draft {
            category: Category::Marketing,
            status: Status::Rejected,
            ..draft("abandoned_cart", "en_US", abandoned_cart())
        },
    ]
}

fn draft(name: &str, language: &str, components: Value) -> Draft {
    Draft {
        name: name.to_owned(),
        language: language.to_owned(),
        category: Category::Utility,
        parameter_format: Format::Positional,
        components: components.as_array().cloned().unwrap_or_default(),
        status: Status::Approved,
    }
}

fn hello_world() -> Value {
    json!([
        {"type": "HEADER", "format": "TEXT", "text": "Hello World"},
        {"type": "BODY", "text": "Welcome and congratulations!! This message shows that your number can send templates."},
        {"type": "FOOTER", "text": "WhatsApp Business Platform sample message"},
    ])
}

fn order_update() -> Value {
    json!([
        {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": ["https://scontent.whatsapp.net/v/order.jpg"]}},
        {"type": "BODY", "text": "Hi {{1}}, your order {{2}} ships on {{3}}.", "example": {"body_text": [["Pablo", "860198", "Friday"]]}},
        {"type": "FOOTER", "text": "Thank you for buying local"},
        {"type": "BUTTONS", "buttons": [
            {"type": "URL", "text": "Track it", "url": "https://example.com/track/{{1}}", "example": ["https://example.com/track/860198"]},
            {"type": "QUICK_REPLY", "text": "Talk to us"},
        ]},
    ])
}

fn appointment_in_english() -> Value {
    json!([
        {"type": "HEADER", "format": "TEXT", "text": "Your appointment"},
        {"type": "BODY", "text": "Hi {{first_name}}, we expect you on {{day}} at {{time}}. Can you come?", "example": {"body_text_named_params": [
            {"param_name": "first_name", "example": "Ana"},
            {"param_name": "day", "example": "Monday"},
            {"param_name": "time", "example": "10:30"},
        ]}},
        {"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "I will be there"},
            {"type": "QUICK_REPLY", "text": "Another day"},
        ]},
    ])
}

fn appointment_in_portuguese() -> Value {
    json!([
        {"type": "HEADER", "format": "TEXT", "text": "A sua consulta"},
        {"type": "BODY", "text": "Olá {{first_name}}, esperamos por você {{day}} às {{time}}. Pode vir?", "example": {"body_text_named_params": [
            {"param_name": "first_name", "example": "Ana"},
            {"param_name": "day", "example": "segunda-feira"},
            {"param_name": "time", "example": "10:30"},
        ]}},
        {"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "Estarei lá"},
            {"type": "QUICK_REPLY", "text": "Outro dia"},
        ]},
    ])
}

fn delivery_feedback() -> Value {
    json!([
        {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}", "example": {"header_text": ["860198"]}},
        {"type": "BODY", "text": "Did everything arrive as you wished?"},
        {"type": "BUTTONS", "buttons": [
            {"type": "QUICK_REPLY", "text": "Yes"},
            {"type": "QUICK_REPLY", "text": "No"},
            {"type": "PHONE_NUMBER", "text": "Call us", "phone_number": "+15550100001"},
        ]},
    ])
}

fn autumn_sale() -> Value {
    json!([
        {"type": "BODY", "text": "Everything is 20 % cheaper until {{1}}, {{2}}!", "example": {"body_text": [["Sunday", "Ana"]]}},
        {"type": "FOOTER", "text": "Reply STOP to get no more of this"},
        {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE", "example": "AUTUMN20"}]},
    ])
}

fn abandoned_cart() -> Value {
    json!([
        {"type": "BODY", "text": "{{1}}{{2}}, you left something behind.", "example": {"body_text": [["Ana", "!"]]}},
    ])
}
