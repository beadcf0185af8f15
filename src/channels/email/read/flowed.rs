//! Text of RFC 3676: lines that end in a space go on in the next.

use super::mime::Mime;

/// The text with its paragraphs joined, if its part says that it flows.
pub fn joined(text: String, content_type: &Mime) -> String {
    let told = |name: &str, value: &str| {
        content_type.parameter(name).is_some_and(|told| told.eq_ignore_ascii_case(value))
    };
    if !told("format", "flowed") {
        return text;
    }
    let deletes_spaces = told("delsp", "yes");
    let mut flown = String::with_capacity(text.len());
    let mut open: Option<usize> = None;
    for (at, line) in text.split('\n').enumerate() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let content = &line[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let is_signature = content == "-- ";
        if open != Some(depth) || is_signature {
            flown.push_str(if at == 0 { "" } else { "\n" });
            flown.push_str(&line[..depth]);
            if depth > 0 && !content.is_empty() {
                flown.push(' ');
            }
        }
        let goes_on = content.ends_with(' ') && !is_signature;
        let kept = if goes_on && deletes_spaces { &content[..content.len() - 1] } else { content };
        flown.push_str(kept);
        open = goes_on.then_some(depth);
    }
    flown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(text: &str, parameters: &str) -> String {
        joined(text.to_owned(), &Mime::read(format!("text/plain; {parameters}").as_bytes()))
    }

    #[test]
    fn paragraphs_are_joined_and_nothing_else() {
        let text = "One \ntwo\n\nThree\n> a \n> b\n>> c \n> d\n-- \nAna";
        assert_eq!(flow(text, "format=flowed"), "One two\n\nThree\n> a b\n>> c \n> d\n-- \nAna");
        assert_eq!(flow("An \nna", "format=flowed; delsp=yes"), "Anna");
        assert_eq!(flow("An \nna", "charset=utf-8"), "An \nna");
        assert_eq!(flow(" >not quoted\n From", "format=flowed"), ">not quoted\nFrom");
        assert_eq!(flow("", "format=flowed"), "");
        assert_eq!(flow("\n\na", "format=flowed"), "\n\na");
    }
}
