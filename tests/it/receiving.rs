//! Files that customers send: the message at once, its files as they come; refusals, repetitions,
//! restarts.

use crate::desk::*;
use base64::Engine;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use std::sync::{Mutex, mpsc};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06 and so on";

fn base64_of(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(bytes))
}

/// A customer's message that carries a file.
fn delivers(desk: &Desk, id: &str, kind: &str, part: Value) -> u64 {
    let at = (desk.now().0 / 1_000).to_string();
    let message =
        json!({"from": "447700900199", "id": id, "timestamp": at, "type": kind, kind: part});
    desk.whatsapp().delivers(&envelope(json!({"messages": [message]}))).is(200);
    desk.whatsapp().conversation_with(id)
}

fn image(media: &str, hash: Option<&str>) -> Value {
    json!({"id": media, "mime_type": "image/png", "sha256": hash, "caption": "look"})
}

/// The last message's first file.
fn file(desk: &Desk, conversation: u64) -> Value {
    let entries = desk.admin.timeline(conversation);
    let last = entries.iter().rev().find(|entry| entry["kind"] == "message").expect("a message");
    last["content"]["files"][0].clone()
}

fn comes(desk: &Desk, conversation: u64) -> Value {
    eventually("the file is here", || {
        Some(file(desk, conversation)).filter(|file| file["state"] == "here")
    })
}

fn fails(desk: &Desk, conversation: u64) -> Value {
    eventually("the file is given up", || {
        Some(file(desk, conversation)).filter(|file| file["state"] == "failed")
    })
}

fn get(desk: &Desk, attachment: &Value, headers: &[(&str, &str)]) -> Answer {
    let url = attachment["url"].as_str().expect("an address");
    let path = url.strip_prefix("/api/v1").expect("of the API");
    let mut request = desk.admin.request("GET", path, None, None);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    desk.admin.sends(request)
}

/// Meta's answer to where a file lies.
fn located(host: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let hash = hex::encode(Sha256::digest(bytes));
    let url = format!("http://{host}/bytes");
    let body =
        json!({"url": url, "mime_type": "image/png", "sha256": hash, "file_size": bytes.len()});
    json_response(200, &body)
}

/// A desk at whose provider one file is found, and whose address answers as the test says.
fn desk_with(answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static) -> (Host, Desk) {
    let host = Host::open(move |asked| match asked.path.starts_with("/bytes") {
        true => answer(asked),
        false => located(asked.host, PNG),
    });
    let desk = Desk::open_towards(Some(host.address));
    (host, desk)
}

fn tokens(host: &Host) -> usize {
    host.asked().iter().filter(|asked| asked.authorization.is_some()).count()
}

#[test]
fn every_kind_of_file_that_a_phone_sends_comes_in() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    for (sample, kind, mime) in [
        ("picture", "image", "image/jpeg"),
        ("film", "video", "video/mp4"),
        ("voice", "voice", "audio/ogg"),
        ("sound", "audio", "audio/mp4"),
        ("document", "document", "application/pdf"),
        ("sticker", "sticker", "image/webp"),
    ] {
        let path = format!("/people/{}/files?sample={sample}&caption=words", joe.wa_id);
        let sent = whatsapp.controls("POST", &path, Value::Null).is(201);
        let conversation = whatsapp.conversation_with(sent["id"].as_str().expect("an id"));
        let here = comes(&desk, conversation);
        assert_eq!((&here["kind"], &here["attachment"]["mime"]), (&json!(kind), &json!(mime)));
        let answer = get(&desk, &here["attachment"], &[]);
        assert_eq!(answer.header("content-length"), here["size"].to_string());
        assert_eq!(answer.header("content-type"), mime);
        let is_picture = mime.starts_with("image/");
        assert_eq!(here["attachment"]["width"].is_u64(), is_picture, "{here}");
        let preview = &desk.admin.get(&format!("/conversations/{conversation}")).is(200)["preview"];
        assert_eq!(preview["kind"], kind);
    }
}

