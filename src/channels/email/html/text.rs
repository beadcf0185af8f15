//! HTML as readable text: what it quotes is marked with `> `, as in mails of plain text.

use super::balance::{self, Piece};
use super::elements::{self, Kind};
use super::entities::decoded;
use super::tokens::{Attributes, Token, Tokens};

/// Longer text is cut.
pub const TEXT_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Quotes in quotes are told apart so far.
const QUOTE_DEPTH_MAX: usize = 8;
/// What clients draw above the mail that they answer.
const RULE: &str = "________________________________";
/// Longer addresses are for machines.
const ADDRESS_CHARACTERS_MAX: usize = 300;

/// Readable text. Never fails: what is too much is only stripped of its tags.
pub fn to_text(html: &str) -> String {
    let mut writer = Writer::default();
    if balance::balanced(html, &mut |piece| writer.takes(piece)).is_err() {
        return stripped(html);
    }
    writer.ends()
}

/// Its tags and nothing else taken away, in one pass.
fn stripped(html: &str) -> String {
    let mut text = String::new();
    for token in Tokens::new(html) {
        if text.len() > TEXT_BYTES_MAX {
            break;
        }
        match token {
            Token::Text(part) => text.push_str(&decoded(part)),
            Token::Open { name, .. } | Token::Close { name } => {
                let is_inline = ["a", "b", "i", "u", "em", "strong", "span", "font"];
                if !is_inline.iter().any(|it| it.eq_ignore_ascii_case(name))
                    && !text.is_empty()
                    && !text.ends_with('\n')
                {
                    text.push('\n');
                }
            }
        }
    }
    cut(text)
}

fn cut(mut text: String) -> String {
    if text.len() > TEXT_BYTES_MAX {
        let end = (0..=TEXT_BYTES_MAX).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or_default());
    }
    text.trim_end().to_owned()
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum List {
    #[default]
    None,
    Points,
    /// The next number.
    Numbers(usize),
}

/// What an element means to the text in it.
#[derive(Clone, Debug, Default)]
struct Scope {
    quotes: bool,
    indents: bool,
    hides: bool,
    preformatted: bool,
    list: List,
    /// Where a link leads, and how long the text was before it.
    link: Option<(String, usize)>,
}

#[derive(Debug, Default)]
struct Writer {
    text: String,
    line: String,
    /// Line breaks that wait for more text: those at the end are of no use.
    breaks: usize,
    has_space: bool,
    scopes: Vec<Scope>,
    quotes: usize,
    /// In how many quotes the line before stands.
    quotes_before: usize,
    indents: usize,
    hidden: usize,
    preformatted: usize,
}

impl Writer {
    fn takes(&mut self, piece: Piece<'_>) {
        if self.text.len() > TEXT_BYTES_MAX {
            return;
        }
        match piece {
            Piece::Text(text) if self.hidden == 0 => self.writes(&decoded(text)),
            Piece::Text(_) => {}
            Piece::Open(name, attributes) => self.opens(name, attributes),
            Piece::Close(name) => self.closes(name),
        }
    }

    fn ends(mut self) -> String {
        self.ends_line();
        cut(self.text)
    }

    fn writes(&mut self, text: &str) {
        if self.preformatted > 0 {
            for (place, line) in text.split('\n').enumerate() {
                if place > 0 {
                    self.breaks_line();
                }
                self.line.push_str(line.trim_end_matches('\r'));
            }
            return;
        }
        for letter in text.chars() {
            match letter {
                // Soft hyphens and marks of no width hold no words; previews are padded with them.
                '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{feff}' | '\0' => {}
                ' ' | '\t' | '\n' | '\r' | '\x0c' | '\u{a0}' => self.has_space = true,
                _ => {
                    if self.has_space && !self.line.is_empty() && !self.line.ends_with('\t') {
                        self.line.push(' ');
                    }
                    self.has_space = false;
                    self.line.push(letter);
                }
            }
        }
    }

