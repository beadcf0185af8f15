//! A piece on its way to WhatsApp.

use super::{Piece, Sent, no_such_part};
use crate::app::App;
use crate::channels::SendError;
use crate::channels::whatsapp::send::{self, Credentials, Outgoing, Recipient, UploadedFile};
use crate::domain::contact::IdentityKind;
use std::borrow::Cow;

pub(super) async fn send(
    app: &App,
    piece: &Piece,
    credentials: &Credentials,
    media: Option<&str>,
) -> Result<Sent, SendError> {
    let (kind, value) = &piece.to;
    let number = dialled(piece, value);
    let to = match kind {
        IdentityKind::WhatsappUserId => Recipient::UserId(value),
        IdentityKind::WhatsappId
        | IdentityKind::Email
        | IdentityKind::PageScopedId
        | IdentityKind::Phone => Recipient::Phone(&number),
    };
    let part = piece.part().ok_or_else(no_such_part)?;
    let file = piece.file.as_ref().zip(media);
    let file = file.map(|(file, id)| UploadedFile { id, name: &file.name, mime: &file.mime });
    let (reply_to, callback) = (piece.quoted(), piece.callback.as_str());
    let rich = piece.message.rich.as_ref();
    let message = Outgoing { to, part, file, rich, reply_to, callback };
    let sent = send::message(&app.client, &piece.endpoint, credentials, &message).await?;
    let send::Accepted { provider_id, held, reached } = sent;
    Ok(Sent { provider_id, held, reached })
}

/// As WhatsApp gave it, or with a plus: else Meta takes the start for the business's own country
/// (Cloud API, "Messages", "to").
fn dialled<'p>(piece: &Piece, number: &'p str) -> Cow<'p, str> {
    match piece.has_written {
        true => Cow::Borrowed(number),
        false => Cow::Owned(format!("+{number}")),
    }
}
