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
    "vacation",
    "vacation reply",
    "away from office",
    "ooo",
    "automatische antwort",
    "autom. antwort",
    "automatische beantwortung",
    "abwesenheit",
    "abwesenheitsnotiz",
    "abwesenheitsmeldung",
    "abwesenheitsnachricht",
    "abwesend",
    "automatisch antwoord",
    "automatisch bericht",
    "afwezigheidsbericht",
    "niet aanwezig",
    "réponse automatique",
    "réponse auto",
    "absence du bureau",
    "message d'absence",
    "absent du bureau",
    "je suis absent",
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
    "frånvaro",
    "frånvarande",
    "fravær",
    "fraværsbesked",
    "ikke til stede",
    "automaattinen vastaus",
    "poissa toimistosta",
    "poissaoloviesti",
    "automatyczna odpowiedź",
    "odpowiedź automatyczna",
    "autoodpowiedź",
    "poza biurem",
    "nieobecność",
    "automatická odpověď",
    "mimo kancelář",
    "nepřítomnost",
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
    "нет на месте",
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
    "外出中",
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

/// Whether the subject is an absence notice's.
pub fn is_told_by(subject: &str) -> bool {
    let subject = subject.trim_start_matches(['[', '(', '*', ' ']).to_lowercase();
    BEGINNINGS.iter().any(|beginning| {
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
    }
}
