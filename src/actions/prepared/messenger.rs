//! A piece on its way to Messenger.

use super::{Piece, no_such_part};
use crate::app::App;
use crate::channels::SendError;
use crate::channels::messenger::codes;
use crate::channels::messenger::send::{self, Credentials, Outgoing, Purpose, UploadedFile};
use crate::domain::conversation::Conversation;
use crate::domain::window::Way;

/// Why Messenger lets us write it now. `None`: it does not.
pub(super) fn purpose(way: Way, conversation: &Conversation) -> Option<Purpose> {
    match way {
        // It is us who began, and the customer has said nothing to it yet.
        Way::Freely if conversation.inbound_count == 0 => Some(Purpose::Update),
        Way::Freely => Some(Purpose::Answer),
        Way::AsHuman => Some(Purpose::HumanAgent),
        Way::Not => None,
    }
}

pub(super) async fn send(
    app: &App,
    piece: &Piece,
    credentials: &Credentials,
    purpose: Purpose,
    media: Option<&str>,
) -> Result<String, SendError> {
    let part = piece.part().ok_or_else(no_such_part)?;
    let file = piece.file.as_ref().zip(media);
    let file = file.map(|(file, id)| UploadedFile { id, mime: &file.mime });
    let (reply_to, callback) = (piece.quoted(), piece.callback.as_str());
    let to = piece.to.1.as_str();
    let rich = piece.message.rich.as_ref();
    let message = Outgoing { to, part, file, rich, reply_to, callback, purpose };
    let sent = send::message(&app.client, &piece.endpoint, credentials, &message).await;
    sent.map_err(|refused| match purpose {
        Purpose::HumanAgent => codes::as_human(refused),
        Purpose::Answer | Purpose::Update => refused,
    })
}
