//! The check that Meta makes before it sends to an address: the desk must give the challenge back.

use std::time::Duration;

use reqwest::Url;
use serde::Serialize;

use crate::simulator::platform::Platform;

const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
const CHALLENGE_DIGITS: u64 = 10_000_000_000;

#[derive(Serialize)]
pub struct Verification {
    pub verified: bool,
    pub status: Option<u16>,
    pub detail: String,
}

pub async fn verify(platform: &Platform, mut url: Url, verify_token: &str) -> Verification {
    let challenge = platform.world().random.below(CHALLENGE_DIGITS).to_string();
    url.query_pairs_mut()
        .append_pair("hub.mode", "subscribe")
        .append_pair("hub.challenge", &challenge)
        .append_pair("hub.verify_token", verify_token);
    let answer = match platform.http.get(url).timeout(ANSWER_TIMEOUT).send().await {
        Ok(answer) => answer,
        Err(error) => {
            return Verification { verified: false, status: None, detail: error.to_string() };
        }
    };
    let status = answer.status().as_u16();
    let body = answer.text().await.unwrap_or_default();
    let detail = if status != 200 {
        format!("answered {status} instead of 200")
    } else if body != challenge {
        "answered something else than the challenge".to_owned()
    } else {
        "gave the challenge back".to_owned()
    };
    Verification { verified: status == 200 && body == challenge, status: Some(status), detail }
}
