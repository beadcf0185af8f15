//! Collections of real mails, and our own, read one by one.

use crate::fixtures::mails;
use deskbell::channels::email::mail::{Bounce, Class, Fate, Mail, Ours};
use deskbell::channels::email::message_id;
use deskbell::channels::email::read::{glance, read};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

/// A mail takes milliseconds; more than this, on the busiest machine, means that work grew without
/// bound.
const READING_MAX: Duration = Duration::from_secs(20);

/// Notices of mail servers outside the collection of bounces, told by a person.
const BOUNCES: &[&str] = &[
    "/dsn/testdata/",
    "/multipart_report_emails/",
    "bounced_gmail.eml",
    "bounced_with_no_from.eml",
    "example_bounce.eml",
    "issue-462.eml",
    "msg_05.txt",
    "msg_16.txt",
    "msg_25.txt",
    "msg_43.txt",
    "multipart-wo-boundary.raw",
    "raw_email_with_mimepart_without_content_type.eml",
    "mails/late.eml",
    "mails/notice.eml",
    "mails/report.eml",
];

/// Texts without a head among the mails.
const NO_MAILS: &[&str] = &["msg_19.txt", "erroneous.raw"];

fn ours() -> Ours {
    Ours { addresses: vec!["support@desk.test".to_owned()], instance: "desk".to_owned() }
}

pub fn is_mail(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    (name.ends_with(".eml") || name.ends_with(".raw") || name.starts_with("msg_"))
        && !NO_MAILS.contains(&name)
}

fn read_all() -> Vec<(String, Vec<u8>, Mail)> {
    let all = mails().into_iter().filter(|(path, _)| is_mail(path));
    let read = all.map(|(path, raw)| {
        let mail = read(&raw, &ours()).unwrap_or_else(|error| panic!("{path}: {error}"));
        (path, raw, mail)
    });
    read.collect()
}

fn bounce(mail: &Mail) -> Option<&Bounce> {
    match &mail.class {
        Class::Bounce(bounce) => Some(bounce),
        Class::Human | Class::Automatic | Class::Own => None,
    }
}

/// `share` of `all`, in percent.
#[track_caller]
fn at_least(percent: usize, share: usize, all: usize, what: &str, failed: &[String]) {
    println!("{what}: {share} of {all}");
    assert!(share * 100 >= all * percent, "{what}: {share} of {all}: {failed:#?}");
}

