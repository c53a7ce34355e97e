//! Structured patterns: what their types and masks must agree in.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::OpHooks,
    melior::ir::{
        ValueLike as _,
        attribute::IntegerAttribute,
        operation::{OperationBuilder, OperationLike as _},
        r#type::IntegerType,
    },
    operation::{Dim, OpExt as _, int_constant},
    rewrite::{Pattern, Rewriter},
};

use super::{explain_grid, integer_of_all, pattern_type, replace_by_dense, replace_by_same};
use crate::{
    pattern::PatternType,
    shapes::{shaped, sizes_are},
};

use super::sizes::ReadsThroughCasts;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&SeesAll("dsa.causal_pattern")],
        ..OpHooks::verifying("dsa.causal_pattern", |op| {
            let pattern = made(op)?;
            sizes_given(op, &pattern, 0, &[0, 1, 2, 3])
        })
    },
    OpHooks {
        canonicalize: &[&SeesAll("dsa.stripe_pattern"), &KnownBand],
        ..OpHooks::verifying("dsa.stripe_pattern", verify_stripe)
    },
    OpHooks {
        canonicalize: &[&OneDocument, &ReadsThroughCasts("dsa.document_pattern")],
        ..OpHooks::verifying("dsa.document_pattern", verify_document)
    },
    OpHooks {
        canonicalize: &[&MaskOfAll("dsa.row_pattern"), &ReadsThroughCasts("dsa.row_pattern")],
        ..OpHooks::verifying("dsa.row_pattern", |op| verify_masked(op, &[0, 1, 2]))
    },
    OpHooks {
        canonicalize: &[
            &MaskOfAll("dsa.column_pattern"),
            &ReadsThroughCasts("dsa.column_pattern"),
        ],
        ..OpHooks::verifying("dsa.column_pattern", |op| verify_masked(op, &[0, 1, 3]))
    },
    OpHooks {
        canonicalize: &[&EveryDiagonal, &ReadsThroughCasts("dsa.diagonal_pattern")],
        ..OpHooks::verifying("dsa.diagonal_pattern", verify_diagonal)
    },
    OpHooks {
        canonicalize: &[&MaskOfAll("dsa.head_pattern"), &ReadsThroughCasts("dsa.head_pattern")],
        ..OpHooks::verifying("dsa.head_pattern", |op| verify_masked(op, &[0, 1]))
    },
    OpHooks {
        canonicalize: &[&ConstantBudget, &ReadsThroughCasts("dsa.select_n_of_m")],
        ..OpHooks::verifying("dsa.select_n_of_m", verify_n_of_m)
    },
];

/// Where a size of a pattern that an op makes is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SizeSource {
    /// The type.
    Type(u64),
    /// An `index` operand.
    Operand(usize),
    /// A tensor's size: that many times `unit`, since it may have one for each block.
    Axis {
        /// The operand.
        operand: usize,
        /// The axis of it.
        axis: usize,
        /// Queries or keys for each element.
        unit: u64,
    },
}

/// Where `B`, `H`, `N` and `M` of the pattern come from that `op` makes, from sizes, a mask or scores. `None` if it makes no
/// pattern, or lacks a size, which its verifier refuses.
pub fn size_sources(op: Op<'_>) -> Option<[SizeSource; 4]> {
    let pattern = made(op).ok()?;
    let [uq, uk] = pattern.unit();
    // A tensor operand's axis for each size, and the tensors that come before size operands.
    let (tensors, axes): (usize, [Option<(usize, usize)>; 4]) = match op.full_name().as_str() {
        "dsa.pattern_from_mask"
        | "dsa.select_blocks"
        | "dsa.select_blocks_by_mass"
        | "dsa.select_keys"
        | "dsa.select_n_of_m" => (1, [Some((0, 0)), Some((0, 1)), Some((0, 2)), Some((0, 3))]),
        "dsa.document_pattern" => (2, [Some((0, 0)), None, Some((0, 1)), Some((1, 1))]),
        "dsa.row_pattern" => (1, [Some((0, 0)), Some((0, 1)), Some((0, 2)), None]),
        "dsa.column_pattern" => (1, [Some((0, 0)), Some((0, 1)), None, Some((0, 2))]),
        "dsa.diagonal_pattern" | "dsa.head_pattern" => (1, [Some((0, 0)), Some((0, 1)), None, None]),
        _ => (0, [None; 4]),
    };
    // Documents have one id a token.
    let units = if op.full_name() == "dsa.document_pattern" {
        [1; 4]
    } else {
        [1, 1, uq, uk]
    };
    let mut next = tensors;
    let mut sources = [SizeSource::Type(0); 4];
    for (size, source) in sources.iter_mut().enumerate() {
        *source = match (pattern.shape[size], axes[size]) {
            (Some(known), _) => SizeSource::Type(known),
            (None, Some((operand, axis))) => SizeSource::Axis {
                operand,
                axis,
                unit: units[size],
            },
            (None, None) => {
                next += 1;
                SizeSource::Operand(next - 1)
            }
        };
    }
    (next <= op.operand_values().len()).then_some(sources)
}

