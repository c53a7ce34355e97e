//! How much an op computes and moves.
//!
//! *Done* is what the op does; *dense* is what stands in its place in the dense program, the one that `dsa-densify` makes:
//! the same for what computes, with every block, and nothing for what only chooses.

use std::iter::Sum;

use dynsparse_ir::{Op, operation::OpExt as _};
use serde::Serialize;

use super::{
    facts::{Bounds, Fact},
    left_out::undiminished,
};

/// What is done, and what is done by the dense program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// By this program.
    pub done: Bounds,
    /// By the dense one.
    pub dense: Bounds,
}

impl Sum for Share {
    fn sum<I: Iterator<Item = Self>>(shares: I) -> Self {
        let none = Self {
            done: Bounds::exactly(0),
            dense: Bounds::exactly(0),
        };
        shares.fold(none, |sum, share| Self {
            done: sum.done + share.done,
            dense: sum.dense + share.dense,
        })
    }
}

/// What an op computes and moves.
#[derive(Clone, Debug, Serialize)]
pub struct Work {
    /// The share of the blocks that the op's pattern holds, or of the tokens that it chooses; `None` where it has neither.
    pub density: Option<Bounds<f64>>,
    /// Floating-point operations, where a formula for them is known.
    pub flops: Option<Share>,
    /// Bytes of operands read and results written. Attention reads the keys and values of a block once for each block row, whichever
    /// of the heads of queries that share them hold it, and all else once.
    pub bytes: Share,
    /// Bytes that are in use at once in the innermost step: a block row and a block of attention, a token, a row of scores.
    pub working_set: Bounds,
    /// Of a pattern that holds elements, the floating-point operations in all blocks that have one, as a kernel on blocks
    /// computes them.
    pub computed: Option<Bounds>,
}

/// What an op counts: operands, then results.
struct Facts<'a>(&'a [Fact]);

impl Facts<'_> {
    fn size(&self, value: usize, axis: usize) -> Bounds {
        match self.0.get(value) {
            Some(Fact::Shaped { sizes, .. }) => sizes.get(axis).copied().unwrap_or(Bounds::exactly(1)),
            _ => Bounds::at_least(0),
        }
    }

    fn element(&self, value: usize) -> u64 {
        match self.0.get(value) {
            Some(Fact::Shaped { bits, .. }) => bits / 8,
            _ => 0,
        }
    }

    fn bytes(&self, value: usize) -> Share {
        let same = |bytes| Share {
            done: bytes,
            dense: bytes,
        };
        match self.0.get(value) {
            Some(Fact::Shaped { sizes, bits, .. }) => same(
                sizes
                    .iter()
                    .fold(Bounds::exactly(bits / 8), |product, size| product * *size),
            ),
            Some(fact @ Fact::Pattern { bits, .. }) => {
                let Some(pattern) = Pattern::of(fact) else {
                    return same(Bounds::exactly(0));
                };
                let pointers = pattern.heads * (pattern.rows + Bounds::exactly(1));
                let stored = |blocks| (pointers + blocks) * (bits / 8);
                Share {
                    done: stored(pattern.blocks),
                    dense: stored(pattern.heads * pattern.rows * pattern.columns),
                }
            }
            Some(Fact::Index(_)) => same(Bounds::exactly(8)),
            Some(Fact::Scalar) | None => same(Bounds::exactly(0)),
        }
    }

    /// The first pattern.
    fn pattern(&self) -> Option<Pattern> {
        self.0.iter().find_map(Pattern::of)
    }

    /// How many entries of a list stand for a token.
    fn listed(&self, value: usize) -> Option<Bounds> {
        match self.0.get(value) {
            Some(Fact::Shaped { valid, .. }) => *valid,
            _ => None,
        }
    }

    /// The first list of indices: how many entries stand for a token.
    fn valid(&self) -> Option<Bounds> {
        self.0.iter().find_map(|fact| match fact {
            Fact::Shaped { valid, .. } => *valid,
            _ => None,
        })
    }
}

/// A pattern in blocks, and in what it holds.
struct Pattern {
    batch: Bounds,
    heads_of_batch: Bounds,
    /// Batch entries times heads.
    heads: Bounds,
    rows: Bounds,
    columns: Bounds,
    /// The blocks that are stored. Of elements only bounds are known, unless they were counted: full blocks at best, an element in
    /// each at worst.
    blocks: Bounds,
    block: [u64; 2],
    /// Blocks or elements that it holds, and those there are, and the queries and keys of one.
    held: Bounds,
    all: Bounds,
    unit: [u64; 2],
}

