//! Every pack, produced: on all processors, each pack by one of them from its definitions to the verdict on its files.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};

use plimsoll_check::{Diagnostic, Severity};
use plimsoll_render::Artifact;

use crate::source::{Produced, Source};
use crate::{parallel, verify};

/// What every pack gives, and what is said of it.
pub(crate) fn produce(source: &dyn Source) -> Produced {
    together(source, |at| source.product(at))
}

/// The same, with what would be shipped read back and handed on at once: a fleet's files and plans are not kept. What the
/// checks say, and what became of each file.
pub(crate) fn produce_and_hand_on<R: Send>(
    source: &dyn Source,
    hand_on: impl Fn(Vec<Artifact>) -> Vec<R> + Sync,
) -> (Vec<Diagnostic>, Vec<R>) {
    let has_stopped = AtomicBool::new(false);
    let products = parallel::map(0..source.count(), |at| {
        let mut product = source.product(at);
        let is_sound = |product: &Produced| {
            product.diagnostics.iter().all(|finding| finding.severity != Severity::Error)
        };
        // What does not stand is not rendered well either: its faults would only be told twice.
        if is_sound(&product) {
            product.diagnostics.extend(verify::faults(&product.artifacts, &product.plans));
        }
        if !is_sound(&product) {
            has_stopped.store(true, Ordering::Relaxed);
        }
        product.plans.clear();
        let artifacts = mem::take(&mut product.artifacts);
        // Nothing will come of it once something is wrong.
        let handed_on = if has_stopped.load(Ordering::Relaxed) { Vec::new() } else { hand_on(artifacts) };
        (product, handed_on)
    });
    let mut all = Produced::default();
    let mut done = Vec::new();
    for (product, handed_on) in products {
        all.diagnostics.extend(product.diagnostics);
        all.index.extend(product.index);
        all.packs.extend(product.packs);
        done.extend(handed_on);
    }
    source.conclude(&mut all);
    done.extend(hand_on(all.artifacts));
    (in_order(all.diagnostics), done)
}

fn together(source: &dyn Source, one: impl Fn(usize) -> Produced + Sync) -> Produced {
    let mut all = Produced::default();
    for product in parallel::map(0..source.count(), one) {
        all.diagnostics.extend(product.diagnostics);
        all.packs.extend(product.packs);
        all.index.extend(product.index);
        all.plans.extend(product.plans);
        all.artifacts.extend(product.artifacts);
    }
    source.conclude(&mut all);
    all.diagnostics = in_order(all.diagnostics);
    all.packs.sort_by(|one, other| one.name.cmp(&other.name));
    // The environments of a pack stay in their order.
    all.plans.sort_by_key(|plan| plan.pack);
    all.artifacts.sort();
    all
}

/// A definition at fault is told once, however many environments show it.
fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort();
    diagnostics.dedup_by(|a, b| a.origin == b.origin && a.id == b.id && a.message == b.message);
    diagnostics
}
