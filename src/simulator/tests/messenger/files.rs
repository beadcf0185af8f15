//! Files of both sides.

use poem::http::StatusCode;
use poem::listener::TcpAcceptor;
use poem::web::Path;
use poem::{Response, Route, Server, get, handler};
use tokio::net::TcpListener;

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand so on";

/// A form with the boundary `x`.
fn form(parts: &[(&str, &str)], file: (&str, &str, &[u8])) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, value) in parts {
        let part =
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        form.extend_from_slice(part.as_bytes());
    }
    let (name, mime, bytes) = file;
    let head = format!(
        "--x\r\ncontent-disposition: form-data; name=\"filedata\"; filename=\"{name}\"\r\ncontent-type: {mime}\r\n\r\n"
    );
    form.extend_from_slice(head.as_bytes());
    form.extend_from_slice(bytes);
    form.extend_from_slice(b"\r\n--x--\r\n");
    form
}

async fn uploads(bench: &Bench, path: &str, form: Vec<u8>) -> (u16, Value) {
    let request = bench.client.post(bench.url(&format!("/v25.0/{path}"))).bearer_auth(PAGE_TOKEN);
    let request = request.header("content-type", "multipart/form-data; boundary=x");
    let answer = request.body(form).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn shown(bench: &Bench) -> Value {
    let (_, body) = bea(bench, "GET", "messages", Value::Null).await;
    body["messages"].as_array().unwrap().last().unwrap()["attachments"].clone()
}

async fn bytes(bench: &Bench, url: &str) -> (u16, Vec<u8>) {
    let answer = bench.client.get(url).send().await.unwrap();
    (answer.status().as_u16(), answer.bytes().await.unwrap().to_vec())
}

#[handler]
fn elsewhere(Path(name): Path<String>) -> Response {
    let answer = Response::builder();
    match name.as_str() {
        "a.png" => answer.content_type("image/png").body(PNG.to_vec()),
        "text.png" => answer.content_type("text/html").body("<p>no picture</p>"),
        "large.png" => answer.content_type("image/png").body(vec![0; 8 * 1024 * 1024 + 1]),
        "moved.png" => answer.status(StatusCode::FOUND).header("location", "/a.png").finish(),
        _ => answer.status(StatusCode::NOT_FOUND).finish(),
    }
}

/// A host with files, somewhere else.
async fn host() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let app = Route::new().at("/:name", get(elsewhere));
    let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
    tokio::spawn(Server::new_with_acceptor(acceptor).run(app));
    url
}

