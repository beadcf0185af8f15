//! Starting and stopping: one HTTP server with three faces, the loops behind it, and the mail
//! provider's two ports.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::web::Data;
use poem::{Endpoint, EndpointExt, FromRequest, Request, Response, Route, Server};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::connections::CuttableAcceptor;
use super::options::Options;
use super::platform::Platform;
use super::{control, graph, journey, mail, messenger, page, webhook};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long open requests may take to end.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// A simulator at work. It stops when this is dropped.
pub struct Running {
    pub address: SocketAddr,
    pub(super) platform: Arc<Platform>,
    server: JoinHandle<io::Result<()>>,
}

pub async fn start(mut options: Options) -> io::Result<Running> {
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let mail_listeners = options.mail.listeners.take();
    let platform = Arc::new(Platform::new(options, address, client()?)?);

    let acceptor = CuttableAcceptor::new(listener, platform.connections.clone())?;
    let stopping = platform.stopping.clone();
    let server = Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(
        routes(platform.clone()),
        async move { stopping.cancelled().await },
        Some(STOP_TIMEOUT),
    );
    let server = tokio::spawn(server);
    mail::server::start(&platform, mail_listeners)?;
    spawn_loops(&platform);
    tracing::info!(%address, "the simulator listens");
    Ok(Running { address, platform, server })
}

impl Running {
    /// By how much the clock was moved ahead, in milliseconds, from now on.
    pub fn ahead_ms(&self) -> watch::Receiver<i64> {
        self.platform.ahead_ms.subscribe()
    }

    pub fn advance_clock(&self, by: Duration) {
        self.platform.advance_clock(by);
    }

    /// Nobody can connect from now on, as if the machine were not there; what is connected ends.
    pub async fn refuse_connections(&self) {
        let closing = self.platform.connections.refuse(None);
        self.platform.stopping.run_until_cancelled(closing).await;
    }

    pub async fn welcome_connections(&self) {
        let opening = self.platform.connections.welcome();
        self.platform.stopping.run_until_cancelled(opening).await;
    }

    pub async fn stop(mut self) {
        self.platform.stopping.cancel();
        // However the server ended, it is not running any more.
        let _ = (&mut self.server).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.platform.stopping.cancel();
    }
}

fn client() -> io::Result<reqwest::Client> {
    // The client wants to know how TLS would be done, though it speaks plain HTTP. Another part of the
    // process may have said so already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // The desk is near: a proxy of the environment would only be in the way.
    let builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .user_agent("deskbell-simulator");
    builder.build().map_err(io::Error::other)
}

fn spawn_loops(platform: &Arc<Platform>) {
    let journeys = platform.clone();
    tokio::spawn(platform.stopping.clone().run_until_cancelled_owned(async move {
        journey::run(&journeys).await;
    }));
    let page_journeys = platform.clone();
    tokio::spawn(platform.stopping.clone().run_until_cancelled_owned(async move {
        messenger::journey::run(&page_journeys).await;
    }));
    let notifications = webhook::run(platform.clone());
    tokio::spawn(platform.stopping.clone().run_until_cancelled_owned(notifications));
}

fn routes(platform: Arc<Platform>) -> impl Endpoint + 'static {
    Route::new()
        .nest("/control", control::routes())
        .at("/", poem::endpoint::make(graph_or_page))
        .at("/*path", poem::endpoint::make(graph_or_page))
        .data(platform)
}

/// Paths that begin with a version belong to the Graph API, one to the files, the others to the page.
async fn graph_or_page(request: Request) -> poem::Result<Response> {
    let path = request.original_uri().path().to_owned();
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let is_download = [graph::FILES, graph::PUBLIC_FILES].contains(&first);
    if !is_download && !graph::is_version(first) {
        return Ok(page::file(&path));
    }
    let platform = Data::<&Arc<Platform>>::from_request_without_body(&request).await?.0.clone();
    if is_download {
        let is_public = path.trim_start_matches('/').starts_with(graph::PUBLIC_FILES);
        return Ok(match is_public {
            true => graph::download_public(&platform, request).await,
            false => graph::download(&platform, request).await,
        });
    }
    Ok(graph::answer(&platform, request).await)
}
