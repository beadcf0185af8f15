//! Files: uploaded, sent, fetched, shown on the phone.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::bench::{ANN, Bench, NUMBER, TOKEN};

const PDF: &str = "%PDF-1.7 a document";

fn form(mime: &str) -> String {
    form_with(mime, PDF)
}

fn form_with(mime: &str, text: &str) -> String {
    format!(
        "--x\r\ncontent-disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n\
         --x\r\ncontent-disposition: form-data; name=\"type\"\r\n\r\n{mime}\r\n\
         --x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\
         content-type: {mime}\r\n\r\n{text}\r\n--x--\r\n"
    )
}

fn message(kind: &str, content: Value) -> Value {
    json!({"messaging_product": "whatsapp", "to": ANN, "type": kind, kind: content})
}

#[tokio::test]
async fn a_file_that_was_uploaded_is_sent_by_its_id() {
    let bench = Bench::new().await;
    bench.ann_writes("hello").await;
    let (status, body) = bench.uploads(&form("application/pdf")).await;
    assert_eq!(status, 200, "{body}");
    let id = body["id"].as_str().expect("an id").to_owned();
    let path = format!("{NUMBER}/messages");
    let content = json!({"id": id, "filename": "a.pdf", "caption": "Here"});
    let (status, body) =
        bench.graph("POST", &path, TOKEN, message("document", content.clone())).await;
    assert_eq!(status, 200, "{body}");
    let as_image = message("image", json!({"id": id}));
    let (_, body) = bench.graph("POST", &path, TOKEN, as_image).await;
    assert_eq!(body["error"]["code"], 131_053, "a document is no picture");
    let unknown = message("document", json!({"id": "7"}));
    let (_, body) = bench.graph("POST", &path, TOKEN, unknown).await;
    assert_eq!(
        (&body["error"]["code"], &body["error"]["error_subcode"]),
        (&json!(100), &json!(33))
    );
    for (kind, content) in [
        ("image", json!({"id": id, "filename": "a.pdf"})),
        ("image", json!({})),
        ("document", json!({"id": id, "caption": "x".repeat(1025)})),
        ("document", json!({"id": id, "link": "https://example.com/a.pdf"})),
    ] {
        let (status, _) = bench.graph("POST", &path, TOKEN, message(kind, content)).await;
        assert_eq!(status, 400);
    }
}

#[tokio::test]
async fn other_types_are_refused_at_the_upload() {
    let bench = Bench::new().await;
    for mime in ["image/gif", "application/x-msdownload", ""] {
        let (status, body) = bench.uploads(&form(mime)).await;
        assert_eq!((status, &body["error"]["code"]), (400, &json!(100)), "{mime}");
    }
    let (status, _) = bench.uploads("no form").await;
    assert_eq!(status, 400);
}

/// The picture that Ann sent, as the desk is told of it.
async fn ann_sent_a_picture(bench: &mut Bench) -> Value {
    bench
        .ann_sends("kind=image&caption=Look", "image/jpeg", b"\xff\xd8\xff a picture".to_vec())
        .await;
    bench.update().await["image"].clone()
}

#[tokio::test]
async fn what_a_customer_sends_is_fetched_in_two_steps() {
    let mut bench = Bench::new().await;
    let image = ann_sent_a_picture(&mut bench).await;
    assert_eq!((&image["mime_type"], &image["caption"]), (&json!("image/jpeg"), &json!("Look")));
    assert!(image.get("url").is_none());
    let id = image["id"].as_str().unwrap();

    let (status, told) =
        bench.graph("GET", &format!("{id}?phone_number_id={NUMBER}"), TOKEN, Value::Null).await;
    assert_eq!((status, &told["file_size"]), (200, &json!(13)), "{told}");
    let url = told["url"].as_str().unwrap();
    assert!(url.starts_with(&bench.url("/")), "{url}");
    let (status, bytes) = bench.fetches(url, Some(TOKEN)).await;
    assert_eq!((status, bytes.as_slice()), (200, &b"\xff\xd8\xff a picture"[..]));
    let hash = Sha256::digest(&bytes);
    assert_eq!(told["sha256"], hex::encode(hash));
    assert_eq!(image["sha256"], STANDARD.encode(hash));

    assert_eq!(bench.fetches(url, None).await.0, 401);
    assert_eq!(bench.fetches(url, Some("wrong")).await.0, 401);
    assert_eq!(bench.fetches(&url.replace("ext=1", "ext=2"), Some(TOKEN)).await.0, 404, "forged");
    bench.waits_seconds(5 * 60).await;
    assert_eq!(bench.fetches(url, Some(TOKEN)).await.0, 404, "the address is over");
}

