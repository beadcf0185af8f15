//! Templates as Meta lists them: `GET /{version}/{waba_id}/message_templates`, page by page.

use super::answer;
use super::codes;
use super::send::{Credentials, Endpoint};
use super::template_format;
use crate::channels::graph::{self, Answer};
use crate::channels::management::Calls;
use crate::channels::{Retry, Scope, SendError, json};
use crate::domain::Timestamp;
use crate::domain::template::{
    Button, ButtonKind, Component, Header, PER_INBOX_MAX, ParameterFormat, Status, variables,
};
use serde_json::Value;
use std::time::Duration;

const FIELDS: &str =
    "name,language,status,category,components,parameter_format,id,rejected_reason,quality_score";
const PER_PAGE: &str = "100";
/// Meta counts every page against the calls of an hour.
const PAGES_MAX: usize = 150;
/// How often a list is begun again whose place Meta has forgotten meanwhile.
const RESTARTS_MAX: usize = 3;
/// What stands on a button that copies, if Meta does not say.
const COPY: &str = "Copy code";
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// A template has a few kilobytes at the most.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A template as Meta tells of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    pub name: String,
    pub language: String,
    pub provider_id: Option<String>,
    pub status: Status,
    pub category: String,
    pub quality: Option<String>,
    pub format: ParameterFormat,
    pub components: Vec<Component>,
    pub reason: Option<String>,
}

/// One page.
struct Page {
    templates: Vec<Listed>,
    /// Where the next one begins.
    after: Option<String>,
}

/// What an account has, as far as it was told.
#[derive(Debug)]
pub struct List {
    pub templates: Vec<Listed>,
    /// Whether that is all.
    pub is_complete: bool,
}

/// All templates of an account; what is of no use to us is passed over.
pub async fn list(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    calls: &Calls<'_>,
) -> Result<List, SendError> {
    let mut restarts = 0;
    loop {
        match pages(client, endpoint, credentials, calls).await {
            Err(Trouble::PlaceForgotten) if restarts < RESTARTS_MAX => restarts += 1,
            Err(Trouble::PlaceForgotten) => {
                return Err(temporary("Meta lost its place in the list of templates."));
            }
            Err(Trouble::Refused(error)) => return Err(error),
            Ok(all) => return Ok(all),
        }
    }
}

enum Trouble {
    /// A cursor lives for a while only.
    PlaceForgotten,
    Refused(SendError),
}

impl From<SendError> for Trouble {
    fn from(error: SendError) -> Trouble {
        match error {
            SendError::Permanent { failure } if failure.code == Some(codes::PLACE_FORGOTTEN) => {
                Trouble::PlaceForgotten
            }
            // Nothing is changed by asking: a lost answer is asked for again.
            SendError::Unknown { reason } => Trouble::Refused(temporary(&reason)),
            error @ (SendError::Permanent { .. }
            | SendError::Temporary { .. }
            | SendError::Unreachable { .. }
            | SendError::Stopped { .. }) => Trouble::Refused(error),
        }
    }
}

async fn pages(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    credentials: &Credentials,
    calls: &Calls<'_>,
) -> Result<List, Trouble> {
    let mut templates = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..PAGES_MAX {
        calls.take().map_err(|until| Trouble::Refused(spared(calls, until)))?;
        let mut url = graph::address(endpoint, &[calls.account, "message_templates"])?;
        url.query_pairs_mut().append_pair("fields", FIELDS).append_pair("limit", PER_PAGE);
        if let Some(after) = &after {
            url.query_pairs_mut().append_pair("after", after);
        }
        let request = client.get(url).timeout(ANSWER_TIMEOUT);
        let token = &credentials.access_token;
        let answer = graph::exchange_up_to(request, token, "WhatsApp", ANSWER_BYTES_MAX).await?;
        let page = read_page(&answer);
        calls.heard(throttled(&page), answer.wait_ms);
        let page = page?;
        templates.extend(page.templates);
        templates.truncate(PER_INBOX_MAX);
        // The same place again would lead round in a circle.
        let is_circle = page.after.is_some() && page.after == after;
        if page.after.is_none() || is_circle || templates.len() == PER_INBOX_MAX {
            return Ok(List { templates, is_complete: !is_circle });
        }
        after = page.after;
    }
    Ok(List { templates, is_complete: false })
}

fn read_page(answer: &Answer) -> Result<Page, Trouble> {
    let body = answer::read_list(answer)?;
    let paging = body.get("paging").unwrap_or(&Value::Null);
    let cursors = paging.get("cursors").unwrap_or(&Value::Null);
    // What stands in `next` is a whole address with the token in it: only the place is taken, from
    // beside it.
    let has_more = json::text(paging, "next").is_some();
    let after = json::text(cursors, "after").filter(|_| has_more);
    Ok(Page { templates: json::list(&body, "data").iter().filter_map(read).collect(), after })
}

/// The code of an answer that there were too many calls.
fn throttled(page: &Result<Page, Trouble>) -> Option<i64> {
    match page {
        Err(Trouble::Refused(SendError::Temporary { retry: Retry::After { .. }, .. })) => {
            Some(codes::TOO_MANY_CALLS)
        }
        Err(Trouble::Refused(_) | Trouble::PlaceForgotten) | Ok(_) => None,
    }
}

