//! Kernels that have nothing to write: of what they are given they keep all.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{TypeLike as _, ValueLike as _},
    operation::{OpExt as _, defined_by, dims},
    rewrite::{Pattern, Rewriter},
};

/// Nothing is listed: destinations keep what they hold.
pub(super) struct KeepsDestinations {
    /// The op.
    pub op: &'static str,
    /// How many operands there are before its destinations.
    pub ins: usize,
    /// The operands that list what it writes.
    pub lists: &'static [usize],
}

impl Pattern for KeepsDestinations {
    fn root(&self) -> &'static str {
        self.op
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let size = |operand: usize, axis: usize| dims(op.operand_at(operand)?.r#type())?.get(axis).copied().flatten();
        let listed = self.lists.iter().any(|list| size(*list, 1) != Some(0));
        // A list of all keys, of which there are none, is not nothing.
        let may_be_all = self.op == "dsk.update_product" && size(1, 2).is_none_or(|keys| keys == 0);
        if listed || may_be_all {
            return Ok(false);
        }
        keep_destinations(op, self.ins, rewriter);
        Ok(true)
    }
}

/// No destination has elements, by their types: there is nothing to write.
pub(super) struct WritesNothing {
    /// The op.
    pub op: &'static str,
    /// How many operands there are before its destinations; without it the last one is the only destination.
    pub ins: Option<usize>,
}

impl Pattern for WritesNothing {
    fn root(&self) -> &'static str {
        self.op
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let operands = op.operand_values();
        let ins = self.ins.unwrap_or(operands.len() - 1);
        let is_empty = |out: &Val<'c>| dims(out.r#type()).is_some_and(|sizes| sizes.contains(&Some(0)));
        if !operands[ins..].iter().all(is_empty) {
            return Ok(false);
        }
        keep_destinations(op, ins, rewriter);
        Ok(true)
    }
}

/// Drops the op: on tensors its destinations are its results.
fn keep_destinations<'c>(op: Op<'c>, ins: usize, rewriter: &Rewriter<'c>) {
    if op.result_values().is_empty() {
        rewriter.erase(op);
    } else {
        rewriter.replace(op, &op.operand_values()[ins..]);
    }
}

/// `scatter(gather(x, i), i) into x = x`, on tensors.
pub(super) struct ScattersBack {
    /// The op that gathers.
    pub gather: &'static str,
    /// The op that scatters.
    pub scatter: &'static str,
}

impl Pattern for ScattersBack {
    fn root(&self) -> &'static str {
        self.scatter
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let [packed, list, into] = op.operand_values()[..] else {
            return Ok(false);
        };
        let gather = defined_by(packed, self.gather).map(|gather| gather.operand_values());
        let back = gather.is_some_and(|gather| gather[0] == into && gather[1] == list);
        if !back || !into.r#type().is_tensor() {
            return Ok(false);
        }
        keep_destinations(op, 2, rewriter);
        Ok(true)
    }
}

/// `expand(compress(m)) = m`, on tensors whose sizes are stated and the same.
pub(super) struct ExpandsBack {
    /// The op that makes lists of a mask.
    pub compress: &'static str,
    /// The op that makes a mask of lists.
    pub expand: &'static str,
}

impl Pattern for ExpandsBack {
    fn root(&self) -> &'static str {
        self.expand
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let operands = op.operand_values();
        let [lists @ .., into] = &operands[..] else {
            return Ok(false);
        };
        let Some(compress) = lists.first().and_then(|list| defined_by(*list, self.compress)) else {
            return Ok(false);
        };
        let mask = compress.operand_values()[0];
        let is_stated = dims(into.r#type()).is_some_and(|sizes| sizes.iter().all(Option::is_some));
        let same = compress.result_values() == lists && compress.attr("block") == op.attr("block");
        if !same || !is_stated || mask.r#type() != into.r#type() {
            return Ok(false);
        }
        rewriter.replace(op, &[mask]);
        Ok(true)
    }
}
