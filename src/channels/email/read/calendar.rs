//! Invitations: what a calendar file says of its first event.

use super::clean;
use crate::channels::email::mail::Invitation;

/// Invitations are short; their descriptions may not be.
pub const BYTES_MAX: usize = 256 * 1024;
const LINES_MAX: usize = 5_000;
const CHARACTERS_MAX: usize = 500;

/// `None`: there is no event in it.
pub fn read(text: &str) -> Option<Invitation> {
    let text = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut method = None;
    let mut invitation: Option<Invitation> = None;
    let mut depth = 0_usize;
    for line in text.lines().take(LINES_MAX) {
        let Some((name, parameters, value)) = property(line) else { continue };
        match (name.as_str(), invitation.as_mut()) {
            ("METHOD", _) => method = method.or_else(|| clean::line(&value.to_uppercase(), 40)),
            ("BEGIN", None) if value.eq_ignore_ascii_case("VEVENT") => {
                invitation = Some(empty());
            }
            // Alarms stand inside events, with properties of their own.
            ("BEGIN", Some(_)) => depth += 1,
            ("END", Some(_)) if depth > 0 => depth -= 1,
            ("END", Some(_)) => break,
            (_, Some(invitation)) if depth == 0 => keep(invitation, &name, parameters, value),
            (_, _) => {}
        }
    }
    invitation.map(|invitation| Invitation { method, ..invitation })
}

fn empty() -> Invitation {
    Invitation {
        summary: None,
        starts: None,
        ends: None,
        location: None,
        organizer: None,
        method: None,
    }
}

/// `DTSTART;TZID=Europe/Berlin:20260301T100000` in its three parts.
fn property(line: &str) -> Option<(String, &str, &str)> {
    let mut is_quoted = false;
    let colon = line.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b':' && !is_quoted
    })?;
    let (head, value) = (&line[..colon], &line[colon + 1..]);
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    Some((name.trim().to_ascii_uppercase(), parameters, value.trim()))
}

fn keep(invitation: &mut Invitation, name: &str, parameters: &str, value: &str) {
    let place = match name {
        "SUMMARY" => &mut invitation.summary,
        "LOCATION" => &mut invitation.location,
        "DTSTART" => &mut invitation.starts,
        "DTEND" => &mut invitation.ends,
        "ORGANIZER" => &mut invitation.organizer,
        _ => return,
    };
    let text = match name {
        "DTSTART" | "DTEND" => time(parameters, value),
        "ORGANIZER" => organizer(parameters, value),
        _ => unescaped(value),
    };
    if place.is_none() {
        *place = clean::line(&text, CHARACTERS_MAX);
    }
}

fn parameter<'p>(parameters: &'p str, name: &str) -> Option<&'p str> {
    parameters.split(';').find_map(|parameter| {
        let (known, value) = parameter.split_once('=')?;
        known.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// `20260301T100000` is `2026-03-01T10:00`; what it can't read stays as it is.
fn time(parameters: &str, value: &str) -> String {
    let digits = |from: usize, to: usize| {
        value.get(from..to).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (Some(year), Some(month), Some(day)) = (digits(0, 4), digits(4, 6), digits(6, 8)) else {
        return value.to_owned();
    };
    let (Some(hour), Some(minute)) = (digits(9, 11), digits(11, 13)) else {
        return format!("{year}-{month}-{day}");
    };
    let zone = match parameter(parameters, "TZID") {
        Some(zone) => format!(" {zone}"),
        None if value.ends_with(['Z', 'z']) => "Z".to_owned(),
        None => String::new(),
    };
    format!("{year}-{month}-{day}T{hour}:{minute}{zone}")
}

fn organizer(parameters: &str, value: &str) -> String {
    let is_mail = value.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let address = if is_mail { &value[7..] } else { value };
    match parameter(parameters, "CN").filter(|name| !name.is_empty() && *name != address) {
        Some(name) => format!("{name} <{address}>"),
        None => address.to_owned(),
    }
}

fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_event_is_told() {
        let text = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nDTSTART:16010101T030000\r\n\
            END:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Tea\\, and c\r\n ake\r\n\
            DTSTART;TZID=\"Europe/Berlin\":20260301T100000\r\nDTEND:20260301T110000Z\r\n\
            ORGANIZER;CN=\"Ana: B\":MAILTO:ana@example.test\r\nBEGIN:VALARM\r\nSUMMARY:Ring\r\n\
            END:VALARM\r\nLOCATION:Here\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Two\r\nEND:VEVENT\r\n";
        let told = read(text).expect("an event");
        assert_eq!(told.summary.as_deref(), Some("Tea, and cake"));
        assert_eq!(told.starts.as_deref(), Some("2026-03-01T10:00 Europe/Berlin"));
        assert_eq!(told.ends.as_deref(), Some("2026-03-01T11:00Z"));
        assert_eq!(told.organizer.as_deref(), Some("Ana: B <ana@example.test>"));
        assert_eq!(told.location.as_deref(), Some("Here"));
        assert_eq!(told.method.as_deref(), Some("REQUEST"));
    }

    #[test]
    fn odd_calendars_harm_nobody() {
        assert_eq!(read(""), None);
        assert_eq!(read("SUMMARY:x"), None);
        let told = read("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260301\nDTEND:soon\nSUMMARY:\\")
            .expect("an event");
        assert_eq!(told.starts.as_deref(), Some("2026-03-01"));
        assert_eq!(told.ends.as_deref(), Some("soon"));
        assert_eq!(told.summary, None);
    }
}
