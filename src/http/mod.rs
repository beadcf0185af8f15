//! The edge of the process: all mounts at a glance.

mod acceptor;
mod compress;
mod csv;
mod docs;
mod error;
mod guard;
mod live;
mod methods;
mod operating;
mod session;
mod ui;
mod webhooks;
pub mod api;

use crate::actions::sessions::Doors;
use crate::app::App;
use live::Hub;
use poem::endpoint::BoxEndpoint;
use poem::middleware::CookieJarManager;
use poem::{EndpointExt, Response, Route, Server, get};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

/// How long requests under way may take to end when the process stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);
/// A connection without a request for so long is closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(75);

/// What handlers share besides the app.
pub struct Edge {
    pub app: App,
    pub hub: Hub,
    pub doors: Doors,
}

/// Serves until the app stops. Answers the address once it listens.
pub fn start(app: &App, listener: TcpListener) -> std::io::Result<SocketAddr> {
    let address = listener.local_addr()?;
    let acceptor = acceptor::Prompt::from_std(listener)?;
    let edge = Arc::new(Edge { app: app.clone(), hub: Hub::start(app), doors: Doors::default() });
    let routes = routes(&edge);
    let stopping = app.stopping.clone();
    app.tasks.spawn(async move {
        let server = Server::new_with_acceptor(acceptor).idle_timeout(IDLE_TIMEOUT);
        let stopped = stopping.cancelled();
        if let Err(error) =
            server.run_with_graceful_shutdown(routes, stopped, Some(STOP_WITHIN)).await
        {
            tracing::error!(%error, "the server ended");
        }
    });
    Ok(address)
}

fn routes(edge: &Arc<Edge>) -> BoxEndpoint<'static, Response> {
    let service = api::service(edge.clone());
    Route::new()
        .at("/api/v1/live", get(live::connect).data(edge.clone()))
        .nest(
            "/api/v1",
            service
                .with(guard::BodyLimit::new(&edge.app))
                .with(guard::SameOrigin::new(&edge.app.config))
                .with(compress::Compress),
        )
        .nest("/api/docs", Route::new().at("/", get(docs::page)))
        .at("/api/openapi.json", get(docs::spec))
        .at(
            "/hooks/whatsapp",
            get(webhooks::verify).post(webhooks::receive_whatsapp).data(edge.clone()),
        )
        .at(
            "/hooks/messenger",
            get(webhooks::verify).post(webhooks::receive_messenger).data(edge.clone()),
        )
        .at("/healthz", get(operating::health).data(edge.clone()))
        .at("/readyz", get(operating::ready).data(edge.clone()))
        .at("/metrics", get(operating::metrics).data(edge.clone()))
        .at("/", get(ui::index))
        .at("/*path", get(ui::file))
        .with(CookieJarManager::new())
        .catch_all_error(error::render)
        .with(methods::Methods)
        .with(guard::Headers)
        .map_to_response()
        .boxed()
}
