//! The behaviour of the `dsk` ops: what their verifiers check.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::OpHooks,
    melior::ir::{TypeLike as _, ValueLike as _},
    operation::{Dim, OpExt as _, same_type},
};

use crate::shapes::{Shaped, shaped};

mod attention;
mod channels;
mod exits;
mod experts;
mod heads;
mod in_place;
mod incremental;
mod instructions;
mod iteration;
mod linear;
mod mass;
mod merging;
mod patterns;
mod prediction;
mod stored_scores;
mod temporal;
mod tokens;

pub use attention::{is_attention, is_masked, lse_of, output_of};
pub use patterns::asserted;

/// On a launcher, the function that it calls for each piece of work; `outline-partitions` puts it there.
pub const LAUNCHES: &str = "dynsparse.launches";

/// The ops that kernels stand in or are made of: work, loops, instructions.
const STRUCTURE: [&str; 9] = [
    "dsk.assert_pattern",
    "dsk.partition",
    "dsk.num_threads",
    "dsk.for_blocks",
    "dsk.for_chunks",
    "dsk.once",
    "dsk.yield",
    "dsk.dot",
    "dsk.exp2",
];

/// Whether the op of that name is a kernel.
pub fn is_kernel(name: &str) -> bool {
    name.starts_with("dsk.") && !STRUCTURE.contains(&name)
}

/// One entry an op, a list a topic.
pub const HOOKS: &[&[OpHooks]] = &[
    patterns::HOOKS,
    mass::HOOKS,
    prediction::HOOKS,
    attention::HOOKS,
    stored_scores::HOOKS,
    tokens::HOOKS,
    merging::HOOKS,
    heads::HOOKS,
    channels::HOOKS,
    exits::HOOKS,
    temporal::HOOKS,
    linear::HOOKS,
    experts::HOOKS,
    incremental::HOOKS,
    iteration::HOOKS,
    instructions::HOOKS,
];

/// Checks the destination-passing form: `ins` operands, then exactly `outs`, all tensors or all buffers, and a result of
/// the same type for each tensor in `outs`.
fn destinations<'c>(op: Op<'c>, ins: usize, names: &[&'static str]) -> Result<'c, Vec<Shaped<'c>>> {
    let operands = op.operand_values();
    let outs = operands.get(ins..).unwrap_or_default();
    if outs.len() != names.len() {
        return Err(Error::new(format!(
            "has {} outs, expected {}: {}",
            outs.len(),
            names.len(),
            names.join(", ")
        )));
    }
    let shapes = names
        .iter()
        .enumerate()
        .map(|(i, name)| shaped(op, ins + i, name))
        .collect::<Result<Vec<_>>>()?;
    one_kind(&operands)?;
    let results = op.result_values();
    let on_tensors = operands.iter().any(|operand| operand.r#type().is_tensor());
    let expected = if on_tensors { outs.len() } else { 0 };
    if results.len() != expected {
        return Err(Error::new(format!(
            "has {} results, expected {expected}: one for each tensor in outs, none for buffers",
            results.len()
        )));
    }
    for (result, out) in results.iter().zip(outs) {
        if !same_type(result.r#type(), out.r#type()) {
            return Err(Error::new(format!(
                "result type {} differs from that of its destination, {}",
                result.r#type(),
                out.r#type()
            )));
        }
    }
    Ok(shapes)
}

/// All are tensors, or all buffers.
fn one_kind<'c>(operands: &[Val<'c>]) -> Result<'c> {
    let tensors = operands.iter().filter(|o| o.r#type().is_tensor()).count();
    let buffers = operands.iter().filter(|o| o.r#type().is_mem_ref()).count();
    if tensors > 0 && buffers > 0 {
        return Err(Error::new(format!(
            "mixes {tensors} tensors and {buffers} buffers, expected all of one kind"
        )));
    }
    Ok(())
}

fn rank<'c>(shape: &Shaped<'c>, rank: usize) -> Result<'c> {
    if shape.sizes.len() == rank {
        return Ok(());
    }
    Err(Error::new(format!(
        "{} has rank {}, expected {rank}",
        shape.name,
        shape.sizes.len()
    )))
}

/// `R + 1` of `R` block rows.
fn pointers(rows: Dim) -> Dim {
    rows.map(|r| r + 1)
}

fn blocks(size: Dim, block: u64) -> Dim {
    size.map(|s| s.div_ceil(block))
}

fn finite_scale<'c>(op: Op<'c>) -> Result<'c> {
    match op.float_attr("scale") {
        Some(scale) if !scale.is_finite() => Err(Error::new(format!("scale is {scale}, expected a finite number"))),
        _ => Ok(()),
    }
}
