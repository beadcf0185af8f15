//! Time, injected: the only place that reads it.

use crate::domain::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{Notify, watch};

#[derive(Clone)]
pub enum Clock {
    System,
    Manual(Arc<ManualClock>),
    /// The system's, with leaps ahead.
    Leaping(Arc<LeapingClock>),
}

/// A clock that a test moves.
pub struct ManualClock {
    now_ms: AtomicI64,
    pub moved: Notify,
}

/// A clock that runs on by itself and can be moved ahead: the demo's.
pub struct LeapingClock {
    ahead_ms: watch::Sender<i64>,
}

impl Clock {
    pub fn leaping() -> Clock {
        Clock::Leaping(Arc::new(LeapingClock { ahead_ms: watch::Sender::new(0) }))
    }

    pub fn manual(start: Timestamp) -> Clock {
        Clock::Manual(Arc::new(ManualClock {
            now_ms: AtomicI64::new(start.0),
            moved: Notify::new(),
        }))
    }

    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Clock::Manual(clock) => Timestamp(clock.now_ms.load(Ordering::SeqCst)),
            Clock::Leaping(clock) => Clock::System.now().plus_ms(*clock.ahead_ms.borrow()),
        }
    }

    /// Moves a clock on that can be moved; the system's clock stays as it is.
    pub fn advance(&self, ms: i64) {
        match self {
            Clock::System => {}
            Clock::Manual(clock) => {
                clock.now_ms.fetch_add(ms, Ordering::SeqCst);
                clock.moved.notify_waiters();
            }
            Clock::Leaping(clock) => {
                clock.ahead_ms.send_modify(|ahead_ms| *ahead_ms += ms);
            }
        }
    }

    /// How far it was moved ahead, as that changes, so that who shows the time can be told;
    /// `None`: it never leaps.
    pub fn leaps(&self) -> Option<watch::Receiver<i64>> {
        match self {
            Clock::System | Clock::Manual(_) => None,
            Clock::Leaping(clock) => Some(clock.ahead_ms.subscribe()),
        }
    }

    /// Returns when it is `due`, or a little before: look again then.
    pub async fn sleep_until(&self, due: Timestamp) {
        match self {
            Clock::System => self.nap(due).await,
            Clock::Leaping(clock) => {
                // Listening begins before the look.
                let mut leaps = clock.ahead_ms.subscribe();
                tokio::select! {
                    _ = leaps.changed() => {}
                    () = self.nap(due) => {}
                }
            }
            Clock::Manual(clock) => {
                let moved = clock.moved.notified();
                tokio::pin!(moved);
                // Listening begins before the look, or a move in between would be missed.
                moved.as_mut().enable();
                if due > self.now() {
                    moved.await;
                }
            }
        }
    }

    async fn nap(&self, due: Timestamp) {
        let left = due.ms_since(self.now()).max(0).unsigned_abs();
        tokio::time::sleep(Duration::from_millis(left.min(NAP_MS_MAX))).await;
    }
}

/// The system's clock may be set while we sleep, so we look at it once in a while.
const NAP_MS_MAX: u64 = 30_000;
