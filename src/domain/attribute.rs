//! Custom attributes of contacts: what a workspace wants to know about people.

use super::AttributeId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

pub const KEY_CHARACTERS_MAX: usize = 40;
pub const NAME_CHARACTERS_MAX: usize = 100;
/// How many options a list may have, and how long each may be.
pub const OPTIONS_MAX: usize = 100;
pub const OPTION_CHARACTERS_MAX: usize = 100;
/// How many characters a text or a link may have.
pub const TEXT_CHARACTERS_MAX: usize = 1_000;
/// The years of dates: what people live through and plan for.
const YEARS: RangeInclusive<i32> = 1000..=9999;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    pub id: AttributeId,
    /// What variables and programs call it: `{{attr.KEY}}`. Never changes.
    pub key: String,
    pub name: String,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Text,
    Number,
    Date,
    YesNo,
    Link,
    List { options: Vec<String> },
}

/// A value of the attribute's kind. A date is `2026-05-03`; a list's is one of its options.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    YesNo(bool),
    Number(f64),
    Text(String),
}

impl Kind {
    pub fn as_str(&self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Date => "date",
            Kind::YesNo => "yes_no",
            Kind::Link => "link",
            Kind::List { .. } => "list",
        }
    }

    /// Why options cannot be a list's, if they cannot.
    pub fn check_options(options: &[String]) -> Result<(), String> {
        let different: BTreeSet<String> = options.iter().map(|o| o.to_lowercase()).collect();
        let is_long = |option: &String| {
            option.trim().is_empty() || option.chars().count() > OPTION_CHARACTERS_MAX
        };
        if options.is_empty() || options.len() > OPTIONS_MAX {
            return Err(format!("A list has 1 to {OPTIONS_MAX} options."));
        }
        if options.iter().any(is_long) {
            return Err(format!("An option has 1 to {OPTION_CHARACTERS_MAX} characters."));
        }
        if different.len() < options.len() {
            return Err("The options of a list are different from each other.".to_owned());
        }
        Ok(())
    }
}

impl Attribute {
    /// The value as it is kept, or why it is not one of this attribute.
    pub fn check(&self, value: Value) -> Result<Value, String> {
        match (&self.kind, value) {
            (Kind::YesNo, value @ Value::YesNo(_)) => Ok(value),
            (Kind::Number, Value::Number(number)) if number.is_finite() => {
                Ok(Value::Number(number))
            }
            (Kind::Text, Value::Text(text)) => self.check_length(text.trim()),
            (Kind::Date, Value::Text(text)) if is_date(&text) => Ok(Value::Text(text)),
            (Kind::Link, Value::Text(text)) if is_link(&text) => self.check_length(&text),
            (Kind::List { options }, Value::Text(text)) if options.contains(&text) => {
                Ok(Value::Text(text))
            }
            (kind, _) => Err(format!("“{}” is {}.", self.name, kind.wanted())),
        }
    }

    /// A value as it stands in a list of contacts: options without regard to case, `yes` or `no`.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let text = text.trim();
        let read = match &self.kind {
            Kind::YesNo => match text.to_lowercase().as_str() {
                "yes" | "true" | "1" => Some(Value::YesNo(true)),
                "no" | "false" | "0" => Some(Value::YesNo(false)),
                _ => None,
            },
            Kind::Number => text.parse().ok().map(Value::Number),
            Kind::List { options } => {
                let option = options.iter().find(|o| o.to_lowercase() == text.to_lowercase());
                option.cloned().map(Value::Text)
            }
            Kind::Text | Kind::Date | Kind::Link => None,
        };
        self.check(read.unwrap_or_else(|| Value::Text(text.to_owned())))
    }

    fn check_length(&self, text: &str) -> Result<Value, String> {
        if text.is_empty() || text.chars().count() > TEXT_CHARACTERS_MAX {
            return Err(format!("“{}” has 1 to {TEXT_CHARACTERS_MAX} characters.", self.name));
        }
        Ok(Value::Text(text.to_owned()))
    }
}

impl Kind {
    fn wanted(&self) -> String {
        match self {
            Kind::Text => "a text".to_owned(),
            Kind::Number => "a number".to_owned(),
            Kind::Date => "a date such as 2026-05-03".to_owned(),
            Kind::YesNo => "yes or no".to_owned(),
            Kind::Link => "a link that begins with http:// or https://".to_owned(),
            Kind::List { options } => format!("one of: {}", options.join(", ")),
        }
    }
}

