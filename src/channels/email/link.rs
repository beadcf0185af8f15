//! A conversation with a mail server in lines: bounded, under the clock, and safe to interrupt
//! between whole answers.

use super::server::{Kind, Server, Stage, Trouble};
use super::tls::{self, Wire};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

/// How much is read at a time.
const READ_BYTES: usize = 64 << 10;

pub struct Link {
    pub server: Server,
    /// `None` only while it is being encrypted, and for good if that failed.
    wire: Option<Wire>,
    /// Received and not yet taken.
    received: Vec<u8>,
}

impl Link {
    pub async fn open(server: &Server) -> Result<Link, Trouble> {
        let wire = tls::connect(server).await?;
        Ok(Link { server: server.clone(), wire: Some(wire), received: Vec::new() })
    }

    /// Encrypts what was plain so far, once the server has agreed to.
    pub async fn start_tls(&mut self) -> Result<(), Trouble> {
        // Whoever sits between could have put in what would be taken for the server's later words.
        if !self.received.is_empty() {
            let text = format!("{} went on talking before the encryption.", self.server.place());
            return Err(Trouble::new(Stage::Tls, Kind::Insecure, text));
        }
        match self.wire.take() {
            Some(Wire::Plain(tcp)) => {
                self.wire = Some(tls::secure(&self.server, tcp).await?);
                Ok(())
            }
            Some(Wire::Secure(_)) | None => Err(Trouble::closed(&self.server, Stage::Tls)),
        }
    }

    pub async fn write(
        &mut self,
        stage: Stage,
        bytes: &[u8],
        wait: Duration,
    ) -> Result<(), Trouble> {
        let Some(wire) = &mut self.wire else {
            return Err(Trouble::closed(&self.server, stage));
        };
        let writing = async {
            wire.write_all(bytes).await?;
            wire.flush().await
        };
        match timeout(wait, writing).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(Trouble::network(&self.server, stage, &error)),
            Err(_) => Err(Trouble::too_late(&self.server, stage)),
        }
    }

    /// What was received and not yet taken.
    pub fn received(&self) -> &[u8] {
        &self.received
    }

    pub fn take(&mut self, bytes: usize) -> Vec<u8> {
        let rest = self.received.split_off(bytes.min(self.received.len()));
        std::mem::replace(&mut self.received, rest)
    }

    /// Waits for more; nothing is lost if it is dropped meanwhile.
    pub async fn receive(&mut self, stage: Stage) -> Result<(), Trouble> {
        let Some(wire) = &mut self.wire else {
            return Err(Trouble::closed(&self.server, stage));
        };
        self.received.reserve(READ_BYTES);
        match wire.read_buf(&mut self.received).await {
            Ok(0) => Err(Trouble::closed(&self.server, stage)),
            Ok(_) => Ok(()),
            // A server that goes without a word of TLS is common, and no news.
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                Err(Trouble::closed(&self.server, stage))
            }
            Err(error) => Err(Trouble::network(&self.server, stage, &error)),
        }
    }

    pub async fn close(&mut self) {
        if let Some(mut wire) = self.wire.take() {
            let _ = timeout(self.server.waits.goodbye, wire.shutdown()).await;
        }
    }
}
