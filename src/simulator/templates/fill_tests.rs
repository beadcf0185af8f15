//! Parameters that fit, and parameters that do not.

use super::super::Templates;
use super::*;

fn template(name: &str, language: &str) -> Template {
    let templates = Templates::of(&["1".to_owned()]);
    templates.find("1", name, language).unwrap().clone()
}

fn texts(kind: &str, texts: &[&str]) -> Value {
    let parameter = |text: &&str| json!({"type": "text", "text": text});
    json!({"type": kind, "parameters": texts.iter().map(parameter).collect::<Vec<_>>()})
}

fn picture() -> Value {
    json!({"type": "header", "parameters": [{"type": "image", "image": {"id": "7"}}]})
}

fn track(number: &str) -> Value {
    json!({"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": number}]})
}

#[test]
fn a_template_is_filled_in_everywhere() {
    let talk = json!({"type": "button", "sub_type": "quick_reply", "index": 1, "parameters": [{"type": "payload", "payload": "talk"}]});
    let body = texts("body", &["Pablo", "860198", "Friday"]);
    let shown =
        fill(&template("order_update", "en_US"), &[picture(), body, track("42"), talk]).unwrap();
    assert_eq!(shown["header"], json!({"type": "image", "image": {"id": "7"}}));
    assert_eq!(shown["body"], "Hi Pablo, your order 860198 ships on Friday.");
    assert_eq!(shown["footer"], "Thank you for buying local");
    assert_eq!(shown["buttons"][0]["url"], "https://example.com/track/42");
    assert_eq!(shown["buttons"][1]["payload"], "talk");
}

#[test]
fn names_are_filled_in_by_name() {
    let named =
        |name: &str, text: &str| json!({"type": "text", "parameter_name": name, "text": text});
    let body = |parameters: Value| [json!({"type": "body", "parameters": parameters})];
    let template = template("appointment_reminder", "pt_BR");
    let shown = fill(
        &template,
        &body(json!([named("time", "9:00"), named("first_name", "Ana"), named("day", "terça")])),
    );
    assert_eq!(shown.unwrap()["body"], "Olá Ana, esperamos por você terça às 9:00. Pode vir?");
    let unknown = json!([named("time", "9:00"), named("who", "Ana"), named("day", "terça")]);
    assert_eq!(fill(&template, &body(unknown)).unwrap_err().code, FORMAT);
}

#[test]
fn the_first_parameter_is_for_the_first_number_wherever_that_stands() {
    let mut backwards = template("hello_world", "en_US");
    backwards.components = vec![
        json!({"type": "HEADER", "format": "TEXT", "text": "{{1}}!"}),
        json!({"type": "BODY", "text": "{{2}}, {{1}}, {{10}} and {{1}} {{"}),
    ];
    let body = texts("body", &["one {{2}}", "two", "ten {{1}}"]);
    let shown = fill(&backwards, &[texts("header", &["{{1}}"]), body]).unwrap();
    assert_eq!(shown["header"]["text"], "{{1}}!");
    assert_eq!(shown["body"], "two, one {{2}}, ten {{1}} and one {{2}} {{");
}

#[test]
fn what_does_not_fit_is_refused_with_metas_codes() {
    let order = template("order_update", "en_US");
    let three = || texts("body", &["a", "b", "c"]);
    let film = json!({"type": "header", "parameters": [{"type": "video", "video": {"id": "7"}}]});
    let number = json!({"type": "body", "parameters": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}, {"type": "payload", "payload": "c"}]});
    let other = json!({"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "x"}]});
    for (components, code) in [
        (vec![picture(), texts("body", &["a", "b"]), track("1")], COUNT),
        (vec![three(), track("1")], FORMAT),
        (vec![film, three(), track("1")], FORMAT),
        (vec![picture(), number, track("1")], FORMAT),
        (vec![picture(), texts("body", &["a\nb", "b", "c"]), track("1")], TEXT),
        (vec![picture(), texts("body", &["a     b", "b", "c"]), track("1")], TEXT),
        (vec![picture(), texts("body", &[&"x".repeat(1100), "b", "c"]), track("1")], TOO_LONG),
        (vec![picture(), three()], MISSING),
        (vec![picture(), three(), track("1"), other], FORMAT),
    ] {
        assert_eq!(fill(&order, &components).unwrap_err().code, code, "{components:?}");
    }
    let excess = fill(&template("hello_world", "en_US"), &[texts("body", &["x"])]);
    assert_eq!(excess.unwrap_err().code, COUNT);
}
