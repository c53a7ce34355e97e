//! What compiled code calls when a pattern or a list is not what it must be: the pass `dsa-verify-patterns` puts the
//! checks in.

use std::{
    ffi::{CStr, c_char},
    io::{self, Write as _},
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
    /// A pattern has other rows than `other`.
    RowCount = 10,
    /// A number of rows or columns is negative.
    NegativeCount = 11,
    /// A number of rows or columns that is stored is not `other`, as in the type.
    StoredCount = 12,
    /// A list is not of `other` batch entries, as what it belongs to.
    BatchSize = 13,
    /// A list is not of `other` heads, as what it belongs to.
    HeadCount = 14,
    /// The row pointer behind a row is more than the number of words there are, `other`.
    WordsBeyond = 15,
    /// A column that begins with the word at `value` goes on behind the words of its row, which end at `other`.
    EscapeCut = 16,
    /// The row pointer behind a row is more than the number of mask ids there are, `other`.
    IdsBeyond = 17,
    /// Masks are of other keys than a block, which has `other`.
    MaskKeys = 18,
    /// Masks have other bytes for a key than `other`.
    MaskBytes = 19,
    /// The mask of block column `other` has a bit of a query or a key that does not exist.
    StrayBits = 20,
    /// The mask of block column `other` has no bit.
    EmptyMask = 21,
    /// The mask of block column `other` has every bit, where it is full and has none.
    FullMask = 22,
    /// The entries of a head do not start at `other`, where those of the head before end (0 for the first).
    HeadStart = 23,
    /// The entries of a head start below 0.
    HeadLow = 24,
    /// The entries of a head end before they start, at `other`.
    HeadFalls = 25,
    /// The entries of a head end behind the `other` that there are.
    HeadBeyond = 26,
    /// The row of the entry at position `row` is not in `0 <= row < other`.
    RowOutside = 27,
    /// The row of the entry at position `row` is less than that of the one before it, `other`.
    RowOrder = 28,
    /// A row of a bitmap has other words than `other`.
    WordCount = 29,
    /// The line at position `row` is less than the first that there is, `other`.
    LineLow = 30,
    /// The line at position `row` is more than the last that there is, `other`.
    LineHigh = 31,
    /// The line at position `row` is not greater than the one before it, `other`.
    LineOrder = 32,
    /// A column of a row is also in the whole line `other`.
    ColumnInLine = 33,
    /// A column of a row is also in the block of block column `other`.
    ColumnInBlock = 34,
    /// A pattern is of neither the batch entries of its operands, `other`, nor of 1.
    PatternBatch = 35,
    /// A pattern is of neither the heads of its operands, `other`, nor of 1.
    PatternHeads = 36,
    /// The row pointer behind a row is more than the number of tiles there are, `other`.
    TilesBeyond = 37,
}

impl Violation {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 38] = [
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
        Self::RowCount,
        Self::NegativeCount,
        Self::StoredCount,
        Self::BatchSize,
        Self::HeadCount,
        Self::WordsBeyond,
        Self::EscapeCut,
        Self::IdsBeyond,
        Self::MaskKeys,
        Self::MaskBytes,
        Self::StrayBits,
        Self::EmptyMask,
        Self::FullMask,
        Self::HeadStart,
        Self::HeadLow,
        Self::HeadFalls,
        Self::HeadBeyond,
        Self::RowOutside,
        Self::RowOrder,
        Self::WordCount,
        Self::LineLow,
        Self::LineHigh,
        Self::LineOrder,
        Self::ColumnInLine,
        Self::ColumnInBlock,
        Self::PatternBatch,
        Self::PatternHeads,
        Self::TilesBeyond,
    ];
}

/// Where in a pattern: batch entry, head, and row or position in a list.
struct Place {
    batch: i64,
    head: i64,
    row: i64,
}

