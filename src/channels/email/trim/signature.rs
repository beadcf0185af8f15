//! Signatures: of a person, behind `--`, and of a telephone.

/// More lines are no signature.
pub const LINES_MAX: usize = 12;
/// Below a delimiter that lost its space.
pub const LOOSE_LINES_MAX: usize = 5;
const SHORT_CHARACTERS_MAX: usize = 60;
const GREETING_WORDS_MAX: usize = 3;
/// As it should be (RFC 3676, 4.3).
pub const STRICT_DELIMITER: &str = "-- ";
const MOBILE_CHARACTERS_MAX: usize = 140;
const MOBILE_WORDS_MAX: usize = 10;

/// What telephones write below a mail; all in lower case.
const SENT_FROM: [&str; 39] = [
    "sent from",
    "sent via",
    "sent with",
    "sent using",
    "sent by",
    "get outlook for",
    "get [outlook",
    "envoyé de",
    "envoyé depuis",
    "envoyé à partir",
    "envoyé avec",
    "obtenez outlook",
    "télécharger outlook",
    "gesendet von",
    "gesendet mit",
    "von meinem",
    "von unterwegs",
    "diese nachricht wurde von",
    "holen sie sich outlook",
    "enviado desde",
    "enviado de",
    "enviado do",
    "enviado a partir",
    "obtener outlook",
    "inviato da",
    "inviato dal",
    "scarica outlook",
    "verzonden vanaf",
    "verzonden met",
    "verstuurd vanaf",
    "skickat från",
    "sendt fra",
    "lähetetty",
    "wysłane z",
    "wysłano z",
    "отправлено из",
    "отправлено с",
    "从我的",
    "從我的",
];
const SENT_FROM_END: [&str; 6] =
    ["gönderildi", "から送信", "发送自", "发自我的", "에서 보냄", "から送信されました"];
const DEVICES: [&str; 52] = [
    "iphone",
    "ipad",
    "ipod",
    "android",
    "mobil",
    "phone",
    "handy",
    "samsung",
    "galaxy",
    "outlook",
    "mail",
    "blackberry",
    "huawei",
    "htc",
    "windows",
    "tablet",
    "device",
    "cell",
    "lumia",
    "nokia",
    "xiaomi",
    "redmi",
    "pixel",
    "airmail",
    "typeapp",
    "proton",
    "yahoo",
    "gmx",
    "web.de",
    "nine",
    "spark",
    "k-9",
    "thunderbird",
    "oneplus",
    "motorola",
    "sony",
    "xperia",
    "appareil",
    "móvil",
    "movil",
    "telefon",
    "téléphone",
    "telefoon",
    "cellulare",
    "puhelime",
    "cep telefonum",
    "айфон",
    "устройств",
    "телефон",
    "alcatel",
    "ios",
    "celular",
];

/// Where the verb stands last, a whole sentence may stand before it.
const VERB_LAST_WORDS_MAX: usize = 4;
const VERB_LAST_CHARACTERS_MAX: usize = 40;
/// Behind how many words of "sent from my" the device stands.
const DEVICE_WITHIN_WORDS: usize = 3;
/// How such a line ends that does not end with the device.
const ENDS: [&str; 12] = [
    "gesendet",
    "geschickt",
    "verschickt",
    "versendet",
    "verzonden",
    "verstuurd",
    "app",
    "network",
    "netz",
    "handheld",
    "发送",
    "發送",
];
/// By such words people write what they have sent, or how.
const PERSONS: [&str; 17] = [
    "i", "i'm", "i've", "we", "you", "it", "ich", "wir", "je", "j'ai", "nous", "vous", "yo", "io",
    "jag", "jeg", "ik",
];
/// What a letter may be sent by, too.
const POST: [&str; 6] = ["mail", "email", "e-mail", "mails", "mailed", "emails"];

/// `-- `, also without its space, and what Apple makes of it.
pub fn is_delimiter(line: &str) -> bool {
    matches!(line, "--" | "—" | "––" | "—-")
}

/// No line of a text that goes on.
pub fn is_short(line: &str) -> bool {
    line.chars().count() <= SHORT_CHARACTERS_MAX
}

/// "Hello," or "Dear Ana,".
pub fn is_greeting(line: &str) -> bool {
    line.ends_with([',', ':', '，']) && line.split_whitespace().count() <= GREETING_WORDS_MAX
}

/// "Sent from my iPhone" and its like.
pub fn is_mobile(line: &str) -> bool {
    if line.is_empty() || line.len() > MOBILE_CHARACTERS_MAX {
        return false;
    }
    let line = line.to_lowercase().replace('’', "'");
    let text = line.trim_matches(['<', '>', '(', ')', '*', '_', ' ', '-', '.', '"', '[', ']']);
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_excuse =
        ["excuse", "typo", "brevity", "tippfehler"].iter().any(|word| text.contains(word));
    if is_excuse {
        return SENT_FROM.iter().any(|start| text.starts_with(start)) && has_device(text);
    }
    let is_person = words.iter().any(|word| PERSONS.contains(word));
    if is_person || words.len() > MOBILE_WORDS_MAX {
        return false;
    }
    let begins = SENT_FROM
        .iter()
        .any(|start| text.strip_prefix(start).is_some_and(|rest| names_device_soon(start, rest)));
    let ends = SENT_FROM_END.iter().any(|end| text.ends_with(end)) || text.starts_with("发自");
    let ends = ends
        && words.len() <= VERB_LAST_WORDS_MAX
        && text.chars().count() <= VERB_LAST_CHARACTERS_MAX;
    let is_about_mine =
        text.starts_with("sent from my ") && words.len() <= 6 && !text.contains(',');
    let is_from_mine = text.ends_with("from mobile") || text.starts_with("from my iphone");
    begins || ends && has_device(text) || is_about_mine || words.len() <= 4 && is_from_mine
}

fn has_device(text: &str) -> bool {
    DEVICES.iter().any(|device| text.contains(device))
}

/// "Sent with Airmail", but not "sent with a letter, by mail".
fn names_device_soon(start: &str, rest: &str) -> bool {
    let may_be_post = matches!(start, "sent via" | "sent with" | "sent using" | "sent by");
    // By what, and nothing of when or whom.
    if start == "sent by" && rest.split_whitespace().count() > 1 {
        return false;
    }
    let near = rest.split_whitespace().take(DEVICE_WITHIN_WORDS);
    let names_one = near
        .map(|word| word.trim_matches([',', '.', ':', ';', '"', '(']))
        .any(|word| has_device(word) && !(may_be_post && POST.contains(&word)));
    names_one && ends_like_one(rest)
}

/// "Von meinem Handy aus gesendet", but not "Von meinem Handy aus geht es auch nicht": behind the
/// device comes its number, a verb of sending, or nothing.
fn ends_like_one(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let last = last.trim_end_matches([',', '.', ':', ';', '!', '"', ')', ']', '>']);
    has_device(last)
        || last.chars().any(|character| character.is_ascii_digit())
        || ENDS.contains(&last)
}
