//! Patterns, as stored patterns and kernels on tensors.

use dynsparse_dialects::{PatternType, dsa::window};
use dynsparse_ir::{Op, Result, Val, operation::OpExt as _, template::Template};

use super::{Lower, bcsr, index_type, parts_of, replace_pattern, template};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.dense_pattern", dense_pattern),
    ("dsa.window_pattern", window_pattern),
    ("dsa.pattern_from_mask", pattern_from_mask),
    ("dsa.pattern_to_mask", pattern_to_mask),
    ("dsa.pattern_density", pattern_density),
];

fn dense_pattern<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let mut given = operands.iter().copied();
    let mut sizes = Vec::new();
    for (axis, size) in pattern.shape.iter().enumerate() {
        let value = match size {
            Some(size) => index_constant(op, *size)?,
            None => given
                .next()
                .ok_or_else(|| op.op_error(format!("has no size for dimension {axis}")))?,
        };
        sizes.push(value);
    }
    let mask = template("full_mask", include_str!("full_mask.mlir"))
        .set("bq", pattern.block[0])
        .set("bk", pattern.block[1])
        .expand(op, &sizes)?;
    compress(op, &pattern, mask[0])
}

fn window_pattern<'c>(op: Op<'c>) -> Result<'c> {
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let parts = constant_window(op, &pattern)?;
    replace_pattern(op, &pattern, &parts)
}

fn pattern_from_mask<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.result_values().first().copied())?;
    compress(op, &pattern, operands[0])
}

fn pattern_to_mask<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(0))?;
    template("pattern_to_mask", include_str!("pattern_to_mask.mlir"))
        .set("I", index_type(&pattern))
        .replace(op, &parts_of(op, &pattern, operands[0])?)
}

fn pattern_density<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(0))?;
    template("pattern_density", include_str!("pattern_density.mlir"))
        .set("I", index_type(&pattern))
        .replace(op, &parts_of(op, &pattern, operands[0])?)
}

fn compress<'c>(op: Op<'c>, pattern: &PatternType, mask: Val<'c>) -> Result<'c> {
    let parts = template("pattern_from_mask", include_str!("pattern_from_mask.mlir"))
        .set("I", index_type(pattern))
        .expand(op, &[mask])?;
    replace_pattern(op, pattern, &parts)
}

fn index_constant<'c>(op: Op<'c>, value: u64) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @size() -> index {
  %size = arith.constant $size : index
  return %size : index
}";
    Ok(Template::new("index_constant", TEXT)
        .set("size", value)
        .expand(op, &[])?[0])
}

/// A window is stored in the program, and made in the compiler: one that would fill the memory is refused.
const MOST_BLOCKS: u64 = 1 << 28;

/// A static window is known now: its row pointers and columns are constants.
fn constant_window<'c>(op: Op<'c>, pattern: &PatternType) -> Result<'c, Vec<Val<'c>>> {
    const TEXT: &str = "func.func private @window() -> (tensor<$pointer_shape$I>, tensor<$count$I>, index) {
  %row_pointers = arith.constant dense<$row_pointers> : tensor<$pointer_shape$I>
  %columns = arith.constant dense<$columns> : tensor<$count$I>
  %width = arith.constant $width : index
  return %row_pointers, %columns, %width : tensor<$pointer_shape$I>, tensor<$count$I>, index
}";
    let ([Some(batch), Some(heads), ..], [Some(rows), Some(width)]) = (pattern.shape, pattern.grid()) else {
        return Err(op.op_error("expects a static shape"));
    };
    if rows.saturating_mul(width) > MOST_BLOCKS {
        return Err(op.op_error(format!(
            "makes a pattern of {rows} x {width} blocks, more than a program can hold ({MOST_BLOCKS}): expected larger blocks"
        )));
    }
    let selected = window_rows(op, pattern, rows, width)?;
    let mut row_pointers = String::new();
    let mut columns = Vec::new();
    for batch_entry in 0..batch {
        row_pointers += if batch_entry == 0 { "[" } else { ", [" };
        for head in 0..heads {
            row_pointers += if head == 0 { "[" } else { ", [" };
            row_pointers += &columns.len().to_string();
            for row in &selected {
                columns.extend(row.iter().map(ToString::to_string));
                row_pointers += &format!(", {}", columns.len());
            }
            row_pointers += "]";
        }
        row_pointers += "]";
    }
    let columns_text = if columns.is_empty() {
        String::new()
    } else {
        format!("[{}]", columns.join(", "))
    };
    let row_pointers_text = if batch * heads == 0 {
        String::new()
    } else {
        format!("[{row_pointers}]")
    };
    Template::new("window", TEXT)
        .set("pointer_shape", format!("{batch}x{heads}x{}x", rows + 1))
        .set("count", format!("{}x", columns.len()))
        .set("I", index_type(pattern))
        .set("row_pointers", row_pointers_text)
        .set("columns", columns_text)
        .set("width", width)
        .expand(op, &[])
}

/// The columns of each block row, ascending.
///
/// `O(N (2 r_t + 1)(2 r_y + 1)(2 r_x + 1))`: each query's window is walked, never all pairs.
fn window_rows<'c>(op: Op<'c>, pattern: &PatternType, rows: u64, width: u64) -> Result<'c, Vec<Vec<u64>>> {
    let (grid, radius, global) = window(op);
    let ([t, y, x], [radius_t, radius_y, radius_x]) = (&grid[..], &radius[..]) else {
        return Err(op.op_error("expects a grid and a radius of three sizes"));
    };
    let [block_rows, block_columns] = pattern.block.map(|size| size as i64);
    let mut selected = vec![vec![false; width as usize]; rows as usize];
    let n = global + t * y * x;
    let near = |position: i64, radius: i64, size: i64| {
        position.saturating_sub(radius).max(0)..=position.saturating_add(radius).min(size - 1)
    };
    for query in 0..n {
        let row = &mut selected[(query / block_rows) as usize];
        if query < global {
            row.fill(true);
            continue;
        }
        // Global keys come first.
        for column in 0..(global + block_columns - 1) / block_columns {
            row[column as usize] = true;
        }
        let cell = query - global;
        let (qt, qy, qx) = (cell / (y * x), cell / x % y, cell % x);
        for kt in near(qt, *radius_t, *t) {
            for ky in near(qy, *radius_y, *y) {
                // Along x the window is one run of keys.
                let xs = near(qx, *radius_x, *x);
                let first = global + (kt * y + ky) * x + xs.start();
                let last = global + (kt * y + ky) * x + xs.end();
                for column in first / block_columns..=last / block_columns {
                    row[column as usize] = true;
                }
            }
        }
    }
    Ok(selected
        .into_iter()
        .map(|row| (0..width).filter(|column| row[*column as usize]).collect())
        .collect())
}
