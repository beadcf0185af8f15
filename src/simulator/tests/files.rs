//! Files: uploaded, sent, shown on the phone.

use serde_json::{Value, json};

use super::bench::{ANN, Bench, NUMBER, TOKEN};

const PDF: &str = "%PDF-1.7 a document";

fn form(mime: &str) -> String {
    format!(
        "--x\r\ncontent-disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n\
         --x\r\ncontent-disposition: form-data; name=\"type\"\r\n\r\n{mime}\r\n\
         --x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\
         content-type: {mime}\r\n\r\n{PDF}\r\n--x--\r\n"
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
