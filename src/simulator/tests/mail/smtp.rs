//! Handing over, as programs do it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::*;

async fn writer(bench: &Bench) -> Program {
    let mut program = Program::connects(bench, "smtp").await;
    assert!(program.hears().await.starts_with("220"));
    assert_eq!(program.asks("EHLO desk").await, "250-mail.simulator.invalid");
    while !program.hears().await.starts_with("250 ") {}
    let login = STANDARD.encode(format!("\0{SHOP}\0{PASSWORD}"));
    assert!(program.asks(&format!("AUTH PLAIN {login}")).await.starts_with("235"));
    program
}

/// Up to the leave to send it.
async fn begins(program: &mut Program, to: &str) -> String {
    assert!(program.asks(&format!("MAIL FROM:<{SHOP}>")).await.starts_with("250"));
    let answer = program.asks(&format!("RCPT TO:<{to}>")).await;
    if !answer.starts_with("250") {
        return answer;
    }
    program.asks("DATA").await
}

/// The last answer.
async fn sends(program: &mut Program, to: &str, mail: &str) -> String {
    let answer = begins(program, to).await;
    if !answer.starts_with("354") {
        return answer;
    }
    program.asks(&format!("{mail}\r\n.")).await
}

#[tokio::test]
async fn a_mail_arrives_without_what_was_put_before_dots() {
    let bench = Bench::new().await;
    let mut program = writer(&bench).await;
    let mail = "Subject: Beans\r\nMessage-ID: <1@x>\r\n\r\n..dot\r\nend";
    assert_eq!(sends(&mut program, BEA, mail).await, "250 2.0.0 Taken");
    assert_eq!(program.asks("QUIT").await, "221 2.0.0 Goodbye");
    let got = mails(&bench, BEA).await;
    assert_eq!((got.len(), &got[0]["subject"]), (1, &json!("Beans")));
    assert_eq!((&got[0]["is_own"], &got[0]["is_read"]), (&json!(false), &json!(false)));
    assert_eq!(got[0]["preview"], ".dot end");
}

#[tokio::test]
async fn what_stands_behind_a_plus_changes_no_mailbox() {
    let bench = Bench::new().await;
    let mut program = writer(&bench).await;
    let tagged = SHOP.replace('@', "+beans@");
    let mail = "Subject: Beans\r\nMessage-ID: <1@x>\r\n\r\nHello";
    assert_eq!(sends(&mut program, &tagged, mail).await, "250 2.0.0 Taken");
    let lying = folder(&bench, "INBOX").await;
    assert_eq!((lying.len(), &lying[0]["subject"]), (1, &json!("Beans")));
}

#[tokio::test]
async fn a_mail_to_nobody_comes_back_as_a_report() {
    let bench = Bench::new().await;
    let mut program = writer(&bench).await;
    let mail = "Subject: Beans\r\nMessage-ID: <1@x>\r\n\r\nHello";
    assert_eq!(sends(&mut program, "nobody@mail.test", mail).await, "250 2.0.0 Taken");
    let lying = folder(&bench, "INBOX").await;
    assert_eq!(lying.len(), 1);
    assert_eq!(lying[0]["from"]["address"], "mailer-daemon@example.test");
    let mut reader = reader(&bench).await;
    reader.says("T UID FETCH 1 (BODY.PEEK[])").await;
    let report = reader.ends().await.join("\n");
    for line in ["Return-Path: <>", "Status: 5.1.1", "Final-Recipient: rfc822; nobody@mail.test"] {
        assert!(report.contains(line), "{line}: {report}");
    }
    assert!(report.contains("Message-ID: <1@x>"), "{report}");
}

#[tokio::test]
async fn the_next_mail_meets_the_trouble_and_the_one_after_it_none() {
    let bench = Bench::new().await;
    let mail = "Subject: Beans\r\n\r\nHello";
    for (trouble, answer, arrives) in [
        ("refused_for_now", "451", false),
        ("refused", "550", false),
        ("cut_and_delivered", "", true),
        ("cut_and_lost", "", false),
    ] {
        let had = mails(&bench, CEM).await.len();
        turns(&bench, json!({"next_mail": trouble})).await;
        let mut program = writer(&bench).await;
        let said = sends(&mut program, CEM, mail).await;
        assert_eq!(said.get(..3).unwrap_or_default(), answer, "{trouble}: {said}");
        let has = mails(&bench, CEM).await.len();
        assert_eq!(has - had, usize::from(arrives), "{trouble}");
        let mut program = writer(&bench).await;
        assert!(sends(&mut program, CEM, mail).await.starts_with("250"), "{trouble}");
    }
    assert!(folder(&bench, "Sent").await.is_empty());
    turns(&bench, json!({"keeps_sent": true})).await;
    let mut program = writer(&bench).await;
    sends(&mut program, CEM, mail).await;
    assert_eq!(folder(&bench, "Sent").await.len(), 1);
}

#[tokio::test]
async fn nobody_sends_what_is_not_his_or_out_of_turn() {
    let bench = Bench::new().await;
    let mut stranger = Program::connects(&bench, "smtp").await;
    stranger.hears().await;
    for (line, answer) in [
        ("MAIL FROM:<shop@example.test>", "530"),
        ("RCPT TO:<bea@mail.test>", "503"),
        ("DATA", "503"),
        ("AUTH CRAM-MD5", "504"),
        ("AUTH PLAIN nonsense", "501"),
        ("NONSENSE", "502"),
        ("NOOP", "250"),
    ] {
        assert!(stranger.asks(line).await.starts_with(answer), "{line}");
    }
    let mut program = writer(&bench).await;
    for (line, answer) in [
        ("MAIL FROM:<bea@mail.test>", "553"),
        ("MAIL FROM:<shop@example.test> SIZE=99999999", "552"),
        ("MAIL FROM:shop@example.test", "501"),
        ("MAIL FROM:<shop@example.test> SIZE=9", "250"),
        ("DATA", "503"),
        ("RCPT TO:<>", "501"),
        ("RSET", "250"),
    ] {
        assert!(program.asks(line).await.starts_with(answer), "{line}");
    }
    program.says(&"x".repeat(9_000)).await;
    assert!(program.hears().await.starts_with("500"));
    assert_eq!(program.hears().await, "", "nothing more can be understood");
}
