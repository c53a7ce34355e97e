//! Patterns that are stated by a formula: what both lowerings share of them.
//!
//! The formula, `see(b, h, i, j)`, each lowering has in its own form: the reference for a pair, the fast one for a whole block
//! and, where the block is neither full nor empty, for eight queries at a time.

use dynsparse_dialects::dsa::{SizeSource, Window, size_sources};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{TypeLike as _, ValueLike as _},
    operation::{OpExt as _, int_constant},
    template::{Template, index_constant},
};
use dynsparse_passes::size_checks::place;

use crate::tell_compared::COMPARED;

/// Batch, heads, queries and keys of the pattern that `op` states, and what its formula reads: its tensors, and of a window the
/// sizes of the grid. That these agree with the sizes is checked.
///
/// # Errors
///
/// If it lacks a size.
pub fn operands<'c>(op: Op<'c>) -> Result<'c, Vec<Val<'c>>> {
    let given = op.operand_values();
    let mut operands = Vec::new();
    for source in size_sources(op).ok_or_else(|| op.op_error("lacks a size"))? {
        operands.push(match source {
            SizeSource::Type(size) => index_constant(op, size)?,
            SizeSource::Operand(operand) => given[operand],
            SizeSource::Axis { operand, axis, unit } => tokens(op, given[operand], axis, unit)?,
        });
    }
    operands.extend(given.iter().filter(|operand| operand.r#type().is_tensor()));
    match op.full_name().as_str() {
        "dsa.window_pattern" => operands.extend(checked_grid(op, &operands)?),
        "dsa.diagonal_pattern" => check_diagonals(op, &operands[2..])?,
        _ => {}
    }
    Ok(operands)
}

/// A tensor's size in tokens: in whole blocks, where it has an element a block.
fn tokens<'c>(op: Op<'c>, tensor: Val<'c>, axis: usize, unit: u64) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @tokens(%x: $X) -> index {
  %axis = arith.constant $axis : index
  %unit = arith.constant $unit : index
  %units = tensor.dim %x, %axis : $X
  %tokens = arith.muli %units, %unit : index
  return %tokens : index
}";
    let template = Template::new("tokens", TEXT)
        .set("X", tensor.r#type())
        .set("axis", axis)
        .set("unit", unit);
    Ok(template.expand(op, &[tensor])?[0])
}

/// A text with the radius and the number of global tokens of the window `op` in it, as `$radius_t`, `$radius_y`, `$radius_x` and
/// `$global`.
///
/// # Errors
///
/// If the radius has not three sizes.
pub fn of_window<'c>(op: Op<'c>, text: &'static str) -> Result<'c, String> {
    let window = Window::of(op);
    let [t, y, x] = window.radius[..] else {
        return Err(op.op_error("expects a radius of three sizes"));
    };
    let template = Template::new("window", text)
        .set("radius_t", t)
        .set("radius_y", y)
        .set("radius_x", x)
        .set("global", window.global);
    template.text_at(op)
}

/// The sizes of a window's grid, none negative, of which it is checked that they and the global tokens are the pattern's tokens.
fn checked_grid<'c>(op: Op<'c>, sizes: &[Val<'c>]) -> Result<'c, Vec<Val<'c>>> {
    let window = Window::of(op);
    let grid = match &window.grid {
        Some(grid) => grid
            .iter()
            .map(|size| index_constant(op, *size as u64))
            .collect::<Result<_>>()?,
        None => window.cells,
    };
    let known = |value: &Val<'c>| int_constant(*value);
    let tokens: Vec<Option<i64>> = sizes[2..4].iter().map(known).collect();
    let cells: Option<Vec<i64>> = grid.iter().map(known).collect();
    let compared = |size: Option<i64>| {
        let Some(size) = size else { return String::new() };
        let of_grid = || window_tokens(tokens[0]?, tokens[1]?, cells.as_deref()?, window.global);
        let numbers: Vec<String> = [Some(size.max(0)), of_grid()]
            .into_iter()
            .flatten()
            .map(|number| number.to_string())
            .collect();
        format!(" {{{COMPARED} = array<i64: {}>}}", numbers.join(", "))
    };
    let template = Template::new("window_grid", include_str!("stated_patterns/window_grid.mlir"))
        .set("global", window.global)
        .set("queries_compared", compared(tokens[0]))
        .set("keys_compared", compared(tokens[1]))
        .set("place", place(op));
    template.expand(op, &[&sizes[2..4], &grid].concat())
}

/// Checks that the mask of diagonals has as many as the pattern.
fn check_diagonals<'c>(op: Op<'c>, sizes: &[Val<'c>]) -> Result<'c> {
    let known: Option<Vec<i64>> = sizes[..2].iter().map(|size| int_constant(*size)).collect();
    let compared = known.map_or_else(String::new, |known| {
        let diagonals = (known[0].max(0) + known[1].max(0) - 1).max(0);
        format!(" {{{COMPARED} = array<i64: {diagonals}>}}")
    });
    let template = Template::new("diagonals", include_str!("stated_patterns/diagonals.mlir"))
        .set("compared", compared)
        .set("place", place(op));
    template.expand(op, sizes)?;
    Ok(())
}

/// How many tokens a grid has with the global ones, cut off where `window_grid.mlir` cuts them off.
fn window_tokens(queries: i64, keys: i64, cells: &[i64], global: i64) -> Option<i64> {
    let limit = queries.max(keys).max(0).checked_add(1)?;
    let product = |so_far: i64, size: &i64| so_far.saturating_mul((*size).clamp(0, limit)).min(limit);
    cells.iter().fold(1, product).checked_add(global)
}