impl Value {
    /// As a list of contacts has it: what `Attribute::read` takes.
    pub fn as_text(&self) -> String {
        match self {
            Value::YesNo(true) => "yes".to_owned(),
            Value::YesNo(false) => "no".to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text.clone(),
        }
    }
}

/// What is shown of a contact's values: those that there is an attribute for, and that it would
/// take. Others are kept, and shown again if the attribute comes back.
pub fn shown(
    attributes: &[Attribute],
    values: &BTreeMap<String, Value>,
) -> BTreeMap<String, Value> {
    let known = attributes.iter().filter_map(|attribute| {
        let value = attribute.check(values.get(&attribute.key)?.clone()).ok()?;
        Some((attribute.key.clone(), value))
    });
    known.collect()
}

/// Small letters, digits and `_`: it stands in addresses, columns and variables.
pub fn is_key(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=KEY_CHARACTERS_MAX).contains(&text.len()) && text.chars().all(is_plain)
}

fn is_date(text: &str) -> bool {
    use chrono::{Datelike, NaiveDate};
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    date.is_some_and(|date| YEARS.contains(&date.year()) && date.to_string() == text)
}

fn is_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty())
        && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(kind: Kind) -> Attribute {
        Attribute { id: AttributeId(1), key: "k".into(), name: "Thing".into(), kind }
    }

    fn list() -> Kind {
        Kind::List { options: vec!["Gold".into(), "Silver".into()] }
    }

    #[test]
    fn a_value_is_of_its_attributes_kind() {
        let text = |text: &str| Value::Text(text.to_owned());
        let good = [
            (Kind::Text, text("a b")),
            (Kind::Number, Value::Number(-1.5)),
            (Kind::Date, text("2028-02-29")),
            (Kind::YesNo, Value::YesNo(false)),
            (Kind::Link, text("https://example.com/a?b")),
            (list(), text("Gold")),
        ];
        for (kind, value) in good {
            assert_eq!(of(kind).check(value.clone()), Ok(value));
        }
        let bad = [
            (Kind::Text, Value::Number(1.0)),
            (Kind::Text, text(" ")),
            (Kind::Number, text("1")),
            (Kind::Number, Value::Number(f64::NAN)),
            (Kind::Date, text("2027-02-29")),
            (Kind::Date, text("2027-2-9")),
            (Kind::YesNo, text("yes")),
            (Kind::Link, text("javascript:alert(1)")),
            (Kind::Link, text("https://")),
            (list(), text("gold")),
        ];
        for (kind, value) in bad {
            assert!(of(kind.clone()).check(value.clone()).is_err(), "{kind:?} took {value:?}");
        }
        assert_eq!(of(list()).check(text("x")), Err("“Thing” is one of: Gold, Silver.".to_owned()));
    }

    #[test]
    fn keys_are_plain() {
        assert!(is_key("customer_no_2"));
        for text in ["", "Key", "a-b", "a b", "é", &"k".repeat(KEY_CHARACTERS_MAX + 1)] {
            assert!(!is_key(text), "{text}");
        }
    }

    #[test]
    fn what_has_no_attribute_is_kept_and_not_shown() {
        let values = BTreeMap::from([
            ("k".to_owned(), Value::Number(1.0)),
            ("gone".to_owned(), Value::Number(2.0)),
        ]);
        let shown_keys = |kind| shown(&[of(kind)], &values).into_keys().collect::<Vec<_>>();
        assert_eq!(shown_keys(Kind::Number), ["k"]);
        assert_eq!(shown_keys(Kind::Text), [""; 0], "nor what the attribute would not take");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(number in any::<f64>(), yes in any::<bool>(), text in "\\PC{1,50}") {
            for (kind, value) in [
                (Kind::Number, Value::Number(number)),
                (Kind::YesNo, Value::YesNo(yes)),
                (Kind::Text, Value::Text(text.clone())),
            ] {
                let attribute = of(kind);
                if let Ok(kept) = attribute.check(value) {
                    prop_assert_eq!(attribute.read(&kept.as_text()), Ok(kept));
                }
            }
        }
    }
}
