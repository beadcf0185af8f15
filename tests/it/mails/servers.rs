//! The mail servers of the tests. `servers()` starts them once for the whole run and whoever asks
//! first waits for it; a shell that hears when the test process ends stops them.

use super::mailbox::Mailbox;
use super::settings::{self, ODD_PASSWORD, Ports};
use super::tokens::Tokens;
use crate::desk::until;
use deskbell::channels::email::server::{Server, Tls, Waits};
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

const GREETING_WITHIN: Duration = Duration::from_secs(5);
/// Stops the servers and leaves nothing once nobody holds the other end of its input.
const WATCH: &str = r#"
trap '' INT HUP
/usr/sbin/dovecot -F -c "$1/dovecot.conf" & dovecot=$!
/usr/sbin/exim4 -C "$1/exim/exim.conf" -bdf -q10s & exim=$!
read -r _
kill $dovecot $exim
wait
rm -rf "$1"
"#;

/// Which of the servers that the pair plays. All know the same mailboxes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Usual,
    /// IMAP: one connection for each user. SMTP: 100 KB a mail, no addresses beyond ASCII, LOGIN only.
    Narrow,
    /// IMAP without IDLE and MOVE. It has no SMTP.
    Old,
}

impl Flavour {
    pub fn host(self) -> &'static str {
        match self {
            Flavour::Usual => "127.0.0.1",
            Flavour::Narrow => "127.0.0.2",
            Flavour::Old => "127.0.0.3",
        }
    }
}

/// At which stage SMTP answers something of a test's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// `MAIL FROM` of this name.
    Sender,
    /// `RCPT TO` of this name.
    Recipient,
    /// The final dot of a mail to this name.
    Content,
}

pub struct Servers {
    pub directory: PathBuf,
    pub ports: Ports,
    /// The certificate, as PEM, of the authority that vouches for both.
    pub authority: String,
    tokens: Arc<Tokens>,
    names: AtomicU32,
    refusals: Mutex<()>,
    // Held for its input, which ends with this process.
    _watch: Child,
}

/// The servers of this test run. Where they don't start, no test tries it again.
pub fn servers() -> &'static Servers {
    static SERVERS: OnceLock<Option<Servers>> = OnceLock::new();
    let started = SERVERS.get_or_init(|| catch_unwind(Servers::start).ok());
    started
        .as_ref()
        .expect("the mail servers did not start; the first test that needed them says why")
}

impl Servers {
    /// A mailbox of its own for a test: its name begins with `name`.
    pub fn mailbox(&'static self, name: &str) -> Mailbox {
        let number = self.names.fetch_add(1, Ordering::Relaxed);
        let name = format!("{name}-{number}");
        self.append("exim/users", &format!("{name}: {name}\n"));
        Mailbox::new(self, name)
    }

    /// The servers' own certificate, as PEM.
    pub fn certificate(&self) -> String {
        fs::read_to_string(self.directory.join("cert.pem")).expect("the certificate")
    }

    pub fn imap(&self, tls: Tls, flavour: Flavour) -> Server {
        let port = if tls == Tls::Implicit { self.ports.imaps } else { self.ports.imap };
        self.server(port, tls, flavour)
    }

    pub fn smtp(&self, tls: Tls, flavour: Flavour) -> Server {
        let port = if tls == Tls::Implicit { self.ports.smtps } else { self.ports.smtp };
        self.server(port, tls, flavour)
    }

    fn server(&self, port: u16, tls: Tls, flavour: Flavour) -> Server {
        let host = flavour.host().to_owned();
        Server { host, port, tls, ca: Some(self.authority.clone()), waits: Waits::USUAL }
    }

    /// Where refresh tokens are turned into access tokens; see `tokens`.
    pub fn token_url(&self) -> String {
        format!("http://127.0.0.1:{}/token", self.ports.tokens)
    }

    /// From now on the token is none for either server, nor for renewing.
    pub fn revoke(&self, token: &str) {
        self.tokens.revoke(token);
        self.append("exim/revoked", &format!("{token}: yes\n"));
    }

    /// The tokens that this user was given by renewing.
    pub fn tokens_given(&self, user: &str) -> Vec<String> {
        self.tokens.given_to(user)
    }

