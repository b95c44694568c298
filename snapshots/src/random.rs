//! Chance that is the same on every run: splitmix64, from a seed that a failing test can name.

/// A generator.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Starts at a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.whole(u64::try_from(end).unwrap_or(u64::MAX))).unwrap_or_default()
    }

    /// The same of a quantity, which is no position in anything.
    pub fn whole(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// From `least` to `most`, in a thousand steps.
    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        let part = u32::try_from(self.whole(1_001)).unwrap_or_default();
        least + (most - least) * f64::from(part) / 1_000.0
    }

    /// One of many.
    ///
    /// # Panics
    ///
    /// When there are none.
    pub fn of<'a, T>(&mut self, many: &'a [T]) -> &'a T {
        &many[self.below(many.len())]
    }

    /// Whether it happens, once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}
