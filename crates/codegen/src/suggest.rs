//! "Did you mean": the nearest of the known names.

/// The known name that is nearest to what was written, if one is near enough to be meant.
pub(crate) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A name that nobody typed by hand is not worth a table of its size.
    if written.len() > 64 {
        return None;
    }
    let most = (written.chars().count() / 2).clamp(1, 3);
    known
        .into_iter()
        .map(|name| (distance(written, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// What to do about an unknown name: the one that may be meant, or all that there are.
pub(crate) fn instead<'a>(
    written: &str,
    what: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    if let Some(name) = nearest(written, known.clone()) {
        return format!("did you mean `{name}`?");
    }
    let all: Vec<String> = known.into_iter().map(|name| format!("`{name}`")).collect();
    if all.is_empty() { format!("there are no {what}") } else { format!("the {what} are {}", all.join(", ")) }
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn one name into the other.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let substituted = rows[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
            let mut best = substituted.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keys_is_recognised_and_another_word_is_not() {
        let known = ["above", "below", "window", "baseline"];
        assert_eq!(nearest("abvoe", known), Some("above"));
        assert_eq!(nearest("windows", known), Some("window"));
        assert_eq!(nearest("owner", known), None);
    }

    #[test]
    fn without_a_near_name_all_are_listed() {
        assert_eq!(instead("x", "phases", ["dry-run", "strict"]), "the phases are `dry-run`, `strict`");
        assert_eq!(instead("x", "phases", []), "there are no phases");
    }
}
