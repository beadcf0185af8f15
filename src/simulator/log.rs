//! A list that keeps the latest entries and numbers them.

use std::collections::VecDeque;

use serde::Serialize;

pub struct Log<T> {
    entries: VecDeque<Numbered<T>>,
    most: usize,
    next: u64,
}

#[derive(Serialize)]
pub struct Numbered<T> {
    pub number: u64,
    #[serde(flatten)]
    pub entry: T,
}

impl<T> Log<T> {
    pub fn of_at_most(most: usize) -> Log<T> {
        Log { entries: VecDeque::new(), most, next: 1 }
    }

    pub fn add(&mut self, entry: T) {
        if self.entries.len() >= self.most {
            self.entries.pop_front();
        }
        self.entries.push_back(Numbered { number: self.next, entry });
        self.next += 1;
    }

    /// Oldest first, those after the given number.
    pub fn after(&self, number: u64) -> impl Iterator<Item = &Numbered<T>> {
        self.entries.iter().filter(move |entry| entry.number > number)
    }
}

/// The start of a text, for records of what came and went.
pub fn excerpt(bytes: &[u8], bytes_max: usize) -> String {
    let shown = &bytes[..bytes.len().min(bytes_max)];
    String::from_utf8_lossy(shown).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_entries_go_first() {
        let mut log = Log::of_at_most(2);
        for word in ["a", "b", "c"] {
            log.add(word);
        }
        let kept: Vec<_> = log.after(0).map(|entry| (entry.number, entry.entry)).collect();
        assert_eq!(kept, [(2, "b"), (3, "c")]);
        assert_eq!(log.after(2).count(), 1);
    }
}
