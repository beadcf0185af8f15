//! Everything that runs in one process, put together.

use crate::actions::{
    deliveries, downloads, facts, holding, indexer, mail, outbox, presence, profiles, templates,
    timers, withdrawals,
};
use crate::app::App;
use crate::{http, jobs};
use std::net::{SocketAddr, TcpListener};

/// Starts the workers, the jobs and the edge. Answers the address once it takes requests.
pub async fn start(app: &App, listener: TcpListener) -> anyhow::Result<SocketAddr> {
    holding::start(app).await?;
    presence::start(app).await?;
    app.tasks.spawn(deliveries::run(app.clone()));
    app.tasks.spawn(outbox::run(app.clone()));
    app.tasks.spawn(downloads::run(app.clone()));
    app.tasks.spawn(timers::run(app.clone()));
    app.tasks.spawn(indexer::run(app.clone()));
    app.tasks.spawn(withdrawals::run(app.clone()));
    app.tasks.spawn(facts::run(app.clone()));
    app.tasks.spawn(profiles::run(app.clone()));
    app.tasks.spawn(templates::run(app.clone()));
    app.tasks.spawn(mail::fetching::run(app.clone()));
    app.tasks.spawn(mail::importing::run(app.clone()));
    jobs::start(app).await?;
    Ok(http::start(app, listener)?)
}

/// Returns when the process is asked to end: by the terminal, or by who supervises it.
pub async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminated.recv() => Ok(()),
    }
}
