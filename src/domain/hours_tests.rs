//! Tables of openings and clocks, and what must hold for all of them.

use super::*;
use chrono::Timelike;
use proptest::prelude::*;

const NINE_TO_FIVE: &str = "09:00-17:00";

/// Each day's openings, Monday first: `09:00-12:00 13:00-17:00`, or nothing.
fn week(days: [&str; 7]) -> Hours {
    let week = days.map(openings);
    Hours { id: HoursId(1), name: "Team".into(), week, holidays: Vec::new(), created_at: at("") }
}

fn openings(text: &str) -> Vec<Opening> {
    let parts = text.split_whitespace();
    let read = |part: &str| {
        let (from, to) = part.split_once('-').expect("a span");
        Opening::parse(from, to).expect("an opening")
    };
    parts.map(read).collect()
}

fn office() -> Hours {
    let day = NINE_TO_FIVE;
    week([day, day, day, day, day, "", ""])
}

fn always() -> Hours {
    week(["00:00-24:00"; 7])
}

fn holiday(date: &str, open: &str) -> Holiday {
    Holiday { date: date.into(), name: "A day".into(), openings: openings(open) }
}

/// RFC 3339 without seconds; the empty text is 1970.
fn at(text: &str) -> Timestamp {
    let (time, offset) = text.split_at(text.len().min(16));
    Timestamp::parse_rfc3339(&format!("{time}:00{offset}")).unwrap_or_default()
}

fn named(name: &str) -> Zone {
    zone(name).expect("a zone")
}

/// Each line: a time, `open` or `closed`, and when that changes next.
fn check(hours: &Hours, zone: &str, script: &str) {
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [time, state, change] = words[..] else { panic!("three words, not `{line}`") };
        let (now, zone) = (at(time), named(zone));
        assert_eq!(hours.is_open(now, zone), state == "open", "{line}");
        let next = hours.next_change(now, zone).map(Timestamp::to_rfc3339);
        let expected = (change != "never").then(|| at(change).to_rfc3339());
        assert_eq!(next, expected, "{line}");
    }
}

#[test]
fn a_week_opens_and_closes() {
    // 2026-11-23 is a Monday.
    check(
        &office(),
        "Europe/Berlin",
        "
        2026-11-23T08:59+01:00   closed   2026-11-23T09:00+01:00
        2026-11-23T09:00+01:00   open     2026-11-23T17:00+01:00
        2026-11-23T16:59+01:00   open     2026-11-23T17:00+01:00
        2026-11-23T17:00+01:00   closed   2026-11-24T09:00+01:00
        2026-11-27T18:00+01:00   closed   2026-11-30T09:00+01:00
        2026-11-29T12:00+01:00   closed   2026-11-30T09:00+01:00
    ",
    );
}

#[test]
fn openings_that_touch_at_midnight_are_one() {
    check(
        &week(["22:00-24:00", "00:00-02:00", "", "", "", "", ""]),
        "UTC",
        "
        2026-11-23T21:00Z   closed   2026-11-23T22:00Z
        2026-11-23T23:30Z   open     2026-11-24T02:00Z
        2026-11-24T00:00Z   open     2026-11-24T02:00Z
        2026-11-24T02:00Z   closed   2026-11-30T22:00Z
    ",
    );
}

#[test]
fn what_is_always_or_never_open_never_changes() {
    check(&always(), "America/New_York", "2026-11-23T21:00Z open never");
    check(&week([""; 7]), "America/New_York", "2026-11-23T21:00Z closed never");
    let never = week([""; 7]).closed_since(at("2026-11-23T21:00Z"), named("UTC"));
    assert_eq!(never, Some(Timestamp::default()), "the same period however late one asks");
}

#[test]
fn a_holiday_takes_the_place_of_its_weekday() {
    let mut hours = office();
    hours.holidays = vec![holiday("2026-12-25", ""), holiday("2026-12-27", "10:00-12:00")];
    check(
        &hours,
        "UTC",
        "
        2026-12-24T12:00Z   open     2026-12-24T17:00Z
        2026-12-25T12:00Z   closed   2026-12-27T10:00Z
        2026-12-27T11:00Z   open     2026-12-27T12:00Z
        2026-12-27T12:00Z   closed   2026-12-28T09:00Z
    ",
    );
}

