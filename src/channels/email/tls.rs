//! The way to a mail server: TCP, and TLS that is always verified.

use super::server::{Kind, Server, Stage, Trouble, quoted};
use super::trusted::Trusted;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// How many addresses of a host are tried.
const ADDRESSES_MAX: usize = 6;
/// The least that each gets of the time: one that swallows everything must not use up all of it.
const ADDRESS_WAIT_MIN: Duration = Duration::from_secs(3);
/// How many certificates an account may name of its own.
const AUTHORITIES_MAX: usize = 100;

/// A connection, encrypted or not.
pub enum Wire {
    Plain(TcpStream),
    Secure(Box<TlsStream<TcpStream>>),
}

/// Connects, and encrypts if the server is spoken to so from the first byte on.
pub async fn connect(server: &Server) -> Result<Wire, Trouble> {
    use super::server::Tls;
    let tcp = reach(server).await?;
    match server.tls {
        Tls::Implicit => secure(server, tcp).await,
        Tls::Starttls | Tls::None => Ok(Wire::Plain(tcp)),
    }
}

async fn reach(server: &Server) -> Result<TcpStream, Trouble> {
    match timeout(server.waits.connect, reach_any(server)).await {
        Ok(reached) => reached,
        Err(_) => Err(Trouble::too_late(server, Stage::Reaching)),
    }
}

async fn reach_any(server: &Server) -> Result<TcpStream, Trouble> {
    let failed = |error: std::io::Error| {
        let text =
            format!("{} could not be reached: {}.", server.place(), quoted(&error.to_string()));
        Trouble::new(Stage::Reaching, Kind::Unreachable, text)
    };
    let found = lookup_host((server.host.as_str(), server.port)).await.map_err(failed)?;
    let addresses: Vec<SocketAddr> = found.take(ADDRESSES_MAX).collect();
    let share = server.waits.connect / (addresses.len().max(1) as u32);
    let share = share.max(ADDRESS_WAIT_MIN);
    let mut last = Trouble::too_late(server, Stage::Reaching);
    for address in addresses {
        match timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => {
                // Commands are small and wait for their answers: nothing is gained by waiting.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(error)) => last = failed(error),
            Err(_) => last = Trouble::too_late(server, Stage::Reaching),
        }
    }
    Err(last)
}

/// Encrypts a connection, or refuses to go on with it.
pub async fn secure(server: &Server, tcp: TcpStream) -> Result<Wire, Trouble> {
    let name = ServerName::try_from(server.host.clone()).map_err(|_| {
        let text =
            format!("\"{}\" is no name that a certificate can be for.", quoted(&server.host));
        Trouble::new(Stage::Tls, Kind::Insecure, text)
    })?;
    let connector = TlsConnector::from(Arc::new(client_config(server)?));
    match timeout(server.waits.connect, connector.connect(name, tcp)).await {
        Ok(Ok(stream)) => Ok(Wire::Secure(Box::new(stream))),
        Ok(Err(error)) => Err(not_secured(server, &error)),
        Err(_) => Err(Trouble::too_late(server, Stage::Tls)),
    }
}

fn not_secured(server: &Server, error: &std::io::Error) -> Trouble {
    let cause = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let (kind, text) = match cause {
        Some(rustls::Error::InvalidCertificate(reason)) => (
            Kind::Insecure,
            format!(
                "The certificate of {} is not trusted: {}",
                lower_first(&server.place()),
                in_plain_words(reason)
            ),
        ),
        Some(rustls::Error::InvalidMessage(_)) => (
            Kind::Broken,
            format!(
                "{} does not speak TLS on this port. Check the port, and how it is encrypted.",
                server.place()
            ),
        ),
        Some(other) => (
            Kind::Insecure,
            format!("{} and we found no common encryption: {other}.", server.place()),
        ),
        None => return Trouble::network(server, Stage::Tls, error),
    };
    Trouble::new(Stage::Tls, kind, text)
}

/// What is wrong with a certificate, and what to do.
fn in_plain_words(reason: &rustls::CertificateError) -> String {
    use rustls::CertificateError as Wrong;
    match reason {
        Wrong::Expired | Wrong::ExpiredContext { .. } => {
            "it has expired. Whoever runs the server must renew it.".to_owned()
        }
        Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => {
            "it is for another host. Enter the host by the name that the certificate has.".to_owned()
        }
        Wrong::UnknownIssuer => "nobody known vouches for it. Enter the certificate of the authority that issued it, or the server's own.".to_owned(),
        other => format!("{}.", quoted(&other.to_string())),
    }
}

fn lower_first(text: &str) -> String {
    text.strip_prefix("The").map_or_else(|| text.to_owned(), |rest| format!("the{rest}"))
}

fn client_config(server: &Server) -> Result<rustls::ClientConfig, Trouble> {
    let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let own = match &server.ca {
        Some(pem) => authorities(pem).map_err(unusable_authority)?,
        None => Vec::new(),
    };
    for authority in &own {
        roots.add(authority.clone()).map_err(|error| unusable_authority(error.to_string()))?;
    }
    let impossible = |error: String| {
        Trouble::new(Stage::Tls, Kind::Insecure, format!("Nothing can be encrypted here: {error}."))
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Trusted::new(roots, own, provider.clone()).map_err(impossible)?;
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map(|builder| builder.dangerous().with_custom_certificate_verifier(verifier))
        .map(|builder| builder.with_no_client_auth())
        .map_err(|error| impossible(error.to_string()))
}

fn unusable_authority(reason: String) -> Trouble {
    let text = format!("The certificate authority of this account can't be used: {reason}.");
    Trouble::new(Stage::Tls, Kind::Insecure, text)
}

/// The certificates of a PEM text; the reason if there is none or one can't be read.
fn authorities(pem: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut found = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()).take(AUTHORITIES_MAX) {
        found.push(certificate.map_err(|_| "it is not PEM".to_owned())?);
    }
    if found.is_empty() { Err("it holds no certificate".to_owned()) } else { Ok(found) }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Wire::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Wire::Secure(stream) => Pin::new(stream.as_mut()).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        match self.get_mut() {
            Wire::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Wire::Secure(stream) => Pin::new(stream.as_mut()).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Wire::Plain(stream) => Pin::new(stream).poll_flush(context),
            Wire::Secure(stream) => Pin::new(stream.as_mut()).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        match self.get_mut() {
            Wire::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Wire::Secure(stream) => Pin::new(stream.as_mut()).poll_shutdown(context),
        }
    }
}
