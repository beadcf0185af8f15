//! A server of somebody's on 127.0.0.1, which answers as a test says and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A request, as far as tests care.
#[derive(Clone, Debug)]
pub struct Asked {
    /// With what follows the question mark.
    pub path: String,
    pub authorization: Option<String>,
    pub user_agent: Option<String>,
    /// How many requests for the same path came before it.
    pub before: usize,
    /// The host's own address, for answers that name it.
    pub host: SocketAddr,
}

pub struct Host {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Host {
    /// `answer` gives the bytes of a whole answer, as `response` makes them.
    pub fn open(answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static) -> Host {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (known, answer) = (asked.clone(), Arc::new(answer));
        // It ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (known, answer) = (known.clone(), answer.clone());
                std::thread::spawn(move || serve(stream, address, &known, answer.as_ref()));
            }
        });
        Host { address, asked }
    }

    /// What was asked for files; templates are looked for beside that.
    pub fn asked(&self) -> Vec<Asked> {
        let all = self.asked.lock().expect("requests").clone();
        all.into_iter().filter(|asked| !asked.path.contains("/message_templates?")).collect()
    }
}

fn serve(
    mut stream: TcpStream,
    host: SocketAddr,
    known: &Mutex<Vec<Asked>>,
    answer: &(dyn Fn(&Asked) -> Vec<u8> + Send + Sync),
) {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return,
            Ok(length) => head.extend_from_slice(&piece[..length]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(':'));
        let mut found = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim().to_owned())
    };
    let asked = {
        let mut known = known.lock().expect("requests");
        let before = known.iter().filter(|asked| asked.path == path).count();
        let (authorization, user_agent) = (header("authorization"), header("user-agent"));
        let asked = Asked { path, authorization, user_agent, before, host };
        known.push(asked.clone());
        asked
    };
    // Whoever asked may have gone.
    let _ = stream.write_all(&answer(&asked));
}

/// A whole answer with its length.
pub fn response(status: u16, kind: &str, body: &[u8]) -> Vec<u8> {
    let mut answer = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    answer.extend_from_slice(body);
    answer
}

pub fn json_response(status: u16, body: &serde_json::Value) -> Vec<u8> {
    response(status, "application/json", body.to_string().as_bytes())
}

pub fn redirect(to: &str) -> Vec<u8> {
    format!("HTTP/1.1 302 x\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        .into_bytes()
}
