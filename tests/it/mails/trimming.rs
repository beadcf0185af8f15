//! Replies of other projects' collections, which stand beside this one on some machines.

use deskbell::channels::email::trim::own_words;
use std::path::{Path, PathBuf};

fn collection(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/fixtures/email").join(name)
}

/// Each file's name and its text; empty if the collection is not here.
fn mails(directory: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_file() && !name.contains("LICENSE") {
            let bytes = std::fs::read(entry.path()).expect("readable");
            found.push((name, String::from_utf8_lossy(&bytes).replace("\r\n", "\n")));
        }
    }
    found
}

fn shown(text: &str) -> &str {
    text[..own_words(text, None)].trim()
}

#[test]
fn most_replies_are_trimmed_to_the_letter() {
    let root = collection("discourse-email_reply_trimmer");
    let mut wrong = Vec::new();
    let expected = mails(&root.join("trimmed"));
    for (name, expected) in &expected {
        let path = root.join("emails").join(name);
        let mail = std::fs::read_to_string(path).expect("the mail").replace("\r\n", "\n");
        if shown(&mail) != expected.trim() {
            wrong.push(name);
        }
    }
    // Answers below a quote and mails that are passed on stay whole: these are the others.
    assert!(wrong.len() * 100 <= expected.len() * 19, "{} wrong: {wrong:?}", wrong.len());
}

/// What begins where a reply was cut: nothing that its author wrote.
fn is_written_by_a_program(line: &str) -> bool {
    let line = line.trim();
    let words = line.trim_start_matches(['*', '_']);
    let starts = [
        ">",
        "--",
        "__",
        "—",
        "==",
        "On ",
        "Le ",
        "Am ",
        "El ",
        "Em ",
        "Op ",
        "W dniu",
        "Dnia",
        "In data",
        "Il ",
        "From:",
        "De :",
        "De:",
        "Da:",
        "Von:",
        "Van:",
        "Fra:",
        "Od:",
        "Från:",
        "Sent ",
        "Sendt ",
        "Envoyé",
        "Get ",
        "pe ",
        "tir.",
        "ср,",
        "Wednesday,",
    ];
    words.starts_with(|letter: char| letter.is_ascii_digit())
        || starts.iter().any(|start| line.starts_with(start) || words.starts_with(start))
        || line.contains("schrieb am")
}

#[test]
fn what_is_cut_begins_with_a_line_of_a_program() {
    let collections = [
        collection("github-email_reply_parser"),
        collection("crisp-email-reply-parser"),
        collection("discourse-email_reply_trimmer/emails"),
    ];
    let mut wrong = Vec::new();
    for directory in collections {
        for (name, mail) in mails(&directory) {
            let end = own_words(&mail, None);
            assert_eq!(mail.trim().is_empty(), mail[..end].trim().is_empty(), "{name}");
            let Some(first) = mail[end..].lines().find(|line| !line.trim().is_empty()) else {
                continue;
            };
            let is_sent_from = name == "signatures.txt";
            if !is_sent_from && !is_written_by_a_program(first) {
                wrong.push(format!("{name} is cut at {first:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn mails_that_are_passed_on_stay_whole() {
    for (directory, name) in [
        ("discourse-email_reply_trimmer/emails", "forwarded_gmail.txt"),
        ("crisp-email-reply-parser", "email_tricky_17_forward_header.txt"),
    ] {
        let Ok(mail) = std::fs::read_to_string(collection(directory).join(name)) else { continue };
        assert_eq!(shown(&mail), mail.trim(), "{name}");
    }
    let outlook = "See below.\n\nFrom: A <a@b.test>\nSent: Monday\nTo: B\nSubject: x\n\nHello";
    assert_eq!(own_words(outlook, Some("FW: x")), outlook.len());
    assert_eq!(&outlook[..own_words(outlook, Some("Re: x"))], "See below.");
}
