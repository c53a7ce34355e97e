//! Whole lines: rows, columns or diagonals of which all units are in a set are stored as their numbers, other units in lists.

use dynsparse_dialects::{Format, PatternType};
use dynsparse_ir::{Op, Result, Val, operation::OpExt as _};

use super::super::{blocked, index_type, template};

/// What the templates have to know of a kind of line, as text.
struct Lines {
    /// `%line_count`: how many lines a head has room for.
    count: &'static str,
    /// `%line`: what is stored of the line of the counter `%l`.
    line: &'static str,
    /// `%length`: the units of `%line`.
    length: &'static str,
    /// Counts the units of a row.
    count_row: &'static str,
    /// Lists the units of a row that are in no whole line.
    rest_of_row: &'static str,
    /// The first line that is looked at when the first row is made: `first` or `last` of those of the head.
    from: &'static str,
    /// All units of a row, and the lines to look at for the next, `%from` to `%to`.
    row: &'static str,
    /// What that makes: where the next row starts, and the columns.
    made: [&'static str; 2],
}

/// Copies the list of a row as it is, and ends a branch of `scf.if`.
macro_rules! copied {
    ($from:literal) => {
        concat!(
            "%copied = scf.for %i = %begin to %end step %c1 iter_args(%columns_i = %columns_r) -> (tensor<?x$I>) {
            %stored = tensor.extract ",
            $from,
            "[%i] : tensor<?x$I>
            %offset = arith.subi %i, %begin : index
            %place = arith.addi %at_r, %offset : index
            %with = tensor.insert %stored into %columns_i[%place] : tensor<?x$I>
            scf.yield %with : tensor<?x$I>
          }
          %found = arith.subi %end, %begin : index
          %next_at = arith.addi %at_r, %found : index
          scf.yield %next_at, %copied : index, tensor<?x$I>"
        )
    };
}

/// Moves to the left from a place among the lines, but not over `floor`, while the line before it is `least` or more.
macro_rules! moved_left {
    ($to:literal, $from:literal, $floor:literal, $least:literal) => {
        concat!(
            $to,
            " = scf.while (%place = ",
            $from,
            ") : (index) -> (index) {
          %is_more = arith.cmpi ugt, %place, ",
            $floor,
            " : index
          %moves = scf.if %is_more -> (i1) {
            %before = arith.subi %place, %c1 : index
            %stored_line = tensor.extract %lines[%before] : tensor<?x$I>
            %line = arith.index_cast %stored_line : $I to index
            %is_right = arith.cmpi sge, %line, ",
            $least,
            " : index
            scf.yield %is_right : i1
          } else {
            scf.yield %false : i1
          }
          scf.condition(%moves) %place : index
        } do {
        ^bb0(%place: index):
          %before = arith.subi %place, %c1 : index
          scf.yield %before : index
        }
        "
        )
    };
}

const ROWS: Lines = Lines {
    count: "%line_count = arith.addi %rows, %c0 : index",
    line: "%line = arith.addi %l, %c0 : index",
    length: "%length = arith.addi %width, %c0 : index",
    count_row: "%found = arith.subi %end, %begin : index
        %of_row = tensor.insert %found into %counts_r[%r] : tensor<?xindex>",
    rest_of_row: concat!(
        "%left = tensor.extract %listed#2[%r] : tensor<?xindex>
        %is_left = arith.cmpi ne, %left, %c0 : index
        %of_row:2 = scf.if %is_left -> (index, tensor<?x$I>) {
          ",
        copied!("%columns"),
        "
        } else {
          scf.yield %at_r, %columns_r : index, tensor<?x$I>
        }"
    ),
    from: "first",
    row: concat!(
        "%to = arith.addi %to_r, %c0 : index
        %false = arith.constant false
        %any = arith.cmpi ult, %from_r, %last : index
        %is_whole = scf.if %any -> (i1) {
          %stored_line = tensor.extract %lines[%from_r] : tensor<?x$I>
          %line = arith.index_cast %stored_line : $I to index
          %is_row = arith.cmpi eq, %line, %r : index
          scf.yield %is_row : i1
        } else {
          scf.yield %false : i1
        }
        %after = arith.addi %from_r, %c1 : index
        %from = arith.select %is_whole, %after, %from_r : index
        %of_row:2 = scf.if %is_whole -> (index, tensor<?x$I>) {
          %all = scf.for %v = %c0 to %width step %c1 iter_args(%columns_v = %columns_r) -> (tensor<?x$I>) {
            %column = arith.index_cast %v : index to $I
            %place = arith.addi %at_r, %v : index
            %with = tensor.insert %column into %columns_v[%place] : tensor<?x$I>
            scf.yield %with : tensor<?x$I>
          }
          %next_at = arith.addi %at_r, %width : index
          scf.yield %next_at, %all : index, tensor<?x$I>
        } else {
          ",
        copied!("%rest"),
        "
        }"
    ),
    made: ["%of_row#0", "%of_row#1"],
};

