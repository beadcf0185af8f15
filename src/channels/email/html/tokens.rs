//! HTML cut into tags and text in one pass, however broken it is.

/// Elements whose content is no text of the mail: it is left out together with them.
const WITHOUT_CONTENT: [&str; 8] =
    ["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'h> {
    /// Character references are as they were written; a `<` in it is no tag's.
    Text(&'h str),
    Open {
        name: &'h str,
        attributes: Attributes<'h>,
    },
    Close {
        name: &'h str,
    },
}

/// Each byte is looked at once: what has no end takes the rest of the text with it.
#[derive(Clone, Debug)]
pub struct Tokens<'h> {
    html: &'h str,
    place: usize,
}

impl<'h> Tokens<'h> {
    pub fn new(html: &'h str) -> Tokens<'h> {
        Tokens { html, place: 0 }
    }

    /// How far it has come, in bytes.
    pub fn place(&self) -> usize {
        self.place
    }

    fn text(&mut self) -> Token<'h> {
        let start = self.place;
        // What stands here is either text or a `<` that begins no tag.
        let next = self.html.as_bytes()[start + 1..].iter().position(|byte| *byte == b'<');
        self.place = next.map_or(self.html.len(), |next| start + 1 + next);
        Token::Text(&self.html[start..self.place])
    }

    fn skip_comment(&mut self) {
        let rest = &self.html[self.place..];
        let is_short = rest.starts_with("<!-->") || rest.starts_with("<!--->");
        let end = match rest.starts_with("<!--") && !is_short {
            true => rest.find("-->").map(|end| end + 3),
            false => rest.find('>').map(|end| end + 1),
        };
        self.place = end.map_or(self.html.len(), |end| self.place + end);
    }

    fn skip_content_of(&mut self, name: &str) {
        let bytes = self.html.as_bytes();
        while let Some(next) = bytes[self.place..].iter().position(|byte| *byte == b'<') {
            self.place += next;
            let rest = &bytes[self.place + 1..];
            let is_end = rest.first() == Some(&b'/')
                && rest
                    .get(1..=name.len())
                    .is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()))
                && rest.get(1 + name.len()).is_none_or(|byte| is_name_end(*byte));
            if is_end {
                return;
            }
            self.place += 1;
        }
        self.place = bytes.len();
    }

    /// A tag whose name begins at `start`; `None`: it never ends.
    fn tag(&mut self, start: usize) -> Option<(&'h str, Attributes<'h>)> {
        let bytes = self.html.as_bytes();
        let length = bytes[start..].iter().position(|byte| is_name_end(*byte))?;
        let mut attributes = Attributes { html: self.html, place: start + length };
        let all = attributes;
        while attributes.next().is_some() {}
        let end = attributes.place;
        self.place = (bytes.get(end) == Some(&b'>')).then_some(end + 1)?;
        Some((&self.html[start..start + length], all))
    }
}

impl<'h> Iterator for Tokens<'h> {
    type Item = Token<'h>;

    fn next(&mut self) -> Option<Token<'h>> {
        let bytes = self.html.as_bytes();
        while self.place < bytes.len() {
            let following =
                (bytes[self.place], bytes.get(self.place + 1), bytes.get(self.place + 2));
            let (start, is_open) = match following {
                (b'<', Some(letter), _) if letter.is_ascii_alphabetic() => (self.place + 1, true),
                (b'<', Some(b'/'), Some(letter)) if letter.is_ascii_alphabetic() => {
                    (self.place + 2, false)
                }
                (b'<', Some(b'!' | b'?' | b'/'), Some(_)) => {
                    self.skip_comment();
                    continue;
                }
                _ => return Some(self.text()),
            };
            let Some((name, attributes)) = self.tag(start) else {
                self.place = bytes.len();
                return None;
            };
            if !is_open {
                return Some(Token::Close { name });
            }
            if WITHOUT_CONTENT.iter().any(|it| it.eq_ignore_ascii_case(name)) {
                self.skip_content_of(name);
                continue;
            }
            return Some(Token::Open { name, attributes });
        }
        None
    }
}

