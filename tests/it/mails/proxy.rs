//! What stands between a desk and a mail server and loses what passes, as networks do.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Whose words are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    ByDesk,
    ByServer,
}

/// What happens when the words have been said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Both sides are cut off, and the words do not arrive.
    Cut,
    /// The words arrive; both sides are cut off when the server answers, and the answer is lost.
    CutAtAnswer,
    /// The words arrive; nothing that the server says does any more.
    Swallow,
    /// Nothing passes any more, the words included.
    Stall,
    /// The words wait, and arrive once they are let go.
    Wait,
    /// Nothing but that it is counted.
    Pass,
}

#[derive(Default)]
struct Rules {
    rule: Option<(Said, Vec<u8>, Then)>,
    is_closed: bool,
    /// Where it leads by now, if not where it did at first.
    port: Option<u16>,
    streams: Vec<TcpStream>,
    /// What waits, and for whom.
    waiting: Vec<(TcpStream, Vec<u8>)>,
    connections: usize,
    /// How often the words were said.
    said: usize,
}

/// Plain TCP in front of a port of this machine: `Proxy::to(port)`, and the desk connects to
/// `proxy.port`.
pub struct Proxy {
    pub port: u16,
    rules: Arc<Mutex<Rules>>,
}

impl Proxy {
    pub fn to(port: u16) -> Proxy {
        Proxy::at("127.0.0.1", port)
    }

    /// At another address of this machine.
    pub fn at(host: &str, port: u16) -> Proxy {
        let listener = TcpListener::bind((host, 0)).expect("a port");
        let own = listener.local_addr().expect("an address").port();
        let rules: Arc<Mutex<Rules>> = Arc::default();
        let shared = rules.clone();
        thread::spawn(move || {
            for desk in listener.incoming().flatten() {
                connect(desk, port, &shared);
            }
        });
        Proxy { port: own, rules }
    }

    /// What happens once somebody says these words, in every connection from now on; it replaces
    /// what was agreed before.
    pub fn when(&self, said: Said, words: &str, then: Then) {
        self.rules.lock().expect("the rules").rule = Some((said, words.into(), then));
    }

    /// Everything passes again, in connections from now on.
    pub fn heal(&self) {
        let mut rules = self.rules.lock().expect("the rules");
        rules.rule = None;
        rules.is_closed = false;
    }

    /// Cuts all connections that there are.
    pub fn cut(&self) {
        for stream in self.rules.lock().expect("the rules").streams.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// From now on it leads to another server.
    pub fn leads_to(&self, port: u16) {
        self.rules.lock().expect("the rules").port = Some(port);
    }

    /// What waits arrives.
    pub fn lets_go(&self) {
        let waiting = std::mem::take(&mut self.rules.lock().expect("the rules").waiting);
        for (mut to, words) in waiting {
            // Whoever waited for the answer may have gone.
            let _ = to.write_all(&words);
        }
    }

    /// New connections are closed at once, until it is healed.
    pub fn close(&self) {
        self.rules.lock().expect("the rules").is_closed = true;
    }

    /// How often the words of a rule were said so far.
    pub fn said(&self) -> usize {
        self.rules.lock().expect("the rules").said
    }

    /// How many there were so far.
    pub fn connections(&self) -> usize {
        self.rules.lock().expect("the rules").connections
    }
}

/// What has become of one connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Passing,
    AnswerLost,
    ServerUnheard,
    Stalled,
}

fn connect(desk: TcpStream, port: u16, rules: &Arc<Mutex<Rules>>) {
    let mut state = rules.lock().expect("the rules");
    state.connections += 1;
    let port = state.port.unwrap_or(port);
    let Some(server) = TcpStream::connect(("127.0.0.1", port)).ok().filter(|_| !state.is_closed)
    else {
        return;
    };
    let copy = |stream: &TcpStream| stream.try_clone().expect("a second handle");
    state.streams.extend([copy(&desk), copy(&server)]);
    let fate = Arc::new(Mutex::new(Fate::Passing));
    for (said, from, to) in
        [(Said::ByDesk, copy(&desk), copy(&server)), (Said::ByServer, copy(&server), copy(&desk))]
    {
        let pass = Pass { said, rules: rules.clone(), fate: fate.clone() };
        thread::spawn(move || pass.on(from, to));
    }
}

/// One direction of one connection.
struct Pass {
    said: Said,
    rules: Arc<Mutex<Rules>>,
    fate: Arc<Mutex<Fate>>,
}

impl Pass {
    fn on(self, mut from: TcpStream, mut to: TcpStream) {
        let mut heard = Vec::new();
        let mut piece = [0; 16 << 10];
        while let Ok(length @ 1..) = from.read(&mut piece) {
            let piece = &piece[..length];
            if !self.may_pass(&mut heard, piece, &mut to) {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    }

    /// `false`: cut both sides.
    fn may_pass(&self, heard: &mut Vec<u8>, piece: &[u8], to: &mut TcpStream) -> bool {
        let mut fate = self.fate.lock().expect("the fate");
        match (*fate, self.said) {
            (Fate::Stalled, _) | (Fate::ServerUnheard, Said::ByServer) => return true,
            (Fate::AnswerLost, Said::ByServer) => return false,
            _ => {}
        }
        let rule = self.rules.lock().expect("the rules").rule.clone();
        let rule = rule.filter(|(said, ..)| *said == self.said);
        if let Some((_, words, then)) = rule {
            // Words may come in pieces.
            heard.extend_from_slice(piece);
            let is_said = heard.windows(words.len()).any(|window| window == words);
            let kept = heard.len().saturating_sub(words.len().saturating_sub(1));
            heard.drain(..kept);
            if is_said {
                heard.clear();
                let mut rules = self.rules.lock().expect("the rules");
                rules.said += 1;
                match then {
                    Then::Pass => {}
                    Then::Wait => {
                        let to = to.try_clone().expect("a second handle");
                        rules.waiting.push((to, piece.to_vec()));
                        return true;
                    }
                    Then::Cut => return false,
                    Then::CutAtAnswer => *fate = Fate::AnswerLost,
                    Then::Swallow => *fate = Fate::ServerUnheard,
                    Then::Stall => {
                        *fate = Fate::Stalled;
                        return true;
                    }
                }
            }
        }
        drop(fate);
        to.write_all(piece).is_ok()
    }
}
