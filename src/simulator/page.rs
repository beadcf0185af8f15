//! The phone page, from the files of the browser UI.

use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response};

const PAGE: &str = "phone.html";
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page itself at `/`, its files at their paths.
pub fn file(path: &str) -> Response {
    let path = path.trim_start_matches('/');
    let path = if path.is_empty() { PAGE } else { path };
    let Some(file) = deskbell_web::file(path) else {
        return StatusCode::NOT_FOUND.with_body("not found").into_response();
    };
    let cache = if file.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    Response::builder()
        .content_type(file.mime)
        .header(header::CACHE_CONTROL, cache)
        .header(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::REFERRER_POLICY, "no-referrer")
        .body(file.bytes.into_owned())
}
