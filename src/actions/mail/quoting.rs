//! The line above a quoted mail, in the language of its author and at the time of our day: the forms
//! that mail programs write, so that they, and we, know it again.

use crate::domain::Timestamp;
use crate::domain::hours::Zone;
use crate::domain::language;
use crate::domain::mail::{MailFacts, Mailbox};
use std::collections::BTreeSet;

/// How a language says who wrote and when: the day by `strftime`, then the line.
struct Form {
    language: &'static str,
    day: &'static str,
    time: &'static str,
    line: fn(&str, &str, &str) -> String,
}

const ENGLISH: Form = Form {
    language: "en",
    day: "%-d %B %Y",
    time: "%H:%M",
    line: |day, time, who| format!("On {day} at {time}, {who} wrote:"),
};

const FORMS: &[Form] = &[
    Form {
        language: "de",
        day: "%d.%m.%Y",
        time: "%H:%M",
        line: |day, time, who| format!("Am {day} um {time} schrieb {who}:"),
    },
    Form {
        language: "es",
        day: "%d/%m/%Y",
        time: "%H:%M",
        line: |day, time, who| format!("El {day} a las {time}, {who} escribió:"),
    },
    Form {
        language: "pt",
        day: "%d/%m/%Y",
        time: "%H:%M",
        line: |day, time, who| format!("Em {day} às {time}, {who} escreveu:"),
    },
    Form {
        language: "fr",
        day: "%d/%m/%Y",
        time: "%H:%M",
        line: |day, time, who| format!("Le {day} à {time}, {who} a écrit :"),
    },
    Form {
        language: "it",
        day: "%d/%m/%Y",
        time: "%H:%M",
        line: |day, time, who| format!("Il {day} alle {time}, {who} ha scritto:"),
    },
    Form {
        language: "nl",
        day: "%d-%m-%Y",
        time: "%H:%M",
        line: |day, time, who| format!("Op {day} om {time} schreef {who}:"),
    },
    Form {
        language: "pl",
        day: "%d.%m.%Y",
        time: "%H:%M",
        line: |day, time, who| format!("W dniu {day} o {time} {who} napisał(a):"),
    },
    Form {
        language: "ar",
        day: "%d/%m/%Y",
        time: "%H:%M",
        line: |day, time, who| format!("في {day} {time} كتب {who}:"),
    },
];

/// `text`: what the quoted mail says, which tells its language; English where it tells none of ours.
pub(super) fn introduction(facts: &MailFacts, text: &str, at: Timestamp, zone: Zone) -> String {
    let who = match &facts.from {
        Some(Mailbox { name: Some(name), .. }) => name.as_str(),
        Some(Mailbox { name: None, address }) => address.as_str(),
        None => "somebody",
    };
    let ours = FORMS.iter().map(|form| form.language).collect::<BTreeSet<_>>();
    let language = language::of(text, &ours);
    let form = FORMS.iter().find(|form| Some(form.language) == language).unwrap_or(&ENGLISH);
    let at = chrono::DateTime::from_timestamp_millis(at.0).unwrap_or_default().with_timezone(&zone);
    (form.line)(&at.format(form.day).to_string(), &at.format(form.time).to_string(), who)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::email::trim::own_words;
    use crate::domain::hours;

    fn said(text: &str) -> String {
        let from = Mailbox { name: Some("Ana Prado".into()), address: "ana@customer.test".into() };
        let facts = MailFacts { from: Some(from), ..MailFacts::default() };
        let zone = hours::zone("Europe/Berlin").expect("a zone");
        introduction(&facts, text, Timestamp(1_780_000_000_000), zone)
    }

    #[test]
    fn it_is_said_in_the_authors_language_and_at_our_time() {
        for (text, expected) in [
            ("Hello?", "On 28 May 2026 at 22:26, Ana Prado wrote:"),
            (
                "Ich habe mein Paket noch nicht bekommen, können Sie bitte nachsehen?",
                "Am 28.05.2026 um 22:26 schrieb Ana Prado:",
            ),
            (
                "Buenos días, todavía no he recibido el paquete que pedí la semana pasada. ¿Podrían \
                 ustedes mirar dónde está y decirme cuándo llegará a mi casa?",
                "El 28/05/2026 a las 22:26, Ana Prado escribió:",
            ),
        ] {
            assert_eq!(said(text), expected);
        }
    }

    #[test]
    fn what_we_write_above_a_quote_is_known_when_it_comes_back() {
        for form in FORMS.iter().chain([&ENGLISH]) {
            let line = (form.line)("28.05.2026", "22:26", "Ana Prado");
            let answer = format!("Thank you!\n\n{line}\n> It is on its way.\n> Ana");
            assert_eq!(answer[..own_words(&answer, None)].trim(), "Thank you!", "{line}");
        }
    }
}
