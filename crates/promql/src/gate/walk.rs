//! What the bundled parser accepts and Prometheus does not, and what the expression evaluates to.
//!
//! A `match` over every kind of node, not the parser's visitor: that one does not visit the parameters of
//! aggregations.

use std::ops::Range;

use promql_parser::parser::token::{T_COUNT_VALUES, TokenType};
use promql_parser::parser::value::ValueType;
use promql_parser::parser::{AggregateExpr, Call, Expr};

use super::accepted::ResultType;
use super::outline::Outline;
use super::refusal::Refusal;

/// What the expression evaluates to, or why Prometheus would refuse it.
pub(super) fn walk(expr: &Expr, outline: &Outline, whole: Range<usize>) -> Result<ResultType, Refusal> {
    Walk { outline, whole, calls: 0, aggregations: 0, selectors: 0 }.expr(expr)
}

struct Walk<'a> {
    outline: &'a Outline,
    whole: Range<usize>,
    /// How many calls, aggregations and selectors were entered: their nodes come in the order of the text.
    calls: usize,
    aggregations: usize,
    selectors: usize,
}

impl Walk<'_> {
    fn expr(&mut self, expr: &Expr) -> Result<ResultType, Refusal> {
        match expr {
            Expr::NumberLiteral(_) => Ok(ResultType::Scalar),
            Expr::StringLiteral(_) => Ok(ResultType::String),
            Expr::VectorSelector(selector) => {
                self.selectors += 1;
                self.no_alternatives(selector.matchers.or_matchers.is_empty())?;
                Ok(ResultType::InstantVector)
            }
            Expr::MatrixSelector(selector) => {
                self.selectors += 1;
                self.no_alternatives(selector.vs.matchers.or_matchers.is_empty())?;
                Ok(ResultType::RangeVector)
            }
            Expr::Subquery(subquery) => {
                self.expr(&subquery.expr)?;
                Ok(ResultType::RangeVector)
            }
            Expr::Paren(paren) => self.expr(&paren.expr),
            Expr::Unary(unary) => self.expr(&unary.expr),
            Expr::Binary(binary) => {
                let (left, right) = (self.expr(&binary.lhs)?, self.expr(&binary.rhs)?);
                let scalars = left == ResultType::Scalar && right == ResultType::Scalar;
                Ok(if scalars { ResultType::Scalar } else { ResultType::InstantVector })
            }
            Expr::Aggregate(aggregation) => self.aggregation(aggregation),
            Expr::Call(call) => self.call(call),
            Expr::Extension(_) => Err(Refusal::dialect(self.whole.clone(), "Prometheus has no extensions")),
        }
    }

    /// The outline refuses `or` between matchers with a place; this holds should the parser find another way.
    fn no_alternatives(&self, none: bool) -> Result<(), Refusal> {
        none.then_some(()).ok_or_else(|| {
            Refusal::dialect(self.whole.clone(), "`or` between matchers is not read by Prometheus")
        })
    }

    fn aggregation(&mut self, aggregation: &AggregateExpr) -> Result<ResultType, Refusal> {
        let span = self.outline.aggregations.get(self.aggregations).cloned().unwrap_or(self.whole.clone());
        self.aggregations += 1;
        if let Some(parameter) = &aggregation.param {
            let needed = if aggregation.op == TokenType::new(T_COUNT_VALUES) {
                ResultType::String
            } else {
                ResultType::Scalar
            };
            let found = self.expr(parameter)?;
            if found != needed {
                return Err(Refusal::syntax(
                    span,
                    format!("the parameter of `{}` must be {needed}, this is {found}", aggregation.op),
                ));
            }
        }
        let found = self.expr(&aggregation.expr)?;
        if found != ResultType::InstantVector {
            return Err(Refusal::syntax(
                span,
                format!("`{}` aggregates an instant vector, this is {found}", aggregation.op),
            ));
        }
        Ok(ResultType::InstantVector)
    }

    fn call(&mut self, call: &Call) -> Result<ResultType, Refusal> {
        let name = call.func.name;
        let span = self.outline.calls.get(self.calls).map_or(self.whole.clone(), |call| call.span.clone());
        self.calls += 1;
        for (at, argument) in call.args.args.iter().enumerate() {
            if name == "info" && at == 1 {
                self.info_matchers(argument, &span)?;
            }
            let found = self.expr(argument)?;
            // Where there are more arguments than types, the last type repeats.
            let Some(needed) = call.func.arg_types.get(at).or(call.func.arg_types.last()) else {
                return Err(Refusal::syntax(span, format!("`{name}` takes no arguments")));
            };
            // The parser does not look at the arguments of `ln(Inf)` and its like.
            if found != result_type(*needed) {
                let (needed, nth) = (result_type(*needed), at + 1);
                return Err(Refusal::syntax(
                    span,
                    format!("argument {nth} of `{name}` must be {needed}, this is {found}"),
                ));
            }
        }
        Ok(result_type(call.func.return_type))
    }

    /// The outline knows whether a name was written before the braces; re-spelled, it may stand between them.
    fn info_matchers(&self, argument: &Expr, span: &Range<usize>) -> Result<(), Refusal> {
        let unnamed =
            self.outline.selectors.get(self.selectors).is_some_and(|selector| selector.name.is_none());
        if unnamed && matches!(argument, Expr::VectorSelector(_)) {
            return Ok(());
        }
        Err(Refusal::syntax(
            span.clone(),
            "the second argument of `info` must be matchers without a metric name",
        )
        .with_help("for example: info(x, {k8s_cluster_name!=\"\"})"))
    }
}

fn result_type(value: ValueType) -> ResultType {
    match value {
        ValueType::Vector => ResultType::InstantVector,
        ValueType::Matrix => ResultType::RangeVector,
        ValueType::Scalar => ResultType::Scalar,
        ValueType::String => ResultType::String,
    }
}