impl Pattern {
    fn of(fact: &Fact) -> Option<Self> {
        let Fact::Pattern {
            grid,
            block,
            unit,
            held,
            blocks,
            ..
        } = fact
        else {
            return None;
        };
        let [batch, heads_of_batch, n, m] = *grid;
        let [bq, bk] = *block;
        let (rows, columns) = (n.div_ceil(bq / unit[0]), m.div_ceil(bk / unit[1]));
        let heads = batch * heads_of_batch;
        let blocks = if let Some(counted) = blocks {
            Bounds::exactly(*counted)
        } else if block == unit {
            *held
        } else {
            Bounds {
                least: held.least.div_ceil(bq * bk),
                ..held.min(heads * rows * columns)
            }
        };
        Some(Self {
            batch,
            heads_of_batch,
            heads,
            rows,
            columns,
            blocks,
            block: *block,
            held: *held,
            all: heads * n * m,
            unit: *unit,
        })
    }

    /// For how many heads of the operands one of the pattern's is: a batch entry or head of 1 serves all.
    fn serves(&self, facts: &Facts<'_>) -> Bounds {
        self.serves_of(facts, 0)
    }

    /// The blocks, and all there are, for each head of keys: of a block that several heads of queries hold which share it, one.
    fn blocks_of_keys(&self, facts: &Facts<'_>) -> Share {
        let [queries, keys] = [0, 1].map(|operand| facts.size(operand, 1));
        let all = self.rows * self.columns;
        let serves = self.serves_of(facts, 1);
        if queries == keys && is_counted(queries) {
            return Share {
                done: self.blocks * serves,
                dense: self.heads * all * serves,
            };
        }
        let least = if self.heads_of_batch == Bounds::exactly(1) {
            self.blocks.least
        } else {
            let sharing = queries.most.map(|heads| heads / keys.least.max(1));
            sharing.map_or(0, |heads| self.blocks.least.div_ceil(heads.max(1)))
        };
        let dense = facts.size(1, 0) * keys * all;
        let done = (Bounds { least, ..self.blocks } * serves).min(dense);
        Share { done, dense }
    }

    /// The same, of the heads of that operand.
    fn serves_of(&self, facts: &Facts<'_>, operand: usize) -> Bounds {
        let one = Bounds::exactly(1);
        let serves = |size: Bounds, axis: usize| if size == one { facts.size(operand, axis) } else { one };
        serves(self.batch, 0) * serves(self.heads_of_batch, 1)
    }
}

/// How much floating-point work an op is.
type Formula = fn(Op<'_>, &Facts<'_>) -> Option<Share>;

/// What an op is for.
enum Role {
    /// It computes: the dense program has it too, over everything.
    Computes(Formula),
    /// It chooses or moves what is chosen: the dense program has nothing in its place. The formula is that of its arithmetic,
    /// if it has any.
    Chooses(Option<Formula>),
}

