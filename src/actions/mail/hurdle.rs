//! A mail that its server does not hand out: tried for a while, then only its beginning, then passed
//! with a record of it. Without that, it would keep all behind it from being fetched. But a line that
//! breaks, or a server that is asked too much, is no mail's fault: then it is passed only once another
//! one has come the same way.

use super::fetching::Ended;
use crate::channels::email::server::{Kind, Trouble};

/// How often all of it is tried.
const WHOLE_TRIES: u32 = 3;
/// How often it is tried in all.
const TRIES: u32 = 6;

/// The mail that fetching ended at last.
#[derive(Debug, Default)]
pub(super) struct Hurdle {
    folder: String,
    uid: u32,
    tries: u32,
    words: String,
    /// The server's own no to this mail, or that another mail was handed out meanwhile.
    is_proven: bool,
}

impl Hurdle {
    /// A trouble of the server's with this mail, which ends the session.
    pub fn met(&mut self, folder: &str, uid: u32, trouble: Trouble) -> Ended {
        if !self.is_at(folder, uid) {
            *self = Hurdle { folder: folder.to_owned(), uid, ..Hurdle::default() };
        }
        self.tries = self.tries.saturating_add(1);
        self.words.clone_from(&trouble.text);
        self.is_proven = trouble.kind == Kind::Refused;
        Ended::Trouble(trouble)
    }

    /// Whether it would be passed, if another mail were handed out.
    pub fn wants_proof(&self, folder: &str, uid: u32) -> bool {
        self.is_at(folder, uid) && self.tries >= TRIES && !self.is_proven
    }

    pub fn is_proven(&mut self) {
        self.is_proven = true;
    }

    pub fn is_taken(&mut self, folder: &str, uid: u32) {
        if self.is_at(folder, uid) {
            *self = Hurdle::default();
        }
    }

    /// Whether only its beginning is asked for.
    pub fn is_high(&self, folder: &str, uid: u32) -> bool {
        self.is_at(folder, uid) && self.tries >= WHOLE_TRIES
    }

    pub fn is_given_up(&self, folder: &str, uid: u32) -> bool {
        self.is_at(folder, uid) && self.tries >= TRIES && self.is_proven
    }

    /// Why it is passed, if it is.
    pub fn given_up(&self, folder: &str, uid: u32) -> Option<String> {
        let reason = || format!("The mail server does not hand it out. {}", self.words);
        self.is_given_up(folder, uid).then(reason)
    }

    fn is_at(&self, folder: &str, uid: u32) -> bool {
        self.tries > 0 && self.folder == folder && self.uid == uid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::email::server::Stage;

    #[test]
    fn a_mail_is_passed_after_some_tries_and_no_other_one() {
        let mut hurdle = Hurdle::default();
        let meets = |hurdle: &mut Hurdle, uid, kind| {
            hurdle.met("INBOX", uid, Trouble::new(Stage::Fetching, kind, "NO such luck."));
        };
        for _ in 0..WHOLE_TRIES {
            assert!(!hurdle.is_high("INBOX", 7));
            meets(&mut hurdle, 7, Kind::Refused);
        }
        assert!(hurdle.is_high("INBOX", 7) && !hurdle.is_given_up("INBOX", 7));
        for _ in WHOLE_TRIES..TRIES {
            meets(&mut hurdle, 7, Kind::Refused);
        }
        let reason = hurdle.given_up("INBOX", 7).expect("a reason");
        assert!(reason.ends_with("NO such luck."), "{reason}");
        assert!(!hurdle.is_given_up("INBOX", 8) && !hurdle.is_given_up("Junk", 7));
        hurdle.is_taken("INBOX", 7);
        assert!(!hurdle.is_high("INBOX", 7));
        meets(&mut hurdle, 8, Kind::Refused);
        meets(&mut hurdle, 9, Kind::Refused);
        assert_eq!((hurdle.uid, hurdle.tries), (9, 1), "another one begins anew");
    }

    #[test]
    fn what_breaks_the_line_or_is_too_much_is_passed_only_once_another_mail_came() {
        for kind in [Kind::Throttled, Kind::Broken, Kind::Unreachable] {
            let mut hurdle = Hurdle::default();
            for _ in 0..3 * TRIES {
                assert!(!hurdle.is_given_up("INBOX", 7), "{kind:?}");
                hurdle.met("INBOX", 7, Trouble::new(Stage::Fetching, kind, "Not now."));
            }
            assert!(hurdle.is_high("INBOX", 7) && hurdle.wants_proof("INBOX", 7), "{kind:?}");
            assert!(!hurdle.wants_proof("INBOX", 8));
            hurdle.is_proven();
            let reason = hurdle.given_up("INBOX", 7);
            assert!(reason.is_some_and(|reason| reason.ends_with("Not now.")), "{kind:?}");
        }
    }
}
