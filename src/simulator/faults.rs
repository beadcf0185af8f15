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
    /// Half of a file comes, and then the connection breaks.
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
    /// A file for messages.
    Upload,
    /// Templates: their list, a new one, one less.
    Templates,
    /// The bytes of a file.
    Download,
    /// The same without a token, which therefore does not matter.
    PublicDownload,
    /// Read marks, accounts, subscriptions, people, where files are.
    Other,
}

/// Which calls a fault hits that is not meant for its usual ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calls {
    Messages,
    Uploads,
    Templates,
    Other,
    /// All but the bytes of files.
    All,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub kind: FaultKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calls: Option<Calls>,
    /// How many of these calls go well before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<u32>,
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

    fn is_of_downloads(self) -> bool {
        self.hits(Call::PublicDownload)
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

impl Calls {
    fn include(self, call: Call) -> bool {
        match self {
            Calls::Messages => call == Call::Send,
            Calls::Uploads => call == Call::Upload,
            Calls::Templates => call == Call::Templates,
            Calls::Other => call == Call::Other,
            Calls::All => !matches!(call, Call::Download | Call::PublicDownload),
        }
    }
}

impl Fault {
    fn hits(&self, call: Call) -> bool {
        match self.calls {
            Some(calls) => calls.include(call),
            None => self.kind.hits(call),
        }
    }

    /// Counts a call that it could hit: whether its turn has come.
    fn comes_now(&mut self) -> bool {
        let left = self.after.unwrap_or_default();
        self.after = left.checked_sub(1).filter(|left| *left > 0);
        left == 0
    }

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
            if fault.calls.is_some() && fault.kind.is_of_downloads() {
                return Err(
                    "a fault of downloads hits downloads only, so it has no calls".to_owned()
                );
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
        let hits = |fault: &mut Fault| {
            fault.kind.stage() == stage && fault.hits(call) && fault.comes_now()
        };
        let index = self.0.iter_mut().position(hits)?;
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
    fn a_fault_hits_the_calls_that_it_names_once_the_first_ones_went_well() {
        let mut faults =
            faults(r#"[{"kind":"html_page","calls":"templates","after":2,"count":1}]"#);
        assert!(faults.strike(Stage::Before, Call::Send).is_none());
        let struck = [Call::Templates; 4].map(|call| faults.strike(Stage::Before, call).is_some());
        assert_eq!(struck, [false, false, true, false]);
        for (calls, hit) in [
            (Calls::Messages, vec![Call::Send]),
            (Calls::Uploads, vec![Call::Upload]),
            (Calls::Other, vec![Call::Other]),
            (Calls::All, vec![Call::Send, Call::Upload, Call::Templates, Call::Other]),
        ] {
            let all = [
                Call::Send,
                Call::Upload,
                Call::Templates,
                Call::Other,
                Call::Download,
                Call::PublicDownload,
            ];
            let own: Vec<Call> = all.into_iter().filter(|call| calls.include(*call)).collect();
            assert_eq!(own, hit, "{calls:?}");
        }
    }

    #[test]
    fn a_slow_answer_says_how_slow_and_a_download_has_no_calls() {
        let list = |list: &str| Faults::from_list(serde_json::from_str(list).unwrap());
        assert!(list(r#"[{"kind":"slow_answer"}]"#).is_err());
        assert!(list(r#"[{"kind":"slow_answer","milliseconds":50}]"#).is_ok());
        assert!(list(r#"[{"kind":"download_fails","calls":"all"}]"#).is_err());
    }
}
