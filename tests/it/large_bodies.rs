//! Large bodies: who may not send one hears it before any of it is read, and nobody sends more than
//! there may be.

use crate::desk::*;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;

const UPLOAD: &str = "/api/v1/attachments?name=a.pdf";
const IMPORT: &str = "/api/v1/contacts/import";
/// What is announced, and never sent.
const MUCH: &str = "content-length: 100000000";

/// Sends the beginning of a request, and nothing after it; gives the answer's status and code.
fn begins(desk: &Desk, path: &str, headers: &[&str], body: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(desk.address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let mut head = format!("POST {path} HTTP/1.1\r\nhost: {}\r\n", desk.address);
    for header in headers {
        head.push_str(&format!("{header}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).expect("it is sent");
    stream.write_all(body).expect("it is sent");
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let whole = String::from_utf8_lossy(&answer).into_owned();
        if let Some(answer) = whole.split_once("\r\n\r\n").and_then(read) {
            return answer;
        }
        let length = stream.read(&mut piece).expect("an answer");
        assert_ne!(length, 0, "the connection ended: {whole}");
        answer.extend_from_slice(&piece[..length]);
    }
}

fn read((head, body): (&str, &str)) -> Option<(u16, String)> {
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let problem: Value = serde_json::from_str(body).ok()?;
    Some((status, problem["code"].as_str()?.to_owned()))
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn key(desk: &Desk, scopes: Value) -> String {
    let made = desk.admin.post("/api-keys", json!({"name": "Shop", "scopes": scopes})).is(201);
    format!("authorization: Bearer {}", made["key"].as_str().expect("the text"))
}

/// One piece of a body whose length nobody told, without the end.
fn piece(bytes: usize) -> Vec<u8> {
    let mut piece = format!("{bytes:x}\r\n").into_bytes();
    piece.resize(piece.len() + bytes, b'x');
    piece.extend_from_slice(b"\r\n");
    piece
}

#[test]
fn a_stranger_is_turned_away_before_a_byte_is_read() {
    let desk = Desk::open();
    for path in [UPLOAD, IMPORT] {
        for also in ["x-nothing: 1", "cookie: __Host-deskbell=x", "authorization: Bearer dbk_x"] {
            let headers = [also, MUCH, "content-type: application/octet-stream"];
            assert_eq!(begins(&desk, path, &headers, b""), refused(401, "not_signed_in"));
        }
        let headers = ["transfer-encoding: chunked", "content-type: application/octet-stream"];
        assert_eq!(begins(&desk, path, &headers, b""), refused(401, "not_signed_in"));
    }
}

#[test]
fn who_may_not_use_it_is_turned_away_before_a_byte_is_read() {
    let desk = Desk::open();
    let ann = format!("cookie: {}", desk.agent("Ann").cookie());
    let only_reads = key(&desk, json!(["read_conversations"]));
    let kind = "content-type: application/octet-stream";
    let forbidden = refused(403, "forbidden");
    assert_eq!(begins(&desk, UPLOAD, &[&only_reads, MUCH, kind], b""), forbidden);
    assert_eq!(begins(&desk, IMPORT, &[&ann, MUCH, kind], b""), forbidden);
    let admin = format!("cookie: {}", desk.admin.cookie());
    let foreign = [&admin, "origin: https://evil.example", MUCH, kind];
    assert_eq!(begins(&desk, UPLOAD, &foreign, b""), refused(403, "foreign_origin"));
}

#[test]
fn what_is_announced_to_be_too_large_is_not_read_and_what_is_not_announced_is_cut() {
    let desk = Desk::open();
    let admin = format!("cookie: {}", desk.admin.cookie());
    let writes = key(&desk, json!(["write_conversations"]));
    let too_large = refused(413, "too_large");
    let kind = "content-type: application/json";
    for (path, who) in [(UPLOAD, &admin), (UPLOAD, &writes), ("/api/v1/tags", &admin)] {
        assert_eq!(begins(&desk, path, &[who, MUCH, kind], b""), too_large, "{path}");
    }
    let chunked = "transfer-encoding: chunked";
    let usual = piece(1024 * 1024 + 1);
    assert_eq!(begins(&desk, "/api/v1/tags", &[&admin, chunked, kind], &usual), too_large);
    // The largest that any inbox takes is a film, with a little around it.
    let file = piece(16 * 1024 * 1024 + 64 * 1024 + 1);
    assert_eq!(begins(&desk, UPLOAD, &[&writes, chunked, kind], &file), too_large);
}
