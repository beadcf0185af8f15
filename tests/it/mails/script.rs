//! A server that says what a test wants, for what real ones do not do on demand.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::thread;

/// Says `greeting`, and to each line with the words of a pair what stands beside them; `TAG` is
/// the line's first word. An answer that ends in `CLOSE` closes the connection; what has no pair
/// gets no answer.
pub fn script(greeting: &'static [u8], pairs: &'static [(&'static str, &'static [u8])]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let reader = BufReader::new(stream.try_clone().ok()?);
                stream.write_all(greeting).ok()?;
                for line in reader.split(b'\n') {
                    let line = String::from_utf8_lossy(&line.ok()?).into_owned();
                    let Some((_, answer)) = pairs.iter().find(|(words, _)| line.contains(words))
                    else {
                        continue;
                    };
                    let tag = line.split(' ').next().unwrap_or_default().trim();
                    let answer = with_tag(answer, tag.as_bytes());
                    match answer.strip_suffix(b"CLOSE") {
                        Some(last) => {
                            stream.write_all(last).ok()?;
                            stream.shutdown(std::net::Shutdown::Both).ok()?;
                            return Some(());
                        }
                        None => stream.write_all(&answer).ok()?,
                    }
                }
                Some(())
            });
        }
    });
    port
}

fn with_tag(answer: &[u8], tag: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    let mut rest = answer;
    while let Some(at) = rest.windows(3).position(|window| window == b"TAG") {
        text.extend_from_slice(&rest[..at]);
        text.extend_from_slice(tag);
        rest = &rest[at + 3..];
    }
    text.extend_from_slice(rest);
    text
}
