//! An expression together with its text.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::Expr;

/// An expression of which many ask how it is rendered: it is laid out once, when the first one asks.
#[derive(Debug, Clone)]
pub struct Written {
    expr: Expr,
    text: OnceLock<String>,
}

impl Written {
    /// The text, as [`Expr::render`] gives it.
    pub fn render(&self) -> &str {
        self.text.get_or_init(|| self.expr.render())
    }
}

impl From<Expr> for Written {
    fn from(expr: Expr) -> Self {
        Self { expr, text: OnceLock::new() }
    }
}

/// The tree, to change it: the text is that of this tree alone.
impl From<Written> for Expr {
    fn from(written: Written) -> Self {
        written.expr
    }
}

impl Deref for Written {
    type Target = Expr;

    fn deref(&self) -> &Expr {
        &self.expr
    }
}

/// The text follows from the expression.
impl PartialEq for Written {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Number, Selector};

    #[test]
    fn the_text_is_that_of_the_expression() {
        let expr = Expr::Selector(Selector::recording("job:up:sum", vec!["job".to_owned()]));
        let written = Written::from(expr.clone());
        assert_eq!(written.render(), expr.render());
        assert_eq!(written.clone().render(), "job:up:sum");
    }

    #[test]
    fn whether_somebody_has_asked_makes_no_difference() {
        let one = Written::from(Expr::Number(Number::Fixed("1".to_owned())));
        let other = one.clone();
        one.render();
        assert_eq!(one, other);
    }
}
