//! The API's description, for programs and for people.

use crate::http::api;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::http::HeaderValue;
use poem::{IntoResponse, Response, handler};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The page, and the policy that comes with it.
static PAGE: LazyLock<(String, HeaderValue)> = LazyLock::new(|| {
    let described = api::described();
    let html = described.swagger_ui_html().replace(&described.spec(), api::spec());
    let policy = HeaderValue::from_str(&policy(&html))
        .unwrap_or(HeaderValue::from_static("default-src 'none'"));
    (html, policy)
});

#[handler]
pub fn spec() -> Response {
    api::spec().with_content_type("application/json").into_response()
}

/// From the binary itself. Its scripts stand inline, so its policy names their hashes.
#[handler]
pub fn page() -> Response {
    let (html, policy) = &*PAGE;
    let mut response = html.as_str().with_content_type("text/html; charset=utf-8").into_response();
    response.headers_mut().insert("content-security-policy", policy.clone());
    response
}

fn policy(html: &str) -> String {
    let hashes: Vec<String> = scripts(html)
        .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
        .collect();
    format!(
        "default-src 'none'; script-src {}; style-src 'unsafe-inline'; img-src data:; \
         connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        hashes.join(" ")
    )
}

/// What stands between the script tags, in order. A script may itself speak of script tags, so the
/// next one is looked for only behind its end.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let (_, tag) = rest.split_once("<script")?;
        let (_, inside) = tag.split_once('>')?;
        let (script, after) = inside.split_once("</script>")?;
        rest = after;
        Some(script)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_that_speaks_of_scripts_is_one() {
        let html = "<script a=\"b\">let x = '<script>';</script>\n<script>2</script>";
        assert_eq!(scripts(html).collect::<Vec<_>>(), ["let x = '<script>';", "2"]);
    }
}
