//! A connection of a mail program, line by line; nothing of it may grow without end.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;

/// Whoever takes longer to take in what we say is gone.
const WRITE_WITHIN: Duration = Duration::from_secs(60);

pub struct Wire {
    reader: BufReader<OwnedReadHalf>,
    writer: OwnedWriteHalf,
    /// The beginning of a line: waiting for the rest may be given up and begun again.
    begun: Vec<u8>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// Without its end.
    Whole(Vec<u8>),
    /// More than may be; nothing more can be understood.
    TooLong,
    Closed,
}

impl Wire {
    pub fn of(stream: TcpStream) -> Wire {
        let (reader, writer) = stream.into_split();
        Wire { reader: BufReader::new(reader), writer, begun: Vec::new() }
    }

    /// The next line.
    pub async fn line(&mut self, bytes_max: usize) -> io::Result<Line> {
        loop {
            let (taken, is_whole) = {
                let here = self.reader.fill_buf().await?;
                if here.is_empty() {
                    return Ok(Line::Closed);
                }
                let end = here.iter().position(|byte| *byte == b'\n');
                let taken = end.map_or(here.len(), |end| end + 1);
                self.begun.extend_from_slice(here.get(..taken).unwrap_or_default());
                (taken, end.is_some())
            };
            self.reader.consume(taken);
            if self.begun.len() > bytes_max {
                return Ok(Line::TooLong);
            }
            if is_whole {
                let mut line = std::mem::take(&mut self.begun);
                while line.last().is_some_and(|last| matches!(last, b'\r' | b'\n')) {
                    line.pop();
                }
                return Ok(Line::Whole(line));
            }
        }
    }

    /// Exactly so many bytes.
    pub async fn bytes(&mut self, number: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; number];
        self.reader.read_exact(&mut bytes).await?;
        Ok(bytes)
    }

    pub async fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        match timeout(WRITE_WITHIN, self.writer.write_all(bytes)).await {
            Ok(written) => written,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}
