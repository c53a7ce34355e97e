//! What a program counts that `dsa-report` made to count.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, PoisonError},
};

/// By the number of an op, what each of its executions counted.
pub type Counts = BTreeMap<usize, Vec<Vec<i64>>>;

static COUNTS: Mutex<Counts> = Mutex::new(BTreeMap::new());

/// Keeps a number that op `op` counted. Place 0 begins an execution, and its number says how many follow.
#[unsafe(no_mangle)]
pub extern "C" fn dynsparse_count(op: i64, place: i64, number: i64) {
    let mut counts = COUNTS.lock().unwrap_or_else(PoisonError::into_inner);
    let executions = counts.entry(usize::try_from(op).unwrap_or(usize::MAX)).or_default();
    if place == 0 {
        executions.push(Vec::with_capacity(usize::try_from(number).unwrap_or(0)));
    } else if let Some(execution) = executions.last_mut() {
        execution.push(number);
    }
}

/// Takes what was counted so far, and starts anew.
pub fn take_counts() -> Counts {
    mem::take(&mut *COUNTS.lock().unwrap_or_else(PoisonError::into_inner))
}

#[cfg(test)]
mod tests {
    use super::{dynsparse_count, take_counts};

    #[test]
    fn executions_are_kept_apart() {
        for (op, place, number) in [
            (3, 0, 2),
            (3, 1, 10),
            (3, 2, 11),
            (3, 0, 2),
            (3, 1, 20),
            (3, 2, 21),
            (5, 0, 0),
        ] {
            dynsparse_count(op, place, number);
        }
        let counts = take_counts();
        assert_eq!(counts[&3], [vec![10, 11], vec![20, 21]]);
        assert_eq!(counts[&5], [vec![0; 0]]);
        assert!(take_counts().is_empty());
    }
}
