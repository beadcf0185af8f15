use super::filling::{BODY_CHARACTERS_MAX, CODE_CHARACTERS_MAX};
use super::*;
use crate::domain::AttachmentId;
use crate::domain::rich::{Place, Value};

fn template(components: Vec<Component>) -> Template {
    Template {
        id: TemplateId(1),
        inbox: InboxId(1),
        name: "order_update".into(),
        language: "en_US".into(),
        provider_id: None,
        status: Status::Approved,
        category: "utility".into(),
        quality: None,
        format: ParameterFormat::Positional,
        components,
        reason: None,
        synced_at: Timestamp(0),
    }
}

fn body(text: &str) -> Component {
    Component::Body { text: text.into(), examples: vec!["Pablo".into(), "Friday".into()] }
}

fn button(kind: ButtonKind, text: &str, url: Option<&str>) -> Button {
    Button { kind, text: text.into(), url: url.map(str::to_owned), phone: None, example: None }
}

fn of(component: Part, index: Option<u8>, text: &str) -> Given {
    Given { component, index, name: None, text: Some(text.into()), file: None }
}

fn words(texts: &[&str]) -> Vec<Given> {
    texts.iter().map(|text| of(Part::Body, None, text)).collect()
}

fn refusal(template: &Template, given: &[Given]) -> (String, String) {
    let refused = template.fill(given).expect_err("refused");
    (refused.field, refused.reason)
}

#[test]
fn what_must_be_filled_in_stands_in_order() {
    let whole = template(vec![
        Component::Buttons(vec![
            button(ButtonKind::QuickReply, "Talk", None),
            button(ButtonKind::Url, "Track", Some("https://example.com/t/{{1}}")),
            button(ButtonKind::Url, "Site", Some("https://example.com/")),
            button(ButtonKind::CopyCode, "Copy", None),
        ]),
        body("Hi {{1}} ships {{2}}, {{1}}"),
        Component::Header(Header::Document),
    ]);
    let needed = whole.needed();
    let found: Vec<_> = needed.iter().map(|one| (one.place, one.index, one.kind)).collect();
    assert_eq!(
        found,
        [
            (Place::Header, 0, Kind::Document),
            (Place::Body, 0, Kind::Text),
            (Place::Body, 1, Kind::Text),
            (Place::Button(1), 1, Kind::Text),
            (Place::Button(3), 3, Kind::Code),
        ]
    );
    assert_eq!(needed[2].example.as_deref(), Some("Friday"));
    assert!(template(vec![body("Hello")]).needed().is_empty());
}

#[test]
fn values_make_the_text_and_what_is_shown() {
    let header = Header::Text { text: "Order {{1}}".into(), examples: Vec::new() };
    let whole = template(vec![
        Component::Header(header),
        body("Hi {{1}}, it ships {{2}}. Bye {{1}}"),
        Component::Footer { text: "Shop".into() },
        Component::Buttons(vec![button(ButtonKind::QuickReply, "Talk", None)]),
    ]);
    let given = [
        of(Part::Body, Some(1), "Friday"),
        of(Part::Body, Some(0), " Pablo "),
        of(Part::Header, None, "17"),
        of(Part::Button, Some(0), "talk"),
    ];
    let filled = whole.fill(&given).expect("filled");
    assert_eq!(filled.text, "Hi Pablo, it ships Friday. Bye Pablo");
    assert_eq!(filled.template.shown.header.as_deref(), Some("Order 17"));
    assert_eq!(filled.template.shown.footer.as_deref(), Some("Shop"));
    assert_eq!(filled.template.shown.buttons, ["Talk"]);
    let values: Vec<_> =
        filled.template.parameters.iter().map(|one| (one.place, one.value.clone())).collect();
    let text = |text: &str| Value::Text(text.into());
    assert_eq!(
        values,
        [
            (Place::Header, text("17")),
            (Place::Body, text("Pablo")),
            (Place::Body, text("Friday")),
            (Place::Button(0), Value::Payload("talk".into())),
        ]
    );
}

#[test]
fn named_variables_go_by_their_names() {
    let mut named = template(vec![body("Dear {{first_name}}, order {{order}}")]);
    named.format = ParameterFormat::Named;
    let by_name =
        |name: &str, text: &str| Given { name: Some(name.into()), ..of(Part::Body, None, text) };
    let filled = named.fill(&[by_name("order", "17"), by_name("first_name", "Ana")]);
    let filled = filled.expect("filled");
    assert_eq!(filled.text, "Dear Ana, order 17");
    let names: Vec<_> = filled.template.parameters.iter().map(|one| one.name.as_deref()).collect();
    assert_eq!(names, [Some("first_name"), Some("order")]);
    let (field, reason) = refusal(&named, &[by_name("name", "Ana")]);
    assert_eq!((field.as_str(), reason.contains("“name”")), ("template.parameters.0", true));
}

