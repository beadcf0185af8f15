//! The ids of mails that a mailbox sends to itself to be tried.

const PREFIX: &str = "dk-test.";
const PLAIN: &str = "plain";
const PLUS: &str = "plus";

/// Which address of the mailbox's a mail goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Itself,
    /// `support+…@example.com`, which not every server delivers to `support@example.com`.
    Plus,
}

pub fn id(token: &str, to: To, domain: &str) -> String {
    let to = match to {
        To::Itself => PLAIN,
        To::Plus => PLUS,
    };
    format!("{PREFIX}{token}.{to}@{domain}")
}

/// The token of such an id, and where its mail went.
pub fn read(id: &str) -> Option<(&str, To)> {
    let (token, to) = id.split('@').next()?.strip_prefix(PREFIX)?.split_once('.')?;
    match to {
        PLAIN => Some((token, To::Itself)),
        PLUS => Some((token, To::Plus)),
        _ => None,
    }
}

/// `support@example.com` → `support+probe-TOKEN@example.com`; `None`: it has no `@`.
pub fn plus(address: &str, token: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    Some(format!("{local}+probe-{token}@{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_tests_are_known_again() {
        for to in [To::Itself, To::Plus] {
            assert_eq!(read(&id("k3f", to, "example.com")), Some(("k3f", to)));
        }
        for other in ["", "dk.1.2.abcdefghij@x.test", "dk-test.@x.test", "dk-test.a.b@x.test"] {
            assert_eq!(read(other), None, "{other}");
        }
        let address = plus("support@example.com", "k3f");
        assert_eq!(address.as_deref(), Some("support+probe-k3f@example.com"));
    }
}
