//! Pages: limits and cursors.

use crate::actions::Error;
use crate::domain::ConversationId;
use crate::http::error::ApiError;
use crate::store::Position;
use poem_openapi::param::Query;

pub const LIMIT_DEFAULT: usize = 50;
pub const LIMIT_MAX: usize = 100;

pub fn limit(asked: Query<Option<u32>>) -> Result<usize, ApiError> {
    match asked.0 {
        None => Ok(LIMIT_DEFAULT),
        Some(limit) if (1..=LIMIT_MAX).contains(&(limit as usize)) => Ok(limit as usize),
        Some(_) => {
            Err(Error::invalid("limit", format!("A limit is between 1 and {LIMIT_MAX}.")).into())
        }
    }
}

/// A cursor that is a number.
pub fn number(
    cursor: &Query<Option<String>>,
    field: &'static str,
) -> Result<Option<u64>, ApiError> {
    match &cursor.0 {
        None => Ok(None),
        Some(text) => Ok(Some(text.parse().map_err(|_| wrong(field))?)),
    }
}

pub fn wrong(field: &'static str) -> Error {
    Error::invalid(field, "Use what an earlier page gave.")
}

pub fn write_position(position: Position) -> String {
    format!("{}.{}", position.order, position.id)
}

pub fn read_position(text: &str) -> Result<Position, Error> {
    let parts = text.split_once('.');
    let read = parts.and_then(|(order, id)| {
        Some(Position { order: order.parse().ok()?, id: ConversationId(id.parse().ok()?) })
    });
    read.ok_or_else(|| wrong("cursor"))
}
