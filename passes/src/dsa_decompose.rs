//! `dsa-decompose`: make of each composite op the smaller ones that its specification names.

use std::cell::Cell;

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect, next, owner},
    pass::{Pass, PassRun},
    rewrite,
    template::cast,
};

use crate::{DsaDecompose, size_checks};

mod attention;
mod build;
mod exits;
mod gate;
mod heads;
mod layers;
mod mass;
mod patterns;

pub(crate) use build::build;
use build::index;
pub(crate) use patterns::{causal_band, repeated};

/// Makes smaller ops of one, before it, and says what they give for its results; `None` where it is as small as it gets.
type Smaller = for<'c> fn(Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>>;

/// An op that other ops can stand for.
pub struct Composite {
    /// Its name.
    pub op: &'static str,
    /// What it becomes, as a sentence would say it.
    pub becomes: &'static str,
    /// Whether no result changes by a bit; else the two are within rounding.
    pub exact: bool,
    /// How `dsa-fuse` knows it again.
    pub fused: &'static str,
    smaller: Smaller,
}

/// An op that smaller ops cannot express.
pub struct Primitive {
    /// Its name.
    pub op: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// The ops whose specification is their parts, so that no lowering has another for them.
pub const DEFINED_BY_PARTS: [&str; 2] = ["dsa.delta_gate", "dsa.early_exit"];

const PARTS: &str = "where the parts are those that the decomposition makes";

/// A pattern that a mask of fewer dimensions says.
const fn by_mask(op: &'static str) -> Composite {
    Composite {
        op,
        becomes: "`linalg.broadcast` of the mask, and `dsa.pattern_from_mask`",
        exact: true,
        fused: PARTS,
        smaller: patterns::masked_pattern,
    }
}

/// The ops that other ops can stand for. An op of `dsa` is here or in [`PRIMITIVES`].
pub const COMPOSITES: &[Composite] = &[
    Composite {
        op: "dsa.delta_gate",
        becomes: "`dsa.token_change`, `arith.mulf`, `dsa.gate_tokens`, `dsa.union_indices`, `dsa.pack_tokens`, \
                  `dsa.unpack_tokens`: those of them that it needs",
        exact: true,
        fused: PARTS,
        smaller: gate::delta_gate,
    },
    Composite {
        op: "dsa.early_exit",
        becomes: "`dsa.gate_tokens` of the samples that are not confident, `dsa.pack_tokens` of what is passed on, `scf.if` around the next stage, \
                  and `dsa.unpack_tokens` of its answers",
        exact: true,
        fused: "where the parts are those that the decomposition makes and there are several stages; what the first stage computes stays before the op",
        smaller: exits::early_exit,
    },
    Composite {
        op: "dsa.attention",
        becomes: "`dsa.sddmm`, `dsa.sparse_softmax` and `dsa.spmm`, with the scores stored between them",
        exact: false,
        fused: PARTS,
        smaller: attention::attention,
    },
    Composite {
        op: "dsa.attention_mass",
        becomes: "`dsa.dense_pattern`, two `dsa.attention` whose log-sum-exps are used, and the exponential of their difference",
        exact: false,
        fused: PARTS,
        smaller: mass::attention_mass,
    },
    Composite {
        op: "dsa.linear",
        becomes: "`dsa.linear` that only makes sums, and bias, activation, residual and rounding as ops on tensors; where its type does not \
                  state the number of columns it stays",
        exact: false,
        fused: "from what follows the sums, in any part: a bias alone, an activation alone",
        smaller: layers::linear,
    },
    Composite {
        op: "dsa.grouped_linear",
        becomes: "`dsa.pack_tokens` of the rows, if it has a list of them, and `scf.for` over the experts with a `dsa.linear` each; \
                  with a list of rows of bytes it stays, since `dsa.pack_tokens` is for floats",
        exact: false,
        fused: PARTS,
        smaller: layers::grouped_linear,
    },
    Composite {
        op: "dsa.combine_experts",
        becomes: "`dsa.pack_tokens` by slots, and `linalg.generic` for the weighted sum",
        exact: false,
        fused: PARTS,
        smaller: layers::combine_experts,
    },
    Composite {
        op: "dsa.select_heads",
        becomes: "`dsa.gate_tokens`",
        exact: true,
        fused: "where the scores are those of `dsa.score_heads`",
        smaller: heads::select_heads,
    },
    Composite {
        op: "dsa.pack_heads",
        becomes: "`dsa.pack_tokens` of heads as tokens (`tensor.collapse_shape`, `tensor.expand_shape`)",
        exact: true,
        fused: PARTS,
        smaller: heads::pack_heads,
    },
    Composite {
        op: "dsa.unpack_heads",
        becomes: "`dsa.unpack_tokens` of heads as tokens",
        exact: true,
        fused: PARTS,
        smaller: heads::unpack_heads,
    },
    Composite {
        op: "dsa.unmerge_tokens",
        becomes: "`dsa.pack_tokens` by groups",
        exact: true,
        fused: "where the groups are those of `dsa.match_tokens`",
        smaller: heads::unmerge_tokens,
    },
    Composite {
        op: "dsa.select_keys",
        becomes: "`dsa.select_blocks` of `1x1` blocks, and `dsa.convert_pattern`",
        exact: true,
        fused: PARTS,
        smaller: patterns::select_keys,
    },
    by_mask("dsa.row_pattern"),
    by_mask("dsa.column_pattern"),
    by_mask("dsa.head_pattern"),
    Composite {
        op: "dsa.causal_pattern",
        becomes: "`dsa.stripe_pattern` whose band has every key left of its end",
        exact: true,
        fused: PARTS,
        smaller: patterns::causal_pattern,
    },
    Composite {
        op: "dsa.pattern_density",
        becomes: "`dsa.pattern_count` and a division, where the type says how many there can be; else it stays",
        exact: true,
        fused: PARTS,
        smaller: patterns::pattern_density,
    },
];

const STATED: &str = "a set that is stated by its geometry: a mask would take memory for every element";
const SET: &str = "a building block of sets: other ops are expressed by it";
const STEP: &str = "one of the steps of `dsa.attention`";
const ORDER: &str = "its sums are taken in a specified order, in double precision, which smaller ops cannot express";
const LIST: &str = "a building block of token lists: other ops are expressed by it";
const TURNED: &str =
    "lists along the last dimension: with ops on tokens it would take two transposed copies of everything";
const ENDS: &str = "it ends a stage of `dsa.early_exit`";

/// The ops that smaller ops cannot express, and why.
pub const PRIMITIVES: &[Primitive] = &[
    Primitive {
        op: "dsa.exit",
        reason: ENDS,
    },
    Primitive {
        op: "dsa.yield",
        reason: ENDS,
    },
    Primitive {
        op: "dsa.sddmm",
        reason: STEP,
    },
    Primitive {
        op: "dsa.sparse_softmax",
        reason: STEP,
    },
    Primitive {
        op: "dsa.spmm",
        reason: STEP,
    },
    // Sets of positions, and what is asked of them.
    Primitive {
        op: "dsa.dense_pattern",
        reason: SET,
    },
    Primitive {
        op: "dsa.pattern_from_mask",
        reason: SET,
    },
    Primitive {
        op: "dsa.pattern_to_mask",
        reason: SET,
    },
    Primitive {
        op: "dsa.pattern_union",
        reason: SET,
    },
    Primitive {
        op: "dsa.pattern_intersection",
        reason: "complements and a union could express it, but a union is no smaller op",
    },
    Primitive {
        op: "dsa.pattern_complement",
        reason: SET,
    },
    Primitive {
        op: "dsa.pattern_count",
        reason: SET,
    },
    Primitive {
        op: "dsa.convert_pattern",
        reason: "the same set in another storage format",
    },
    Primitive {
        op: "dsa.from_sparse_tensor",
        reason: "the same set in a format of `sparse_tensor`",
    },
    Primitive {
        op: "dsa.to_sparse_tensor",
        reason: "the same set in a format of `sparse_tensor`",
    },
    Primitive {
        op: "dsa.pattern_pack_heads",
        reason: "a gather of sets: masks would take memory for every block",
    },
    Primitive {
        op: "dsa.window_pattern",
        reason: STATED,
    },
    Primitive {
        op: "dsa.stripe_pattern",
        reason: STATED,
    },
    Primitive {
        op: "dsa.diagonal_pattern",
        reason: STATED,
    },
    Primitive {
        op: "dsa.document_pattern",
        reason: STATED,
    },
    Primitive {
        op: "dsa.select_blocks",
        reason: "the best of a row, with a specified order of ties: a building block of other selections",
    },
    Primitive {
        op: "dsa.select_n_of_m",
        reason: "a selection in each group of a row, the last of which may be short",
    },
    Primitive {
        op: "dsa.select_blocks_by_mass",
        reason: "where it stops depends on the sum so far; what it retains comes with that (`dsa.retained_mass` of its pattern is the \
                 same number, and `dsa-fuse` makes one of both)",
    },
    Primitive {
        op: "dsa.retained_mass",
        reason: "weights in whole numbers, which smaller ops cannot express",
    },
    Primitive {
        op: "dsa.score_blocks",
        reason: ORDER,
    },
    Primitive {
        op: "dsa.score_antidiagonals",
        reason: ORDER,
    },
    Primitive {
        op: "dsa.block_similarity",
        reason: ORDER,
    },
    Primitive {
        op: "dsa.score_heads",
        reason: ORDER,
    },
    Primitive {
        op: "dsa.score_channels",
        reason: ORDER,
    },
    Primitive {
        op: "dsa.token_change",
        reason: ORDER,
    },
    Primitive {
        op: "dsa.confidence",
        reason: ORDER,
    },
    Primitive {
        op: "dsa.gate_tokens",
        reason: LIST,
    },
    Primitive {
        op: "dsa.pack_tokens",
        reason: LIST,
    },
    Primitive {
        op: "dsa.unpack_tokens",
        reason: LIST,
    },
    Primitive {
        op: "dsa.pack_channels",
        reason: TURNED,
    },
    Primitive {
        op: "dsa.unpack_channels",
        reason: TURNED,
    },
    Primitive {
        op: "dsa.union_indices",
        reason: LIST,
    },
    Primitive {
        op: "dsa.sort_indices",
        reason: LIST,
    },
    Primitive {
        op: "dsa.invert_indices",
        reason: LIST,
    },
    Primitive {
        op: "dsa.refresh_schedule",
        reason: "a run of numbers, from three",
    },
    Primitive {
        op: "dsa.run_lengths",
        reason: "its lists are as long as the longest, and a length is a count over frames: smaller ops can express neither",
    },
    Primitive {
        op: "dsa.match_tokens",
        reason: "similarity, selection and the numbers of groups depend on each other",
    },
    Primitive {
        op: "dsa.merge_tokens",
        reason: "a sum over groups in a stated order",
    },
    Primitive {
        op: "dsa.update_scores",
        reason: "its order of sums makes what is kept and what is computed the same numbers",
    },
    Primitive {
        op: "dsa.update_product",
        reason: "its order of sums makes what is kept and what is computed the same numbers",
    },
    Primitive {
        op: "dsa.update_product_rows",
        reason: "its order of sums makes what is kept and what is computed the same numbers",
    },
    Primitive {
        op: "dsa.budget",
        reason: "a rule for rounding one number",
    },
    Primitive {
        op: "dsa.pack_weights",
        reason: "a layout",
    },
    Primitive {
        op: "dsa.quantize_rows",
        reason: "a scale for each row and a rounding, which belong together",
    },
    Primitive {
        op: "dsa.route_experts",
        reason: "a token's slot depends on all choices, ties and drops before it",
    },
];

impl Pass for DsaDecompose {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        // What an op is made of may be made of smaller ones again.
        loop {
            let composites = collect(function, |name| composite(name).is_some());
            let any = Cell::new(false);
            run.each(&composites, |op| {
                if let Some(values) = smaller_and_checked(op)? {
                    rewrite::replace(op, &values)?;
                    any.set(true);
                    run.count(Self::OPS, 1);
                }
                Ok(())
            })?;
            if !any.get() {
                return Ok(());
            }
        }
    }
}