#[tokio::test]
async fn a_message_carries_several_files_by_addresses_that_end() {
    let mut bench = quick().await;
    let attachments = json!([{"type": "image"}, {"type": "video"}, {"type": "audio"}, {"type": "file"}, {"type": "file", "data": "aGk=", "mime": "text/plain", "name": "a b.txt"}]);
    bea(&bench, "POST", "messages", json!({"text": "all", "attachments": attachments})).await;
    let message = event(&mut bench).await["message"].clone();
    let kinds: Vec<_> = message["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["type"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["image", "video", "audio", "file", "file"]);
    let url = message["attachments"][4]["payload"]["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&bench.url("/cdn/")), "{url}");
    assert_eq!(bytes(&bench, &url).await, (200, b"hi".to_vec()), "without a token");
    assert_eq!(bytes(&bench, &url.replace("oh=", "oh=0")).await.0, 403, "forged");

    bench.breaks(json!([{"kind": "download_fails", "count": 1}, {"kind": "token_expired"}])).await;
    assert_eq!(bytes(&bench, &url).await.0, 500);
    assert_eq!(bytes(&bench, &url).await.0, 200, "no token is needed, so none can be dead");
    bench.waits_hours(3 * 24).await;
    assert_eq!(bytes(&bench, &url).await.0, 403, "over");
}

#[tokio::test]
async fn stickers_places_and_links_have_what_belongs_to_them() {
    let mut bench = quick().await;
    let like = json!({"type": "sticker", "payload": {"sticker_id": 369_239_263_222_822_u64}});
    bea(&bench, "POST", "messages", json!({"attachments": [like]})).await;
    let sticker = event(&mut bench).await["message"]["attachments"].clone();
    assert_eq!(sticker.as_array().unwrap().len(), 1);
    assert_eq!(sticker[0]["payload"]["sticker_id"], 369_239_263_222_822_u64);
    let (status, png) = bytes(&bench, sticker[0]["payload"]["url"].as_str().unwrap()).await;
    assert_eq!((status, png.starts_with(b"\x89PNG")), (200, true));

    turns(&bench, json!({"sticker_as_image_too": true})).await;
    bea(&bench, "POST", "messages", json!({"attachments": [like]})).await;
    let both = event(&mut bench).await["message"]["attachments"].clone();
    assert_eq!((&both[0]["type"], &both[1]["type"]), (&json!("sticker"), &json!("image")));
    assert_eq!(both[0]["payload"], both[1]["payload"]);

    let place = json!({"type": "location", "title": "Home", "payload": {"coordinates": {"lat": 1.5, "long": 2.5}}});
    let link =
        json!({"type": "fallback", "title": "A page", "payload": {"url": "https://example.com/"}});
    let empty = json!({"type": "fallback", "payload": null});
    let given = json!([place, link, empty]);
    bea(&bench, "POST", "messages", json!({"attachments": given})).await;
    assert_eq!(event(&mut bench).await["message"]["attachments"], given);
}

#[tokio::test]
async fn a_page_sends_files_of_a_form_and_again_by_their_id() {
    let mut bench = after_bea_wrote().await;
    let recipient = json!({"id": BEA}).to_string();
    let message =
        json!({"attachment": {"type": "image", "payload": {"is_reusable": true}}}).to_string();
    let parts =
        [("recipient", recipient.as_str()), ("message", &message), ("messaging_type", "RESPONSE")];
    let (status, body) =
        uploads(&bench, "me/messages", form(&parts, ("a.png", "image/png", PNG))).await;
    assert_eq!(status, 200, "{body}");
    let id = body["attachment_id"].as_str().unwrap().to_owned();
    let echo = event(&mut bench).await;
    assert_eq!(echo["message"]["attachments"][0]["type"], "image");
    let url = echo["message"]["attachments"][0]["payload"]["url"].as_str().unwrap();
    assert_eq!(bytes(&bench, url).await, (200, PNG.to_vec()));
    event(&mut bench).await;
    let file = shown(&bench).await[0]["file"].clone();
    assert_eq!((&file["name"], &file["mime"]), (&json!("a.png"), &json!("image/png")));
    let path = bench.url(&format!("/control/messenger/files/{}", file["id"].as_str().unwrap()));
    assert_eq!(bytes(&bench, &path).await, (200, PNG.to_vec()), "the phone has the bytes");

    let by_id = |kind: &str, id: &str| json!({"message": {"attachment": {"type": kind, "payload": {"attachment_id": id}}}});
    assert_eq!(sends(&bench, by_id("image", &id)).await.0, 200);
    assert_eq!(code(&sends(&bench, by_id("video", &id)).await), (400, 100, 2_018_047));
    assert_eq!(code(&sends(&bench, by_id("image", "7")).await), (400, 100, 2_018_074));
    bench.waits_hours(90 * 24).await;
    writes(&bench, "still here").await;
    assert_eq!(code(&sends(&bench, by_id("image", &id)).await), (400, 100, 2_018_074), "over");
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_or_too_large_is_refused() {
    let bench = after_bea_wrote().await;
    let image = json!({"attachment": {"type": "image", "payload": {}}}).to_string();
    let path = format!("{PAGE}/message_attachments");
    let parts = [("message", image.as_str())];
    let (status, body) = uploads(&bench, &path, form(&parts, ("a.png", "image/png", PNG))).await;
    assert_eq!((status, body["attachment_id"].is_string()), (200, true), "{body}");
    for (mime, bytes) in
        [("image/png", &b"%PDF-1.7"[..]), ("application/pdf", b"%PDF-1.7"), ("image/png", b"")]
    {
        let answer = uploads(&bench, &path, form(&parts, ("a.png", mime, bytes))).await;
        assert_eq!(code(&answer), (400, 100, 2_018_047), "{mime}");
    }
    let file = json!({"attachment": {"type": "file", "payload": {}}}).to_string();
    let large = vec![0; 25 * 1024 * 1024 + 1];
    let answer = uploads(
        &bench,
        &path,
        form(&[("message", file.as_str())], ("a", "application/zip", &large)),
    )
    .await;
    assert_eq!(code(&answer), (400, 100, 2_018_109));
}

#[tokio::test]
async fn a_file_is_fetched_from_its_address() {
    let mut bench = after_bea_wrote().await;
    let host = host().await;
    let at = |kind: &str, name: &str| json!({"message": {"attachment": {"type": kind, "payload": {"url": format!("{host}/{name}")}}}});
    assert_eq!(sends(&bench, at("image", "a.png")).await.0, 200);
    event(&mut bench).await;
    event(&mut bench).await;
    assert_eq!(shown(&bench).await[0]["file"]["name"], "a.png");
    for (name, expected) in [
        ("text.png", (400, 100, 2_018_047)),
        ("large.png", (400, 100, 2_018_109)),
        ("moved.png", (400, 100, 2_018_008)),
        ("none.png", (400, 100, 2_018_008)),
    ] {
        assert_eq!(code(&sends(&bench, at("image", name)).await), expected, "{name}");
    }
    let nowhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}/a.mp4", nowhere.local_addr().unwrap());
    turns(&bench, json!({"fetch_timeout_ms": 20})).await;
    for (kind, expected) in [("image", 2_018_008), ("video", 2_018_294)] {
        let message =
            json!({"message": {"attachment": {"type": kind, "payload": {"url": silent}}}});
        assert_eq!(code(&sends(&bench, message).await), (400, 100, expected), "{kind}");
    }
}

#[tokio::test]
async fn a_phone_puts_its_files_here_first() {
    let mut bench = quick().await;
    let url = bench.url("/control/messenger/files?name=a.png&mime=image/png");
    let answer = bench.client.post(url).body(PNG.to_vec()).send().await.unwrap();
    let put: Value = answer.json().await.unwrap();
    assert_eq!(put["type"], "image");
    let attachments = json!([{"type": "image", "file": put["id"]}]);
    bea(&bench, "POST", "messages", json!({"attachments": attachments})).await;
    let message = event(&mut bench).await["message"].clone();
    let url = message["attachments"][0]["payload"]["url"].as_str().unwrap();
    assert_eq!(bytes(&bench, url).await, (200, PNG.to_vec()));
}
