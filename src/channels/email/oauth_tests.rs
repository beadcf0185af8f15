use super::*;

fn grant() -> Grant {
    Grant {
        token_url: "https://login.example.test/token".into(),
        client_id: "desk&bell".into(),
        client_secret: Secret::new("a secret+"),
        refresh_token: Secret::new("1//refresh"),
        scope: Some("https://mail.example.test/ offline".into()),
    }
}

#[test]
fn a_form_holds_what_is_in_it_whatever_its_letters() {
    assert_eq!(
        form(&grant()),
        "grant_type=refresh_token&client_id=desk%26bell&refresh_token=1%2F%2Frefresh\
         &client_secret=a%20secret%2B&scope=https%3A%2F%2Fmail.example.test%2F%20offline"
    );
}

#[test]
fn a_token_may_come_with_another_refresh_token() {
    let token =
        read(&grant(), 200, br#"{"access_token":"a","expires_in":"3599"}"#).expect("a token");
    assert_eq!(token.expires_in_s, 3599);
    assert_eq!(token.refresh_token, None, "the old one stays");
    let token =
        read(&grant(), 200, br#"{"access_token":"a","refresh_token":"b"}"#).expect("a token");
    assert_eq!(token.refresh_token, Some(Secret::new("b")));
    assert_eq!(token.expires_in_s, LIFETIME_S);
}

#[test]
fn who_must_sign_in_again_is_told_apart_from_other_trouble() {
    for (status, body, kind) in [
        (
            400,
            r#"{"error":"invalid_grant","error_description":"expired 1//refresh"}"#,
            Kind::SignIn,
        ),
        (401, r#"{"error":"invalid_client"}"#, Kind::Refused),
        (400, r#"{"error":"temporarily_unavailable"}"#, Kind::Throttled),
        (429, r#"{"error":"x"}"#, Kind::Throttled),
        (503, "<html>", Kind::Unreachable),
        (429, "", Kind::Throttled),
        (200, "<html>", Kind::Broken),
        (200, "{}", Kind::Refused),
    ] {
        let trouble = read(&grant(), status, body.as_bytes()).expect_err(body);
        assert_eq!(trouble.kind, kind, "{body}: {trouble}");
        assert!(!trouble.text.contains("1//refresh"), "{trouble}");
        assert!(trouble.text.starts_with("The token server login.example.test "), "{trouble}");
    }
}

#[test]
fn secrets_go_over_tls_only() {
    for good in ["https://login.example.test/x", "http://127.0.0.1:8000/token"] {
        assert_eq!(check_url(good), Ok(()), "{good}");
    }
    for bad in ["http://login.example.test/x", "ftp://127.0.0.1", "login", ""] {
        assert!(check_url(bad).is_err(), "{bad}");
    }
}