/// It was not asked at all.
fn spared(calls: &Calls<'_>, until: Timestamp) -> SendError {
    let reason = format!(
        "Meta takes so many questions an hour about a business account: it is asked again at {} (UTC).",
        until.to_rfc3339()
    );
    let wait_ms = until.ms_since(calls.now);
    SendError::Temporary { reason, retry: Retry::After { wait_ms }, scope: Scope::Inbox }
}

fn temporary(reason: &str) -> SendError {
    let (reason, scope) = (reason.to_owned(), Scope::Inbox);
    SendError::Temporary { reason, retry: Retry::SURE, scope }
}

/// `None`: without a name and a language it can be neither shown nor sent.
pub fn read(template: &Value) -> Option<Listed> {
    let word = |key: &str| json::text(template, key).map(|word| word.to_lowercase());
    let quality = template.get("quality_score").and_then(|score| json::text(score, "score"));
    let components = read_components(template);
    Some(Listed {
        name: json::text(template, "name")?,
        language: json::text(template, "language")?,
        provider_id: json::text(template, "id"),
        status: Status::parse(&word("status").unwrap_or_default()),
        category: word("category").unwrap_or_default(),
        quality: quality.map(|score| score.to_lowercase()),
        format: match word("parameter_format").as_deref() {
            Some("named") => ParameterFormat::Named,
            Some(_) => ParameterFormat::Positional,
            None => template_format::of(&components),
        },
        components,
        reason: read_reason(template, "rejected_reason"),
    })
}

/// What Meta gives as a reason, unless it says that there is none.
pub fn read_reason(value: &Value, key: &str) -> Option<String> {
    json::text(value, key).filter(|reason| !reason.eq_ignore_ascii_case("none"))
}

pub fn read_components(template: &Value) -> Vec<Component> {
    json::list(template, "components").iter().map(read_component).collect()
}

fn read_component(component: &Value) -> Component {
    let kind = json::text(component, "type").unwrap_or_default().to_lowercase();
    let text = json::text(component, "text").unwrap_or_default();
    match kind.as_str() {
        "header" => Component::Header(read_header(component, text)),
        "body" => {
            let examples = read_examples(component, "body_text", "body_text_named_params", &text);
            Component::Body { text, examples }
        }
        "footer" => Component::Footer { text },
        "buttons" => {
            let buttons = json::list(component, "buttons").iter();
            Component::Buttons(buttons.map(read_button).collect())
        }
        _ => Component::Other(kind),
    }
}

fn read_header(component: &Value, text: String) -> Header {
    let format = json::text(component, "format").unwrap_or_default().to_lowercase();
    match format.as_str() {
        "text" | "" => {
            let examples =
                read_examples(component, "header_text", "header_text_named_params", &text);
            Header::Text { text, examples }
        }
        "image" => Header::Image,
        "video" => Header::Video,
        "document" => Header::Document,
        "location" => Header::Location,
        _ => Header::Other(format),
    }
}

/// Examples stand as a list, as a list in a list, or with the variables' names.
fn read_examples(component: &Value, plain: &str, named: &str, text: &str) -> Vec<String> {
    let example = component.get("example").unwrap_or(&Value::Null);
    let by_name = json::list(example, named);
    if !by_name.is_empty() {
        let of = |variable: &&str| {
            let found = by_name
                .iter()
                .find(|one| json::text(one, "param_name").as_deref() == Some(*variable));
            found.and_then(|one| json::text(one, "example")).unwrap_or_default()
        };
        return variables(text).iter().map(of).collect();
    }
    let in_order = json::list(example, plain);
    let in_order = match in_order.first() {
        Some(Value::Array(first)) => first.as_slice(),
        Some(_) | None => in_order,
    };
    in_order.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
}

