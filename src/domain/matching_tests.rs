use super::*;
use crate::domain::contact::Identity;
use crate::domain::{ContactId, QueueId, RoutingRuleId, Timestamp};

const INBOX: InboxId = InboxId(1);

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn rule(id: u64, conditions: Vec<Condition>) -> RoutingRule {
    RoutingRule {
        id: RoutingRuleId(id),
        name: format!("Rule {id}"),
        is_on: true,
        position: 0,
        conditions,
        queue: QueueId(id),
    }
}

fn facts(text: &str) -> Facts {
    Facts::new(INBOX, Channel::Whatsapp, text, Some("es"))
}

fn joe() -> Contact {
    Contact {
        id: ContactId(3),
        name: "Joe".to_owned(),
        username: None,
        identities: vec![Identity {
            inbox: INBOX,
            kind: IdentityKind::WhatsappId,
            value: "447700900102".to_owned(),
            last_inbound_at: None,
            marketing_stopped_at: None,
            marketing_told_at: None,
            came_by: None,
            undeliverable: None,
        }],
        created_at: Timestamp(0),
        attributes: [
            ("plan".to_owned(), Value::Text("Gold".to_owned())),
            ("seats".to_owned(), Value::Number(12.0)),
            ("vip".to_owned(), Value::YesNo(true)),
        ]
        .into(),
        notes: Vec::new(),
        blocked_at: None,
        merged_into: None,
        merges: Vec::new(),
    }
}

#[test]
fn each_kind_of_condition_holds_if_any_of_its_values_does() {
    let facts =
        facts("¡Devolución, por favor!").with_subject("Your INVOICE no. 7").of_contact(&joe());
    let attribute = |key: &str, value| Condition::Attribute {
        key: key.to_owned(),
        any: words(&["none", value]),
    };
    let holding = [
        Condition::Inbox { any: vec![InboxId(9), INBOX] },
        Condition::Channel { any: vec![Channel::Email, Channel::Whatsapp] },
        Condition::Language { any: words(&["pt", "ES"]) },
        attribute("plan", "GÓLD"),
        attribute("seats", "12"),
        attribute("vip", "true"),
        Condition::Address { any: words(&["+351", "+44 (7700)"]) },
        Condition::Address { any: words(&["900102"]) },
        Condition::Subject { any: words(&["invoice"]) },
        Condition::FirstWords { any: words(&["refund", "devolucion"]) },
    ];
    for condition in holding {
        assert!(matches(&rule(1, vec![condition.clone()]), &facts), "{condition:?}");
    }
    let failing = [
        Condition::Inbox { any: vec![InboxId(9)] },
        Condition::Channel { any: vec![Channel::Email] },
        Condition::Language { any: words(&["pt"]) },
        attribute("plan", "gol"),
        attribute("colour", "red"),
        Condition::Address { any: words(&["+351"]) },
        Condition::Subject { any: words(&["refund"]) },
        Condition::FirstWords { any: words(&["por favor", "devol"]) },
    ];
    for condition in failing {
        assert!(!matches(&rule(1, vec![condition.clone()]), &facts), "{condition:?}");
    }
}

#[test]
fn first_words_are_whole_words_where_words_are_written_apart() {
    for (text, wanted, expected) in [
        ("Refund!", "refund", true),
        ("refundable?", "refund", false),
        ("  “Refund” please", "REFUND", true),
        ("退款申请", "退款", true),
        ("order number 7", "order number", true),
        ("", "refund", false),
    ] {
        let condition = Condition::FirstWords { any: words(&[wanted]) };
        assert_eq!(matches(&rule(1, vec![condition]), &facts(text)), expected, "{text}");
    }
}

#[test]
fn the_first_rule_that_is_on_and_holds_as_a_whole_decides() {
    let refund = Condition::FirstWords { any: words(&["refund"]) };
    let elsewhere = Condition::Inbox { any: vec![InboxId(2)] };
    let mut off = rule(1, vec![refund.clone()]);
    off.is_on = false;
    let rules =
        [off, rule(2, vec![refund.clone(), elsewhere.clone()]), rule(3, vec![refund.clone()])];
    let found = first_match(&rules, &facts("Refund")).map(|rule| rule.id.0);
    assert_eq!(found, Some(3));
    assert_eq!(failing(&rules[1], &facts("Refund")), Some(&elsewhere));
    assert_eq!(first_match(&rules, &facts("Hello")), None);
}

#[test]
fn languages_are_those_that_a_rule_which_is_on_asks_for() {
    let spanish = Condition::Language { any: words(&["es", "ca"]) };
    let mut off = rule(1, vec![Condition::Language { any: words(&["pt"]) }]);
    off.is_on = false;
    assert_eq!(languages(&[off, rule(2, vec![spanish])]), ["ca", "es"].into());
}
