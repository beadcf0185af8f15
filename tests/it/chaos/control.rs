//! What the comparison of phones and timelines notices.

use crate::desk::*;

fn shown(is_ours: bool, what: &str) -> Shown {
    Shown { is_ours, what: what.to_owned(), reaction: None }
}

fn told(status: Option<&str>, what: &str) -> Told {
    Told { status: status.map(str::to_owned), what: what.to_owned(), reaction: None }
}

#[test]
fn the_comparison_notices_loss_doubling_and_disorder() {
    let phone = [shown(false, "a"), shown(false, "b#1#2"), shown(true, "c"), shown(true, "d")];
    let truth = [
        told(None, "a"),
        told(Some("read"), "c"),
        told(None, "b#1#2"),
        told(Some("failed"), "never"),
        told(Some("unknown"), "d"),
        told(Some("unknown"), "perhaps"),
    ];
    assert_eq!(disagreements(&phone, &truth), [""; 0]);
    let notices = |phone: &[Shown], timeline: &[Told], what: &str| {
        assert_ne!(disagreements(phone, timeline), [""; 0], "{what}");
    };
    for place in 0..phone.len() {
        let mut doctored = phone.to_vec();
        doctored.insert(place, phone[place].clone());
        notices(&doctored, &truth, "twice on the phone");
        let mut doctored = phone.to_vec();
        doctored.remove(place);
        if phone[place].what != "d" {
            notices(&doctored, &truth, "not on the phone");
        }
    }
    for (one, other) in [(0, 1), (2, 3)] {
        let mut doctored = phone.to_vec();
        doctored.swap(one, other);
        notices(&doctored, &truth, "in another order");
    }
    for place in [0, 1, 2, 4] {
        let mut doctored = truth.to_vec();
        doctored.remove(place);
        notices(&phone, &doctored, "not in the timeline");
        let mut doctored = truth.to_vec();
        doctored.insert(place, truth[place].clone());
        notices(&phone, &doctored, "twice in the timeline");
    }
    for (place, status) in [(1, "failed"), (1, "queued"), (3, "sent"), (5, "delivered")] {
        let mut doctored = truth.to_vec();
        doctored[place].status = Some(status.to_owned());
        notices(&phone, &doctored, "another fate");
    }
    let mut doctored = truth.to_vec();
    doctored.swap(0, 2);
    notices(&phone, &doctored, "what overtook is read first");
    let mut doctored = truth.to_vec();
    doctored[0].reaction = Some("👍".to_owned());
    notices(&phone, &doctored, "a reaction that nobody gave");
}

#[test]
fn the_comparison_notices_files_that_are_not_right() {
    let phone = [shown(false, "b#1#2")];
    assert_eq!(disagreements(&phone, &[told(None, "b#1#2")]), [""; 0]);
    for (files, what) in [
        ("b#1#3", "another file"),
        ("b#1", "a file less"),
        ("b#1#1", "one file twice"),
        ("b#2#1", "files in another order"),
        ("b#1#failed", "a file that did not come"),
        ("b#1#coming", "a file that is still to come"),
    ] {
        assert_ne!(disagreements(&phone, &[told(None, files)]), [""; 0], "{what}");
    }
}