/// Ops whose parts do not check all of their sizes: they slice by sizes that are told, or say the same numbers otherwise.
const UNCHECKED: [&str; 3] = ["dsa.delta_gate", "dsa.grouped_linear", "dsa.unpack_heads"];

/// As [`smaller`], behind checks of the sizes that the smaller ops do not check.
pub(crate) fn smaller_and_checked<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    if !UNCHECKED.contains(&op.full_name().as_str()) {
        return smaller(op);
    }
    let begin = mark(op)?;
    let values = smaller(op)?;
    if values.is_some() {
        check_first(op, begin)?;
    }
    rewrite::erase(begin);
    Ok(values)
}

/// Whether the smaller ops of one of that name stand behind checks that its own lowering makes as well.
pub(crate) fn is_checked_alike(name: &str) -> bool {
    UNCHECKED.contains(&name) || DEFINED_BY_PARTS.contains(&name)
}

/// An op before another that marks the place.
pub(crate) fn mark<'c>(op: Op<'c>) -> Result<'c, Op<'c>> {
    owner(index(op, 0)?).ok_or_else(|| op.op_error("cannot be marked"))
}

/// The ops from `first` on, up to one that is behind them.
pub(crate) fn from_to<'c>(first: Op<'c>, end: Op<'c>) -> Vec<Op<'c>> {
    let ops = std::iter::successors(Some(first), |op| next(*op));
    ops.take_while(|op| *op != end).collect()
}

