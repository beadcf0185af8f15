//! The messages that are made of many parts: contact cards, orders, forms.

use crate::channels::json;
use crate::domain::contact::clean_name;
use crate::domain::content::{Answer, Content, OrderItem, PersonCard, Phone};
use serde_json::Value;

/// How many contact cards of a message are kept, and how many lines of each.
const CARDS_MAX: usize = 50;
const LINES_MAX: usize = 20;
const ITEMS_MAX: usize = 200;
const ANSWERS_MAX: usize = 100;
const KEY_CHARACTERS_MAX: usize = 200;
/// An answer is shown as far as a message would be.
const ANSWER_CHARACTERS_MAX: usize = 4_096;
/// What ties a form to the program behind it, and says nothing to people.
const FLOW_TOKEN: &str = "flow_token";

/// `None`: there is no card that says anything.
pub fn people(message: &Value) -> Option<Content> {
    let cards = json::list(message, "contacts").iter().take(CARDS_MAX).map(card);
    let cards: Vec<PersonCard> = cards.filter(|card| *card != PersonCard::default()).collect();
    (!cards.is_empty()).then_some(Content::People { cards })
}

/// Any part of it may be missing.
fn card(card: &Value) -> PersonCard {
    let name = card.get("name").unwrap_or(&Value::Null);
    let said = json::text(name, "formatted_name").or_else(|| spelled(name));
    // Who is asked for their number answers with a card that has its name in the written form alone.
    let written = || written_name(&json::text(card, "vcard")?);
    let said = said.or_else(written);
    let phones = json::list(card, "phones").iter().take(LINES_MAX).filter_map(|phone| {
        let number = json::text(phone, "phone")
            .or_else(|| json::text(phone, "wa_id").map(|digits| format!("+{digits}")));
        Some(Phone { number: number?, kind: json::text(phone, "type") })
    });
    let emails = json::list(card, "emails").iter().take(LINES_MAX);
    PersonCard {
        name: said.map(|name| clean_name(&name)).filter(|name| !name.is_empty()),
        phones: phones.collect(),
        emails: emails.filter_map(|email| json::text(email, "email")).collect(),
        organisation: json::text(card.get("org").unwrap_or(&Value::Null), "company"),
    }
}

