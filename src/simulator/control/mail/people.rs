//! People with mail programs, and what they write.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::http::StatusCode;
use poem::web::{Data, Json, Path};
use poem::{Body, Response, handler};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::{refused, summary};
use crate::simulator::control::json::{answer, ok, refuse};
use crate::simulator::mail::MailPerson;
use crate::simulator::mail::customer::{self, Refused, Writing};
use crate::simulator::mail::reading::File;
use crate::simulator::mail::writing::Style;
use crate::simulator::platform::{Change, Platform};

const PEOPLE_MAX: usize = 1_000;
const NAME_CHARACTERS_MAX: usize = 200;
const ADDRESS_BYTES_MAX: usize = 254;
const SUBJECT_CHARACTERS_MAX: usize = 500;
const TEXT_CHARACTERS_MAX: usize = 100_000;
const FILES_MAX: usize = 20;
/// With its files, which are larger in base64 than they are.
const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Where those live who name no address.
const DOMAIN: &str = "mail.example";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    name: String,
    address: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Absence {
    out_of_office: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    to: Option<String>,
    subject: Option<String>,
    text: String,
    reply_to: Option<u64>,
    #[serde(default)]
    style: Style,
    #[serde(default)]
    files: Vec<NewFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFile {
    name: String,
    mime: String,
    /// In base64.
    data: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Looked {
    thread: Option<u64>,
}

#[handler]
pub fn add(
    Data(platform): Data<&Arc<Platform>>,
    Json(new): Json<NewPerson>,
) -> poem::Result<Response> {
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS_MAX {
        let message = format!("name must have 1 to {NAME_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    let address = new.address.unwrap_or_else(|| made_up(name));
    check_address("address", &address)?;
    let body = {
        let mail = &mut platform.world().mail;
        if mail.mailboxes.is_empty() {
            return Err(refuse(StatusCode::CONFLICT, "there is no mail provider"));
        }
        if mail.people.len() >= PEOPLE_MAX {
            let message = format!("there are {PEOPLE_MAX} people already");
            return Err(refuse(StatusCode::CONFLICT, message));
        }
        if mail.person(&address).is_some() || mail.mailbox(&address).is_some() {
            return Err(refuse(StatusCode::CONFLICT, "somebody has this address already"));
        }
        let person = MailPerson { name: name.to_owned(), address, history: Vec::new() };
        summary(mail.add_person(person))
    };
    platform.announce(Change::State);
    Ok(answer(StatusCode::CREATED, &body))
}

#[handler]
pub fn change(
    Data(platform): Data<&Arc<Platform>>,
    Path(address): Path<String>,
    Json(Absence { out_of_office }): Json<Absence>,
) -> poem::Result<Response> {
    let body = {
        let mail = &mut platform.world().mail;
        let person = mail.person_mut(&address).ok_or_else(|| refused(Refused::NoSuchPerson))?;
        person.is_away = out_of_office;
        summary(person)
    };
    platform.announce(Change::State);
    Ok(ok(&body))
}

#[handler]
pub async fn write(
    Data(platform): Data<&Arc<Platform>>,
    Path(address): Path<String>,
    body: Body,
) -> poem::Result<Response> {
    let written: Written = read_body(body).await?;
    if let Some(to) = &written.to {
        check_address("to", to)?;
    }
    let subject = written.subject.as_deref().unwrap_or_default();
    let is_too_long = |text: &str, most: usize| text.chars().count() > most;
    if is_too_long(subject, SUBJECT_CHARACTERS_MAX) || subject.contains(char::is_control) {
        let message =
            format!("subject must be one line of at most {SUBJECT_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    if is_too_long(&written.text, TEXT_CHARACTERS_MAX) {
        let message = format!("text must have at most {TEXT_CHARACTERS_MAX} characters");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    if written.files.len() > FILES_MAX {
        let message = format!("a mail has at most {FILES_MAX} files");
        return Err(refuse(StatusCode::BAD_REQUEST, message));
    }
    let writing = Writing {
        to: written.to,
        subject: written.subject,
        text: written.text,
        reply_to: written.reply_to,
        style: written.style,
        files: written.files.into_iter().map(file).collect::<poem::Result<_>>()?,
    };
    let made = customer::write(platform, &address, writing).map_err(refused)?;
    Ok(answer(StatusCode::CREATED, &json!({"id": made.id, "message_id": made.message_id})))
}

fn file(new: NewFile) -> poem::Result<File> {
    let bad = |message: &str| refuse(StatusCode::BAD_REQUEST, message.to_owned());
    let is_line = |text: &str| {
        (1..=NAME_CHARACTERS_MAX).contains(&text.chars().count())
            && !text.contains(char::is_control)
    };
    if !is_line(&new.name) || !is_line(&new.mime) || !new.mime.contains('/') {
        return Err(bad("a file needs a name and a mime type"));
    }
    let bytes = STANDARD.decode(&new.data).map_err(|_| bad("data must be base64"))?;
    Ok(File { name: new.name, mime: new.mime, content_id: None, bytes })
}

/// Nobody but the person knows of it: mails tell nothing of being read.
#[handler]
pub fn read(
    Data(platform): Data<&Arc<Platform>>,
    Path(address): Path<String>,
    Json(Looked { thread }): Json<Looked>,
) -> poem::Result<Response> {
    let read = {
        let mail = &mut platform.world().mail;
        let person = mail.person_mut(&address).ok_or_else(|| refused(Refused::NoSuchPerson))?;
        person.read(thread)
    };
    if read > 0 {
        platform.announce(Change::Mails { address: address.to_lowercase() });
    }
    Ok(ok(&json!({"read": read})))
}

/// Of JSON, within the limit.
async fn read_body<T: DeserializeOwned>(body: Body) -> poem::Result<T> {
    let bytes = body.into_bytes_limit(BODY_BYTES_MAX).await.map_err(|_| {
        refuse(StatusCode::PAYLOAD_TOO_LARGE, format!("a mail may have {BODY_BYTES_MAX} bytes"))
    })?;
    serde_json::from_slice(&bytes)
        .map_err(|error| refuse(StatusCode::BAD_REQUEST, error.to_string()))
}

/// Béa Blum is bea.blum: letters that addresses have.
fn made_up(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric());
    let ascii = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let words: Vec<String> = words.map(ascii).filter(|word| !word.is_empty()).collect();
    let local = if words.is_empty() { "someone".to_owned() } else { words.join(".") };
    format!("{local}@{DOMAIN}")
}

fn check_address(name: &str, address: &str) -> poem::Result<()> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"<>(),;:\"\\[]".contains(&byte);
    let parts = address.split_once('@');
    let has_parts = parts.is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    if has_parts && address.len() <= ADDRESS_BYTES_MAX && address.bytes().all(is_plain) {
        return Ok(());
    }
    Err(refuse(StatusCode::BAD_REQUEST, format!("{name} must be an e-mail address")))
}