/// Counts the units of a row where `%shift` and a column make the line.
macro_rules! count_row {
    ($shift:literal) => {
        concat!(
            $shift,
            "%of_row = scf.for %i = %begin to %end step %c1 iter_args(%counts_i = %counts_r) -> (tensor<?xindex>) {
          %stored = tensor.extract %columns[%i] : tensor<?x$I>
          %column = arith.index_cast %stored : $I to index
          %l = arith.addi %column, %shift : index
          %before = tensor.extract %counts_i[%l] : tensor<?xindex>
          %after = arith.addi %before, %c1 : index
          %with = tensor.insert %after into %counts_i[%l] : tensor<?xindex>
          scf.yield %with : tensor<?xindex>
        }"
        )
    };
}

/// Lists the units of a row of which the line is not whole. Each is written, and stays if the next one goes behind it.
macro_rules! rest_of_row {
    ($shift:literal) => {
        concat!(
            $shift,
            "%of_row:2 = scf.for %i = %begin to %end step %c1 iter_args(%at = %at_r, %columns_i = %columns_r)
            -> (index, tensor<?x$I>) {
          %stored = tensor.extract %columns[%i] : tensor<?x$I>
          %column = arith.index_cast %stored : $I to index
          %l = arith.addi %column, %shift : index
          %left = tensor.extract %listed#2[%l] : tensor<?xindex>
          %with = tensor.insert %stored into %columns_i[%at] : tensor<?x$I>
          %next_at = arith.addi %at, %left : index
          scf.yield %next_at, %with : index, tensor<?x$I>
        }"
        )
    };
}

/// Merges the lines `%from` to `%to`, each `%shift` further right, with the list of a row; behind the end of one of them the
/// other is copied.
macro_rules! merged_row {
    ($($window:expr),*) => {
        concat!(
            $($window,)*
            "%both:4 = scf.while (%i = %from, %j = %begin, %at = %at_r, %columns_w = %columns_r)
            : (index, index, index, tensor<?x$I>) -> (index, index, index, tensor<?x$I>) {
          %is_line = arith.cmpi ult, %i, %to : index
          %is_rest = arith.cmpi ult, %j, %end : index
          %are_both = arith.andi %is_line, %is_rest : i1
          scf.condition(%are_both) %i, %j, %at, %columns_w : index, index, index, tensor<?x$I>
        } do {
        ^bb0(%i: index, %j: index, %at: index, %columns_w: tensor<?x$I>):
          %stored_line = tensor.extract %lines[%i] : tensor<?x$I>
          %of_line = arith.addi %stored_line, %shift : $I
          %of_rest = tensor.extract %rest[%j] : tensor<?x$I>
          %is_before = arith.cmpi slt, %of_line, %of_rest : $I
          %column = arith.select %is_before, %of_line, %of_rest : $I
          %with = tensor.insert %column into %columns_w[%at] : tensor<?x$I>
          %after_i = arith.addi %i, %c1 : index
          %after_j = arith.addi %j, %c1 : index
          %next_i = arith.select %is_before, %after_i, %i : index
          %next_j = arith.select %is_before, %j, %after_j : index
          %next_at = arith.addi %at, %c1 : index
          scf.yield %next_i, %next_j, %next_at, %with : index, index, index, tensor<?x$I>
        }
        %with_lines = scf.for %i = %both#0 to %to step %c1 iter_args(%columns_i = %both#3) -> (tensor<?x$I>) {
          %stored_line = tensor.extract %lines[%i] : tensor<?x$I>
          %column = arith.addi %stored_line, %shift : $I
          %offset = arith.subi %i, %both#0 : index
          %place = arith.addi %both#2, %offset : index
          %with = tensor.insert %column into %columns_i[%place] : tensor<?x$I>
          scf.yield %with : tensor<?x$I>
        }
        %lines_left = arith.subi %to, %both#0 : index
        %at_rest = arith.addi %both#2, %lines_left : index
        %with_rest = scf.for %j = %both#1 to %end step %c1 iter_args(%columns_j = %with_lines) -> (tensor<?x$I>) {
          %column = tensor.extract %rest[%j] : tensor<?x$I>
          %offset = arith.subi %j, %both#1 : index
          %place = arith.addi %at_rest, %offset : index
          %with = tensor.insert %column into %columns_j[%place] : tensor<?x$I>
          scf.yield %with : tensor<?x$I>
        }
        %rest_left = arith.subi %end, %both#1 : index
        %at_end = arith.addi %at_rest, %rest_left : index"
        )
    };
}