#[tokio::test]
async fn ids_of_files_die() {
    let mut bench = Bench::new().await;
    let image = ann_sent_a_picture(&mut bench).await;
    let received = image["id"].as_str().unwrap().to_owned();
    let (_, body) = bench.uploads(&form("application/pdf")).await;
    let uploaded = body["id"].as_str().unwrap().to_owned();
    let code = async |bench: &Bench, path: &str| {
        let (_, body) = bench.graph("GET", path, TOKEN, Value::Null).await;
        (body["error"]["code"].clone(), body["error"]["error_subcode"].clone())
    };
    let other = format!("{received}?phone_number_id=1");
    assert_eq!(code(&bench, &other).await, (json!(100), Value::Null));
    bench.waits_hours(7 * 24).await;
    assert_eq!(code(&bench, &received).await, (json!(100), json!(33)));
    assert_eq!(code(&bench, &uploaded).await, (Value::Null, Value::Null));
    let (status, body) = bench.graph("DELETE", &uploaded, TOKEN, Value::Null).await;
    assert_eq!((status, body), (200, json!({"success": true})));
    assert_eq!(code(&bench, &uploaded).await, (json!(100), json!(33)));
    assert_eq!(bench.fetches(&bench.url(&format!("/control/media/{received}")), None).await.0, 200);
}

#[tokio::test]
async fn every_kind_of_file_says_what_belongs_to_it() {
    let mut bench = Bench::new().await;
    for (sample, kind, name, value) in [
        ("picture", "image", "mime_type", json!("image/jpeg")),
        ("film", "video", "mime_type", json!("video/mp4")),
        ("voice", "audio", "voice", json!(true)),
        ("sound", "audio", "voice", json!(false)),
        ("document", "document", "filename", json!("order 860198.pdf")),
        ("sticker", "sticker", "animated", json!(false)),
        ("animated", "sticker", "animated", json!(true)),
    ] {
        bench.ann_sends(&format!("sample={sample}"), "", Vec::new()).await;
        let update = bench.update().await;
        assert_eq!((&update["type"], &update[kind][name]), (&json!(kind), &value), "{sample}");
    }
    let (_, body) = bench.control("GET", "samples", Value::Null).await;
    assert_eq!(body["samples"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn the_notification_can_tell_the_address_and_sizes_can_be_texts() {
    let mut bench = Bench::new().await;
    bench.turns(json!({"url_in_notification": true, "file_size_as_text": true})).await;
    let image = ann_sent_a_picture(&mut bench).await;
    let (status, _) = bench.fetches(image["url"].as_str().unwrap(), Some(TOKEN)).await;
    assert_eq!(status, 200);
    let (_, told) = bench.graph("GET", image["id"].as_str().unwrap(), TOKEN, Value::Null).await;
    assert_eq!(told["file_size"], "13");
}

#[tokio::test]
async fn downloads_can_be_spoilt() {
    let mut bench = Bench::new().await;
    let image = ann_sent_a_picture(&mut bench).await;
    let (_, told) = bench.graph("GET", image["id"].as_str().unwrap(), TOKEN, Value::Null).await;
    let url = told["url"].as_str().unwrap();
    bench
        .breaks(json!([
            {"kind": "download_fails", "count": 2},
            {"kind": "download_not_found", "count": 1},
            {"kind": "download_truncated", "count": 1},
            {"kind": "download_wrong_bytes", "count": 1},
            {"kind": "download_slow", "count": 1, "milliseconds": 1},
        ]))
        .await;
    let (mut seen, mut lengths) = (Vec::new(), Vec::new());
    for _ in 0..6 {
        let (status, bytes) = bench.fetches(url, Some(TOKEN)).await;
        let is_whole = bytes == b"\xff\xd8\xff a picture";
        seen.push((status, status == 200 && bytes.len() == 13, is_whole));
        lengths.push(bytes.len());
    }
    assert_eq!(lengths[3], 0, "half a file is none to whoever fetches it");
    assert_eq!(
        seen,
        [
            (500, false, false),
            (500, false, false),
            (404, false, false),
            (200, false, false),
            (200, true, false),
            (200, true, true),
        ]
    );
}

#[tokio::test]
async fn a_file_that_is_not_what_it_says_fails_the_message_later() {
    let mut bench = Bench::new().await;
    bench.ann_writes("hello").await;
    bench.told().await;
    bench.turns(json!({"accept_wrong_mime": true})).await;
    let path = format!("{NUMBER}/messages");
    for (mime, text, kind) in
        [("image/png", "GIF89a a picture", "image"), ("audio/opus", "sound", "audio")]
    {
        let (status, body) = bench.uploads(&form_with(mime, text)).await;
        assert_eq!(status, 200, "{body}");
        let (status, body) =
            bench.graph("POST", &path, TOKEN, message(kind, json!({"id": body["id"]}))).await;
        assert_eq!(status, 200, "{body}");
        let failed = bench.update().await;
        assert_eq!(
            (&failed["status"], &failed["errors"][0]["code"]),
            (&json!("failed"), &json!(131_053))
        );
    }
}
