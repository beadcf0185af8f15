use crate::channels::email::mail::{Bounce, Class, Fate, Ours};
use crate::channels::email::message_id;
use crate::channels::email::read::read;
use crate::domain::{ConversationId, EntryId, Timestamp};

fn class(mail: &str) -> Class {
    read(mail.as_bytes(), &Ours::default()).expect("a mail").class
}

fn bounce(mail: &str) -> Bounce {
    match class(mail) {
        Class::Bounce(bounce) => *bounce,
        other => panic!("{other:?} for {mail}"),
    }
}

fn id_of_ours() -> String {
    let entry = EntryId::new(ConversationId(7), 2);
    message_id::of_entry(b"key", (entry, Timestamp(1)), "ours.test")
}

const REPORT: &str = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.test\nSubject: Undelivered Mail\n\
    Message-ID: <bounce@mx.example.test>\n\
    Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n\
    Sorry, no luck with <ana@example.test>.\n--b\nContent-Type: message/delivery-status\n\n\
    Reporting-MTA: dns; mx.example.test\n\nFinal-Recipient: rfc822; Ana@Example.test\n\
    Action: ACTION\nStatus: STATUS\nDiagnostic-Code: smtp; 550 5.1.1 <ana@example.test>:\n  unknown\n\
    --b\nContent-Type: message/rfc822\n\nFrom: desk@ours.test\nReferences: <earlier@example.test>\n\
    Message-ID: <ID>\n\nHello\n--b--\n";

fn report(action: &str, status: &str, id: &str) -> Bounce {
    bounce(&REPORT.replace("ACTION", action).replace("STATUS", status).replace("<ID>", id))
}

#[test]
fn reports_are_read_field_by_field() {
    let told = report("failed", "5.0.0", "<first@ours.test>");
    assert_eq!(told.fate, Fate::Failed);
    assert_eq!(told.recipient.as_deref(), Some("ana@example.test"));
    assert_eq!(told.status.as_deref(), Some("5.1.1"), "sharper than 5.0.0");
    assert_eq!(told.reply_code, Some(550));
    assert_eq!(told.diagnostic.as_deref(), Some("550 5.1.1 <ana@example.test>: unknown"));
    assert_eq!(told.others, ["first@ours.test"]);
    assert!(told.ours.is_empty());
}

#[test]
fn mails_of_ours_are_found_wherever_the_bounce_hides_them() {
    let id = id_of_ours();
    assert_eq!(report("failed", "5.1.1", &format!("<{id}>")).ours, std::slice::from_ref(&id));
    let headers = REPORT.replace("message/rfc822", "text/rfc822-headers");
    assert_eq!(
        bounce(&headers.replace("<ID>", &format!("<{id}>"))).ours,
        std::slice::from_ref(&id)
    );
    let encoded = "From: postmaster@example.test\nSubject: Undeliverable: x\n\
        Content-Type: multipart/mixed; boundary=b\n\n--b\n\nNo.\n--b\nContent-Type: message/rfc822\n\
        Content-Transfer-Encoding: base64\n\nDATA\n--b--\n";
    let inner = format!("Subject: x\nMessage-ID: <{id}>\n\nHello");
    let inner = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, inner);
    assert_eq!(bounce(&encoded.replace("DATA", &inner)).ours, std::slice::from_ref(&id));
    let qmail = format!(
        "From: MAILER-DAEMON@example.test\nSubject: failure notice\n\nHi. This is the qmail-send \
         program.\n\n<ana@example.test>:\nUser unknown 550 5.1.1\n\n--- Below this line is a copy of the \
         message.\n\nMessage-ID: <{id}>\n\nHello"
    );
    let told = bounce(&qmail);
    assert_eq!(
        (told.ours, told.recipient.as_deref()),
        (vec![id.clone()], Some("ana@example.test"))
    );
    let answer = format!(
        "Return-Path: <>\nFrom: x@example.test\nIn-Reply-To: <{id}>\nSubject: Mail delivery failed\n\nNo."
    );
    assert_eq!(bounce(&answer).ours, [id]);
}

#[test]
fn other_ids_are_found_in_quotes_and_html_too() {
    let quoted = "From: mailer-daemon@example.test\nSubject: failure notice\nMessage-ID: <own@x>\n\n\
        > Subject: Hi\n> Message-Id:\n>  <first@ours.test>\n| X-Original-Message-ID: <second@ours.test>\n";
    assert_eq!(bounce(quoted).others, ["first@ours.test", "second@ours.test"]);
    let html = "From: postmaster@example.test\nSubject: Undeliverable\nContent-Type: text/html\n\n\
        <pre>\nMessage-ID: &lt;third@ours.test&gt;\n</pre>";
    assert_eq!(bounce(html).others, ["third@ours.test"]);
}

#[test]
fn fates_are_told_apart() {
    for (action, status, fate) in [
        ("failed", "5.1.1", Fate::Failed),
        ("delayed", "4.4.1", Fate::Delayed),
        ("delivered", "2.0.0", Fate::Delivered),
        ("relayed", "2.1.9", Fate::Delivered),
        ("failed", "4.4.7", Fate::Failed),
        ("", "5.2.2", Fate::Failed),
    ] {
        assert_eq!(report(action, status, "<a@b>").fate, fate, "{action} {status}");
    }
    let warning = "From: Mail Delivery System <mailer-daemon@example.test>\n\
        Subject: Warning: message x delayed 24 hours\n\nana@example.test\nNo action is required on your part.";
    assert_eq!(bounce(warning).fate, Fate::Delayed);
    let lasting = "From: mailer-daemon@example.test\nSubject: Mail delivery failed\n\nana@example.test\n  552 full";
    assert_eq!((bounce(lasting).fate, bounce(lasting).reply_code), (Fate::Failed, Some(552)));
}

