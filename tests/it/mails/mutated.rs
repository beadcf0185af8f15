//! Mails that no corpus has: real ones cut, spliced and spoilt, always in the same ways.

use crate::fixtures::mails;
use deskbell::channels::email::mail::{FILES_MAX, Ours, Unreadable};
use deskbell::channels::email::read::{glance, read};
use std::time::Duration;
use tokio::time::Instant;

const MUTANTS: usize = 400;
/// Larger ones would take the time of many small ones.
const BYTES_MAX: usize = 40_000;
const READING_MAX: Duration = Duration::from_secs(20);

/// Numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}

/// Pieces that change what follows them.
const PIECES: &[&[u8]] = &[
    b"\n",
    b"\r",
    b"\n\n",
    b"\0",
    b"=?utf-8?B?",
    b"?=",
    b"\nContent-Type: multipart/mixed; boundary=x\n\n--x\n",
    b"\nContent-Type: message/rfc822\n\n",
    b"\nContent-Transfer-Encoding: base64\n\n",
    b"charset=\"utf-16\"",
    b"\"",
    b";",
    b"filename*0*=",
    b"\xff\xfe",
    b"<",
    b"@",
    b"<div>",
    b"dk.",
];

fn mutant(dice: &mut Dice, all: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut raw = all[dice.below(all.len())].1.clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(raw.len());
        match dice.below(5) {
            0 => raw.truncate(at),
            1 => {
                let other = &all[dice.below(all.len())].1;
                raw.truncate(at);
                raw.extend_from_slice(&other[dice.below(other.len())..]);
            }
            2 => {
                for _ in 0..20 {
                    let at = dice.below(raw.len());
                    if let Some(byte) = raw.get_mut(at) {
                        *byte ^= 1 << dice.below(8);
                    }
                }
            }
            3 => drop(raw.splice(at..at, PIECES[dice.below(PIECES.len())].iter().copied())),
            _ => {
                let end = (at + dice.below(500)).min(raw.len());
                let copy = raw[at.min(end)..end].to_vec();
                raw.splice(at.min(end)..at.min(end), copy);
            }
        }
    }
    raw.truncate(BYTES_MAX);
    raw
}

#[test]
fn spoilt_mails_are_read_or_refused_and_never_break_anything() {
    let mut all = mails();
    all.retain(|(_, raw)| !raw.is_empty() && raw.len() <= BYTES_MAX);
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut readable, mut slowest) = (0, Duration::ZERO);
    for number in 0..MUTANTS {
        let raw = mutant(&mut dice, &all);
        let begun = Instant::now();
        match read(&raw, &Ours::default()) {
            Ok(mail) => {
                readable += 1;
                let body = &mail.body;
                assert!(body.text.is_char_boundary(body.own_words), "mutant {number}");
                assert!(body.own_words > 0 || body.text.trim().is_empty(), "mutant {number}");
                assert!(mail.files.len() <= FILES_MAX, "mutant {number}");
                let address = mail.from.map(|from| from.address).unwrap_or_default();
                assert!(!address.contains(char::is_control), "mutant {number}");
            }
            Err(error) => assert_eq!(error, Unreadable::NoMail, "mutant {number}"),
        }
        glance(&raw);
        slowest = slowest.max(begun.elapsed());
    }
    println!("{readable} of {MUTANTS} could be read; the slowest took {slowest:?}");
    assert!(readable * 2 > MUTANTS, "most are still mails: {readable}");
    assert!(slowest < READING_MAX, "{slowest:?}");
}

#[test]
fn mails_built_to_take_for_ever_do_not() {
    let many = |piece: &str, count: usize| piece.repeat(count).into_bytes();
    let under = |head: &str, body: Vec<u8>| [head.as_bytes(), b"\n\n", &body].concat();
    let daemon = "Return-Path: <>\nFrom: mailer-daemon@x.test\nSubject: failure notice";
    let hostile = [
        many("Content-Type: message/rfc822\n\n", 60_000),
        many("Content-Type: multipart/mixed; boundary=a\n\n--a\n", 40_000),
        under("Content-Type: multipart/mixed; boundary=a", many("--a\n\nx\n", 200_000)),
        under("Content-Type: multipart/digest; boundary=a", many("--a\n\n", 200_000)),
        under("Content-Type: text/html", many("<div>", 200_000)),
        under("Content-Type: text/html", many("<a href=x>", 100_000)),
        many("X: y\n", 300_000),
        many(" folded\n", 200_000),
        [b"Subject: ".as_slice(), &many("=?utf-8?q?a?= ", 100_000)].concat(),
        [b"Subject: ".as_slice(), &many("=?a?b?", 100_000)].concat(),
        [b"From: ".as_slice(), &many("(\"<", 100_000)].concat(),
        [b"To: ".as_slice(), &many("a@b,", 300_000)].concat(),
        [b"References: ".as_slice(), &many("<a@b>", 200_000)].concat(),
        [b"Content-Type: a/b".as_slice(), &many(";a*=''b", 100_000)].concat(),
        under(daemon, many("dk.", 300_000)),
        under(daemon, many("Message-ID: <a@b>\n", 100_000)),
        under("Subject: x", many("> ", 500_000)),
        under("Subject: x", many("\n", 1_000_000)),
        under("Content-Type: text/calendar", many("BEGIN:VEVENT\n", 100_000)),
        under("Content-Transfer-Encoding: quoted-printable", many("=\n", 500_000)),
        under("Content-Transfer-Encoding: quoted-printable", many(" ", 1_000_000)),
    ];
    for (number, raw) in hostile.iter().enumerate() {
        let begun = Instant::now();
        let read = read(raw, &Ours::default());
        assert_ne!(read, Err(Unreadable::Panicked), "number {number}");
        let taken = begun.elapsed();
        println!("number {number} of {} bytes took {taken:?}", raw.len());
        assert!(taken < READING_MAX, "number {number} took {taken:?}");
    }
}
