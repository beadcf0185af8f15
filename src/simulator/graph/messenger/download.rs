//! Files and pictures of people that everybody may fetch, without a token, as long as an address works.

use poem::{Request, Response};

use crate::simulator::faults;
use crate::simulator::graph::answer::Reply;
use crate::simulator::graph::call::Call;
use crate::simulator::graph::media::download_as;
use crate::simulator::messenger::files::is_valid;
use crate::simulator::messenger::picture;
use crate::simulator::platform::Platform;

/// Where they stand on this host.
pub const PUBLIC_FILES: &str = "cdn";

pub async fn download_public(platform: &Platform, request: Request) -> Response {
    download_as(platform, request, faults::Call::PublicDownload, serve).await
}

fn serve(platform: &Platform, call: &Call) -> Reply {
    let parts = call.parts();
    let id = parts.first().copied().unwrap_or_default();
    let given = |name: &str| call.param(name).unwrap_or_default();
    if !is_valid(id, given("oe"), given("oh"), platform.clock.now_ms()) {
        return refused(403, "URL signature expired");
    }
    let world = platform.world();
    if let Some(file) = world.messenger.files.get(id) {
        return whole(&file.mime, file.bytes.clone());
    }
    if world.messenger.person(id).is_some() {
        let seed = id
            .bytes()
            .fold(0, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
        return whole("image/png", picture::spot(seed));
    }
    if world.messenger.files.has_given_up(id) {
        let verdict = "refused: the simulator has given this file up for newer ones".to_owned();
        return Reply { verdict, ..refused(404, "Not found") };
    }
    refused(404, "Not found")
}

fn whole(mime: &str, body: Vec<u8>) -> Reply {
    let verdict = format!("gave {} bytes", body.len());
    Reply { status: 200, content_type: mime.to_owned(), body, verdict }
}

fn refused(status: u16, words: &str) -> Reply {
    Reply {
        status,
        content_type: "text/plain; charset=utf-8".to_owned(),
        body: words.as_bytes().to_vec(),
        verdict: format!("refused: {words}"),
    }
}