/// The first field of this name, by the simplest reading there is.
fn field(raw: &[u8], name: &str) -> Option<String> {
    let text: String = raw.iter().map(|byte| char::from(*byte)).collect();
    let text = text.replace("\r\n", "\n");
    let head = text.split("\n\n").next()?.replace("\n ", " ").replace("\n\t", " ");
    let found = head.lines().find_map(|line| {
        let (known, value) = line.split_once(':')?;
        known.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    found.filter(|value| !value.is_empty())
}

/// Whether the address is one that the mail names as its author's.
fn is_sender(raw: &[u8], address: Option<&str>) -> bool {
    let fields = ["from", "reply-to", "return-path", "sender"];
    let named = fields.iter().filter_map(|name| field(raw, name));
    let named = named.map(|value| value.to_lowercase()).find(|value| value.contains('@'));
    match (named, address) {
        (Some(value), Some(address)) => value.contains(address),
        (named, address) => named.is_none() == address.is_none(),
    }
}

/// Whether another reader understands the subject alike; letters that it can't read are no matter.
fn is_subject(raw: &[u8], subject: Option<&str>) -> bool {
    let other = mail_parser::MessageParser::default().parse(raw);
    let other = other.and_then(|mail| mail.subject().map(str::to_owned)).unwrap_or_default();
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    plain(&other) == plain(subject.unwrap_or_default())
}

#[test]
fn senders_and_subjects_of_all_mails_are_right() {
    let (mut all, mut senders, mut subjects) = (0, Vec::new(), Vec::new());
    let mut slowest = (Duration::ZERO, String::new());
    for (path, raw) in mails().into_iter().filter(|(path, _)| is_mail(path)) {
        let begun = Instant::now();
        let mail = read(&raw, &ours()).unwrap_or_else(|error| panic!("{path}: {error}"));
        slowest = slowest.max((begun.elapsed(), path.clone()));
        all += 1;
        let address = mail.from.as_ref().map(|from| from.address.as_str());
        if !is_sender(&raw, address) {
            senders.push(format!("{path}: {address:?}"));
        }
        if !is_subject(&raw, mail.subject.as_deref()) {
            subjects.push(format!("{path}: {:?}", mail.subject));
        }
        assert!(mail.body.text.is_char_boundary(mail.body.own_words), "{path}");
        let glance = glance(&raw);
        assert_eq!(glance.from.map(|from| from.address).as_deref(), address, "{path}");
    }
    println!("slowest: {slowest:?}");
    assert!(slowest.0 < READING_MAX, "{slowest:?}");
    assert!(all >= 12, "{all} mails");
    // One of our own is broken on purpose, which is much among a dozen.
    let least = if all < 100 { 90 } else { 97 };
    at_least(least, all - senders.len(), all, "senders", &senders);
    at_least(least, all - subjects.len(), all, "subjects", &subjects);
}

#[test]
fn bounces_are_told_from_all_other_mails() {
    let (mut bounces, mut missed) = (0, Vec::new());
    let (mut others, mut mistaken) = (0, Vec::new());
    for (path, _, mail) in read_all() {
        let is_bounce = BOUNCES.iter().any(|part| path.contains(part));
        match (is_bounce || path.contains("/sisimai-bounces/"), bounce(&mail).is_some()) {
            (true, is_told) => {
                bounces += 1;
                missed.extend((!is_told).then_some(path));
            }
            (false, is_told) => {
                others += 1;
                mistaken.extend(is_told.then_some(path));
            }
        }
    }
    at_least(97, bounces - missed.len(), bounces, "bounces told", &missed);
    at_least(99, others - mistaken.len(), others, "others left alone", &mistaken);
}

/// Every id that a bounce names in its body, by the simplest reading there is.
fn ids_in_body(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    let body = text.split_once("\n\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
    let lines = body.lines().filter(|line| line.to_lowercase().contains("message-id:"));
    let ids = lines.filter_map(|line| line.split_once('<')?.1.split_once('>'));
    ids.map(|(id, _)| id.to_lowercase()).filter(|id| !id.contains([' ', '\\'])).collect()
}

#[test]
fn bounces_lead_to_the_mail_that_they_are_about() {
    let id = "dk.4711.12.abcdefghij@desk.test";
    assert!(message_id::claimed(id).is_some());
    let (mut all, mut found) = (0, 0);
    let (mut named, mut missed) = (0, Vec::new());
    let (mut changed, mut lost) = (0, Vec::new());
    for (path, raw, mail) in read_all() {
        let Some(bounce) = bounce(&mail) else { continue };
        all += 1;
        found += usize::from(!bounce.others.is_empty() || !bounce.ours.is_empty());
        let Some(wanted) = ids_in_body(&raw).into_iter().next() else { continue };
        named += 1;
        let is_found =
            bounce.others.iter().chain(&bounce.ours).any(|id| id.to_lowercase() == wanted);
        missed.extend((!is_found).then(|| format!("{path}: {wanted}")));
        // The same bounce, of a mail of ours.
        let Ok(text) = String::from_utf8(raw) else { continue };
        let Some(at) = text.to_lowercase().rfind(&wanted) else { continue };
        let Some(before) = text.get(..at) else { continue };
        let text = format!("{before}{id}{}", &text[at + wanted.len()..]);
        let read = read(text.as_bytes(), &ours()).expect("a mail");
        changed += 1;
        let is_ours =
            self::bounce(&read).is_some_and(|bounce| bounce.ours.iter().any(|ours| ours == id));
        lost.extend((!is_ours).then_some(path));
    }
    println!("bounces that name any mail: {found} of {all}");
    at_least(85, found, all, "bounces that name any mail", &[]);
    at_least(97, named - missed.len(), named, "mails named in bodies", &missed);
    at_least(97, changed - lost.len(), changed, "mails of ours", &lost);
}

/// What is expected of the bounces: the statuses and codes of each one's recipients.
fn expected() -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let table = mails().into_iter().find(|(path, _)| path.ends_with("EXPECT.tsv"));
    let table = table.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned());
    let mut expected: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for line in table.unwrap_or_default().lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [file, _, status, code, ..] = cells.as_slice() else { continue };
        let (statuses, codes) = expected.entry((*file).to_owned()).or_default();
        statuses.push((*status).to_owned());
        codes.push((*code).to_owned());
    }
    expected
}

