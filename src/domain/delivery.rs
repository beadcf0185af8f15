//! How far an outbound message has come. Reports may be late, doubled, out of order or ahead of
//! the answer: the furthest wins, and each one's time is kept.

use super::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    pub status: Status,
    /// Why the status is what it is, where that needs saying: failed, unknown.
    #[serde(default)]
    pub failure: Option<Failure>,
    /// When each status was first reported.
    pub at: Stamps,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Queued,
    /// The answer to our request was lost: the customer may or may not have it.
    Unknown,
    Sent,
    Delivered,
    Read,
    Played,
    Failed,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stamps {
    pub queued: Option<Timestamp>,
    pub sent: Option<Timestamp>,
    pub delivered: Option<Timestamp>,
    pub read: Option<Timestamp>,
    pub played: Option<Timestamp>,
    pub failed: Option<Timestamp>,
    pub unknown: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The provider's code, where it gave one.
    pub code: Option<i64>,
    /// What happened and what to do, for people.
    pub reason: String,
}

/// What a provider says of a message, or what we know ourselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub status: Status,
    pub at: Timestamp,
    #[serde(default)]
    pub failure: Option<Failure>,
}

impl Status {
    pub const ALL: [Status; 7] = [
        Status::Queued,
        Status::Unknown,
        Status::Sent,
        Status::Delivered,
        Status::Read,
        Status::Played,
        Status::Failed,
    ];

    /// A failure outranks `sent`, because the platform reports it after accepting; what the
    /// customer's device confirmed outranks a failure.
    fn rank(self) -> u8 {
        match self {
            Status::Queued => 0,
            Status::Unknown => 1,
            Status::Sent => 2,
            Status::Failed => 3,
            Status::Delivered => 4,
            Status::Read => 5,
            Status::Played => 6,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Queued => "queued",
            Status::Unknown => "unknown",
            Status::Sent => "sent",
            Status::Delivered => "delivered",
            Status::Read => "read",
            Status::Played => "played",
            Status::Failed => "failed",
        }
    }
}

impl Delivery {
    pub fn queued(at: Timestamp) -> Delivery {
        let at = Stamps { queued: Some(at), ..Stamps::default() };
        Delivery { status: Status::Queued, failure: None, at }
    }

    /// Takes a report in. Answers whether anything changed.
    pub fn report(&mut self, report: &Report) -> bool {
        let before = self.clone();
        // Providers cut their times to seconds: nothing is sent before it was written.
        let at = report.at.max(self.at.queued.unwrap_or(report.at));
        let stamp = self.at.of(report.status);
        *stamp = Some(stamp.map_or(at, |earlier| earlier.min(at)));
        if report.status.rank() > self.status.rank() {
            self.status = report.status;
            self.failure = report.failure.clone();
        }
        *self != before
    }
}

impl Stamps {
    fn of(&mut self, status: Status) -> &mut Option<Timestamp> {
        match status {
            Status::Queued => &mut self.queued,
            Status::Unknown => &mut self.unknown,
            Status::Sent => &mut self.sent,
            Status::Delivered => &mut self.delivered,
            Status::Read => &mut self.read,
            Status::Played => &mut self.played,
            Status::Failed => &mut self.failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(reports: &[(Status, i64)]) -> Delivery {
        let mut delivery = Delivery::queued(Timestamp(0));
        for (status, at) in reports {
            delivery.report(&Report { status: *status, at: Timestamp(*at), failure: None });
        }
        delivery
    }

    #[test]
    fn late_reports_do_not_go_backwards() {
        use Status::*;
        for (reports, expected) in [
            (vec![(Sent, 1), (Delivered, 2), (Read, 3)], Read),
            (vec![(Read, 3), (Sent, 1)], Read),
            (vec![(Sent, 1), (Failed, 2)], Failed),
            (vec![(Failed, 2), (Sent, 1)], Failed),
            (vec![(Delivered, 1), (Failed, 2)], Delivered),
            (vec![(Unknown, 1), (Sent, 2)], Sent),
            (vec![(Sent, 2), (Unknown, 3)], Sent),
        ] {
            assert_eq!(after(&reports).status, expected, "{reports:?}");
        }
    }

    #[test]
    fn each_report_keeps_its_time() {
        let delivery = after(&[(Status::Read, 9), (Status::Sent, 4), (Status::Sent, 5)]);
        assert_eq!(delivery.at.sent, Some(Timestamp(4)));
        assert_eq!(delivery.at.read, Some(Timestamp(9)));
    }

    proptest! {
        #[test]
        fn any_order_and_any_doubling_end_alike(
            order in proptest::sample::subsequence(Status::ALL.to_vec(), 0..=7),
            doubles in proptest::collection::vec(0..7usize, 0..12),
        ) {
            let reports: Vec<(Status, i64)> = order.iter().map(|s| (*s, s.rank() as i64)).collect();
            let mut shuffled = reports.clone();
            shuffled.reverse();
            for double in doubles {
                if let Some(report) = reports.get(double) {
                    shuffled.insert(double % (shuffled.len() + 1), *report);
                }
            }
            prop_assert_eq!(after(&reports), after(&shuffled));
        }
    }
}
