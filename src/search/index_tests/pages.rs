//! Pages, totals and permissions.

use super::*;
use crate::search::{Cursor, LIMIT_MAX, TOTAL_MAX};
use std::collections::HashSet;

#[test]
fn what_may_not_be_seen_neither_fills_pages_nor_counts() {
    let folder = folder();
    let index = open(&folder);
    let mut documents: Vec<Document> =
        (1..=40).flat_map(|seq| [message(1, seq, "word"), message(2, seq, "word")]).collect();
    documents.push(contact(9, "Word", "", ""));
    index.apply(documents, 1).unwrap();
    let asked = Query { limit: 30, ..query("word") };
    let hits = index.search(&asked, &|conversation| conversation == ConversationId(2)).unwrap();
    assert_eq!((hits.items.len(), hits.total), (30, 41));
    assert!(hits.items.iter().all(|hit| hit.contact == ContactId(2)));
    // Nothing exact is to be seen, so what is forgiven is looked for among what may be seen.
    index.apply(vec![message(1, 50, "house"), message(2, 51, "mouse")], 2).unwrap();
    let hits =
        index.search(&query("house"), &|conversation| conversation == ConversationId(2)).unwrap();
    assert_eq!(hits.items.len(), 1);
}

#[test]
fn pages_follow_one_another_without_gaps() {
    let folder = folder();
    let index = open(&folder);
    for batch in 0..5 {
        // Ten of them share each moment, over several segments.
        let documents = (1..=20).map(|seq| message(batch + 1, seq / 10, "word"));
        let distinct = documents.enumerate().map(|(at, document)| match document {
            Document::Message { contact, channel, at: time, is_note, is_changed, text, .. } => {
                Document::Message {
                    entry: entry(batch + 1, at as u32),
                    contact,
                    channel,
                    at: time,
                    is_changed,
                    is_note,
                    text,
                }
            }
            other => other,
        });
        index.apply(distinct.collect(), batch).unwrap();
    }
    let mut asked = Query { limit: 7, ..query("word") };
    let mut all = Vec::new();
    loop {
        let hits = index.search(&asked, &|_| true).unwrap();
        assert_eq!(hits.total, 100);
        all.extend(hits.items);
        asked.after = hits.next;
        if asked.after.is_none() {
            break;
        }
    }
    assert_eq!(all.len(), 100);
    assert!(all.windows(2).all(|pair| pair[0].at >= pair[1].at));
    let distinct: HashSet<Found> = all.iter().map(|hit| hit.document).collect();
    assert_eq!(distinct.len(), 100);
}

#[test]
fn what_is_everywhere_is_counted_up_to_a_limit() {
    let folder = folder();
    let index = open(&folder);
    let count = TOTAL_MAX as u32 + 300;
    for batch in 0..3 {
        // Each segment spans all times.
        let documents =
            (1..=count).filter(|seq| seq % 3 == batch).map(|seq| message(1, seq, "word"));
        index.apply(documents.collect(), 1).unwrap();
    }
    let mut asked = Query { limit: 3, ..query("word") };
    let mut newest = count;
    for page in 0..100 {
        let hits = index.search(&asked, &|_| true).unwrap();
        assert_eq!(hits.total, TOTAL_MAX);
        let expected: Vec<Found> =
            (0..3).map(|back| Found::Message(entry(1, newest - back))).collect();
        let found: Vec<Found> = hits.items.iter().map(|hit| hit.document).collect();
        assert_eq!(found, expected, "page {page}");
        newest -= 3;
        asked.after = hits.next;
    }
    let last = Cursor::parse(&format!("2500.{}", u64::MAX)).unwrap();
    let hits = index.search(&Query { after: Some(last), ..asked }, &|_| true).unwrap();
    assert_eq!((hits.items.len(), hits.next), (2, None));
    let rare = |conversation| conversation == ConversationId(2);
    assert_eq!(index.search(&query("word"), &rare).unwrap().total, 0);
}

#[test]
fn a_page_has_its_limits() {
    let folder = folder();
    let index = open(&folder);
    let documents = (1..=LIMIT_MAX as u32 + 5).map(|seq| message(1, seq, "word")).collect();
    index.apply(documents, 1).unwrap();
    let hits = index.search(&Query { limit: usize::MAX, ..query("word") }, &|_| true).unwrap();
    assert_eq!(hits.items.len(), LIMIT_MAX);
    let hits = index.search(&Query { limit: 0, ..query("word") }, &|_| true).unwrap();
    assert_eq!(hits.items.len(), 1);
}
