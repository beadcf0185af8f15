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
    /// How far each piece has come, if the message goes out in several; the rest follows from them.
    #[serde(default)]
    pub parts: Vec<Delivery>,
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
        Delivery { status: Status::Queued, failure: None, at, parts: Vec::new() }
    }

    /// Of a message that goes out in `number` pieces.
    pub fn queued_in_parts(at: Timestamp, number: usize) -> Delivery {
        let whole = Delivery::queued(at);
        let parts = if number > 1 { vec![whole.clone(); number] } else { Vec::new() };
        Delivery { parts, ..whole }
    }

    /// Of one piece, counted from 0; of a message in one piece, its own.
    pub fn part(&self, place: usize) -> &Delivery {
        self.parts.get(place).unwrap_or(self)
    }

    /// A piece that we took for failed has gone out after all. Answers whether it was one.
    pub fn did_not_fail(&mut self, part: usize) -> bool {
        let last = self.parts.len().saturating_sub(1);
        let Some(piece) = self.parts.get_mut(part.min(last)) else {
            return self.takes_failure_back();
        };
        let changed = piece.takes_failure_back();
        if changed {
            self.follow_parts();
        }
        changed
    }

    fn takes_failure_back(&mut self) -> bool {
        if self.status != Status::Failed {
            return false;
        }
        self.status = Status::Queued;
        self.failure = None;
        self.at.failed = None;
        true
    }

    /// Takes a report on one piece in, counted from 0. Answers whether anything changed.
    pub fn report_part(&mut self, part: usize, report: &Report) -> bool {
        let last = self.parts.len().saturating_sub(1);
        let Some(reported) = self.parts.get_mut(part.min(last)) else {
            return self.report(report);
        };
        let changed = reported.report(report);
        if changed {
            self.follow_parts();
        }
        changed
    }

    /// The whole has come as far as all of its pieces have; if one failed, it failed.
    fn follow_parts(&mut self) {
        let with = |status: Status| self.parts.iter().position(|part| part.status == status);
        let trouble = with(Status::Failed).or_else(|| with(Status::Unknown));
        let least = self.parts.iter().min_by_key(|part| part.status.rank());
        let decisive = trouble.and_then(|place| self.parts.get(place)).or(least);
        self.status = decisive.map_or(self.status, |part| part.status);
        let failure = decisive.and_then(|part| part.failure.clone());
        self.failure = failure.map(|failure| {
            let (place, number) = (trouble.unwrap_or_default() + 1, self.parts.len());
            Failure { reason: format!("Part {place} of {number}: {}", failure.reason), ..failure }
        });
        self.at = Stamps::of_all(&self.parts);
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
    /// A good mark once all have it, a bad one as soon as one has.
    fn of_all(parts: &[Delivery]) -> Stamps {
        let each =
            |stamp: fn(&Stamps) -> Option<Timestamp>| parts.iter().map(move |part| stamp(&part.at));
        let all = |stamp| each(stamp).collect::<Option<Vec<_>>>()?.into_iter().max();
        let any = |stamp| each(stamp).flatten().min();
        Stamps {
            queued: all(|at| at.queued),
            sent: all(|at| at.sent),
            delivered: all(|at| at.delivered),
            read: all(|at| at.read),
            played: all(|at| at.played),
            failed: any(|at| at.failed),
            unknown: any(|at| at.unknown),
        }
    }

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
    fn a_message_in_pieces_has_come_as_far_as_all_of_them() {
        use Status::*;
        let parted = |reports: &[(usize, Status, i64)]| {
            let mut delivery = Delivery::queued_in_parts(Timestamp(0), 3);
            for (part, status, at) in reports {
                let failure =
                    (*status == Failed).then(|| Failure { code: None, reason: "No.".to_owned() });
                let at = Timestamp(*at);
                delivery.report_part(*part, &Report { status: *status, at, failure });
            }
            delivery
        };
        let sent = [(0, Sent, 1), (1, Sent, 2), (2, Sent, 3)];
        assert_eq!(parted(&sent[..2]).status, Queued);
        let whole = parted(&sent);
        assert_eq!((whole.status, whole.at.sent), (Sent, Some(Timestamp(3))));
        let read = [&sent[..], &[(0, Read, 4), (1, Delivered, 4), (2, Read, 5)]].concat();
        assert_eq!(parted(&read).status, Delivered);
        assert_eq!(parted(&read).at.read, None);
        let failed = parted(&[(0, Sent, 1), (1, Failed, 2)]);
        let reason = failed.failure.map(|failure| failure.reason);
        assert_eq!(failed.status, Failed);
        assert_eq!(reason.as_deref(), Some("Part 2 of 3: No."));
        assert_eq!(parted(&[(0, Sent, 1), (1, Unknown, 2)]).status, Unknown);
    }

    #[test]
    fn what_has_gone_out_after_all_did_not_fail() {
        let report = |status, at| Report { status, at: Timestamp(at), failure: None };
        let mut whole = after(&[(Status::Failed, 1)]);
        assert!(whole.did_not_fail(0) && whole.report(&report(Status::Sent, 2)));
        assert_eq!((whole.status, whole.at.failed), (Status::Sent, None));
        assert!(!whole.did_not_fail(0), "it has not failed");
        let mut parted = Delivery::queued_in_parts(Timestamp(0), 2);
        parted.report_part(0, &report(Status::Failed, 1));
        parted.report_part(1, &report(Status::Failed, 1));
        assert!(parted.did_not_fail(0) && parted.report_part(0, &report(Status::Sent, 2)));
        assert_eq!(parted.status, Status::Failed, "the other piece stays here");
        assert_eq!(parted.part(0).status, Status::Sent);
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
