//! Fetching (RFC 3501): as much of it as mail programs of our kind ask for, and that to the letter.

/// What a program asks, word by word.
mod command;
/// Which mails are meant.
mod search;
/// What of a mail is told.
mod fetch;
/// Folders and what is put into them.
mod folders;
/// From signing in to goodbye.
mod session;

use std::io;
use std::sync::Arc;

use tokio::net::TcpStream;

use crate::simulator::platform::Platform;

pub async fn serve(platform: Arc<Platform>, stream: TcpStream) -> io::Result<()> {
    session::Session::begin(platform, stream).await
}
