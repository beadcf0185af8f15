//! Markdown of agents as HTML that is safe and as text. Nothing that somebody wrote is lost: what is no
//! mark stays, and HTML is shown as it was written.

use pulldown_cmark::{
    CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset,
};
use std::borrow::Cow;
use std::ops::Range;

/// Quotes and lists in each other; what is deeper stands at this depth.
const DEPTH_MAX: usize = 16;

/// Safe HTML of what an agent wrote.
pub fn to_html(markdown: &str) -> String {
    let source = prepared(markdown);
    let mut writer = Html {
        source: &source,
        out: String::new(),
        links: Vec::new(),
        depth: 0,
        is_code: false,
        alt: None,
    };
    for (event, range) in events(&source) {
        writer.takes(event, range);
    }
    writer.out
}

pub(super) fn events(source: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    let parser = Parser::new_ext(source, Options::ENABLE_STRIKETHROUGH);
    TextMergeWithOffset::new(parser.into_offset_iter())
}

/// Line ends as Unix has them; no line that Markdown would take for a definition and leave out.
pub(super) fn prepared(markdown: &str) -> String {
    let text = markdown.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    let mut out = String::with_capacity(text.len());
    let mut fence = None;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let start = behind_marks(line);
        match (fence, fence_of(start)) {
            (None, Some(begun)) if !start.trim_start_matches(begun).contains(begun) => {
                fence = Some(begun);
            }
            (Some(begun), Some(mark)) if begun == mark && is_only(start, mark) => fence = None,
            (_, _) => {}
        }
        // A label may be broken over two lines.
        let goes_on = !start.contains(']') && lines.peek().is_some_and(|next| next.contains("]:"));
        let is_definition = start.starts_with('[') && (start.contains("]:") || goes_on);
        out.push_str(&line[..line.len() - start.len()]);
        if fence.is_none() && is_definition {
            out.push('\\');
        }
        out.push_str(start);
    }
    out
}

/// What stands on a line behind its marks of quotes and lists.
fn behind_marks(line: &str) -> &str {
    let mut rest = line.trim_start();
    loop {
        let number = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
        let behind = match number.len() < rest.len() {
            true => number.strip_prefix(['.', ')']),
            false => rest.strip_prefix(['>', '-', '*', '+']),
        };
        let is_quote = rest.starts_with('>');
        match behind.filter(|behind| is_quote || behind.starts_with([' ', '\t'])) {
            Some(behind) => rest = behind.trim_start(),
            None => return rest,
        }
    }
}

fn fence_of(line: &str) -> Option<char> {
    ['`', '~'].into_iter().find(|mark| line.starts_with(&mark.to_string().repeat(3)))
}

fn is_only(line: &str, mark: char) -> bool {
    line.trim_end().trim_start_matches(mark).is_empty()
}

/// `2*3*4` is no emphasis: marks inside of a word stay as they are.
pub(super) fn is_in_word(source: &str, range: &Range<usize>) -> bool {
    let before = source[..range.start].chars().next_back();
    let after = source[range.end..].chars().next();
    [before, after].into_iter().flatten().any(char::is_alphanumeric)
}

/// The mark at the beginning of what is emphasised.
pub(super) fn mark<'s>(source: &'s str, range: &Range<usize>, length: usize) -> &'s str {
    source.get(range.start..range.start + length).unwrap_or_default()
}

/// A line of dashes below a heading of the older kind: people draw lines below what is none.
pub(super) fn underline<'s>(source: &'s str, range: &Range<usize>) -> Option<&'s str> {
    let heading = source[range.clone()].trim_end();
    let last = heading.rsplit('\n').next().unwrap_or_default().trim();
    (!heading.trim_start().starts_with('#') && heading.contains('\n')).then_some(last)
}

pub(super) fn is_safe(address: &str) -> bool {
    let starts = |scheme: &str| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    let is_known = ["http://", "https://", "mailto:"].into_iter().any(starts);
    is_known && !address.contains(|letter: char| letter.is_control() || letter.is_whitespace())
}

/// What stands where an address would, and is none: it is shown as it was written.
pub(super) fn as_words(address: &str) -> String {
    if address.is_empty() { String::new() } else { format!("({address})") }
}

pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    Cow::Owned(text.replace('>', "&gt;").replace('"', "&quot;"))
}

struct Html<'s> {
    source: &'s str,
    out: String,
    /// What each open link has become.
    links: Vec<Opened>,
    depth: usize,
    is_code: bool,
    /// The words of a picture, while they are read, and where it is.
    alt: Option<(String, String)>,
}

enum Opened {
    Link,
    /// It leads nowhere; what stands behind its words.
    Nothing(String),
}

