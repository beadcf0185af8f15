//! Message templates: kept by name and language, with what became of their review.

/// Filling one in.
mod fill;
pub use fill::fill;
/// Those that every business has at the start.
mod seeds;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub const TEMPLATES_MAX: usize = 250;
const FIRST_ID: u64 = 1_627_019_861_106_475;

pub struct Templates {
    list: Vec<Template>,
    next_id: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Template {
    pub id: String,
    #[serde(rename = "account")]
    pub waba_id: String,
    pub name: String,
    pub language: String,
    pub status: Status,
    pub category: Category,
    pub parameter_format: Format,
    pub components: Vec<Value>,
    pub quality: Quality,
    pub rejected_reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Approved,
    Pending,
    Rejected,
    Paused,
    Disabled,
    InAppeal,
    PendingDeletion,
    Deleted,
    LimitExceeded,
    Archived,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Category {
    Utility,
    Marketing,
    Authentication,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Format {
    #[default]
    Positional,
    Named,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Quality {
    Green,
    Yellow,
    Red,
    Unknown,
}

/// A template that is to be made.
pub struct Draft {
    pub name: String,
    pub language: String,
    pub category: Category,
    pub parameter_format: Format,
    pub components: Vec<Value>,
    pub status: Status,
}

impl Templates {
    pub fn of(waba_ids: &[String]) -> Templates {
        let mut templates = Templates { list: Vec::new(), next_id: FIRST_ID };
        for waba_id in waba_ids {
            for draft in seeds::drafts() {
                templates.add(waba_id, draft);
            }
        }
        templates
    }

    pub fn add(&mut self, waba_id: &str, draft: Draft) -> &Template {
        let id = self.next_id.to_string();
        self.next_id += 1;
        let rejected = draft.status == Status::Rejected;
        self.list.push(Template {
            id,
            waba_id: waba_id.to_owned(),
            name: draft.name,
            language: draft.language,
            status: draft.status,
            category: draft.category,
            parameter_format: draft.parameter_format,
            components: draft.components,
            quality: Quality::Unknown,
            rejected_reason: if rejected { "INVALID_FORMAT" } else { "NONE" }.to_owned(),
        });
        &self.list[self.list.len() - 1]
    }

    pub fn all(&self) -> &[Template] {
        &self.list
    }

    pub fn of_account(&self, waba_id: &str) -> impl Iterator<Item = &Template> {
        self.list.iter().filter(move |template| template.waba_id == waba_id)
    }

    pub fn find(&self, waba_id: &str, name: &str, language: &str) -> Option<&Template> {
        self.of_account(waba_id)
            .find(|template| template.name == name && template.language == language)
    }

    pub fn by_id_mut(&mut self, id: &str) -> Option<&mut Template> {
        self.list.iter_mut().find(|template| template.id == id)
    }

    /// All languages of a name, or the one with this id. Gives what is gone.
    pub fn remove(&mut self, waba_id: &str, name: &str, id: Option<&str>) -> Vec<Template> {
        let is_meant = |template: &Template| {
            template.waba_id == waba_id
                && template.name == name
                && id.is_none_or(|id| id == template.id)
        };
        let (gone, kept) = std::mem::take(&mut self.list).into_iter().partition(is_meant);
        self.list = kept;
        gone
    }
}

impl Template {
    /// What notifications say about it; its id is a number there.
    pub fn described(&self) -> Value {
        json!({
            "message_template_id": self.id.parse::<u64>().unwrap_or_default(),
            "message_template_name": self.name,
            "message_template_language": self.language,
        })
    }

    pub fn component(&self, kind: &str) -> Option<&Value> {
        self.components.iter().find(|component| component["type"] == kind)
    }
}

impl Category {
    pub fn word(self) -> &'static str {
        match self {
            Category::Utility => "UTILITY",
            Category::Marketing => "MARKETING",
            Category::Authentication => "AUTHENTICATION",
        }
    }
}
