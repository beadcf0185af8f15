//! Reading JSON that strangers had a hand in: nothing is required, nothing panics.

use crate::domain::Timestamp;
use serde_json::Value;

/// Up to here a fraction's whole part is exact.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
/// Unix seconds stay below this for 3 000 years; a larger number means milliseconds.
const SECONDS_MAX: i64 = 100_000_000_000;

/// Parses a body in which lone surrogates, NULs and bytes that are no UTF-8 are replaced by the
/// replacement character first: customers can put them into texts and names, and one of them must
/// not make a whole batch unreadable.
pub fn parse(body: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(&mend(String::from_utf8_lossy(body).as_bytes()))
}

/// A backslash stands only inside strings, so there is no need to know where strings begin.
fn mend(body: &[u8]) -> Vec<u8> {
    let mut mended = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(first) = rest.first() {
        let length = match first {
            b'\\' => {
                let (length, is_text) = escape(rest);
                let kept = rest.get(..length).unwrap_or(rest);
                mended.extend_from_slice(if is_text { kept } else { b"\\ufffd" });
                length
            }
            // Not allowed inside a string, and no more than white space outside.
            ..=0x1F => {
                mended.push(b' ');
                1
            }
            byte => {
                mended.push(*byte);
                1
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    mended
}

/// How long the escape is that `rest` starts with, and whether it stands for text that can be kept.
fn escape(rest: &[u8]) -> (usize, bool) {
    match code_unit(rest) {
        Some(0xD800..=0xDBFF) => match rest.get(6..).and_then(code_unit) {
            Some(0xDC00..=0xDFFF) => (12, true),
            _ => (6, false),
        },
        Some(0 | 0xDC00..=0xDFFF) => (6, false),
        Some(_) => (6, true),
        None => (2, true),
    }
}

/// The UTF-16 unit of the `\uXXXX` that `rest` starts with.
fn code_unit(rest: &[u8]) -> Option<u16> {
    let digits = rest.strip_prefix(b"\\u")?.get(..4)?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// A text, or a number written out: ids come as either. Empty counts as absent.
pub fn text(value: &Value, key: &str) -> Option<String> {
    match value.get(key)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    }
}

/// What stands under `key`; `null` counts as absent.
pub fn part<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.get(key).filter(|part| !part.is_null())
}

/// A whole number, also one written as a text or with a point.
pub fn integer(value: &Value, key: &str) -> Option<i64> {
    match value.get(key)? {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// `2.0` is two, `2.5` is no whole number.
fn whole(number: f64) -> Option<i64> {
    let is_whole = number.fract() == 0.0 && number.abs() <= EXACT_MAX;
    is_whole.then_some(number as i64)
}

/// A number, also one written as a text.
pub fn float(value: &Value, key: &str) -> Option<f64> {
    let number = match value.get(key)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    number.filter(|number| number.is_finite())
}

/// A point in time in Unix seconds or, if it is too large for that, milliseconds.
pub fn time(value: &Value, key: &str) -> Option<Timestamp> {
    match integer(value, key)? {
        seconds @ 0..SECONDS_MAX => Some(Timestamp::from_seconds(seconds)),
        ms @ SECONDS_MAX.. => Some(Timestamp(ms)),
        ..0 => None,
    }
}

/// The beginning of a text that may be of any length.
pub fn short(text: &str, characters_max: usize) -> String {
    text.chars().take(characters_max).collect()
}

/// The elements of a list. What should be a list and is not, counts as a list of itself, so that
/// it is looked at and not lost.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    match value.get(key) {
        None | Some(Value::Null) => &[],
        Some(Value::Array(elements)) => elements,
        Some(other) => std::slice::from_ref(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(body: &str, expected: Value) {
        assert_eq!(parse(body.as_bytes()).unwrap(), expected, "{body}");
    }

    #[test]
    fn texts_that_are_no_text_are_mended() {
        check(r#"["\ud83d\ude00 ok"]"#, json!(["😀 ok"]));
        check(r#"["a\ud83d"]"#, json!(["a\u{fffd}"]));
        check(r#"["\ude00\ud83db"]"#, json!(["\u{fffd}\u{fffd}b"]));
        check(r#"["\ud83d\u0041"]"#, json!(["\u{fffd}A"]));
        check(r#"["a\u0000b"]"#, json!(["a\u{fffd}b"]));
        check(r#"["\\ud83d \\\ud83d"]"#, json!(["\\ud83d \\\u{fffd}"]));
        check(r#"["C:\\u0000"]"#, json!(["C:\\u0000"]));
        check("[\"two\nlines\"]\n", json!(["two lines"]));
        assert_eq!(parse(b"[\"\xff\"]").unwrap(), json!(["\u{fffd}"]));
        assert!(parse(b"[\"\\").is_err());
        assert!(parse(b"[\"\\u12").is_err());
    }

    #[test]
    fn numbers_and_texts_are_read_alike() {
        let value = json!({"a": "12", "b": 12, "c": null, "d": [], "e": "x", "f": "", "g": 1.5});
        assert_eq!((integer(&value, "a"), integer(&value, "b")), (Some(12), Some(12)));
        assert_eq!((text(&value, "a"), text(&value, "b")), (Some("12".into()), Some("12".into())));
        for key in ["c", "d", "f", "missing"] {
            assert_eq!((text(&value, key), integer(&value, key)), (None, None), "{key}");
        }
        assert_eq!((float(&value, "a"), float(&value, "g")), (Some(12.0), Some(1.5)));
        assert_eq!(float(&json!({"a": "nan"}), "a"), None);
        let written = json!({"a": 1_790_000_000.0, "b": 2.5, "c": 1e300, "d": null});
        assert_eq!((integer(&written, "a"), integer(&written, "b")), (Some(1_790_000_000), None));
        assert_eq!((integer(&written, "c"), part(&written, "d")), (None, None));
        assert_eq!(time(&written, "a"), Some(Timestamp(1_790_000_000_000)));
    }

    #[test]
    fn times_are_seconds_unless_too_large() {
        let value = json!({"s": "1749416383", "ms": 1_749_416_383_007_i64, "below": -1, "no": "x"});
        assert_eq!(time(&value, "s"), Some(Timestamp(1_749_416_383_000)));
        assert_eq!(time(&value, "ms"), Some(Timestamp(1_749_416_383_007)));
        assert_eq!((time(&value, "below"), time(&value, "no")), (None, None));
    }
}