impl Html<'_> {
    fn takes(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some((alt, _)) = &mut self.alt {
            match event {
                Event::Text(text) | Event::Code(text) => alt.push_str(&text),
                Event::End(TagEnd::Image) => self.ends_picture(),
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.opens(tag, &range),
            Event::End(tag) => self.closes(tag, &range),
            Event::Text(text) if self.links.is_empty() => self.writes_with_links(&text),
            Event::Text(text) => self.writes(&text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.writes(&code);
                self.out.push_str("</code>");
            }
            Event::Html(text) | Event::InlineHtml(text) => self.writes(&text),
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.writes(&text),
            Event::FootnoteReference(text) => self.writes(&text),
            Event::TaskListMarker(is_done) => self.writes(if is_done { "[x] " } else { "[ ] " }),
        }
    }

    fn writes(&mut self, text: &str) {
        // In a block of code, lines end as they are.
        let end = if self.is_code { "\n" } else { "<br>\n" };
        self.out.push_str(&escaped(text).trim_end_matches('\n').replace('\n', end));
    }

    /// Bare addresses lead where they say.
    fn writes_with_links(&mut self, text: &str) {
        let mut rest = text;
        while let Some(start) = address_in(rest) {
            let found = &rest[start..];
            let end = found.find(|letter: char| {
                letter.is_whitespace()
                    || letter.is_control()
                    || matches!(letter, '<' | '>' | '"' | '`')
            });
            let address = &found[..end.unwrap_or(found.len())];
            let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
            let is_closed = address.ends_with(')') && !address.contains('(');
            let address = if is_closed { &address[..address.len() - 1] } else { address };
            self.writes(&rest[..start]);
            let safe = escaped(address);
            self.out.push_str(&format!("<a href=\"{safe}\">{safe}</a>"));
            rest = &found[address.len()..];
        }
        self.writes(rest);
    }

    fn opens(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        let opening = match tag {
            Tag::Paragraph => "<p>",
            Tag::Heading { .. } if underline(self.source, range).is_some() => "<p>",
            Tag::Heading { .. } => "<p><strong>",
            Tag::BlockQuote(_) | Tag::List(_) => return self.goes_deeper(&tag),
            Tag::CodeBlock(CodeBlockKind::Fenced(name)) if !name.is_empty() => {
                self.is_code = true;
                &format!("<pre><code>{}\n", escaped(&name))
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.is_code = true;
                "<pre><code>"
            }
            Tag::Item => "<li>",
            Tag::Emphasis if is_in_word(self.source, range) => mark(self.source, range, 1),
            Tag::Strong if is_in_word(self.source, range) => mark(self.source, range, 2),
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Strikethrough => "<s>",
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                return self.opens_link(&format!("mailto:{dest_url}"));
            }
            Tag::Link { dest_url, .. } => return self.opens_link(&dest_url),
            Tag::Image { dest_url, .. } => {
                self.alt = Some((String::new(), dest_url.to_string()));
                return;
            }
            Tag::HtmlBlock => "<p>",
            _ => return,
        };
        self.out.push_str(opening);
    }

    fn closes(&mut self, tag: TagEnd, range: &Range<usize>) {
        let closing = match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => "</p>\n",
            TagEnd::Heading(_) => match underline(self.source, range) {
                Some(line) => &format!("<br>\n{}</p>\n", escaped(line)),
                None => "</strong></p>\n",
            },
            TagEnd::BlockQuote(_) => return self.comes_back("</blockquote>\n"),
            TagEnd::List(true) => return self.comes_back("</ol>\n"),
            TagEnd::List(false) => return self.comes_back("</ul>\n"),
            TagEnd::CodeBlock => {
                self.is_code = false;
                "</code></pre>\n"
            }
            TagEnd::Item => "</li>\n",
            TagEnd::Emphasis if is_in_word(self.source, range) => mark(self.source, range, 1),
            TagEnd::Strong if is_in_word(self.source, range) => mark(self.source, range, 2),
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</s>",
            TagEnd::Link => match self.links.pop() {
                Some(Opened::Link) => "</a>",
                Some(Opened::Nothing(rest)) => return self.writes(&rest),
                None => return,
            },
            _ => return,
        };
        self.out.push_str(closing);
    }

    fn goes_deeper(&mut self, tag: &Tag<'_>) {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return;
        }
        match tag {
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(start)) => self.out.push_str(&format!("<ol start=\"{start}\">\n")),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            _ => self.out.push_str("<blockquote>\n"),
        }
    }

    fn comes_back(&mut self, closing: &str) {
        if self.depth <= DEPTH_MAX {
            self.out.push_str(closing);
        }
        self.depth -= 1;
    }

    fn opens_link(&mut self, address: &str) {
        if is_safe(address) {
            self.links.push(Opened::Link);
            self.out.push_str(&format!("<a href=\"{}\">", escaped(address)));
        } else {
            self.links.push(Opened::Nothing(as_words(address)));
        }
    }

    /// Pictures are files of the mail; others are only links.
    fn ends_picture(&mut self) {
        let Some((alt, address)) = self.alt.take() else { return };
        let (alt, safe) = (escaped(&alt).into_owned(), escaped(&address).into_owned());
        let id = address.strip_prefix("cid:");
        if id.is_some_and(|id| super::headers::plain_id(id).is_some()) {
            self.out.push_str(&format!("<img src=\"{safe}\" alt=\"{alt}\">"));
        } else if is_safe(&address) {
            let words = if alt.is_empty() { &safe } else { &alt };
            self.out.push_str(&format!("<a href=\"{safe}\">{words}</a>"));
        } else {
            self.out.push_str(&alt);
            self.writes(&as_words(&address));
        }
    }
}

/// Where a bare address begins.
fn address_in(text: &str) -> Option<usize> {
    let mut searched = 0;
    while let Some(found) = text[searched..].find("http") {
        let start = searched + found;
        let rest = &text[start..];
        let after = rest.strip_prefix("https://").or_else(|| rest.strip_prefix("http://"));
        let is_begun = !text[..start].ends_with(|letter: char| letter.is_alphanumeric());
        if is_begun && after.is_some_and(|after| after.starts_with(char::is_alphanumeric)) {
            return Some(start);
        }
        searched = start + "http".len();
    }
    None
}
