//! What compiled code calls when a pattern or a list is not what it must be: the pass `dsa-verify-patterns` puts the
//! checks in.

use std::{
    ffi::{CStr, c_char},
    io::{self, Write as _},
    process,
};

/// What may be wrong. In compiled code its position in [`VIOLATIONS`] stands for it.
pub struct Violation {
    /// What templates of checks call it.
    pub name: &'static str,
    /// What is said of it: of `{value}`, which was found, and `{other}`, which it is compared with; `{at}` a row, at an `{entry}`
    /// of a list, in `{of_head}`; or by its numbers, `{batch}` and `{row}`.
    text: &'static str,
    /// What is said instead where the two are the same.
    if_same: Option<&'static str>,
}

const fn violation(name: &'static str, text: &'static str) -> Violation {
    Violation {
        name,
        text,
        if_same: None,
    }
}

const fn ordered(name: &'static str, text: &'static str, if_same: &'static str) -> Violation {
    Violation {
        name,
        text,
        if_same: Some(if_same),
    }
}

/// All that may be wrong.
pub const VIOLATIONS: [Violation; 38] = [
    violation(
        "start",
        "the row pointers of {of_head} start at {value}, expected {other}, where those before them end",
    ),
    violation("falls", "at {at}: the row ends at {value}, before its start at {other}"),
    violation(
        "beyond",
        "at {at}: the row ends at {value}, but there are {other} columns",
    ),
    violation(
        "column_outside",
        "at {at}: column {value} is not in 0 <= column < {other}",
    ),
    ordered(
        "column_order",
        "at {at}: column {value} after {other}, expected ascending order",
        "at {at}: column {value} is there twice",
    ),
    violation(
        "index_outside",
        "at batch {batch}, position {row}: index {value} is neither in 0 <= index < {other} nor -1",
    ),
    ordered(
        "index_order",
        "at batch {batch}, position {row}: index {value} after {other}, expected ascending order",
        "at batch {batch}, position {row}: index {value} is there twice",
    ),
    violation(
        "index_after_end",
        "at batch {batch}, position {row}: index {value} after -1, which ends the list",
    ),
    violation(
        "no_pointers",
        "the pattern has {value} row pointers a head, expected at least 1",
    ),
    violation(
        "id_outside",
        "at {at}: mask id {value} is neither in 0 <= id < {other} nor -1",
    ),
    violation("row_count", "the pattern has {value} rows a head, expected {other}"),
    violation(
        "negative_count",
        "a number of rows or columns is {value}, expected at least {other}",
    ),
    violation(
        "stored_count",
        "a number of rows or columns is {value}, expected {other} as in its type",
    ),
    violation("batch_size", "a list is of {value} batch entries, expected {other}"),
    violation("head_count", "a list is of {value} heads, expected {other}"),
    violation(
        "words_beyond",
        "at {at}: the row ends at {value}, but there are {other} words",
    ),
    violation(
        "escape_cut",
        "at {at}: the column that begins with word {value} goes on behind the end of the row at {other}",
    ),
    violation(
        "ids_beyond",
        "at {at}: the row ends at {value}, but there are {other} mask ids",
    ),
    violation(
        "mask_keys",
        "the masks are of {value} keys, expected {other} as the blocks",
    ),
    violation("mask_bytes", "the masks have {value} bytes a key, expected {other}"),
    violation(
        "stray_bits",
        "at {at}: mask {value}, of block column {other}, has a bit of a query or a key that does not exist",
    ),
    violation(
        "empty_mask",
        "at {at}: mask {value}, of block column {other}, has no bit",
    ),
    violation(
        "full_mask",
        "at {at}: mask {value}, of block column {other}, has every bit, expected mask id -1",
    ),
    violation(
        "head_start",
        "the entries of {of_head} start at {value}, expected {other}, where those before them end",
    ),
    violation(
        "head_low",
        "the entries of {of_head} start at {value}, expected at least {other}",
    ),
    violation(
        "head_falls",
        "the entries of {of_head} end at {value}, before their start at {other}",
    ),
    violation(
        "head_beyond",
        "the entries of {of_head} end at {value}, but there are {other}",
    ),
    violation("row_outside", "at {entry}: row {value} is not in 0 <= row < {other}"),
    violation(
        "row_order",
        "at {entry}: row {value} after {other}, expected ascending order",
    ),
    violation("word_count", "a row of the bitmap has {value} words, expected {other}"),
    violation(
        "line_low",
        "at {entry}: line {value} is less than {other}, the first that there is",
    ),
    violation(
        "line_high",
        "at {entry}: line {value} is more than {other}, the last that there is",
    ),
    ordered(
        "line_order",
        "at {entry}: line {value} after {other}, expected ascending order",
        "at {entry}: line {value} is there twice",
    ),
    violation(
        "column_in_line",
        "at {at}: column {value} is listed, and in the whole line {other}",
    ),
    violation(
        "column_in_block",
        "at {at}: column {value} is listed, and in the block of block column {other}",
    ),
    violation(
        "pattern_batch",
        "the pattern is of {value} batch entries, expected {other} as the operands, or 1",
    ),
    violation(
        "pattern_heads",
        "the pattern is of {value} heads, expected {other} as the operands, or 1",
    ),
    violation(
        "tiles_beyond",
        "at {at}: the row ends at {value}, but there are {other} tiles",
    ),
];

