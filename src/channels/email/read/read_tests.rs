use super::*;
use crate::channels::email::mail::{Class, Notice, REFERENCES_MAX};
use crate::domain::Timestamp;

fn mail(text: &str) -> Mail {
    read(text.as_bytes(), &Ours::default()).expect("a mail")
}

fn multipart(kind: &str, parts: &[&str]) -> Mail {
    let body: String = parts.iter().map(|part| format!("--b\n{part}\n")).collect();
    mail(&format!("From: a@b.test\nContent-Type: multipart/{kind}; boundary=b\n\n{body}--b--\n"))
}

fn names(mail: &Mail) -> Vec<&str> {
    mail.files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn a_plain_mail_is_read_whole() {
    let mail = mail(
        "Delivered-To: desk@ours.test\nFrom: Ana <Ana@Example.test>\nReply-To: b@c.test\n\
         To: Desk <desk@ours.test>, x@y.test\nCc: z@y.test\nSubject: =?utf-8?q?Caf=C3=A9?=\n is open\n\
         Date: Tue, 3 Mar 2026 10:00:00 +0100\nMessage-ID: <1@Example.test>\nIn-Reply-To: <0@x>\n\
         References: <8@x> <0@x>\nThread-Index: AdX+/=\nThread-Topic: Cafe\n\
         Authentication-Results: mx.ours.test; spf=pass\nAuthentication-Results: forged\n\nHello,\r\nI am Ana.\r\n",
    );
    let from = mail.from.expect("a sender");
    assert_eq!((from.name.as_deref(), from.address.as_str()), (Some("Ana"), "ana@example.test"));
    assert_eq!(mail.reply_to.expect("an address").address, "b@c.test");
    assert_eq!(
        (mail.to.len(), mail.cc.len(), mail.delivered_to),
        (2, 1, vec!["desk@ours.test".to_owned()])
    );
    assert_eq!(mail.subject.as_deref(), Some("Café is open"));
    assert_eq!(
        mail.sent_at.map(Timestamp::to_rfc3339).unwrap_or_default()[..19],
        *"2026-03-03T09:00:00"
    );
    assert_eq!(mail.message_id.as_deref(), Some("1@Example.test"));
    assert_eq!((mail.in_reply_to, mail.references.len()), (vec!["0@x".to_owned()], 2));
    assert_eq!(
        (mail.thread_index.as_deref(), mail.thread_topic.as_deref()),
        (Some("AdX+/="), Some("Cafe"))
    );
    assert_eq!(mail.authentication.as_deref(), Some("mx.ours.test; spf=pass"));
    assert_eq!((mail.class, mail.body.text.as_str()), (Class::Human, "Hello,\nI am Ana.\n"));
}

#[test]
fn what_is_missing_is_none_and_what_is_no_mail_is_an_error() {
    let bare = mail("X-Nothing: here\n\n");
    assert_eq!((bare.from, bare.subject, bare.sent_at, bare.message_id), (None, None, None, None));
    assert_eq!((bare.body.text.as_str(), bare.body.own_words, bare.files.len()), ("", 0, 0));
    for none in [&b""[..], b"\n\n\n", b"Just some text.\n\nMore.", b"\0\0\0\0", b"\xff\xfe\xff"] {
        assert_eq!(read(none, &Ours::default()), Err(Unreadable::NoMail));
    }
}

#[test]
fn the_text_part_is_preferred_and_html_stands_in_for_it() {
    let plain = "Content-Type: text/plain; charset=utf-8\n\nHello, Zoë";
    let html = "Content-Type: text/html; charset=utf-8\n\n<p>Hello, <b>Zoë</b></p>";
    let both = multipart("alternative", &[plain, html]);
    assert_eq!(both.body.text, "Hello, Zoë");
    assert!(both.body.html.expect("HTML").contains("<b>Zoë</b>"));
    let stub = multipart("alternative", &["Content-Type: text/plain\n\n \n", html]);
    assert!(stub.body.text.contains("Zoë"), "{}", stub.body.text);
    let only =
        mail("Subject: x\nContent-Type: text/html\n\n<meta charset=iso-8859-2><p>Hi &amp; bye</p>");
    assert!(only.body.text.contains("Hi") && only.body.html.is_some());
    let pieces = multipart("mixed", &["\nOne <1>", html, "\nThree"]);
    assert!(pieces.body.text.starts_with("One <1>\n\n") && pieces.body.text.ends_with("\n\nThree"));
    let shown = pieces.body.html.expect("HTML");
    assert!(shown.contains("One &lt;1&gt;") && shown.contains("Three"), "{shown}");
}

#[test]
fn apples_text_between_files_is_all_shown() {
    let html = "Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: text/html\n\n<p>One</p>\n\
        --c\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nSGk=\n\
        --c\nContent-Type: text/html\n\n<p>Two</p>\n--c--";
    let mail = multipart("alternative", &["Content-Type: text/plain\n\nOne Two", html]);
    assert_eq!((mail.body.text.as_str(), names(&mail)), ("One Two", vec!["a.pdf"]));
    let shown = mail.body.html.expect("HTML");
    assert!(shown.contains("One") && shown.contains("Two"), "{shown}");
}

#[test]
fn files_have_names_types_and_bytes() {
    let mail = multipart(
        "mixed",
        &[
            "\nSee the files.",
            "Content-Type: application/pdf; name=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\nSGk=",
            "Content-Type: image/jpeg\nContent-ID: <pic@x>\n\nJPEG",
            "Content-Type: text/plain; name=notes.txt\n\nNotes",
            "Content-Type: text/plain\nContent-Disposition: attachment\n\nMore",
            "Content-Type: image/png\nContent-Location: https://x.test/dir/logo.png?size=1\n\nPNG",
            "Content-Type: application/odd thing\nContent-Disposition: attachment; filename=\"a.pdf\"\n\nx",
            "Content-Type: image/gif\n\n",
        ],
    );
    let wanted = ["a.pdf", "image.jpg", "notes.txt", "text.txt", "logo.png", "a (2).pdf"];
    assert_eq!(names(&mail), wanted);
    assert_eq!(
        (mail.files[0].bytes.as_slice(), mail.files[0].mime.as_str()),
        (&b"Hi"[..], "application/pdf")
    );
    assert_eq!(mail.files[1].content_id.as_deref(), Some("pic@x"));
    assert_eq!(mail.files[5].mime, "application/odd");
    assert_eq!(mail.body.text, "See the files.");
}

#[test]
fn a_mail_may_be_a_single_file() {
    let text = "Subject: x\nContent-Type: application/zip\nContent-Disposition: attachment; filename=a.zip\n\
        Content-Transfer-Encoding: base64\n\nSGk=\n";
    let mail = mail(text);
    assert_eq!((names(&mail), mail.body.text.as_str()), (vec!["a.zip"], ""));
}

#[test]
fn attached_mails_are_files_and_stay_whole() {
    let inner = "Content-Type: message/rfc822\n\nFrom: ben@x.test\nSubject: =?utf-8?q?Old/=C3=B6?=\n\
        Content-Type: multipart/mixed; boundary=c\n\n--c\n\nInner\n--c--";
    let mail = multipart("mixed", &["\nLook:", inner, "Content-Type: message/rfc822\n\nTo: x@y"]);
    assert_eq!(names(&mail), ["Old-ö.eml", "message.eml"]);
    let bytes = String::from_utf8_lossy(&mail.files[0].bytes);
    assert!(bytes.starts_with("From: ben@x.test") && bytes.ends_with("--c--"), "{bytes}");
    assert_eq!(mail.body.text, "Look:");
}

#[test]
fn signatures_are_hidden_and_what_is_encrypted_is_said_to_be() {
    let signed = multipart(
        "signed",
        &["\nSigned words", "Content-Type: application/pgp-signature; name=x.asc\n\nPGP"],
    );
    assert_eq!((signed.body.text.as_str(), signed.files.len()), ("Signed words", 0));
    assert!(signed.body.notices.is_empty());
    let parts = [
        "Content-Type: application/pgp-encrypted\n\nVersion: 1",
        "Content-Type: application/octet-stream; name=encrypted.asc\n\nPGP",
    ];
    let encrypted = multipart("encrypted", &parts);
    assert_eq!(
        (encrypted.body.notices.as_slice(), encrypted.files.len()),
        (&[Notice::Encrypted][..], 2)
    );
    let smime = mail("Subject: x\nContent-Type: application/x-pkcs7-mime; name=smime.p7m\n\nx");
    assert_eq!(
        (smime.body.notices.as_slice(), names(&smime)),
        (&[Notice::Encrypted][..], vec!["smime.p7m"])
    );
    let inline = mail("Subject: x\n\n-----BEGIN PGP MESSAGE-----\n\nabc");
    assert_eq!(inline.body.notices, [Notice::Encrypted]);
}

#[test]
fn winmail_and_invitations_are_told() {
    let winmail = multipart("mixed", &["\nHi", "Content-Type: application/ms-tnef\n\nTNEF"]);
    assert_eq!(
        (winmail.body.notices.as_slice(), names(&winmail)),
        (&[Notice::Winmail][..], vec!["winmail.dat"])
    );
    let calendar =
        "Content-Type: text/calendar; method=request\n\nBEGIN:VEVENT\nSUMMARY:Tea\nEND:VEVENT";
    let invited = multipart("alternative", &["\nCome", calendar]);
    let invitation = invited.body.invitation.clone().expect("an invitation");
    assert_eq!(
        (invitation.summary.as_deref(), invitation.method.as_deref()),
        (Some("Tea"), Some("REQUEST"))
    );
    assert_eq!((names(&invited), invited.body.text.as_str()), (vec!["invite.ics"], "Come"));
}

#[test]
fn pictures_that_belong_to_html_are_files_of_it() {
    let mail = multipart(
        "related; start=\"<root@x>\"",
        &[
            "Content-Type: image/png; name=logo.png\nContent-ID: <logo@x>\n\nPNG",
            "Content-Type: text/html\nContent-ID: <root@x>\n\n<p>Hi <img src=\"cid:logo@x\"></p>",
        ],
    );
    assert_eq!(
        (names(&mail), mail.files[0].content_id.as_deref()),
        (vec!["logo.png"], Some("logo@x"))
    );
    assert!(mail.body.html.is_some() && mail.body.text.contains("Hi"));
}

#[test]
fn raw_letters_in_the_head_are_read_by_the_charset_of_the_body() {
    let raw = b"From: Jos\xe9 <a@b.test>\nSubject: A\xe7\xe3o\nContent-Type: text/plain; charset=iso-8859-1\n\nOl\xe1";
    let mail = read(raw, &Ours::default()).expect("a mail");
    assert_eq!(mail.subject.as_deref(), Some("Ação"));
    assert_eq!(mail.from.and_then(|from| from.name).as_deref(), Some("José"));
    assert_eq!(mail.body.text, "Olá");
}

#[test]
fn texts_that_are_cut_stay_readable() {
    for letter in ["я", "字"] {
        let text = format!("a{}", letter.repeat(1024 * 1024 / letter.len() + 10));
        let mail = mail(&format!("Subject: x\nContent-Type: text/plain; charset=utf-8\n\n{text}"));
        assert!(mail.body.text.starts_with(&format!("a{letter}")), "{letter}");
        assert!(text.starts_with(&mail.body.text), "{letter}");
        assert_eq!(mail.body.notices, [Notice::Truncated]);
    }
    let word = "Subject: x\nContent-Type: text/html\n\n<meta charset=unicode><p>Hello\0 there</p>";
    assert_eq!(mail(word).body.text.trim(), "Hello there");
}

#[test]
fn a_form_on_a_web_site_is_shown_whole() {
    let body = "New request\n\nFrom: Max <m@x.test>\nDate: 3.5.2026\nSubject: Hi\nMessage: Where?";
    let form = mail(&format!("Subject: New request\n\n{body}"));
    assert_eq!(form.body.own_words, body.len());
    for head in
        ["Subject: AW: Hi", "Subject: Hi\nIn-Reply-To: <a@b>", "Subject: Hi\nReferences: <a@b>"]
    {
        let answer = mail(&format!("{head}\n\n{body}"));
        assert_eq!(&body[..answer.body.own_words], "New request", "{head}");
    }
}

#[test]
fn lines_may_end_in_returns_alone() {
    let mail = mail("From: a@b.test\rSubject: x\r\rHi\rthere\r");
    assert_eq!((mail.subject.as_deref(), mail.body.text.as_str()), (Some("x"), "Hi\nthere\n"));
}

#[test]
fn limits_are_kept() {
    let many: Vec<String> =
        (0..300).map(|file| format!("Content-Type: image/png; name={file}.png\n\nx")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let mail = multipart("mixed", &many);
    assert_eq!(mail.files.len(), super::super::mail::FILES_MAX);
    assert_eq!(mail.body.notices, [Notice::FilesLeftOut]);
    let long =
        self::mail(&format!("Subject: {}\n\n{}", "x ".repeat(2_000), "Zoë ".repeat(400_000)));
    assert!(long.subject.is_some_and(|subject| subject.len() <= SUBJECT_CHARACTERS_MAX));
    assert!(long.body.text.len() <= 1024 * 1024 && long.body.notices == [Notice::Truncated]);
    let index = self::mail(&format!("Subject: x\nThread-Index: {}\n\n", "A".repeat(5_000)));
    assert_eq!(index.thread_index, None);
    let references: String = (0..500).map(|id| format!("<{id}@x> ")).collect();
    let thread = self::mail(&format!("References: {references}\nSubject: x\n\n"));
    assert_eq!(
        (thread.references.len(), thread.references.last().map(String::as_str)),
        (REFERENCES_MAX, Some("499@x"))
    );
}

#[test]
fn a_glance_never_fails() {
    let seen = glance(b"From: Ana <ana@example.test>\nSubject: =?utf-8?q?Hi=21?=\n\n\0\xff");
    assert_eq!(seen.subject.as_deref(), Some("Hi!"));
    assert_eq!(seen.from.expect("a sender").address, "ana@example.test");
    assert_eq!(glance(b""), Glance::default());
    assert_eq!(glance(&[0xff; 1_000]), Glance::default());
}
