//! Which parts of a mail are its text, and which are files.

use super::parts::{Part, Parts};

/// Text in the order in which it is read.
#[derive(Debug, PartialEq)]
pub enum Piece {
    /// Places of parts.
    Plain(usize),
    Html(usize),
    /// The same twice.
    Either {
        plain: Vec<Piece>,
        html: Vec<Piece>,
    },
}

#[derive(Debug, Default, PartialEq)]
pub struct Choice {
    pub pieces: Vec<Piece>,
    /// Places of parts.
    pub files: Vec<usize>,
    pub is_encrypted: bool,
}

pub fn made(parts: &Parts<'_>) -> Choice {
    let mut chooser = Chooser { parts, files: Vec::new(), is_encrypted: false, has_text: false };
    let pieces = chooser.pieces(0, false);
    chooser.files.sort_unstable();
    Choice { pieces, files: chooser.files, is_encrypted: chooser.is_encrypted }
}

struct Chooser<'p> {
    parts: &'p Parts<'p>,
    files: Vec<usize>,
    is_encrypted: bool,
    has_text: bool,
}

impl Chooser<'_> {
    /// The text of a part and those in it; `parts::DEPTH_MAX` bounds how deep it goes.
    fn pieces(&mut self, place: usize, is_alternative: bool) -> Vec<Piece> {
        let parts = self.parts;
        let part = &parts.all[place];
        if !part.is_multipart() {
            return self.leaf(place, is_alternative).into_iter().collect();
        }
        let children = part.children.as_slice();
        match part.kind() {
            "multipart/alternative" => self.alternatives(children),
            "multipart/related" => self.related(part),
            "multipart/signed" => {
                let shown = children.iter().filter(|child| !is_signature(&parts.all[**child]));
                shown.flat_map(|child| self.pieces(*child, false)).collect()
            }
            "multipart/report" => self.first_of(children, 0),
            "multipart/encrypted" => {
                self.is_encrypted = true;
                self.are_files(children);
                Vec::new()
            }
            _ => children.iter().flat_map(|child| self.pieces(*child, is_alternative)).collect(),
        }
    }

    fn leaf(&mut self, place: usize, is_alternative: bool) -> Option<Piece> {
        let part = &self.parts.all[place];
        let kind = part.kind();
        let is_attached = part.disposition.value == "attachment";
        // Text with a name is a file, unless nothing but it could be the mail's text.
        let may_be_text = !is_attached && (part.name().is_none() || !self.has_text);
        match kind {
            "text/plain" | "text/html" if may_be_text => {
                self.has_text |= !part.is_empty();
                Some(if kind == "text/plain" { Piece::Plain(place) } else { Piece::Html(place) })
            }
            // Further ways of saying the same.
            "text/x-amp-html" | "text/watch-html" | "text/enriched" | "text/richtext"
                if is_alternative =>
            {
                None
            }
            kind => {
                self.is_encrypted |=
                    kind.ends_with("/pkcs7-mime") || kind.ends_with("/x-pkcs7-mime");
                self.files.push(place);
                None
            }
        }
    }

    fn alternatives(&mut self, children: &[usize]) -> Vec<Piece> {
        let had_text = self.has_text;
        let (mut plain, mut html) = (Vec::new(), Vec::new());
        for child in children {
            self.has_text = had_text;
            let pieces = self.pieces(*child, true);
            let into = if pieces.iter().any(has_html) { &mut html } else { &mut plain };
            into.extend(pieces);
        }
        self.has_text = had_text || !plain.is_empty() || !html.is_empty();
        match (plain.is_empty(), html.is_empty()) {
            (false, false) => vec![Piece::Either { plain, html }],
            (_, true) => plain,
            (true, false) => html,
        }
    }

    /// One part is shown, with the others as its pictures.
    fn related(&mut self, part: &Part<'_>) -> Vec<Piece> {
        let start = part.content_type.parameter("start").map(|id| id.trim_matches(['<', '>', ' ']));
        let is_start = |child: &usize| {
            let id = self.parts.all[*child].head.ascii("content-id").unwrap_or_default();
            start.is_some() && Some(id.trim_matches(['<', '>', ' '])) == start
        };
        let children = part.children.as_slice();
        let root = children.iter().position(is_start).unwrap_or(0);
        self.first_of(children, root)
    }

    /// The text of one, the others being files; if that has none, of all.
    fn first_of(&mut self, children: &[usize], root: usize) -> Vec<Piece> {
        let Some(root) = children.get(root).copied() else { return Vec::new() };
        let pieces = self.pieces(root, false);
        let others: Vec<usize> = children.iter().copied().filter(|child| *child != root).collect();
        if pieces.is_empty() {
            return others.iter().flat_map(|child| self.pieces(*child, false)).collect();
        }
        self.are_files(&others);
        pieces
    }

    fn are_files(&mut self, places: &[usize]) {
        for place in places {
            let part = &self.parts.all[*place];
            match part.is_multipart() {
                true => self.are_files(&part.children),
                false => self.files.push(*place),
            }
        }
    }
}

pub fn has_html(piece: &Piece) -> bool {
    match piece {
        Piece::Plain(_) => false,
        Piece::Html(_) => true,
        Piece::Either { html, .. } => html.iter().any(has_html),
    }
}

fn is_signature(part: &Part<'_>) -> bool {
    matches!(
        part.kind(),
        "application/pgp-signature"
            | "application/pkcs7-signature"
            | "application/x-pkcs7-signature"
    )
}
