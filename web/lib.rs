//! The built web UI, embedded.

use std::borrow::Cow;

use rust_embed::Embed;

#[derive(Embed)]
#[folder = "$OUT_DIR/web"]
struct Built;

/// One file of the UI, ready to be answered with.
pub struct File {
    pub bytes: Cow<'static, [u8]>,
    pub mime: &'static str,
    /// The name changes with the content, so that a browser may keep it for ever.
    pub immutable: bool,
    /// What the bytes are compressed with.
    pub encoding: Option<&'static str>,
}

/// A file as it is, by its path without a leading slash: `index.html`, `assets/app-1a2b.js`.
pub fn file(path: &str) -> Option<File> {
    read(path, "", None)
}

/// The same file in the smallest form that this `Accept-Encoding` allows.
pub fn encoded(path: &str, accept_encoding: &str) -> Option<File> {
    let brotli = || accepts(accept_encoding, "br").then(|| read(path, ".br", Some("br"))).flatten();
    let gzip =
        || accepts(accept_encoding, "gzip").then(|| read(path, ".gz", Some("gzip"))).flatten();
    brotli().or_else(gzip).or_else(|| file(path))
}

fn read(path: &str, suffix: &str, encoding: Option<&'static str>) -> Option<File> {
    let bytes = Built::get(&format!("{path}{suffix}"))?.data;
    Some(File { bytes, mime: mime(path), immutable: path.starts_with("assets/"), encoding })
}

/// Whether the header names the coding without forbidding it by `q=0`.
fn accepts(accept_encoding: &str, coding: &str) -> bool {
    accept_encoding.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let forbidden = parts.any(|part| {
            part.strip_prefix("q=")
                .and_then(|weight| weight.parse::<f32>().ok())
                .is_some_and(|weight| weight <= 0.0)
        });
        named && !forbidden
    })
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_page_is_there_and_is_asked_for_anew() {
        let page = file("index.html").expect("the build leaves one");
        assert!(String::from_utf8_lossy(&page.bytes).contains("Deskbell"));
        assert_eq!(page.mime, "text/html; charset=utf-8");
        assert!(!page.immutable);
        assert_eq!(page.encoding, None);
    }

    #[test]
    fn a_file_that_is_not_there_is_none() {
        assert!(file("assets/../../Cargo.toml").is_none());
        assert!(encoded("nothing.js", "br").is_none());
    }

    #[test]
    fn the_smallest_allowed_form_is_taken() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("gzip;q=0.8, BR;q=0.5", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("", "gzip"));
        assert_eq!(encoded("index.html", "identity").and_then(|page| page.encoding), None);
    }

    #[cfg(feature = "ui")]
    #[test]
    fn the_built_scripts_are_compressed_and_kept_for_ever() {
        let script = Built::iter()
            .find(|name| name.starts_with("assets/") && name.ends_with(".js"))
            .expect("a script");
        let plain = file(&script).expect("named by the list");
        let small = encoded(&script, "gzip, br").expect("named by the list");
        assert!(plain.immutable && small.immutable);
        assert_eq!((small.encoding, small.mime), (Some("br"), "text/javascript; charset=utf-8"));
        assert!(small.bytes.len() < plain.bytes.len());
        assert_eq!(encoded(&script, "gzip").and_then(|script| script.encoding), Some("gzip"));
    }
}
