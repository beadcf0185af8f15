//! The words of a mail, in both of their forms.

use super::markdown::{escaped, to_html};
use super::plain::to_plain;
use super::{Outgoing, Quoted};

/// How much of what is answered goes back with the answer.
const QUOTED_BYTES_MAX: usize = 64 * 1024;
const QUOTE_DEPTH_MAX: usize = 8;
/// What mail programs fold quotes by.
const QUOTE_START: &str = "<div class=\"gmail_quote\"><div dir=\"auto\" class=\"gmail_attr\">";
const QUOTE_TEXT: &str = "<br></div>\n<blockquote class=\"gmail_quote\" type=\"cite\" \
    style=\"margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex\">";

/// Lines end as mails' do.
pub fn text(mail: &Outgoing<'_>) -> String {
    let mut text = to_plain(mail.markdown);
    if let Some(signature) = mail.signature.map(to_plain).filter(|it| !it.is_empty()) {
        text.push_str(&format!("\n\n-- \n{signature}"));
    }
    if let Some(quoted) = mail.quoted {
        text.push_str(&format!("\n\n{}\n", introduction(quoted)));
        for line in shown(quoted.text).lines() {
            let line = line.trim_end();
            let space = if line.is_empty() || line.starts_with('>') { "" } else { " " };
            text.push_str(&format!("\n>{space}{line}"));
        }
    }
    text.push('\n');
    with_mail_line_ends(&text)
}

pub fn html(mail: &Outgoing<'_>) -> String {
    let mut html =
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>\n".to_owned();
    html.push_str(&to_html(mail.markdown));
    if let Some(signature) = mail.signature.map(to_html).filter(|it| !it.is_empty()) {
        html.push_str(&format!("<div class=\"signature\">-- <br>\n{signature}</div>\n"));
    }
    if let Some(quoted) = mail.quoted {
        let text = quoted_html(shown(quoted.text));
        let introduction = introduction(quoted);
        html.push_str(&format!("<br>\n{QUOTE_START}{}{QUOTE_TEXT}\n", escaped(&introduction)));
        html.push_str(&format!("{text}</blockquote></div>\n"));
    }
    html.push_str("</body></html>\n");
    with_mail_line_ends(&html)
}

fn introduction(quoted: Quoted<'_>) -> String {
    super::headers::one_line(quoted.introduction, 500)
}

fn shown(text: &str) -> &str {
    let end = (0..=QUOTED_BYTES_MAX.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text[..end.unwrap_or_default()].trim_end()
}

/// What is quoted in the quote is set in once more for each `>`.
fn quoted_html(text: &str) -> String {
    let mut html = String::new();
    let mut depth = 0;
    for line in text.lines() {
        let (level, words) = level(line);
        while depth < level {
            html.push_str("<blockquote type=\"cite\">");
            depth += 1;
        }
        while depth > level {
            html.push_str("</blockquote>");
            depth -= 1;
        }
        html.push_str(&format!("{}<br>\n", escaped(words)));
    }
    html.push_str(&"</blockquote>".repeat(depth));
    html
}

fn level(line: &str) -> (usize, &str) {
    let mut rest = line;
    let mut level = 0;
    while level < QUOTE_DEPTH_MAX
        && let Some(after) = rest.trim_start_matches(' ').strip_prefix('>')
    {
        rest = after;
        level += 1;
    }
    (level, if level > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest })
}

fn with_mail_line_ends(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    text.replace('\0', "").replace('\n', "\r\n")
}
