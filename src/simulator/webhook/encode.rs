//! JSON as Meta writes it: everything beyond ASCII as lower-case `\uXXXX`, and `/` as `\/`.

use std::fmt::Write;

use serde_json::Value;

/// The bytes that are signed and sent.
pub fn escaped(value: &Value) -> Vec<u8> {
    let plain = value.to_string();
    let mut escaped = String::with_capacity(plain.len() + plain.len() / 8);
    for character in plain.chars() {
        match character {
            // A slash, or anything beyond ASCII, can only stand inside of a string.
            '/' => escaped.push_str("\\/"),
            ' '..='~' => escaped.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    // Writing to a string cannot fail.
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            }
        }
    }
    escaped.into_bytes()
}

/// The same, with text beyond ASCII left as it is.
pub fn raw(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_is_not_ascii_is_escaped_in_lower_case() {
        let body = json!({"body": "äöå ÿ € 👍 a/b \"q\" \\ \n"});
        let expected =
            r#"{"body":"\u00e4\u00f6\u00e5 \u00ff \u20ac \ud83d\udc4d a\/b \"q\" \\ \n"}"#;
        assert_eq!(text(escaped(&body)), expected);
        assert_eq!(serde_json::from_str::<Value>(expected).unwrap(), body);
    }

    #[test]
    fn it_can_be_left_as_it_is() {
        assert_eq!(text(raw(&json!({"body": "ä/b"}))), r#"{"body":"ä/b"}"#);
    }
}
