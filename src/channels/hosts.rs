//! Which addresses are Meta's: files are fetched from no other, and tokens go to no other.

use reqwest::Url;

/// Where files lie that a token opens.
const GUARDED: [&str; 3] = ["lookaside.fbsbx.com", "graph.facebook.com", ".fbcdn.net"];
/// Where files lie open, for a while, at addresses that nobody guesses.
const OPEN: [&str; 4] = [".fbcdn.net", ".fbsbx.com", ".facebook.com", ".cdninstagram.com"];

/// Whether a token may go there. `base_url` is where the Graph API is: a simulator's in a demo.
pub fn may_have_token(url: &Url, base_url: &str) -> bool {
    is_base(url, base_url) || is_one_of(url, &GUARDED)
}

/// Whether a file may be fetched from there.
pub fn may_be_read(url: &Url, base_url: &str) -> bool {
    may_have_token(url, base_url) || is_one_of(url, &OPEN)
}

fn is_base(url: &Url, base_url: &str) -> bool {
    is_plain(url) && Url::parse(base_url).is_ok_and(|base| base.origin() == url.origin())
}

fn is_one_of(url: &Url, hosts: &[&str]) -> bool {
    let is_same = |host: &str| {
        hosts.iter().any(|known| match known.starts_with('.') {
            true => host.ends_with(known),
            false => host == *known,
        })
    };
    url.scheme() == "https"
        && url.port().is_none()
        && is_plain(url)
        && url.host_str().is_some_and(is_same)
}

/// A name before the host makes people and programs read the wrong one.
fn is_plain(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAPH: &str = "https://graph.facebook.com";

    fn check(url: &str, base: &str, expected: (bool, bool)) {
        let parsed = Url::parse(url).unwrap();
        let found = (may_have_token(&parsed, base), may_be_read(&parsed, base));
        assert_eq!(found, expected, "{url}");
    }

    #[test]
    fn tokens_go_to_meta_and_nowhere_else() {
        check("https://lookaside.fbsbx.com/whatsapp/?mid=1", GRAPH, (true, true));
        check("https://scontent.xx.fbcdn.net/v/x.png?oh=1", GRAPH, (true, true));
        check("https://graph.facebook.com/v25.0/1", GRAPH, (true, true));
        check("https://cdn.fbsbx.com/v/x.pdf", GRAPH, (false, true));
        for url in [
            "http://lookaside.fbsbx.com/x",
            "https://lookaside.fbsbx.com.evil.example/x",
            "https://evilfbcdn.net/x",
            "https://fbcdn.net.evil.example/x",
            "https://lookaside.fbsbx.com:8443/x",
            "https://lookaside.fbsbx.com@evil.example/x",
            "https://graph.facebook.com:pw@evil.example/x",
            "https://127.0.0.1/x",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
        ] {
            check(url, GRAPH, (false, false));
        }
    }

    #[test]
    fn a_simulator_is_trusted_at_its_own_port_only() {
        let base = "http://127.0.0.1:9999";
        check("http://127.0.0.1:9999/files/1", base, (true, true));
        check("http://127.0.0.1:9998/files/1", base, (false, false));
        check("http://a@127.0.0.1:9999/files/1", base, (false, false));
    }
}
