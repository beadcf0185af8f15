//! Customers send files: pictures, films, sound, voice notes, documents, stickers.

use serde_json::{Map, Value, json};

use super::{Refused, Writing, account_of, write};
use crate::simulator::media::Origin;
use crate::simulator::platform::Platform;
use crate::simulator::{graph, sniff};

/// What customers can send is larger than what businesses may.
pub const FILE_BYTES_MAX: usize = 100 * 1024 * 1024;

pub struct FileWriting {
    pub wa_id: String,
    pub account: Option<String>,
    pub reply_to: Option<String>,
    pub kind: FileKind,
    pub mime: String,
    pub filename: Option<String>,
    pub caption: Option<String>,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Image,
    Video,
    Audio,
    /// Sound recorded in the app.
    Voice,
    Document,
    Sticker,
}

impl FileKind {
    /// The type of message that carries it.
    fn message_type(self) -> &'static str {
        match self {
            FileKind::Image => "image",
            FileKind::Video => "video",
            FileKind::Audio | FileKind::Voice => "audio",
            FileKind::Document => "document",
            FileKind::Sticker => "sticker",
        }
    }

    fn has_caption(self) -> bool {
        matches!(self, FileKind::Image | FileKind::Video | FileKind::Document)
    }
}

/// Gives the id of the message.
pub fn send(platform: &Platform, file: FileWriting) -> Result<String, Refused> {
    let content = keep(platform, &file)?;
    let kind = file.kind.message_type();
    let mut message = Map::new();
    message.insert("type".to_owned(), kind.into());
    message.insert(kind.to_owned(), content);
    let FileWriting { wa_id, account, reply_to, .. } = file;
    write(platform, Writing { wa_id, account, reply_to, message, ..Writing::default() })
}

fn keep(platform: &Platform, file: &FileWriting) -> Result<Value, Refused> {
    let now_ms = platform.clock.now_ms();
    let (mut content, tells_url) = {
        let mut world = platform.world();
        let account = account_of(&world, file.account.as_deref())?.number.phone_number_id.clone();
        let phone = world.person(&file.wa_id).ok_or(Refused::NoSuchPerson)?;
        if !phone.online {
            return Err(Refused::IsOffline);
        }
        let tells_url = world.knobs.url_in_notification;
        let bytes = file.bytes.clone();
        let kept = world.files.add(&account, file.mime.clone(), bytes, Origin::Customer, now_ms);
        let content = json!({
            "id": kept.id,
            "mime_type": kept.mime,
            "sha256": kept.hash_in_base64(),
        });
        (content, tells_url)
    };
    if tells_url && let Some(id) = content["id"].as_str() {
        content["url"] = graph::address(platform, id).into();
    }
    add_what_belongs_to(file, &mut content);
    Ok(content)
}

fn add_what_belongs_to(file: &FileWriting, content: &mut Value) {
    if let Some(caption) = file.caption.as_deref().filter(|_| file.kind.has_caption()) {
        content["caption"] = caption.into();
    }
    match file.kind {
        FileKind::Document => {
            if let Some(filename) = &file.filename {
                content["filename"] = filename.as_str().into();
            }
        }
        FileKind::Voice => content["voice"] = true.into(),
        FileKind::Audio => content["voice"] = false.into(),
        FileKind::Sticker => content["animated"] = sniff::is_animated(&file.bytes).into(),
        FileKind::Image | FileKind::Video => {}
    }
}
