//! The several forms of one phone number in Brazil, Mexico and Argentina. They serve to find somebody;
//! what a provider delivers is kept as it came, and answered at that.

const BRAZIL: &str = "55";
const MEXICO: &str = "52";
const ARGENTINA: &str = "54";
/// Digits of a number after the country's code (and, in Brazil, the area's).
const BRAZIL_AREA: usize = 2;
const BRAZIL_SUBSCRIBER: usize = 8;
const NATIONAL: usize = 10;

/// The other forms of `digits`; none for most numbers.
pub fn of(digits: &str) -> Option<String> {
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    brazil(digits)
        .or_else(|| with_and_without(digits, MEXICO, '1'))
        .or_else(|| with_and_without(digits, ARGENTINA, '9'))
}

/// Whether both are the same number, written the same or not.
pub fn are_one(one: &str, other: &str) -> bool {
    one == other || of(one).is_some_and(|variant| variant == other)
}

/// The form that stands for both, for what goes by the number and not by how it is written.
pub fn common(digits: &str) -> String {
    match of(digits) {
        Some(variant) if variant.len() < digits.len() => variant,
        Some(_) | None => digits.to_owned(),
    }
}

/// Mobile numbers got a ninth digit, a 9 in front; only those begin with 6 to 9. Landlines (2 to 5)
/// never have one.
fn brazil(digits: &str) -> Option<String> {
    let national = digits.strip_prefix(BRAZIL)?;
    let (area, subscriber) = national.split_at_checked(BRAZIL_AREA)?;
    let is_mobile = |number: &str| {
        number.len() == BRAZIL_SUBSCRIBER && number.starts_with(['6', '7', '8', '9'])
    };
    if is_mobile(subscriber) {
        return Some(format!("{BRAZIL}{area}9{subscriber}"));
    }
    let shorter = subscriber.strip_prefix('9').filter(|number| is_mobile(number))?;
    Some(format!("{BRAZIL}{area}{shorter}"))
}

/// Mobile numbers are written with a digit after the country's code, or without it.
fn with_and_without(digits: &str, country: &str, extra: char) -> Option<String> {
    let national = digits.strip_prefix(country)?;
    if national.len() == NATIONAL {
        return Some(format!("{country}{extra}{national}"));
    }
    let shorter = national.strip_prefix(extra).filter(|rest| rest.len() == NATIONAL)?;
    Some(format!("{country}{shorter}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_two_forms_where_it_has() {
        for (one, other) in [
            ("5511987654321", Some("551187654321")),
            ("551187654321", Some("5511987654321")),
            ("551161234567", Some("5511961234567")),
            ("551132654321", None),
            ("5511932654321", None),
            ("5215512345678", Some("525512345678")),
            ("525512345678", Some("5215512345678")),
            ("5491123456789", Some("541123456789")),
            ("541123456789", Some("5491123456789")),
            ("447700900123", None),
            ("55", None),
            ("", None),
            ("55é9876543", None),
        ] {
            assert_eq!(of(one).as_deref(), other, "{one}");
            if let Some(other) = other {
                assert!(are_one(one, other) && are_one(other, one), "{one}");
                assert_eq!(common(one), common(other), "{one}");
            }
        }
        assert!(are_one("1", "1") && !are_one("1", "2"));
    }
}
