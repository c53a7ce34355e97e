//! Patterns, as stored patterns and kernels on tensors.

use std::collections::HashMap;

use dynsparse_dialects::{Holds, PatternType, dsa::Window};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{Dim, OpExt as _},
    rewrite,
    template::{cast, index_constant},
};

use super::{
    Lower, bcsr, bits, blocked,
    formats::{Form, form_of, read, write},
    index_type, replace_pattern,
    structured::stated,
    template,
};

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
    let sizes = size_constants(op, &pattern.shape, &operands)?;
    let mask = blocked(template("full_mask", include_str!("full_mask.mlir")), &pattern).expand(op, &sizes)?;
    let mut parts = compressed_blocks(op, &pattern, mask[0])?;
    if pattern.holds == Holds::Elements {
        let columns = parts[1];
        let full = blocked(template("full_blocks", include_str!("full_blocks.mlir")), &pattern);
        parts.truncate(2);
        parts.extend(full.expand(op, &[sizes[2], sizes[3], columns])?);
    }
    replace_pattern(op, &pattern, &parts)
}

fn window_pattern<'c>(op: Op<'c>) -> Result<'c> {
    if Window::of(op).stated().is_none() {
        return stated(op);
    }
    let pattern = bcsr(op, op.result_values().first().copied())?;
    let parts = constant_window(op, &pattern)?;
    replace_pattern(op, &pattern, &parts)
}

fn pattern_from_mask<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.result_values().first().copied())?;
    from_mask(op, &pattern, operands[0])
}

fn pattern_to_mask<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let mask = to_mask(op, operands[0])?;
    rewrite::replace(op, &[cast(op, mask, op.result_values()[0].r#type())?])
}

/// The mask of a pattern that `op` reads.
pub(super) fn to_mask<'c>(op: Op<'c>, value: Val<'c>) -> Result<'c, Val<'c>> {
    let pattern = bcsr(op, Some(value))?;
    let form = form_of(&pattern);
    let to_mask = match form {
        Form::Lists => template("pattern_to_mask", include_str!("pattern_to_mask.mlir")),
        Form::Blocks => template("pattern_to_elements", include_str!("pattern_to_elements.mlir")),
    };
    let mask = blocked(to_mask, &pattern).expand(op, &read(op, &pattern, value, form)?)?;
    Ok(mask[0])
}

fn pattern_density<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(0))?;
    let form = form_of(&pattern);
    let parts = read(op, &pattern, operands[0], form)?;
    match form {
        Form::Lists => blocked(
            template("pattern_density", include_str!("pattern_density.mlir")),
            &pattern,
        )
        .replace(op, &parts),
        Form::Blocks => {
            let count = count_elements(op, &pattern, &parts)?;
            let density = blocked(
                template("element_density", include_str!("element_density.mlir")),
                &pattern,
            );
            density.replace(op, &[parts[0], parts[2], parts[3], count])
        }
    }
}

/// The number of elements of a pattern that holds elements.
pub(super) fn count_elements<'c>(op: Op<'c>, pattern: &PatternType, parts: &[Val<'c>]) -> Result<'c, Val<'c>> {
    let count = blocked(template("count_elements", include_str!("count_elements.mlir")), pattern);
    Ok(bits::with_masks(op, count, pattern)?.expand(op, parts)?[0])
}

/// Replaces `op`, which makes `pattern`, by what a mask says.
pub(super) fn from_mask<'c>(op: Op<'c>, pattern: &PatternType, mask: Val<'c>) -> Result<'c> {
    let form = form_of(pattern);
    let parts = match form {
        Form::Lists => compressed_blocks(op, pattern, mask)?,
        Form::Blocks => blocked(
            template("pattern_from_elements", include_str!("pattern_from_elements.mlir")),
            pattern,
        )
        .expand(op, &[mask])?,
    };
    write(op, pattern, parts, form)
}

fn compressed_blocks<'c>(op: Op<'c>, pattern: &PatternType, mask: Val<'c>) -> Result<'c, Vec<Val<'c>>> {
    template("pattern_from_mask", include_str!("pattern_from_mask.mlir"))
        .set("I", index_type(pattern))
        .expand(op, &[mask])
}

