use super::*;
use mail_parser::{Address, MessageParser, MimeHeaders, PartType};
use proptest::prelude::*;

fn mailbox(name: Option<&str>, address: &str) -> Mailbox {
    Mailbox { name: name.map(str::to_owned), address: address.to_owned() }
}

fn outgoing() -> Outgoing<'static> {
    Outgoing {
        message_id: "dk.7.3.abcdefghij@example.test",
        at: Timestamp(1_777_800_000_000),
        from: mailbox(Some("Zoë | Lampen & Söhne"), "support@example.test"),
        to: mailbox(Some("Ana \"A.\" Lima"), "ana@customer.test"),
        subject: "Re: Größe der Lampe",
        in_reply_to: Some("b@customer.test"),
        references: &[],
        thread_index: None,
        thread_topic: None,
        reply_to: None,
        instance: "instance-1",
        automatic: false,
        markdown: "Hello **Ana**,\n\nit is *42 cm*.\nSee https://example.test/a.",
        signature: Some("Zoë\nLampen"),
        quoted: Some(Quoted {
            introduction: "On 3 May 2026, Ana wrote:",
            text: "How large?\n> Hi & bye",
        }),
        files: Vec::new(),
    }
}

fn file(name: &str, mime: &str, bytes: &[u8], content_id: Option<&str>) -> OutgoingFile {
    let content_id = content_id.map(str::to_owned);
    OutgoingFile { name: name.to_owned(), mime: mime.to_owned(), bytes: bytes.to_vec(), content_id }
}

/// Every line ends with CR LF and is short enough for every server.
fn assert_is_fit_for_servers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    assert!(bytes.is_ascii(), "{text}");
    for line in text.split("\r\n") {
        assert!(!line.contains(['\r', '\n', '\0']), "{line:?}");
        assert!(line.len() <= 998, "{} bytes", line.len());
    }
}

#[test]
fn a_mail_is_read_as_it_was_written() {
    let bytes = compose(&outgoing());
    assert_is_fit_for_servers(&bytes);
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    assert_eq!(mail.subject(), Some("Re: Größe der Lampe"));
    assert_eq!(mail.message_id(), Some("dk.7.3.abcdefghij@example.test"));
    assert_eq!(mail.in_reply_to().as_text(), Some("b@customer.test"));
    let from = mail.from().and_then(Address::first).expect("from");
    assert_eq!(
        (from.name(), from.address()),
        (Some("Zoë | Lampen & Söhne"), Some("support@example.test"))
    );
    let to = mail.to().and_then(Address::first).expect("to");
    assert_eq!((to.name(), to.address()), (Some("Ana \"A.\" Lima"), Some("ana@customer.test")));
    assert_eq!(mail.date().map(mail_parser::DateTime::to_timestamp), Some(1_777_800_000));
    assert_eq!(mail.header("X-Deskbell-Instance").and_then(|it| it.as_text()), Some("instance-1"));
    assert!(mail.header("Auto-Submitted").is_none() && mail.header("Reply-To").is_none());
    assert_eq!(
        mail.body_text(0).as_deref().map(|text| text.replace("\r\n", "\n")).as_deref(),
        Some(
            "Hello **Ana**,\n\nit is *42 cm*.\nSee https://example.test/a.\n\n-- \nZoë\nLampen\n\n\
             On 3 May 2026, Ana wrote:\n\n> How large?\n>> Hi & bye\n"
        )
    );
    let html = mail.body_html(0).expect("HTML").replace("\r\n", "\n");
    assert!(html.contains("<p>Hello <strong>Ana</strong>,</p>"), "{html}");
    assert!(html.contains("<blockquote class=\"gmail_quote\" type=\"cite\""), "{html}");
    assert!(
        html.contains("How large?<br>\n<blockquote type=\"cite\">Hi &amp; bye<br>\n</blockquote>")
    );
}

