//! Profiles, pages, tokens and what was said before.

use super::*;

#[tokio::test]
async fn a_profile_is_told_as_it_is_turned() {
    let bench = quick().await;
    let fields = format!("{BEA}?fields=first_name,last_name,name,profile_pic,locale");
    let (status, body) = page(&bench, "GET", &fields, Value::Null).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!((&body["first_name"], &body["last_name"]), (&json!("Béa"), &json!("Blum")));
    assert_eq!((&body["name"], body.get("locale")), (&json!("Béa Blum"), None));
    let picture = body["profile_pic"].as_str().unwrap().to_owned();
    let status = async || bench.client.get(&picture).send().await.unwrap().status().as_u16();
    assert_eq!(status().await, 200);
    bench.waits_hours(24).await;
    assert_eq!(status().await, 403, "its address is over");

    turns(&bench, json!({"profile": "empty"})).await;
    assert_eq!(page(&bench, "GET", &fields, Value::Null).await, (200, json!({"id": BEA})));
    for (profile, subcode) in
        [("not_available", 2_018_218), ("no_permission", 2_018_247), ("unknown_object", 33)]
    {
        turns(&bench, json!({"profile": profile})).await;
        assert_eq!(code(&page(&bench, "GET", &fields, Value::Null).await), (400, 100, subcode));
    }
    turns(&bench, json!({"profile": "full"})).await;
    let strange = page(&bench, "GET", "1", Value::Null).await;
    assert_eq!(code(&strange), (400, 100, 33));
    let other = bench.graph("GET", BEA, OTHER_TOKEN, Value::Null).await;
    assert_eq!(code(&other), (400, 100, 33), "she has another id there");
}

#[tokio::test]
async fn a_page_and_its_token_are_described() {
    let bench = quick().await;
    let (_, body) = page(&bench, "GET", "me?fields=name,category", Value::Null).await;
    assert_eq!((&body["id"], &body["name"]), (&json!(PAGE), &json!("Shop")));
    assert_eq!(code(&page(&bench, "GET", "me?fields=colour", Value::Null).await), (400, 100, 0));

    let token = PAGE_TOKEN.replace(' ', "%20");
    let debug = format!("debug_token?input_token={token}");
    let (status, body) = page(&bench, "GET", &debug, Value::Null).await;
    assert_eq!(status, 200, "{body}");
    assert_eq!((&body["data"]["app_id"], &body["data"]["is_valid"]), (&json!(APP), &json!(true)));
    let app_token = format!("{APP}|{}", super::super::bench::SECRET);
    assert_eq!(bench.graph("GET", &debug, &app_token, Value::Null).await.0, 200);
    assert_eq!(code(&bench.graph("GET", &debug, OTHER_TOKEN, Value::Null).await), (401, 190, 0));

    turns(&bench, json!({"missing_permission": "pages_messaging"})).await;
    let (_, body) = page(&bench, "GET", &debug, Value::Null).await;
    assert!(!body["data"]["scopes"].as_array().unwrap().contains(&json!("pages_messaging")));
    let (_, body) = page(&bench, "GET", "me/permissions", Value::Null).await;
    assert_eq!(body["data"][0], json!({"permission": "pages_messaging", "status": "declined"}));
    writes(&bench, "hello").await;
    assert_eq!(code(&replies(&bench, "x").await), (403, 200, 0));
}