/// Names and values as they were written; a value that is missing is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes<'h> {
    html: &'h str,
    place: usize,
}

impl<'h> Attributes<'h> {
    pub fn none() -> Attributes<'h> {
        Attributes { html: "", place: 0 }
    }

    pub fn get(self, name: &str) -> Option<&'h str> {
        let mut all = self;
        all.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    fn skip(&mut self, is_skipped: impl Fn(u8) -> bool) -> usize {
        let rest = &self.html.as_bytes()[self.place..];
        let length = rest.iter().position(|byte| !is_skipped(*byte)).unwrap_or(rest.len());
        self.place += length;
        self.place
    }

    fn value(&mut self) -> &'h str {
        self.skip(is_space);
        let bytes = self.html.as_bytes();
        let quote = match bytes.get(self.place) {
            Some(quote @ (b'"' | b'\'')) => *quote,
            _ => {
                let start = self.place;
                let end = self.skip(|byte| !is_space(byte) && byte != b'>');
                return &self.html[start..end];
            }
        };
        let start = self.place + 1;
        let Some(length) = bytes[start..].iter().position(|byte| *byte == quote) else {
            self.place = bytes.len();
            return "";
        };
        self.place = start + length + 1;
        &self.html[start..start + length]
    }
}

impl<'h> Iterator for Attributes<'h> {
    type Item = (&'h str, &'h str);

    fn next(&mut self) -> Option<(&'h str, &'h str)> {
        let start = self.skip(|byte| is_space(byte) || byte == b'/');
        if self.html.as_bytes().get(start).is_none_or(|byte| *byte == b'>') {
            return None;
        }
        // A `=` at the beginning belongs to the name.
        self.place += self.html[start..].chars().next().map_or(0, char::len_utf8);
        let end = self.skip(|byte| !is_name_end(byte) && byte != b'=');
        let name = &self.html[start..end];
        self.skip(is_space);
        if self.html.as_bytes().get(self.place) != Some(&b'=') {
            return Some((name, ""));
        }
        self.place += 1;
        Some((name, self.value()))
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

fn is_name_end(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b'/' | b'>')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(html: &str) -> Vec<String> {
        let told = |token| match token {
            Token::Text(text) => text.to_owned(),
            Token::Open { name, attributes } => {
                let all: Vec<_> =
                    attributes.map(|(name, value)| format!(" {name}={value}")).collect();
                format!("[{name}{}]", all.concat())
            }
            Token::Close { name } => format!("[/{name}]"),
        };
        Tokens::new(html).map(told).collect()
    }

    #[test]
    fn tags_and_text_are_told_apart() {
        assert_eq!(read("a <b>c</b> d"), ["a ", "[b]", "c", "[/b]", " d"]);
        assert_eq!(read("1 < 2 <3"), ["1 ", "< 2 ", "<3"]);
        assert_eq!(
            read("<A href='x>y' B=\"1\"c d = e/f/><br/>"),
            ["[A href=x>y B=1 c= d=e/f/]", "[br]"]
        );
        assert_eq!(read("<a =\"<b>\">"), ["[a =\"<b=]", "\">"], "a name may begin with =");
        assert_eq!(read("x<!-- <b> --><![endif]><?php ?></ y>z"), ["x", "z"]);
        assert_eq!(read("a<STYLE>b<c></style x>d"), ["a", "[/style]", "d"]);
        assert_eq!(read("a<script>b</scriptx></script>c"), ["a", "[/script]", "c"]);
    }

    #[test]
    fn what_never_ends_takes_the_rest() {
        for open in ["x<!-- a", "x<a href=\"b", "x<a b", "x<style>a", "x<! b", "x</b"] {
            assert_eq!(read(open), ["x"], "{open}");
        }
        assert_eq!(read("x<"), ["x", "<"]);
        assert_eq!(read("x</"), ["x", "</"]);
    }

    proptest! {
        #[test]
        fn any_text_may_be_cut(html in "[<>a!/'\"= \\-ä\n]{0,60}") {
            read(&html);
        }
    }
}
