//! Search: our index beside a bare tantivy of the same texts, asked the same; and how long a new
//! message takes until it is found. `DESKBELL_BENCH_MESSAGES` sets how many messages there are.

mod common;

use common::company;
use common::figures::{Table, Times, ms, of_at_most};
use common::text::{self, Dice, rare_word};
use deskbell::actions::{Error, inbound};
use deskbell::channels::received::What;
use deskbell::domain::channel::Channel;
use deskbell::domain::{ContactId, ConversationId, DeliveryId, EntryId, Timestamp};
use deskbell::search::{Document, Index, Query};
use std::path::Path;
use std::time::{Duration, Instant};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, FuzzyTermQuery, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema};
use tantivy::schema::{TextFieldIndexing, TextOptions};
use tantivy::{IndexReader, IndexWriter, Order, TantivyDocument, Term};

const MESSAGES: usize = 100_000;
const MESSAGES_EACH: usize = 10;
const DOCUMENTS_AT_ONCE: usize = 20_000;
const PAGE: usize = 50;
const ASKED: usize = 100;
const ASKED_FOR: Duration = Duration::from_secs(2);
const RATIO_MAX: f64 = 1.5;
const P99_MS_MAX: f64 = 20.0;
const VISIBLE_MS_MAX: f64 = 1_000.0;
const VISIBLE_TRIES: usize = 10;

/// A kind of question, and what makes one from chance.
struct Case {
    about: &'static str,
    question: fn(&mut Dice) -> String,
}

const CASES: [Case; 8] = [
    Case {
        about: "one very common word",
        question: |dice| format!("{} ", dice.pick(&["order", "pedido", "meine", "ma", "the"])),
    },
    Case { about: "one common word", question: |dice| format!("{} ", rare_word(dice.below(30))) },
    Case {
        about: "one rare word",
        question: |dice| format!("{} ", rare_word(300 + dice.below(2_700))),
    },
    Case {
        about: "two words",
        question: |dice| {
            format!(
                "{} {} ",
                dice.pick(&["return", "ordered", "recibí", "versanden", "livrez"]),
                rare_word(dice.below(300))
            )
        },
    },
    Case {
        about: "two words, the last unfinished",
        question: |dice| format!("the {}", beginning(&rare_word(dice.below(3_000)), 4)),
    },
    Case { about: "four letters", question: |dice| beginning(&rare_word(dice.below(3_000)), 4) },
    Case { about: "two letters", question: |dice| beginning(&rare_word(dice.below(3_000)), 2) },
    Case { about: "a word nobody wrote", question: |_| "xylophagousness ".to_owned() },
];

fn beginning(word: &str, length: usize) -> String {
    word.chars().take(length).collect()
}

fn main() {
    let messages = common::size("DESKBELL_BENCH_MESSAGES", MESSAGES);
    let (ours_in, bare_in) = (common::directory(), common::directory());
    let start = Instant::now();
    let ours = fill_ours(ours_in.path(), messages);
    let ours_s = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let bare = Bare::fill(bare_in.path(), messages);
    let bare_s = start.elapsed().as_secs_f64();
    println!("{messages} messages, indexed in {ours_s:.1} s; bare tantivy {bare_s:.1} s.");
    let mut table = Table::new(
        format!("Newest {PAGE} and how many there are, each question {ASKED} times"),
        &[
            "question",
            "p50 ms",
            "p99 ms",
            "of 20 ms",
            "bare p50",
            "bare p99",
            "p50 of bare",
            "of 1.5",
            "hits",
        ],
    );
    for case in CASES {
        let (our_times, hits) = ask(&case, |text| ask_ours(&ours, text));
        let (bare_times, _) = ask(&case, |text| bare.ask(text));
        let ratio = our_times.p50() / bare_times.p50();
        table.row(vec![
            case.about.to_owned(),
            ms(our_times.p50()),
            ms(our_times.p99()),
            of_at_most(our_times.p99(), P99_MS_MAX),
            ms(bare_times.p50()),
            ms(bare_times.p99()),
            format!("{ratio:.2}"),
            of_at_most(ratio, RATIO_MAX),
            hits.to_string(),
        ]);
    }
    table.print();
    show_visible();
}

/// Both sides get the same texts, oldest first.
fn texts(messages: usize) -> impl Iterator<Item = (usize, String)> {
    let mut dice = Dice::new(3);
    (0..messages).map(move |number| (number, text::message(&mut dice)))
}

fn fill_ours(directory: &Path, messages: usize) -> Index {
    let index = Index::open(directory).expect("an index");
    let mut gathered = Vec::new();
    for (number, text) in texts(messages) {
        let conversation = 1 + number / MESSAGES_EACH;
        gathered.push(Document::Message {
            entry: EntryId::new(
                ConversationId(conversation as u64),
                (1 + number % MESSAGES_EACH) as u32,
            ),
            contact: ContactId(conversation as u64),
            channel: Channel::Whatsapp,
            at: Timestamp(number as i64 * 1_000),
            is_changed: false,
            is_note: false,
            text,
        });
        if gathered.len() == DOCUMENTS_AT_ONCE || number + 1 == messages {
            index.apply(std::mem::take(&mut gathered), number as u64).expect("indexed");
        }
    }
    index
}

