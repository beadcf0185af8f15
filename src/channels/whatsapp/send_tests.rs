//! Sending to a small provider on 127.0.0.1 that answers as told.

use super::*;
use crate::channels::{Retry, Scope, client};
use crate::domain::channel::Channel;
use crate::domain::message::Outbound;
use crate::domain::{AttachmentId, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

const ANSWERED: &str = r#"{"messaging_product":"whatsapp","contacts":[{"input":"1","wa_id":"1"}],"messages":[{"id":"wamid.X","message_status":"accepted"}]}"#;

/// What the provider does with the one request that it takes.
enum Provider {
    Answers {
        status: u16,
        body: String,
    },
    /// Announces more than it sends, then closes.
    Truncates(String),
    HangsUp,
    Waits,
    SaysToWait {
        seconds: u32,
        body: String,
    },
}

impl Provider {
    fn answer(&self) -> Option<String> {
        let whole = |status: u16, extra: &str, body: &str| {
            format!("HTTP/1.1 {status} Some\r\n{extra}content-length: {}\r\n\r\n{body}", body.len())
        };
        match self {
            Provider::Answers { status, body } => Some(whole(*status, "", body)),
            Provider::Truncates(body) => {
                Some(format!("HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n{body}"))
            }
            Provider::SaysToWait { seconds, body } => {
                Some(whole(429, &format!("retry-after: {seconds}\r\n"), body))
            }
            Provider::HangsUp | Provider::Waits => None,
        }
    }
}

/// Starts the provider; gives its address and, later, the request that it got.
async fn start(provider: Provider) -> (String, oneshot::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/", listener.local_addr().unwrap());
    let (sender, receiver) = oneshot::channel();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !is_whole(&request) {
            let mut part = [0; 4096];
            let length = socket.read(&mut part).await.unwrap();
            request.extend_from_slice(&part[..length]);
        }
        sender.send(String::from_utf8(request).unwrap()).unwrap();
        if let Some(answer) = provider.answer() {
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
        if matches!(provider, Provider::Waits) {
            std::future::pending::<()>().await;
        }
    });
    (base_url, receiver)
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.is_none_or(|length| body.len() >= length.parse().unwrap())
}

fn outbound(text: &str, files: &[u64]) -> Outbound {
    Outbound {
        attachments: files.iter().copied().map(AttachmentId).collect(),
        ..Outbound::new(text.to_owned(), Timestamp(0))
    }
}

async fn send_to(base_url: String) -> Result<Accepted, SendError> {
    let endpoint = Endpoint { base_url, version: "v25.0".to_owned() };
    let credentials = Credentials {
        phone_number_id: "106/../540".to_owned(),
        access_token: Secret::new("EAAG-token"),
    };
    let outbound = outbound("On its way. 🚚", &[]);
    let message = Outgoing {
        to: Recipient::Phone("5511987654321"),
        part: outbound.parts(Channel::Whatsapp)[0],
        file: None,
        rich: None,
        reply_to: Some("wamid.IN"),
        callback: "outbox:42",
    };
    let timeout = Duration::from_millis(500);
    post(&client::new().unwrap(), &endpoint, &credentials, &body(&message), timeout).await
}

async fn send_through(provider: Provider) -> Result<Accepted, SendError> {
    let (base_url, _request) = start(provider).await;
    send_to(base_url).await
}

fn refusal(code: i64) -> String {
    json!({"error": {"message": format!("(#{code}) No"), "type": "OAuthException", "code": code,
        "error_data": {"details": "No."}, "fbtrace_id": "A"}})
    .to_string()
}

async fn refused_with(status: u16, code: i64) -> SendError {
    send_through(Provider::Answers { status, body: refusal(code) }).await.unwrap_err()
}

#[tokio::test]
async fn an_accepted_text_has_its_id() {
    let (base_url, request) =
        start(Provider::Answers { status: 200, body: ANSWERED.to_owned() }).await;
    let accepted = send_to(base_url).await.unwrap();
    assert_eq!(accepted.provider_id, "wamid.X");
    assert_eq!(accepted.reached, None, "one digit is no number");
    let request = request.await.unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v25.0/106%2F..%2F540/messages HTTP/1.1"), "{head}");
    assert!(head.contains("authorization: Bearer EAAG-token"), "{head}");
    assert_eq!(head.matches("EAAG-token").count(), 1);
    let body: Value = serde_json::from_str(body).unwrap();
    let expected = json!({"messaging_product": "whatsapp", "recipient_type": "individual",
        "to": "5511987654321", "type": "text", "text": {"body": "On its way. 🚚"},
        "context": {"message_id": "wamid.IN"}, "biz_opaque_callback_data": "outbox:42"});
    assert_eq!(body, expected);
}

#[test]
fn who_shows_no_number_is_reached_by_user_id() {
    let outbound = outbound("Hi", &[]);
    let body = body(&Outgoing {
        to: Recipient::UserId("US.1"),
        part: outbound.parts(Channel::Whatsapp)[0],
        file: None,
        rich: None,
        reply_to: None,
        callback: "1",
    });
    assert_eq!(body["recipient"], "US.1");
    assert!(body.get("to").is_none() && body.get("context").is_none());
}