#[test]
fn reasons_of_bounces_are_read() {
    let expected = expected();
    let (mut statuses, mut codes) = ((0, Vec::new()), (0, Vec::new()));
    for (path, _, mail) in read_all() {
        let Some(bounce) = bounce(&mail) else { continue };
        let Some(wanted) = expected.get(path.rsplit('/').next().unwrap_or_default()) else {
            continue;
        };
        // Numbers from 900 are the collection's own: it guessed them from words.
        let is_real = |status: &&String| !status.is_empty() && !status.contains(".0.9");
        if wanted.0.iter().any(|status| is_real(&status)) {
            statuses.0 += 1;
            let is_right = bounce.status.as_ref().is_some_and(|status| wanted.0.contains(status));
            statuses
                .1
                .extend((!is_right).then(|| format!("{path}: {:?} {wanted:?}", bounce.status)));
        }
        if wanted.1.iter().any(|code| !code.is_empty()) {
            codes.0 += 1;
            let code = bounce.reply_code.map(|code| code.to_string()).unwrap_or_default();
            codes
                .1
                .extend((!wanted.1.contains(&code)).then(|| format!("{path}: {code} {wanted:?}")));
        }
    }
    at_least(95, statuses.0 - statuses.1.len(), statuses.0, "statuses", &statuses.1);
    at_least(95, codes.0 - codes.1.len(), codes.0, "reply codes", &codes.1);
}

fn own(name: &str) -> Mail {
    let all = mails();
    let found =
        all.iter().find(|(path, _)| path.ends_with(&format!("tests/fixtures/mails/{name}.eml")));
    let (_, raw) = found.expect("it is in the project");
    read(raw, &ours()).expect("a mail")
}

fn told(mail: &Mail) -> (&str, &str) {
    let from = mail.from.as_ref().map_or("", |from| from.address.as_str());
    (from, mail.subject.as_deref().unwrap_or_default())
}

#[test]
fn mails_of_our_own_are_read_in_every_detail() {
    let question = own("question");
    assert_eq!(told(&question), ("ana.berger@customer.test", "Grüße und eine Frage zur Rechnung"));
    assert!(question.body.text.contains("12€ mehr?") && question.body.html.is_some());
    let files = own("files");
    let names: Vec<&str> = files.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["image.png", "Übersicht-2026.pdf", "Older thoughts.eml"]);
    assert_eq!(files.files[0].content_id.as_deref(), Some("one@customer.test"));
    assert!(files.files[0].is_shown_inline && !files.files[1].is_shown_inline);
    let answer = own("answer");
    assert_eq!(answer.in_reply_to, ["dk.7.2.aaaaaaaaaa@desk.test"]);
    assert!(
        answer.body.text.starts_with("That is what I was looking for, thank you so much. The café")
    );
    assert!(!answer.body.text[..answer.body.own_words].contains("here it is"));
    assert_eq!(answer.thread_index.as_deref(), Some("AdX0Xy2mFz=="));
    let absence = own("absence");
    assert_eq!(absence.class, Class::Automatic);
    assert!(absence.wants_no_automatic_answer);
    let japanese = own("japanese");
    assert_eq!(told(&japanese), ("yamada@customer.test", "お問い合わせ"));
    assert_eq!(japanese.body.text.trim(), "こんにちは。");
    let raw = own("raw-letters");
    assert_eq!(told(&raw).1, "Informação e preço");
    assert_eq!(raw.from.and_then(|from| from.name).as_deref(), Some("José Gonçalves"));
    let invitation = own("invitation");
    let told_of = invitation.body.invitation.as_ref().expect("an invitation");
    assert_eq!(told_of.starts.as_deref(), Some("2026-03-10T15:00 Europe/Lisbon"));
    assert_eq!(invitation.body.notices.len(), 1, "winmail.dat is explained");
    let signed = own("signed");
    assert_eq!((signed.body.text.as_str(), signed.files.len()), ("I stand by this.", 0));
    let broken = own("broken");
    assert_eq!(told(&broken), ("shop@customer.test", "An order"));
    assert_eq!(broken.body.text, "No empty line before this.");
    assert_eq!((broken.files[0].name.as_str(), broken.files[0].bytes.len()), ("order.zip", 7));
}

#[test]
fn bounces_of_our_own_tell_which_mail_and_why() {
    for (name, fate, id, status, recipient) in [
        ("report", Fate::Failed, "dk.12.4.bbbbbbbbbb@desk.test", "5.1.1", "nobody@customer.test"),
        ("notice", Fate::Failed, "dk.13.1.cccccccccc@desk.test", "5.2.2", "full@customer.test"),
        ("late", Fate::Delayed, "dk.14.9.dddddddddd@desk.test", "4.7.1", "slow@customer.test"),
    ] {
        let mail = own(name);
        let bounce = bounce(&mail).unwrap_or_else(|| panic!("{name}: {:?}", mail.class));
        assert_eq!((bounce.fate, bounce.ours.as_slice()), (fate, &[id.to_owned()][..]), "{name}");
        assert_eq!(bounce.status.as_deref(), Some(status), "{name}");
        assert_eq!(bounce.recipient.as_deref(), Some(recipient), "{name}");
    }
}