#[test]
fn a_message_is_shown_before_its_file_and_the_browser_hears_when_it_is_here() {
    let (host, desk) = desk_with(|asked| match asked.before {
        0 => response(503, "text/plain", b"later"),
        _ => response(200, "image/png", PNG),
    });
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", Some(&base64_of(PNG))));
    let entry = desk.admin.timeline(conversation).pop().expect("a message");
    assert_eq!((&entry["text"], &entry["attachments"]), (&json!("look"), &json!([])));
    assert_eq!(entry["content"]["files"][0]["state"], "coming");
    until("it was tried", || host.asked().len() >= 2);
    let before = desk.newest_change();
    eventually("it was put off and comes", || {
        desk.waits(seconds(6));
        Some(()).filter(|()| file(&desk, conversation)["state"] == "here")
    });
    let told = desk.admin.get(&format!("/events?after={before}&limit=100")).is(200);
    let is_told = |event: &Value| event["data"]["content"]["files"][0]["state"] == "here";
    assert!(items(&told).iter().any(is_told), "{told}");
    let here = file(&desk, conversation);
    let attachment = &here["attachment"];
    assert_eq!((&attachment["width"], &attachment["height"]), (&json!(640), &json!(480)));
    assert_eq!(attachment["kind"], "image");
    assert_eq!(get(&desk, attachment, &[]).status, 200);
    let asked = host.asked();
    assert!(
        asked[0].path.ends_with(&format!("/11?phone_number_id={PHONE_NUMBER_ID}")),
        "{asked:?}"
    );
    assert!(
        asked
            .iter()
            .all(|asked| asked.user_agent.as_deref().is_some_and(|a| a.starts_with("deskbell/")))
    );
    assert_eq!(tokens(&host), asked.len(), "both steps show the token");
    let stranger = desk.agent_in("Ben", "agent", &[desk.queue("Other")]);
    let path = attachment["url"].as_str().expect("an address").replace("/api/v1", "");
    stranger.get(&path).refuses(404, "not_found");
}

#[test]
fn an_address_that_is_over_is_asked_for_anew() {
    let (host, desk) = desk_with(|asked| match asked.before {
        0 => response(404, "text/plain", b""),
        1 => response(403, "text/plain", b""),
        _ => response(200, "image/png", PNG),
    });
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", None));
    comes(&desk, conversation);
    let asked = host.asked();
    assert_eq!(asked.iter().filter(|asked| !asked.path.starts_with("/bytes")).count(), 3);
}

#[test]
fn a_token_goes_to_nobody_else() {
    let stranger = Host::open(|_| response(200, "image/png", PNG));
    let to = format!("http://{}/bytes", stranger.address);
    let target = to.clone();
    let (host, desk) = desk_with(move |_| redirect(&target));
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", None));
    until("it was tried", || host.asked().len() >= 6);
    assert_eq!(file(&desk, conversation)["state"], "coming");
    drop(desk);
    let elsewhere = Host::open(move |_| json_response(200, &json!({"url": to})));
    let desk = Desk::open_towards(Some(elsewhere.address));
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", None));
    let failed = fails(&desk, conversation);
    assert!(failed["reason"].as_str().is_some_and(|reason| reason.contains("none of Meta's")));
    assert_eq!(failed["may_retry"], false);
    assert!(stranger.asked().is_empty(), "nobody was followed there");
}

#[test]
fn another_file_than_was_told_is_not_taken_and_can_be_tried_again() {
    let (_host, desk) = desk_with(|asked| match asked.before {
        0..4 => response(200, "image/png", &[PNG, b"!"].concat()),
        4..8 => response(200, "image/png", &[&PNG[..PNG.len() - 1], b"!"].concat()),
        _ => response(200, "image/png", PNG),
    });
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", Some(&base64_of(PNG))));
    let given_up = |words: &str| {
        eventually("it is given up", || {
            desk.waits(minutes(2));
            let file = file(&desk, conversation);
            let has_failed = file["reason"].as_str().is_some_and(|reason| reason.contains(words));
            has_failed.then_some(file)
        })
    };
    assert_eq!(given_up("its size")["may_retry"], true);
    let entry = desk.admin.timeline(conversation).pop().expect("a message");
    let path = format!("/conversations/{conversation}/timeline/{}/files", entry["id"]);
    let again = desk.admin.post(&format!("{path}/0/retries"), json!({})).is(200);
    assert_eq!(again["content"]["files"][0]["state"], "coming");
    given_up("its checksum");
    desk.admin.post(&format!("{path}/7/retries"), json!({})).refuses(404, "not_found");
    desk.admin.post(&format!("{path}/0/retries"), json!({})).is(200);
    comes(&desk, conversation);
    desk.admin.post(&format!("{path}/0/retries"), json!({})).is(200);
    assert_eq!(file(&desk, conversation)["state"], "here", "what is here stays");
}

