use super::*;

/// Kinds and bodies of all parts.
fn shape(mail: &str) -> Vec<(String, String)> {
    let parts = cut(mail.as_bytes()).expect("a head").all;
    let shown = parts.iter().map(|part| {
        let body = String::from_utf8_lossy(&part.bytes()).into_owned();
        (part.kind().to_owned(), if part.is_multipart() { String::new() } else { body })
    });
    shown.collect()
}

fn pair(kind: &str, body: &str) -> (String, String) {
    (kind.to_owned(), body.to_owned())
}

#[test]
fn a_mail_without_parts_is_one() {
    assert_eq!(shape("Subject: x\n\nHi\n"), [pair("text/plain", "Hi\n")]);
    assert_eq!(shape("Subject: x"), [pair("text/plain", "")]);
    assert!(cut(b"").is_none());
    assert!(cut(b"no head at all\n\nbody").is_none());
}

#[test]
fn parts_are_nested_and_line_ends_before_boundaries_belong_to_them() {
    let mail = "Content-Type: multipart/mixed; boundary=a\r\n\r\npreamble\r\n--a\r\n\
        Content-Type: multipart/alternative; boundary=\"a b\"\r\n\r\n--a b\r\n\r\nText\r\n\r\n\
        --a b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--a b--\r\nepilogue\r\n--a\r\n\
        Content-Type: image/png\r\nContent-Transfer-Encoding: BASE64\r\n\r\nSGk=\r\n--a--\r\nrest";
    let wanted = [
        pair("multipart/mixed", ""),
        pair("multipart/alternative", ""),
        pair("text/plain", "Text\r\n"),
        pair("text/html", "<p>"),
        pair("image/png", "Hi"),
    ];
    assert_eq!(shape(mail), wanted);
}

#[test]
fn broken_multiparts_lose_no_text() {
    let unmet = "Content-Type: multipart/mixed; boundary=a\n\nHello\n";
    assert_eq!(shape(unmet), [pair("text/plain", "Hello\n")]);
    let untold = "Content-Type: multipart/mixed\n\n--xxxxxx\n\nHello\n--xxxxxx--\n";
    assert_eq!(shape(untold)[1], pair("text/plain", "Hello"));
    let unended = "Content-Type: multipart/mixed; boundary=a\n\n--a\n\nHello\n";
    assert_eq!(shape(unended)[1], pair("text/plain", "Hello\n"));
    let headless = "Content-Type: multipart/mixed; boundary=a\n\n--a\nHello\n--a--\n";
    assert_eq!(shape(headless)[1], pair("text/plain", "Hello"));
    let hyphens = "Content-Type: multipart/mixed; boundary=\"-\"\n\n---\n\nHello\n-\n-----\n";
    assert_eq!(shape(hyphens)[1], pair("text/plain", "Hello\n-"));
    let inner_unended = "Content-Type: multipart/mixed; boundary=a\n\n--a\n\
        Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOne\n--a\n\nTwo\n--a--\n";
    assert_eq!(shape(inner_unended)[2..], [pair("text/plain", "One"), pair("text/plain", "Two")]);
}

#[test]
fn attached_mails_are_left_whole() {
    let mail = "Content-Type: multipart/digest; boundary=a\n\n--a\n\n\
        Subject: in\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b--\n--a--\n";
    let attached = &shape(mail)[1];
    assert_eq!(attached.0, "message/rfc822");
    assert!(attached.1.starts_with("Subject: in") && attached.1.ends_with("--b--"), "{attached:?}");
}

#[test]
fn what_is_nested_or_repeated_without_end_costs_little() {
    let deep: String = (0..5_000)
        .map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n"))
        .collect();
    let parts = cut(deep.as_bytes()).expect("a head");
    assert!(parts.all.len() <= DEPTH_MAX + 1, "{}", parts.all.len());
    let wide =
        format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(50_000));
    let parts = cut(wide.as_bytes()).expect("a head");
    assert_eq!((parts.all.len(), parts.is_cut), (PARTS_MAX, true));
    let messages = "Content-Type: message/rfc822\n\n".repeat(100_000);
    assert_eq!(cut(messages.as_bytes()).expect("a head").all.len(), 1);
}

#[test]
fn only_the_beginning_may_be_decoded() {
    let mail = format!("Content-Transfer-Encoding: base64\n\n{}", "SGVsbG8h".repeat(1_000));
    let parts = cut(mail.as_bytes()).expect("a head");
    assert_eq!(&*parts.all[0].beginning(8), b"Hello!He");
    assert_eq!(parts.all[0].bytes().len(), 6_000);
}