    /// Lets SMTP answer so at this stage to `name` (without domain), such as "451 4.7.1 later";
    /// `None`: as ever again.
    pub fn answers(&self, at: At, name: &str, answer: Option<&str>) {
        let file = match at {
            At::Sender => "exim/sender",
            At::Recipient => "exim/recipient",
            At::Content => "exim/content",
        };
        let _alone = self.refusals.lock().expect("the refusals");
        let path = self.directory.join(file);
        let known = fs::read_to_string(&path).expect("a file of refusals");
        let mut lines: Vec<String> = known.lines().map(str::to_owned).collect();
        lines.retain(|line| line.split(':').next() != Some(name));
        lines.extend(answer.map(|answer| format!("{name}: {answer}")));
        let new = path.with_extension("new");
        fs::write(&new, lines.join("\n") + "\n").expect("a file of refusals");
        fs::rename(&new, &path).expect("a file of refusals");
    }

    /// A customer, who needs no mailbox, sends a mail by SMTP.
    pub fn send(&self, from: &str, to: &str, mail: &[u8]) {
        let stream = TcpStream::connect(("127.0.0.1", self.ports.smtp)).expect("the SMTP server");
        let mut talk = Talk { stream };
        talk.hears("220");
        talk.says("EHLO customer.test", "250");
        talk.says(&format!("MAIL FROM:<{from}>"), "250");
        talk.says(&format!("RCPT TO:<{to}>"), "250");
        talk.says("DATA", "354");
        let text = mail.strip_suffix(b"\r\n").unwrap_or(mail);
        let lines: Vec<Vec<u8>> = text
            .split(|byte| *byte == b'\n')
            .map(|line| if line.starts_with(b".") { [b".", line].concat() } else { line.to_vec() })
            .collect();
        talk.stream.write_all(&lines.join(&b'\n')).expect("the mail is written");
        talk.says("\r\n.", "250");
        talk.says("QUIT", "221");
    }

    fn append(&self, file: &str, line: &str) {
        let path = self.directory.join(file);
        let mut file =
            fs::OpenOptions::new().append(true).open(path).expect("a file of the servers");
        file.write_all(line.as_bytes()).expect("a line");
    }

    fn start() -> Servers {
        check_packages();
        let directory = new_directory();
        // Held until all are known, so that none is given twice.
        let held: Vec<TcpListener> = (0..5).map(|_| free_port()).collect();
        let port = |place: usize| held[place].local_addr().expect("an address").port();
        let ports =
            Ports { imap: port(0), imaps: port(1), smtp: port(2), smtps: port(3), tokens: port(4) };
        let authority = write_files(&directory, &ports);
        let mut held = held.into_iter();
        let tokens = Tokens::serve(held.nth(4).expect("the last one"));
        drop(held);
        let watch = Command::new("sh")
            .args(["-c", WATCH, "sh"])
            .arg(&directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(fs::File::create(directory.join("servers.log")).expect("a log"))
            .process_group(0)
            .spawn()
            .expect("a shell");
        await_greeting(ports.imap, "* OK", &directory);
        await_greeting(ports.smtp, "220", &directory);
        let (names, refusals) = (AtomicU32::new(0), Mutex::new(()));
        Servers { directory, ports, authority, tokens, names, refusals, _watch: watch }
    }
}

struct Talk {
    stream: TcpStream,
}

impl Talk {
    fn says(&mut self, line: &str, wanted: &str) {
        self.stream.write_all(format!("{line}\r\n").as_bytes()).expect("the line is written");
        self.hears(wanted);
    }

    fn hears(&mut self, wanted: &str) {
        let mut heard = Vec::new();
        let is_whole = |heard: &[u8]| {
            let text = String::from_utf8_lossy(heard).into_owned();
            text.ends_with('\n')
                && text.lines().last().is_some_and(|line| line.get(3..4) == Some(" "))
        };
        while !is_whole(&heard) {
            let mut piece = [0; 4096];
            let read = self.stream.read(&mut piece).expect("an answer");
            assert!(read > 0, "the server closed: {}", String::from_utf8_lossy(&heard));
            heard.extend_from_slice(&piece[..read]);
        }
        let heard = String::from_utf8_lossy(&heard);
        assert!(heard.starts_with(wanted), "{wanted} expected: {heard}");
    }
}

fn check_packages() {
    let missing: Vec<&str> = [
        ("/usr/sbin/dovecot", "dovecot-core"),
        ("/usr/lib/dovecot/imap", "dovecot-imapd"),
        ("/usr/sbin/exim4", "exim4-daemon-light"),
        ("/usr/bin/openssl", "openssl"),
    ]
    .iter()
    .filter(|(file, _)| !Path::new(file).exists())
    .map(|(_, package)| *package)
    .collect();
    assert!(
        missing.is_empty(),
        "The tests with real mail servers need Debian's packages; install them as root: apt-get install --no-install-recommends {}",
        missing.join(" ")
    );
    let own = fs::metadata("/proc/self").expect("this process");
    assert!(
        std::os::unix::fs::MetadataExt::uid(&own) == 0,
        "The tests with real mail servers must be run as root: Dovecot and Exim start as root and give it up themselves."
    );
}

/// Both servers become other users, who must be able to get to their files.
fn new_directory() -> PathBuf {
    let directory =
        tempfile::Builder::new().prefix("deskbell-mails-").tempdir().expect("a directory");
    // The shell removes it once the servers have ended.
    let directory = directory.keep();
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).expect("permissions");
    for parent in directory.ancestors() {
        let mode = fs::metadata(parent).expect("a parent directory").permissions().mode();
        assert!(
            mode & 0o001 != 0,
            "The mail servers can't get to their files: {} is closed to other users. Set TMPDIR to a directory that is not.",
            parent.display()
        );
    }
    directory
}

