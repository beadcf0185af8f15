//! Why a mail was refused or came back, in plain words, by the codes of mail servers (RFC 3463).

use crate::channels::email::server::quoted;

const NO_ADDRESS: &str = "This address does not exist. Check it with the customer.";
const NO_DOMAIN: &str = "The domain of this address receives no mail. Check the address.";
const FULL: &str = "The recipient's mailbox is full.";
const CLOSED: &str = "The recipient's mailbox is closed and takes no mail.";
const TOO_LARGE: &str =
    "The mail is too large for the recipient's server. Send smaller files, or a link.";
const POLICY: &str =
    "The recipient's server refused the mail by its rules, often as unwanted or unproven mail.";
const SIGN_IN: &str = "The mail account's sign-in failed. Tell your administrator.";
const TEMPORARY: &str = "The mail server can't take the mail at the moment.";
const SLOWER: &str = "The mail server asks to send more slowly.";
const UNREACHED: &str = "The recipient's mail server could not be reached.";
const CONTENT: &str = "The recipient's server can't handle what is in the mail.";
const REFUSED: &str = "The mail server refused the mail.";

/// A sentence for people about an enhanced status such as `5.1.1`, a reply code such as 550, and
/// what the server said; its words stand behind ours.
pub fn words_for(status: Option<&str>, reply_code: Option<u16>, text: &str) -> String {
    let sentence = status.and_then(|status| by_status(status, &text.to_lowercase()));
    let sentence = sentence.or_else(|| reply_code.and_then(by_code));
    let is_temporary = status.is_some_and(|status| status.starts_with("4."))
        || reply_code.is_some_and(|code| (400..500).contains(&code));
    let sentence = sentence.unwrap_or(if is_temporary { TEMPORARY } else { REFUSED });
    let said = quoted(text);
    if said.is_empty() {
        sentence.to_owned()
    } else {
        format!("{sentence} The server says: \"{said}\"")
    }
}

/// `said` is in lower case. Exchange has codes of its own for addresses that don't exist.
fn by_status(status: &str, said: &str) -> Option<&'static str> {
    let (class, rest) = status.split_once('.')?;
    match (class, rest) {
        ("5", "4.1") if said.contains("recipient address rejected") => Some(NO_ADDRESS),
        ("5", "1.10") if said.contains("recipientnotfound") || said.contains("not found") => {
            Some(NO_ADDRESS)
        }
        (_, "1.1" | "1.3" | "1.6") => Some(NO_ADDRESS),
        (_, "1.2" | "1.10") => Some(NO_DOMAIN),
        (_, "2.1") => Some(CLOSED),
        (_, "2.2") => Some(FULL),
        (_, "2.3" | "3.4") => Some(TOO_LARGE),
        (_, "4.1" | "4.2" | "4.3" | "4.4" | "4.7") => Some(UNREACHED),
        ("5", "7.8" | "7.9" | "7.57") => Some(SIGN_IN),
        ("5", rest) if rest.starts_with("7.") => Some(POLICY),
        ("4", rest) if rest.starts_with("7.") => Some(SLOWER),
        ("5", rest) if rest.starts_with("6.") => Some(CONTENT),
        _ => None,
    }
}

fn by_code(code: u16) -> Option<&'static str> {
    match code {
        421 => Some(TEMPORARY),
        530 | 534 | 535 | 538 => Some(SIGN_IN),
        552 => Some(TOO_LARGE),
        553 => Some(NO_ADDRESS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_in_plain_words() {
        for (status, code, beginning) in [
            (Some("5.1.1"), Some(550), NO_ADDRESS),
            (Some("5.2.2"), Some(552), FULL),
            (Some("4.2.2"), Some(452), FULL),
            (Some("5.3.4"), Some(552), TOO_LARGE),
            (None, Some(552), TOO_LARGE),
            (Some("5.7.1"), Some(550), POLICY),
            (Some("5.7.8"), Some(535), SIGN_IN),
            (None, Some(535), SIGN_IN),
            (Some("4.4.1"), None, UNREACHED),
            (Some("4.7.1"), Some(451), SLOWER),
            (None, Some(451), TEMPORARY),
            (Some("5.0.0"), None, REFUSED),
            (None, None, REFUSED),
            (Some("nonsense"), Some(999), REFUSED),
        ] {
            let words = words_for(status, code, "so\r\nit is");
            assert_eq!(
                words,
                format!("{beginning} The server says: \"so it is\""),
                "{status:?} {code:?}"
            );
        }
        assert_eq!(words_for(None, None, " \r\n"), REFUSED);
        for (status, said) in [
            ("5.4.1", "Recipient address rejected: Access denied. AS(201806281)"),
            (
                "5.1.10",
                "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            ),
        ] {
            assert!(words_for(Some(status), Some(550), said).starts_with(NO_ADDRESS), "{said}");
        }
        assert!(words_for(Some("5.1.10"), Some(556), "Null MX").starts_with(NO_DOMAIN));
        assert!(words_for(Some("5.4.1"), None, "No answer from host").starts_with(UNREACHED));
    }
}