fn made(op: Op<'_>) -> Result<'_, PatternType> {
    pattern_type(op.result_values().first().copied())
}

/// The operands from `first` on are one for each `?` among these sizes of the pattern.
pub(super) fn sizes_given<'c>(op: Op<'c>, pattern: &PatternType, first: usize, axes: &[usize]) -> Result<'c> {
    all_given(op.operand_values().len() - first, pattern, axes)
}

/// So many size operands are one for each `?` among these sizes of the pattern.
pub(super) fn all_given<'c>(given: usize, pattern: &PatternType, axes: &[usize]) -> Result<'c> {
    let expected = axes.iter().filter(|axis| pattern.shape[**axis].is_none()).count();
    if given == expected {
        return Ok(());
    }
    let names: Vec<_> = axes
        .iter()
        .map(|axis| ["batch", "heads", "queries", "keys"][*axis])
        .collect();
    Err(Error::new(format!(
        "has {given} size operands, expected {expected}: one for each `?` of {} in {pattern}",
        names.join(", ")
    )))
}

fn verify_stripe(op: Op<'_>) -> Result<'_> {
    let pattern = made(op)?;
    sizes_given(op, &pattern, 0, &[0, 1, 2, 3])?;
    let width = op.int_attr("width").unwrap_or_default();
    if width < 0 {
        return Err(Error::new(format!("width is {width}, expected at least 0")));
    }
    // Differences of positions and these are computed in 64 bits.
    for name in ["offset", "width", "period"] {
        let value = op.int_attr(name).unwrap_or_default();
        if value.unsigned_abs() > 1 << 62 {
            return Err(Error::new(format!("{name} is {value}, expected at most 2^62")));
        }
    }
    match op.int_attr("period") {
        Some(period) if period < 1 => Err(Error::new(format!("period is {period}, expected at least 1"))),
        _ => Ok(()),
    }
}

fn verify_document(op: Op<'_>) -> Result<'_> {
    let pattern = made(op)?;
    if pattern.shape[1].is_none() {
        return Err(Error::new(format!(
            "head size of {pattern} is dynamic, expected a static one"
        )));
    }
    let [batch, _, n, m] = pattern.shape;
    sizes_are("of_queries", &shaped(op, 0, "of_queries")?.sizes, &[batch, n])?;
    sizes_are("of_keys", &shaped(op, 1, "of_keys")?.sizes, &[batch, m])
}

/// The mask has the sizes of the pattern at `axes`, in its units; operands give the others where they are open.
fn verify_masked<'c>(op: Op<'c>, axes: &[usize]) -> Result<'c> {
    let pattern = made(op)?;
    let of_pattern = pattern.mask_shape();
    let expected: Vec<Dim> = axes.iter().map(|axis| of_pattern[*axis]).collect();
    let mask = shaped(op, 0, "mask")?;
    sizes_are("mask", &mask.sizes, &expected)
        .map_err(|error| Error::new(format!("{} for {pattern}", error.message)))?;
    let others: Vec<_> = (0..4).filter(|axis| !axes.contains(axis)).collect();
    sizes_given(op, &pattern, 1, &others)
}