fn write_files(directory: &Path, ports: &Ports) -> String {
    for name in ["run", "mail", "exim/spool", "exim/log"] {
        fs::create_dir_all(directory.join(name)).expect("a directory");
    }
    let run = |program: &str, arguments: &[&str]| {
        let ran = Command::new(program).args(arguments).current_dir(directory).output();
        let ran = ran.expect("the program runs");
        let said = String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{program} {arguments:?}: {said}");
    };
    let openssl = |line: &str| run("openssl", &line.split_whitespace().collect::<Vec<_>>());
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    let names = "DNS:localhost,IP:127.0.0.1,IP:127.0.0.2,IP:127.0.0.3";
    openssl(&format!(
        "req -x509 {key} -days 30 -subj /CN=authority -addext basicConstraints=critical,CA:TRUE -keyout ca.key -out ca.pem"
    ));
    openssl(&format!("req {key} -subj /CN=localhost -keyout key.pem -out request.pem"));
    let extensions = format!("basicConstraints=critical,CA:FALSE\nsubjectAltName={names}\n");
    fs::write(directory.join("extensions"), extensions).expect("a file");
    openssl(
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile extensions -out cert.pem",
    );
    for name in ["cert.pem", "key.pem"] {
        fs::copy(directory.join(name), directory.join("exim").join(name)).expect("a copy");
    }
    for name in ["exim/users", "exim/revoked", "exim/sender", "exim/recipient", "exim/content"] {
        fs::write(directory.join(name), "").expect("a file");
    }
    let passwords = format!("umlaut:{{PLAIN}}{ODD_PASSWORD}\n");
    fs::write(directory.join("passwords"), passwords).expect("a file");
    fs::write(directory.join("dovecot.conf"), settings::dovecot(directory, ports)).expect("a file");
    fs::write(directory.join("tokens.conf"), settings::introspection(directory, ports))
        .expect("a file");
    let exim = directory.join("exim/exim.conf");
    fs::write(&exim, settings::exim(directory, ports)).expect("a file");
    assert!(fs::read_to_string(&exim).is_ok_and(|text| text.contains(ODD_PASSWORD)));
    run("chown", &["-R", "mail:mail", "mail", "exim"]);
    // Exim takes no settings that others could have changed.
    run("chown", &["root:root", "exim/exim.conf"]);
    fs::read_to_string(directory.join("ca.pem")).expect("the authority")
}

/// One that is free at all addresses that the servers use.
fn free_port() -> TcpListener {
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let others = [Flavour::Narrow, Flavour::Old];
        if others.iter().all(|flavour| TcpListener::bind((flavour.host(), port)).is_ok()) {
            return listener;
        }
    }
}

fn await_greeting(port: u16, wanted: &str, directory: &Path) {
    let greets = || {
        let mut greeting = [0; 16];
        let greeted = TcpStream::connect(("127.0.0.1", port)).and_then(|mut stream| {
            stream.set_read_timeout(Some(GREETING_WITHIN))?;
            stream.read(&mut greeting)
        });
        greeted.is_ok() && greeting.starts_with(wanted.as_bytes())
    };
    // What keeps it from starting is said at once.
    let log = || fs::read_to_string(directory.join("servers.log")).unwrap_or_default();
    until("a mail server's greeting", || {
        assert_eq!(log(), "", "a mail server did not start");
        greets()
    });
}