/// Where in a pattern: batch entry, head, and row or position in a list.
struct Place {
    batch: i64,
    head: i64,
    row: i64,
}

fn message(violation: i64, place: &Place, value: i64, other: i64) -> String {
    let Place { batch, head, row } = place;
    let known = usize::try_from(violation)
        .ok()
        .and_then(|number| VIOLATIONS.get(number));
    let text = known.map_or("at {at}: {value}, {other}", |violation| {
        violation.if_same.filter(|_| value == other).unwrap_or(violation.text)
    });
    let of_head = format!("batch {batch}, head {head}");
    let mut message = text.to_owned();
    for (name, shown) in [
        ("{at}", format!("{of_head}, row {row}")),
        ("{entry}", format!("{of_head}, position {row}")),
        ("{of_head}", of_head),
        ("{batch}", batch.to_string()),
        ("{row}", row.to_string()),
        ("{value}", value.to_string()),
        ("{other}", other.to_string()),
    ] {
        message = message.replace(name, &shown);
    }
    message
}

/// Says which invariant is violated, where and by what, and ends the process with status 1. `op` is a place in the source
/// and the op there, `violation` a position in [`VIOLATIONS`].
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

    /// What is of no place in a pattern, but of the whole of it.
    const WHOLE: [&str; 11] = [
        "no_pointers",
        "row_count",
        "negative_count",
        "stored_count",
        "batch_size",
        "head_count",
        "pattern_batch",
        "pattern_heads",
        "mask_keys",
        "mask_bytes",
        "word_count",
    ];
    /// What is of a head.
    const STARTS: [&str; 5] = ["start", "head_start", "head_low", "head_falls", "head_beyond"];

    const PLACE: Place = Place {
        batch: 31,
        head: 32,
        row: 33,
    };

    #[test]
    fn every_violation_names_row_and_value() {
        let mut texts = Vec::new();
        for (number, violation) in (0..).zip(&VIOLATIONS) {
            let text = message(number, &PLACE, 41, 42);
            assert!(text.contains("41") && !text.contains(['{', '}']), "{text}");
            let of_head = STARTS.contains(&violation.name) && text.contains("head 32");
            assert!(
                WHOLE.contains(&violation.name) || of_head || text.contains("33"),
                "{text}"
            );
            texts.push(text);
        }
        let mut different = texts.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), texts.len());
    }

    #[test]
    fn numbers_are_positions() {
        let said = |number| message(number, &PLACE, 7, 7);
        assert_eq!(said(4), "at batch 31, head 32, row 33: column 7 is there twice");
        assert_eq!(said(6), "at batch 31, position 33: index 7 is there twice");
        assert_eq!(said(32), "at batch 31, head 32, position 33: line 7 is there twice");
        assert_eq!(message(99, &PLACE, 1, 2), "at batch 31, head 32, row 33: 1, 2");
    }
}
