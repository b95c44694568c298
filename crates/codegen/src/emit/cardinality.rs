//! `cardinality` of `pack()`.

use super::definition::Chain;
use super::literal::string;
use super::writer::Writer;
use crate::Located;
use crate::data::{Cardinality, ThresholdsFile};

pub(super) fn cardinality(out: &mut Writer, file: &ThresholdsFile, cardinality: &Located<Cardinality>) {
    let Cardinality { per_rule, per_target, labels } = &cardinality.value;
    let mut chain = Chain::new("cardinality", &format!("Cardinality::new({})", per_rule.value));
    chain.then(per_target.map(|series| format!("per_target({})", series.value)));
    for (name, values) in labels.iter() {
        chain.then(Some(format!("with_label({}, {})", string(&name.value), values.value)));
    }
    chain.at(out, file, cardinality.place);
}
