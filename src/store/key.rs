//! Keys: bytes whose order is the order of what they encode.

/// Puts the parts of a key together.
#[derive(Default)]
pub struct Key(Vec<u8>);

impl Key {
    pub fn new() -> Key {
        Key(Vec::with_capacity(32))
    }

    pub fn u8(mut self, part: u8) -> Key {
        self.0.push(part);
        self
    }

    pub fn u64(mut self, part: u64) -> Key {
        self.0.extend_from_slice(&part.to_be_bytes());
        self
    }

    /// Orders negative times before positive ones.
    pub fn i64(self, part: i64) -> Key {
        self.u64((part as u64) ^ (1 << 63))
    }

    /// The last part of a key: nothing may follow, since its length is not kept.
    pub fn text(mut self, part: &str) -> Vec<u8> {
        self.0.extend_from_slice(part.as_bytes());
        self.0
    }

    pub fn done(self) -> Vec<u8> {
        self.0
    }
}

pub fn id(id: u64) -> Vec<u8> {
    id.to_be_bytes().to_vec()
}

/// The last eight bytes of a key as a number; 0 if it is shorter.
pub fn last_u64(key: &[u8]) -> u64 {
    let start = key.len().saturating_sub(8);
    let bytes = key.get(start..).and_then(|bytes| bytes.try_into().ok());
    u64::from_be_bytes(bytes.unwrap_or_default())
}

/// The time at `offset`, as `Key::i64` wrote it.
pub fn i64_at(key: &[u8], offset: usize) -> i64 {
    let bytes = key.get(offset..offset + 8).and_then(|bytes| bytes.try_into().ok());
    (u64::from_be_bytes(bytes.unwrap_or_default()) ^ (1 << 63)) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn order_is_kept(a in any::<(i64, u64)>(), b in any::<(i64, u64)>()) {
            let key = |(time, id): (i64, u64)| Key::new().i64(time).u64(id).done();
            prop_assert_eq!(a.cmp(&b), key(a).cmp(&key(b)));
            prop_assert_eq!(i64_at(&key(a), 0), a.0);
            prop_assert_eq!(last_u64(&key(a)), a.1);
        }
    }
}