fn verify_diagonal(op: Op<'_>) -> Result<'_> {
    let pattern = made(op)?;
    let [batch, heads, n, m] = pattern.shape;
    let diagonals = n.zip(m).map(|(n, m)| n.saturating_add(m).saturating_sub(1));
    let mask = shaped(op, 0, "mask")?;
    sizes_are("mask", &mask.sizes, &[batch, heads, diagonals])
        .map_err(|error| Error::new(format!("{} for {pattern}: batch x heads x diagonals", error.message)))?;
    sizes_given(op, &pattern, 1, &[2, 3])
}

fn verify_n_of_m(op: Op<'_>) -> Result<'_> {
    let pattern = made(op)?;
    let scores = shaped(op, 0, "scores")?;
    sizes_are("scores", &scores.sizes, &pattern.mask_shape()).map_err(|e| explain_grid(e, &pattern))?;
    let (n, m) = (
        op.int_attr("n").unwrap_or_default(),
        op.int_attr("m").unwrap_or_default(),
    );
    if n < 0 {
        return Err(Error::new(format!("n is {n}, expected at least 0")));
    }
    if m < 1 {
        return Err(Error::new(format!("m is {m}, expected at least 1")));
    }
    Ok(())
}

/// A budget that is known is what `n` says.
struct ConstantBudget;

impl Pattern for ConstantBudget {
    fn root(&self) -> &'static str {
        "dsa.select_n_of_m"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let (Some(budget), Some(n)) = (op.operand_at(1).and_then(int_constant), op.int_attr("n")) else {
            return Ok(false);
        };
        let taken = IntegerAttribute::new(IntegerType::new(op.ctx(), 64).into(), budget.max(0).min(n));
        replace_by_same(op, &op.operand_values()[..1], &[("n", taken.into())], rewriter)
    }
}

/// `j - i - (M - N)` of all queries and keys: the least and the greatest, as far as they are known.
fn diagonals(pattern: &PatternType) -> [Option<i64>; 2] {
    let size = |axis: usize| pattern.shape[axis].and_then(|size| i64::try_from(size).ok());
    // Of the last query and the first key, and of the first query and the last key.
    [size(3).map(|keys| 1 - keys), size(2).map(|queries| queries - 1)]
}

/// Where every query sees every key, whatever sizes are open: the dense pattern. The op.
struct SeesAll(&'static str);

impl Pattern for SeesAll {
    fn root(&self) -> &'static str {
        self.0
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let pattern = made(op)?;
        let [least, greatest] = diagonals(&pattern);
        let sees_all = if self.0 == "dsa.causal_pattern" {
            // Blocks of one row have the last query in them, which sees every key.
            let one_row = pattern.shape[2].is_some_and(|queries| queries <= pattern.unit()[0]);
            one_row || greatest.is_some_and(|greatest| greatest <= 0)
        } else {
            let [offset, width] = ["offset", "width"].map(|name| op.int_attr(name).unwrap_or_default());
            match op.int_attr("period") {
                Some(period) => width >= period,
                None => {
                    least.is_some_and(|least| least >= offset)
                        && greatest.is_some_and(|greatest| greatest < offset.saturating_add(width))
                }
            }
        };
        if sees_all {
            replace_by_dense(op, &op.operand_values(), rewriter)
        } else {
            Ok(false)
        }
    }
}

/// A band that begins left of every key and ends at the diagonal is causal order; of a periodic one the offset counts within a
/// period.
struct KnownBand;

impl Pattern for KnownBand {
    fn root(&self) -> &'static str {
        "dsa.stripe_pattern"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let [offset, width] = ["offset", "width"].map(|name| op.int_attr(name).unwrap_or_default());
        if let Some(period) = op.int_attr("period") {
            let within = offset.rem_euclid(period);
            if within == offset {
                return Ok(false);
            }
            let within = IntegerAttribute::new(IntegerType::new(op.ctx(), 64).into(), within);
            return replace_by_same(op, &op.operand_values(), &[("offset", within.into())], rewriter);
        }
        let [least, _] = diagonals(&made(op)?);
        if offset.saturating_add(width) != 1 || least.is_none_or(|least| least < offset) {
            return Ok(false);
        }
        let causal = OperationBuilder::new("dsa.causal_pattern", op.location())
            .add_operands(&op.operand_values())
            .add_attributes(&op.discardable_attributes())
            .add_results(&[op.result_values()[0].r#type()])
            .build()
            .map_err(|error| op.error(error.to_string()))?;
        let causal = rewriter.insert_before(op, causal);
        rewriter.replace(op, &causal.result_values());
        Ok(true)
    }
}

/// Where all queries and keys are of one document, each sees every other.
struct OneDocument;

impl Pattern for OneDocument {
    fn root(&self) -> &'static str {
        "dsa.document_pattern"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let [queries, keys] = [0, 1].map(|index| op.operand_at(index).and_then(integer_of_all));
        let sizes_are_stated = made(op)?.shape.iter().all(Option::is_some);
        if sizes_are_stated && queries.is_some() && queries == keys {
            replace_by_dense(op, &[], rewriter)
        } else {
            Ok(false)
        }
    }
}

/// Every diagonal makes the dense pattern, where the type has all sizes: else the program checks them against the mask.
struct EveryDiagonal;

impl Pattern for EveryDiagonal {
    fn root(&self) -> &'static str {
        "dsa.diagonal_pattern"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let sizes_are_stated = made(op)?.shape.iter().all(Option::is_some);
        if sizes_are_stated && op.operand_at(0).and_then(integer_of_all) == Some(1) {
            replace_by_dense(op, &[], rewriter)
        } else {
            Ok(false)
        }
    }
}

/// A mask that is true everywhere makes the dense pattern. The op.
pub(super) struct MaskOfAll(pub &'static str);

impl Pattern for MaskOfAll {
    fn root(&self) -> &'static str {
        self.0
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let operands = op.operand_values();
        // The sizes of the dense pattern are the op's, if none is that of the mask.
        let open = made(op)?.shape.iter().filter(|size| size.is_none()).count();
        if integer_of_all(operands[0]) == Some(1) && open == operands.len() - 1 {
            replace_by_dense(op, &operands[1..], rewriter)
        } else {
            Ok(false)
        }
    }
}
