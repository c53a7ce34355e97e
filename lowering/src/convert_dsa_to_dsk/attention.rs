//! Attention, as stored patterns and kernels on tensors.

use dynsparse_dialects::Holds;
use dynsparse_ir::{Op, Result, Val, melior::ir::ValueLike as _, operation::OpExt as _, rewrite, template::cast};

use super::{Lower, bcsr, element_of, formats, index_type, parts_of, scale, template};
use crate::attention_results::AttentionResults;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsa.attention", attention)];

fn attention<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let pattern = bcsr(op, op.operand_at(3))?;
    let lse = op.result_values().len() > 1;
    let index = index_type(&pattern);
    let kernel = |keys: &Keys<'c>, lse: bool| kernel(op, &index, keys, lse);
    let mut results = if let Some([blocks, rest]) = formats::parts_of_hybrid(op, &pattern, operands[3])? {
        let blocks = kernel(&Keys::of_blocks(pattern.block, &blocks), true)?;
        let rest = kernel(&Keys::of_elements(&rest), true)?;
        let types = [element_of(op, 0)?, AttentionResults::with(op, true)?.lse_element];
        formats::merge_attention(op, types, [&blocks, &rest])?
    } else if let Some(lists) = formats::by_element(op, &pattern, operands[3])? {
        kernel(&Keys::of_elements(&lists), lse)?
    } else {
        let parts = parts_of(op, &pattern, operands[3])?;
        let keys = match pattern.holds {
            Holds::Blocks => Keys::of_lists(pattern.block, &parts),
            Holds::Elements => Keys::of_blocks(pattern.block, &parts),
        };
        kernel(&keys, lse)?
    };
    for (value, result) in results.iter_mut().zip(op.result_values()) {
        *value = cast(op, *value, result.r#type())?;
    }
    results.truncate(op.result_values().len());
    rewrite::replace(op, &results)
}

/// The keys that a kernel sees: blocks, all of each or what a mask says.
struct Keys<'c> {
    block: [u64; 2],
    rows: Val<'c>,
    columns: Val<'c>,
    masks: Option<[Val<'c>; 2]>,
}

impl<'c> Keys<'c> {
    fn of_lists(block: [u64; 2], parts: &[Val<'c>]) -> Self {
        Self {
            block,
            rows: parts[0],
            columns: parts[1],
            masks: None,
        }
    }

    fn of_elements(parts: &[Val<'c>]) -> Self {
        Self::of_lists([1, 1], parts)
    }

    fn of_blocks(block: [u64; 2], parts: &[Val<'c>]) -> Self {
        Self {
            masks: Some([parts[4], parts[5]]),
            ..Self::of_lists(block, parts)
        }
    }
}

/// Attention by one kernel: its output, and the logarithms of its sums if they are wanted.
fn kernel<'c>(op: Op<'c>, index: &str, keys: &Keys<'c>, lse: bool) -> Result<'c, Vec<Val<'c>>> {
    let results = AttentionResults::with(op, lse)?;
    let mut arguments = op.operand_values()[..3].to_vec();
    arguments.extend([keys.rows, keys.columns]);
    let attention = template("attention", include_str!("attention.mlir"))
        .set("I", index)
        .set("bq", keys.block[0])
        .set("bk", keys.block[1]);
    let attention = match keys.masks {
        None => attention
            .set("kernel", "attention")
            .set("mask_arguments", "")
            .set("masks", "")
            .set("mask_types", ""),
        Some(masks) => {
            arguments.extend(masks);
            attention
                .set("kernel", "masked_attention")
                .set(
                    "mask_arguments",
                    format!(", %mask_ids: tensor<?x{index}>, %masks: tensor<?x?x?xi8>"),
                )
                .set("masks", ", %mask_ids, %masks")
                .set("mask_types", format!(", tensor<?x{index}>, tensor<?x?x?xi8>"))
        }
    };
    attention
        .set("T", element_of(op, 0)?)
        .set("S", results.lse_element)
        .set("scale", scale(op)?)
        .set("result_types", results.types)
        .set("results", results.names)
        .set("outs", results.outs)
        .expand(op, &arguments)
}
