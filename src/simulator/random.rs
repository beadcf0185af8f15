//! Chance that comes out the same for the same seed (splitmix64).

pub struct Random(u64);

impl Random {
    pub fn from_seed(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from 0 up to, but not including, `end`; 0 for an empty range.
    pub fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.next() % end }
    }

    /// Whether something happens that happens at this rate (0 never, 1 always).
    pub fn happens(&mut self, rate: f64) -> bool {
        let unit = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        unit < rate
    }
}

/// Spreads the bits of a number, so that neighbours look unrelated.
pub fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_chance() {
        let draw = |seed| {
            let mut random = Random::from_seed(seed);
            (0..8).map(|_| random.next()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn a_rate_of_zero_never_happens_and_one_always() {
        let mut random = Random::from_seed(1);
        assert!((0..1000).all(|_| !random.happens(0.0)));
        assert!((0..1000).all(|_| random.happens(1.0)));
        let halves = (0..1000).filter(|_| random.happens(0.5)).count();
        assert!((400..600).contains(&halves), "{halves} of 1000");
    }
}
