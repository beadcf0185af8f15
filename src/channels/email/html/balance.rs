//! A guard before the HTML parser: it passes on only known elements, each closed where it must be, so
//! that the parser has nothing to repair. Repairing is what takes quadratic time and memory.

use super::TooMuch;
use super::elements::{self, Kind};
use super::tokens::{Attributes, Token, Tokens};

/// Longer HTML is not shown.
pub const BYTES_MAX: usize = 2 * 1024 * 1024;
/// How deep elements may stand in each other.
pub const DEPTH_MAX: usize = 256;
pub const LINKS_MAX: usize = 5_000;
pub const ELEMENTS_MAX: usize = 100_000;
/// Writing text takes a time that grows with its length times the letters in it that may have to be
/// escaped: so much of it takes a fraction of a second.
const ESCAPING_MAX: u64 = 10_000_000_000;
/// More parts of a line in each other are left out: nobody sees them.
const INLINE_DEPTH_MAX: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'h> {
    Text(&'h str),
    /// An element without content is never closed.
    Open(&'static str, Attributes<'h>),
    Close(&'static str),
}

/// Every element that is opened is closed, in order; text in tables stands in cells.
pub fn balanced<'h>(html: &'h str, take: &mut impl FnMut(Piece<'h>)) -> Result<(), TooMuch> {
    if html.len() > BYTES_MAX {
        return Err(TooMuch);
    }
    let escaping = Escaping::default();
    let mut open = OpenElements { stack: Vec::new(), inline: 0, escaping, take };
    let (mut links, mut elements) = (0, 0);
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => {
                if !text.trim_ascii().is_empty() {
                    open.ensure_cell();
                }
                open.passes_on(Piece::Text(text));
                if open.escaping.all() > ESCAPING_MAX {
                    return Err(TooMuch);
                }
            }
            Token::Open { name, attributes } => {
                let Some((name, kind)) = elements::known(name) else { continue };
                elements += 1;
                links += usize::from(name == "a");
                open.opens(name, kind, attributes);
                if elements > ELEMENTS_MAX || links > LINKS_MAX || open.stack.len() > DEPTH_MAX {
                    return Err(TooMuch);
                }
            }
            Token::Close { name } => {
                if let Some((name, kind)) = elements::known(name) {
                    open.closes(name, kind);
                }
            }
        }
    }
    open.pops_to(0);
    Ok(())
}

/// What it takes to write the text between two tags: for each of these letters, the parser's writer
/// looks through all the text that follows it.
#[derive(Default)]
struct Escaping {
    before: u64,
    length: u64,
    letters: u64,
}

impl Escaping {
    /// Comments and tags that are left out don't end it.
    fn goes_on(&mut self, text: &str) {
        self.length += text.len() as u64;
        // A no-break space is 0xC2 0xA0, and a character reference to one begins with `&`.
        let letters = text.bytes().filter(|byte| matches!(byte, b'&' | 0xC2));
        self.letters += letters.count() as u64;
    }

    fn ends(&mut self) {
        *self = Escaping { before: self.all(), ..Escaping::default() };
    }

    fn all(&self) -> u64 {
        self.before.saturating_add(self.length.saturating_mul(self.letters))
    }
}

struct OpenElements<'t, T> {
    stack: Vec<(&'static str, Kind)>,
    /// How many of them are parts of a line.
    inline: usize,
    escaping: Escaping,
    take: &'t mut T,
}

