//! The port and its connections: they can be cut in the middle and refused, as a network does it.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;
/// Before a port that could not be opened is tried again.
const OPENING_PAUSE: Duration = Duration::from_millis(50);

/// The open connections by the other end's address, and whether new ones are refused.
#[derive(Clone, Default)]
pub struct Connections {
    open: Arc<Mutex<HashMap<SocketAddr, Weak<Line>>>>,
    is_refusing: watch::Sender<bool>,
    is_closed: watch::Sender<bool>,
}

/// One connection.
#[derive(Default)]
struct Line {
    /// Nothing more is written on it.
    is_cut: AtomicBool,
    /// It is over for both sides.
    ends: CancellationToken,
}

/// Accepts connections and remembers them.
pub struct CuttableAcceptor {
    door: Door,
    address: SocketAddr,
    connections: Connections,
}

enum Door {
    Open(TcpAcceptor),
    /// What keeps the port for us without listening at it, if that can be had.
    Closed(Option<TcpSocket>),
}

pub struct CuttableStream {
    stream: TcpStream,
    line: Arc<Line>,
    ended: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl Connections {
    /// Nothing more is written on this connection: the next answer breaks it.
    pub fn cut(&self, other_end: &SocketAddr) {
        let line = self.open().get(other_end).and_then(Weak::upgrade);
        if let Some(line) = line {
            line.is_cut.store(true, Ordering::Relaxed);
        }
    }

    /// Every connection ends, but for one that may be kept; when this ends, the port is closed.
    pub async fn refuse(&self, kept: Option<&SocketAddr>) {
        self.is_refusing.send_replace(true);
        for (other_end, line) in self.open().iter() {
            if let Some(line) = line.upgrade().filter(|_| kept != Some(other_end)) {
                line.ends.cancel();
            }
        }
        // The sender lives as long as this does.
        let _ = self.is_closed.subscribe().wait_for(|is_closed| *is_closed).await;
    }

    /// When this ends, the port is open again.
    pub async fn welcome(&self) {
        self.is_refusing.send_replace(false);
        let _ = self.is_closed.subscribe().wait_for(|is_closed| !is_closed).await;
    }

    pub fn are_refused(&self) -> bool {
        *self.is_refusing.borrow()
    }

    fn remember(&self, other_end: SocketAddr) -> Arc<Line> {
        let line = Arc::new(Line::default());
        let mut open = self.open();
        open.retain(|_, line| line.strong_count() > 0);
        open.insert(other_end, Arc::downgrade(&line));
        line
    }

    fn open(&self) -> MutexGuard<'_, HashMap<SocketAddr, Weak<Line>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CuttableAcceptor {
    pub fn new(listener: TcpListener, connections: Connections) -> io::Result<CuttableAcceptor> {
        let address = listener.local_addr()?;
        let door = Door::Open(TcpAcceptor::from_tokio(listener)?);
        Ok(CuttableAcceptor { door, address, connections })
    }

    /// Somebody else must not get the port meanwhile, so it stays bound.
    fn close(&mut self) {
        // The listener goes first: as long as it listens, nobody else can be bound to its port.
        self.door = Door::Closed(None);
        self.door = Door::Closed(bound_to(self.address).ok());
        self.connections.is_closed.send_replace(true);
    }

    async fn open(&mut self, kept: Option<TcpSocket>) {
        let listener = match kept {
            Some(socket) => socket.listen(BACKLOG),
            None => TcpListener::bind(self.address).await,
        };
        match listener.and_then(TcpAcceptor::from_tokio) {
            Ok(acceptor) => {
                self.door = Door::Open(acceptor);
                self.connections.is_closed.send_replace(false);
            }
            Err(error) => {
                tracing::error!(%error, "the simulator's port cannot be opened again");
                tokio::time::sleep(OPENING_PAUSE).await;
            }
        }
    }
}

impl Acceptor for CuttableAcceptor {
    type Io = CuttableStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        match &self.door {
            Door::Open(acceptor) => acceptor.local_addr(),
            Door::Closed(_) => Vec::new(),
        }
    }

    async fn accept(&mut self) -> io::Result<(CuttableStream, LocalAddr, RemoteAddr, Scheme)> {
        let mut is_refusing = self.connections.is_refusing.subscribe();
        loop {
            let refuses = *is_refusing.borrow_and_update();
            match &mut self.door {
                Door::Open(_) if refuses => self.close(),
                Door::Open(acceptor) => tokio::select! {
                    accepted = acceptor.accept() => {
                        let (stream, local, remote, scheme) = accepted?;
                        if *self.connections.is_refusing.borrow() {
                            continue;
                        }
                        let line = match remote.as_socket_addr() {
                            Some(address) => self.connections.remember(*address),
                            None => Arc::default(),
                        };
                        return Ok((CuttableStream::new(stream, line), local, remote, scheme));
                    }
                    // The sender lives as long as this does.
                    _ = is_refusing.changed() => {}
                },
                Door::Closed(_) if refuses => {
                    let _ = is_refusing.changed().await;
                }
                Door::Closed(kept) => {
                    let kept = kept.take();
                    self.open(kept).await;
                }
            }
        }
    }
}

fn bound_to(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Connections of before may still be on their way out.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

impl CuttableStream {
    fn new(stream: TcpStream, line: Arc<Line>) -> CuttableStream {
        let ended = Box::pin(line.ends.clone().cancelled_owned());
        CuttableStream { stream, line, ended }
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.ended.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.line.is_cut.load(Ordering::Relaxed) || self.line.ends.is_cancelled() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
