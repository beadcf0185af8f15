//! Subjects of programs that say that somebody is away, in the languages that mail programs speak.

/// How such subjects begin, in lower case; a colon, a dash or the end follows.
const BEGINNINGS: &[&str] = &[
    "automatic reply",
    "automated reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autoresponse",
    "automatic response",
    "out of office",
    "out of the office",
    "out-of-office",
    "out of office autoreply",
    "out of office auto-reply",
    "out of office reply",
    "vacation reply",
    "away from office",
    "automatische antwort",
    "autom. antwort",
    "automatische beantwortung",
    "abwesenheitsnotiz",
    "abwesenheitsmeldung",
    "abwesenheitsnachricht",
    "automatisch antwoord",
    "automatisch bericht",
    "afwezigheidsbericht",
    "réponse automatique",
    "réponse auto",
    "absence du bureau",
    "message d'absence",
    "absent du bureau",
    "risposta automatica",
    "fuori ufficio",
    "assente dall'ufficio",
    "respuesta automática",
    "respuesta automatica",
    "fuera de la oficina",
    "fuera de oficina",
    "resposta automática",
    "resposta automatica",
    "fora do escritório",
    "ausência temporária",
    "resposta automàtica",
    "autosvar",
    "automatiskt svar",
    "automatisk svar",
    "fraværsbesked",
    "automaattinen vastaus",
    "poissa toimistosta",
    "poissaoloviesti",
    "automatyczna odpowiedź",
    "odpowiedź automatyczna",
    "autoodpowiedź",
    "automatická odpověď",
    "mimo kancelář",
    "automatická odpoveď",
    "mimo kancelárie",
    "automatikus válasz",
    "házon kívül",
    "irodán kívül",
    "răspuns automat",
    "raspuns automat",
    "în afara biroului",
    "automatski odgovor",
    "samodejni odgovor",
    "автоматический ответ",
    "автоответ",
    "отсутствие на рабочем месте",
    "автоматична відповідь",
    "автоматичен отговор",
    "αυτόματη απάντηση",
    "εκτός γραφείου",
    "otomatik yanıt",
    "ofis dışında",
    "ofis dışı",
    "תשובה אוטומטית",
    "رد تلقائي",
    "الرد التلقائي",
    "پاسخ خودکار",
    "自動返信",
    "自動応答",
    "不在通知",
    "自动答复",
    "自动回复",
    "自動回覆",
    "자동 회신",
    "자동 응답",
    "부재 중",
    "ตอบกลับอัตโนมัติ",
    "trả lời tự động",
    "balasan otomatis",
    "jawapan automatik",
    "automatinis atsakymas",
    "automātiskā atbilde",
    "automaatvastus",
];

/// What people begin subjects with, too: it counts together with another sign of a program.
const NOUNS: &[&str] = &[
    "auto",
    "vacation",
    "away",
    "ooo",
    "abwesenheit",
    "abwesend",
    "niet aanwezig",
    "je suis absent",
    "frånvaro",
    "frånvarande",
    "fravær",
    "ikke til stede",
    "poza biurem",
    "nieobecność",
    "nepřítomnost",
    "нет на месте",
    "外出中",
];

/// Whether the subject is an absence notice's.
pub fn is_told_by(subject: &str) -> bool {
    begins_with(subject, BEGINNINGS)
}

/// Whether it is, should a program have written it.
pub fn may_be_told_by(subject: &str) -> bool {
    begins_with(subject, NOUNS)
}

fn begins_with(subject: &str, beginnings: &[&str]) -> bool {
    let subject = subject.trim_start_matches(['[', '(', '*', ' ']).to_lowercase();
    beginnings.iter().any(|beginning| {
        subject.strip_prefix(beginning).is_some_and(|rest| {
            let rest = rest.trim_start_matches([' ', '\u{a0}', ']', ')', '*', '!', '.']);
            rest.is_empty() || rest.starts_with([':', '：', '-', '–', '—', '|', '/'])
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absences_are_told_from_what_people_write() {
        for subject in [
            "Automatic reply: Order 12",
            "Out of Office AutoReply: x",
            "Abwesenheitsnotiz: Anfrage",
            "Réponse automatique : commande",
            "自動返信：注文",
            "[Auto-Reply]: Order",
            "OUT OF OFFICE",
        ] {
            assert!(is_told_by(subject), "{subject}");
        }
        for subject in
            ["Re: Automatic reply: x", "Out of office chairs", "Vacation plans", "", "Order"]
        {
            assert!(!is_told_by(subject), "{subject}");
        }
        for subject in ["Vacation - two rooms in May?", "Abwesenheit: Lena, Klasse 3b", "OOO"] {
            assert!(!is_told_by(subject) && may_be_told_by(subject), "{subject}");
        }
        assert!(!may_be_told_by("Vacation plans"));
    }
}