#[test]
fn a_file_goes_out_as_what_whatsapp_shows_it() {
    let content = |mime, text: &str| {
        let outbound = outbound(text, &[1]);
        let body = body(&Outgoing {
            to: Recipient::Phone("1"),
            part: outbound.parts(Channel::Whatsapp)[0],
            file: Some(UploadedFile { id: "77", name: "a.x", mime }),
            rich: None,
            reply_to: None,
            callback: "1",
        });
        let kind = body["type"].as_str().unwrap().to_owned();
        (kind.clone(), body[kind].clone())
    };
    let expected = |kind: &str, content: Value| (kind.to_owned(), content);
    assert_eq!(
        content("image/png", "Look"),
        expected("image", json!({"id": "77", "caption": "Look"}))
    );
    assert_eq!(content("video/mp4", ""), expected("video", json!({"id": "77"})));
    let document = json!({"id": "77", "filename": "a.x", "caption": "Look"});
    assert_eq!(content("application/pdf", "Look"), expected("document", document));
}

#[tokio::test]
async fn what_meta_refuses_says_what_follows() {
    let temporary = |error: SendError| match error {
        SendError::Temporary { retry, scope, .. } => (retry, scope),
        other => panic!("{other:?}"),
    };
    let counted = |in_doubt| Retry::Counted { least_ms: 0, in_doubt };
    let after = |wait_ms| Retry::After { wait_ms };
    assert_eq!(temporary(refused_with(500, 131000).await), (counted(true), Scope::Contact));
    assert_eq!(temporary(refused_with(400, 2).await), (counted(false), Scope::Contact));
    assert_eq!(temporary(refused_with(400, 131056).await), (after(6_000), Scope::Contact));
    assert_eq!(temporary(refused_with(429, 130429).await), (after(1_000), Scope::Inbox));
    assert!(matches!(refused_with(500, 1).await, SendError::Unknown { .. }));
    assert!(matches!(refused_with(503, 987654).await, SendError::Unknown { .. }));
    let stopped = refused_with(401, 190).await;
    assert!(matches!(&stopped, SendError::Stopped { failure } if failure.code == Some(190)));
    let permanent = refused_with(400, 131047).await;
    assert!(matches!(&permanent, SendError::Permanent { failure } if failure.code == Some(131047)));
    let unheard_of = refused_with(400, 987654).await;
    assert!(
        matches!(&unheard_of, SendError::Permanent { failure } if failure.reason.contains("No."))
    );
    // Even under a status of success: the body decides.
    assert!(matches!(refused_with(200, 131026).await, SendError::Permanent { .. }));
}

#[tokio::test]
async fn the_wait_that_meta_asks_for_is_kept() {
    let told = Provider::SaysToWait { seconds: 30, body: refusal(80007) };
    let retry = |error: SendError| match error {
        SendError::Temporary { retry, .. } => retry,
        other => panic!("{other:?}"),
    };
    let error = send_through(told).await.unwrap_err();
    assert_eq!(retry(error), Retry::After { wait_ms: 60_000 });
    let told = Provider::SaysToWait { seconds: 90, body: refusal(130429) };
    let error = send_through(told).await.unwrap_err();
    assert_eq!(retry(error), Retry::After { wait_ms: 90_000 });
    // What is wrong with this one message is counted all the same.
    let told = Provider::SaysToWait { seconds: 90, body: refusal(131016) };
    let error = send_through(told).await.unwrap_err();
    assert!(matches!(retry(error), Retry::Counted { least_ms: 90_000, .. }));
}

#[tokio::test]
async fn without_a_trustworthy_answer_the_fate_is_unknown() {
    let html = "<html>Bad gateway</html>".to_owned();
    for provider in [
        Provider::HangsUp,
        Provider::Waits,
        Provider::Truncates(ANSWERED.to_owned()),
        Provider::Answers { status: 200, body: ANSWERED[..40].to_owned() },
        Provider::Answers { status: 200, body: "{}".to_owned() },
        Provider::Answers { status: 200, body: html.clone() },
        Provider::Answers { status: 502, body: html.clone() },
        Provider::Answers { status: 500, body: String::new() },
        Provider::Answers { status: 200, body: format!("{}{ANSWERED}", " ".repeat(300_000)) },
    ] {
        let answer = provider.answer();
        let error = send_through(provider).await.unwrap_err();
        assert!(matches!(error, SendError::Unknown { .. }), "{error:?} after {answer:?}");
    }
}

#[tokio::test]
async fn what_never_got_to_meta_can_be_sent_again() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error = send_to(format!("http://127.0.0.1:{port}")).await.unwrap_err();
    assert!(matches!(error, SendError::Unreachable { .. }), "{error:?}");
    let html = "<html>Not here</html>".to_owned();
    let (elsewhere, _request) = start(Provider::Answers { status: 404, body: html }).await;
    let error = send_to(elsewhere).await.unwrap_err();
    assert!(matches!(error, SendError::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn wrong_settings_stop_the_inbox() {
    let error = send_to("graph.facebook.com".to_owned()).await.unwrap_err();
    assert!(matches!(error, SendError::Stopped { .. }), "{error:?}");
    let error = send_to("mailto:x@example.com".to_owned()).await.unwrap_err();
    assert!(matches!(error, SendError::Stopped { .. }), "{error:?}");
}