const MERGED: [&str; 2] = ["%at_end", "%with_rest"];

const COLUMNS: Lines = Lines {
    count: "%line_count = arith.addi %width, %c0 : index",
    line: "%line = arith.addi %l, %c0 : index",
    length: "%length = arith.addi %rows, %c0 : index",
    count_row: count_row!(
        "%shift = arith.constant 0 : index
        "
    ),
    rest_of_row: rest_of_row!(
        "%shift = arith.constant 0 : index
        "
    ),
    from: "first",
    row: merged_row!(
        "%from = arith.addi %from_r, %c0 : index
        %to = arith.addi %to_r, %c0 : index
        %shift = arith.constant 0 : $I
        "
    ),
    made: MERGED,
};

/// A diagonal is the distance of a column from its row, less than 0 below the main one. Of row `r` those from `-r` on are
/// seen, and those up to `width - r`: with each row the first and the last of them move to the left.
const STRIPES: Lines = Lines {
    count: "%line_count = arith.addi %rows, %width : index",
    line: "%line = arith.subi %l, %rows : index",
    length: "%below = arith.subi %c0, %line : index
        %first_row = arith.maxsi %below, %c0 : index
        %rows_with = arith.subi %width, %line : index
        %row_beyond = arith.minsi %rows_with, %rows : index
        %rows_seen = arith.subi %row_beyond, %first_row : index
        %length = arith.maxsi %rows_seen, %c0 : index",
    count_row: count_row!(
        "%shift = arith.subi %rows, %r : index
        "
    ),
    rest_of_row: rest_of_row!(
        "%shift = arith.subi %rows, %r : index
        "
    ),
    from: "last",
    row: merged_row!(
        "%false = arith.constant false
        %shift = arith.index_cast %r : index to $I
        %least = arith.subi %c0, %r : index
        %beyond = arith.subi %width, %r : index
        ",
        moved_left!("%from", "%from_r", "%first", "%least"),
        moved_left!("%to", "%to_r", "%from", "%beyond")
    ),
    made: MERGED,
};

impl Lines {
    fn of(format: Format) -> Option<&'static Self> {
        match format {
            Format::Row => Some(&ROWS),
            Format::Column => Some(&COLUMNS),
            Format::Stripe => Some(&STRIPES),
            _ => None,
        }
    }
}

/// Whether a format is one of whole lines.
pub(super) fn has_lines(format: Format) -> bool {
    Lines::of(format).is_some()
}

/// Row pointers and columns of all units, of what a pattern of whole lines is stored as.
pub(super) fn to_lists<'c>(op: Op<'c>, pattern: &PatternType, stored: &[Val<'c>]) -> Result<'c, Vec<Val<'c>>> {
    let [pointers, rest, width, starts, numbers] = stored[..] else {
        return Err(op.op_error("reads other parts than a pattern of whole lines has"));
    };
    let lines = Lines::of(pattern.format).ok_or_else(|| op.op_error("reads no pattern of whole lines"))?;
    let index = index_type(pattern);
    let mut lists = blocked(template("lines_to_lists", include_str!("lines_to_lists.mlir")), pattern)
        .set("length_of_line", lines.length)
        .set("from", lines.from)
        .set("row", lines.row.replace("$I", &index))
        .set("at", lines.made[0])
        .set("columns", lines.made[1])
        .expand(op, &[pointers, rest, width, starts, numbers])?;
    lists.push(width);
    Ok(lists)
}

/// What a pattern of whole lines is stored as, from row pointers, columns and their number.
pub(super) fn from_lists<'c>(op: Op<'c>, pattern: &PatternType, lists: &[Val<'c>]) -> Result<'c, Vec<Val<'c>>> {
    let lines = Lines::of(pattern.format).ok_or_else(|| op.op_error("makes no pattern of whole lines"))?;
    let index = index_type(pattern);
    let made = blocked(template("lists_to_lines", include_str!("lists_to_lines.mlir")), pattern)
        .set("lines", lines.count)
        .set("length", format!("{}\n        {}", lines.line, lines.length))
        .set("count", lines.count_row.replace("$I", &index))
        .set("rest", lines.rest_of_row.replace("$I", &index))
        .expand(op, lists)?;
    Ok(vec![made[0], made[1], lists[2], made[2], made[3]])
}
