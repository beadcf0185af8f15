//! How a template's variables are told apart, where Meta does not say it.

use crate::domain::template::{Component, Header, ParameterFormat, variables};

/// Where it is not told, the variables tell it: `{{1}}` or `{{name}}`.
pub fn of(components: &[Component]) -> ParameterFormat {
    let texts = components.iter().filter_map(|component| match component {
        Component::Body { text, .. } | Component::Header(Header::Text { text, .. }) => Some(text),
        Component::Header(_)
        | Component::Footer { .. }
        | Component::Buttons(_)
        | Component::Other(_) => None,
    });
    let is_place = |variable: &str| variable.bytes().all(|letter| letter.is_ascii_digit());
    let is_named = texts.flat_map(|text| variables(text)).any(|variable| !is_place(variable));
    if is_named { ParameterFormat::Named } else { ParameterFormat::Positional }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_places() {
        let of = |text: &str| of(&[Component::Body { text: text.into(), examples: Vec::new() }]);
        assert_eq!(of("Hi {{name}}"), ParameterFormat::Named);
        assert_eq!(of("Hi {{1}}, {{2}}"), ParameterFormat::Positional);
        assert_eq!(of("Hi"), ParameterFormat::Positional);
    }
}