#[test]
fn the_same_input_makes_the_same_bytes_and_another_id_another_boundary() {
    let mut mail = outgoing();
    mail.files.push(file("a.txt", "text/plain", b"a\nb\r\n", None));
    assert_eq!(compose(&mail), compose(&mail));
    let boundary = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.split("boundary=\"").nth(1).map(|rest| rest[..34].to_owned()).expect("a boundary")
    };
    let first = boundary(&compose(&mail));
    mail.message_id = "dk.7.4.abcdefghij@example.test";
    assert_ne!(boundary(&compose(&mail)), first);
}

#[test]
fn files_and_pictures_arrive_byte_for_byte_under_their_names() {
    let mut mail = outgoing();
    mail.markdown = "Look: ![the lamp](cid:lamp@x)";
    let odd: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    mail.files = vec![
        file("Lampe größer – 灯.png", "image/png", &odd, Some("lamp@x")),
        file("../../a\r\nb\".txt", "text/plain; charset=x", b"a\nb\r\nc\rd", None),
        file("", "message/rfc822", b"Subject: x\r\n\r\ny", Some("unused@x")),
        file(&"n".repeat(400), "bad type\r\nX: y", b"", Some("b\r\nad")),
    ];
    let bytes = compose(&mail);
    assert_is_fit_for_servers(&bytes);
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    let files: Vec<_> = mail.attachments().collect();
    let contents: Vec<&[u8]> = files.iter().map(|file| file.contents()).collect();
    assert_eq!(contents, [&odd[..], b"a\nb\r\nc\rd", b"Subject: x\r\n\r\ny", b""]);
    let names: Vec<_> = files.iter().filter_map(|file| file.attachment_name()).collect();
    assert_eq!(names, ["Lampe größer – 灯.png", ".._.._a b\".txt", "file", &"n".repeat(150)]);
    assert_eq!(files[0].content_id(), Some("lamp@x"));
    assert_eq!(files[3].content_id(), None);
    let kinds: Vec<String> = files
        .iter()
        .filter_map(|file| file.content_type())
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .collect();
    let bytes = "application/octet-stream";
    assert_eq!(kinds, ["image/png", "text/plain", bytes, bytes]);
    assert!(
        mail.body_html(0)
            .is_some_and(|html| html.contains("<img src=\"cid:lamp@x\" alt=\"the lamp\">"))
    );
    let multiparts = mail.parts.iter().filter(|part| matches!(part.body, PartType::Multipart(_)));
    let sorts: Vec<_> = multiparts.filter_map(|part| part.content_type()?.subtype()).collect();
    assert_eq!(sorts, ["mixed", "alternative", "related"]);
}

#[test]
fn an_automatic_mail_says_so_and_what_outlook_threads_by_goes_back() {
    let mail = Outgoing {
        automatic: true,
        thread_index: Some("AdqaBcd+/=="),
        thread_topic: Some("The lamp"),
        reply_to: Some("support+c-token@example.test"),
        ..outgoing()
    };
    let bytes = compose(&mail);
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    for (name, value) in [
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "bulk"),
        ("Thread-Index", "AdqaBcd+/=="),
        ("Thread-Topic", "The lamp"),
    ] {
        assert_eq!(mail.header(name).and_then(|it| it.as_text()), Some(value), "{name}");
    }
    let reply_to = mail.reply_to().and_then(Address::first).and_then(|it| it.address());
    assert_eq!(reply_to, Some("support+c-token@example.test"));
}

#[test]
fn references_keep_the_first_and_the_last_and_only_ids_that_break_nothing() {
    let ids: Vec<String> =
        (0..60).map(|place| format!("message-{place:04}.of-a-long-thread@customer.test")).collect();
    let kept = headers::references(&ids, Some("parent@x"));
    assert_eq!((kept.first(), kept.last().map(String::as_str)), (ids.first(), Some("parent@x")));
    assert_eq!(kept[kept.len() - 2], ids[59]);
    let length: usize = kept.iter().map(|id| id.len() + 3).sum();
    assert!((1_400..=1_500).contains(&length), "{length}");
    let bad =
        ["a@b\r\nBcc: x@y".to_owned(), "a b@c".to_owned(), "a@b".to_owned(), "a@b".to_owned()];
    assert_eq!(headers::references(&bad, None), ["a@b"]);
    assert!(headers::references(&[], None).is_empty());
}

