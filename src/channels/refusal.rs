//! What to tell people of a refusal, with the provider's own words where they say more.

use crate::domain::delivery::Failure;

/// How much of a provider's own explanation is quoted.
pub const DETAILS_CHARACTERS_MAX: usize = 300;

/// `known`: our sentence for the code, and whether the provider's words are quoted beside it.
pub fn told(name: &str, code: i64, known: Option<(&str, bool)>, details: Option<&str>) -> Failure {
    let (sentence, is_quoted) = match known {
        Some((sentence, is_quoted)) => (sentence.to_owned(), is_quoted),
        None => (format!("{name} refused the message (code {code})."), true),
    };
    let reason = match given(details).filter(|_| is_quoted) {
        Some(details) => format!("{sentence} {name} says: \"{}\"", shortened(details)),
        None => sentence,
    };
    Failure { code: Some(code), reason }
}

/// Of a failure that came without a code.
pub fn without_code(name: &str, details: Option<&str>) -> Failure {
    let reason = match given(details) {
        Some(details) => format!("{name} says: \"{}\"", shortened(details)),
        None => format!("{name} gave no reason."),
    };
    Failure { code: None, reason }
}

fn given(details: Option<&str>) -> Option<&str> {
    details.map(str::trim).filter(|details| !details.is_empty())
}

fn shortened(details: &str) -> String {
    match details.char_indices().nth(DETAILS_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", details.get(..end).unwrap_or_default()),
        None => details.to_owned(),
    }
}
