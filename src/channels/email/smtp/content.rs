//! The content of a mail up to the final dot, and the answer to it.

use super::{Opened, Stage};
use crate::channels::{Scope, SendError};
use std::time::Duration;

/// How much is written at a time, each under the clock.
const PIECE_BYTES: usize = 256 << 10;
/// For what a server may have said while it stopped listening.
const LAST_WORDS_WAIT: Duration = Duration::from_secs(2);

impl Opened<'_> {
    /// Hands over the mail and waits until the server has taken it.
    pub async fn content(self, mail: &[u8]) -> Result<(), SendError> {
        let smtp = self.smtp;
        let stage = Stage::Content;
        let waits = smtp.link.server.waits;
        smtp.is_good = false;
        let stuffed = stuffed(mail);
        for piece in stuffed.chunks(PIECE_BYTES) {
            // Without the dot, no server takes it for a mail.
            if let Err(trouble) = smtp.link.write(stage, piece, waits.command).await {
                return match smtp.answered(stage, LAST_WORDS_WAIT).await {
                    Ok(reply) if !reply.is_good() => Err(reply.as_error(stage, Scope::Contact)),
                    Ok(_) | Err(_) => Err(trouble.into()),
                };
            }
        }
        let unknown = |trouble: super::Trouble| SendError::Unknown { reason: trouble.text };
        smtp.link.write(stage, b".\r\n", waits.command).await.map_err(unknown)?;
        let reply = smtp.answered(stage, waits.acceptance).await.map_err(unknown)?;
        smtp.is_begun = false;
        match reply.code {
            200..300 => Ok(()),
            400.. => Err(reply.as_error(stage, Scope::Contact)),
            _ => Err(SendError::Unknown { reason: reply.text() }),
        }
    }
}

/// The mail as it goes over the wire: every line ends in CR LF, the last one too, and no line of
/// it is a lone dot (RFC 5321, 4.5.2).
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(mail.len() + mail.len() / 64 + 2);
    let mut is_start = true;
    let mut bytes = mail.iter().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                // A lone CR ends a line for some and for others does not: nobody shall choose.
                bytes.next_if(|next| **next == b'\n');
                wire.extend_from_slice(b"\r\n");
                is_start = true;
                continue;
            }
            b'\n' => {
                wire.extend_from_slice(b"\r\n");
                is_start = true;
                continue;
            }
            b'.' if is_start => wire.extend_from_slice(b".."),
            byte => wire.push(*byte),
        }
        is_start = false;
    }
    if !is_start {
        wire.extend_from_slice(b"\r\n");
    }
    wire
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_line_of_a_mail_ends_it() {
        for (mail, wire) in [
            ("a\r\n.\r\nb", "a\r\n..\r\nb\r\n"),
            (".a\n.b\r\n", "..a\r\n..b\r\n"),
            ("a\r.\rb", "a\r\n..\r\nb\r\n"),
            ("a\r\r\nb.\r\n", "a\r\n\r\nb.\r\n"),
            ("", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&stuffed(mail.as_bytes())), wire);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_mail_it_ends_with_its_last_line(mail in "[a.\r\n]{0,40}") {
            let wire = String::from_utf8_lossy(&stuffed(mail.as_bytes())).into_owned();
            prop_assert!(wire.is_empty() || wire.ends_with("\r\n"));
            let without = wire.replace("\r\n", "\n");
            prop_assert!(!without.contains('\r'));
            prop_assert!(without.split('\n').all(|line| line != "."));
            prop_assert_eq!(stuffed(mail.replace("\r\n", "\n").replace('\r', "\n").as_bytes()), wire.into_bytes());
        }
    }
}