#[test]
fn a_closed_period_begins_where_it_was_last_open() {
    let (hours, utc) = (office(), named("UTC"));
    let since = |time| hours.closed_since(at(time), utc).map(Timestamp::to_rfc3339);
    let friday = Some(at("2026-11-27T17:00Z").to_rfc3339());
    for time in ["2026-11-27T17:00Z", "2026-11-28T12:00Z", "2026-11-30T08:59Z"] {
        assert_eq!(since(time), friday, "{time}");
    }
    assert_eq!(since("2026-11-30T09:00Z"), None);
    let mut hours = week([""; 7]);
    hours.holidays = vec![holiday("2026-01-05", NINE_TO_FIVE)];
    let long = hours.closed_since(at("2026-11-30T09:00Z"), utc);
    assert_eq!(long, Some(at("2026-01-05T17:00Z")));
}

#[test]
fn an_hour_left_out_shortens_what_is_open() {
    // Berlin, 29 March 2026: 02:00 is followed by 03:00.
    let night = week(["", "", "", "", "", "", "01:00-04:00"]);
    let inside = week(["", "", "", "", "", "", "02:10-02:50"]);
    let begins_inside = week(["", "", "", "", "", "", "02:30-05:00"]);
    let (berlin, day) = (named("Europe/Berlin"), "2026-03-29T00:00+01:00");
    let open = |hours: &Hours| hours.open_ms_between(at(day), at(day).plus_ms(DAY_MS), berlin);
    assert_eq!(open(&night), 2 * 60 * 60_000);
    assert_eq!(open(&inside), 0, "its whole time was left out");
    assert_eq!(open(&begins_inside), 2 * 60 * 60_000, "it begins when the clock has jumped");
}

#[test]
fn an_hour_that_comes_twice_lengthens_what_is_open() {
    // Berlin, 25 October 2026: 03:00 becomes 02:00 once.
    let night = week(["", "", "", "", "", "", "01:00-04:00"]);
    let half = week(["", "", "", "", "", "", "01:00-02:30"]);
    let (berlin, day) = (named("Europe/Berlin"), "2026-10-25T00:00+02:00");
    let open = |hours: &Hours| hours.open_ms_between(at(day), at(day).plus_ms(DAY_MS), berlin);
    assert_eq!(open(&night), 4 * 60 * 60_000);
    assert_eq!(open(&half), 90 * 60_000, "it closes the first time the clock shows its end");
}

#[test]
fn a_day_that_a_country_left_out_is_skipped() {
    // Samoa had no 30 December 2011.
    check(
        &office(),
        "Pacific/Apia",
        "
        2011-12-29T16:00-10:00   open     2011-12-29T17:00-10:00
        2011-12-29T18:00-10:00   closed   2012-01-02T09:00+14:00
    ",
    );
    let mut hours = always();
    let days = (at("2011-12-29T12:00-10:00"), at("2012-01-02T12:00+14:00"));
    let all = hours.open_ms_between(days.0, days.1, named("Pacific/Apia"));
    assert_eq!(all, days.1.ms_since(days.0));
    hours.holidays = vec![holiday("2011-12-30", "")];
    assert_eq!(hours.open_ms_between(days.0, days.1, named("Pacific/Apia")), all);
}

#[test]
fn times_of_day_are_read_in_one_form() {
    for (from, to) in [("09:00", "17:30"), ("00:00", "24:00"), ("23:59", "24:00")] {
        let opening = Opening::parse(from, to).expect("an opening");
        assert_eq!(opening.ends(), (from.to_owned(), to.to_owned()));
    }
    for (from, to) in
        [("9:00", "17:00"), ("09:60", "17:00"), ("09:00", "24:01"), ("17:00", "09:00")]
    {
        assert_eq!(Opening::parse(from, to), None, "{from}-{to}");
    }
    assert_eq!(Opening::parse("+9:00", "17:00"), None);
    assert_eq!(parse_date("2026-2-3"), None);
    assert_eq!(parse_date("2026-02-30"), None);
    assert!(zone("Europe/Atlantis").is_none());
    assert_eq!(in_order(openings("13:00-17:00 09:00-13:00")).map(|o| o.len()), Some(2));
    assert_eq!(in_order(openings("09:00-13:01 13:00-17:00")), None);
}

