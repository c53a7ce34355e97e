//! How large a tensor would be if no tokens, heads or channels had been left out before.

use dynsparse_dialects::PatternType;
use dynsparse_ir::{
    Op, Val,
    melior::ir::{ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, defined_by, dims, identity, indexing_maps, owner},
};

use super::{
    facts::{Bounds, Fact, values},
    tally::is_elementwise,
};

/// How many ops are followed to the one that left something out.
const DEPTH: usize = 64;

/// What would be known of an op's operands and results then; `None` where nothing was left out, or it is not known of what.
pub fn undiminished(op: Op<'_>, facts: &[Fact]) -> Option<Vec<Fact>> {
    let mut all = facts.to_vec();
    let mut is_larger = false;
    let values = values(op);
    for (value, fact) in values.iter().zip(&mut all) {
        let Fact::Shaped { sizes, .. } = fact else { continue };
        for (axis, size) in sizes.iter_mut().enumerate() {
            if let Some(full) = full(*value, axis, DEPTH) {
                *size = Bounds::exactly(full);
                is_larger = true;
            }
        }
    }
    if !is_larger {
        return None;
    }
    let size = |all: &[Fact], value: usize, axis: usize| match all.get(value) {
        Some(Fact::Shaped { sizes, .. }) => sizes.get(axis).copied(),
        _ => None,
    };
    let name = op.full_name();
    // What attention makes is of the size of its queries and values, and a bias of its keys, whatever makes room for it.
    if let "dsa.attention" | "dsk.attention" | "dsk.masked_attention" = name.as_str() {
        let kernel_operands = match name.as_str() {
            "dsa.attention" => op.operand_count(),
            "dsk.attention" => 5,
            _ => 7,
        };
        let of_queries = [0, 1, 2].map(|axis| size(&all, 0, axis));
        let heads = [facts, all.as_slice()].map(|facts| size(facts, 1, 1));
        let (of_keys, e) = (size(&all, 1, 2), size(&all, 2, 3));
        for (place, fact) in all.iter_mut().enumerate() {
            let Fact::Shaped { sizes, .. } = fact else { continue };
            if place >= kernel_operands {
                let made = of_queries.into_iter().chain([e]);
                for (size, of) in sizes.iter_mut().zip(made) {
                    *size = of.unwrap_or(*size);
                }
            } else if let (4, [_, of_heads, keys]) = (place, &mut sizes[..]) {
                if *of_heads != Bounds::exactly(1) && Some(*of_heads) == heads[0] {
                    *of_heads = heads[1].unwrap_or(*of_heads);
                }
                *keys = of_keys.unwrap_or(*keys);
            }
        }
    }
    // The operand with the heads that a pattern's are of.
    let of_heads = match name.as_str() {
        "dsa.attention" | "dsa.sddmm" => Some(0),
        "dsa.spmm" => Some(1),
        _ => None,
    };
    // The pattern of fewer heads was one of all of them.
    for (value, fact) in values.iter().zip(0..) {
        let before = heads_before(*value);
        let now = of_heads.and_then(|of| size(facts, of, 1));
        let all_heads = of_heads.and_then(|of| size(&all, of, 1));
        let Some(Fact::Pattern { grid, .. }) = all.get_mut(fact) else {
            continue;
        };
        // One head serves all, and so does one of a number that is not known.
        let one = Bounds::exactly(1);
        if let Some(before) = before {
            grid[1] = Bounds::exactly(before);
        } else if grid[1] != one && grid[1].most == Some(grid[1].least) && Some(grid[1]) == now {
            grid[1] = all_heads.unwrap_or(grid[1]);
        }
    }
    // The pattern of fewer tokens was one of all of them.
    if let "dsa.attention" | "dsa.sddmm" = name.as_str() {
        let (queries, keys) = (size(&all, 0, 2)?, size(&all, 1, 2)?);
        for (value, fact) in values.iter().zip(&mut all) {
            let (Fact::Pattern { grid, .. }, Some(pattern)) = (fact, PatternType::of(value.r#type())) else {
                continue;
            };
            let [uq, uk] = pattern.unit();
            (grid[2], grid[3]) = (queries.div_ceil(uq), keys.div_ceil(uk));
        }
    }
    Some(all)
}

/// How many heads a pattern had before some were chosen: more than one, which may serve all.
fn heads_before(pattern: Val<'_>) -> Option<u64> {
    let packed = defined_by(pattern, "dsa.pattern_pack_heads")?;
    let of = PatternType::of(packed.operand_at(0)?.r#type())?;
    of.shape[1].filter(|heads| *heads != 1)
}

/// The size along an axis that something was left out of, before it was.
fn full(value: Val<'_>, axis: usize, depth: usize) -> Option<u64> {
    let depth = depth.checked_sub(1)?;
    let op = owner(value)?;
    let sizes = dims(value.r#type())?;
    let source = |operand: usize, axis: usize| full(op.operand_at(operand)?, axis, depth);
    let name = op.full_name();
    let first = op
        .result_values()
        .first()
        .is_some_and(|result| identity(*result) == identity(value));
    let chosen_axis = match name.as_str() {
        "dsa.pack_tokens" | "dsa.merge_tokens" | "dsk.gather_rows" | "dsa.pack_heads" | "dsk.gather_heads" => 1,
        "dsa.pack_channels" | "dsk.gather_channels" => 2,
        _ => usize::MAX,
    };
    if chosen_axis != usize::MAX {
        if !first {
            return None;
        }
        let all = op.operand_at(0)?;
        let before = || dims(all.r#type())?.get(axis).copied().flatten();
        return source(0, axis).or_else(|| (axis == chosen_axis).then(before).flatten());
    }
    match name.as_str() {
        "tensor.cast" | "dsa.quantize_rows" | "dsk.quantize_rows" => source(0, axis),
        // The last axis of a layer is one of the weights.
        "dsa.linear" | "dsk.linear" if axis + 1 < sizes.len() => source(0, axis),
        "dsa.attention" | "dsk.attention" | "dsk.masked_attention" if first => {
            if axis == 3 {
                source(2, axis)
            } else {
                source(0, axis)
            }
        }
        "tensor.expand_shape" | "tensor.collapse_shape" => regrouped(op, value, axis, depth),
        _ if is_elementwise(op) => (0..op.operand_count()).find_map(|operand| source(operand, axis)),
        _ if name.starts_with("linalg.") => {
            let (_, maps) = indexing_maps(op)?;
            let result = op
                .result_values()
                .iter()
                .position(|one| identity(*one) == identity(value))?;
            let inputs = maps.len().checked_sub(op.result_count())?;
            let turn = (*maps.get(inputs + result)?.get(axis)?)?;
            let of_input = |input: usize| {
                let axis = maps[input].iter().position(|one| *one == Some(turn))?;
                source(input, axis)
            };
            (0..inputs).find_map(of_input)
        }
        _ => None,
    }
}

/// The same through a reshape, as far as the other axes of a group are known.
fn regrouped(op: Op<'_>, value: Val<'_>, axis: usize, depth: usize) -> Option<u64> {
    let text = op.attr("reassociation")?.to_string();
    let groups: Vec<Vec<usize>> = text
        .split('[')
        .filter_map(|group| group.split_once(']'))
        .map(|(group, _)| group.split(',').filter_map(|axis| axis.trim().parse().ok()).collect())
        .collect();
    let source = op.operand_at(0)?;
    let product = |of: Val<'_>, group: &[usize], but: usize| {
        let sizes = dims(of.r#type())?;
        group
            .iter()
            .filter(|axis| **axis != but)
            .try_fold(1_u64, |product, axis| product.checked_mul((*sizes.get(*axis)?)?))
    };
    if op.full_name() == "tensor.expand_shape" {
        let number = groups.iter().position(|group| group.contains(&axis))?;
        let others = product(value, &groups[number], axis)?;
        let all = full(source, number, depth)?;
        return (others > 0 && all % others == 0).then(|| all / others);
    }
    let group = groups.get(axis)?;
    group
        .iter()
        .find_map(|one| full(source, *one, depth)?.checked_mul(product(source, group, *one)?))
}