impl<'h, T: FnMut(Piece<'h>)> OpenElements<'_, T> {
    fn opens(&mut self, name: &'static str, kind: Kind, attributes: Attributes<'h>) {
        match kind {
            Kind::Void => {
                self.ensure_cell();
                self.passes_on(Piece::Open(name, attributes));
                return;
            }
            Kind::Inline => {
                self.ensure_cell();
                if name == "a" {
                    self.closes("a", Kind::Inline);
                }
                if self.inline >= INLINE_DEPTH_MAX {
                    return;
                }
            }
            Kind::Block | Kind::Paragraph => {
                self.ensure_cell();
                self.closes("p", Kind::Paragraph);
            }
            Kind::Heading => {
                self.ensure_cell();
                self.closes("p", Kind::Paragraph);
                self.closes(name, Kind::Heading);
            }
            Kind::ListItem | Kind::Term => {
                self.ensure_cell();
                self.closes(name, kind);
                self.closes("p", Kind::Paragraph);
            }
            Kind::Table => {
                self.ensure_cell();
                self.closes("p", Kind::Paragraph);
            }
            Kind::TablePart => {
                if !self.begins_table_part(name) {
                    return;
                }
            }
            Kind::Cell => {
                if !self.begins_cell(name) {
                    return;
                }
            }
        }
        self.pushes(name, kind, attributes);
    }

    fn closes(&mut self, name: &'static str, kind: Kind) {
        let found = match kind {
            Kind::Void => None,
            Kind::Table => self.table(),
            Kind::TablePart => {
                let table = self.table().map_or(self.stack.len(), |table| table + 1);
                self.stack[table..].iter().position(|(it, _)| *it == name).map(|at| at + table)
            }
            Kind::Cell => {
                let is_cell = |(_, kind): &(&str, Kind)| matches!(kind, Kind::Cell | Kind::Table);
                let found = self.stack.iter().rposition(is_cell);
                found.filter(|at| self.stack[*at].0 == name)
            }
            Kind::Inline | Kind::Block | Kind::Paragraph => self.innermost(|it, _| it == name, &[]),
            Kind::Heading => self.innermost(|_, kind| kind == Kind::Heading, &[]),
            Kind::ListItem => self.innermost(|it, _| it == name, &["ul", "ol", "dir", "menu"]),
            Kind::Term => self.innermost(|_, kind| kind == Kind::Term, &["dl"]),
        };
        if let Some(found) = found {
            self.pops_to(found);
        }
    }

    /// Cells and tables keep what is outside from being closed from within.
    fn innermost(&self, is_it: impl Fn(&str, Kind) -> bool, walls: &[&str]) -> Option<usize> {
        for (place, (name, kind)) in self.stack.iter().enumerate().rev() {
            if is_it(name, *kind) {
                return Some(place);
            }
            let is_wall = matches!(kind, Kind::Cell | Kind::Table | Kind::TablePart);
            if is_wall || walls.contains(name) {
                return None;
            }
        }
        None
    }

    fn table(&self) -> Option<usize> {
        self.stack.iter().rposition(|(_, kind)| *kind == Kind::Table)
    }

    /// Whether there is a table for it.
    fn begins_table_part(&mut self, name: &str) -> bool {
        let Some(table) = self.table() else { return false };
        let group = self
            .stack
            .get(table + 1)
            .is_some_and(|(it, kind)| *kind == Kind::TablePart && *it != "tr" && name == "tr");
        self.pops_to(table + 1 + usize::from(group));
        true
    }

    fn begins_cell(&mut self, name: &str) -> bool {
        let Some(table) = self.table() else { return false };
        if name == "caption" {
            self.pops_to(table + 1);
            return true;
        }
        let parts = self.stack[table + 1..].iter();
        let parts = parts.take_while(|(_, kind)| *kind == Kind::TablePart).count();
        self.pops_to(table + 1 + parts);
        self.ensure_row();
        true
    }

    /// What is no part of a table stands in a cell of it: parsers would move it out.
    fn ensure_cell(&mut self) {
        let is_between = |(_, kind): &(_, Kind)| matches!(kind, Kind::Table | Kind::TablePart);
        if self.stack.last().is_some_and(is_between) {
            self.ensure_row();
            self.pushes("td", Kind::Cell, Attributes::none());
        }
    }

    fn ensure_row(&mut self) {
        if self.stack.last().is_some_and(|(name, _)| *name != "tr") {
            self.pushes("tr", Kind::TablePart, Attributes::none());
        }
    }

    fn pushes(&mut self, name: &'static str, kind: Kind, attributes: Attributes<'h>) {
        self.stack.push((name, kind));
        self.inline += usize::from(kind == Kind::Inline);
        self.passes_on(Piece::Open(name, attributes));
    }

    fn pops_to(&mut self, length: usize) {
        while self.stack.len() > length
            && let Some((name, kind)) = self.stack.pop()
        {
            self.inline -= usize::from(kind == Kind::Inline);
            self.passes_on(Piece::Close(name));
        }
    }

    fn passes_on(&mut self, piece: Piece<'h>) {
        match piece {
            Piece::Text(text) => self.escaping.goes_on(text),
            Piece::Open(..) | Piece::Close(_) => self.escaping.ends(),
        }
        (self.take)(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(html: &str) -> Result<String, TooMuch> {
        let mut out = String::new();
        balanced(html, &mut |piece| match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Open(name, _) => out.push_str(&format!("<{name}>")),
            Piece::Close(name) => out.push_str(&format!("</{name}>")),
        })?;
        Ok(out)
    }

    #[test]
    fn what_was_left_open_is_closed_and_what_never_opened_is_left_out() {
        for (html, expected) in [
            ("<p>a<p>b", "<p>a</p><p>b</p>"),
            ("<p><b>a<div>b</div>c", "<p><b>a</b></p><div>b</div>c"),
            ("<b><i>a</b>c</i>", "<b><i>a</i></b>c"),
            ("<div><table></div>a</table>b", "<div><table><tr><td>a</td></tr></table>b</div>"),
            (
                "<ul><li>a<ul><li>b</ul><li>c</ul>",
                "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
            ),
            (
                "<table>x<td>a<td>b<tr>c",
                "<table><tr><td>x</td><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
            ),
            ("<a>x<a>y</a>z</a>", "<a>x</a><a>y</a>z"),
            ("</div>a</td><tr>b<o:p>c</o:p><svg>d", "abcd"),
            (
                "<table><tbody><tr><td>a</tbody><tfoot><td>b",
                "<table><tbody><tr><td>a</td></tr></tbody><tfoot><tr><td>b</td></tr></tfoot></table>",
            ),
        ] {
            assert_eq!(written(html).as_deref(), Ok(expected), "{html}");
        }
    }

    #[test]
    fn too_deep_too_long_and_too_many_links_are_refused() {
        assert!(written(&"<div>".repeat(DEPTH_MAX)).is_ok());
        for html in [
            "<div>".repeat(DEPTH_MAX + 1),
            "<div></span>".repeat(DEPTH_MAX + 1),
            "<div><table></div></table>".repeat(ELEMENTS_MAX / 2 + 1),
            "<table><td>".repeat(DEPTH_MAX),
            "<a href=x>y</a>".repeat(LINKS_MAX + 1),
            "x".repeat(BYTES_MAX + 1),
            "<br>".repeat(ELEMENTS_MAX + 1),
            "&".repeat(BYTES_MAX),
            "&nbsp;".repeat(BYTES_MAX / 6),
            "\u{a0}".repeat(BYTES_MAX / 2),
            "&&&&&&&&&&&&<!-- -->".repeat(BYTES_MAX / 20),
            "&&&&&&&&&&&&&&&&<tr>".repeat(ELEMENTS_MAX),
            "&&&&&&&&&&&&&&</tr>&".repeat(ELEMENTS_MAX),
        ] {
            assert_eq!(
                written(&html),
                Err(TooMuch),
                "{}",
                html.chars().take(20).collect::<String>()
            );
        }
        assert!(written(&"<p><b>".repeat(10_000)).is_ok());
        let spans = written(&"<span>".repeat(10_000)).expect("short enough");
        assert_eq!(spans.matches("<span>").count(), INLINE_DEPTH_MAX);
        assert!(written(&"<p>&nbsp;&amp;</p>".repeat(20_000)).is_ok(), "in pieces it is no work");
        assert!(written(&"Fish & chips. ".repeat(5_000)).is_ok());
    }

    proptest! {
        #[test]
        fn whatever_comes_in_is_balanced(
            tags in prop::collection::vec("</?(a|b|p|div|table|tr|td|th|tbody|caption|ul|li|h1|dl|dd|br)>|x", 0..60)
        ) {
            let html = tags.concat();
            let out = written(&html).expect("short enough");
            prop_assert_eq!(written(&out), Ok(out.clone()), "{}", html);
            prop_assert_eq!(out.matches('x').count(), html.matches('x').count());
        }
    }
}
