//! What the test's mail servers are told. One pair plays several servers: each address of this
//! machine has a character of its own, see `Flavour`.

use std::path::Path;

pub struct Ports {
    pub imap: u16,
    pub imaps: u16,
    pub smtp: u16,
    pub smtps: u16,
    /// Of the stub that knows tokens.
    pub tokens: u16,
}

/// Of everybody; users are whoever signs in.
pub const PASSWORD: &str = "s3cret";
/// Of the users whose names begin with `umlaut-`.
pub const ODD_PASSWORD: &str = "pässwörd \"\\";

pub fn dovecot(directory: &Path, ports: &Ports) -> String {
    let text = include_str!("dovecot.conf");
    filled(text, directory, ports)
}

pub fn exim(directory: &Path, ports: &Ports) -> String {
    let text = include_str!("exim.conf");
    filled(text, directory, ports)
}

pub fn introspection(directory: &Path, ports: &Ports) -> String {
    let text = "introspection_mode = post\n\
                introspection_url = http://127.0.0.1:@TOKENS@/introspect\n\
                username_attribute = username\n\
                active_attribute = active\n\
                active_value = true\n";
    filled(text, directory, ports)
}

fn filled(text: &str, directory: &Path, ports: &Ports) -> String {
    let pairs = [
        ("@D@", directory.display().to_string()),
        ("@IMAP@", ports.imap.to_string()),
        ("@IMAPS@", ports.imaps.to_string()),
        ("@SMTP@", ports.smtp.to_string()),
        ("@SMTPS@", ports.smtps.to_string()),
        ("@TOKENS@", ports.tokens.to_string()),
    ];
    pairs.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}