fn any_openings() -> impl Strategy<Value = Vec<Opening>> {
    let ends = proptest::collection::btree_set(0u16..=96, 0..=6);
    ends.prop_map(|ends| {
        let ends: Vec<u16> = ends.into_iter().map(|quarter| quarter * 15).collect();
        ends.chunks_exact(2).map(|pair| Opening { from: pair[0], to: pair[1] }).collect()
    })
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let week = proptest::array::uniform7(any_openings());
    let holidays = proptest::collection::vec((any_beginning(), 0u64..12, any_openings()), 0..4);
    (week, holidays).prop_map(|(week, holidays)| {
        let holidays = holidays.into_iter().map(|(first, day, openings)| Holiday {
            date: (parse_date(first).expect("a date") + Days::new(day)).to_string(),
            name: String::new(),
            openings,
        });
        Hours { week, holidays: holidays.collect(), ..office() }
    })
}

/// All but the last change their clocks in the days below, Beirut and Havana at midnight, Lord Howe
/// by half an hour.
fn any_zone() -> impl Strategy<Value = Zone> {
    let names =
        ["Europe/Berlin", "Asia/Beirut", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu"];
    proptest::sample::select(names.map(named).to_vec())
}

/// Twelve days from each of these are looked at.
fn any_beginning() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("2026-03-25"), Just("2026-10-22")]
}

/// To the minute.
fn any_moment() -> impl Strategy<Value = Timestamp> {
    (any_beginning(), 0i64..12 * 24 * 60)
        .prop_map(|(day, minutes)| at(&format!("{day}T00:00Z")).plus_ms(minutes * 60_000))
}

proptest! {
    #[test]
    fn open_time_adds_up(
        hours in any_hours(), zone in any_zone(), mut moments in [any_moment(), any_moment(), any_moment()],
    ) {
        moments.sort();
        let [a, b, c] = moments;
        let whole = hours.open_ms_between(a, c, zone);
        let parts = hours.open_ms_between(a, b, zone) + hours.open_ms_between(b, c, zone);
        prop_assert_eq!(whole, parts);
        prop_assert!((0..=c.ms_since(a)).contains(&whole));
        prop_assert_eq!(hours.open_ms_between(c, a, zone).min(0), 0);
    }

    #[test]
    fn open_time_is_the_number_of_open_minutes(
        hours in any_hours(), zone in any_zone(), a in any_moment(), minutes in 0i64..1_500,
    ) {
        let count = (0..minutes).filter(|m| hours.is_open(a.plus_ms(m * 60_000), zone)).count();
        let open = hours.open_ms_between(a, a.plus_ms(minutes * 60_000), zone);
        prop_assert_eq!(open, count as i64 * 60_000);
    }

    #[test]
    fn where_no_clock_changes_it_is_open_when_the_clock_says_so(
        hours in any_hours(), a in any_moment(),
    ) {
        let now = local(a, named("Asia/Kathmandu")).expect("a time");
        let minute = u16::try_from(now.num_seconds_from_midnight() / 60).expect("a minute");
        let said = hours.openings(now.date()).iter().any(|o| (o.from..o.to).contains(&minute));
        prop_assert_eq!(hours.is_open(a, named("Asia/Kathmandu")), said);
    }

    #[test]
    fn nothing_changes_before_the_next_change(
        hours in any_hours(), zone in any_zone(), a in any_moment(), share in 0i64..100,
    ) {
        let is_open = hours.is_open(a, zone);
        prop_assert_eq!(hours.closed_since(a, zone).is_none(), is_open);
        if let Some(change) = hours.next_change(a, zone) {
            prop_assert!(change > a);
            prop_assert_eq!(hours.is_open(change, zone), !is_open);
            let between = a.plus_ms(change.ms_since(a) * share / 100);
            prop_assert_eq!(hours.is_open(between, zone), is_open);
            prop_assert_eq!(hours.closed_since(between, zone), hours.closed_since(a, zone));
        }
    }

    #[test]
    fn the_full_week_is_always_open(zone in any_zone(), a in any_moment(), minutes in 0i64..20_000) {
        let open = always().open_ms_between(a, a.plus_ms(minutes * 60_000), zone);
        prop_assert_eq!(open, minutes * 60_000);
    }
}