/// Every op of `dsa` and kernel of `dsk`; a test says so where one is missing.
const ROLES: &[(&str, Role)] = &[
    ("dsa.dense_pattern", Role::Chooses(None)),
    ("dsa.window_pattern", Role::Chooses(None)),
    ("dsa.pattern_from_mask", Role::Chooses(None)),
    ("dsa.pattern_to_mask", Role::Chooses(None)),
    ("dsa.pattern_density", Role::Chooses(None)),
    ("dsa.pattern_union", Role::Chooses(None)),
    ("dsa.pattern_intersection", Role::Chooses(None)),
    ("dsa.pattern_complement", Role::Chooses(None)),
    ("dsa.pattern_count", Role::Chooses(None)),
    ("dsa.convert_pattern", Role::Chooses(None)),
    ("dsa.to_sparse_tensor", Role::Chooses(None)),
    ("dsa.from_sparse_tensor", Role::Chooses(None)),
    ("dsa.causal_pattern", Role::Chooses(None)),
    ("dsa.stripe_pattern", Role::Chooses(None)),
    ("dsa.document_pattern", Role::Chooses(None)),
    ("dsa.row_pattern", Role::Chooses(None)),
    ("dsa.column_pattern", Role::Chooses(None)),
    ("dsa.diagonal_pattern", Role::Chooses(None)),
    ("dsa.head_pattern", Role::Chooses(None)),
    ("dsa.select_n_of_m", Role::Chooses(None)),
    ("dsa.score_blocks", Role::Chooses(Some(scored_blocks))),
    ("dsa.select_blocks", Role::Chooses(None)),
    ("dsa.select_blocks_by_mass", Role::Chooses(None)),
    ("dsa.retained_mass", Role::Chooses(None)),
    ("dsa.attention_mass", Role::Chooses(Some(weighed))),
    ("dsa.select_keys", Role::Chooses(None)),
    ("dsa.score_antidiagonals", Role::Chooses(Some(antidiagonals))),
    ("dsa.block_similarity", Role::Chooses(Some(similarities))),
    ("dsa.attention", Role::Computes(attention)),
    ("dsa.sddmm", Role::Computes(stored_products)),
    ("dsa.sparse_softmax", Role::Computes(stored_shares)),
    ("dsa.spmm", Role::Computes(stored_products)),
    ("dsa.gate_tokens", Role::Chooses(None)),
    ("dsa.pack_tokens", Role::Chooses(None)),
    ("dsa.unpack_tokens", Role::Chooses(None)),
    ("dsa.score_heads", Role::Chooses(Some(head_scores))),
    ("dsa.select_heads", Role::Chooses(None)),
    ("dsa.pack_heads", Role::Chooses(None)),
    ("dsa.unpack_heads", Role::Chooses(None)),
    ("dsa.pattern_pack_heads", Role::Chooses(None)),
    ("dsa.score_channels", Role::Chooses(Some(channel_scores))),
    ("dsa.pack_channels", Role::Chooses(None)),
    ("dsa.unpack_channels", Role::Chooses(None)),
    ("dsa.confidence", Role::Chooses(Some(confidences))),
    ("dsa.early_exit", Role::Chooses(None)),
    ("dsa.match_tokens", Role::Chooses(Some(matches))),
    ("dsa.merge_tokens", Role::Chooses(None)),
    ("dsa.unmerge_tokens", Role::Chooses(None)),
    ("dsa.union_indices", Role::Chooses(None)),
    ("dsa.sort_indices", Role::Chooses(None)),
    ("dsa.invert_indices", Role::Chooses(None)),
    ("dsa.budget", Role::Chooses(None)),
    ("dsa.token_change", Role::Chooses(Some(changes))),
    ("dsa.refresh_schedule", Role::Chooses(None)),
    ("dsa.pack_weights", Role::Computes(nothing)),
    ("dsa.quantize_rows", Role::Computes(nothing)),
    ("dsa.linear", Role::Computes(layer)),
    ("dsa.grouped_linear", Role::Computes(grouped_layer)),
    ("dsa.route_experts", Role::Chooses(None)),
    ("dsa.combine_experts", Role::Computes(nothing)),
    ("dsa.delta_gate", Role::Chooses(Some(gated_changes))),
    ("dsa.run_lengths", Role::Chooses(Some(changes))),
    ("dsa.update_scores", Role::Computes(updated_scores)),
    ("dsa.update_product_rows", Role::Computes(updated_rows)),
    ("dsa.update_product", Role::Computes(updated_product)),
    ("dsk.score_blocks", Role::Chooses(Some(scored_blocks))),
    ("dsk.attention", Role::Computes(stored_attention)),
    ("dsk.masked_attention", Role::Computes(stored_attention)),
    ("dsk.sddmm", Role::Computes(tiles_of_scores)),
    ("dsk.sparse_softmax", Role::Computes(tiles_of_shares)),
    ("dsk.spmm", Role::Computes(tiles_of_weights)),
    ("dsk.linear", Role::Computes(layer)),
    ("dsk.grouped_linear", Role::Computes(grouped_layer)),
    ("dsk.pack_weights", Role::Computes(nothing)),
    ("dsk.quantize_rows", Role::Computes(nothing)),
    ("dsk.combine_experts", Role::Computes(nothing)),
    ("dsk.route_experts", Role::Chooses(None)),
    ("dsk.top_k_columns", Role::Chooses(None)),
    ("dsk.top_k_elements", Role::Chooses(None)),
    ("dsk.top_n_of_m", Role::Chooses(None)),
    ("dsk.mass_columns", Role::Chooses(None)),
    ("dsk.row_mass", Role::Chooses(None)),
    ("dsk.tile_mass", Role::Chooses(Some(masses))),
    ("dsk.compress_mask", Role::Chooses(None)),
    ("dsk.expand_mask", Role::Chooses(None)),
    ("dsk.compress_elements", Role::Chooses(None)),
    ("dsk.expand_elements", Role::Chooses(None)),
    ("dsk.block_similarity", Role::Chooses(Some(similarities))),
    ("dsk.gate_tokens", Role::Chooses(None)),
    ("dsk.gather_rows", Role::Chooses(None)),
    ("dsk.scatter_rows", Role::Chooses(None)),
    ("dsk.sort_indices", Role::Chooses(None)),
    ("dsk.score_heads", Role::Chooses(Some(head_scores))),
    ("dsk.gather_heads", Role::Chooses(None)),
    ("dsk.scatter_heads", Role::Chooses(None)),
    ("dsk.score_channels", Role::Chooses(Some(channel_scores))),
    ("dsk.gather_channels", Role::Chooses(None)),
    ("dsk.scatter_channels", Role::Chooses(None)),
    ("dsk.confidence", Role::Chooses(Some(confidences))),
    ("dsk.match_tokens", Role::Chooses(Some(matches))),
    ("dsk.merge_tokens", Role::Chooses(None)),
    ("dsk.token_change", Role::Chooses(Some(changes))),
    ("dsk.lagged_change", Role::Chooses(Some(changes))),
    ("dsk.update_scores", Role::Computes(updated_scores)),
    ("dsk.update_product_rows", Role::Computes(updated_rows)),
    ("dsk.update_product", Role::Computes(updated_product)),
];