fn read_button(button: &Value) -> Button {
    let example = match json::list(button, "example").first() {
        Some(Value::String(text)) => Some(text.clone()),
        Some(_) | None => None,
    };
    let kind = ButtonKind::parse(&json::text(button, "type").unwrap_or_default());
    let own = json::text(button, "text");
    let text = own.unwrap_or_else(|| match kind {
        ButtonKind::CopyCode | ButtonKind::OneTimeCode => COPY.to_owned(),
        ButtonKind::QuickReply
        | ButtonKind::Url
        | ButtonKind::Phone
        | ButtonKind::Flow
        | ButtonKind::Other(_) => String::new(),
    });
    Button {
        kind,
        text,
        url: json::text(button, "url"),
        phone: json::text(button, "phone_number"),
        example,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::StatusCode;
    use serde_json::json;

    fn answer(status: u16, body: Value) -> Answer {
        let status = StatusCode::from_u16(status).unwrap();
        Answer { status, wait_ms: None, body: body.to_string().into_bytes() }
    }

    #[test]
    fn a_template_is_read_with_all_its_parts() {
        let listed = read(&json!({
            "name": "order_update", "parameter_format": "POSITIONAL", "language": "en_US",
            "status": "APPROVED", "category": "UTILITY", "id": 1627019861106475_u64,
            "rejected_reason": "NONE", "quality_score": {"score": "GREEN", "date": 1},
            "components": [
                {"type": "HEADER", "format": "TEXT", "text": "Order {{1}}",
                 "example": {"header_text": ["17"]}},
                {"type": "BODY", "text": "Hi {{1}} ships {{2}}",
                 "example": {"body_text": [["Pablo", "Friday"]]}},
                {"type": "FOOTER", "text": "f"},
                {"type": "BUTTONS", "buttons": [
                    {"type": "QUICK_REPLY", "text": "Talk"},
                    {"type": "URL", "text": "Track", "url": "https://example.com/t/{{1}}",
                     "example": ["https://example.com/t/8"]},
                    {"type": "PHONE_NUMBER", "text": "Call", "phone_number": "+1555"},
                    {"type": "COPY_CODE", "text": "Copy", "example": "X"},
                    {"type": "SPIN", "text": "Go"},
                ]},
                {"type": "CAROUSEL", "cards": []},
            ],
        }));
        let listed = listed.expect("a template");
        assert_eq!((listed.status, listed.reason), (Status::Approved, None));
        assert_eq!(listed.provider_id.as_deref(), Some("1627019861106475"));
        assert_eq!(listed.quality.as_deref(), Some("green"));
        let [header, body, footer, Component::Buttons(buttons), other] = &listed.components[..]
        else {
            panic!("{:?}", listed.components);
        };
        let texts = |text: &str, examples: &[&str]| {
            (text.to_owned(), examples.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>())
        };
        let (text, examples) = texts("Order {{1}}", &["17"]);
        assert_eq!(*header, Component::Header(Header::Text { text, examples }));
        let (text, examples) = texts("Hi {{1}} ships {{2}}", &["Pablo", "Friday"]);
        assert_eq!(*body, Component::Body { text, examples });
        assert_eq!(*footer, Component::Footer { text: "f".into() });
        assert_eq!(*other, Component::Other("carousel".into()));
        let kinds: Vec<_> = buttons.iter().map(|button| button.kind.as_str()).collect();
        assert_eq!(kinds, ["quick_reply", "url", "phone_number", "copy_code", "spin"]);
        assert_eq!(buttons[3].example.as_deref(), Some("X"));
    }

    #[test]
    fn named_examples_follow_the_variables_and_junk_is_passed_over() {
        let body = json!({"type": "BODY", "text": "{{order}} for {{name}}", "example": {
            "body_text_named_params": [
                {"param_name": "name", "example": "Ana"}, {"param_name": "order", "example": "17"},
            ],
        }});
        let named = json!({"name": "a", "language": "de", "parameter_format": "NAMED",
            "status": "something new", "components": [body, 7, {"type": "HEADER", "format": "GIF"}]});
        let listed = read(&named).expect("a template");
        assert_eq!(listed.format, ParameterFormat::Named);
        assert_eq!(listed.status, Status::Other("something new".into()));
        let Some(Component::Body { examples, .. }) = listed.components.first() else {
            panic!("{listed:?}");
        };
        assert_eq!(examples, &["17", "Ana"]);
        assert_eq!(listed.components[2], Component::Header(Header::Other("gif".into())));
        for junk in [json!(null), json!({"name": "a"}), json!({"language": "de"}), json!([])] {
            assert_eq!(read(&junk), None, "{junk}");
        }
    }

    #[test]
    fn the_next_page_begins_at_the_place_and_never_at_the_address_with_the_token() {
        let cursors = json!({"before": "MA", "after": "MjQ"});
        let next = "https://graph.facebook.com/v25.0/1/message_templates?access_token=secret";
        let page = |paging: Value| {
            let page = read_page(&answer(200, json!({"data": [], "paging": paging})));
            page.map_err(|_| "refused").map(|page| page.after)
        };
        let more = json!({"cursors": cursors, "next": next});
        assert_eq!(page(more), Ok(Some("MjQ".to_owned())));
        assert_eq!(page(json!({ "cursors": cursors })), Ok(None));
        assert_eq!(page(json!(null)), Ok(None));
    }

    #[test]
    fn a_forgotten_place_begins_anew_and_a_lost_answer_is_asked_for_again() {
        let error = |code: i64| json!({"error": {"message": "m", "type": "t", "code": code}});
        let read = |status, body| read_page(&answer(status, body)).map(|_| ());
        assert!(matches!(read(400, error(131059)), Err(Trouble::PlaceForgotten)));
        for (status, body) in [(502, json!(null)), (200, json!({"x": 1})), (500, error(1))] {
            let read = read(status, body);
            let is_temporary = matches!(read, Err(Trouble::Refused(SendError::Temporary { .. })));
            assert!(is_temporary, "{status}");
        }
        let limited = read(400, error(80007));
        let Err(Trouble::Refused(SendError::Temporary { retry, .. })) = limited else {
            panic!("it can be asked later");
        };
        assert!(retry.wait_ms().is_some());
    }
}