/// Sizes as values: constants, or those of `given` in turn where they are not known.
pub(super) fn size_constants<'c>(op: Op<'c>, sizes: &[Dim], given: &[Val<'c>]) -> Result<'c, Vec<Val<'c>>> {
    let mut given = given.iter().copied();
    let values = sizes.iter().enumerate().map(|(axis, size)| match size {
        Some(size) => index_constant(op, *size),
        None => given
            .next()
            .ok_or_else(|| op.op_error(format!("has no size for dimension {axis}"))),
    });
    values.collect()
}

/// A window is stored in the program, and made in the compiler: one that would fill the memory is refused.
const MOST_BLOCKS: u64 = 1 << 28;

/// A static window is known now: its parts are constants. Equal masks are stored once.
fn constant_window<'c>(op: Op<'c>, pattern: &PatternType) -> Result<'c, Vec<Val<'c>>> {
    const BLOCKS: &str = "func.func private @window() -> (tensor<$pointer_shape$I>, tensor<$count$I>, index) {
  %row_pointers = arith.constant dense<$row_pointers> : tensor<$pointer_shape$I>
  %columns = arith.constant dense<$columns> : tensor<$count$I>
  %width = arith.constant $width : index
  return %row_pointers, %columns, %width : tensor<$pointer_shape$I>, tensor<$count$I>, index
}";
    const ELEMENTS: &str = "func.func private @window()
    -> (tensor<$pointer_shape$I>, tensor<$count$I>, index, index, tensor<$count$I>, tensor<$mask_shape>) {
  %row_pointers = arith.constant dense<$row_pointers> : tensor<$pointer_shape$I>
  %columns = arith.constant dense<$columns> : tensor<$count$I>
  %tokens = arith.constant $tokens : index
  %mask_ids = arith.constant dense<$mask_ids> : tensor<$count$I>
  %masks = arith.constant dense<$masks> : tensor<$mask_shape>
  return %row_pointers, %columns, %tokens, %tokens, %mask_ids, %masks
    : tensor<$pointer_shape$I>, tensor<$count$I>, index, index, tensor<$count$I>, tensor<$mask_shape>
}";
    let ([Some(batch), Some(heads), Some(tokens), _], [Some(rows), Some(width)]) = (pattern.shape, pattern.grid())
    else {
        return Err(op.op_error("expects a static shape"));
    };
    if rows.saturating_mul(width) > MOST_BLOCKS {
        return Err(op.op_error(format!(
            "makes a pattern of {rows} x {width} blocks, more than a program can hold ({MOST_BLOCKS}): expected larger blocks"
        )));
    }
    let mut numbers = HashMap::new();
    let mut hex = String::new();
    let mut rows_of_head = Vec::new();
    for row in 0..rows {
        let mut stored = Vec::new();
        for (column, mask) in window_row(op, pattern, row, width)?.into_iter().enumerate() {
            let id = match mask {
                Seen::Nothing => continue,
                Seen::All => -1,
                Seen::Some(mask) => {
                    let next = numbers.len() as i64;
                    *numbers.entry(mask).or_insert_with_key(|mask| {
                        hex.extend(mask.iter().map(|byte| format!("{byte:02X}")));
                        next
                    })
                }
            };
            stored.push((column, id));
        }
        rows_of_head.push(stored);
    }
    // Every head of every batch entry has the same rows.
    let copies = batch.saturating_mul(heads);
    let of_head: usize = rows_of_head.iter().map(Vec::len).sum();
    if copies.saturating_mul(of_head as u64 + rows) > MOST_BLOCKS {
        return Err(op.op_error(format!(
            "makes a pattern of {batch} x {heads} heads of {of_head} blocks in {rows} rows, more than a program can hold \
             ({MOST_BLOCKS}): expected fewer heads; one serves all"
        )));
    }
    let mut pointers = Vec::new();
    for copy in 0..copies as usize {
        let mut at = copy * of_head;
        let mut of_rows = vec![at.to_string()];
        for row in &rows_of_head {
            at += row.len();
            of_rows.push(at.to_string());
        }
        pointers.push(format!("[{}]", of_rows.join(", ")));
    }
    let pointers: Vec<_> = pointers
        .chunks(heads.max(1) as usize)
        .map(|heads| format!("[{}]", heads.join(", ")))
        .collect();
    let blocks = || (0..copies).flat_map(|_| rows_of_head.iter().flatten());
    let (block_columns, mask_ids): (Vec<_>, Vec<_>) = blocks().map(|(column, id)| (*column as i64, *id)).unzip();
    let text = match pattern.holds {
        Holds::Blocks => BLOCKS,
        Holds::Elements => ELEMENTS,
    };
    let masks = numbers.len();
    let parts = blocked(template("window", text), pattern)
        .set("pointer_shape", format!("{batch}x{heads}x{}x", rows + 1))
        .set("count", format!("{}x", block_columns.len()))
        .set("row_pointers", literal(&pointers))
        .set("columns", literal(&block_columns))
        .set("width", width)
        .set("tokens", tokens)
        .set("mask_ids", literal(&mask_ids))
        .set(
            "masks",
            if masks == 0 {
                String::new()
            } else {
                format!("\"0x{hex}\"")
            },
        )
        .set(
            "mask_shape",
            format!("{masks}x{}x{}xi8", pattern.block[1], pattern.mask_bytes()),
        );
    parts.expand(op, &[])
}