#[test]
fn a_subject_is_answered_once() {
    for (subject, expected) in [
        ("Lamp", "Re: Lamp"),
        ("Re: Lamp", "Re: Lamp"),
        ("RE: AW: Re[2]: SV: re(3) : Lamp", "Re: Lamp"),
        ("回复：灯", "Re: 灯"),
        ("Fwd: Lamp", "Re: Fwd: Lamp"),
        ("Re: Fwd: Re: Lamp", "Re: Fwd: Re: Lamp"),
        ("Order 12: late", "Re: Order 12: late"),
        ("", "Re:"),
        ("Re:", "Re:"),
        ("a\r\nBcc: x", "Re: a Bcc: x"),
    ] {
        assert_eq!(reply_subject(subject), expected);
        assert_eq!(reply_subject(&reply_subject(subject)), expected);
    }
}

#[test]
fn long_lines_are_broken_for_the_way() {
    let long = "x".repeat(5_000) + " " + &"ä".repeat(5_000);
    let quoted = Quoted { introduction: &long, text: &long };
    let mail = Outgoing { markdown: &long, subject: &long, quoted: Some(quoted), ..outgoing() };
    let bytes = compose(&mail);
    assert_is_fit_for_servers(&bytes);
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    assert!(mail.body_text(0).is_some_and(|text| text.contains(&long)));
}

fn header_names(bytes: &[u8]) -> Vec<String> {
    let mail = MessageParser::default().parse(bytes).expect("a mail");
    mail.headers().iter().map(|header| header.name().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_field_breaks_a_header(
        texts in prop::collection::vec("(\\PC|[\r\n\0\t\u{85}\u{2028}:;<>@\",=?]|\r\nBcc: x@y\r\n\r\n){0,40}", 14)
    ) {
        let references = [texts[0].clone(), format!("{}@x", texts[1])];
        let mail = Outgoing {
            message_id: &texts[2],
            from: mailbox(Some(&texts[3]), &texts[4]),
            to: mailbox(Some(&texts[5]), &texts[6]),
            subject: &texts[7],
            in_reply_to: Some(&texts[0]),
            references: &references,
            thread_index: Some(&texts[8]),
            thread_topic: Some(&texts[9]),
            reply_to: Some(&texts[10]),
            instance: &texts[11],
            automatic: true,
            markdown: &texts[12],
            signature: Some(&texts[13]),
            quoted: Some(Quoted { introduction: &texts[7], text: &texts[12] }),
            files: vec![file(&texts[3], &texts[4], texts[5].as_bytes(), Some(&texts[6]))],
            ..outgoing()
        };
        let bytes = compose(&mail);
        let known = ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Reply-To",
            "Thread-Topic", "Thread-Index", "X-Deskbell-Instance", "Auto-Submitted",
            "X-Auto-Response-Suppress", "Precedence", "MIME-Version", "Content-Type"];
        let names = header_names(&bytes);
        for name in &names {
            prop_assert!(known.contains(&name.as_str()), "{}", name);
            prop_assert_eq!(names.iter().filter(|other| *other == name).count(), 1, "{}", name);
        }
        for line in String::from_utf8_lossy(&bytes).split("\r\n") {
            prop_assert!(!line.contains(['\r', '\n', '\0']) && line.len() <= 998, "{}", line);
        }
        let mail = MessageParser::default().parse(&bytes).expect("a mail");
        let files: Vec<_> = mail.attachments().map(|file| file.contents().to_vec()).collect();
        prop_assert_eq!(files, [texts[5].as_bytes().to_vec()]);
    }
}
