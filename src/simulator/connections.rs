//! Connections that can be cut in the middle, as a network does it.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};

use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The open connections by the other end's address.
#[derive(Clone, Default)]
pub struct Connections(Arc<Mutex<HashMap<SocketAddr, Weak<AtomicBool>>>>);

/// Accepts connections and remembers them.
pub struct CuttableAcceptor {
    pub acceptor: TcpAcceptor,
    pub connections: Connections,
}

pub struct CuttableStream {
    stream: TcpStream,
    cut: Arc<AtomicBool>,
}

impl Connections {
    /// Nothing more is written on this connection: the next answer breaks it.
    pub fn cut(&self, other_end: &SocketAddr) {
        let cut = self.open().get(other_end).and_then(Weak::upgrade);
        if let Some(cut) = cut {
            cut.store(true, Ordering::Relaxed);
        }
    }

    fn remember(&self, other_end: SocketAddr) -> Arc<AtomicBool> {
        let cut = Arc::new(AtomicBool::new(false));
        let mut open = self.open();
        open.retain(|_, connection| connection.strong_count() > 0);
        open.insert(other_end, Arc::downgrade(&cut));
        cut
    }

    fn open(&self) -> MutexGuard<'_, HashMap<SocketAddr, Weak<AtomicBool>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Acceptor for CuttableAcceptor {
    type Io = CuttableStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.acceptor.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(CuttableStream, LocalAddr, RemoteAddr, Scheme)> {
        let (stream, local, remote, scheme) = self.acceptor.accept().await?;
        let cut = match remote.as_socket_addr() {
            Some(address) => self.connections.remember(*address),
            None => Arc::default(),
        };
        Ok((CuttableStream { stream, cut }, local, remote, scheme))
    }
}

impl AsyncRead for CuttableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for CuttableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.cut.load(Ordering::Relaxed) {
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
