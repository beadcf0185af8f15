//! Answers in JSON go out compressed to who takes that: a list shrinks to a tenth.

use flate2::Compression;
use flate2::write::GzEncoder;
use poem::http::HeaderValue;
use poem::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use std::io::Write;

/// Below this a packet carries it anyway.
const BYTES_MIN: usize = 1_024;

pub struct Compress;

impl<E: Endpoint> Middleware<E> for Compress {
    type Output = Compressed<E>;

    fn transform(&self, inner: E) -> Compressed<E> {
        Compressed { inner }
    }
}

pub struct Compressed<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for Compressed<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let takes_gzip = takes_gzip(&request);
        let mut response = self.inner.call(request).await?.into_response();
        response.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
        if !takes_gzip || !is_json(&response) {
            return Ok(response);
        }
        let bytes = response.take_body().into_bytes().await?;
        match (bytes.len() >= BYTES_MIN).then(|| gzip(&bytes)) {
            Some(Ok(small)) => {
                let headers = response.headers_mut();
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
                response.set_body(small);
            }
            Some(Err(_)) | None => response.set_body(bytes),
        }
        Ok(response)
    }
}

fn takes_gzip(request: &Request) -> bool {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.is_some_and(|accepted| {
        accepted
            .split(',')
            .any(|encoding| encoding.split(';').next().unwrap_or_default().trim() == "gzip")
    })
}

fn is_json(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json"))
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}
