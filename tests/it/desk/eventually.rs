//! Waiting for what must come, without guessing how long it takes.

use std::time::Duration;
use tokio::time::Instant;

/// Nothing here takes long; whatever does has failed, or the machine is very busy.
pub const PATIENCE: Duration = Duration::from_secs(40);
const PAUSE: Duration = Duration::from_millis(5);

/// Looks until there is something to see; fails by `what` if it never comes.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < deadline, "waited in vain for this: {what}");
        std::thread::sleep(PAUSE);
    }
}

/// The same for a condition.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    eventually(what, || holds().then_some(()));
}