#[test]
fn only_some_failures_are_the_addresss_own() {
    for (action, status, is_own) in [
        ("failed", "5.1.1", true),
        ("failed", "5.2.1", true),
        ("failed", "5.1.8", false),
        ("failed", "5.2.2", false),
        ("failed", "5.7.1", false),
        ("failed", "4.4.7", false),
        ("delayed", "4.1.1", false),
    ] {
        let mail = REPORT.replace("550 5.1.1 ", "");
        let told = bounce(&mail.replace("ACTION", action).replace("STATUS", status));
        assert_eq!(told.is_about_address(), is_own, "{action} {status}");
    }
}

#[test]
fn of_several_recipients_the_one_that_fared_worst_counts() {
    let second = "\n\nFinal-Recipient: rfc822; ben@example.test\nAction: failed\nStatus: 5.2.2\n--b\nContent-Type: message/rfc822";
    let mail = REPORT.replace("ACTION", "delivered").replace("STATUS", "2.0.0");
    let told = bounce(&mail.replace("\n--b\nContent-Type: message/rfc822", second));
    assert_eq!((told.fate, told.recipient.as_deref()), (Fate::Failed, Some("ben@example.test")));
}

#[test]
fn people_and_other_programs_are_no_bounces() {
    for mail in [
        "From: ana@example.test\nSubject: Mail delivery failed\n\nI got this: 550 user unknown",
        "From: postmaster@example.test\nSubject: Your question\n\nWe moved the server.",
        "From: postmaster@example.test\nSubject: My order was not delivered\n\nIt was not delivered.",
        "Return-Path: <>\nFrom: ana@example.test\nSubject: Automatic reply: Undeliverable\n\nAway.",
        "Return-Path: <>\nFrom: ana@example.test\nSubject: Away\n\nMy mailbox is full of joy, mailbox full.",
        "From: a@b.test\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nRead.\n--b--",
        &format!(
            "Return-Path: <>\nFrom: a@b.test\nSubject: Read: Hello\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nRead.\n--b\nContent-Type: message/disposition-notification\n\nOriginal-Message-ID: <{}>\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--",
            id_of_ours()
        ),
        "From: a@b.test\nSubject: See this\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nWhy?\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b--",
    ] {
        assert!(!matches!(class(mail), Class::Bounce(_)), "{mail}");
    }
    for subject in [
        "Auto: Re: Delivery problem with order 5",
        "Auto: AW: Paket nicht zugestellt",
        "Away Re: Parcel not delivered",
        "Re[2]: Order rejected: size",
    ] {
        let vacation = format!(
            "Return-Path: <>\nFrom: ana@example.test\nSubject: {subject}\nIn-Reply-To: <{}>\n\n\
             I am away. Your mail was not delivered to anybody else.",
            id_of_ours()
        );
        assert!(matches!(class(&vacation), Class::Automatic), "{subject}");
    }
    let vacation = "Return-Path: <>\nFrom: ana@example.test\nSubject: Delivery problem\n\
        Auto-Submitted: auto-replied (vacation)\n\nI am away.";
    assert_eq!(class(vacation), Class::Automatic);
    let vacation = format!(
        "Return-Path: <>\nFrom: ana@example.test\nSubject: Away\nIn-Reply-To: <{}>\n\nBack soon.",
        id_of_ours()
    );
    assert!(matches!(class(&vacation), Class::Automatic), "an answer to ours is none");
}

#[test]
fn a_bounce_without_a_sender_is_one() {
    let mail = "Return-Path: <>\nSubject: Undelivered Mail Returned to Sender\n\n<ana@example.test>: 550 5.7.1 no";
    let told = bounce(mail);
    assert_eq!((told.status.as_deref(), told.reply_code), (Some("5.7.1"), Some(550)));
}

#[test]
fn a_postmaster_who_is_a_program_is_believed() {
    for field in
        ["Return-Path: <>", "Auto-Submitted: auto-replied", "X-Failed-Recipients: a@b.test"]
    {
        let mail =
            format!("From: postmaster@b.test\nSubject: Hello\n{field}\n\na@b.test: user unknown");
        assert_eq!(bounce(&mail).recipient.as_deref(), Some("a@b.test"), "{field}");
    }
}

#[test]
fn codes_are_no_parts_of_other_numbers() {
    use super::guess::{code_in, status_in};
    assert_eq!(status_in("host 5.1.1.9 said 4.2.2."), Some("4.2.2".to_owned()));
    assert_eq!(status_in("version 25.1.1 and 1.2.3"), None);
    assert_eq!(code_in("at 12:550 port 5500: (550 no)"), Some(550));
    assert_eq!(code_in("550: user"), Some(550));
    assert_eq!(code_in("said:552-full"), Some(552));
    assert_eq!(code_in("200 bytes, 999, x550y"), None);
}
