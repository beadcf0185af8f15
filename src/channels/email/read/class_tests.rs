use super::{Evidence, is_absence};
use crate::channels::email::mail::{Class, Ours};
use crate::channels::email::read::{glance, parts, read};

fn class(head: &str) -> Class {
    let ours = Ours {
        addresses: vec!["desk@ours.test".to_owned(), "help@ours.test".to_owned()],
        instance: "desk-1".to_owned(),
    };
    read(format!("{head}\n\nHello.\n").as_bytes(), &ours).expect("a mail").class
}

fn is_of_somebody_away(head: &str) -> bool {
    let raw = format!("{head}\n\nHello.\n");
    let parts = parts::cut(raw.as_bytes()).expect("a mail");
    let subject = glance(raw.as_bytes()).subject.unwrap_or_default();
    let (head, ours) = (&parts.all[0].head, &Ours::default());
    let (subject, parts) = (subject.as_str(), &parts);
    is_absence(&Evidence { parts, head, subject, from: None, reply_to: None, ours })
}

const HUMAN: &str = "From: Ana <ana@example.test>\nTo: desk@ours.test\nSubject: Order";

#[test]
fn people_are_people_whatever_their_programs_add() {
    for field in [
        "",
        "\nAuto-Submitted: no",
        "\nX-Auto-Response-Suppress: All",
        "\nReturn-Path: <ana@example.test>",
        "\nPrecedence: normal",
        "\nX-Autoreply: no",
        "\nX-Deskbell-Instance: another",
        "\nReply-To: desk@ours.test",
    ] {
        assert_eq!(class(&format!("{HUMAN}{field}")), Class::Human, "{field}");
    }
    assert_eq!(class("From: help@ours.test\nSubject: By hand"), Class::Human);
}

#[test]
fn programs_say_that_they_are_programs() {
    for field in [
        "Auto-Submitted: auto-generated",
        "Auto-Submitted: auto-replied; owner-email=\"x\"",
        "X-Autoreply: yes",
        "X-Autorespond: x",
        "X-AutoResponder: x",
        "Precedence: bulk",
        "Precedence: Junk",
        "X-Precedence: auto_reply",
        "List-Id: <news.example.test>",
        "List-Unsubscribe: <https://example.test>",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=feedback-report; boundary=x",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
    ] {
        let head = format!("{HUMAN}\n{field}");
        let told = (class(&head), is_of_somebody_away(&head));
        assert_eq!(told, (Class::Automatic, false), "{field}");
    }
}

#[test]
fn absences_are_told_by_their_subjects_and_by_vacation_programs() {
    for head in [
        "From: a@b.test\nSubject: Automatic reply: Order",
        "From: a@b.test\nSubject: =?utf-8?q?R=C3=A9ponse_automatique_:_Commande?=",
        "From: a@b.test\nSubject: Abwesenheitsnotiz\nReturn-Path: <>",
        "From: a@b.test\nSubject: Away\nAuto-Submitted: auto-replied (vacation)",
        "From: a@b.test\nSubject: Abwesend: Order\nAuto-Submitted: auto-replied",
        "From: a@b.test\nSubject: Vacation\nX-Auto-Response-Suppress: All",
        "From: a@b.test\nSubject: Auto: Re: Order\nPrecedence: bulk",
    ] {
        let told = (class(head), is_of_somebody_away(head));
        assert_eq!(told, (Class::Automatic, true), "{head}");
    }
    assert_eq!(class("From: a@b.test\nSubject: Re: Automatic reply: Order"), Class::Human);
    for subject in ["Vacation - two rooms in May?", "Abwesenheit: Lena Meier, 3b", "Frånvaro"] {
        assert_eq!(
            class(&format!("From: a@b.test\nSubject: {subject}")),
            Class::Human,
            "{subject}"
        );
    }
}

#[test]
fn an_inbox_may_be_a_group_whose_mails_come_as_a_lists() {
    let list =
        "Precedence: list\nList-Id: <desk.ours.test>\nList-Unsubscribe: <mailto:x@ours.test>";
    assert_eq!(class(&format!("{HUMAN}\n{list}")), Class::Human);
    let post = "Precedence: list\nList-Post: <mailto:Help@ours.test>\nMailing-list: list x";
    assert_eq!(class(&format!("{HUMAN}\n{post}")), Class::Human);
    let automatic = class(&format!("{HUMAN}\n{list}\nAuto-Submitted: auto-generated"));
    assert_eq!(automatic, Class::Automatic);
}

#[test]
fn what_this_desk_wrote_is_its_own() {
    assert_eq!(class("From: a@b.test\nX-Deskbell-Instance: desk-1"), Class::Own);
    assert_eq!(class("From: Desk@ours.test\nReply-To: help@ours.test"), Class::Own);
    let acknowledged =
        "From: desk@ours.test\nX-Deskbell-Instance: desk-1\nAuto-Submitted: auto-replied";
    assert_eq!(class(acknowledged), Class::Own);
    let without = read(b"From: a@b.test\nX-Deskbell-Instance:\n\nHi", &Ours::default());
    assert_eq!(without.expect("a mail").class, Class::Human);
}

#[test]
fn programs_may_ask_for_no_automatic_answer() {
    let asks = |head: &str| {
        read(head.as_bytes(), &Ours::default()).expect("a mail").wants_no_automatic_answer
    };
    assert!(asks("From: a@b.test\nX-Auto-Response-Suppress: DR, OOF, AutoReply\n\nHi"));
    assert!(asks("From: a@b.test\nX-Auto-Response-Suppress: All\n\nHi"));
    assert!(!asks("From: a@b.test\nX-Auto-Response-Suppress: DR, RN, NRN\n\nHi"));
    assert!(!asks("From: a@b.test\n\nHi"));
    let invitation =
        "From: a@b.test\nContent-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY:Tea\nEND:VEVENT\n";
    assert!(asks(invitation), "who invites is answered by accepting");
}
