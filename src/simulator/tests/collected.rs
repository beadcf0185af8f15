//! Collected schemas and samples: they are not part of the repository, and where they are absent there is
//! nothing to do.

use std::path::Path;

use serde_json::{Value, json};

use super::bench::{ANN, Bench, NUMBER};
use super::schema::misfit;
use crate::simulator::graph::takes;

fn collected(path: &str) -> Option<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/meta");
    let text = std::fs::read_to_string(root.join(path)).ok()?;
    serde_json::from_str(&text).ok()
}

/// The bodies of requests that others send.
fn samples() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/fixtures/meta/whatsapp/outbound/facebook-openapi");
    let files = std::fs::read_dir(root).into_iter().flatten().flatten();
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).ok()?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((name, serde_json::from_str(&text).ok()?))
    };
    files.filter_map(|file| read(file.path())).collect()
}

#[test]
fn the_schema_checker_checks() {
    let schema = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "maxLength": 2}}, "additionalProperties": false});
    assert_eq!(misfit(&schema, &json!({"a": "xy"})), None);
    for wrong in
        [json!({}), json!({"a": 1}), json!({"a": "xyz"}), json!({"a": "x", "b": 1}), json!([])]
    {
        assert!(misfit(&schema, &wrong).is_some(), "{wrong}");
    }
}

#[tokio::test]
async fn notifications_fit_the_collected_schema() {
    let Some(schema) = collected("schema/wa-webhook.schema.json") else { return };
    let mut bench = Bench::new().await;
    for act in [
        json!({"kind": "location", "latitude": 1.5, "longitude": 2, "name": "HQ"}),
        json!({"kind": "contacts", "contacts": [{"name": {"formatted_name": "Joe"}}]}),
        json!({"kind": "react", "message_id": "wamid.X"}),
        json!({"kind": "order", "catalog_id": "1", "product_items": []}),
        json!({"kind": "submit_form", "answers": {}}),
        json!({"kind": "answer_call_request", "accepts": false}),
        json!({"kind": "edit", "message_id": "wamid.X", "text": "new"}),
        json!({"kind": "revoke", "message_id": "wamid.X"}),
        json!({"kind": "unsupported"}),
        json!({"kind": "unknown"}),
        json!({"kind": "advertised", "text": "hi"}),
    ] {
        bench.control("POST", &format!("people/{ANN}/acts"), json!({"act": act})).await;
        let told = bench.told().await.json();
        assert_eq!(misfit(&schema, &told), None, "{told}");
    }
    for sample in ["picture", "film", "voice", "sound", "document", "animated"] {
        bench.ann_sends(&format!("sample={sample}"), "", Vec::new()).await;
        let told = bench.told().await.json();
        assert_eq!(misfit(&schema, &told), None, "{told}");
    }
    bench.replies("hi").await;
    let echo = json!({"to": ANN, "writes": {"kind": "text", "text": "hi"}});
    bench.control("POST", &format!("accounts/{NUMBER}/echoes"), echo).await;
    for _ in 0..3 {
        let told = bench.told().await.json();
        assert_eq!(misfit(&schema, &told), None, "{told}");
    }
}

/// Placeholders stand where phone numbers, addresses and names belong.
fn fill_in(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "to" => *value = "+16505551234".into(),
                    "link" => *value = "https://example.com/a".into(),
                    "template" => value["name"] = "hello_world".into(),
                    _ => {}
                }
                fill_in(value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(fill_in),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn requests_that_fit_the_collected_schema_are_taken() {
    let Some(schema) = collected("schema/wa-messages-request.schema.json") else { return };
    let (mut taken, mut refused) = (0, Vec::new());
    for (name, mut body) in samples() {
        if misfit(&schema, &body).is_some() {
            continue;
        }
        fill_in(&mut body);
        match takes(&body) {
            Ok(()) => taken += 1,
            Err(why) => refused.push(format!("{name}: {why}")),
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
    assert!(taken > 40, "{taken}");
}
