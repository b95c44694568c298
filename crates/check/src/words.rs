//! Words for messages: lists, and names that may have been meant.

/// `a, b and c`, each in backticks.
pub fn list<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The name that was probably meant: the nearest one, if it is near enough.
pub fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        // Each letter more or less is one to put in or to take out.
        .filter(|other| other.len().abs_diff(name.len()) <= 4 * most)
        .filter(|other| other.chars().count().abs_diff(name.chars().count()) <= most)
        .map(|other| (distance(name, other, most), other))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, other)| other)
}

/// What to write instead of a name that there is not: the one that was meant, or those that there are.
pub fn instead<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: std::collections::BTreeSet<&str> = known.into_iter().collect();
    match meant(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("there are {}", list(known)),
    }
}

/// How many letters must be put in, taken out or replaced (Levenshtein); anything above `most` where it is more.
fn distance(from: &str, to: &str, most: usize) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
        // No later row is better than its best.
        if row.iter().all(|steps| *steps > most) {
            return most + 1;
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_meant_and_a_far_one_is_not() {
        assert_eq!(meant("statuss", ["service", "status"]), Some("status"));
        assert_eq!(meant("code", ["service", "status"]), None);
    }

    #[test]
    fn a_list_reads_as_a_sentence() {
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(list::<&str>([]), "none");
    }
}
