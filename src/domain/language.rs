//! In which language a text is written: a guess, good enough to choose a queue by.

use std::collections::BTreeSet;
use whatlang::{Detector, Lang};

/// The languages that can be told apart, by their ISO 639-1 codes.
const KNOWN: [(&str, Lang); 62] = [
    ("af", Lang::Afr),
    ("am", Lang::Amh),
    ("ar", Lang::Ara),
    ("az", Lang::Aze),
    ("be", Lang::Bel),
    ("bg", Lang::Bul),
    ("bn", Lang::Ben),
    ("ca", Lang::Cat),
    ("cs", Lang::Ces),
    ("cy", Lang::Cym),
    ("da", Lang::Dan),
    ("de", Lang::Deu),
    ("el", Lang::Ell),
    ("en", Lang::Eng),
    ("es", Lang::Spa),
    ("et", Lang::Est),
    ("fa", Lang::Pes),
    ("fi", Lang::Fin),
    ("fr", Lang::Fra),
    ("gu", Lang::Guj),
    ("he", Lang::Heb),
    ("hi", Lang::Hin),
    ("hr", Lang::Hrv),
    ("hu", Lang::Hun),
    ("hy", Lang::Hye),
    ("id", Lang::Ind),
    ("it", Lang::Ita),
    ("ja", Lang::Jpn),
    ("ka", Lang::Kat),
    ("km", Lang::Khm),
    ("kn", Lang::Kan),
    ("ko", Lang::Kor),
    ("lt", Lang::Lit),
    ("lv", Lang::Lav),
    ("mk", Lang::Mkd),
    ("ml", Lang::Mal),
    ("mr", Lang::Mar),
    ("my", Lang::Mya),
    ("nb", Lang::Nob),
    ("ne", Lang::Nep),
    ("nl", Lang::Nld),
    ("pa", Lang::Pan),
    ("pl", Lang::Pol),
    ("pt", Lang::Por),
    ("ro", Lang::Ron),
    ("ru", Lang::Rus),
    ("si", Lang::Sin),
    ("sk", Lang::Slk),
    ("sl", Lang::Slv),
    ("sr", Lang::Srp),
    ("sv", Lang::Swe),
    ("ta", Lang::Tam),
    ("te", Lang::Tel),
    ("th", Lang::Tha),
    ("tk", Lang::Tuk),
    ("tl", Lang::Tgl),
    ("tr", Lang::Tur),
    ("uk", Lang::Ukr),
    ("ur", Lang::Urd),
    ("uz", Lang::Uzb),
    ("vi", Lang::Vie),
    ("zh", Lang::Cmn),
];

/// Always reckoned with. The more languages are possible, the worse a short text is told.
const WIDELY_USED: [Lang; 12] = [
    Lang::Ara,
    Lang::Cmn,
    Lang::Deu,
    Lang::Eng,
    Lang::Fra,
    Lang::Ita,
    Lang::Jpn,
    Lang::Nld,
    Lang::Pol,
    Lang::Por,
    Lang::Rus,
    Lang::Spa,
];

pub fn is_known(code: &str) -> bool {
    KNOWN.iter().any(|(known, _)| *known == code)
}

/// The ISO 639-1 code of the language of `text`: a widely used one, or one of those `named`.
pub fn of(text: &str, named: &BTreeSet<&str>) -> Option<&'static str> {
    let also = KNOWN.iter().filter(|(code, _)| named.contains(code)).map(|(_, lang)| *lang);
    let possible = WIDELY_USED.into_iter().chain(also).collect();
    let found = Detector::with_allowlist(possible).detect(text)?;
    // No language sends a conversation to the default; a wrong one sends it astray.
    if !found.is_reliable() {
        return None;
    }
    KNOWN.iter().find(|(_, lang)| *lang == found.lang()).map(|(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_told_and_single_words_are_not() {
        let none = BTreeSet::new();
        for (text, code) in [
            (
                "Where is my order? I have been waiting for it since the beginning of last week",
                Some("en"),
            ),
            (
                "Hola, hice un pedido la semana pasada y todavía no he recibido nada. ¿Me pueden decir cuándo llega el paquete?",
                Some("es"),
            ),
            (
                "Bom dia, fiz uma encomenda na semana passada e ainda não recebi nada. Podem dizer-me quando é que chega?",
                Some("pt"),
            ),
            (
                "Guten Tag, meine Rechnung stimmt nicht, denn ich habe die Bestellung schon in der letzten Woche bezahlt",
                Some("de"),
            ),
            ("注文はどこですか", Some("ja")),
            ("Wholesale prices please", None),
            ("Hello, do you have wholesale prices?", None),
            ("ok", None),
            ("1234", None),
            ("", None),
        ] {
            assert_eq!(of(text, &none), code, "{text}");
        }
        let swedish = "Hej, jag undrar var min beställning är någonstans";
        assert_eq!(of(swedish, &["sv"].into()), Some("sv"));
    }

    #[test]
    fn codes_are_two_letters_each_once() {
        let codes: BTreeSet<&str> = KNOWN.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes.len(), KNOWN.len());
        assert!(codes.iter().all(|code| code.len() == 2) && !is_known("xx"));
    }
}