/// `FN:Ana B`, a line of a vCard.
fn written_name(vcard: &str) -> Option<String> {
    let name = vcard.lines().find_map(|line| line.trim().strip_prefix("FN:"))?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

fn spelled(name: &Value) -> Option<String> {
    let parts = ["first_name", "middle_name", "last_name"].map(|key| json::text(name, key));
    let whole = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    (!whole.is_empty()).then_some(whole)
}

/// `None`: there is nothing in the basket.
pub fn order(part: &Value) -> Option<Content> {
    let items = json::list(part, "product_items").iter().take(ITEMS_MAX).filter_map(|item| {
        let quantity = json::integer(item, "quantity").and_then(|n| u64::try_from(n).ok());
        Some(OrderItem {
            product: json::text(item, "product_retailer_id")?,
            quantity: quantity.unwrap_or(1),
            price: json::text(item, "item_price"),
            currency: json::text(item, "currency"),
        })
    });
    let items: Vec<OrderItem> = items.collect();
    let (text, catalog) = (json::text(part, "text"), json::text(part, "catalog_id"));
    (!items.is_empty()).then_some(Content::Order { text, catalog, items })
}

/// A form's answers come as a text that is JSON; if it is none, it is shown as it is.
pub fn form(reply: &Value) -> Content {
    let told = json::text(reply, "response_json");
    let read = told.as_ref().and_then(|told| json::parse(told.as_bytes()).ok());
    let answers = match (read, told) {
        (Some(read), _) if read.is_object() => fields(&read),
        (_, Some(told)) => {
            let value = written(&Value::String(told));
            vec![Answer { key: "response_json".to_owned(), value }]
        }
        (_, None) => Vec::new(),
    };
    Content::Form { name: json::text(reply, "name"), text: json::text(reply, "body"), answers }
}

/// An answer that is an object of its own.
pub fn answers(name: &str, reply: &Value) -> Content {
    Content::Form { name: Some(name.to_owned()), text: None, answers: fields(reply) }
}

fn fields(object: &Value) -> Vec<Answer> {
    let fields = object.as_object().into_iter().flatten();
    let told = fields.filter(|(key, _)| key.as_str() != FLOW_TOKEN).take(ANSWERS_MAX);
    told.map(|(key, value)| Answer {
        key: json::short(key, KEY_CHARACTERS_MAX),
        value: written(value),
    })
    .collect()
}

/// As it is shown.
fn written(value: &Value) -> String {
    json::short(&whole(value), ANSWER_CHARACTERS_MAX)
}

fn whole(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(values) => values.iter().map(whole).collect::<Vec<_>>().join(", "),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn cards_without_phones_are_cards() {
        let message = json!({"contacts": [
            {"name": {"formatted_name": "Ana \u{202e}B"}, "phones": [{"phone": "+1 555", "type": "CELL"}],
             "emails": [{"email": "a@b.c"}, {}], "org": {"company": "Shop"}},
            {"name": {"first_name": "Bo", "last_name": "Li"}, "phones": [{"wa_id": "1555"}, {"type": "HOME"}]},
            {}, "odd",
        ]});
        let Some(Content::People { cards }) = people(&message) else { panic!() };
        assert_eq!(cards.len(), 2, "the others say nothing");
        assert_eq!(cards[0].name.as_deref(), Some("Ana B"));
        assert_eq!(cards[0].phones, [Phone { number: "+1 555".into(), kind: Some("CELL".into()) }]);
        assert_eq!(
            (cards[0].emails.as_slice(), cards[0].organisation.as_deref()),
            (["a@b.c".to_owned()].as_slice(), Some("Shop"))
        );
        assert_eq!(
            (cards[1].name.as_deref(), cards[1].phones[0].number.as_str()),
            (Some("Bo Li"), "+1555")
        );
    }

    #[test]
    fn a_card_may_have_its_name_in_the_written_form_alone() {
        let vcard = "BEGIN:VCARD\nVERSION:3.0\nFN:Ida Roe\r\nTEL;TYPE=CELL:4915\nEND:VCARD";
        let message = json!({"contacts": [{"vcard": vcard, "phones": [{"phone": "4915"}]}]});
        let Some(Content::People { cards }) = people(&message) else { panic!() };
        assert_eq!((cards[0].name.as_deref(), cards[0].phones.len()), (Some("Ida Roe"), 1));
    }

    #[test]
    fn a_basket_keeps_what_it_costs_as_it_is_written() {
        let part = json!({"catalog_id": 7, "text": "", "product_items": [
            {"product_retailer_id": "A", "quantity": 3, "item_price": 29.9, "currency": "ILS"},
            {"product_retailer_id": "B", "quantity": "2"}, {"quantity": 1},
            {"product_retailer_id": "C", "quantity": 4.0},
        ]});
        let Some(Content::Order { text, catalog, items }) = order(&part) else { panic!() };
        assert_eq!((text, catalog.as_deref(), items.len()), (None, Some("7"), 3));
        assert_eq!(items[2].quantity, 4);
        assert_eq!((items[0].quantity, items[0].price.as_deref()), (3, Some("29.9")));
        assert_eq!((items[1].quantity, items[1].price.as_deref()), (2, None));
    }

    #[test]
    fn a_form_shows_its_answers_without_the_token() {
        let told = r#"{"flow_token":"t","rating":"4","tags":["a","b"],"more":{"x":1},"no":null}"#;
        let reply = json!({"name": "flow", "body": "Sent", "response_json": told});
        let Content::Form { name, text, answers } = form(&reply) else { panic!() };
        assert_eq!((name.as_deref(), text.as_deref()), (Some("flow"), Some("Sent")));
        let answers: Vec<_> = answers.iter().map(|a| (a.key.as_str(), a.value.as_str())).collect();
        assert_eq!(answers, [("more", "{\"x\":1}"), ("no", ""), ("rating", "4"), ("tags", "a, b")]);
        let Content::Form { answers, .. } = form(&json!({"response_json": "{broken"})) else {
            panic!()
        };
        assert_eq!(answers[0].value, "{broken");
    }

    #[test]
    fn answers_are_shown_as_far_as_a_message_would_be() {
        let long = "é".repeat(3_000_000);
        for told in [json!({"rating": long}).to_string(), long.clone()] {
            let Content::Form { answers, .. } = form(&json!({"response_json": told})) else {
                panic!()
            };
            assert_eq!(answers[0].value.chars().count(), ANSWER_CHARACTERS_MAX);
        }
    }
}
