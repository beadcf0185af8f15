//! Trouble on request: what goes wrong with the next calls.

use std::time::Duration;

use serde::{Deserialize, Serialize};

const FAULTS_MAX: usize = 20;
const SLOW_MS_MAX: u64 = 120_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// An error 500 before anything was done.
    ServerError,
    /// A page of HTML from an edge in front of the API; nothing was done.
    HtmlPage,
    TokenExpired,
    RateLimited,
    AccountLocked,
    /// Blocked for a while because of a policy (368).
    PolicyBlocked,
    /// The service says that it is down (131016); nothing was done.
    Unavailable,
    /// The connection ends without an answer; nothing was done.
    ConnectionLost,
    /// The message is delivered, but the answer is an error 500.
    ErrorAfterAccepting,
    /// The message is delivered, but the connection ends without an answer.
    DroppedConnection,
    /// The message is delivered, but the answer is cut off.
    TruncatedJson,
    /// The message is delivered, but the answer is late.
    SlowAnswer,
    /// A file cannot be fetched: an error 500.
    DownloadFails,
    /// A file cannot be fetched: its address is over before its time.
    DownloadNotFound,
    /// Half of a file comes.
    DownloadTruncated,
    /// A file comes with another hash.
    DownloadWrongBytes,
    /// A file comes late.
    DownloadSlow,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Instead of doing it.
    Before,
    /// After it was done, instead of the answer.
    After,
    /// Before the answer goes out, whatever it is.
    Pause,
}

/// What a call is, as far as faults are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// A message to a customer.
    Send,
    /// The bytes of a file.
    Download,
    /// The same without a token, which therefore does not matter.
    PublicDownload,
    Other,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub kind: FaultKind,
    /// How many calls it hits; without a count it stays until it is taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// How long a slow answer takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub milliseconds: Option<u64>,
    /// Why the token is refused: 458, 460, 463, 464, 467, 490 or 492; 463 if none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcode: Option<u32>,
}

#[derive(Default)]
pub struct Faults(Vec<Fault>);

impl FaultKind {
    fn stage(self) -> Stage {
        match self {
            FaultKind::ServerError
            | FaultKind::HtmlPage
            | FaultKind::TokenExpired
            | FaultKind::RateLimited
            | FaultKind::AccountLocked
            | FaultKind::PolicyBlocked
            | FaultKind::Unavailable
            | FaultKind::ConnectionLost
            | FaultKind::DownloadFails
            | FaultKind::DownloadNotFound => Stage::Before,
            FaultKind::ErrorAfterAccepting
            | FaultKind::DroppedConnection
            | FaultKind::TruncatedJson
            | FaultKind::DownloadTruncated
            | FaultKind::DownloadWrongBytes => Stage::After,
            FaultKind::SlowAnswer | FaultKind::DownloadSlow => Stage::Pause,
        }
    }

    /// A dead token or a locked account spoils every call, the rest only sends or only downloads.
    fn hits(self, call: Call) -> bool {
        match self {
            FaultKind::TokenExpired | FaultKind::AccountLocked => call != Call::PublicDownload,
            FaultKind::DownloadFails
            | FaultKind::DownloadNotFound
            | FaultKind::DownloadTruncated
            | FaultKind::DownloadWrongBytes
            | FaultKind::DownloadSlow => {
                matches!(call, Call::Download | Call::PublicDownload)
            }
            FaultKind::ServerError
            | FaultKind::HtmlPage
            | FaultKind::RateLimited
            | FaultKind::PolicyBlocked
            | FaultKind::Unavailable
            | FaultKind::ConnectionLost
            | FaultKind::ErrorAfterAccepting
            | FaultKind::DroppedConnection
            | FaultKind::TruncatedJson
            | FaultKind::SlowAnswer => call == Call::Send,
        }
    }
}

impl Fault {
    /// For as long as a slow answer takes.
    pub async fn wait(&self) {
        tokio::time::sleep(Duration::from_millis(self.milliseconds.unwrap_or_default())).await;
    }
}

impl Faults {
    pub fn from_list(list: Vec<Fault>) -> Result<Faults, String> {
        if list.len() > FAULTS_MAX {
            return Err(format!("there may be at most {FAULTS_MAX} faults"));
        }
        for fault in &list {
            if fault.count == Some(0) {
                return Err("the count of a fault must be at least 1".to_owned());
            }
            let is_slow = fault.kind.stage() == Stage::Pause;
            if is_slow && fault.milliseconds.is_none_or(|wait| wait > SLOW_MS_MAX) {
                return Err(format!("a slow answer needs milliseconds, at most {SLOW_MS_MAX}"));
            }
        }
        Ok(Faults(list))
    }

    pub fn list(&self) -> &[Fault] {
        &self.0
    }

    /// The first fault that hits this call at this stage; its count goes down by one.
    pub fn strike(&mut self, stage: Stage, call: Call) -> Option<Fault> {
        let hits = |fault: &Fault| fault.kind.stage() == stage && fault.kind.hits(call);
        let index = self.0.iter().position(hits)?;
        let struck = self.0[index].clone();
        match struck.count {
            Some(1) => {
                self.0.remove(index);
            }
            Some(count) => self.0[index].count = Some(count - 1),
            None => {}
        }
        Some(struck)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(list: &str) -> Faults {
        Faults::from_list(serde_json::from_str(list).unwrap()).unwrap()
    }

    #[test]
    fn a_counted_fault_ends_by_itself() {
        let mut faults = faults(r#"[{"kind":"server_error","count":2}]"#);
        assert!(faults.strike(Stage::Before, Call::Other).is_none());
        assert!(faults.strike(Stage::After, Call::Send).is_none());
        assert!(faults.strike(Stage::Before, Call::Send).is_some());
        assert!(faults.strike(Stage::Before, Call::Send).is_some());
        assert!(faults.strike(Stage::Before, Call::Send).is_none());
    }

    #[test]
    fn a_dead_token_spoils_every_call_until_it_is_taken_away() {
        let mut faults = faults(r#"[{"kind":"token_expired"}]"#);
        assert!(faults.strike(Stage::Before, Call::Other).is_some());
        assert!(faults.strike(Stage::Before, Call::Other).is_some());
    }

    #[test]
    fn a_slow_answer_says_how_slow() {
        let slow =
            Fault { kind: FaultKind::SlowAnswer, count: None, milliseconds: None, subcode: None };
        assert!(Faults::from_list(vec![slow.clone()]).is_err());
        assert!(Faults::from_list(vec![Fault { milliseconds: Some(50), ..slow }]).is_ok());
    }
}
