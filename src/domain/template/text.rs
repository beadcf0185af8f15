//! Texts with variables: `{{1}}`, `{{first_name}}`.

/// The variables of a text, each once: by number if all are numbers, else as they first appear.
pub fn variables(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for (_, name) in pieces(text) {
        if let Some(name) = name
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    let numbers: Option<Vec<u32>> = found.iter().map(|name| name.parse().ok()).collect();
    if numbers.is_some() {
        found.sort_by_key(|name| name.parse::<u32>().unwrap_or(u32::MAX));
    }
    found
}

/// The text with its variables' values, in one pass: what stands in a value is no variable.
pub fn filled<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut whole = String::with_capacity(text.len());
    for (before, name) in pieces(text) {
        whole.push_str(before);
        if let Some(name) = name {
            match value(name) {
                Some(value) => whole.push_str(value),
                None => whole.push_str(&format!("{{{{{name}}}}}")),
            }
        }
    }
    whole
}

/// Plain text, each time with the name of the variable behind it.
fn pieces(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let here = rest.take()?;
        let mut from = 0;
        while let Some(open) = here.get(from..).and_then(|tail| tail.find("{{")) {
            let open = from + open;
            let inside = here.get(open + 2..).unwrap_or_default();
            match inside.find("}}").and_then(|close| Some((close, inside.get(..close)?.trim()))) {
                Some((close, name)) if is_name(name) => {
                    rest = inside.get(close + 2..);
                    return Some((here.get(..open).unwrap_or_default(), Some(name)));
                }
                // One more brace may stand before it.
                Some(_) => from = open + 1,
                None => break,
            }
        }
        Some((here, None))
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_counted_once_and_in_their_order() {
        for (text, expected) in [
            ("Hello", vec![]),
            ("Hi {{1}} ships {{2}}", vec!["1", "2"]),
            ("{{2}} before {{1}}, {{2}} again", vec!["1", "2"]),
            ("{{10}}{{9}}", vec!["9", "10"]),
            ("Dear {{ first_name }}, {{order}}", vec!["first_name", "order"]),
            ("{{}} {{a b}} {{x", vec![]),
            ("{{{1}}} é {{{{2}}", vec!["1", "2"]),
        ] {
            assert_eq!(variables(text), expected, "{text}");
        }
    }

    #[test]
    fn a_value_is_no_variable() {
        let value = |name: &str| match name {
            "1" => Some("{{2}}"),
            "2" => Some("Friday"),
            _ => None,
        };
        assert_eq!(filled("Hi {{1}} on {{2}}, {{3}}", value), "Hi {{2}} on Friday, {{3}}");
        assert_eq!(filled("{{ 2 }}", value), "Friday");
        assert_eq!(filled("{{not this}} {{2", value), "{{not this}} {{2");
    }
}