/// Makes or changes a token of the Page's.
async fn gives(bench: &Bench, token: &str, scopes: &[&str], expires_at_ms: Option<i64>) {
    let token = json!({"token": token, "type": "PAGE", "scopes": scopes, "accounts": [PAGE], "expires_at_ms": expires_at_ms});
    let (status, body) = bench.control("PUT", "tokens", token).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn a_page_s_token_ends_has_scopes_and_can_be_taken_away() {
    let bench = after_bea_wrote().await;
    let says =
        json!({"recipient": {"id": BEA}, "messaging_type": "RESPONSE", "message": {"text": "hi"}});
    let sends = async |bench: &Bench, token: &str| {
        code(&bench.graph("POST", "me/messages", token, says.clone()).await)
    };
    let apps = format!("{PAGE}/subscribed_apps");
    let app_token = format!("{APP}|{}", super::super::bench::SECRET);
    let debugs = async |bench: &Bench, token: &str| {
        let path = format!("debug_token?input_token={token}");
        bench.graph("GET", &path, &app_token, Value::Null).await.1["data"].clone()
    };
    gives(&bench, "new", &["pages_messaging"], None).await;
    assert_eq!(sends(&bench, "new").await.0, 200);
    let refused = bench.graph("GET", &apps, "new", Value::Null).await;
    assert_eq!(code(&refused), (403, 200, 0), "it has one scope only");
    let permissions = bench.graph("GET", "me/permissions", "new", Value::Null).await.1;
    assert_eq!(permissions["data"][1]["status"], "declined");
    assert_eq!(debugs(&bench, "new").await["scopes"], json!(["pages_messaging"]));

    let (_, state) = bench.control("GET", "state", Value::Null).await;
    let soon_ms = state["now_ms"].as_i64().unwrap() + 3_600_000;
    gives(&bench, "new", &["pages_messaging"], Some(soon_ms)).await;
    assert_eq!(debugs(&bench, "new").await["expires_at"], soon_ms / 1000);
    bench.waits_hours(1).await;
    assert_eq!(sends(&bench, "new").await, (401, 190, 463));
    let over = debugs(&bench, "new").await;
    assert_eq!((&over["is_valid"], &over["error"]["subcode"]), (&json!(false), &json!(463)));

    let own = format!("tokens/{}", PAGE_TOKEN.replace(' ', "%20"));
    assert_eq!(bench.control("DELETE", &own, Value::Null).await.0, 200);
    assert_eq!(sends(&bench, PAGE_TOKEN).await, (401, 190, 0));
    assert_eq!(debugs(&bench, &PAGE_TOKEN.replace(' ', "%20")).await["is_valid"], false);
    assert_eq!(bench.graph("GET", &apps, OTHER_TOKEN, Value::Null).await.0, 400, "not its own");
}

#[tokio::test]
async fn a_proof_of_the_secret_is_checked_if_it_is_given() {
    let bench = quick().await;
    let signed = crate::simulator::webhook::signature::sign(
        super::super::bench::SECRET,
        PAGE_TOKEN.as_bytes(),
    );
    let proof = signed.trim_start_matches("sha256=");
    let asks =
        async |proof: &str| code(&page(&bench, "GET", &format!("me{proof}"), Value::Null).await);
    assert_eq!(asks(&format!("?appsecret_proof={proof}")).await.0, 200);
    assert_eq!(asks("?appsecret_proof=00").await, (400, 100, 0));
    assert_eq!(asks("").await.0, 200);
    turns(&bench, json!({"require_appsecret_proof": true})).await;
    assert_eq!(asks("").await, (400, 104, 0));
    assert_eq!(asks(&format!("?appsecret_proof={proof}")).await.0, 200);
}

#[tokio::test]
async fn what_was_said_can_be_read_again() {
    let mut bench = after_bea_wrote().await;
    replies(&bench, "hi").await;
    event(&mut bench).await;
    event(&mut bench).await;
    let path = format!("{PAGE}/conversations?user_id={BEA}");
    let (status, body) = page(&bench, "GET", &path, Value::Null).await;
    assert_eq!(status, 200, "{body}");
    let messages = body["data"][0]["messages"]["data"].as_array().unwrap();
    let said: Vec<_> = messages
        .iter()
        .map(|one| (one["message"].as_str().unwrap(), one["from"]["id"].as_str().unwrap()))
        .collect();
    assert_eq!(said, [("hi", PAGE), ("hello", BEA)], "the newest first");
    assert!(messages[0]["created_time"].as_str().unwrap().ends_with("+0000"));
    let (_, nobody) = page(&bench, "GET", "me/conversations?user_id=1", Value::Null).await;
    assert_eq!(nobody, json!({"data": []}));
    let mut refused = 0;
    for _ in 0..6 {
        refused +=
            u32::from(page(&bench, "GET", &path, Value::Null).await.1["error"]["code"] == 613);
    }
    assert!(refused > 0, "two calls a second");
}

#[tokio::test]
async fn subscriptions_are_checked() {
    let bench = quick().await;
    let apps = format!("{PAGE}/subscribed_apps");
    assert_eq!(code(&page(&bench, "POST", &apps, json!({})).await), (400, 100, 0));
    let strange = json!({"subscribed_fields": "messages,weather"});
    assert_eq!(code(&page(&bench, "POST", &apps, strange).await), (400, 100, 0));
    let listed = json!({"subscribed_fields": ["messages"]});
    assert_eq!(page(&bench, "POST", &apps, listed).await.0, 200);
    assert_eq!(page(&bench, "DELETE", &apps, Value::Null).await.0, 200);
    let (_, body) = page(&bench, "GET", &apps, Value::Null).await;
    assert_eq!(body, json!({"data": []}));
    turns(&bench, json!({"missing_permission": "pages_manage_metadata"})).await;
    assert_eq!(code(&page(&bench, "GET", &apps, Value::Null).await), (403, 200, 0));
}