/// `4 B H N M`: a comparison, a difference, an exponential and a sum for each score.
fn masses(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let scores = facts.size(0, 0) * facts.size(0, 1) * facts.size(0, 2) * facts.size(0, 3);
    Some(Share {
        done: scores * 4,
        dense: Bounds::exactly(0),
    })
}

/// `each` a tile that is stored, of as many as `columns` has entries at most; in the dense program `all` of them.
fn tiles(facts: &Facts<'_>, columns: usize, heads: [Bounds; 2], all: Bounds, each: Bounds) -> Share {
    let pointers = columns - 1;
    let one = Bounds::exactly(1);
    let serves = |axis: usize| {
        if facts.size(pointers, axis) == one {
            heads[axis]
        } else {
            one
        }
    };
    let stored = facts.size(columns, 0) * serves(0) * serves(1);
    let dense = heads[0] * heads[1] * all;
    Share {
        done: Bounds {
            least: 0,
            ..dense.min(stored)
        } * each,
        dense: dense * each,
    }
}

/// As [`stored_products`], over as many tiles as there are columns at most.
fn tiles_of_scores(op: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let [bq, bk] = block_of(op)?;
    let all = facts.size(0, 2).div_ceil(bq) * facts.size(1, 2).div_ceil(bk);
    let each = facts.size(0, 3) * (2 * bq * bk);
    Some(tiles(facts, 4, [facts.size(0, 0), facts.size(0, 1)], all, each))
}

/// The same, of weighted values.
fn tiles_of_weights(op: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let [bq, bk] = block_of(op)?;
    let rows = facts.size(facts.0.len() - 1, 2).div_ceil(bq);
    let each = facts.size(1, 3) * (2 * bq * bk);
    let all = rows * facts.size(1, 2).div_ceil(bk);
    let output = facts.0.len() - 1;
    Some(tiles(
        facts,
        3,
        [facts.size(output, 0), facts.size(output, 1)],
        all,
        each,
    ))
}

/// As [`stored_shares`], over as many tiles as there are columns at most.
fn tiles_of_shares(op: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let [bq, bk] = block_of(op)?;
    let keys = match facts.0.get(1) {
        Some(Fact::Index(Some(keys))) => Bounds::exactly(u64::try_from(*keys).unwrap_or(0)),
        _ => Bounds::at_least(0),
    };
    let lse = facts.0.len() - 1;
    let all = facts.size(lse, 2).div_ceil(bq) * keys.div_ceil(bk);
    let heads = [facts.size(lse, 0), facts.size(lse, 1)];
    Some(tiles(facts, 3, heads, all, Bounds::exactly(4 * bq * bk)))
}

/// The queries and keys of a block, as a kernel says them.
fn block_of(op: Op<'_>) -> Option<[u64; 2]> {
    let block = op.ints_attr("block")?;
    let [bq, bk] = [*block.first()?, *block.get(1)?].map(|size| u64::try_from(size).ok());
    Some([bq?, bk?])
}

/// `(H N + G M) D` for the means, `2 H R S D` for the products, with `G` heads of keys.
fn scored_blocks(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let last = facts.0.len() - 1;
    let [batch, heads, n, d] = [0, 1, 2, 3].map(|axis| facts.size(0, axis));
    let [key_heads, m] = [1, 2].map(|axis| facts.size(1, axis));
    let [rows, columns] = [2, 3].map(|axis| facts.size(last, axis));
    let done = batch * d * (heads * n + key_heads * m + heads * rows * columns * 2);
    Some(Share {
        done,
        dense: Bounds::exactly(0),
    })
}

