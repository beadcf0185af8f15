//! The elements and attributes that a mail may have.

use super::REMOTE_ATTRIBUTE;

/// How an element behaves among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Has no content.
    Void,
    /// Part of a line.
    Inline,
    /// Stands for itself and ends a paragraph before it.
    Block,
    Paragraph,
    Heading,
    ListItem,
    Term,
    Table,
    /// Rows and what groups them.
    TablePart,
    Cell,
}

const VOID: [&str; 4] = ["br", "hr", "img", "wbr"];
const INLINE: [&str; 36] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font",
    "i", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
    "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "nobr", "output",
];
const BLOCK: [&str; 25] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "dir",
    "div",
    "dl",
    "figcaption",
    "figure",
    "footer",
    "header",
    "hgroup",
    "main",
    "menu",
    "nav",
    "ol",
    "pre",
    "section",
    "summary",
    "ul",
    "fieldset",
    "legend",
    "search",
];
const HEADING: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
const TABLE_PARTS: [&str; 4] = ["thead", "tbody", "tfoot", "tr"];
const CELLS: [&str; 3] = ["td", "th", "caption"];

/// On every element.
pub const ATTRIBUTES: [&str; 9] =
    ["style", "title", "dir", "lang", "align", "valign", "bgcolor", "width", "height"];
/// On some.
pub const OWN_ATTRIBUTES: [(&str, &[&str]); 10] = [
    ("a", &["href"]),
    ("img", &["src", "alt", "border", "hspace", "vspace"]),
    ("table", &["border", "cellpadding", "cellspacing"]),
    ("td", &["colspan", "rowspan", "nowrap"]),
    ("th", &["colspan", "rowspan", "nowrap"]),
    ("font", &["color", "size", "face"]),
    ("ol", &["start", "type", "reversed"]),
    ("ul", &["type"]),
    ("li", &["value", "type"]),
    ("hr", &["color", "size"]),
];

fn groups() -> [(&'static [&'static str], Kind); 10] {
    [
        (&INLINE, Kind::Inline),
        (&BLOCK, Kind::Block),
        (&VOID, Kind::Void),
        (&["p"], Kind::Paragraph),
        (&["table"], Kind::Table),
        (&TABLE_PARTS, Kind::TablePart),
        (&CELLS, Kind::Cell),
        (&["li"], Kind::ListItem),
        (&["dt", "dd"], Kind::Term),
        (&HEADING, Kind::Heading),
    ]
}

/// `None`: a mail may not have it; what stands in it is shown all the same.
pub fn known(name: &str) -> Option<(&'static str, Kind)> {
    groups().into_iter().find_map(|(names, kind)| {
        names.iter().find(|known| known.eq_ignore_ascii_case(name)).map(|name| (*name, kind))
    })
}

pub fn all() -> impl Iterator<Item = &'static str> {
    groups().into_iter().flat_map(|(names, _)| names.iter().copied())
}

/// The attribute as it may stand on the element; where a remote picture was set aside it comes back.
pub fn known_attribute(element: &str, name: &str) -> Option<&'static str> {
    if element == "img" && name.eq_ignore_ascii_case(REMOTE_ATTRIBUTE) {
        return Some("src");
    }
    let own = OWN_ATTRIBUTES.iter().find(|(of, _)| *of == element).map_or(&[][..], |(_, own)| own);
    let mut all = ATTRIBUTES.iter().chain(own);
    all.find(|known| known.eq_ignore_ascii_case(name)).copied()
}
