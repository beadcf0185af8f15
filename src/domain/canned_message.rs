//! Pre-written texts and how their variables are filled.

use super::permission::{Act, Actor};
use super::{AgentId, AttachmentId, CannedMessageId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const SHORTCUT_CHARACTERS_MAX: usize = 40;
pub const TITLE_CHARACTERS_MAX: usize = 100;
pub const CATEGORY_CHARACTERS_MAX: usize = 50;
pub const TEXT_CHARACTERS_MAX: usize = 4_096;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CannedMessage {
    pub id: CannedMessageId,
    /// What is typed after `/`.
    pub shortcut: String,
    pub title: String,
    pub category: String,
    /// Plain text with variables: `{{first_name|there}}`.
    pub text: String,
    /// Whose own it is; `None`: everybody's.
    #[serde(default)]
    pub owner: Option<AgentId>,
    #[serde(default)]
    pub attachments: Vec<AttachmentId>,
}

impl CannedMessage {
    /// A personal one is nobody else's business, whatever the role.
    pub fn is_visible_to(&self, agent: AgentId) -> bool {
        self.owner.is_none_or(|owner| owner == agent)
    }

    pub fn may_be_changed_by(&self, actor: &Actor) -> bool {
        match self.owner {
            Some(owner) => owner == actor.agent,
            None => actor.may(Act::ManageCatalogue),
        }
    }
}

/// What each known variable stands for; `None`: nothing is known. A name that is not in it is unknown.
pub type Values = BTreeMap<String, Option<String>>;

/// A text with its variables filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub text: String,
    /// The text in parts, in order.
    pub segments: Vec<Segment>,
    /// Known variables without value and fallback, each once; they stand in the text as written.
    pub missing: Vec<String>,
    /// Names that no variable has, without fallback; they stand in the text as written.
    pub unknown: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub text: String,
    pub kind: SegmentKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SegmentKind {
    Plain,
    /// What a variable stood for: a value or a fallback.
    Value,
    /// A variable as written: nothing is known for it.
    Missing,
}

impl Filled {
    /// Whether nothing is left to fill in by hand.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.unknown.is_empty()
    }

    fn push(&mut self, text: &str, kind: SegmentKind) {
        self.text.push_str(text);
        match self.segments.last_mut() {
            Some(last) if last.kind == kind && kind == SegmentKind::Plain => {
                last.text.push_str(text);
            }
            Some(_) | None if text.is_empty() => {}
            Some(_) | None => self.segments.push(Segment { text: text.to_owned(), kind }),
        }
    }
}

/// Fills the variables of `text`. Values are plain text and never evaluated again.
pub fn fill(text: &str, values: &Values) -> Filled {
    let mut filled = Filled::default();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, from) = rest.split_at(start);
        filled.push(before, SegmentKind::Plain);
        match variable(from) {
            Some(variable) => {
                put(&mut filled, &variable, values);
                rest = &from[variable.written.len()..];
            }
            None => {
                filled.push("{", SegmentKind::Plain);
                rest = &from[1..];
            }
        }
    }
    filled.push(rest, SegmentKind::Plain);
    filled
}

fn put(filled: &mut Filled, variable: &Variable, values: &Values) {
    let known = values.get(variable.name);
    let value = known.and_then(|value| value.as_deref()).filter(|value| !value.is_empty());
    if let Some(text) = value.or(variable.fallback) {
        return filled.push(text, SegmentKind::Value);
    }
    filled.push(variable.written, SegmentKind::Missing);
    let told = if known.is_some() { &mut filled.missing } else { &mut filled.unknown };
    if !told.iter().any(|name| name == variable.name) {
        told.push(variable.name.to_owned());
    }
}

struct Variable<'a> {
    /// With its braces.
    written: &'a str,
    name: &'a str,
    fallback: Option<&'a str>,
}

/// The variable at the beginning of `text`; anything that is not quite one is plain text.
fn variable(text: &str) -> Option<Variable<'_>> {
    let inside = text.strip_prefix("{{")?;
    let end = inside.find(['{', '}'])?;
    let after = inside[end..].strip_prefix("}}")?;
    let (name, fallback) = match inside[..end].split_once('|') {
        Some((name, fallback)) => (name, Some(fallback.trim())),
        None => (&inside[..end], None),
    };
    let name = name.trim();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let is_name = !name.is_empty() && name.chars().all(is_part);
    let written = &text[..text.len() - after.len()];
    let fallback = fallback.filter(|fallback| !fallback.is_empty());
    is_name.then_some(Variable { written, name, fallback })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The browser's tests read the same table.
    #[derive(Deserialize)]
    struct Case {
        name: String,
        text: String,
        values: Values,
        filled: String,
        missing: Vec<String>,
        unknown: Vec<String>,
    }

    #[test]
    fn the_table_of_cases_holds() {
        let table = include_str!("../../tests/fixtures/canned/cases.json");
        let cases: Vec<Case> = serde_json::from_str(table).expect("a table of cases");
        for case in cases {
            let filled = fill(&case.text, &case.values);
            assert_eq!(filled.text, case.filled, "{}", case.name);
            assert_eq!(filled.missing, case.missing, "{}", case.name);
            assert_eq!(filled.unknown, case.unknown, "{}", case.name);
        }
    }

    #[test]
    fn the_parts_say_what_they_are() {
        let values = Values::from([("name".to_owned(), Some("Mira".to_owned()))]);
        let kinds: Vec<(String, SegmentKind)> = fill("Hi {{name}}: {{phone}}", &values)
            .segments
            .into_iter()
            .map(|segment| (segment.text, segment.kind))
            .collect();
        let expected = [
            ("Hi ", SegmentKind::Plain),
            ("Mira", SegmentKind::Value),
            (": ", SegmentKind::Plain),
            ("{{phone}}", SegmentKind::Missing),
        ];
        assert_eq!(kinds, expected.map(|(text, kind)| (text.to_owned(), kind)));
    }

    proptest! {
        #[test]
        fn a_value_stays_as_it_is(value in "[{}a-z_|. $]{1,30}") {
            let values = Values::from([
                ("name".to_owned(), Some(value.clone())),
                ("phone".to_owned(), Some("secret".to_owned())),
            ]);
            prop_assert_eq!(fill("<{{name}}>", &values).text, format!("<{value}>"));
        }

        #[test]
        fn what_is_left_unfilled_is_told(
            text in "([{}|. ]|\\{\\{(name|phone|email|nonsense)(\\|[a-z ]{0,3})?\\}\\}){0,12}",
            name in proptest::option::of("[a-z]{1,5}"),
        ) {
            let values = Values::from([("name".to_owned(), name), ("phone".to_owned(), None)]);
            let filled = fill(&text, &values);
            // Within what was written: a value between braces is no variable.
            for part in filled.segments.iter().filter(|part| part.kind != SegmentKind::Value) {
                for left in fill(&part.text, &Values::new()).unknown {
                    prop_assert!(filled.missing.contains(&left) || filled.unknown.contains(&left));
                }
            }
            let joined: String = filled.segments.iter().map(|part| part.text.as_str()).collect();
            prop_assert_eq!(joined, filled.text);
        }
    }
}
