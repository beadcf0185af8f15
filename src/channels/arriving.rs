//! A file on its way from a provider to us, piece by piece.

use super::hosts;
use super::secret::Secret;
use crate::domain::delivery::Failure;
use reqwest::{StatusCode, Url};
use std::time::Duration;

/// The largest file that is taken; no channel lets customers send more.
pub const BYTES_MAX: u64 = 100 * 1024 * 1024;
/// For the head of the answer, and for each piece after it.
const PIECE_WITHIN: Duration = Duration::from_secs(60);
/// For all of it: 100 MB at a slow 1 Mbit/s.
const WHOLE_WITHIN: Duration = Duration::from_secs(15 * 60);

/// Why a file did not come. Every reason is a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It may come at another time.
    Later { reason: String },
    /// The provider refuses to work with us until an admin mends the account.
    Account { failure: Failure },
    /// The address leads nowhere any more: there may be a newer one.
    Over { reason: String },
    /// It will not come by trying again.
    Never {
        reason: String,
        /// Whether somebody may want to try all the same.
        may_retry: bool,
    },
}

/// Where a file lies and what opens it.
pub struct Place<'a> {
    pub url: &'a str,
    pub token: Option<&'a Secret>,
    /// Where the Graph API is, whose files may lie beside it.
    pub base_url: &'a str,
}

pub struct Arriving {
    response: reqwest::Response,
    received: u64,
    announced: Option<u64>,
    /// As its sender's server says.
    pub mime: Option<String>,
}

/// Asks for the file. Only an address of Meta's is asked, and only there a token is shown; nobody is
/// followed elsewhere.
pub async fn open(client: &reqwest::Client, place: &Place<'_>) -> Result<Arriving, Trouble> {
    let url = Url::parse(place.url).ok().filter(|url| match place.token {
        Some(_) => hosts::may_have_token(url, place.base_url),
        None => hosts::may_be_read(url, place.base_url),
    });
    let Some(url) = url else {
        let reason = "The file lies at an address that is none of Meta's: it was not fetched.";
        return Err(Trouble::Never { reason: reason.to_owned(), may_retry: false });
    };
    let mut request = client.get(url).timeout(WHOLE_WITHIN);
    if let Some(token) = place.token {
        request = request.bearer_auth(token.reveal());
    }
    let response = match tokio::time::timeout(PIECE_WITHIN, request.send()).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => return Err(later("The file could not be fetched: nobody answered.")),
        Err(_) => return Err(later("The file could not be fetched: the answer took too long.")),
    };
    check(response.status())?;
    let announced = response.content_length();
    if announced.is_some_and(|bytes| bytes > BYTES_MAX) {
        return Err(too_large());
    }
    let mime = response.headers().get("content-type").and_then(|value| value.to_str().ok());
    let mime = mime.map(str::to_owned);
    Ok(Arriving { response, received: 0, announced, mime })
}

impl Arriving {
    /// The next piece; `None`: it is whole.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Trouble> {
        let broken = || later("The file broke off while it was being fetched.");
        match tokio::time::timeout(PIECE_WITHIN, self.response.chunk()).await {
            Ok(Ok(Some(piece))) => {
                self.received += piece.len() as u64;
                if self.received > BYTES_MAX {
                    return Err(too_large());
                }
                Ok(Some(piece.to_vec()))
            }
            Ok(Ok(None)) if self.announced.is_some_and(|bytes| bytes != self.received) => {
                Err(broken())
            }
            Ok(Ok(None)) => Ok(None),
            Ok(Err(_)) | Err(_) => Err(broken()),
        }
    }
}

fn check(status: StatusCode) -> Result<(), Trouble> {
    if status.is_success() {
        return Ok(());
    }
    let reason = format!("The file could not be fetched: its address answers {}.", status.as_u16());
    let is_over = status.is_redirection()
        || matches!(
            status,
            StatusCode::UNAUTHORIZED
                | StatusCode::FORBIDDEN
                | StatusCode::NOT_FOUND
                | StatusCode::GONE
        );
    Err(if is_over { Trouble::Over { reason } } else { Trouble::Later { reason } })
}

fn later(reason: &str) -> Trouble {
    Trouble::Later { reason: reason.to_owned() }
}

fn too_large() -> Trouble {
    let reason = "The file is larger than 100 MB, which is the most that is taken.".to_owned();
    Trouble::Never { reason, may_retry: false }
}
