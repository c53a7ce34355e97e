//! What compiled code calls when a pattern or a list is not what it must be: the pass `dsa-verify-patterns` puts the
//! checks in.

use std::{
    ffi::{CStr, c_char},
    process,
};

/// What may be wrong, with the number that stands for it in compiled code.
///
/// `value` is what was found, `other` what it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub enum Violation {
    /// The first row pointer of a head is not `other`, where the head before it ends (0 for the first).
    Start = 0,
    /// The row pointer behind a row is less than the one before it, `other`.
    Falls = 1,
    /// The row pointer behind a row is more than the number of columns there are, `other`.
    Beyond = 2,
    /// A column is not in `0 <= column < other`.
    ColumnOutside = 3,
    /// A column is not greater than the one before it in its row, `other`.
    ColumnOrder = 4,
    /// An index at position `row` of a list is neither in `0 <= index < other` nor -1.
    IndexOutside = 5,
    /// An index at position `row` of a list is not greater than the one before it, `other`.
    IndexOrder = 6,
    /// An index at position `row` of a list comes after the -1 that ends it.
    IndexAfterEnd = 7,
    /// There are no row pointers, where a pattern without rows has one.
    NoPointers = 8,
    /// The mask id of a block is neither in `0 <= id < other` nor -1.
    IdOutside = 9,
}

impl Violation {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::Start,
        Self::Falls,
        Self::Beyond,
        Self::ColumnOutside,
        Self::ColumnOrder,
        Self::IndexOutside,
        Self::IndexOrder,
        Self::IndexAfterEnd,
        Self::NoPointers,
        Self::IdOutside,
    ];
}

/// Where in a pattern: batch entry, head, and block row or position in a list.
struct Place {
    batch: i64,
    head: i64,
    row: i64,
}

fn message(violation: i64, place: &Place, value: i64, other: i64) -> String {
    let Place { batch, head, row } = place;
    let at = format!("batch {batch}, head {head}, row {row}");
    let Some(violation) = usize::try_from(violation).ok().and_then(|i| Violation::ALL.get(i)) else {
        return format!("at {at}: {value}, {other}");
    };
    match violation {
        Violation::Start => format!(
            "the row pointers of batch {batch}, head {head} start at {value}, expected {other}, where those before them end"
        ),
        Violation::Falls => format!("at {at}: the row ends at {value}, before its start at {other}"),
        Violation::Beyond => format!("at {at}: the row ends at {value}, but there are {other} columns"),
        Violation::ColumnOutside => format!("at {at}: column {value} is not in 0 <= column < {other}"),
        Violation::ColumnOrder if value == other => format!("at {at}: column {value} is there twice"),
        Violation::ColumnOrder => format!("at {at}: column {value} after {other}, expected ascending order"),
        Violation::IndexOutside => {
            format!("at batch {batch}, position {row}: index {value} is neither in 0 <= index < {other} nor -1")
        }
        Violation::IndexOrder if value == other => {
            format!("at batch {batch}, position {row}: index {value} is there twice")
        }
        Violation::IndexOrder => {
            format!("at batch {batch}, position {row}: index {value} after {other}, expected ascending order")
        }
        Violation::IndexAfterEnd => {
            format!("at batch {batch}, position {row}: index {value} after -1, which ends the list")
        }
        Violation::IdOutside => format!("at {at}: mask id {value} is neither in 0 <= id < {other} nor -1"),
        Violation::NoPointers => format!("the pattern has {value} row pointers a head, expected at least 1"),
    }
}

/// Says which invariant is violated, where and by what, and ends the process with status 1. `op` is a place in the source
/// and the op there, `violation` the number of a [`Violation`].
///
/// # Safety
///
/// `op` is null, or a text that ends in a null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dynsparse_invalid_pattern(
    op: *const c_char,
    violation: i64,
    batch: i64,
    head: i64,
    row: i64,
    value: i64,
    other: i64,
) {
    let op = if op.is_null() {
        String::new()
    } else {
        // SAFETY: by the contract above.
        unsafe { CStr::from_ptr(op) }.to_string_lossy().into_owned()
    };
    eprintln!(
        "error: {op}: {}",
        message(violation, &Place { batch, head, row }, value, other)
    );
    process::exit(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_violation_has_its_number_and_names_row_and_value() {
        let place = Place {
            batch: 31,
            head: 32,
            row: 33,
        };
        let texts: Vec<String> = (0..)
            .zip(Violation::ALL)
            .map(|(number, violation)| {
                assert_eq!(violation as i64, number);
                let text = message(number, &place, 41, 42);
                assert!(text.contains("41"), "{text}");
                let whole = matches!(violation, Violation::Start | Violation::NoPointers);
                assert!(whole || text.contains("33"), "{text}");
                text
            })
            .collect();
        let mut different = texts.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), texts.len());
        assert!(message(4, &place, 7, 7).ends_with("column 7 is there twice"));
        assert!(message(6, &place, 7, 7).ends_with("index 7 is there twice"));
        assert_eq!(message(99, &place, 1, 2), "at batch 31, head 32, row 33: 1, 2");
    }
}