#[test]
fn what_breaks_off_or_is_too_large_is_not_taken() {
    let (host, desk) = desk_with(|asked| match asked.before {
        0 => {
            let mut answer = response(200, "image/png", PNG);
            answer.truncate(answer.len() - 5);
            answer
        }
        _ => b"HTTP/1.1 200 x\r\ncontent-length: 999999999\r\nconnection: close\r\n\r\nx".to_vec(),
    });
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", None));
    until("it was tried", || host.asked().len() >= 2);
    let failed = eventually("it is given up", || {
        desk.waits(seconds(6));
        Some(file(&desk, conversation)).filter(|file| file["state"] == "failed")
    });
    assert!(failed["reason"].as_str().is_some_and(|reason| reason.contains("100 MB")), "{failed}");
    assert_eq!(failed["may_retry"], false);
    let entry = desk.admin.timeline(conversation).pop().expect("a message");
    let path = format!("/conversations/{conversation}/timeline/{}/files/0/retries", entry["id"]);
    desk.admin.post(&path, json!({})).refuses(409, "file_gone");
    let unfinished = desk.data().join("files").join("unfinished");
    assert_eq!(std::fs::read_dir(unfinished).expect("a directory").count(), 0);
}

#[test]
fn what_a_token_does_not_lead_to_comes_once_there_is_a_better_one() {
    let hidden = json!({"error": {"code": 100, "error_subcode": 33, "message": "no such object"}});
    let host = Host::open(move |asked| match asked.authorization.as_deref() {
        Some("Bearer EAAG-of-the-right-user") if asked.path.starts_with("/bytes") => {
            response(200, "image/png", PNG)
        }
        Some("Bearer EAAG-of-the-right-user") => located(asked.host, PNG),
        _ => json_response(400, &hidden),
    });
    let desk = Desk::open_towards(Some(host.address));
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", None));
    until("it was tried", || !host.asked().is_empty());
    eventually("it was tried again", || {
        desk.waits(hours(1));
        (host.asked().len() >= 2).then_some(())
    });
    assert_eq!(file(&desk, conversation)["state"], "coming", "nobody has lost it");
    desk.admin.signs_in_again();
    let change = json!({"whatsapp": {"access_token": "EAAG-of-the-right-user"}});
    desk.admin.patch("/inboxes/1", change).is(200);
    comes(&desk, conversation);
}

#[test]
fn an_account_that_does_not_answer_is_asked_for_seven_days() {
    let host = Host::open(|_| response(500, "text/html", b"<html>"));
    let desk = Desk::open_towards(Some(host.address));
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", None));
    until("it was tried", || !host.asked().is_empty());
    assert_eq!(file(&desk, conversation)["state"], "coming");
    let failed = eventually("it is given up", || {
        desk.waits(hours(24));
        Some(file(&desk, conversation)).filter(|file| file["state"] == "failed")
    });
    assert!(failed["reason"].as_str().is_some_and(|reason| reason.contains("no longer kept")));
    assert!(host.asked().len() < 30, "later and later");
}

#[test]
fn a_token_that_is_refused_for_a_file_stops_the_inbox_and_a_new_one_brings_the_file() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    let c = joe.writes("Look");
    desk.admin.accepts(c);
    whatsapp.breaks(json!([{"kind": "token_expired", "count": 1}]));
    let path = format!("/people/{}/files?sample=picture", joe.wa_id);
    whatsapp.controls("POST", &path, Value::Null).is(201);
    let inbox = || desk.admin.get("/inboxes/1").is(200);
    until("the inbox stopped", || inbox()["status"] == "stopped");
    let reason = inbox()["status_reason"].as_str().unwrap_or_default().to_owned();
    assert!(reason.contains("access token"), "{reason}");
    desk.admin.replies(c, "A moment");
    let asked = whatsapp.requests().len();
    desk.moves_the_clock(minutes(6));
    until("the file was looked at again", || {
        let rows = desk.app().store.view().expect("a view").downloads_by_due(9).expect("rows");
        rows.iter().all(|row| row.due_at > desk.now() && row.attempts >= 2)
    });
    assert_eq!(whatsapp.requests().len(), asked, "nobody was asked anything meanwhile");
    assert_eq!(joe.has_received(), [""; 0]);
    let token = json!({"whatsapp": {"access_token": ACCESS_TOKEN}});
    desk.admin.patch("/inboxes/1", token).is(200);
    joe.receives("A moment");
    until("the file is here without more ado", || {
        let entries = desk.admin.timeline(c);
        let mut files = entries.iter().filter_map(|entry| entry["content"]["files"].get(0));
        files.next().is_some_and(|file| file["state"] == "here")
    });
    assert_eq!(inbox()["status"], "ok");
}