/// Checks of sizes, those of the op itself, before `begin`, in front of what was made of it.
fn check_first<'c>(op: Op<'c>, begin: Op<'c>) -> Result<'c> {
    let end = mark(op)?;
    size_checks::insert(op)?;
    for check in from_to(end, op).into_iter().skip(1) {
        rewrite::move_before(check, begin);
    }
    rewrite::erase(end);
    Ok(())
}

fn composite(name: &str) -> Option<&'static Composite> {
    COMPOSITES.iter().find(|composite| composite.op == name)
}

/// Replaces a composite op by smaller ones.
///
/// # Errors
///
/// If it is none.
pub fn decompose<'c>(op: Op<'c>) -> Result<'c> {
    let values = smaller(op)?.ok_or_else(|| op.op_error("is not made of smaller ops"))?;
    rewrite::replace(op, &values)
}

/// The smaller ops of a composite one, before it: what they give for its results.
fn smaller<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let Some(composite) = composite(&op.full_name()) else {
        return Ok(None);
    };
    let Some(values) = (composite.smaller)(op)? else {
        return Ok(None);
    };
    let results = op.result_values();
    let cast = values
        .into_iter()
        .zip(results)
        .map(|(value, result)| cast(op, value, result.r#type()));
    Ok(Some(cast.collect::<Result<Vec<_>>>()?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{COMPOSITES, PRIMITIVES};

    #[test]
    fn an_op_is_composite_or_says_why_it_is_not() {
        let hooked = dynsparse_dialects::dsa::HOOKS.iter().flat_map(|list| *list);
        let ops: BTreeSet<&str> = hooked.map(|op| op.name).chain(["dsa.exit", "dsa.yield"]).collect();
        let composite: BTreeSet<&str> = COMPOSITES.iter().map(|composite| composite.op).collect();
        let primitive: BTreeSet<&str> = PRIMITIVES.iter().map(|primitive| primitive.op).collect();
        let both: Vec<_> = composite.intersection(&primitive).collect();
        assert!(both.is_empty(), "in COMPOSITES and in PRIMITIVES: {both:?}");
        let listed: BTreeSet<&str> = composite.union(&primitive).copied().collect();
        assert_eq!(
            listed, ops,
            "each op of dsa is in COMPOSITES or in PRIMITIVES of dsa_decompose.rs"
        );
        assert_eq!(
            listed.len(),
            COMPOSITES.len() + PRIMITIVES.len(),
            "an op is listed twice"
        );
    }
}
