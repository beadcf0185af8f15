//! What tags, labels and canned messages have in common: names, and what comes with the product.

use super::error::Error;
use super::labels;
use crate::app::App;
use crate::domain::label::{self, Label};

const NAME_CHARACTERS_MAX: usize = 50;

/// Gives a new workspace what comes with the product.
pub fn add_built_in(app: &App) -> Result<(), Error> {
    app.store.write_blocking(|writer| -> Result<(), Error> {
        if writer.all::<Label>()?.is_empty() {
            for (name, colour) in label::BUILT_IN {
                labels::add(writer, name, colour)?;
            }
        }
        Ok(())
    })
}

/// A name without spaces around it, of a sensible length.
pub(super) fn checked_name(name: &str) -> Result<String, Error> {
    checked("name", "A name", name, NAME_CHARACTERS_MAX)
}

/// A text without spaces around it, of 1 to `max` characters, on one line.
pub(super) fn checked(
    field: &'static str,
    what: &str,
    text: &str,
    max: usize,
) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > max {
        return Err(Error::invalid(field, format!("{what} has 1 to {max} characters.")));
    }
    if text.chars().any(char::is_control) {
        return Err(Error::invalid(field, format!("{what} stands on one line.")));
    }
    Ok(text.to_owned())
}

pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
