//! The files that the demo's company sends: a picture and a price list, drawn and written here.

const SIDE: usize = 64;
/// Cream, a bean's brown, its darker middle.
const PALETTE: [[u8; 3]; 3] = [[0xf6, 0xee, 0xe0], [0x6b, 0x43, 0x2a], [0x3d, 0x24, 0x15]];
/// How many bytes a block of zlib's takes that is not compressed.
const BLOCK_BYTES_MAX: usize = 65_535;

/// A coffee bean, as a PNG of 64 by 64 dots.
pub(super) fn picture() -> Vec<u8> {
    let mut dots = Vec::with_capacity(SIDE * (SIDE + 1));
    for y in 0..SIDE {
        // Each row begins with its filter: none.
        dots.push(0);
        dots.extend((0..SIDE).map(|x| dot(x as i32 * 2 - SIDE as i32, y as i32 * 2 - SIDE as i32)));
    }
    let side = (SIDE as u32).to_be_bytes();
    // Eight bits a dot, from a palette.
    let header = [&side[..], &side[..], &[8, 3, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (name, data) in [
        (b"IHDR", header),
        (b"PLTE", PALETTE.concat()),
        (b"IDAT", packed(&dots)),
        (b"IEND", Vec::new()),
    ] {
        png.extend((data.len() as u32).to_be_bytes());
        let chunk = [&name[..], &data].concat();
        png.extend_from_slice(&chunk);
        png.extend(crc32(&chunk).to_be_bytes());
    }
    png
}

/// Which colour of the palette is at this place, seen from the middle.
fn dot(x: i32, y: i32) -> u8 {
    let is_in_bean = 9 * x * x + 25 * y * y < 25 * 9 * 16 * 16;
    let is_in_middle = (y - x / 6).abs() < 4;
    match (is_in_bean, is_in_middle) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => 2,
    }
}

/// The form that a picture's dots have in a file, without making them smaller.
fn packed(data: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x78, 0x01];
    let mut blocks = data.chunks(BLOCK_BYTES_MAX).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        packed.push(u8::from(blocks.peek().is_none()));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend_from_slice(block);
    }
    packed.extend(adler32(data).to_be_bytes());
    packed
}

fn crc32(data: &[u8]) -> u32 {
    let fold = |mut crc: u32, byte: &u8| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
        crc
    };
    !data.iter().fold(u32::MAX, fold)
}

fn adler32(data: &[u8]) -> u32 {
    let (low, high) = data.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}

const PRICES: [&str; 6] = [
    "Brightleaf Coffee: prices for resellers",
    "Night Shift, 10 kg: 138.00",
    "Aurora, 10 kg: 149.00",
    "Sidamo, 10 kg: 162.00",
    "Yirgacheffe, 10 kg: 171.00",
    "From 50 kg a month: 8 % less",
];

/// One page with the prices for resellers, as a PDF.
pub(super) fn price_list() -> Vec<u8> {
    let mut page = String::from("BT /F1 14 Tf 24 TL 60 780 Td");
    for line in PRICES {
        page.push_str(&format!(" ({line}) Tj T*"));
    }
    page.push_str(" ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(&objects) {
        places.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let (size, at) = (objects.len() + 1, pdf.len());
    pdf.push_str(&format!(
        "xref\n0 {size}\n{places}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"
    ));
    pdf.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::formats::recognise;

    #[test]
    fn the_files_are_what_their_names_say() {
        assert_eq!(recognise("bean.png", &picture()).expect("a picture"), "image/png");
        assert_eq!(recognise("prices.pdf", &price_list()).expect("a list"), "application/pdf");
        assert!(picture().ends_with(b"IEND\xae\x42\x60\x82"));
    }

    #[test]
    fn the_sums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
        assert_eq!(packed(b"ab")[..9], [0x78, 0x01, 1, 2, 0, 0xfd, 0xff, b'a', b'b']);
    }

    #[test]
    fn the_list_knows_where_its_parts_are() {
        let pdf = String::from_utf8(price_list()).expect("letters");
        let (_, at) = pdf.split_once("startxref\n").expect("an end");
        let at: usize = at.lines().next().unwrap_or_default().parse().expect("a place");
        let mut lines = pdf[at..].lines().skip(3);
        for number in 1..=5 {
            let place = lines.next().and_then(|line| line[..10].parse::<usize>().ok());
            let place = place.expect("a place");
            assert!(pdf[place..].starts_with(&format!("{number} 0 obj")), "{number}");
        }
    }
}
