//! The API that the desk calls: `/v25.0/…`, with Meta's checks, answers and errors.

/// Refusals in Meta's words.
mod error;
/// One call, read from HTTP.
mod call;
/// Which call it is.
mod route;
/// What may be sent, checked without looking at anything else.
mod checks;
/// The files and the template that a message names.
mod prepare;
/// Messages to customers, and read marks.
mod messages;
/// Whom the business blocks.
mod blocking;
/// Templates, listed and made.
mod templates;
pub use templates::report as report_template;
/// Whose token it is.
mod identity;
/// Registration, profile, callbacks.
mod settings;
/// Whether a token may make a call.
mod access;
/// Files that the desk uploads.
mod upload;
/// Files by their ids, and their bytes.
mod media;
pub use media::{FILES, address, download};
/// Business numbers and subscriptions.
mod accounts;
/// What a Page's token can call.
mod messenger;
pub use messenger::{PUBLIC_FILES, download_public};
/// Faults around a call, and its record.
mod answer;
pub use answer::answer;

/// Whether a path belongs to this API: its first part is a version.
pub fn is_version(part: &str) -> bool {
    let Some((major, minor)) = part.strip_prefix('v').and_then(|numbers| numbers.split_once('.'))
    else {
        return false;
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number(major) && is_number(minor)
}

/// Whether a message is right in itself; else why not.
#[cfg(test)]
pub fn takes(body: &serde_json::Value) -> Result<(), String> {
    checks::check(body).map(|_| ()).map_err(|error| error.verdict())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_has_two_numbers() {
        for version in ["v25.0", "v9.10"] {
            assert!(is_version(version), "{version}");
        }
        for other in ["25.0", "v25", "v.0", "v25.", "vx.y", "assets", ""] {
            assert!(!is_version(other), "{other}");
        }
    }
}
