//! What can be turned on the mail side.

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knobs {
    /// What happens to the next mail that the business hands over; then it is as before.
    pub next_mail: Option<NextMail>,
    /// Connections of programs that fetch are closed at once.
    pub imap_unreachable: bool,
    /// The mailboxes' password is not taken any more.
    pub password_refused: bool,
    /// The provider puts what it takes into the folder of sent mails by itself, as some do.
    pub keeps_sent: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextMail {
    /// 451.
    RefusedForNow,
    /// 550.
    Refused,
    /// After the final dot the connection ends without an answer; the mail arrives.
    CutAndDelivered,
    /// The same, and the mail is lost.
    CutAndLost,
}

impl Knobs {
    /// These knobs with the given ones turned; the others stay as they are.
    pub fn turned(&self, changes: Value) -> Result<Knobs, String> {
        let Value::Object(changes) = changes else {
            return Err("the knobs must be a JSON object".to_owned());
        };
        let mut all = serde_json::to_value(self).map_err(|error| error.to_string())?;
        if let Some(all) = all.as_object_mut() {
            all.extend(changes);
        }
        serde_json::from_value(all).map_err(|error| error.to_string())
    }

    /// Whether nobody may go on fetching.
    pub fn shuts_imap(&self) -> bool {
        self.imap_unreachable || self.password_refused
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_given_knobs_are_turned() {
        let turned = Knobs::default().turned(json!({"next_mail": "refused"})).unwrap();
        let expected = Knobs { next_mail: Some(NextMail::Refused), ..Knobs::default() };
        assert_eq!(turned, expected);
        let back = turned.turned(json!({"next_mail": null})).unwrap();
        assert_eq!(back, Knobs::default());
        for wrong in [json!([]), json!({"next_mail": "lost"}), json!({"unknown": 1})] {
            assert!(Knobs::default().turned(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
