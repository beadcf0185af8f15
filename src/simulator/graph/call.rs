//! One call of the Graph API, read from HTTP.

use std::net::SocketAddr;

use poem::Request;
use poem::http::{Method, header};
use serde_json::Value;

use super::error::GraphError;
use crate::simulator::faults;

const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Of a call that brings a file.
const MEDIA_BYTES_MAX: usize = 101 * 1024 * 1024;

pub struct Call {
    pub method: Method,
    pub path: String,
    pub token: Option<String>,
    query: Vec<(String, String)>,
    pub content_type: Option<String>,
    pub body: Vec<u8>,
    pub caller: Option<SocketAddr>,
}

/// A call whose body cannot be read: what is known of it, and why.
pub struct Unread {
    pub call: Call,
    pub error: GraphError,
}

impl Call {
    pub async fn read(mut request: Request) -> Result<Call, Box<Unread>> {
        let is_form = request.content_type().is_some_and(|kind| kind.starts_with("multipart/"));
        let is_media = is_form || request.original_uri().path().ends_with("/media");
        let bytes_max = if is_media { MEDIA_BYTES_MAX } else { BODY_BYTES_MAX };
        let body = request.take_body();
        let query: Vec<(String, String)> = request.params().unwrap_or_default();
        let token = bearer(&request).or_else(|| find(&query, "access_token").map(str::to_owned));
        let call = Call {
            method: request.method().clone(),
            path: request.original_uri().path().to_owned(),
            token,
            query,
            content_type: request.content_type().map(str::to_owned),
            body: Vec::new(),
            caller: request.remote_addr().as_socket_addr().copied(),
        };
        match body.into_bytes_limit(bytes_max).await {
            Ok(body) => Ok(Call { body: body.to_vec(), ..call }),
            Err(error) => {
                let error = GraphError::parameter(format!("The body cannot be read: {error}"));
                Err(Box::new(Unread { call, error }))
            }
        }
    }

    /// The path without the version.
    pub fn parts(&self) -> Vec<&str> {
        self.path.split('/').filter(|part| !part.is_empty()).skip(1).collect()
    }

    /// The major number of the version in the path.
    pub fn version(&self) -> u32 {
        let first = self.path.split('/').find(|part| !part.is_empty()).unwrap_or_default();
        let major = first.trim_start_matches('v').split('.').next().unwrap_or_default();
        major.parse().unwrap_or_default()
    }

    /// What stands in the address after `name=`.
    pub fn param(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    pub fn json(&self) -> Result<Value, GraphError> {
        let content_type = self.content_type.as_deref().unwrap_or_default();
        if !content_type.to_ascii_lowercase().starts_with("application/json") {
            return Err(GraphError::parameter(format!("Unsupported content type: {content_type}")));
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            GraphError::parameter(format!("The request body is not valid JSON: {error}"))
        })
    }

    pub fn for_faults(&self) -> faults::Call {
        let is_post = self.method == Method::POST;
        match self.parts().get(1) {
            Some(&"messages") if is_post && !self.is_sign() => faults::Call::Send,
            Some(&("media" | "message_attachments")) if is_post => faults::Call::Upload,
            Some(&"message_templates") => faults::Call::Templates,
            Some(_) | None => faults::Call::Other,
        }
    }

    /// Read marks, typing and reactions are no messages.
    fn is_sign(&self) -> bool {
        self.json()
            .is_ok_and(|body| body.get("status").is_some() || body.get("sender_action").is_some())
    }
}

fn bearer(request: &Request) -> Option<String> {
    let value = request.header(header::AUTHORIZATION)?;
    let token = value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("OAuth "))?;
    Some(token.trim().to_owned())
}

fn find<'query>(query: &'query [(String, String)], name: &str) -> Option<&'query str> {
    query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}
