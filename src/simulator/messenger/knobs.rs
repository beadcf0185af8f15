//! What can be turned on the Messenger side; how notifications travel is turned for both channels at once.

use serde::{Deserialize, Serialize};
use serde_json::Value;

const DELAY_MS_MAX: u64 = 3_600_000;
/// Ninety days.
const LIFETIME_MS_MAX: u64 = 90 * 24 * 3_600_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Knobs {
    /// When a sent message is echoed.
    pub echo_after_ms: u64,
    /// How often the echo comes before the send call is answered.
    pub echo_before_response_rate: f64,
    /// How often an echo does not say which app has sent.
    pub echo_without_app_id_rate: f64,
    /// How often there is no echo at all.
    pub skip_echo_rate: f64,
    /// How often a delivery report names no messages, only the watermark.
    pub skip_mids_rate: f64,
    /// Whether the app may answer for seven days with the tag HUMAN_AGENT.
    pub human_agent_approved: bool,
    /// Refuses the tag while the 24 hours are not over.
    pub refuse_tag_inside_window: bool,
    /// Typing marks and read marks need an open window too.
    pub refuse_actions_outside_window: bool,
    /// Referrals come with seconds where milliseconds belong.
    pub seconds_in_referrals: bool,
    /// A sticker comes as a picture as well, as it did until August 2026.
    pub sticker_as_image_too: bool,
    /// What a question for somebody's profile is answered with.
    pub profile: Profile,
    /// How long the address of a picture, film or file works.
    pub file_url_lifetime_ms: u64,
    pub profile_url_lifetime_ms: u64,
    /// How long a file that is given by address may take.
    pub fetch_timeout_ms: u64,
    /// Refuses calls without `appsecret_proof`.
    pub require_appsecret_proof: bool,
    /// What the token may do is asked for, and refused, as if these permissions were gone.
    pub missing_permission: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    Full,
    /// Nothing but the id.
    Empty,
    /// 100 / 2018218.
    NotAvailable,
    /// 100 / 2018247.
    NoPermission,
    /// 100 / 33.
    UnknownObject,
}

impl Default for Knobs {
    fn default() -> Knobs {
        Knobs {
            echo_after_ms: 100,
            echo_before_response_rate: 0.0,
            echo_without_app_id_rate: 0.0,
            skip_echo_rate: 0.0,
            skip_mids_rate: 0.0,
            human_agent_approved: true,
            refuse_tag_inside_window: false,
            refuse_actions_outside_window: false,
            seconds_in_referrals: false,
            sticker_as_image_too: false,
            profile: Profile::Full,
            file_url_lifetime_ms: 3 * 24 * 3_600_000,
            profile_url_lifetime_ms: 24 * 3_600_000,
            fetch_timeout_ms: 10_000,
            require_appsecret_proof: false,
            missing_permission: None,
        }
    }
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
        let knobs: Knobs = serde_json::from_value(all).map_err(|error| error.to_string())?;
        knobs.check()?;
        Ok(knobs)
    }

    fn check(&self) -> Result<(), String> {
        let rates = [
            ("echo_before_response_rate", self.echo_before_response_rate),
            ("echo_without_app_id_rate", self.echo_without_app_id_rate),
            ("skip_echo_rate", self.skip_echo_rate),
            ("skip_mids_rate", self.skip_mids_rate),
        ];
        if let Some((name, _)) = rates.iter().find(|(_, rate)| !(0.0..=1.0).contains(rate)) {
            return Err(format!("{name} must be between 0 and 1"));
        }
        let times = [
            ("echo_after_ms", self.echo_after_ms, DELAY_MS_MAX),
            ("fetch_timeout_ms", self.fetch_timeout_ms, DELAY_MS_MAX),
            ("file_url_lifetime_ms", self.file_url_lifetime_ms, LIFETIME_MS_MAX),
            ("profile_url_lifetime_ms", self.profile_url_lifetime_ms, LIFETIME_MS_MAX),
        ];
        match times.iter().find(|(_, time, most)| time > most) {
            Some((name, _, most)) => Err(format!("{name} must be at most {most}")),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_given_knobs_are_turned() {
        let turned = Knobs::default().turned(json!({"profile": "empty"})).unwrap();
        assert_eq!(turned, Knobs { profile: Profile::Empty, ..Knobs::default() });
        for wrong in [
            json!([]),
            json!({"skip_echo_rate": 2}),
            json!({"echo_after_ms": 3_600_001}),
            json!({"profile": "half"}),
            json!({"unknown": 1}),
        ] {
            assert!(Knobs::default().turned(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