#[test]
fn an_account_that_is_stopped_for_a_file_rests_as_after_a_refused_message() {
    let desk = Desk::open();
    let whatsapp = desk.whatsapp();
    let joe = whatsapp.customer("Joe");
    joe.writes("Look");
    whatsapp.breaks(json!([{"kind": "account_locked", "count": 1}]));
    let path = format!("/people/{}/files?sample=picture", joe.wa_id);
    whatsapp.controls("POST", &path, Value::Null).is(201);
    until("the inbox stopped", || desk.admin.get("/inboxes/1").is(200)["status"] == "stopped");
}

#[test]
fn a_restart_between_message_and_file_loses_nothing() {
    let (host, mut desk) = desk_with(|asked| match asked.before {
        0 => response(503, "text/plain", b""),
        _ => response(200, "image/png", PNG),
    });
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", None));
    until("it was tried", || host.asked().len() >= 2);
    desk.stops();
    desk.moves_the_clock(minutes(1));
    desk.starts_again();
    desk.admin.signs_in_again();
    comes(&desk, conversation);
}

#[test]
fn players_are_given_the_parts_that_they_ask_for() {
    let (_host, desk) = desk_with(|_| response(200, "image/png", PNG));
    let conversation = delivers(&desk, "wamid.F1", "image", image("11", None));
    let attachment = comes(&desk, conversation)["attachment"].clone();
    let whole = get(&desk, &attachment, &[]);
    assert_eq!((whole.status, whole.header("accept-ranges")), (200, "bytes"));
    let part = get(&desk, &attachment, &[("range", "bytes=1-3")]);
    assert_eq!((part.status, part.text.as_str()), (206, "PNG"));
    assert_eq!(part.header("content-range"), format!("bytes 1-3/{}", PNG.len()));
    let end = get(&desk, &attachment, &[("range", "bytes=-2")]);
    assert_eq!((end.status, end.text.as_str()), (206, "on"));
    let outside = get(&desk, &attachment, &[("range", "bytes=9999-")]);
    assert_eq!(outside.status, 416);
    assert_eq!(outside.header("content-range"), format!("bytes */{}", PNG.len()));
    let tag = whole.header("etag").to_owned();
    let same = get(&desk, &attachment, &[("range", "bytes=0-0"), ("if-range", &tag)]);
    assert_eq!(same.status, 206);
    let other = get(&desk, &attachment, &[("range", "bytes=0-0"), ("if-range", "\"x\"")]);
    assert_eq!(other.status, 200);
}

#[test]
fn what_may_hold_a_script_is_saved_and_never_shown() {
    let page = b"<html><script>alert(1)</script>";
    let host = Host::open(move |asked| match asked.path.starts_with("/bytes") {
        true => response(200, "text/html", page),
        false => json_response(200, &json!({"url": format!("http://{}/bytes", asked.host)})),
    });
    let desk = Desk::open_towards(Some(host.address));
    let part = json!({"id": "1", "mime_type": "text/html", "filename": "../../x\u{202e}.html"});
    let conversation = delivers(&desk, "wamid.F1", "document", part);
    let attachment = comes(&desk, conversation)["attachment"].clone();
    assert_eq!((&attachment["name"], &attachment["kind"]), (&json!("x.html"), &json!("document")));
    let answer = get(&desk, &attachment, &[]);
    assert!(answer.header("content-disposition").starts_with("attachment;"));
    assert!(answer.header("content-security-policy").contains("sandbox"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[test]
fn many_files_hold_no_message_up() {
    let (release, held) = mpsc::channel::<()>();
    let held = Mutex::new(held);
    // Nothing is answered until the test has seen what it wants to see.
    let (_host, desk) = desk_with(move |_| {
        let _ = held.lock().expect("the gate").recv();
        response(200, "image/png", PNG)
    });
    let with_files: Vec<u64> = (0..20)
        .map(|n| delivers(&desk, &format!("wamid.F{n}"), "image", image(&n.to_string(), None)))
        .collect();
    let words = text("wamid.T", "447700900198", "and a text", desk.now().0 / 1_000);
    desk.whatsapp().delivers(&envelope(json!({"messages": [words]}))).is(200);
    let other = desk.whatsapp().conversation_with("wamid.T");
    assert_eq!(desk.admin.timeline(other).pop().expect("a message")["text"], "and a text");
    assert_eq!(file(&desk, with_files[0])["state"], "coming");
    drop(release);
    until("all of them come", || {
        let entries = desk.admin.timeline(with_files[0]).into_iter();
        let files = entries.filter(|entry| entry["content"]["type"] == "files");
        files.filter(|entry| entry["content"]["files"][0]["state"] == "here").count() == 20
    });
}
