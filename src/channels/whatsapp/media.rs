//! Files on their way to Meta: `POST /{version}/{phone_number_id}/media`. A file that is there reaches
//! nobody by itself; what sends names it.

use super::answer;
use super::send::{Credentials, Endpoint, address, exchange};
use crate::channels::SendError;
use crate::channels::upload_form::{self, File};

/// Uploads a file and gives Meta's id of it, which holds for 30 days. A lost answer costs nothing:
/// the file is uploaded again.
pub async fn upload(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    file: File<'_>,
) -> Result<String, SendError> {
    let url = address(endpoint, credentials, "media")?;
    let fields = [("messaging_product", "whatsapp"), ("type", file.mime)];
    let name = ascii_name(file.name);
    let request = upload_form::put(client.post(url), &fields, ("file", &name), file);
    let result = exchange(request, credentials).await;
    let id = result.and_then(|answer| answer::read_media(&answer));
    id.map_err(upload_form::may_be_repeated)
}

/// Meta looks at its ending; what customers see is said when it is sent.
fn ascii_name(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_letters_stand_in_a_files_name() {
        assert_eq!(ascii_name("a\"b é.png"), "a_b__.png");
    }
}
