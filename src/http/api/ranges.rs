//! Which part of a file is asked for: the one form of `Range` that players use.

/// A part that lies within the file, its last byte included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub start: u64,
    last: u64,
}

/// There is nothing of the file where it was asked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Outside;

impl Part {
    pub fn length(self) -> u64 {
        self.last - self.start + 1
    }

    pub fn content_range(self, whole: u64) -> String {
        format!("bytes {}-{}/{whole}", self.start, self.last)
    }
}

/// `None`: it is no single range of bytes, and the whole is given, as RFC 9110 has it.
pub fn read(header: &str, whole: u64) -> Option<Result<Part, Outside>> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.split_once('-')?;
    let (first, last) = (first.trim(), last.trim());
    let part = if first.is_empty() {
        let wanted: u64 = number(last)?;
        Part { start: whole.saturating_sub(wanted), last: whole.saturating_sub(1) }
            .within(whole, wanted > 0)
    } else {
        let start = number(first)?;
        let last = if last.is_empty() { u64::MAX } else { number(last)? };
        if last < start {
            return None;
        }
        Part { start, last: last.min(whole.saturating_sub(1)) }.within(whole, true)
    };
    Some(part)
}

impl Part {
    fn within(self, whole: u64, is_something: bool) -> Result<Part, Outside> {
        if is_something && self.start < whole { Ok(self) } else { Err(Outside) }
    }
}

fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_lie_within_the_file() {
        for (header, expected) in [
            ("bytes=0-", Some(Ok((0, 10)))),
            ("bytes=0-0", Some(Ok((0, 1)))),
            ("bytes=2-4", Some(Ok((2, 3)))),
            ("bytes=5-99", Some(Ok((5, 5)))),
            ("bytes=-3", Some(Ok((7, 3)))),
            ("bytes=-99", Some(Ok((0, 10)))),
            ("bytes=10-", Some(Err(Outside))),
            ("bytes=-0", Some(Err(Outside))),
            ("bytes=4-2", None),
            ("bytes=0-1,3-4", None),
            ("bytes=+1-2", None),
            ("lines=0-1", None),
            ("bytes=", None),
            ("bytes=99999999999999999999-", None),
        ] {
            let found = read(header, 10).map(|part| part.map(|part| (part.start, part.length())));
            assert_eq!(found, expected, "{header}");
        }
        assert_eq!(read("bytes=0-", 0), Some(Err(Outside)));
        let part = read("bytes=2-4", 10).expect("a range").expect("within");
        assert_eq!(part.content_range(10), "bytes 2-4/10");
    }
}