/// `2 D` a product of a query and a key: of every pair, and of those that the pattern holds.
fn weighed(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let pattern = facts.pattern()?;
    let [uq, uk] = pattern.unit;
    let [batch, heads, n, d] = [0, 1, 2, 3].map(|axis| facts.size(0, axis));
    let all = batch * heads * n * facts.size(1, 2);
    let held = pattern.held * (uq * uk) * pattern.serves(facts);
    Some(Share {
        done: (all + held.min(all)) * d * 2,
        dense: Bounds::exactly(0),
    })
}

/// `2 N M D / T`: groups of `T` queries by groups of `T` keys, and `T` products of tokens for each.
fn antidiagonals(op: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let stride = u64::try_from(op.int_attr("stride")?)
        .ok()
        .filter(|stride| *stride > 0)?;
    let [batch, heads, n, d] = [0, 1, 2, 3].map(|axis| facts.size(0, axis));
    let groups = n.div_ceil(stride) * facts.size(1, 2).div_ceil(stride);
    Some(Share {
        done: batch * heads * groups * d * (2 * stride),
        dense: Bounds::exactly(0),
    })
}

/// `4 B H N D`: lengths, and sums of normalised tokens.
fn similarities(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let [batch, heads, n, d] = [0, 1, 2, 3].map(|axis| facts.size(0, axis));
    Some(Share {
        done: batch * heads * n * d * 4,
        dense: Bounds::exactly(0),
    })
}

/// `3 B N C`: a difference, its square or magnitude, and a sum.
fn changes(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let elements = facts.size(0, 0) * facts.size(0, 1) * facts.size(0, 2);
    Some(Share {
        done: elements * 3,
        dense: Bounds::exactly(0),
    })
}

/// `4 B C`: a comparison, a difference, an exponential and a sum.
fn confidences(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    Some(Share {
        done: facts.size(0, 0) * facts.size(0, 1) * 4,
        dense: Bounds::exactly(0),
    })
}

/// `2 C` a pair of one half of the tokens and the other: a product and a sum.
fn matches(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let half = facts.size(0, 1).div_ceil(2);
    Some(Share {
        done: facts.size(0, 0) * half * half * facts.size(0, 2) * 2,
        dense: Bounds::exactly(0),
    })
}

/// `2 B H N D`: a square or magnitude, and a sum.
fn head_scores(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let elements = facts.size(0, 0) * facts.size(0, 1) * facts.size(0, 2) * facts.size(0, 3);
    Some(Share {
        done: elements * 2,
        dense: Bounds::exactly(0),
    })
}

/// `2 B N C`: a square or magnitude, and a sum.
fn channel_scores(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let elements = facts.size(0, 0) * facts.size(0, 1) * facts.size(0, 2);
    Some(Share {
        done: elements * 2,
        dense: Bounds::exactly(0),
    })
}

/// As [`changes`] where changes count; products with a saliency, one a token, are left out.
fn gated_changes(op: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    if op.attr("norm").is_some() {
        return changes(op, facts);
    }
    let none = Bounds::exactly(0);
    Some(Share {
        done: none,
        dense: none,
    })
}

/// What only moves or rounds, in the dense program too.
#[allow(clippy::unnecessary_wraps)]
fn nothing(_: Op<'_>, _: &Facts<'_>) -> Option<Share> {
    let none = Bounds::exactly(0);
    Some(Share {
        done: none,
        dense: none,
    })
}

/// `2 K N` a row.
fn layer(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let result = facts.0.len() - 1;
    let last = match facts.0.first() {
        Some(Fact::Shaped { sizes, .. }) => sizes.len() - 1,
        _ => return None,
    };
    let rows = (0..last).fold(Bounds::exactly(1), |rows, axis| rows * facts.size(0, axis));
    let done = rows * facts.size(0, last) * facts.size(result, last) * 2;
    Some(Share { done, dense: done })
}

/// `2 K N` a row of an expert, and in the dense program every row of `x` times the weights of every expert.
fn grouped_layer(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let result = facts.0.len() - 1;
    let each = facts.size(0, 1) * facts.size(result, 1) * 2;
    let rows = facts.size(result, 0);
    let owned = match facts.0.get(2) {
        Some(Fact::Shaped { owned: Some(owned), .. }) => rows.min(Bounds::exactly(*owned)),
        _ => Bounds { least: 0, ..rows },
    };
    Some(Share {
        done: owned * each,
        dense: facts.size(0, 0) * facts.size(1, 0) * each,
    })
}