    /// The line, if there is something on it, goes to the text.
    fn ends_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.has_space = false;
        let line = line.trim_end();
        if line.is_empty() {
            return;
        }
        let quotes = self.quotes.min(QUOTE_DEPTH_MAX);
        if !self.text.is_empty() {
            self.text.push('\n');
            if self.breaks > 0 {
                self.text.push_str(&">".repeat(quotes.min(self.quotes_before)));
                self.text.push('\n');
            }
        }
        self.breaks = 0;
        self.quotes_before = quotes;
        self.text.push_str(&">".repeat(quotes));
        self.text.push_str(if quotes > 0 { " " } else { "" });
        self.text.push_str(&"    ".repeat(self.indents.min(QUOTE_DEPTH_MAX)));
        self.text.push_str(line);
    }

    fn breaks_line(&mut self) {
        match self.line.trim().is_empty() {
            true => self.breaks += 1,
            false => self.ends_line(),
        }
    }

    fn opens(&mut self, name: &'static str, attributes: Attributes<'_>) {
        match name {
            "br" => return self.breaks_line(),
            "wbr" => return,
            "hr" => return self.draws_rule(),
            "img" => return self.shows_picture(attributes),
            _ => {}
        }
        let style = attributes.get("style").unwrap_or_default().to_ascii_lowercase();
        let style: String = style.split_ascii_whitespace().collect();
        if is_start_of_answered(attributes, &style) {
            self.draws_rule();
        }
        let mut scope = Scope {
            quotes: is_quote(name, attributes, &style),
            indents: false,
            hides: style.contains("display:none"),
            preformatted: name == "pre",
            list: List::None,
            link: None,
        };
        scope.indents = name == "blockquote" && !scope.quotes;
        if is_block(name) {
            self.ends_line();
        }
        if has_space_around(name) {
            self.breaks = self.breaks.max(1);
        }
        match name {
            "td" | "th" if !self.line.is_empty() => self.line.push('\t'),
            "a" => scope.link = Some(self.link_of(attributes)),
            "ol" => scope.list = List::Numbers(1),
            "ul" => scope.list = List::Points,
            "li" => self.begins_item(),
            _ => {}
        }
        self.quotes += usize::from(scope.quotes);
        self.indents += usize::from(scope.indents);
        self.hidden += usize::from(scope.hides);
        self.preformatted += usize::from(scope.preformatted);
        self.scopes.push(scope);
    }

    fn closes(&mut self, name: &'static str) {
        let Some(scope) = self.scopes.pop() else { return };
        if let Some((address, start)) = &scope.link {
            self.names_address(address, *start);
        }
        if is_block(name) {
            self.ends_line();
        }
        if has_space_around(name) {
            self.breaks = self.breaks.max(1);
        }
        self.quotes -= usize::from(scope.quotes);
        self.indents -= usize::from(scope.indents);
        self.hidden -= usize::from(scope.hides);
        self.preformatted -= usize::from(scope.preformatted);
    }

    fn draws_rule(&mut self) {
        self.ends_line();
        if self.hidden == 0 && !self.text.ends_with(RULE) {
            self.line.push_str(RULE);
            self.ends_line();
        }
    }

    fn shows_picture(&mut self, attributes: Attributes<'_>) {
        let alt = decoded(attributes.get("alt").unwrap_or_default());
        if self.hidden == 0 && !alt.trim().is_empty() {
            self.writes(&format!("[{}]", alt.trim()));
        }
    }

    fn begins_item(&mut self) {
        let mut lists = self.scopes.iter_mut().rev().map(|scope| &mut scope.list);
        match lists.find(|list| **list != List::None) {
            Some(List::Numbers(number)) => {
                self.line.push_str(&format!("{number}. "));
                *number += 1;
            }
            Some(List::Points | List::None) | None => self.line.push_str("- "),
        }
    }

    fn link_of(&self, attributes: Attributes<'_>) -> (String, usize) {
        let address = decoded(attributes.get("href").unwrap_or_default()).trim().to_owned();
        let leads = ["http://", "https://", "mailto:"].iter().any(|it| address.starts_with(it));
        let is_short = address.chars().nth(ADDRESS_CHARACTERS_MAX).is_none();
        (if leads && is_short { address } else { String::new() }, self.line.len())
    }

    /// Where a link leads follows its words, if they don't say it.
    fn names_address(&mut self, address: &str, start: usize) {
        let words = self.line.get(start..).unwrap_or_default().trim().trim_end_matches('/');
        let plain = address.trim_start_matches("mailto:");
        let bare = plain.trim_start_matches("https://").trim_start_matches("http://");
        let bare = bare.trim_end_matches('/');
        let says_it = words.is_empty() || words.ends_with(bare);
        if self.hidden == 0 && !address.is_empty() && !says_it {
            self.line.push_str(&format!(" <{plain}>"));
        }
    }
}

fn is_block(name: &str) -> bool {
    elements::known(name).is_some_and(|(_, kind)| match kind {
        Kind::Void | Kind::Inline | Kind::Cell => false,
        Kind::Block
        | Kind::Paragraph
        | Kind::Heading
        | Kind::ListItem
        | Kind::Term
        | Kind::Table
        | Kind::TablePart => true,
    })
}

fn has_space_around(name: &str) -> bool {
    matches!(
        name,
        "p" | "blockquote" | "pre" | "ul" | "ol" | "dl" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
    )
}

/// Clients say that they quote; a bare indentation is the author's own.
fn is_quote(name: &str, attributes: Attributes<'_>, style: &str) -> bool {
    let classes = attributes.get("class").unwrap_or_default();
    let wraps = |class: &str| matches!(class, "yahoo_quoted" | "zmail_extra");
    match name {
        "blockquote" => {
            attributes.get("type").is_some_and(|it| it.eq_ignore_ascii_case("cite"))
                || classes.contains("quote")
                || style.contains("border-left:")
        }
        _ => name == "div" && classes.split_ascii_whitespace().any(wraps),
    }
}

/// Outlook puts what it answers behind an element of its own, or below a line.
fn is_start_of_answered(attributes: Attributes<'_>, style: &str) -> bool {
    let id = attributes.get("id").unwrap_or_default();
    id.contains("divRplyFwdMsg")
        || style.contains("border-top:solid#e1e1e11.0pt")
        || style.contains("border-top:solid#b5c4df1.0pt")
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod text_tests;
