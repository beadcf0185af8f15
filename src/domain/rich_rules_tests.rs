use super::*;
use crate::domain::rich::Row;

fn reply(title: &str) -> Button {
    Button { title: title.into(), act: Act::Reply { payload: title.into() } }
}

fn link(title: &str, url: &str) -> Button {
    Button { title: title.into(), act: Act::Url { url: url.into() } }
}

fn call(title: &str, number: &str) -> Button {
    Button { title: title.into(), act: Act::Phone { number: number.into() } }
}

fn offers(buttons: Vec<Button>) -> Rich {
    Rich::Buttons { header: None, footer: None, buttons }
}

fn row(id: &str) -> Row {
    Row { id: id.into(), title: format!("Row {id}"), description: None }
}

fn menu(sections: Vec<(Option<&str>, Vec<Row>)>) -> Rich {
    let sections = sections
        .into_iter()
        .map(|(title, rows)| Section { title: title.map(str::to_owned), rows })
        .collect();
    Rich::List { header: None, footer: None, button: "Options".into(), sections }
}

fn quick(titles: &[&str]) -> Rich {
    let reply = |title: &&str| QuickReply {
        kind: QuickReplyKind::Text,
        title: (*title).into(),
        payload: "P".into(),
    };
    Rich::QuickReplies { replies: titles.iter().map(reply).collect() }
}

fn card(title: &str) -> Card {
    Card {
        title: title.into(),
        subtitle: Some("s".into()),
        image_url: None,
        url: None,
        buttons: Vec::new(),
    }
}

/// The field that is refused; `None`: it is taken.
fn refused(channel: Channel, text: &str, rich: &Rich) -> Option<String> {
    check(channel, text, rich).err().map(|refused| {
        assert!(refused.reason.ends_with('.'), "{}", refused.reason);
        refused.field
    })
}

#[test]
fn whatsapp_takes_three_answers_with_titles_of_their_own() {
    let on_whatsapp = |buttons: Vec<Button>| refused(Channel::Whatsapp, "Choose", &offers(buttons));
    let long = "x".repeat(BUTTON_TITLE_CHARACTERS_MAX);
    assert_eq!(on_whatsapp(vec![reply("Yes"), reply("No"), reply(&long)]), None);
    for (buttons, field) in [
        (vec![], "buttons"),
        (vec![reply("1"), reply("2"), reply("3"), reply("4")], "buttons"),
        (vec![reply("Yes"), reply("Yes")], "buttons.1.payload"),
        (vec![reply("Yes"), Button { title: "Yes".into(), ..reply("No") }], "buttons.1.title"),
        (vec![reply(&format!("{long}x"))], "buttons.0.title"),
        (vec![reply(" ")], "buttons.0.title"),
        (vec![reply("Yes"), link("Site", "https://example.com")], "buttons.1"),
        (vec![call("Call", "+15105551234")], "buttons.0"),
        (vec![link("Site", "example.com")], "buttons.0.url"),
    ] {
        assert_eq!(on_whatsapp(buttons.clone()).as_deref(), Some(field), "{buttons:?}");
    }
    assert_eq!(on_whatsapp(vec![link("Site", "https://example.com")]), None);
    let payload = "x".repeat(WHATSAPP_BUTTON_PAYLOAD_MAX + 1);
    let button = Button { title: "Yes".into(), act: Act::Reply { payload } };
    assert_eq!(on_whatsapp(vec![button]).as_deref(), Some("buttons.0.payload"));
    let text = "x".repeat(WHATSAPP_BUTTONS_TEXT_MAX + 1);
    for text in ["", &text] {
        let field = refused(Channel::Whatsapp, text, &offers(vec![reply("Yes")]));
        assert_eq!(field.as_deref(), Some("text"));
    }
}

#[test]
fn what_stands_around_is_short_and_messenger_shows_none_of_it() {
    let around = |header: Option<&str>, footer: Option<&str>| Rich::Buttons {
        header: header.map(str::to_owned),
        footer: footer.map(str::to_owned),
        buttons: vec![reply("Yes")],
    };
    let long = "x".repeat(HEADER_CHARACTERS_MAX + 1);
    assert_eq!(refused(Channel::Whatsapp, "t", &around(Some("h"), Some("f"))), None);
    for (channel, header, footer, field) in [
        (Channel::Whatsapp, Some(long.as_str()), None, "header"),
        (Channel::Whatsapp, None, Some(long.as_str()), "footer"),
        (Channel::Messenger, Some("h"), None, "header"),
        (Channel::Messenger, None, Some("f"), "footer"),
    ] {
        assert_eq!(refused(channel, "t", &around(header, footer)).as_deref(), Some(field));
    }
}

