//! Fields of a change that may be absent, null or given.

use poem_openapi::types::MaybeUndefined;

/// `None`: absent; `Some(None)`: null.
pub fn given<T>(field: MaybeUndefined<T>) -> Option<Option<T>> {
    match field {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}
