//! Markdown of agents as text, for those who read no HTML: marks stay as they were written.

use super::markdown::{as_words, events, is_safe, mark, prepared, underline};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// How deep lines are set in.
const DEPTH_MAX: usize = 16;

/// Readable text of what an agent wrote.
pub fn to_plain(markdown: &str) -> String {
    let source = prepared(markdown);
    let mut writer = Plain { source: &source, ..Plain::default() };
    for (event, range) in events(&source) {
        writer.takes(event, &range);
    }
    writer.out.trim_end().to_owned()
}

#[derive(Debug, Default)]
struct Plain<'s> {
    source: &'s str,
    out: String,
    /// What each line begins with, by the quotes and lists that it stands in.
    prefixes: Vec<String>,
    /// The mark of an item, before its first line.
    item: Option<String>,
    lists: Vec<Option<u64>>,
    /// Where each open link leads, and where its words begin; `None`: an address in brackets.
    links: Vec<(Option<String>, usize)>,
    is_apart: bool,
}

impl Plain<'_> {
    fn takes(&mut self, event: Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.opens(tag, range),
            Event::End(tag) => self.closes(tag, range),
            Event::Text(text) | Event::Code(text) => self.writes(&text),
            Event::Html(text) | Event::InlineHtml(text) => self.writes(&text),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.writes(&text),
            Event::FootnoteReference(text) => self.writes(&text),
            Event::SoftBreak | Event::HardBreak => self.writes("\n"),
            Event::Rule => {
                self.begins_block();
                self.writes("---");
                self.ends_block();
            }
            Event::TaskListMarker(is_done) => self.writes(if is_done { "[x] " } else { "[ ] " }),
        }
    }

    fn writes(&mut self, text: &str) {
        for (place, line) in text.split('\n').enumerate() {
            if place > 0 {
                self.out.push('\n');
            }
            if line.is_empty() {
                continue;
            }
            self.begins_line();
            self.out.push_str(line);
        }
    }

    fn begins_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            return;
        }
        let item = self.item.take();
        let shown = self.prefixes.len().min(DEPTH_MAX);
        // An item's mark stands where its other lines are set in.
        let outer = if item.is_some() { shown.saturating_sub(1) } else { shown };
        self.out.extend(self.prefixes[..outer].iter().map(String::as_str));
        self.out.push_str(&item.unwrap_or_default());
    }

    fn ends_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn begins_block(&mut self) {
        self.ends_line();
        if self.is_apart && !self.out.is_empty() {
            let quotes: String = self.prefixes.iter().take(DEPTH_MAX).map(String::as_str).collect();
            self.out.push_str(quotes.trim_end());
            self.out.push('\n');
        }
        self.is_apart = false;
    }

    fn ends_block(&mut self) {
        self.ends_line();
        self.is_apart = true;
    }

    fn opens(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(name)) if !name.is_empty() => {
                self.begins_block();
                self.writes(&format!("{name}\n"));
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.begins_block();
            }
            Tag::BlockQuote(_) => {
                self.begins_block();
                self.prefixes.push("> ".to_owned());
            }
            Tag::List(start) => {
                if self.lists.is_empty() {
                    self.begins_block();
                }
                self.is_apart = false;
                self.ends_line();
                self.lists.push(start);
            }
            Tag::Item => {
                self.ends_line();
                self.is_apart = false;
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let mark = format!("{number}. ");
                        *number += 1;
                        mark
                    }
                    Some(None) | None => "- ".to_owned(),
                };
                self.prefixes.push(" ".repeat(mark.len()));
                self.item = Some(mark);
            }
            Tag::Emphasis => self.writes(mark(self.source, range, 1)),
            Tag::Strong => self.writes(mark(self.source, range, 2)),
            Tag::Strikethrough => self.writes("~"),
            Tag::Link { link_type: LinkType::Email, .. } => {
                self.writes("<");
                self.links.push((None, self.out.len()));
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.begins_line();
                self.links.push((Some(dest_url.to_string()), self.out.len()));
            }
            _ => {}
        }
    }

    fn closes(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Heading(_) => {
                if let Some(line) = underline(self.source, range) {
                    self.ends_line();
                    self.writes(line);
                }
                self.ends_block();
            }
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock => self.ends_block(),
            TagEnd::BlockQuote(_) => {
                self.prefixes.pop();
                self.ends_block();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.ends_line();
                self.is_apart = self.lists.is_empty();
            }
            TagEnd::Item => {
                // An item without words has its mark all the same.
                if self.item.is_some() {
                    self.begins_line();
                }
                self.prefixes.pop();
                self.ends_line();
                self.is_apart = false;
            }
            TagEnd::Emphasis => self.writes(mark(self.source, range, 1)),
            TagEnd::Strong => self.writes(mark(self.source, range, 2)),
            TagEnd::Strikethrough => self.writes("~"),
            TagEnd::Link | TagEnd::Image => self.names_address(),
            _ => {}
        }
    }

    fn names_address(&mut self) {
        let Some((address, start)) = self.links.pop() else { return };
        let Some(address) = address else { return self.writes(">") };
        let words = self.out.get(start..).unwrap_or_default().trim();
        let plain = address.trim_start_matches("mailto:");
        if is_safe(&address) && words != address && words != plain {
            let separator = if words.is_empty() { "" } else { " " };
            self.writes(&format!("{separator}<{plain}>"));
        } else if !is_safe(&address) {
            self.writes(&as_words(&address));
        }
    }
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod markdown_tests;