#[test]
fn a_list_has_ten_rows_in_all_and_each_its_own_id() {
    let rows = |from: u8, to: u8| (from..to).map(|id| row(&id.to_string())).collect::<Vec<_>>();
    let on_whatsapp = |menu: &Rich| refused(Channel::Whatsapp, "Choose", menu);
    assert_eq!(on_whatsapp(&menu(vec![(None, rows(0, 10))])), None);
    assert_eq!(on_whatsapp(&menu(vec![(Some("A"), rows(0, 5)), (Some("B"), rows(5, 10))])), None);
    let long = |max: usize| "x".repeat(max + 1);
    let mut wide = row("1");
    wide.title = long(ROW_TITLE_CHARACTERS_MAX);
    let mut deep = row("1");
    deep.description = Some(long(ROW_DESCRIPTION_CHARACTERS_MAX));
    let far = Row { id: long(ROW_ID_CHARACTERS_MAX), ..row("1") };
    for (sections, field) in [
        (vec![], "list.sections"),
        (vec![(None, vec![])], "list.sections"),
        (vec![(Some("A"), rows(0, 6)), (Some("B"), rows(6, 11))], "list.sections"),
        (vec![(Some("A"), rows(0, 1)), (None, rows(1, 2))], "list.sections.1.title"),
        (vec![(Some("A"), rows(0, 1)), (Some("B"), vec![])], "list.sections.1.rows"),
        (vec![(None, vec![row("1"), row("1")])], "list.sections.0.rows.1.id"),
        (vec![(None, vec![wide])], "list.sections.0.rows.0.title"),
        (vec![(None, vec![deep])], "list.sections.0.rows.0.description"),
        (vec![(None, vec![far])], "list.sections.0.rows.0.id"),
    ] {
        assert_eq!(on_whatsapp(&menu(sections)).as_deref(), Some(field), "{field}");
    }
}

#[test]
fn messenger_takes_buttons_of_all_kinds() {
    let on_messenger =
        |buttons: Vec<Button>| refused(Channel::Messenger, "Next?", &offers(buttons));
    let all =
        vec![reply("Talk"), link("Site", "https://example.com"), call("Call", "+15105551234")];
    assert_eq!(on_messenger(all), None);
    assert_eq!(on_messenger(vec![call("Call", "0510 555")]).as_deref(), Some("buttons.0.phone"));
    let text = "x".repeat(MESSENGER_BUTTONS_TEXT_MAX + 1);
    let field = refused(Channel::Messenger, &text, &offers(vec![reply("Yes")]));
    assert_eq!(field.as_deref(), Some("text"));
}

#[test]
fn messenger_takes_thirteen_quick_replies_and_ten_cards() {
    let titles: Vec<String> = (0..=QUICK_REPLIES_MAX).map(|number| number.to_string()).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let replies = |titles: &[&str]| refused(Channel::Messenger, "Pick", &quick(titles));
    assert_eq!(replies(&titles[1..]), None);
    assert_eq!(replies(&titles).as_deref(), Some("quick_replies"));
    assert_eq!(replies(&["a", ""]).as_deref(), Some("quick_replies.1.title"));
    let long = "x".repeat(Channel::Messenger.piece_max() + 1);
    let field = refused(Channel::Messenger, &long, &quick(&["a"]));
    assert_eq!(field.as_deref(), Some("text"), "they hang on one piece");
    let own =
        QuickReply { kind: QuickReplyKind::Email, title: String::new(), payload: String::new() };
    let own = Rich::QuickReplies { replies: vec![own] };
    assert_eq!(refused(Channel::Messenger, "Your address?", &own), None);
    let cards = |cards: Vec<Card>| refused(Channel::Messenger, "", &Rich::Cards { cards });
    assert_eq!(cards(vec![card("a"); CARDS_MAX]), None);
    assert_eq!(cards(vec![card("a"); CARDS_MAX + 1]).as_deref(), Some("cards"));
    let bare = Card { subtitle: None, ..card("a") };
    assert_eq!(cards(vec![bare]).as_deref(), Some("cards.0.title"));
    let full = Card { buttons: vec![reply("1"), reply("2"), reply("3"), reply("4")], ..card("a") };
    assert_eq!(cards(vec![full]).as_deref(), Some("cards.0.buttons"));
    let odd = Card { image_url: Some("javascript:alert(1)".into()), ..card("a") };
    assert_eq!(cards(vec![odd]).as_deref(), Some("cards.0.image_url"));
    let lost = Rich::Cards { cards: vec![card("a")] };
    assert_eq!(refused(Channel::Messenger, "Look", &lost).as_deref(), Some("text"));
}

#[test]
fn what_a_channel_does_not_have_is_refused_by_its_name() {
    for (channel, rich, field) in [
        (Channel::Whatsapp, quick(&["a"]), "quick_replies"),
        (Channel::Whatsapp, Rich::Cards { cards: vec![card("a")] }, "cards"),
        (Channel::Messenger, menu(vec![(None, vec![row("1")])]), "list"),
        (Channel::Email, offers(vec![reply("Yes")]), "buttons"),
    ] {
        assert_eq!(refused(channel, "t", &rich).as_deref(), Some(field));
    }
}
