//! Fetching one mail, none of which marks it as read.

use super::{Imap, Kind, Stage, Trouble, Value};
use crate::domain::Timestamp;

/// A larger mail comes in pieces, so that it is never in memory twice.
const WHOLE_BYTES_MAX: u64 = 5 << 20;
const PIECE_BYTES: u64 = 1 << 20;
/// How much larger than announced a mail may turn out: line ends are counted in many ways.
const UNANNOUNCED_BYTES_MAX: u64 = 1 << 20;

/// What a server says of a mail before it is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    /// About: some servers count other line ends than they send.
    pub size: u64,
    /// When it arrived. `None`: the server does not say so in any form that we know.
    pub internal_date: Option<Timestamp>,
}

impl Imap {
    /// `None`: there is no such mail any more.
    pub async fn describe(&mut self, uid: u32) -> Result<Option<Described>, Trouble> {
        let found = self.fetch(uid, "(UID RFC822.SIZE INTERNALDATE)", 0).await?;
        found.as_deref().map(described).transpose()
    }

    /// Only so many bytes. `None`: there is no such mail any more.
    pub async fn beginning(&mut self, uid: u32, bytes: u32) -> Result<Option<Vec<u8>>, Trouble> {
        self.part(uid, &format!("<0.{bytes}>"), u64::from(bytes)).await
    }

    /// All of it; `size` as it was described. `None`: there is no such mail any more.
    pub async fn whole(&mut self, uid: u32, size: u64) -> Result<Option<Vec<u8>>, Trouble> {
        if size <= WHOLE_BYTES_MAX {
            return self.part(uid, "", size).await;
        }
        let mut mail: Vec<u8> = Vec::new();
        loop {
            let had = mail.len() as u64;
            let range = format!("<{had}.{PIECE_BYTES}>");
            let Some(piece) = self.part(uid, &range, PIECE_BYTES).await? else {
                return Ok(None);
            };
            mail.extend_from_slice(&piece);
            let has = mail.len() as u64;
            // A piece that is short before what was announced may only be a server's own limit.
            if piece.is_empty() || ((piece.len() as u64) < PIECE_BYTES && has >= size) {
                return Ok(Some(mail));
            }
            if has > size.saturating_mul(2).saturating_add(UNANNOUNCED_BYTES_MAX) {
                self.is_good = false;
                return Err(self.nonsense(Stage::Fetching, b"a mail that has no end"));
            }
        }
    }

    async fn part(
        &mut self,
        uid: u32,
        range: &str,
        bytes: u64,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        let asked = format!("(UID BODY.PEEK[]{range})");
        let Some(fields) = self.fetch(uid, &asked, bytes).await? else { return Ok(None) };
        let is_it = |field: &(String, Value)| {
            let name = field.0.split('<').next().unwrap_or_default();
            name.eq_ignore_ascii_case("BODY[]")
        };
        match fields.into_iter().find(is_it) {
            Some((_, Value::Text(bytes))) => Ok(Some(bytes)),
            // The mail is there, so that it must not be taken for one that is gone.
            Some((_, Value::Atom(_) | Value::List(_))) | None => {
                let text = "The mail server knows the mail and gives nothing of it.";
                Err(Trouble::new(Stage::Fetching, Kind::Refused, text))
            }
        }
    }

