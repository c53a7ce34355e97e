//! `dsa-set-block-size`: choose patterns in blocks of another size.

use dynsparse_dialects::{PatternType, dsa::pattern_type};
use dynsparse_ir::{
    Op, Result,
    melior::ir::{ValueLike as _, attribute::DenseI64ArrayAttribute, operation::OperationLike as _},
    operation::{OpExt as _, collect, dims, element, owner, set_type, tensor, users},
    pass::{Pass, PassRun},
    rewrite,
    template::Template,
};

use crate::DsaSetBlockSize;

impl Pass for DsaSetBlockSize {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let size = u64::try_from(self.block_size)
            .ok()
            .filter(|size| *size > 0)
            .ok_or_else(|| function.error(format!("block-size is {}, expected at least 1", self.block_size)))?;
        let makers = collect(function, |name| {
            name.starts_with("dsa.") && name.ends_with("_pattern") || name == "dsa.select_blocks"
        });
        // Refuse before the first change, so that a failure leaves the function as it was.
        for op in collect(function, |name| {
            name.starts_with("dsa.") || name.starts_with("func.") || name.starts_with("scf.")
        }) {
            check(op)?;
        }
        run.each(&makers, |op| {
            let result = op.result_values()[0];
            let before = pattern_type(Some(result))?;
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
    let fixed = match name.as_str() {
        "dsa.pattern_from_mask" | "dsa.pattern_to_mask" => true,
        "dsa.select_blocks" => owner(op.operand_values()[0]).is_none_or(|o| o.full_name() != "dsa.score_blocks"),
        "dsa.score_blocks" => users(op.result_values()[0])
            .iter()
            .any(|user| user.full_name() != "dsa.select_blocks"),
        "func.func" => op
            .attr("function_type")
            .is_some_and(|t| t.to_string().contains("!dsa.pattern")),
        _ if name.starts_with("func.") || name.starts_with("scf.") => {
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

/// Scores in the new blocks, and a `top_k` that keeps the density.
fn rescore<'c>(select: Op<'c>, before: &PatternType, after: &PatternType) -> Result<'c> {
    let scores = select.operand_values()[0];
    let score = owner(scores).ok_or_else(|| select.op_error("chooses from scores that are not computed here"))?;
    let block = after.block.map(|size| size as i64);
    rewrite::set_attribute(score, "block", DenseI64ArrayAttribute::new(select.ctx(), &block).into());
    let element = element(scores.r#type()).ok_or_else(|| score.op_error("has no scores"))?;
    let sizes = dims(scores.r#type()).unwrap_or_default();
    let [rows, columns] = after.grid();
    let new_scores = tensor(&[sizes[0], sizes[1], rows, columns], element);
    let old_columns = before.grid()[1];
    let (Some(old), Some(new)) = (old_columns, columns) else {
        return Err(select.op_error("has a dynamic number of keys: cannot keep the density"));
    };
    let scaled = Template::new("dsa-set-block-size", SCALED)
        .set("old", old)
        .set("new", new)
        .expand(select, &[select.operand_values()[1]])?;
    rewrite::set_operand(select, 1, scaled[0]);
    set_type(scores, new_scores);
    Ok(())
}

const SCALED: &str = "func.func private @scaled(%k: index) -> index {
  %new = arith.constant $new : index
  %old = arith.constant $old : index
  %wide = arith.muli %k, %new : index
  %scaled = arith.ceildivsi %wide, %old : index
  return %scaled : index
}";
