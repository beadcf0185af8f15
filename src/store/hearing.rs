//! Who waits for the provider's word on a message is woken by the commit that holds it.

use crate::domain::EntryId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::Notify;

/// A piece of a message, counted from 0.
pub type Piece = (EntryId, usize);

/// Whoever waits for word on which piece; at most one for each.
#[derive(Clone, Default)]
pub struct Listeners(Arc<Mutex<HashMap<Piece, Arc<Notify>>>>);

/// Hears of its piece whatever is told from its making on.
pub struct Listener {
    all: Listeners,
    piece: Piece,
    word: Arc<Notify>,
}

impl Listeners {
    pub fn listen(&self, piece: Piece) -> Listener {
        let word = Arc::new(Notify::new());
        self.locked().insert(piece, word.clone());
        Listener { all: self.clone(), piece, word }
    }

    pub(super) fn tell(&self, pieces: &[Piece]) {
        if pieces.is_empty() {
            return;
        }
        let waiting = self.locked();
        for word in pieces.iter().filter_map(|piece| waiting.get(piece)) {
            word.notify_one();
        }
    }

    fn locked(&self) -> MutexGuard<'_, HashMap<Piece, Arc<Notify>>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Listener {
    /// Returns once there was word of the piece.
    pub async fn hears(&self) {
        self.word.notified().await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut waiting = self.all.locked();
        if waiting.get(&self.piece).is_some_and(|word| Arc::ptr_eq(word, &self.word)) {
            waiting.remove(&self.piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn who_listens_hears_what_was_told_since_and_of_nothing_else() {
        let listeners = Listeners::default();
        let piece = |entry| (EntryId(entry), 0);
        listeners.tell(&[piece(1)]);
        let listener = listeners.listen(piece(1));
        listeners.tell(&[piece(2), (EntryId(1), 1)]);
        assert!(listener.hears().now_or_never().is_none());
        listeners.tell(&[piece(2), piece(1)]);
        assert!(listener.hears().now_or_never().is_some());
        let again = listeners.listen(piece(1));
        drop(listener);
        listeners.tell(&[piece(1)]);
        assert!(again.hears().now_or_never().is_some(), "the newer one stays");
        drop(again);
        assert!(listeners.locked().is_empty());
    }
}
