//! How much a Page may send and ask for in a second.

use std::collections::HashMap;

use crate::simulator::rates::Bucket;

const MESSAGES_PER_SECOND: f64 = 300.0;
const MEDIA_PER_SECOND: f64 = 10.0;
const CONVERSATIONS_PER_SECOND: f64 = 2.0;

/// What a call counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// A text, a link, a picture, a reaction.
    Light,
    /// Sound and films.
    Media,
    /// Reading what was said.
    Conversations,
}

#[derive(Default)]
pub struct Rates(HashMap<(String, Weight), Bucket>);

impl Rates {
    /// Counts one call; false if it is one too many.
    pub fn spend(&mut self, page_id: &str, weight: Weight, now_ms: i64) -> bool {
        let most = match weight {
            Weight::Light => MESSAGES_PER_SECOND,
            Weight::Media => MEDIA_PER_SECOND,
            Weight::Conversations => CONVERSATIONS_PER_SECOND,
        };
        let bucket = self.0.entry((page_id.to_owned(), weight));
        let bucket = bucket.or_insert(Bucket::full(most, now_ms));
        bucket.refill(most, most / 1000.0, now_ms);
        bucket.spend_one()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_are_counted_apart_from_texts() {
        let mut rates = Rates::default();
        for _ in 0..10 {
            assert!(rates.spend("1", Weight::Media, 0));
        }
        assert!(!rates.spend("1", Weight::Media, 0));
        assert!(rates.spend("2", Weight::Media, 0));
        assert!(rates.spend("1", Weight::Media, 100));
        for _ in 0..300 {
            assert!(rates.spend("1", Weight::Light, 100));
        }
        assert!(!rates.spend("1", Weight::Light, 100));
    }
}
