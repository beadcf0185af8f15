//! What stands before every handler: limits, the origin check, headers.

use super::error::{self, ApiError, Problem};
use super::session;
use crate::actions::contact_lists::IMPORT_BYTES_MAX;
use crate::actions::{self, attachments};
use crate::app::App;
use crate::config::Config;
use futures_util::StreamExt;
use poem::error::ReadBodyError;
use poem::http::header::{CONTENT_LENGTH, HOST, HeaderName, HeaderValue, ORIGIN};
use poem::http::{Method, StatusCode};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response, Result};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What people and programs may send us.
const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Where more may come, from who may do that.
const IMPORT: &str = "/api/v1/contacts/import";
const UPLOAD: &str = "/api/v1/attachments";
/// Of what is too large so much is listened to.
const DISCARDED_BYTES_MAX: usize = 32 * 1024 * 1024;
const DISCARDED_WITHIN: Duration = Duration::from_secs(30);
/// A file comes with a little around it.
const AROUND_FILE_BYTES_MAX: usize = 64 * 1024;

/// Refuses bodies that are larger than anything that may come to their address.
#[derive(Clone)]
pub struct BodyLimit {
    app: App,
}

impl BodyLimit {
    pub fn new(app: &App) -> BodyLimit {
        BodyLimit { app: app.clone() }
    }

    /// How much may come. More than usual is taken only from who may use it: nothing of such a body
    /// is read before that is known.
    async fn bytes_max(&self, request: &Request) -> Result<usize> {
        match request.original_uri().path() {
            IMPORT => {
                session::admit(&self.app, request, IMPORT).await?;
                Ok(IMPORT_BYTES_MAX)
            }
            UPLOAD => {
                session::admit(&self.app, request, UPLOAD).await?;
                Ok(self.upload_bytes_max()?)
            }
            _ => Ok(BODY_BYTES_MAX),
        }
    }

    fn upload_bytes_max(&self) -> Result<usize, ApiError> {
        // No more room is given to anybody than the inboxes' largest files need.
        let view = self.app.store.view().map_err(actions::Error::from)?;
        let file = usize::try_from(attachments::bytes_max(&view)?).unwrap_or(usize::MAX);
        Ok(file.saturating_add(AROUND_FILE_BYTES_MAX))
    }
}

/// Lets what is on its way come, without keeping it: whoever is still sending when the connection
/// ends hears that it broke, and not why.
async fn discard(body: Body) {
    let mut parts = pin!(body.into_bytes_stream());
    let mut bytes = 0;
    while let Some(Ok(part)) = parts.next().await {
        bytes += part.len();
        if bytes > DISCARDED_BYTES_MAX {
            break;
        }
    }
}

/// A file goes to the disk as it comes, so that large ones fill no memory. What is longer than it may
/// be ends with an error; then the flag is set.
fn cut(body: Body, bytes_max: usize) -> (Body, Arc<AtomicBool>) {
    let is_cut = Arc::new(AtomicBool::new(false));
    let flag = is_cut.clone();
    let mut room = bytes_max;
    let parts = body.into_bytes_stream().map(move |part| {
        let part = part?;
        match room.checked_sub(part.len()) {
            Some(left) => {
                room = left;
                Ok(part)
            }
            None => {
                flag.store(true, Ordering::Relaxed);
                Err(io::Error::from(io::ErrorKind::FileTooLarge))
            }
        }
    });
    (Body::from_bytes_stream(parts), is_cut)
}

/// Whether the request says itself that it is larger.
fn announces_more_than(request: &Request, bytes_max: usize) -> bool {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    length
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|length| length > bytes_max as u64)
}

impl<E: Endpoint> Middleware<E> for BodyLimit {
    type Output = LimitedBody<E>;

    fn transform(&self, inner: E) -> LimitedBody<E> {
        LimitedBody { inner, limit: self.clone() }
    }
}

pub struct LimitedBody<E> {
    inner: E,
    limit: BodyLimit,
}

