//! Messages of every kind as each version has stored them.

use super::samples::{at, check};
use super::{Download, Early};
use crate::domain::content::*;
use crate::domain::message::{Inbound, Outbound, Outside};
use crate::domain::rich::*;
use crate::domain::{AttachmentId, ConversationId, DeliveryId, DownloadId, EntryId, InboxId};

/// One of everything that somebody can say.
fn contents() -> Vec<Content> {
    let file = File {
        kind: FileKind::Voice,
        name: None,
        mime: Some("audio/ogg; codecs=opus".into()),
        bytes: Some(12),
        hash: Some("4654+8g=".into()),
        source: Source::MediaId("6546".into()),
        state: FileState::Here { attachment: AttachmentId(4) },
    };
    let state = FileState::Failed { reason: "It is gone.".into(), may_retry: true };
    let source = Source::Url("https://example.com/a".into());
    let lost = File { kind: FileKind::Document, source, state, ..file.clone() };
    let phones = vec![Phone { number: "+1555".into(), kind: Some("WORK".into()) }];
    let card = PersonCard { name: Some("Ana".into()), phones, ..PersonCard::default() };
    let item = OrderItem { product: "x1".into(), quantity: 3, price: None, currency: None };
    let answers = vec![Answer { key: "rating".into(), value: "4".into() }];
    vec![
        Content::Choice { text: "Yes".into(), payload: Some("YES".into()) },
        Content::Files { text: Some("look".into()), files: vec![file, lost] },
        Content::People { cards: vec![card] },
        Content::Order { text: None, catalog: Some("7".into()), items: vec![item] },
        Content::Form { name: Some("flow".into()), text: None, answers },
        Content::Link { text: None, title: Some("Page".into()), url: None },
    ]
}

#[test]
fn stored_contents_are_read() {
    let inbound = |content| Inbound {
        forwarded: Some(Forwarded::Often),
        referral: Some(Referral { source: "ad".into(), ..Referral::default() }),
        product: Some(Product { catalog: None, id: "p1".into() }),
        versions: vec![Version { text: "Wehre?".into(), until: at(1) }],
        deleted_at: Some(at(2)),
        ..Inbound::new("wamid.1".into(), at(0), content, DeliveryId(5))
    };
    check("contents", contents().into_iter().map(inbound).collect::<Vec<_>>());
}

/// One of everything that can go out.
fn riches() -> Vec<Rich> {
    let parameter = |place, value| Parameter { place, name: None, value };
    let reply = Button { title: "Yes".into(), act: Act::Reply { payload: "YES".into() } };
    let link = Button { title: "Site".into(), act: Act::Url { url: "https://example.com".into() } };
    let call = Button { title: "Call".into(), act: Act::Phone { number: "+1555".into() } };
    let row = Row { id: "1".into(), title: "One".into(), description: None };
    let place = Value::Location { latitude: 1.5, longitude: 2.5, name: None, address: None };
    let card = Card {
        title: "Red".into(),
        subtitle: Some("s".into()),
        image_url: None,
        url: None,
        buttons: vec![link, call],
    };
    let quick =
        QuickReply { kind: QuickReplyKind::Text, title: "Red".into(), payload: "RED".into() };
    let template = TemplateUse {
        name: "order_update".into(),
        language: "en_US".into(),
        parameters: vec![
            parameter(Place::Header, Value::File(AttachmentId(4))),
            parameter(Place::Header, place),
            parameter(Place::Body, Value::Text("Ana".into())),
            parameter(Place::Button(1), Value::Payload("talk".into())),
            parameter(Place::Button(2), Value::Code("X1".into())),
        ],
        shown: Shown { header: None, footer: Some("f".into()), buttons: vec!["Talk".into()] },
    };
    let section = Section { title: Some("A".into()), rows: vec![row] };
    let (header, footer) = (Some("Hi".into()), None);
    vec![
        Rich::Template(template),
        Rich::Buttons { header, footer, buttons: vec![reply] },
        Rich::List { header: None, footer: None, button: "Menu".into(), sections: vec![section] },
        Rich::QuickReplies { replies: vec![quick] },
        Rich::Cards { cards: vec![card] },
    ]
}

#[test]
fn stored_rich_messages_are_read() {
    let content = Content::Text { text: "from the phone".into() };
    let mut messages: Vec<Outbound> = riches()
        .into_iter()
        .map(|rich| Outbound { rich: Some(rich), ..Outbound::new("Hello".into(), at(1)) })
        .collect();
    messages.push(Outbound {
        outside: Some(Outside { content, app: Some("26390203743090".into()) }),
        resend_of: Some(EntryId::new(ConversationId(1042), 2)),
        resent_as: Some(EntryId::new(ConversationId(1042), 4)),
        ..Outbound::new("from the phone".into(), at(1))
    });
    check("rich-messages", messages);
    let mut retried = Outbound::new("taken twice".into(), at(1));
    assert!(retried.is_known_as("wamid.3", 0) && retried.is_known_as("wamid.4", 0));
    check("message-named", retried);
}

#[test]
fn what_was_told_early_is_read() {
    let reacted =
        |emoji: Option<&str>| Early::Reacted { emoji: emoji.map(str::to_owned), at: at(1) };
    let edited = |number| Early::Edited { text: "new".into(), number, at: at(2) };
    let quoted = Early::Quoted { by: EntryId::new(ConversationId(1042), 3) };
    let told = vec![
        reacted(Some("👍")),
        reacted(None),
        edited(Some(2)),
        edited(None),
        Early::Deleted { at: at(3) },
        quoted,
    ];
    check("early", told);
}

#[test]
fn stored_downloads_are_read() {
    check(
        "download",
        Download {
            id: DownloadId(7),
            entry: EntryId::new(ConversationId(1042), 3),
            place: 1,
            inbox: InboxId(1),
            attempts: 2,
            vain: 0,
            due_at: at(9),
            until: at(99),
        },
    );
}
