//! How phone numbers are written and compared.

pub const DIGITS_MAX: usize = 15;
const DIGITS_MIN: usize = 5;

/// The digits of a phone number, or nothing if it cannot be one.
pub fn digits(written: &str) -> Option<String> {
    let mut digits = String::new();
    for (index, character) in written.chars().enumerate() {
        match character {
            '0'..='9' => digits.push(character),
            '+' if index == 0 => {}
            ' ' | '-' | '(' | ')' | '.' => {}
            _ => return None,
        }
    }
    (DIGITS_MIN..=DIGITS_MAX).contains(&digits.len()).then_some(digits)
}

/// Whether two ways to dial reach the same phone: Brazil's ninth digit, Mexico's and Argentina's mobile prefix.
pub fn reaches(dialled: &str, wa_id: &str) -> bool {
    dialled == wa_id || without_mobile_prefix(dialled) == without_mobile_prefix(wa_id)
}

fn without_mobile_prefix(number: &str) -> String {
    let shorter = |country: usize, extra: usize| {
        format!("{}{}", &number[..country], &number[country + extra..])
    };
    let digit_at = |index: usize| number.as_bytes().get(index).copied().unwrap_or_default();
    match number.len() {
        // 55, two digits of the area, a 9, then a mobile number of eight digits (6 to 9).
        13 if number.starts_with("55")
            && digit_at(4) == b'9'
            && (b'6'..=b'9').contains(&digit_at(5)) =>
        {
            shorter(4, 1)
        }
        13 if number.starts_with("521") || number.starts_with("549") => shorter(2, 1),
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_digits() {
        assert_eq!(digits("+1 (650) 555-1234").as_deref(), Some("16505551234"));
        assert_eq!(digits("16505551234").as_deref(), Some("16505551234"));
        for wrong in ["", "+", "123", "1650+5551234", "ann", "1234567890123456"] {
            assert_eq!(digits(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn some_countries_dial_the_same_phone_in_two_ways() {
        assert!(reaches("5511987654321", "551187654321"));
        assert!(reaches("5215512345678", "525512345678"));
        assert!(reaches("5491123456789", "541123456789"));
        assert!(!reaches("5511932345678", "551132345678"), "a landline has no ninth digit");
        assert!(!reaches("16505551234", "16505551235"));
    }
}
