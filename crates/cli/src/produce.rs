//! Every pack, produced: on all processors, each pack by one of them from its definitions to the verdict on its files.

use plimsoll_check::Severity;

use crate::source::{Produced, Source};
use crate::{parallel, verify};

/// What every pack gives, and what is said of it.
pub(crate) fn produce(source: &dyn Source) -> Produced {
    together(source, |at| source.product(at))
}

/// The same, with what would be shipped read back.
pub(crate) fn produce_and_read_back(source: &dyn Source) -> Produced {
    together(source, |at| {
        let mut product = source.product(at);
        // What does not stand is not rendered well either: its faults would only be told twice.
        if product.diagnostics.iter().all(|finding| finding.severity != Severity::Error) {
            product.diagnostics.extend(verify::faults(&product.artifacts, &product.plans));
        }
        product
    })
}

fn together(source: &dyn Source, one: impl Fn(usize) -> Produced + Sync) -> Produced {
    let numbers: Vec<usize> = (0..source.count()).collect();
    let mut all = Produced::default();
    for product in parallel::map(&numbers, |at| one(*at)) {
        all.diagnostics.extend(product.diagnostics);
        all.packs.extend(product.packs);
        all.plans.extend(product.plans);
        all.artifacts.extend(product.artifacts);
    }
    source.conclude(&mut all);
    // A definition at fault is told once, however many environments show it.
    all.diagnostics.sort();
    all.diagnostics.dedup_by(|a, b| a.origin == b.origin && a.id == b.id && a.message == b.message);
    all.artifacts.sort();
    all
}
