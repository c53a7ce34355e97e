//! `dsa-set-block-size`: choose patterns in blocks of another size.

use dynsparse_dialects::{Format, Holds, PatternType, dsa::pattern_type};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{ValueLike as _, attribute::DenseI64ArrayAttribute, operation::OperationLike as _},
    operation::{Dim, OpExt as _, collect, dims, dims_agree, element, owner, set_type, tensor, users},
    pass::{Pass, PassRun},
    rewrite,
    template::Template,
};

use crate::DsaSetBlockSize;

/// What makes patterns, beside the ops whose name says so.
const BESIDE: [&str; 6] = [
    "dsa.select_blocks",
    "dsa.select_n_of_m",
    "dsa.pattern_from_mask",
    "dsa.pattern_union",
    "dsa.pattern_intersection",
    "dsa.pattern_complement",
];

impl Pass for DsaSetBlockSize {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let size = u64::try_from(self.block_size)
            .ok()
            .filter(|size| *size > 0)
            .ok_or_else(|| function.error(format!("block-size is {}, expected at least 1", self.block_size)))?;
        let makers = collect(function, |name| {
            name.starts_with("dsa.") && name.ends_with("_pattern") || BESIDE.contains(&name)
        });
        // Refuse before the first change, so that a failure leaves the function as it was.
        for op in collect(function, |_| true) {
            check(op)?;
        }
        run.each(&makers, |op| {
            let result = op.result_values()[0];
            let before = pattern_type(Some(result))?;
            let single = matches!(before.format.uncompressed().0, Format::Csr | Format::Coo);
            if single && before.holds == Holds::Blocks {
                return Err(op.op_error(format!("makes {before}: its format holds single elements")));
            }
            if before.block == [size, size] {
                return Ok(());
            }
            let after = PatternType {
                block: [size, size],
                ..before.clone()
            };
            if op.full_name() == "dsa.select_blocks" {
                rescore(op, &before, &after)?;
            }
            let r#type = after
                .to_type(op.location())
                .ok_or_else(|| op.error(format!("{after} is not a type")))?;
            set_type(result, r#type);
            run.count(Self::PATTERNS, 1);
            Ok(())
        })
    }
}

/// Fails at an op that fixes a block size from outside what the pass may change.
fn check(op: Op<'_>) -> Result<'_> {
    let name = op.full_name();
    let holds_blocks = |value: Option<Val<'_>>| pattern_type(value).is_ok_and(|p| p.holds == Holds::Blocks);
    let fixed = match name.as_str() {
        // Their masks or scores have an element a block, or none has to do with blocks.
        "dsa.pattern_from_mask" | "dsa.row_pattern" | "dsa.column_pattern" | "dsa.select_n_of_m" => {
            holds_blocks(op.result_values().first().copied())
        }
        "dsa.pattern_to_mask" => holds_blocks(op.operand_at(0)),
        "dsa.select_blocks" => match owner(op.operand_values()[0]) {
            Some(score) if score.full_name() == "dsa.score_blocks" => return check_select(op, score),
            _ => true,
        },
        "dsa.score_blocks" => users(op.result_values()[0])
            .iter()
            .any(|user| user.full_name() != "dsa.select_blocks"),
        // What it converts from and to is stated.
        "dsa.convert_pattern" => true,
        "func.func" => op
            .attr("function_type")
            .is_some_and(|t| t.to_string().contains("!dsa.pattern")),
        // Another dialect's op, a branch or a call, hands patterns on as they are.
        _ if !name.starts_with("dsa.") => {
            let values = op.operand_values().into_iter().chain(op.result_values());
            values.into_iter().any(|v| PatternType::of(v.r#type()).is_some())
        }
        _ => false,
    };
    if fixed {
        Err(op.op_error("fixes the block size: cannot choose blocks of another size"))
    } else {
        Ok(())
    }
}

/// Fails where the pattern is not that of the scored queries and keys, or where the density cannot be kept.
fn check_select<'c>(select: Op<'c>, score: Op<'c>) -> Result<'c> {
    let pattern = pattern_type(select.result_values().first().copied())?;
    let [_, _, queries, keys] = pattern.shape;
    if keys.is_none() {
        return Err(select.op_error("has a dynamic number of keys: cannot keep the density"));
    }
    let [scored_queries, scored_keys] = scored(score);
    if dims_agree(queries, scored_queries) && dims_agree(keys, scored_keys) {
        return Ok(());
    }
    Err(select.op_error("has other sizes than what its scores are made from: cannot choose blocks of another size"))
}

/// The numbers of queries and keys that scores are made from.
fn scored(score: Op<'_>) -> [Dim; 2] {
    [0, 1].map(|operand| dims(score.operand_at(operand)?.r#type())?.get(2).copied()?)
}

/// Scores in the new blocks, and a `top_k` that keeps the density.
fn rescore<'c>(select: Op<'c>, before: &PatternType, after: &PatternType) -> Result<'c> {
    let scores = select.operand_values()[0];
    let score = owner(scores).ok_or_else(|| select.op_error("chooses from scores that are not computed here"))?;
    let block = after.block.map(|size| size as i64);
    rewrite::set_attribute(score, "block", DenseI64ArrayAttribute::new(select.ctx(), &block).into());
    let element = element(scores.r#type()).ok_or_else(|| score.op_error("has no scores"))?;
    let sizes = dims(scores.r#type()).unwrap_or_default();
    let [queries, keys] = scored(score);
    let blocks = |size: Dim, block: u64| size.map(|size| size.div_ceil(block));
    let shape = [
        sizes[0],
        sizes[1],
        blocks(queries, after.block[0]),
        blocks(keys, after.block[1]),
    ];
    set_type(scores, tensor(&shape, element));
    let (Some(old), Some(new)) = (before.grid()[1], after.grid()[1]) else {
        return Err(select.op_error("has a dynamic number of keys: cannot keep the density"));
    };
    if old != new {
        let scaled = Template::new("dsa-set-block-size", SCALED)
            .set("old", old)
            .set("new", new)
            .expand(select, &[select.operand_values()[1]])?;
        rewrite::set_operand(select, 1, scaled[0]);
    }
    Ok(())
}

/// More than all blocks is all blocks: without the minimum, a large `top_k` would overflow.
const SCALED: &str = "func.func private @scaled(%k: index) -> index {
  %new = arith.constant $new : index
  %old = arith.constant $old : index
  %most = arith.minsi %k, %old : index
  %wide = arith.muli %most, %new : index
  %scaled = arith.ceildivsi %wide, %old : index
  return %scaled : index
}";
