//! The HTTP client that all calls to providers share.

use std::time::Duration;

/// For reaching the provider, TLS included. Well below any call's own limit, so that a call that
/// never got through is told apart from one whose answer was lost.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than the provider keeps idle connections: a message written to one that is just being
/// closed would have an unknown fate.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(15);

const USER_AGENT: &str = concat!("deskbell/", env!("CARGO_PKG_VERSION"));

/// A client that follows no redirects: they would send a message twice, or its token elsewhere.
pub fn new() -> Result<reqwest::Client, reqwest::Error> {
    // Building a client panics without a provider. If there is one already, it stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}