    /// What was asked for of this mail, whatever else is told meanwhile.
    async fn fetch(
        &mut self,
        uid: u32,
        what: &str,
        bytes: u64,
    ) -> Result<Option<Vec<(String, Value)>>, Trouble> {
        let mut found: Option<Vec<(String, Value)>> = None;
        let take = |values: Vec<Value>| {
            if let Some(fields) = fields_of(uid, values) {
                found.get_or_insert_default().extend(fields);
            }
        };
        let wait = self.link.server.waits.for_bytes(bytes);
        let command = format!("UID FETCH {uid} {what}");
        match self.ask_within(wait, Stage::Fetching, &command, take).await {
            Ok(_) => Ok(found),
            // Another connection has deleted it, and this one has not heard of it yet (RFC 5530).
            Err(trouble) if trouble.text.contains("[EXPUNGEISSUED]") => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }
}

/// Whoever tells anything of a mail has it: it must not be taken for one that is gone.
fn described(fields: &[(String, Value)]) -> Result<Described, Trouble> {
    let Some(size) = field(fields, "RFC822.SIZE") else {
        let text = "The mail server knows the mail and does not say how large it is.";
        return Err(Trouble::new(Stage::Fetching, Kind::Refused, text));
    };
    Ok(Described {
        size: size.as_number().unwrap_or(0),
        internal_date: field(fields, "INTERNALDATE").and_then(arrived_at),
    })
}

/// The fields of `12 FETCH (UID 7 …)`, if it is that mail's.
fn fields_of(uid: u32, values: Vec<Value>) -> Option<Vec<(String, Value)>> {
    let mut values = values.into_iter();
    let (_number, verb, fields) = (values.next()?, values.next()?, values.next()?);
    let Value::List(fields) = fields else { return None };
    if !verb.is_atom("FETCH") {
        return None;
    }
    let mut pairs = Vec::new();
    let mut fields = fields.into_iter();
    while let (Some(name), Some(value)) = (fields.next(), fields.next()) {
        pairs.push((name.as_atom()?.to_owned(), value));
    }
    let told: u32 = field(&pairs, "UID")?.as_number()?;
    (told == uid).then_some(pairs)
}

fn field<'f>(fields: &'f [(String, Value)], name: &str) -> Option<&'f Value> {
    fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// ` 7-Feb-2026 21:52:25 -0800`
fn arrived_at(value: &Value) -> Option<Timestamp> {
    let text = String::from_utf8_lossy(value.as_bytes().unwrap_or_default());
    chrono::DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z")
        .map(|at| Timestamp(at.timestamp_millis()))
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::email::imap::answer;

    #[test]
    fn a_time_of_arrival_is_read_in_its_zone() {
        let at = |text: &str| arrived_at(&Value::Text(text.into())).map(Timestamp::to_rfc3339);
        assert_eq!(at(" 7-Feb-2026 21:52:25 -0800").as_deref(), Some("2026-02-08T05:52:25.000Z"));
        assert_eq!(at("17-Jul-1996 02:44:25 +0000").as_deref(), Some("1996-07-17T02:44:25.000Z"));
        assert_eq!(at("yesterday"), None);
    }

    #[test]
    fn a_mail_of_which_little_is_told_is_not_gone() {
        let told = |answer: &[u8]| {
            let Some(answer::Answer::Data(values)) = answer::read(answer) else { panic!("data") };
            described(&fields_of(7, values).expect("of this mail"))
        };
        let trouble = told(b"* 1 FETCH (UID 7 FLAGS (\\Seen))\r\n").expect_err("no size");
        assert_eq!(trouble.kind, Kind::Refused);
        let described = told(b"* 1 FETCH (UID 7 RFC822.SIZE 9 FLAGS (\\Seen))\r\n");
        let internal_date = None;
        assert_eq!(described, Ok(Described { size: 9, internal_date }));
    }

    #[test]
    fn what_is_told_of_other_mails_is_passed_over() {
        let Some(answer::Answer::Data(values)) = answer::read(b"* 1 FETCH (UID 8 X y)\r\n") else {
            panic!("data");
        };
        assert_eq!(fields_of(7, values.clone()), None);
        let fields = fields_of(8, values).expect("fields");
        assert_eq!(field(&fields, "x"), Some(&Value::Atom("y".into())));
        let Some(answer::Answer::Data(values)) = answer::read(b"* 1 FETCH (FLAGS ())\r\n") else {
            panic!("data");
        };
        assert_eq!(fields_of(1, values), None, "a number of its place is no number of a mail");
    }
}
