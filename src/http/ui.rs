//! The browser UI, from the binary itself. Names under `assets/` carry a hash of their content, so
//! they never change.

use super::error::{self, Problem};
use deskbell_web::File;
use poem::http::StatusCode;
use poem::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, VARY};
use poem::web::Path;
use poem::{IntoResponse, Request, Response, handler};

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

#[handler]
pub fn index(request: &Request) -> Response {
    serve(request, "index.html")
}

/// A file of the UI; any other address is a place inside of it.
#[handler]
pub fn file(request: &Request, Path(path): Path<String>) -> Response {
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_file = path.starts_with("assets/") || last.contains('.');
    if path.starts_with("api/") || path.starts_with("hooks/") {
        return nothing_here();
    }
    serve(request, if is_file { &path } else { "index.html" })
}

fn serve(request: &Request, path: &str) -> Response {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let Some(File { bytes, mime, immutable, encoding }) =
        deskbell_web::encoded(path, accepted.unwrap_or_default())
    else {
        return nothing_here();
    };
    let mut response = bytes
        .into_owned()
        .with_content_type(mime)
        .with_header(CACHE_CONTROL, if immutable { FOREVER } else { ASK_AGAIN })
        .with_header(VARY, "accept-encoding")
        .into_response();
    if let Some(encoding) = encoding {
        let encoding = poem::http::HeaderValue::from_static(encoding);
        response.headers_mut().insert(CONTENT_ENCODING, encoding);
    }
    response
}

fn nothing_here() -> Response {
    let problem = Problem::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.");
    error::response(&problem)
}
