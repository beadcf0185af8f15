//! The two ports of the mail provider.

use std::io;
use std::net::{Ipv4Addr, TcpListener as Bound};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::options::MailListeners;
use super::state::Ports;
use super::{imap, smtp};
use crate::simulator::platform::Platform;

/// At each port; more wait.
const CONNECTIONS_MAX: usize = 64;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(50);

#[derive(Clone, Copy)]
enum Protocol {
    Imap,
    Smtp,
}

/// Opens both until the simulator stops. Without a mailbox there is nothing to open.
pub fn start(platform: &Arc<Platform>, listeners: Option<MailListeners>) -> io::Result<()> {
    if platform.world().mail.mailboxes.is_empty() {
        return Ok(());
    }
    let listeners = match listeners {
        Some(listeners) => listeners,
        None => MailListeners { imap: any_port()?, smtp: any_port()? },
    };
    let (imap, smtp) = (opened(listeners.imap)?, opened(listeners.smtp)?);
    let ports = Ports { imap: imap.local_addr()?.port(), smtp: smtp.local_addr()?.port() };
    platform.world().mail.ports = Some(ports);
    for (listener, protocol) in [(imap, Protocol::Imap), (smtp, Protocol::Smtp)] {
        let accepting = accept(platform.clone(), listener, protocol);
        tokio::spawn(platform.stopping.clone().run_until_cancelled_owned(accepting));
    }
    Ok(())
}

fn any_port() -> io::Result<Bound> {
    Bound::bind((Ipv4Addr::LOCALHOST, 0))
}

fn opened(listener: Bound) -> io::Result<TcpListener> {
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener)
}

async fn accept(platform: Arc<Platform>, listener: TcpListener, protocol: Protocol) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let serving = serve(platform.clone(), stream, protocol);
                let serving = platform.stopping.clone().run_until_cancelled_owned(serving);
                tokio::spawn(async move {
                    serving.await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a mail program could not connect");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
            }
        }
    }
}

async fn serve(platform: Arc<Platform>, stream: TcpStream, protocol: Protocol) {
    let served = match protocol {
        Protocol::Imap => imap::serve(platform, stream).await,
        Protocol::Smtp => smtp::serve(platform, stream).await,
    };
    if let Err(error) = served {
        // Whoever hangs up in the middle is no trouble of ours.
        tracing::debug!(%error, "a connection of a mail program broke");
    }
}
