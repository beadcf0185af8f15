//! The simulator's own time: the system's at the start, then a steady clock that can be moved forward.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub struct Clock {
    started_ms: i64,
    since: Instant,
    advanced_ms: AtomicI64,
}

impl Clock {
    pub fn start() -> Clock {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Clock {
            started_ms: milliseconds(since_epoch),
            since: Instant::now(),
            advanced_ms: AtomicI64::new(0),
        }
    }

    pub fn now_ms(&self) -> i64 {
        self.started_ms + milliseconds(self.since.elapsed()) + self.advanced_ms()
    }

    /// By the system's time.
    pub fn started_ms(&self) -> i64 {
        self.started_ms
    }

    pub fn now_seconds(&self) -> i64 {
        self.now_ms() / 1000
    }

    pub fn advanced_ms(&self) -> i64 {
        self.advanced_ms.load(Ordering::Relaxed)
    }

    pub fn advance(&self, by: Duration) {
        self.advanced_ms.fetch_add(milliseconds(by), Ordering::Relaxed);
    }
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 4)
}
