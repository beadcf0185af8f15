//! What of a mail's text is new, and what is quoted from earlier mails.

/// How many bytes of `text`, from its beginning, are its author's own words.
pub fn own_words(text: &str, subject: Option<&str>) -> usize {
    let _ = subject;
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with('>') && !text[..place].trim().is_empty() {
            return place;
        }
        place += line.len();
    }
    text.len()
}
