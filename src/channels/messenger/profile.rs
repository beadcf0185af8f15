//! What a person is called: `GET /{version}/{psid}`. Often the answer is a refusal, or empty.

use super::send::Credentials;
use super::{NAME, answer};
use crate::channels::graph::{self, Endpoint};
use crate::channels::{SendError, json};
use crate::domain::contact::clean_name;
use serde_json::Value;
use std::time::Duration;

const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);

/// The person's name, as far as Meta tells it.
pub async fn name(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    psid: &str,
) -> Result<Option<String>, SendError> {
    let mut url = graph::address(endpoint, &[psid])?;
    url.query_pairs_mut().append_pair("fields", "first_name,last_name,name");
    let request = client.get(url).timeout(ANSWER_TIMEOUT);
    let answer = graph::exchange(request, &credentials.access_token, NAME).await?;
    Ok(read_name(&answer::read(&answer)?))
}

fn read_name(body: &Value) -> Option<String> {
    let parts = [json::text(body, "first_name"), json::text(body, "last_name")];
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let whole = json::text(body, "name").unwrap_or(joined);
    Some(clean_name(&whole)).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_read_as_far_as_it_is_told() {
        let check = |body: Value, expected: Option<&str>| {
            assert_eq!(read_name(&body).as_deref(), expected, "{body}");
        };
        check(json!({"first_name": "Peter", "last_name": "Chang", "id": "1"}), Some("Peter Chang"));
        check(json!({"name": "Peter C."}), Some("Peter C."));
        check(json!({"first_name": "Peter"}), Some("Peter"));
        check(json!({"id": "1"}), None);
        check(json!({"name": " \u{202e} "}), None);
    }
}