/// The elements of a `dense` attribute; nothing between the brackets of an empty one.
fn literal<T: std::fmt::Display>(elements: &[T]) -> String {
    if elements.is_empty() {
        return String::new();
    }
    let words: Vec<_> = elements.iter().map(ToString::to_string).collect();
    format!("[{}]", words.join(", "))
}

/// What of a block a window sees.
enum Seen {
    Nothing,
    All,
    /// The bit mask of `bk x W` bytes.
    Some(Vec<u8>),
}

/// What a window sees of each block of a row; where the pattern holds blocks, one of which it sees something is seen.
///
/// `O(bq (2 r_t + 1)(2 r_y + 1)(2 r_x + 1))`: each query's window is walked, never all pairs.
fn window_row<'c>(op: Op<'c>, pattern: &PatternType, row: u64, width: u64) -> Result<'c, Vec<Seen>> {
    let window = Window::of(op);
    let global = window.global;
    let ([t, y, x], [radius_t, radius_y, radius_x]) = (window.stated().unwrap_or_default(), &window.radius[..]) else {
        return Err(op.op_error("expects a grid and a radius of three sizes"));
    };
    let n = global + t * y * x;
    let [block_rows, block_columns] = pattern.block.map(|size| size as i64);
    let first_query = row as i64 * block_rows;
    let bytes = pattern.mask_bytes() as usize;
    let mut masks: Vec<Option<Vec<u8>>> = vec![None; width as usize];
    let near = |position: i64, radius: i64, size: i64| {
        position.saturating_sub(radius).max(0)..=position.saturating_add(radius).min(size - 1)
    };
    for query in first_query..(first_query + block_rows).min(n) {
        // The keys first..=last, which a run of them is along x.
        let mut see = |first: i64, last: i64| {
            for column in first / block_columns..=last / block_columns {
                let mask = masks[column as usize].get_or_insert_with(|| vec![0; block_columns as usize * bytes]);
                if pattern.holds == Holds::Blocks {
                    continue;
                }
                let start = column * block_columns;
                let bit = (query - first_query) as usize;
                for key in first.max(start)..=last.min(start + block_columns - 1) {
                    mask[(key - start) as usize * bytes + bit / 8] |= 1 << (bit % 8);
                }
            }
        };
        if query < global {
            see(0, n - 1);
            continue;
        }
        if global > 0 {
            see(0, global - 1);
        }
        let cell = query - global;
        let (qt, qy, qx) = (cell / (y * x), cell / x % y, cell % x);
        for kt in near(qt, *radius_t, *t) {
            for ky in near(qy, *radius_y, *y) {
                let xs = near(qx, *radius_x, *x);
                let line = global + (kt * y + ky) * x;
                see(line + xs.start(), line + xs.end());
            }
        }
    }
    let queries = (n - first_query).min(block_rows);
    let seen = masks.into_iter().enumerate().map(|(column, mask)| {
        let keys = (n - column as i64 * block_columns).min(block_columns);
        match mask {
            None => Seen::Nothing,
            Some(_) if pattern.holds == Holds::Blocks => Seen::All,
            Some(mask) if i64::from(mask.iter().map(|byte| byte.count_ones()).sum::<u32>()) == queries * keys => {
                Seen::All
            }
            Some(mask) => Seen::Some(mask),
        }
    });
    Ok(seen.collect())
}
