//! Heads, as stored patterns and kernels on tensors.

use dynsparse_dialects::{Holds, Norm};
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, bcsr, blocked, element_of, index_type, parts_of, replace_pattern, template, tokens};
use crate::precision::compute_type;

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.score_heads", score_heads),
    // Heads are chosen as tokens are.
    ("dsa.select_heads", tokens::gate_tokens),
    ("dsa.pack_heads", pack_heads),
    ("dsa.unpack_heads", unpack_heads),
    ("dsa.pattern_pack_heads", pattern_pack_heads),
];

fn score_heads<'c>(op: Op<'c>) -> Result<'c> {
    let from = element_of(op, 0)?;
    template("score_heads", include_str!("score_heads.mlir"))
        .set("T", from)
        .set("S", compute_type(from))
        .set("norm", Norm::of(op)?.word())
        .replace(op, &op.operand_values())
}

fn pack_heads<'c>(op: Op<'c>) -> Result<'c> {
    template("pack_heads", include_str!("pack_heads.mlir"))
        .set("T", element_of(op, 0)?)
        .replace(op, &op.operand_values())
}

fn unpack_heads<'c>(op: Op<'c>) -> Result<'c> {
    template("unpack_heads", include_str!("unpack_heads.mlir"))
        .set("T", element_of(op, 0)?)
        .replace(op, &op.operand_values())
}

fn pattern_pack_heads<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let of = bcsr(op, op.operand_at(0))?;
    let made = bcsr(op, op.result_values().first().copied())?;
    let mut parts = parts_of(op, &of, operands[0])?;
    let index = index_type(&of);
    let text = blocked(
        template("pattern_pack_heads", include_str!("pattern_pack_heads.mlir")),
        &of,
    );
    // Where blocks carry no masks, the columns stand for the ids, and none is stored.
    let (text, ids) = match of.holds {
        Holds::Blocks => (
            text.set("masked", 0).set("store_id", "").set("id_stored", "%ids"),
            parts[1],
        ),
        Holds::Elements => (
            text.set("masked", 1)
                .set(
                    "store_id",
                    format!(
                        "%id = tensor.extract %ids_of[%i] : tensor<?x{index}>
                         %with_id = tensor.insert %id into %ids[%to] : tensor<?x{index}>"
                    ),
                )
                .set("id_stored", "%with_id"),
            parts[4],
        ),
    };
    let lists = text.expand(op, &[parts[0], parts[1], ids, operands[1]])?;
    parts[0] = lists[0];
    parts[1] = lists[1];
    if of.holds == Holds::Elements {
        parts[4] = lists[2];
    }
    replace_pattern(op, &made, &parts)
}
