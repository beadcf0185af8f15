//! How far a message has come, as the API shows it.

use crate::domain::Timestamp;
use crate::domain::delivery::{self, Stamps};
use poem_openapi::Object;

#[derive(Clone, Debug, Object)]
pub struct Delivery {
    /// `queued`, `sent`, `delivered`, `read`, `played`, `failed` or `unknown`.
    pub status: String,
    /// Why it failed, or is unknown, in plain words.
    pub reason: Option<String>,
    /// The provider's code, where it gave one.
    pub code: Option<i64>,
    pub at: DeliveryTimes,
    /// Of a message that went out in several pieces: each of them.
    pub parts: Vec<DeliveryPart>,
}

#[derive(Clone, Debug, Object)]
pub struct DeliveryPart {
    pub status: String,
    pub reason: Option<String>,
    pub code: Option<i64>,
    pub at: DeliveryTimes,
}

/// When each status was first reported.
#[derive(Clone, Debug, Object)]
pub struct DeliveryTimes {
    pub queued: Option<String>,
    pub sent: Option<String>,
    pub delivered: Option<String>,
    pub read: Option<String>,
    pub played: Option<String>,
    pub failed: Option<String>,
    pub unknown: Option<String>,
}

impl From<delivery::Delivery> for Delivery {
    fn from(whole: delivery::Delivery) -> Delivery {
        let parts = whole.parts.clone().into_iter().map(DeliveryPart::from).collect();
        let DeliveryPart { status, reason, code, at } = whole.into();
        Delivery { status, reason, code, at, parts }
    }
}

impl From<delivery::Delivery> for DeliveryPart {
    fn from(part: delivery::Delivery) -> DeliveryPart {
        let code = part.failure.as_ref().and_then(|failure| failure.code);
        DeliveryPart {
            status: part.status.as_str().to_owned(),
            reason: part.failure.map(|failure| failure.reason),
            code,
            at: part.at.into(),
        }
    }
}

impl From<Stamps> for DeliveryTimes {
    fn from(stamps: Stamps) -> DeliveryTimes {
        let time = |stamp: Option<Timestamp>| stamp.map(Timestamp::to_rfc3339);
        DeliveryTimes {
            queued: time(stamps.queued),
            sent: time(stamps.sent),
            delivered: time(stamps.delivered),
            read: time(stamps.read),
            played: time(stamps.played),
            failed: time(stamps.failed),
            unknown: time(stamps.unknown),
        }
    }
}
