//! Our words, in the form that tantivy takes them.

use super::words;
use std::collections::HashSet;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Names of our tokenizers. They go into the schema: a new number, when words change, makes the
/// index anew at the next start.
pub const WORDS: &str = "deskbell-words-1";
pub const BEGINNINGS: &str = "deskbell-beginnings-1";

/// The longest beginning that is a word of its own. Shorter ones begin so many words that looking
/// all of those up would take longer than everything else.
pub const BEGINNING_CHARACTERS_MAX: usize = 2;

/// Every word.
#[derive(Clone, Copy, Debug)]
pub struct Words;

/// The short beginnings of every word, each once.
#[derive(Clone, Copy, Debug)]
pub struct Beginnings;

pub struct Tokens {
    texts: std::vec::IntoIter<String>,
    token: Token,
}

impl Tokens {
    fn new(texts: Vec<String>) -> Tokens {
        Tokens { texts: texts.into_iter(), token: Token::default() }
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        Tokens::new(words::words(text).into_iter().map(|word| word.text).collect())
    }
}

impl Tokenizer for Beginnings {
    type TokenStream<'a> = Tokens;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Tokens {
        let beginnings: HashSet<String> = words::words(text)
            .iter()
            .flat_map(|word| {
                let starts = word.text.char_indices().take(BEGINNING_CHARACTERS_MAX);
                let ends = starts.map(|(at, character)| at + character.len_utf8());
                ends.filter_map(|end| word.text.get(..end)).map(str::to_owned)
            })
            .collect();
        Tokens::new(beginnings.into_iter().collect())
    }
}

/// Places in the text are left out: nothing in the index asks for them.
impl TokenStream for Tokens {
    fn advance(&mut self) -> bool {
        let Some(text) = self.texts.next() else { return false };
        self.token.text = text;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