fn message(violation: i64, place: &Place, value: i64, other: i64) -> String {
    let Place { batch, head, row } = place;
    let of_head = format!("batch {batch}, head {head}");
    let at = format!("{of_head}, row {row}");
    let entry = format!("{of_head}, position {row}");
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
        Violation::RowCount => format!("the pattern has {value} rows a head, expected {other}"),
        Violation::NegativeCount => format!("a number of rows or columns is {value}, expected at least {other}"),
        Violation::StoredCount => format!("a number of rows or columns is {value}, expected {other} as in its type"),
        Violation::BatchSize => format!("a list is of {value} batch entries, expected {other}"),
        Violation::HeadCount => format!("a list is of {value} heads, expected {other}"),
        Violation::WordsBeyond => format!("at {at}: the row ends at {value}, but there are {other} words"),
        Violation::EscapeCut => {
            format!("at {at}: the column that begins with word {value} goes on behind the end of the row at {other}")
        }
        Violation::IdsBeyond => format!("at {at}: the row ends at {value}, but there are {other} mask ids"),
        Violation::MaskKeys => format!("the masks are of {value} keys, expected {other} as the blocks"),
        Violation::MaskBytes => format!("the masks have {value} bytes a key, expected {other}"),
        Violation::StrayBits => {
            format!("at {at}: mask {value}, of block column {other}, has a bit of a query or a key that does not exist")
        }
        Violation::EmptyMask => format!("at {at}: mask {value}, of block column {other}, has no bit"),
        Violation::FullMask => {
            format!("at {at}: mask {value}, of block column {other}, has every bit, expected mask id -1")
        }
        Violation::HeadStart => {
            format!("the entries of {of_head} start at {value}, expected {other}, where those before them end")
        }
        Violation::HeadLow => format!("the entries of {of_head} start at {value}, expected at least {other}"),
        Violation::HeadFalls => format!("the entries of {of_head} end at {value}, before their start at {other}"),
        Violation::HeadBeyond => format!("the entries of {of_head} end at {value}, but there are {other}"),
        Violation::RowOutside => format!("at {entry}: row {value} is not in 0 <= row < {other}"),
        Violation::RowOrder => format!("at {entry}: row {value} after {other}, expected ascending order"),
        Violation::WordCount => format!("a row of the bitmap has {value} words, expected {other}"),
        Violation::LineLow => format!("at {entry}: line {value} is less than {other}, the first that there is"),
        Violation::LineHigh => format!("at {entry}: line {value} is more than {other}, the last that there is"),
        Violation::LineOrder if value == other => format!("at {entry}: line {value} is there twice"),
        Violation::LineOrder => format!("at {entry}: line {value} after {other}, expected ascending order"),
        Violation::ColumnInLine => format!("at {at}: column {value} is listed, and in the whole line {other}"),
        Violation::PatternBatch => {
            format!("the pattern is of {value} batch entries, expected {other} as the operands, or 1")
        }
        Violation::PatternHeads => format!("the pattern is of {value} heads, expected {other} as the operands, or 1"),
        Violation::TilesBeyond => format!("at {at}: the row ends at {value}, but there are {other} tiles"),
        Violation::ColumnInBlock => {
            format!("at {at}: column {value} is listed, and in the block of block column {other}")
        }
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
    // A panic would abort here; who closed the stream does not want to know.
    let _ = writeln!(
        io::stderr(),
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
                let of_head = text.contains("head 32");
                let of_row = text.contains("33");
                let whole = matches!(
                    violation,
                    Violation::NoPointers
                        | Violation::RowCount
                        | Violation::NegativeCount
                        | Violation::StoredCount
                        | Violation::BatchSize
                        | Violation::HeadCount
                        | Violation::PatternBatch
                        | Violation::PatternHeads
                        | Violation::MaskKeys
                        | Violation::MaskBytes
                        | Violation::WordCount
                );
                let starts = matches!(
                    violation,
                    Violation::Start
                        | Violation::HeadStart
                        | Violation::HeadLow
                        | Violation::HeadFalls
                        | Violation::HeadBeyond
                );
                assert!(whole || of_row || starts && of_head, "{text}");
                text
            })
            .collect();
        let mut different = texts.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), texts.len());
        assert!(message(4, &place, 7, 7).ends_with("column 7 is there twice"));
        assert!(message(6, &place, 7, 7).ends_with("index 7 is there twice"));
        assert!(message(32, &place, 7, 7).ends_with("line 7 is there twice"));
        assert_eq!(message(99, &place, 1, 2), "at batch 31, head 32, row 33: 1, 2");
    }
}
