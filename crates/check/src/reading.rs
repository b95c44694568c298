//! What a reader of anybody's rule files tells before a check sees them: what Prometheus itself would refuse.
//!
//! A pack has no such mistakes: it has no such fields, or lowering writes them. The reader is `plimsoll-lint`, whose tests
//! hold the examples; here is what `explain` and `docs/checks/` say of them.

/// One kind of such mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misread {
    /// `rule/name`, after the bad pattern.
    pub id: &'static str,
    /// What is wrong, in one sentence.
    pub summary: &'static str,
    /// Why.
    pub why: &'static str,
    /// A rule file in which it is so.
    pub bad: &'static str,
    /// The same as it should be.
    pub good: &'static str,
    /// How to mend it.
    pub fix: &'static str,
    /// The Prometheus that refuses the bad one, major and minor.
    pub target: (u16, u16),
}

impl Misread {
    const fn new(id: &'static str, summary: &'static str) -> Self {
        Self { id, summary, why: "", bad: "", good: "", fix: "", target: (3, 5) }
    }

    const fn because(self, why: &'static str) -> Self {
        Self { why, ..self }
    }

    const fn example(self, bad: &'static str, good: &'static str) -> Self {
        Self { bad, good, ..self }
    }

    const fn fix(self, fix: &'static str) -> Self {
        Self { fix, ..self }
    }

    const fn at(self, major: u16, minor: u16) -> Self {
        Self { target: (major, minor), ..self }
    }

    /// The kind of this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        MISREAD.iter().find(|known| known.id == id)
    }

    /// Why it is wrong, a bad and a good example and how to mend it: Markdown, with headings of the first level and no
    /// title.
    pub fn page(&self) -> String {
        let Self { why, bad, good, fix, .. } = self;
        format!("{why}\n\n# Bad\n\n```yaml\n{bad}```\n\n# Good\n\n```yaml\n{good}```\n\n# Fix\n\n{fix}\n")
    }
}

/// Every kind, sorted by id.
pub const MISREAD: &[Misread] = &[
    Misread::new("rule/alert-and-record", "a rule that is an alert and a recording")
        .because("Prometheus refuses the file: a rule fires or is recorded.")
        .example(
            "groups:\n  - name: shop\n    rules:\n      - { alert: ShopDown, record: 'shop:up', expr: up == 0 }\n",
            "groups:\n  - name: shop\n    rules:\n      - { record: 'shop:up', expr: up }\n      - { alert: ShopDown, expr: 'shop:up == 0' }\n",
        )
        .fix("Make two rules of it, the recording first."),
    Misread::new("rule/bad-duration", "a duration that Prometheus does not read")
        .because("A duration is whole numbers with the units `ms`, `s`, `m`, `h`, `d`, `w`, `y`, the largest unit first.")
        .example(
            "groups:\n  - name: shop\n    rules:\n      - { alert: ShopDown, expr: up == 0, for: 1.5m }\n",
            "groups:\n  - name: shop\n    rules:\n      - { alert: ShopDown, expr: up == 0, for: 90s }\n",
        )
        .fix("Write it in a smaller unit: `90s` or `1m30s`."),
    Misread::new("rule/bad-name", "a name that no series and no label can have")
        .because("The name of a recording, and that of a label, is one that PromQL can write.")
        .example(
            "groups:\n  - name: shop\n    rules:\n      - { record: 'shop requests', expr: sum(requests_total) }\n",
            "groups:\n  - name: shop\n    rules:\n      - { record: 'shop:requests:sum', expr: sum(requests_total) }\n",
        )
        .at(2, 53)
        .fix("Use letters, digits and underscores, and colons in the names of recordings."),
    Misread::new("rule/bad-template", "a text that is no template")
        .because("Labels and annotations are templates of Go. Prometheus refuses the file where one cannot be read.")
        .example(
            "groups:\n  - name: shop\n    rules:\n      - alert: ShopDown\n        expr: up == 0\n        annotations: { summary: '{{ $labels.instance is down' }\n",
            "groups:\n  - name: shop\n    rules:\n      - alert: ShopDown\n        expr: up == 0\n        annotations: { summary: '{{ $labels.instance }} is down' }\n",
        )
        .fix("Close what is open: every `{{` has its `}}`, every `if`, `range` and `with` its `end`."),
    Misread::new("rule/duplicate-group", "two groups of one name in one file")
        .because("Prometheus knows a group by its file and its name, and refuses a file that names one twice.")
        .example(
            "groups:\n  - { name: shop, rules: [{ record: 'shop:up:sum', expr: sum(up) }] }\n  - { name: shop, rules: [{ record: 'shop:up:max', expr: max(up) }] }\n",
            "groups:\n  - { name: shop, rules: [{ record: 'shop:up:sum', expr: sum(up) }, { record: 'shop:up:max', expr: max(up) }] }\n",
        )
        .fix("Rename one of them, or put their rules together."),
    Misread::new("rule/for-on-record", "a hold or a text on a recording, which has none")
        .because("A recording has no state that could hold, and nobody is told of it: Prometheus refuses `for`, `keep_firing_for` and `annotations` there.")
        .example(
            "groups:\n  - name: shop\n    rules:\n      - { record: 'shop:up:sum', expr: sum(up), for: 5m }\n",
            "groups:\n  - name: shop\n    rules:\n      - { record: 'shop:up:sum', expr: sum(up) }\n      - { alert: ShopDown, expr: 'shop:up:sum == 0', for: 5m }\n",
        )
        .fix("Remove it, or put it on the alert that reads the recording."),
    Misread::new("rule/too-new-field", "a key that the target Prometheus does not know")
        .because("An older Prometheus refuses the whole file for one key that it does not know. `--prometheus` says which one reads the file.")
        .example(
            "groups:\n  - { name: shop, query_offset: 1m, rules: [{ record: 'shop:up:sum', expr: sum(up) }] }\n",
            "groups:\n  - { name: shop, rules: [{ record: 'shop:up:sum', expr: sum(up offset 1m) }] }\n",
        )
        .at(2, 42)
        .fix("Leave the key out, or say what it says another way, until that Prometheus is upgraded."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Check;

    #[test]
    fn ids_are_sorted_and_no_checks() {
        let ids: Vec<&str> = MISREAD.iter().map(|known| known.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
        assert!(ids.iter().all(|id| Check::find(id).is_err()), "{ids:?}");
    }

    #[test]
    fn nothing_is_left_out() {
        for Misread { id, why, bad, good, fix, .. } in MISREAD {
            assert!([why, bad, good, fix].iter().all(|text| !text.is_empty()) && why.ends_with('.'), "{id}");
        }
    }
}
