//! Small pictures made on the spot, for profiles and stickers that need some.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::simulator::random::mix;

const SIDE: u32 = 64;

/// A PNG: a round spot on another colour, both chosen by `seed`.
pub fn spot(seed: u64) -> Vec<u8> {
    let (ground, figure) = (colour(mix(seed)), colour(mix(seed ^ 0x5bd1)));
    let mut rows = Vec::new();
    for y in 0..SIDE {
        // No filter in this row.
        rows.push(0);
        for x in 0..SIDE {
            let (dx, dy) = (x.abs_diff(SIDE / 2), y.abs_diff(SIDE / 2));
            let is_inside = dx * dx + dy * dy < SIDE * SIDE / 9;
            rows.extend_from_slice(if is_inside { &figure } else { &ground });
        }
    }
    let mut size = [SIDE.to_be_bytes(), SIDE.to_be_bytes()].concat();
    // Eight bits, colours without transparency, nothing else out of the ordinary.
    size.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, b"IHDR", &size);
    chunk(&mut png, b"IDAT", &compressed(&rows));
    chunk(&mut png, b"IEND", &[]);
    png
}

fn colour(hash: u64) -> [u8; 3] {
    [0, 8, 16].map(|shift| 64 + u8::try_from((hash >> shift) & 0x7f).unwrap_or_default())
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn chunk(png: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or_default();
    png.extend_from_slice(&length.to_be_bytes());
    png.extend_from_slice(kind);
    png.extend_from_slice(data);
    let mut sum = Crc::new();
    sum.update(kind);
    sum.update(data);
    png.extend_from_slice(&sum.sum().to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_differ_and_are_whole() {
        let png = spot(1);
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x40\0\0\0\x40\x08\x02"));
        assert!(png.ends_with(b"\0\0\0\0IEND\xae\x42\x60\x82"), "the known sum of an empty end");
        assert_eq!(png, spot(1));
        assert_ne!(png, spot(2));
    }
}