/// Whether a run counted it, or there is none: of a list, types only say how long it is at most.
fn is_counted(listed: Bounds) -> bool {
    listed.most == Some(listed.least)
}

/// `2 D` a score of a listed row or column. A run counts the rows that are there, each once, and of the scores of the columns
/// those that no such row has.
fn updated_scores(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let (heads, d) = (facts.size(0, 1), facts.size(0, 3) * 2);
    let (n, m) = (facts.size(0, 2), facts.size(1, 2));
    let dense = facts.size(0, 0) * heads * n * m * d;
    let (rows, columns) = (facts.listed(2)?, facts.listed(3)?);
    let scores = match (is_counted(rows), is_counted(columns)) {
        (true, true) => rows * m + columns,
        _ => rows * m + columns * n,
    };
    Some(Share {
        done: (scores * heads * d).min(dense),
        dense,
    })
}

/// `2 M E` a listed row. A run counts those that are there, each once.
fn updated_rows(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let row = facts.size(0, 1) * facts.size(1, 2) * facts.size(1, 3) * 2;
    let dense = facts.size(0, 0) * facts.size(0, 2) * row;
    Some(Share {
        done: (facts.listed(2)? * row).min(dense),
        dense,
    })
}

/// `4 N E` a listed key: the product of what changed is two. With all of them listed it is one, and a run counts products.
fn updated_product(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let each = facts.size(0, 1) * facts.size(0, 2) * facts.size(1, 3) * 2;
    let keys = facts.size(0, 0) * facts.size(1, 2);
    let listed = facts.listed(2)?;
    let products = if is_counted(listed) {
        listed
    } else {
        listed.min(keys) * 2
    };
    Some(Share {
        done: products * each,
        dense: keys * each,
    })
}

/// `2 (D + E)` a pair of query and key that a pattern holds.
fn attention(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let pattern = facts.pattern()?;
    let [uq, uk] = pattern.unit;
    let each = (facts.size(0, 3) + facts.size(2, 3)) * (2 * uq * uk) * pattern.serves(facts);
    Some(Share {
        done: pattern.held * each,
        dense: pattern.all * each,
    })
}

/// `2 uq uk D` a block or element of queries and keys of width `D`, or of weighted values of that width.
fn stored_products(op: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let pattern = facts.pattern()?;
    let [uq, uk] = pattern.unit;
    let operand = usize::from(op.full_name() == "dsa.spmm");
    // Weights are of as many heads as one of the pattern's serves; values may be of fewer.
    let each = facts.size(operand, 3) * (2 * uq * uk) * pattern.serves(facts);
    Some(Share {
        done: pattern.held * each,
        dense: pattern.all * each,
    })
}

/// `4` a score: a comparison, a difference, an exponential and a sum.
fn stored_shares(_: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let pattern = facts.pattern()?;
    let [uq, uk] = pattern.unit;
    let each = facts.size(0, 0) * facts.size(0, 1) * (4 * uq * uk);
    Some(Share {
        done: pattern.held * each,
        dense: pattern.all * each,
    })
}

/// As [`attention`], over as many blocks as there are columns at most.
fn stored_attention(op: Op<'_>, facts: &Facts<'_>) -> Option<Share> {
    let [bq, bk] = block_of(op)?;
    let all = facts.size(0, 2).div_ceil(bq) * facts.size(1, 2).div_ceil(bk);
    let each = (facts.size(0, 3) + facts.size(2, 3)) * (2 * bq * bk);
    Some(tiles(facts, 4, [facts.size(0, 0), facts.size(0, 1)], all, each))
}

