//! The receivers of a configuration, item by item: most packs of a fleet tell the same ones, and both configurations of a
//! pack have the same list. Of texts that were read before on this thread it is known what stands in them.
//!
//! An item of a list of blocks is read alike whatever is beside it, if it can be read by itself: what would bind it to
//! another one (a quote that is still open, an alias) is an error there. Then the whole is read as if this were not here.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_yaml::Value;

use super::twice::lines;

/// More items than this are not kept; a pack has some ten.
const MOST: usize = 100;
/// Longer ones are read each time.
const LONGEST: usize = 8192;

thread_local! {
    static READ: RefCell<HashMap<String, Rc<Value>>> = RefCell::default();
}

/// What stands in a list of blocks; `None` if an item of it cannot be read by itself.
pub(super) fn read(list: &str) -> Option<Vec<Rc<Value>>> {
    items(list).into_iter().map(one).collect()
}

/// The lines of each item, of a list whose items begin in the first column.
fn items(list: &str) -> Vec<&str> {
    let mut begins = Vec::new();
    let mut at = 0;
    for line in lines(list) {
        if line.starts_with("- ") {
            begins.push(at);
        }
        at += line.len();
    }
    let ends = begins.iter().skip(1).copied().chain([list.len()]);
    begins.iter().zip(ends).map(|(begin, end)| &list[*begin..end]).collect()
}

fn one(item: &str) -> Option<Rc<Value>> {
    if let Some(known) = READ.with_borrow(|read| read.get(item).cloned()) {
        return Some(known);
    }
    let mut list: Vec<Rc<Value>> = serde_yaml::from_str(item).ok()?;
    let value = list.pop().filter(|_| list.is_empty())?;
    if item.len() <= LONGEST {
        READ.with_borrow_mut(|read| {
            if read.len() >= MOST {
                read.clear();
            }
            read.insert(item.to_owned(), Rc::clone(&value));
        });
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_the_lines_down_to_the_next() {
        assert_eq!(items("- a: b\n\n  c: d\n- e\n"), ["- a: b\n\n  c: d\n", "- e\n"]);
    }

    #[test]
    fn a_list_is_read_as_one_the_second_time_too() {
        let list = "- name: a\n- name: |+\n    b\n\n- name: \"c\n    d\"\n";
        let whole: Vec<Rc<Value>> = serde_yaml::from_str(list).unwrap();
        for _ in 0..2 {
            assert_eq!(read(list).as_ref(), Some(&whole));
        }
    }

    #[test]
    fn items_that_are_bound_to_each_other_are_not_read_one_by_one() {
        for list in ["- &a x\n- *a\n", "- \"x\n- y\"\n", "- [a,\n- b]\n"] {
            assert_eq!(read(list), None, "{list}");
        }
    }
}
