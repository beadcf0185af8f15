//! How the parts of a mail stand in each other.

use super::{Outgoing, OutgoingFile, body, headers};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mail_builder::headers::content_type::ContentType;
use mail_builder::mime::{BodyPart, MimePart};
use sha2::{Digest, Sha256};

/// Bytes of a file on one line of base64, which has 76 letters.
const LINE_BYTES: usize = 57;

/// The text in both forms; with the pictures that the HTML shows; with the other files.
pub fn body(mail: &Outgoing<'_>, id: &str) -> MimePart<'static> {
    let html = body::html(mail);
    let is_shown = |file: &OutgoingFile| {
        let id = file.content_id.as_deref().and_then(headers::plain_id);
        id.is_some_and(|id| html.contains(&format!("src=\"cid:{id}\"")))
    };
    let (shown, others): (Vec<_>, Vec<_>) = mail.files.iter().partition(|file| is_shown(file));
    let text = MimePart::new("text/plain", BodyPart::Text(body::text(mail).into()));
    let mut rich = MimePart::new("text/html", BodyPart::Text(html.into()));
    if !shown.is_empty() {
        let pictures = shown.into_iter().map(|picture| file(picture, "inline"));
        rich = multipart("related", id, std::iter::once(rich).chain(pictures).collect());
    }
    let both = multipart("alternative", id, vec![text, rich]);
    if others.is_empty() {
        return both;
    }
    let files = others.into_iter().map(|other| file(other, "attachment"));
    multipart("mixed", id, std::iter::once(both).chain(files).collect())
}

/// Its boundary is made of the mail's id, which nobody can know before the mail is sent.
fn multipart(kind: &str, id: &str, parts: Vec<MimePart<'static>>) -> MimePart<'static> {
    let digest = Sha256::digest(format!("{kind} {id}").as_bytes());
    let boundary = format!("=_{}", hex::encode(&digest[..16]));
    let content_type =
        ContentType::new(format!("multipart/{kind}")).attribute("boundary", boundary);
    MimePart::new(content_type, BodyPart::Multipart(parts))
}

fn file(file: &OutgoingFile, disposition: &'static str) -> MimePart<'static> {
    let name = headers::file_name(&file.name);
    let disposition = ContentType::new(disposition).attribute("filename", name);
    // Encoded here: line ends of texts stay as they are.
    let mut lines = String::with_capacity(file.bytes.len() / LINE_BYTES * 78 + 78);
    for line in file.bytes.chunks(LINE_BYTES) {
        STANDARD.encode_string(line, &mut lines);
        lines.push_str("\r\n");
    }
    let part = MimePart::new(
        ContentType::new(headers::mime(&file.mime)),
        BodyPart::Binary(lines.into_bytes().into()),
    )
    .header("Content-Disposition", disposition)
    .transfer_encoding("base64");
    match file.content_id.as_deref().and_then(headers::plain_id) {
        Some(id) => part.cid(id.to_owned()),
        None => part,
    }
}