#[test]
fn what_does_not_fit_is_refused_by_its_field() {
    let two = template(vec![body("Hi {{1}} ships {{2}}")]);
    let long = "x".repeat(BODY_CHARACTERS_MAX);
    for (given, field, part) in [
        (words(&["Pablo"]), "template.parameters.1", "Fill in {{2}} of the text."),
        (words(&["a", "b", "c"]), "template.parameters.2", "nothing there to fill in"),
        (words(&["a", " "]), "template.parameters.1", "Fill in {{2}}"),
        (words(&["a\nb", "c"]), "template.parameters.0", "no line breaks"),
        (words(&["a\tb", "c"]), "template.parameters.0", "no tabs"),
        (words(&["a     b", "c"]), "template.parameters.0", "4 spaces"),
        (words(&["a", &format!("{long}y")]), "template.parameters.1", "1024 characters"),
        (words(&["a", &long]), "template.parameters", "1024 are the most"),
        (
            vec![of(Part::Body, Some(0), "a"), of(Part::Body, Some(0), "b")],
            "template.parameters.1",
            "two values",
        ),
        (vec![of(Part::Header, None, "a")], "template.parameters.0", "nothing there"),
        (vec![of(Part::Button, Some(9), "a")], "template.parameters.0", "nothing there"),
    ] {
        let (at, reason) = refusal(&two, &given);
        assert_eq!(at, field, "{reason}");
        assert!(reason.contains(part), "{reason}");
        assert!(reason.ends_with('.'), "{reason}");
    }
    assert!(two.fill(&words(&["a    b", "c"])).is_ok(), "four spaces are taken");
}

#[test]
fn a_header_takes_its_own_kind_of_file_or_a_location() {
    let with = |header| template(vec![Component::Header(header), body("Hello")]);
    let file = |mime: &str| Given {
        component: Part::Header,
        index: None,
        name: None,
        text: None,
        file: Some(GivenFile { id: AttachmentId(7), mime: mime.into() }),
    };
    for (header, mime, is_taken) in [
        (Header::Image, "image/png", true),
        (Header::Image, "image/gif", false),
        (Header::Image, "application/pdf", false),
        (Header::Video, "video/mp4", true),
        (Header::Document, "application/pdf", true),
        (Header::Document, "video/mp4", false),
    ] {
        assert_eq!(with(header.clone()).fill(&[file(mime)]).is_ok(), is_taken, "{header:?} {mime}");
    }
    let (_, reason) = refusal(&with(Header::Image), &[]);
    assert_eq!(reason, "Fill in the header's picture.");
    let place = with(Header::Location);
    let gate = of(Part::Header, None, "52.5163, 13.3777, Brandenburg Gate, Pariser Platz, Berlin");
    let filled = place.fill(&[gate]).expect("filled");
    let Value::Location { latitude, address, .. } = &filled.template.parameters[0].value else {
        panic!("{filled:?}");
    };
    assert_eq!((*latitude, address.as_deref()), (52.5163, Some("Pariser Platz, Berlin")));
    for text in ["", "here", "91, 0, a, b", "1, 2", "1, 2, a"] {
        let (_, reason) = refusal(&place, &[of(Part::Header, None, text)]);
        assert!(reason.contains("latitude"), "{text}: {reason}");
    }
}

#[test]
fn buttons_take_the_end_of_an_address_and_a_code() {
    let buttons = template(vec![
        body("Hello"),
        Component::Buttons(vec![
            button(ButtonKind::Url, "Track", Some("https://example.com/{{1}}")),
            button(ButtonKind::CopyCode, "Copy", None),
        ]),
    ]);
    let given =
        |end: &str, code: &str| [of(Part::Button, Some(0), end), of(Part::Button, Some(1), code)];
    let filled = buttons.fill(&given("860198", "SPRING")).expect("filled");
    assert_eq!(filled.template.parameters[1].value, Value::Code("SPRING".into()));
    let (field, reason) = refusal(&buttons, &given("86 01", "SPRING"));
    assert_eq!((field.as_str(), reason.contains("“Track”")), ("template.parameters.0", true));
    let (field, _) = refusal(&buttons, &given("1", &"x".repeat(CODE_CHARACTERS_MAX + 1)));
    assert_eq!(field, "template.parameters.1");
}

#[test]
fn a_form_gives_something_back_in_any_case() {
    let form = button(ButtonKind::Flow, "Go", None);
    let talk = button(ButtonKind::QuickReply, "Talk", None);
    let both = template(vec![body("Hello"), Component::Buttons(vec![talk, form])]);
    let values = |given: &[Given]| {
        let parameters = both.fill(given).expect("filled").template.parameters;
        parameters.into_iter().map(|one| (one.place, one.value)).collect::<Vec<_>>()
    };
    assert_eq!(values(&[]), [(Place::Button(1), Value::FormToken("unused".into()))]);
    let given = [of(Part::Button, Some(1), "t-17"), of(Part::Button, Some(0), "talk")];
    assert_eq!(
        values(&given),
        [
            (Place::Button(0), Value::Payload("talk".into())),
            (Place::Button(1), Value::FormToken("t-17".into())),
        ]
    );
}

#[test]
fn only_what_is_approved_and_can_be_filled_in_goes_out() {
    let whole = template(vec![body("Hello")]);
    assert_eq!((whole.hindrance(), whole.reason_shown()), (None, None));
    for status in ["PENDING", "REJECTED", "PAUSED", "DISABLED", "LOCKED", "IN_APPEAL"] {
        let other = Template { status: Status::parse(status), ..whole.clone() };
        let hindrance = other.hindrance().expect("a hindrance");
        assert!(hindrance.ends_with('.'), "{hindrance}");
        assert_eq!(other.status.as_str(), status.to_lowercase());
    }
    let reason = Some("INVALID_FORMAT".to_owned());
    let rejected = Template { status: Status::Rejected, reason, ..whole };
    assert!(rejected.reason_shown().is_some_and(|shown| shown.contains("INVALID_FORMAT")));
    let carousel = template(vec![body("Hello"), Component::Other("carousel".into())]);
    assert!(carousel.hindrance().is_some_and(|why| why.contains("carousel")));
    let odd = button(ButtonKind::Other("catalog".into()), "See", None);
    assert!(template(vec![Component::Buttons(vec![odd])]).hindrance().is_some());
    assert!(carousel.matches("ORDER hello") && !carousel.matches("order bye"));
}
