//! Which methods an address takes, for the answer to one that it does not take (RFC 9110, 15.5.6).

use super::api;
use poem::http::header::ALLOW;
use poem::http::{HeaderValue, StatusCode};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use serde_json::{Map, Value};
use std::sync::LazyLock;

const API_PREFIX: &str = "/api/v1";
const WEBHOOKS_PREFIX: &str = "/hooks/";
const ELSEWHERE: HeaderValue = HeaderValue::from_static("GET, HEAD");
const AT_WEBHOOKS: HeaderValue = HeaderValue::from_static("GET, POST");

/// The API's addresses and what each takes, as its description says.
static KNOWN: LazyLock<Vec<(Vec<String>, HeaderValue)>> = LazyLock::new(|| {
    let spec: Value = serde_json::from_str(api::spec()).unwrap_or_default();
    let paths = spec.get("paths").and_then(Value::as_object);
    let known = paths.into_iter().flatten().filter_map(|(path, operations)| {
        let methods: Vec<String> =
            operations.as_object().map(Map::keys)?.map(|name| name.to_uppercase()).collect();
        Some((segments(path), HeaderValue::from_str(&methods.join(", ")).ok()?))
    });
    known.collect()
});

/// Names the allowed methods beside every 405.
pub struct Methods;

fn segments(path: &str) -> Vec<String> {
    path.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

impl<E: Endpoint> Middleware<E> for Methods {
    type Output = WithMethods<E>;

    fn transform(&self, inner: E) -> WithMethods<E> {
        WithMethods { inner }
    }
}

pub struct WithMethods<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for WithMethods<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let path = request.original_uri().path().to_owned();
        let mut response = self.inner.call(request).await?.into_response();
        if response.status() == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(ALLOW, allowed(&path));
        }
        Ok(response)
    }
}

fn allowed(path: &str) -> HeaderValue {
    let Some(path) = path.strip_prefix(API_PREFIX) else {
        return if path.starts_with(WEBHOOKS_PREFIX) { AT_WEBHOOKS } else { ELSEWHERE };
    };
    let asked = segments(path);
    let known = KNOWN.iter().find(|(known, _)| is_same(known, &asked));
    known.map_or(ELSEWHERE, |(_, methods)| methods.clone())
}

fn is_same(known: &[String], asked: &[String]) -> bool {
    known.len() == asked.len()
        && known.iter().zip(asked).all(|(known, asked)| known.starts_with('{') || known == asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_names_its_methods() {
        assert_eq!(allowed("/api/v1/agents"), "GET, POST");
        assert_eq!(allowed("/api/v1/conversations/7/resolution"), "DELETE, POST");
        assert_eq!(allowed("/hooks/whatsapp"), "GET, POST");
        assert_eq!(allowed("/healthz"), "GET, HEAD");
    }
}
