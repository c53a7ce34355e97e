//! Attention over a stored pattern.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::OpHooks,
    melior::ir::{
        Type, ValueLike as _,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{OpExt as _, same_type},
    rewrite::{Pattern, Rewriter},
};

use super::patterns::block_masks;
use super::{blocks, destinations, finite_scale, pointers, rank};

use crate::shapes::{
    agree, block_of, heads_are_grouped, output_beside_unused_lse, same_element, serves, shaped, sizes_are,
};

use super::in_place::WritesNothing;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[
            &UnusedLse("dsk.attention"),
            &WritesNothing {
                op: "dsk.attention",
                ins: Some(5),
            },
        ],
        ..OpHooks::verifying("dsk.attention", verify_attention)
    },
    OpHooks {
        canonicalize: &[
            &UnusedLse("dsk.masked_attention"),
            &WritesNothing {
                op: "dsk.masked_attention",
                ins: Some(7),
            },
        ],
        ..OpHooks::verifying("dsk.masked_attention", verify_attention)
    },
];

/// Whether an op is attention over a stored pattern, with masks or without.
pub fn is_attention(name: &str) -> bool {
    matches!(name, "dsk.attention" | "dsk.masked_attention")
}

/// Whether an attention is over elements, and so has mask ids and masks.
pub fn is_masked(op: Op<'_>) -> bool {
    op.full_name() == "dsk.masked_attention"
}

/// The number of operands that an attention reads; its output and its `lse`, if there is one, come next.
fn inputs(op: Op<'_>) -> usize {
    if is_masked(op) { 7 } else { 5 }
}

/// Where the output of an attention goes.
pub fn output_of(op: Op<'_>) -> Option<Val<'_>> {
    op.operand_at(inputs(op))
}

/// Where the `lse` of an attention goes, if it is asked for.
pub fn lse_of(op: Op<'_>) -> Option<Val<'_>> {
    op.operand_at(inputs(op) + 1)
}

fn verify_attention(op: Op<'_>) -> Result<'_> {
    let (queries, keys, values) = (
        shaped(op, 0, "queries")?,
        shaped(op, 1, "keys")?,
        shaped(op, 2, "values")?,
    );
    let (rows, columns) = (shaped(op, 3, "row_pointers")?, shaped(op, 4, "columns")?);
    same_element(&rows, &columns)?;
    let names: &[&str] = match lse_of(op) {
        Some(_) => &["output", "lse"],
        None => &["output"],
    };
    let outs = destinations(op, inputs(op), names)?;
    rank(&outs[0], 4)?;
    for other in [&keys, &values, &outs[0]] {
        same_element(&queries, other)?;
        agree("batch", &queries, 0, other, 0)?;
    }
    heads_are_grouped(&queries, &keys)?;
    agree("number of heads", &keys, 1, &values, 1)?;
    agree("number of heads", &queries, 1, &outs[0], 1)?;
    agree("head dimension", &queries, 3, &keys, 3)?;
    agree("number of keys", &keys, 2, &values, 2)?;
    agree("number of queries", &queries, 2, &outs[0], 2)?;
    agree("value dimension", &values, 3, &outs[0], 3)?;
    if let Some(lse) = outs.get(1) {
        sizes_are("lse", &lse.sizes, &queries.sizes[..3])?;
        let expected = if same_type(queries.element, Type::float64(op.ctx())) {
            "f64"
        } else {
            "f32"
        };
        if lse.element.to_string() != expected {
            return Err(Error::new(format!(
                "lse has element type {}, expected {expected}",
                lse.element
            )));
        }
    }
    finite_scale(op)?;
    serves("batch", rows.sizes[0], queries.sizes[0])?;
    serves("head", rows.sizes[1], queries.sizes[1])?;
    let block = block_of(op)?;
    if is_masked(op) {
        block_masks(&columns, &shaped(op, 5, "mask_ids")?, &shaped(op, 6, "masks")?, block)?;
    }
    let expected = pointers(blocks(queries.sizes[2], block[0]));
    sizes_are("number of row pointers", &rows.sizes[2..], &[expected])
}

/// On tensors an `lse` that nobody asks for is not written. The op.
struct UnusedLse(&'static str);

impl Pattern for UnusedLse {
    fn root(&self) -> &'static str {
        self.0
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let Some(output) = output_beside_unused_lse(op) else {
            return Ok(false);
        };
        let (operands, attributes) = (op.operand_values(), op.attributes().collect::<Vec<_>>());
        let without = OperationBuilder::new(self.0, op.location())
            .add_operands(&operands[..operands.len() - 1])
            .add_attributes(&attributes)
            .add_results(&[output.r#type()])
            .build()
            .map_err(|error| op.error(error.to_string()))?;
        let without = rewriter.insert_before(op, without);
        // What nobody asks for is its destination as well as anything.
        rewriter.replace(op, &[without.result_values()[0], operands[operands.len() - 1]]);
        Ok(true)
    }
}
