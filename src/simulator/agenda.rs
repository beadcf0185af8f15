//! What is due at which moment of the simulator's time.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::clock::Clock;

pub struct Agenda<T> {
    entries: Mutex<Entries<T>>,
    changed: Notify,
    most: usize,
}

struct Entries<T> {
    heap: BinaryHeap<Entry<T>>,
    added: u64,
}

struct Entry<T> {
    due_ms: i64,
    sequence: u64,
    item: T,
}

impl<T> Agenda<T> {
    pub fn of_at_most(most: usize) -> Agenda<T> {
        let entries = Entries { heap: BinaryHeap::new(), added: 0 };
        Agenda { entries: Mutex::new(entries), changed: Notify::new(), most }
    }

    /// False, and nothing is kept, when the agenda is full.
    #[must_use]
    pub fn put(&self, due_ms: i64, item: T) -> bool {
        if self.is_full() {
            return false;
        }
        self.put_back(due_ms, item);
        true
    }

    /// For what was on the agenda before and must not be lost: it is kept in any case.
    pub fn put_back(&self, due_ms: i64, item: T) {
        let mut entries = self.entries();
        entries.added += 1;
        let sequence = entries.added;
        entries.heap.push(Entry { due_ms, sequence, item });
        drop(entries);
        self.changed.notify_one();
    }

    pub fn is_full(&self) -> bool {
        self.len() >= self.most
    }

    pub fn len(&self) -> usize {
        self.entries().heap.len()
    }

    /// Looks again at what is due: the clock has jumped.
    pub fn look_again(&self) {
        self.changed.notify_one();
    }

    /// Waits until something is due. There may be only one waiter.
    pub async fn due(&self, clock: &Clock) {
        loop {
            let next_ms = self.entries().heap.peek().map(|entry| entry.due_ms);
            let Some(next_ms) = next_ms else {
                self.changed.notified().await;
                continue;
            };
            let wait_ms = next_ms - clock.now_ms();
            if wait_ms <= 0 {
                return;
            }
            let wait = Duration::from_millis(wait_ms.unsigned_abs());
            // A timeout is no error here: it means that the moment has come.
            let _ = tokio::time::timeout(wait, self.changed.notified()).await;
        }
    }

    /// The next thing, if it is due and wanted.
    pub fn take_if(&self, clock: &Clock, wanted: impl FnOnce(&T) -> bool) -> Option<T> {
        let now_ms = clock.now_ms();
        let mut entries = self.entries();
        let next = entries.heap.peek()?;
        if next.due_ms > now_ms || !wanted(&next.item) {
            return None;
        }
        entries.heap.pop().map(|entry| entry.item)
    }

    fn entries(&self) -> MutexGuard<'_, Entries<T>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Ord for Entry<T> {
    /// The heap gives its greatest first, so earlier is greater.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.due_ms, other.sequence).cmp(&(self.due_ms, self.sequence))
    }
}

impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Entry<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_jump_of_the_clock_makes_later_things_due_in_order() {
        let clock = Clock::start();
        let agenda = Agenda::of_at_most(3);
        let now_ms = clock.now_ms();
        assert!(agenda.put(now_ms + 7_200_000, "late"));
        assert!(agenda.put(now_ms + 3_600_000, "early"));
        assert!(agenda.put(now_ms + 3_600_000, "early too"));
        assert!(!agenda.put(now_ms, "one too many"));
        assert!(agenda.take_if(&clock, |_| true).is_none());

        clock.advance(Duration::from_secs(7_200));
        agenda.look_again();
        agenda.due(&clock).await;
        let mut taken = Vec::new();
        while let Some(item) = agenda.take_if(&clock, |_| true) {
            taken.push(item);
        }
        assert_eq!(taken, ["early", "early too", "late"]);
    }
}