fn ask_ours(index: &Index, text: &str) -> usize {
    let query = Query { text: text.to_owned(), limit: PAGE, ..Query::default() };
    index.search(&query, &|_| true).expect("hits").total
}

fn ask(case: &Case, mut answer: impl FnMut(&str) -> usize) -> (Times, usize) {
    let mut dice = Dice::new(4);
    let mut hits = 0;
    for _ in 0..10 {
        hits = hits.max(answer(&(case.question)(&mut dice)));
    }
    let until = Instant::now() + ASKED_FOR;
    let mut times = Times::default();
    while times.count() < ASKED && Instant::now() < until {
        let question = (case.question)(&mut dice);
        let start = Instant::now();
        hits = hits.max(answer(&question));
        times.add(start.elapsed());
    }
    (times, hits)
}

/// Tantivy as anybody would set it up for this: words, the time as a fast field, nothing stored.
struct Bare {
    reader: IndexReader,
    text: Field,
}

impl Bare {
    fn fill(directory: &Path, messages: usize) -> Bare {
        let mut schema = Schema::builder();
        let words = TextFieldIndexing::default()
            .set_tokenizer("default")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let text =
            schema.add_text_field("text", TextOptions::default().set_indexing_options(words));
        let at = schema.add_i64_field("at", FAST);
        let key = schema.add_u64_field("key", INDEXED | FAST);
        let index = tantivy::Index::create_in_dir(directory, schema.build()).expect("an index");
        let mut writer: IndexWriter =
            index.writer_with_num_threads(1, 20_000_000).expect("a writer");
        for (number, body) in texts(messages) {
            let mut document = TantivyDocument::new();
            document.add_text(text, body);
            document.add_i64(at, number as i64 * 1_000);
            document.add_u64(key, number as u64);
            writer.add_document(document).expect("added");
            if (number + 1) % DOCUMENTS_AT_ONCE == 0 || number + 1 == messages {
                writer.commit().expect("committed");
            }
        }
        Bare { reader: index.reader().expect("a reader"), text }
    }

    /// As ours: where nothing matches, one letter of each word may be wrong.
    fn ask(&self, text: &str) -> usize {
        match self.ask_within(text, 0) {
            0 => self.ask_within(text, 1),
            count => count,
        }
    }

    /// All words, the last one perhaps unfinished; the newest page, and how many there are.
    fn ask_within(&self, text: &str, wrong_letters: u8) -> usize {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let mut clauses: Vec<Box<dyn tantivy::query::Query>> = Vec::new();
        for (place, word) in words.iter().enumerate() {
            let term = Term::from_field_text(self.text, word);
            let is_unfinished = place + 1 == words.len() && !text.ends_with(' ');
            clauses.push(match is_unfinished {
                true => Box::new(FuzzyTermQuery::new_prefix(term, wrong_letters, true)),
                false if wrong_letters > 0 => {
                    Box::new(FuzzyTermQuery::new(term, wrong_letters, true))
                }
                false => Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
            });
        }
        let query = BooleanQuery::intersection(clauses);
        let newest = TopDocs::with_limit(PAGE).order_by_fast_field::<i64>("at", Order::Desc);
        let (_, count) =
            self.reader.searcher().search(&query, &(newest, Count)).expect("an answer");
        count
    }
}

/// A message is written through the store, and asked for until it is found.
fn show_visible() {
    let directory = common::directory();
    let app = common::open(directory.path());
    let runtime = common::runtime();
    let company = runtime.block_on(company::found(&app, 10)).expect("a company");
    company::fill(&app, &company, 1_000, MESSAGES_EACH);
    let mut times = Times::default();
    runtime.block_on(async {
        common::serve(&app).await;
        while app.search.cursor() < app.store.view().expect("a view").newest_seq().expect("read") {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for number in 0..VISIBLE_TRIES {
            // Each far from the others, or a typo's forgiveness would find the one before.
            let word = format!("q{:08}x ", number * 12_345_679);
            let message = company::received(number, 5_000, app.clock.now(), word.clone());
            let inbox = company.inbox.clone();
            let written = app.store.write(move |writer| {
                inbound::receive(writer, &inbox, DeliveryId(1), &What::Message(message))?;
                Ok::<(), Error>(())
            });
            written.await.expect("written");
            let start = Instant::now();
            while ask_ours(&app.search, &word) == 0 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            times.add(start.elapsed());
        }
        app.stop().await;
    });
    let mut table = Table::new(
        "From the commit of a message until it is found",
        &["tries", "p50 ms", "longest ms", "of 1 s"],
    );
    let longest = times.ms(1.0);
    let of = of_at_most(longest, VISIBLE_MS_MAX);
    table.row(vec![times.count().to_string(), ms(times.p50()), ms(longest), of]);
    table.print();
}
