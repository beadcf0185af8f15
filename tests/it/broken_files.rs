//! Files that are spoilt on their way are fetched until they are whole; what may pass does not count
//! against them.

use crate::desk::*;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const PDF: &[u8] = b"%PDF-1.7 a document of some length";

/// A desk with a WhatsApp number and a page, whose files a host gives as the test says.
fn desk_with(answer: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> (Host, Desk) {
    let host = Host::open(move |asked| match asked.path.as_str() {
        "/bytes" => answer(asked.before),
        _ => {
            let hash = hex::encode(Sha256::digest(PDF));
            json_response(
                200,
                &json!({"url": format!("http://{}/bytes", asked.host), "sha256": hash}),
            )
        }
    });
    let desk = Desk::open_towards(Some(host.address));
    desk.admin.post("/inboxes", messenger_inbox("Page", PAGE_ID)).is(201);
    (host, desk)
}

fn whole() -> Vec<u8> {
    response(200, "application/pdf", PDF)
}

/// Its length is announced, and the connection ends before.
fn half() -> Vec<u8> {
    let mut answer = whole();
    answer.truncate(answer.len() - PDF.len() / 2);
    answer
}

fn other() -> Vec<u8> {
    response(200, "application/pdf", b"%PDF-1.7 a document of other length.")
}

fn is_read_in(desk: &Desk, inbox: u64, id: &str) -> u64 {
    desk.whatsapp().is_read_in();
    let view = desk.app().store.view().expect("a view");
    let found = view.entry_by_provider_id(deskbell::domain::InboxId(inbox), id).expect("readable");
    found.expect("the message is in a conversation").conversation().0
}

/// A document comes to the number; gives its conversation.
fn comes_by_whatsapp(desk: &Desk) -> u64 {
    let document = json!({"id": "11", "mime_type": "application/pdf", "filename": "a.pdf"});
    let at = (desk.now().0 / 1_000).to_string();
    let message = json!({
        "from": "447700900199", "id": "wamid.F", "timestamp": at, "type": "document",
        "document": document,
    });
    desk.whatsapp().delivers(&envelope(json!({"messages": [message]}))).is(200);
    is_read_in(desk, 1, "wamid.F")
}

/// The same to the page.
fn comes_by_messenger(host: &Host, desk: &Desk) -> u64 {
    let url = format!("http://{}/bytes", host.address);
    let message = json!({
        "mid": "m_F", "attachments": [{"type": "file", "payload": {"url": url}}],
    });
    let event = json!({
        "sender": {"id": PERSON}, "recipient": {"id": PAGE_ID}, "timestamp": desk.now().0,
        "message": message,
    });
    let entry = json!({"id": PAGE_ID, "time": desk.now().0, "messaging": [event]});
    let body = json!({"object": "page", "entry": [entry]}).to_string().into_bytes();
    let request = desk.http.request("POST", "/hooks/messenger");
    let request = request.header("x-hub-signature-256", sign(APP_SECRET, &body)).body(body);
    desk.http.send(request).is(200);
    is_read_in(desk, 2, "m_F")
}

fn file(desk: &Desk, conversation: u64) -> Value {
    let entries = desk.admin.timeline(conversation).into_iter();
    let message = entries.rev().find(|entry| entry["kind"] == "message").expect("a message");
    message["content"]["files"][0].clone()
}

/// Time passes until the file is here or is given up.
fn ends(desk: &Desk, conversation: u64) -> Value {
    eventually("the file is here or given up", || {
        desk.moves_the_clock(minutes(1));
        Some(file(desk, conversation)).filter(|file| file["state"] != "coming")
    })
}

fn is_whole(desk: &Desk, conversation: u64) {
    let file = ends(desk, conversation);
    assert_eq!((&file["state"], &file["size"]), (&json!("here"), &json!(PDF.len())), "{file}");
    let url = file["attachment"]["url"].as_str().expect("an address");
    let path = url.strip_prefix("/api/v1").expect("of the API");
    assert_eq!(desk.http.bytes(desk.admin.request("GET", path, None, None)), PDF);
}

#[test]
fn half_a_file_is_never_taken_for_a_whole_one() {
    for medium in [Medium::Whatsapp, Medium::Messenger] {
        let (host, desk) = desk_with(|before| if before < 6 { half() } else { whole() });
        let conversation = match medium {
            Medium::Whatsapp => comes_by_whatsapp(&desk),
            Medium::Messenger => comes_by_messenger(&host, &desk),
        };
        is_whole(&desk, conversation);
        let asked = host.asked().iter().filter(|asked| asked.path == "/bytes").count();
        assert_eq!(asked, 7, "{medium:?}");
    }
}

#[test]
fn trouble_that_may_pass_does_not_count_against_a_file() {
    let no_answer = || response(500, "text/html", b"<html>");
    let (_host, desk) = desk_with(move |before| match before {
        0..5 => no_answer(),
        5..8 => other(),
        8..12 => no_answer(),
        _ => whole(),
    });
    let conversation = comes_by_whatsapp(&desk);
    is_whole(&desk, conversation);
}

#[test]
fn an_only_address_that_is_over_is_tried_again_and_then_given_up() {
    let over = || response(404, "text/plain", b"");
    let (host, desk) = desk_with(move |before| match before {
        0..3 => response(503, "text/plain", b""),
        3..6 => over(),
        6 => whole(),
        _ => over(),
    });
    let conversation = comes_by_messenger(&host, &desk);
    is_whole(&desk, conversation);
    let (host, desk) = desk_with(move |_| over());
    let conversation = comes_by_messenger(&host, &desk);
    let failed = ends(&desk, conversation);
    assert_eq!((&failed["state"], &failed["may_retry"]), (&json!("failed"), &json!(true)));
    assert_eq!(host.asked().iter().filter(|asked| asked.path == "/bytes").count(), 4);
}
