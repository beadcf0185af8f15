use super::*;

#[test]
fn each_code_stands_once_and_speaks_in_sentences() {
    for (at, row) in ROWS.iter().enumerate() {
        assert!(row.first <= row.last);
        assert!(row.sentence.ends_with('.'), "{}", row.sentence);
        for other in &ROWS[at + 1..] {
            assert!(other.last < row.first || row.last < other.first, "{} twice", row.first);
        }
    }
}

#[test]
fn codes_lead_to_what_follows() {
    for (code, subcode, expected) in [
        (190, Some(463), Some(Stopped)),
        (100, Some(33), Some(Stopped)),
        (100, Some(2018001), Some(Permanent)),
        (230, None, Some(Stopped)),
        (131047, None, Some(Permanent)),
        (131000, None, Some(Again)),
        (131056, None, Some(wait(6_000, Scope::Contact))),
        (130429, None, Some(wait(1_000, Scope::Inbox))),
        (999_999, None, None),
    ] {
        assert_eq!(class(code, subcode), expected, "{code}");
    }
}

#[test]
fn some_failures_of_messages_are_the_accounts() {
    for (code, expected) in [
        (131048, Some(OfAccount::Stops)),
        (131031, Some(OfAccount::Stops)),
        (368, Some(OfAccount::Stops)),
        (131042, Some(OfAccount::Warns("payment"))),
        (131037, Some(OfAccount::Warns("account"))),
        (190, Some(OfAccount::Warns("account"))),
        (131026, None),
        (131047, None),
        (131000, None),
        (999_999, None),
    ] {
        assert_eq!(of_account(code), expected, "{code}");
    }
}

#[test]
fn metas_words_are_quoted_where_they_help() {
    let details = Some("Unsupported Audio mime type audio/opus.");
    assert!(failure(131053, details).reason.ends_with("type audio/opus.\""));
    assert!(!failure(131047, details).reason.contains("audio"));
    assert!(failure(424242, details).reason.contains("424242"));
    let long = "é".repeat(5_000);
    assert!(
        failure(100, Some(&long)).reason.chars().count() < refusal::DETAILS_CHARACTERS_MAX + 200
    );
}
