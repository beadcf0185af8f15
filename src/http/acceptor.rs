//! Accepting connections so that small frames leave at once.

use poem::Addr;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use std::io;
use tokio::net::{TcpListener, TcpStream};

/// Without TCP_NODELAY the second of two small frames waits for the first one's acknowledgement.
pub struct Prompt {
    listener: TcpListener,
    local: LocalAddr,
}

impl Prompt {
    pub fn from_std(listener: std::net::TcpListener) -> io::Result<Prompt> {
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let local = LocalAddr(Addr::SocketAddr(listener.local_addr()?));
        Ok(Prompt { listener, local })
    }
}

impl Acceptor for Prompt {
    type Io = TcpStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        vec![self.local.clone()]
    }

    async fn accept(
        &mut self,
    ) -> io::Result<(TcpStream, LocalAddr, RemoteAddr, poem::http::uri::Scheme)> {
        let (stream, remote) = self.listener.accept().await?;
        stream.set_nodelay(true)?;
        let remote = RemoteAddr(Addr::SocketAddr(remote));
        Ok((stream, self.local.clone(), remote, poem::http::uri::Scheme::HTTP))
    }
}
