//! Styles of elements: properties and values that only change how the mail itself looks.

/// Longer ones are of no use to a mail.
const BYTES_MAX: usize = 4_000;
const PROPERTIES: [&str; 58] = [
    "background-color",
    "border",
    "border-bottom",
    "border-bottom-color",
    "border-bottom-style",
    "border-bottom-width",
    "border-collapse",
    "border-color",
    "border-left",
    "border-left-color",
    "border-left-style",
    "border-left-width",
    "border-radius",
    "border-right",
    "border-right-color",
    "border-right-style",
    "border-right-width",
    "border-spacing",
    "border-style",
    "border-top",
    "border-top-color",
    "border-top-style",
    "border-top-width",
    "border-width",
    "color",
    "direction",
    "display",
    "font",
    "font-family",
    "font-size",
    "font-style",
    "font-variant",
    "font-weight",
    "height",
    "letter-spacing",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "min-width",
    "opacity",
    "overflow",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-transform",
    "vertical-align",
    "width",
];
const MORE_PROPERTIES: [&str; 6] =
    ["background", "white-space", "word-break", "word-wrap", "overflow-wrap", "visibility"];
const FUNCTIONS: [&str; 4] = ["rgb", "rgba", "hsl", "hsla"];

/// What of a style may stay; `None`: nothing.
pub fn filtered(style: &str) -> Option<String> {
    if style.len() > BYTES_MAX {
        return None;
    }
    let mut kept = String::new();
    for declaration in style.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim();
        let is_known = PROPERTIES.iter().chain(&MORE_PROPERTIES).any(|known| *known == name);
        if is_known && is_harmless(value) {
            let separator = if kept.is_empty() { "" } else { "; " };
            kept.push_str(&format!("{separator}{name}: {value}"));
        }
    }
    (!kept.is_empty()).then_some(kept)
}

/// Words, numbers and colours: no address, no escape, no comment, nothing that leaves its place.
fn is_harmless(value: &str) -> bool {
    let is_plain = |letter: char| {
        letter.is_alphanumeric()
            || matches!(letter, ' ' | '#' | '%' | '.' | ',' | '-' | '+' | '!' | '_')
    };
    let mut quote = None;
    let mut word = String::new();
    let mut is_in_function = false;
    let mut is_after_minus = false;
    for letter in value.chars() {
        if let Some(mark) = quote {
            match letter {
                _ if letter == mark => quote = None,
                _ if is_plain(letter) => {}
                _ => return false,
            }
            continue;
        }
        match letter {
            '"' | '\'' => quote = Some(letter),
            '(' if !is_in_function && FUNCTIONS.iter().any(|it| it.eq_ignore_ascii_case(&word)) => {
                is_in_function = true;
            }
            ')' if is_in_function => is_in_function = false,
            // A negative length moves things over others.
            '0'..='9' | '.' if is_after_minus => return false,
            _ if is_plain(letter) => {}
            _ => return false,
        }
        is_after_minus = letter == '-' && word.is_empty();
        match letter.is_ascii_alphanumeric() {
            true => word.push(letter),
            false => word.clear(),
        }
    }
    !value.is_empty() && quote.is_none() && !is_in_function
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_stay() {
        for style in [
            "color: #ff0000",
            "font-family: \"Segoe UI\", 'Noto Sans', sans-serif; font-size: 11.0pt",
            "background-color: rgb(255, 255, 255); border-top: solid #E1E1E1 1.0pt",
            "margin: 0 0 0 .8ex; padding-left: 1ex",
            "color: red !important",
            "font-family: \"ＭＳ Ｐゴシック\"",
            "display: inline-block",
        ] {
            assert_eq!(filtered(style).as_deref(), Some(style));
        }
        assert_eq!(filtered("COLOR:red;;mso-x:y; ").as_deref(), Some("color: red"));
    }

    #[test]
    fn addresses_programs_and_places_go() {
        for style in [
            "background: url(https://tracker.test/x.png)",
            "background:u\\72l(x)",
            "background: URL (x)",
            "background-image: url('x')",
            "background: image-set('https://x.test/y' 1x)",
            "width: expression(alert(1))",
            "width: exp/**/ression(alert(1))",
            "position: fixed",
            "top: 0",
            "z-index: 9",
            "margin-left: -500px",
            "text-indent: -.5em",
            "behavior: url(x)",
            "-moz-binding: url(x)",
            "color: red\"",
            "color: rgb(1",
            "color: rgb(url(x))",
            "color: {}",
            "@import 'x'",
            "color: <b>",
            "color: var(--x)",
            "content: 'x'",
            "color:",
            "",
        ] {
            assert_eq!(filtered(style), None, "{style}");
        }
    }
}
