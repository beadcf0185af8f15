//! Trouble on request: what goes wrong with the next calls.

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
    /// The message is delivered, but the answer is an error 500.
    ErrorAfterAccepting,
    /// The message is delivered, but the connection ends without an answer.
    DroppedConnection,
    /// The message is delivered, but the answer is cut off.
    TruncatedJson,
    /// The message is delivered, but the answer is late.
    SlowAnswer,
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
            | FaultKind::AccountLocked => Stage::Before,
            FaultKind::ErrorAfterAccepting
            | FaultKind::DroppedConnection
            | FaultKind::TruncatedJson => Stage::After,
            FaultKind::SlowAnswer => Stage::Pause,
        }
    }

    /// A dead token or a locked account spoils every call, the rest only sends.
    fn hits(self, call: Call) -> bool {
        let every_call = matches!(self, FaultKind::TokenExpired | FaultKind::AccountLocked);
        every_call || call == Call::Send
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
            let is_slow = fault.kind == FaultKind::SlowAnswer;
            if is_slow && fault.milliseconds.is_none_or(|wait| wait > SLOW_MS_MAX) {
                return Err(format!("slow_answer needs milliseconds, at most {SLOW_MS_MAX}"));
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
        let slow = Fault { kind: FaultKind::SlowAnswer, count: None, milliseconds: None };
        assert!(Faults::from_list(vec![slow.clone()]).is_err());
        assert!(Faults::from_list(vec![Fault { milliseconds: Some(50), ..slow }]).is_ok());
    }
}
