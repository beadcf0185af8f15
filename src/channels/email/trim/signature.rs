//! Signatures: of a person, behind `--`, and of a telephone.

/// More lines are no signature.
pub const LINES_MAX: usize = 12;
const MOBILE_CHARACTERS_MAX: usize = 140;
const MOBILE_WORDS_MAX: usize = 10;

/// What telephones write below a mail; all in lower case.
const SENT_FROM: [&str; 38] = [
    "sent from",
    "sent via",
    "sent with",
    "sent by",
    "sent on",
    "sent using",
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
];
const SENT_FROM_END: [&str; 9] = [
    "gönderildi",
    "から送信",
    "发送自",
    "傳送",
    "发自我的",
    "에서 보냄",
    "gesendet",
    "发送",
    "から送信されました",
];
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

/// `-- `, also without its space, and what Apple makes of it.
pub fn is_delimiter(line: &str) -> bool {
    matches!(line, "--" | "—" | "––" | "—-")
}

/// "Sent from my iPhone" and its like.
pub fn is_mobile(line: &str) -> bool {
    if line.is_empty() || line.len() > MOBILE_CHARACTERS_MAX {
        return false;
    }
    let line = line.to_lowercase();
    let text = line.trim_matches(['<', '>', '(', ')', '*', '_', ' ', '-', '.', '"', '[', ']']);
    let words = text.split_whitespace().count();
    let has_device = DEVICES.iter().any(|device| text.contains(device));
    let begins = SENT_FROM.iter().any(|start| text.starts_with(start));
    let ends = SENT_FROM_END.iter().any(|end| text.ends_with(end)) || text.starts_with("发自");
    let is_excuse =
        ["excuse", "typo", "brevity", "tippfehler"].iter().any(|word| text.contains(word));
    let is_short = words <= MOBILE_WORDS_MAX || is_excuse;
    let is_about_mine = text.starts_with("sent from my ") && words <= 6 && !text.contains(',');
    is_short && ((begins || ends) && has_device || is_about_mine)
        || words <= 4 && (text.ends_with("from mobile") || text.contains("from my iphone"))
}
