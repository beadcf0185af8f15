//! The encodings that bytes travel in. What is broken in them is passed over.

/// Letters that aren't of the alphabet are passed over; padding inside begins anew.
pub fn from_base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut value, mut letters) = (0_u32, 0_u8);
    for letter in text {
        let six = SIXES[usize::from(*letter)];
        if six < 64 {
            value = value << 6 | u32::from(six);
            letters += 1;
            if letters == 4 {
                bytes.extend_from_slice(&value.to_be_bytes()[1..]);
                (value, letters) = (0, 0);
            }
        } else if *letter == b'=' {
            flush(&mut bytes, value, letters);
            (value, letters) = (0, 0);
        }
    }
    flush(&mut bytes, value, letters);
    bytes
}

const SIXES: [u8; 256] = {
    let mut sixes = [255; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut place = 0;
    while place < 64 {
        sixes[alphabet[place] as usize] = place as u8;
        place += 1;
    }
    sixes
};

/// The bytes of a group that has fewer than four letters.
fn flush(bytes: &mut Vec<u8>, value: u32, letters: u8) {
    match letters {
        2 => bytes.push((value >> 4) as u8),
        3 => bytes.extend_from_slice(&((value >> 2) as u16).to_be_bytes()),
        _ => {}
    }
}

/// What isn't two hexadecimal digits after `=` stands for itself.
pub fn from_quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    // What was encoded up to here is meant.
    let mut meant = 0;
    let mut at = 0;
    while at < text.len() {
        let byte = text[at];
        at += 1;
        if byte == b'\n' {
            // White space before a line's end was added on the way.
            let has_return = bytes.len() > meant && bytes.last() == Some(&b'\r');
            bytes.truncate(bytes.len() - usize::from(has_return));
            while bytes.len() > meant && matches!(bytes.last(), Some(b' ' | b'\t')) {
                bytes.pop();
            }
            bytes.extend_from_slice(if has_return { b"\r\n" } else { b"\n" });
            continue;
        }
        if byte != b'=' {
            bytes.push(byte);
            continue;
        }
        if let Some(value) = hex_pair(text.get(at..at + 2)) {
            bytes.push(value);
            meant = bytes.len();
            at += 2;
            continue;
        }
        match soft_break(&text[at..]) {
            Some(taken) => at += taken,
            None => bytes.push(b'='),
        }
    }
    bytes
}

/// In a header, `_` stands for a space.
pub fn from_q(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let pair = (text[at] == b'=').then(|| hex_pair(text.get(at + 1..at + 3))).flatten();
        bytes.push(pair.unwrap_or(if text[at] == b'_' { b' ' } else { text[at] }));
        at += if pair.is_some() { 3 } else { 1 };
    }
    bytes
}

/// `%41` as in RFC 2231.
pub fn from_percent(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let pair = (text[at] == b'%').then(|| hex_pair(text.get(at + 1..at + 3))).flatten();
        bytes.push(pair.unwrap_or(text[at]));
        at += if pair.is_some() { 3 } else { 1 };
    }
    bytes
}

pub fn from_uuencode(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut is_inside = false;
    for line in text.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if !is_inside {
            is_inside = line.starts_with(b"begin ");
            continue;
        }
        let Some((length, letters)) = line.split_first() else { continue };
        if line == b"end" {
            break;
        }
        let length = usize::from(length.wrapping_sub(b' ') & 63);
        let start = bytes.len();
        for four in letters.chunks(4) {
            let value = (0..4).fold(0_u32, |value, place| {
                let six = four.get(place).map_or(0, |letter| letter.wrapping_sub(b' ') & 63);
                value << 6 | u32::from(six)
            });
            bytes.extend_from_slice(&value.to_be_bytes()[1..]);
        }
        bytes.truncate(start + length.min(bytes.len() - start));
    }
    bytes
}

fn hex_pair(pair: Option<&[u8]>) -> Option<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    match pair? {
        [high, low] => u8::try_from(digit(high)? << 4 | digit(low)?).ok(),
        _ => None,
    }
}

/// How many bytes of white space and line end follow the `=` that breaks a line.
fn soft_break(rest: &[u8]) -> Option<usize> {
    let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).take(80).count();
    match &rest[spaces..] {
        [b'\r', b'\n', ..] => Some(spaces + 2),
        [b'\n', ..] => Some(spaces + 1),
        [] => Some(spaces),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_and_without_faults() {
        assert_eq!(from_base64(b"SGVsbG8="), b"Hello");
        assert_eq!(from_base64(b"SGVs\r\nbG8"), b"Hello", "no padding");
        assert_eq!(from_base64(b"SGVs*bG8=\n"), b"Hello", "a letter too many");
        assert_eq!(from_base64(b"SGk=SGk="), b"HiHi", "two joined");
        assert_eq!(from_base64(b"S"), b"");
        assert_eq!(from_base64(b""), b"");
    }

    #[test]
    fn quoted_printable_is_read_with_and_without_faults() {
        assert_eq!(from_quoted_printable(b"caf=E9 =\r\nau lait"), b"caf\xe9 au lait");
        assert_eq!(from_quoted_printable(b"a=e9  \r\nb \nc="), b"a\xe9\r\nb\nc");
        assert_eq!(from_quoted_printable(b"1=1 =zz ="), b"1=1 =zz ");
        assert_eq!(
            from_quoted_printable(b"flowed =20 \r\nnext=20\n-- =20\n"),
            b"flowed  \r\nnext \n--  \n"
        );
        assert_eq!(from_quoted_printable(b"a=0D\n"), b"a\r\n");
        assert_eq!(from_q(b"a_b=5f=E9=x"), b"a b_\xe9=x");
        assert_eq!(from_percent(b"100%25%2"), b"100%%2");
    }

    #[test]
    fn uuencode_is_read() {
        assert_eq!(from_uuencode(b"begin 644 x.txt\n#2&5Y\n`\nend\n"), b"Hey");
        assert_eq!(from_uuencode(b"no such thing"), b"");
        assert_eq!(from_uuencode(b"begin \n\xff\xff\n\nM"), [124, 0, 0]);
    }
}