/// The bytes of attention and its working set: keys and values of a block once for each block row that holds it, and all else once.
fn attention_bytes(op: Op<'_>, name: &str, facts: &Facts<'_>) -> Option<(Share, Bounds)> {
    let (d, e) = (facts.size(0, 3), facts.size(2, 3));
    let of_block = |bk: u64| d * (bk * facts.element(1)) + e * (bk * facts.element(2));
    let of_step = |[bq, bk]: [u64; 2]| (d + e) * (bq * facts.element(0)) + of_block(bk);
    let others = (0..facts.0.len()).filter(|value| ![1, 2].contains(value));
    if name == "dsa.attention" {
        let pattern = facts.pattern()?;
        let each = of_block(pattern.block[1]);
        let blocks = pattern.blocks_of_keys(facts);
        let blocks = Share {
            done: blocks.done * each,
            dense: blocks.dense * each,
        };
        let once = others.map(|value| facts.bytes(value)).sum();
        return Some(([once, blocks].into_iter().sum(), of_step(pattern.block)));
    }
    // Columns, and of elements in blocks the ids and bits of masks, of which no more is read than there is.
    let lists = match name {
        "dsk.attention" => 4..5,
        "dsk.masked_attention" => 4..7,
        _ => return None,
    };
    let [bq, bk] = block_of(op)?;
    let (rows, columns) = (facts.size(0, 2).div_ceil(bq), facts.size(1, 2).div_ceil(bk));
    let heads = [facts.size(0, 0), facts.size(0, 1)];
    let of_keys = [facts.size(1, 0), facts.size(1, 1)];
    let blocks = tiles(facts, 4, of_keys, rows * columns, of_block(bk));
    // As many patterns as there are row pointers of, where those are one or as many as heads.
    let patterns = [0, 1].map(|axis| match facts.size(3, axis) {
        size if size == Bounds::exactly(1) => size,
        size if is_counted(size) => heads[axis],
        _ => Bounds {
            least: 0,
            ..heads[axis]
        },
    });
    let stored_dense = patterns[0] * patterns[1] * (rows + Bounds::exactly(1) + rows * columns) * facts.element(3);
    let none = Bounds::exactly(0);
    let once = others.map(|value| {
        let all = facts.bytes(value);
        if value == 3 {
            Share {
                dense: stored_dense,
                ..all
            }
        } else if lists.contains(&value) {
            Share {
                done: Bounds { least: 0, ..all.done },
                dense: none,
            }
        } else {
            all
        }
    });
    Some(([once.sum(), blocks].into_iter().sum(), of_step([bq, bk])))
}

impl Work {
    /// What an op does, as far as the facts say.
    pub fn of(op: Op<'_>, facts: &[Fact]) -> Self {
        let mut work = Self::by_formula(op, facts);
        // The dense program leaves nothing out either.
        if let Some(all) = undiminished(op, facts) {
            let all = Self::by_formula(op, &all);
            if let (Some(flops), Some(all)) = (&mut work.flops, all.flops) {
                flops.dense = all.dense;
            }
            work.bytes.dense = all.bytes.dense;
        }
        work
    }

    fn by_formula(op: Op<'_>, facts: &[Fact]) -> Self {
        let (name, facts) = (op.full_name(), Facts(facts));
        let role = ROLES.iter().find(|(of, _)| *of == name).map(|(_, role)| role);
        let none = Bounds::exactly(0);
        let flops = match role {
            Some(Role::Computes(formula) | Role::Chooses(Some(formula))) => formula(op, &facts),
            Some(Role::Chooses(None)) => Some(Share {
                done: none,
                dense: none,
            }),
            None => None,
        };
        let computed = match role {
            Some(Role::Computes(formula)) => in_blocks(op, &facts, *formula),
            _ => None,
        };
        let mut bytes: Share = (0..facts.0.len()).map(|value| facts.bytes(value)).sum();
        let mut working_set = (0..facts.0.len())
            .map(|value| row(&facts, value))
            .fold(none, |sum, bytes| sum + bytes);
        if let Some((of_attention, of_step)) = attention_bytes(op, &name, &facts) {
            (bytes, working_set) = (of_attention, of_step);
        }
        if matches!(role, Some(Role::Chooses(_))) {
            bytes.dense = none;
        }
        Self {
            density: density(&name, &facts),
            flops,
            bytes,
            working_set,
            computed,
        }
    }

    /// The work of several executions: sums, and the largest working set. The density is that of all blocks together.
    pub fn sum(op: Op<'_>, executions: impl Iterator<Item = Self>) -> Self {
        let none = Bounds::exactly(0);
        let zero = Share {
            done: none,
            dense: none,
        };
        let mut all = Self::of(op, &super::facts::stated(op));
        all.flops = all.flops.map(|_| zero);
        all.computed = all.computed.map(|_| none);
        (all.bytes, all.working_set) = (zero, none);
        let mut densities = Vec::new();
        for one in executions {
            all.flops = all.flops.zip(one.flops).map(|(a, b)| [a, b].into_iter().sum());
            all.computed = all.computed.zip(one.computed).map(|(a, b)| a + b);
            all.bytes = [all.bytes, one.bytes].into_iter().sum();
            if one.working_set.least > all.working_set.least {
                all.working_set = one.working_set;
            }
            densities.extend(one.density);
        }
        all.density = (!densities.is_empty()).then(|| {
            let mean = densities.iter().map(|density| density.least).sum::<f64>() / densities.len() as f64;
            Bounds::exactly(mean)
        });
        all
    }
}

