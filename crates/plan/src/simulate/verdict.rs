//! Yes, no, or it depends on a value that nobody knows yet.

/// Kleene's three values: `Maybe` is "either, as far as is known".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Never.
    No,
    /// It depends on a label that the series bring along.
    Maybe,
    /// Always.
    Yes,
}

impl Verdict {
    /// Both.
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// One of them.
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// The contrary.
    pub const fn not(self) -> Self {
        match self {
            Self::No => Self::Yes,
            Self::Maybe => Self::Maybe,
            Self::Yes => Self::No,
        }
    }

    /// Whether it can be.
    pub fn is_possible(self) -> bool {
        self != Self::No
    }
}

impl From<bool> for Verdict {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Maybe, No, Yes};

    #[test]
    fn what_is_not_known_decides_nothing_where_something_else_does() {
        assert_eq!((Maybe.and(No), Maybe.and(Yes), Maybe.or(Yes), Maybe.or(No)), (No, Maybe, Yes, Maybe));
        assert_eq!((Maybe.not(), Yes.not(), No.not()), (Maybe, No, Yes));
        assert!(Maybe.is_possible() && !No.is_possible());
    }
}