impl<E: Endpoint> Endpoint for LimitedBody<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let body = request.take_body();
        if !body.is_empty() {
            let bytes_max = self.limit.bytes_max(&request).await?;
            if announces_more_than(&request, bytes_max) {
                tokio::spawn(tokio::time::timeout(DISCARDED_WITHIN, discard(body)));
                return Err(ReadBodyError::PayloadTooLarge.into());
            }
            if request.original_uri().path() == UPLOAD {
                let (body, is_cut) = cut(body, bytes_max);
                request.set_body(body);
                let response = self.inner.call(request).await;
                if is_cut.load(Ordering::Relaxed) {
                    return Err(ReadBodyError::PayloadTooLarge.into());
                }
                return Ok(response?.into_response());
            }
            let bytes = body.into_bytes_limit(bytes_max).await?;
            request.set_body(bytes);
        }
        Ok(self.inner.call(request).await?.into_response())
    }
}

/// Refuses changes that another site's page makes a signed-in browser ask for.
#[derive(Clone)]
pub struct SameOrigin {
    public_url: Option<String>,
}

impl SameOrigin {
    pub fn new(config: &Config) -> SameOrigin {
        SameOrigin { public_url: config.public_url.clone() }
    }
}

impl<E: Endpoint> Middleware<E> for SameOrigin {
    type Output = GuardedOrigin<E>;

    fn transform(&self, inner: E) -> GuardedOrigin<E> {
        GuardedOrigin { inner, public_url: self.public_url.clone() }
    }
}

pub struct GuardedOrigin<E> {
    inner: E,
    public_url: Option<String>,
}

impl<E: Endpoint> Endpoint for GuardedOrigin<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let is_reading = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        if !is_reading && !is_same_origin(&request, self.public_url.as_deref()) {
            return Ok(error::response(&foreign_origin()));
        }
        Ok(self.inner.call(request).await?.into_response())
    }
}

pub fn foreign_origin() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "foreign_origin",
        "This request comes from another site's page.",
    )
}

/// Browsers name the page's origin with every change; a program without a browser names none.
pub fn is_same_origin(request: &Request, public_url: Option<&str>) -> bool {
    if let Some(site) = request.header("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return false;
    }
    let Some(origin) = request.headers().get(ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    if public_url.is_some_and(|ours| ours == origin) {
        return true;
    }
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let origin_host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    origin_host.is_some() && origin_host == host
}

/// Headers that every answer carries unless its handler set its own.
pub struct Headers;

const EVERYWHERE: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

impl<E: Endpoint> Middleware<E> for Headers {
    type Output = WithHeaders<E>;

    fn transform(&self, inner: E) -> WithHeaders<E> {
        WithHeaders { inner }
    }
}

pub struct WithHeaders<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for WithHeaders<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let is_api = request.uri().path().starts_with("/api/");
        let mut response = self.inner.call(request).await?.into_response();
        for (name, value) in EVERYWHERE {
            let headers = response.headers_mut();
            headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
        }
        if is_api {
            let headers = response.headers_mut();
            headers.entry("cache-control").or_insert(HeaderValue::from_static("no-store"));
        }
        Ok(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(origin: Option<&str>, site: Option<&str>) -> bool {
        let mut request = Request::builder().method(Method::POST).header("host", "desk.example");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if let Some(site) = site {
            request = request.header("sec-fetch-site", site);
        }
        is_same_origin(&request.finish(), Some("https://public.example"))
    }

    #[test]
    fn only_our_own_pages_change_things() {
        assert!(from(None, None), "a program names no origin");
        assert!(from(Some("https://desk.example"), Some("same-origin")));
        assert!(from(Some("https://public.example"), None));
        assert!(!from(Some("https://evil.example"), None));
        assert!(!from(Some("null"), None));
        assert!(!from(Some("https://desk.example.evil.example"), None));
        assert!(!from(None, Some("cross-site")));
        assert!(!from(Some("https://desk.example"), Some("same-site")));
    }
}