/// The formula over whole blocks, of an op whose pattern holds elements of blocks.
fn in_blocks(op: Op<'_>, facts: &Facts<'_>, formula: Formula) -> Option<Bounds> {
    facts.pattern().filter(|pattern| pattern.block != pattern.unit)?;
    let whole: Vec<Fact> = facts.0.iter().map(whole_blocks).collect();
    Some(formula(op, &Facts(&whole))?.done)
}

/// A pattern that holds the blocks in which another has elements; what is no pattern as it is.
fn whole_blocks(fact: &Fact) -> Fact {
    match (fact, Pattern::of(fact)) {
        (Fact::Pattern { block, bits, .. }, Some(pattern)) => Fact::Pattern {
            grid: [pattern.batch, pattern.heads_of_batch, pattern.rows, pattern.columns],
            block: *block,
            unit: *block,
            held: pattern.blocks,
            blocks: None,
            bits: *bits,
        },
        _ => fact.clone(),
    }
}

/// The bytes of a value's innermost row: a token, a row of scores.
fn row(facts: &Facts<'_>, value: usize) -> Bounds {
    match facts.0.get(value) {
        Some(Fact::Shaped { sizes, bits, .. }) => sizes.last().copied().unwrap_or(Bounds::exactly(1)) * (bits / 8),
        Some(Fact::Pattern { grid, bits, .. }) => grid[3] * (bits / 8),
        _ => Bounds::exactly(0),
    }
}

/// Ops that choose tokens, heads or channels or take those chosen, the operand that has all of them, and the axis.
const CHOSEN_FROM: &[(&str, usize, usize)] = &[
    ("dsa.gate_tokens", 0, 1),
    ("dsa.pack_tokens", 0, 1),
    ("dsa.unpack_tokens", 2, 1),
    ("dsa.select_heads", 0, 1),
    ("dsa.pack_heads", 0, 1),
    ("dsa.unpack_heads", 2, 1),
    ("dsa.pack_channels", 0, 2),
    ("dsa.unpack_channels", 2, 2),
    ("dsa.run_lengths", 0, 1),
];

fn density(name: &str, facts: &Facts<'_>) -> Option<Bounds<f64>> {
    let share = |part: Bounds, whole: Bounds| {
        let whole = whole.most.filter(|most| *most == whole.least);
        match whole {
            Some(0) => Bounds::exactly(0.0),
            Some(whole) => Bounds {
                least: part.least as f64 / whole as f64,
                most: Some(part.most.map_or(1.0, |most| (most as f64 / whole as f64).min(1.0))),
            },
            None => Bounds {
                least: 0.0,
                most: Some(1.0),
            },
        }
    };
    if let Some(pattern) = facts.pattern() {
        return Some(share(pattern.held, pattern.all));
    }
    if name == "dsa.delta_gate" {
        // The list that it makes, and not the one of what is due.
        let made = facts.0.len().checked_sub(3)?;
        let Some(Fact::Shaped { valid: Some(valid), .. }) = facts.0.get(made) else {
            return None;
        };
        let tokens = facts.size(0, 0) * facts.size(0, 1);
        return Some(share(valid.min(tokens), tokens));
    }
    // Tokens, heads or channels of a batch entry, of which some are listed.
    let (_, of, axis) = CHOSEN_FROM.iter().find(|(op, ..)| *op == name)?;
    let valid = facts.valid()?;
    let all = facts.size(*of, 0) * facts.size(*of, *axis);
    Some(share(valid.min(all), all))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::dsa_report::is_kernel;

    #[test]
    fn every_op_of_dsa_and_kernel_of_dsk_has_a_role() {
        let lists = dynsparse_dialects::dsa::HOOKS
            .iter()
            .chain(dynsparse_dialects::dsk::HOOKS);
        let ops: BTreeSet<&str> = lists
            .flat_map(|list| *list)
            .map(|op| op.name)
            .filter(|name| is_kernel(name))
            .collect();
        let known: BTreeSet<&str> = super::ROLES.iter().map(|(op, _)| *op).collect();
        let missing: Vec<_> = ops.difference(&known).collect();
        assert!(
            missing.is_empty(),
            "no formula or role in passes/src/dsa_report/work.rs for {missing:?}"
        );
    }
}
