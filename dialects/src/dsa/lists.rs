//! What is known of lists of indices by the ops that make them, and what packing by them comes to.

use dynsparse_ir::{
    Op, Result, Val,
    hooks::Fold,
    melior::ir::{
        Attribute, Type, ValueLike as _,
        attribute::{DenseElementsAttribute, IntegerAttribute},
        r#type::IntegerType,
    },
    operation::{Dim, OpExt as _, defined_by, dims, int_constant, owner, tensor},
    rewrite::{Pattern, Rewriter},
};

use super::{
    cast, constant, float_constant,
    merging::merges_nothing,
    replace_by_same, size_of,
    sizes::{empty, hides},
};

/// Whether a number is that constant.
fn is(value: Option<Val<'_>>, size: u64) -> bool {
    value
        .and_then(int_constant)
        .is_some_and(|value| u64::try_from(value) == Ok(size))
}

/// What a value is, whatever its type hides.
pub(super) fn uncast(value: Val<'_>) -> Val<'_> {
    let of = defined_by(value, "tensor.cast").and_then(|cast| cast.operand_at(0));
    of.unwrap_or(value)
}

/// How many inversions of inversions are looked through: outside of functions values may be made of each other in a circle.
const INVERSIONS: usize = 16;

/// Whether a list is 0, 1, 2, ... up to `size` for each batch entry, by the op that makes it.
pub(super) fn lists_all(list: Val<'_>, size: u64) -> bool {
    lists_all_within(list, size, INVERSIONS)
}

fn lists_all_within(list: Val<'_>, size: u64, inversions: usize) -> bool {
    let list = uncast(list);
    let Some(op) = owner(list) else { return false };
    let holds = || match op.full_name().as_str() {
        "dsa.gate_tokens" | "dsa.select_heads" => {
            let budget = op.operand_at(1).and_then(int_constant)?;
            let all = u64::try_from(budget).is_ok_and(|budget| budget >= size);
            Some(all && op.operand_at(2).is_none() && size_of(op.operand_at(0)?, 1) == Some(size))
        }
        "dsa.refresh_schedule" => Some(is(op.operand_at(1), 1) && is(op.operand_at(2), size)),
        "dsa.invert_indices" => {
            let inversions = inversions.checked_sub(1)?;
            Some(is(op.operand_at(1), size) && lists_all_within(op.operand_at(0)?, size, inversions))
        }
        "dsa.match_tokens" => {
            Some(list == op.result_values()[0] && merges_nothing(op) && size_of(list, 1) == Some(size))
        }
        _ => None,
    };
    holds().unwrap_or(false)
}

/// Whether a list has each index below `size` once, by the op that makes it.
fn permutes(list: Val<'_>, size: u64) -> bool {
    permutes_within(list, size, INVERSIONS)
}

fn permutes_within(list: Val<'_>, size: u64, inversions: usize) -> bool {
    let of = uncast(list);
    let sorts = |op: Op<'_>| Some(size_of(op.operand_at(0)?, 1) == Some(size));
    let inverts = |op: Op<'_>| {
        let inversions = inversions.checked_sub(1)?;
        Some(is(op.operand_at(1), size) && permutes_within(op.operand_at(0)?, size, inversions))
    };
    lists_all_within(list, size, inversions)
        || defined_by(of, "dsa.sort_indices").and_then(sorts).unwrap_or(false)
        || defined_by(of, "dsa.invert_indices").and_then(inverts).unwrap_or(false)
}

/// Whether one list is the inverse of the other, both permutations of that many.
fn are_inverse(first: Val<'_>, second: Val<'_>, size: u64) -> bool {
    let is_inverse = |list: Val<'_>, of: Val<'_>| {
        let of_list = defined_by(uncast(list), "dsa.invert_indices").and_then(|op| op.operand_at(0));
        of_list.is_some_and(|of_list| uncast(of_list) == uncast(of)) && permutes(list, size)
    };
    is_inverse(first, second) || is_inverse(second, first)
}

/// Whether these have the same number of batch entries, by their types: what the program would say when it runs if they had not goes
/// with the op.
pub(super) fn same_batch(values: &[Val<'_>]) -> bool {
    let mut sizes = values.iter().map(|value| size_of(*value, 0));
    let first = sizes.next().flatten();
    first.is_some() && sizes.all(|size| size == first)
}

/// A value that states every size that a type does, if `value` is one or a cast of one.
pub(super) fn as_stated<'c>(value: Val<'c>, r#type: Type<'_>) -> Option<Val<'c>> {
    [value, uncast(value)]
        .into_iter()
        .find(|value| hides(value.r#type(), r#type))
}

/// Puts a value in the place of the op's only result, if it states every size that the result does: a cast that shows one would
/// not look whether it is true.
pub(super) fn replace_by<'c>(op: Op<'c>, value: Option<Val<'c>>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
    let r#type = op.result_values()[0].r#type();
    let Some(value) = value.and_then(|value| as_stated(value, r#type)) else {
        return Ok(false);
    };
    let value = cast(op, value, r#type, rewriter)?;
    rewriter.replace(op, &[value]);
    Ok(true)
}

/// Packing by a list of all, by a list and by its inverse, or by the permutation by which it was unpacked.
pub(super) struct PacksBack {
    /// The op that packs.
    pub pack: &'static str,
    /// The one that unpacks.
    pub unpack: &'static str,
    /// What is packed, as an axis of the tokens.
    pub axis: usize,
}

impl Pattern for PacksBack {
    fn root(&self) -> &'static str {
        self.pack
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let back = || {
            let (of, list) = (op.operand_at(0)?, op.operand_at(1)?);
            let size = size_of(of, self.axis);
            if !same_batch(&[of, list]) {
                return None;
            }
            if size.is_some_and(|size| lists_all(list, size)) {
                return Some(of);
            }
            if let Some(inner) = defined_by(uncast(of), self.pack) {
                let (of, before) = (inner.operand_at(0)?, inner.operand_at(1)?);
                let size = size_of(of, self.axis)?;
                return (are_inverse(before, list, size) && same_batch(&[of, before])).then_some(of);
            }
            let inner = defined_by(uncast(of), self.unpack)?;
            let packed = as_stated(inner.operand_at(0)?, of.r#type())?;
            let same = inner.operand_at(1)? == list && permutes(list, size?);
            same.then_some(packed)
        };
        replace_by(op, back(), rewriter)
    }
}

/// Unpacking by a list of all; by the permutation by which it was packed; over what the same list unpacked before.
pub(super) struct UnpacksBack {
    /// The op that packs.
    pub pack: &'static str,
    /// The one that unpacks.
    pub unpack: &'static str,
    /// What is packed, as an axis of the tokens.
    pub axis: usize,
}

impl Pattern for UnpacksBack {
    fn root(&self) -> &'static str {
        self.unpack
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let operands = op.operand_values();
        let [packed, list, base] = operands[..] else {
            return Ok(false);
        };
        let size = size_of(base, self.axis);
        let back = || {
            let size = size?;
            if !same_batch(&[packed, list, base]) {
                return None;
            }
            if lists_all(list, size) {
                return Some(packed);
            }
            let pack = defined_by(uncast(packed), self.pack)?;
            let of = pack.operand_at(0)?;
            let same = pack.operand_at(1)? == list && permutes(list, size) && size_of(of, self.axis) == Some(size);
            same.then_some(of)
        };
        if replace_by(op, back(), rewriter)? {
            return Ok(true);
        }
        let before = defined_by(base, self.unpack).filter(|before| before.operand_at(1) == Some(list));
        match before.and_then(|before| before.operand_at(2)) {
            Some(base) => replace_by_same(op, &[packed, list, base], &[], rewriter),
            None => Ok(false),
        }
    }
}

/// A budget that is known to take all, or nothing, and a threshold below which nothing is. The op that chooses.
pub(super) struct ChoosesAllOrNothing(pub &'static str);

impl Pattern for ChoosesAllOrNothing {
    fn root(&self) -> &'static str {
        self.0
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let operands = op.operand_values();
        // Nothing is `<= NaN`.
        if float_constant(op.operand_at(2)).is_some_and(f64::is_nan) {
            return replace_by_same(op, &operands[..2], &[], rewriter);
        }
        let Some(budget) = op.operand_at(1).and_then(int_constant) else {
            return Ok(false);
        };
        if budget <= 0 {
            return replace_by_none(op, rewriter);
        }
        let Some(size) = size_of(operands[0], 1).and_then(|size| i64::try_from(size).ok()) else {
            return Ok(false);
        };
        if budget <= size {
            return Ok(false);
        }
        let all = IntegerAttribute::new(Type::index(op.ctx()), size);
        let all = constant(op, all.into(), rewriter)?;
        replace_by_same(op, &[&[operands[0], all], &operands[2..]].concat(), &[], rewriter)
    }
}

/// Puts a list without indices in the place of the op's only result, if it is known for how many batch entries.
fn replace_by_none<'c>(op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
    let Some(batch) = size_of(op.result_values()[0], 0) else {
        return Ok(false);
    };
    let r#type = list_type(op, &[Some(batch), Some(0)]);
    let none = hides(r#type, op.result_values()[0].r#type()).then(|| empty(op, r#type, rewriter));
    replace_by(op, none.transpose()?, rewriter)
}

fn list_type<'c>(op: Op<'c>, sizes: &[Dim]) -> Type<'c> {
    tensor(sizes, IntegerType::new(op.ctx(), 32).into())
}

/// In no frame is anything due, where the period is none or there are no tokens.
pub(super) struct NothingIsDue;

impl Pattern for NothingIsDue {
    fn root(&self) -> &'static str {
        "dsa.refresh_schedule"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let none = |operand| {
            op.operand_at(operand)
                .and_then(int_constant)
                .is_some_and(|value| value <= 0)
        };
        if none(1) || none(2) {
            replace_by_none(op, rewriter)
        } else {
            Ok(false)
        }
    }
}

/// A list of all with any other is a list of all; a list that is ascending already with one of nothing is itself.
pub(super) struct UnionWithAllOrNothing;

impl Pattern for UnionWithAllOrNothing {
    fn root(&self) -> &'static str {
        "dsa.union_indices"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let union = || {
            let size = u64::try_from(op.operand_at(2).and_then(int_constant)?).ok()?;
            let lists = [op.operand_at(0)?, op.operand_at(1)?];
            let batch = size_of(op.result_values()[0], 0);
            // One batch entry that serves several is not all of them.
            let serves = |list: &Val| batch.is_some() && size_of(*list, 0) == batch;
            let all = lists.iter().find(|list| serves(list) && lists_all(**list, size));
            let beside_none = [(0, 1), (1, 0)].into_iter().find(|(some, none)| {
                serves(&lists[*some]) && lists_nothing(lists[*none]) && ascends(lists[*some], size)
            });
            all.copied().or(beside_none.map(|(some, _)| lists[some]))
        };
        replace_by(op, union(), rewriter)
    }
}

/// Whether a list has no entries, by its type or by what a cast hides.
fn lists_nothing(list: Val<'_>) -> bool {
    size_of(uncast(list), 1) == Some(0)
}

/// Whether a list is of indices below `size`, ascending, then -1, and not longer than `size`, by the op that makes it.
fn ascends(list: Val<'_>, size: u64) -> bool {
    let of = uncast(list);
    let gates = |op: Op<'_>| Some(size_of(op.operand_at(0)?, 1)? <= size);
    lists_all(list, size)
        || defined_by(of, "dsa.gate_tokens").and_then(gates).unwrap_or(false)
        || defined_by(of, "dsa.refresh_schedule").is_some_and(|op| is(op.operand_at(2), size))
        || defined_by(of, "dsa.union_indices").is_some_and(|op| is(op.operand_at(2), size))
}

/// The only permutation of one token.
pub(super) fn fold_sort_of_one<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let indices = op.result_values()[0].r#type();
    let [Some(batch), Some(1)] = dims(indices)?[..] else {
        return None;
    };
    (batch > 0).then(|| vec![Fold::Constant(DenseElementsAttribute::i32_splat(indices, 0).into())])
}

/// The inverse of a list of all, of an inverse, and of a list of nothing.
pub(super) struct KnownInverse;

impl Pattern for KnownInverse {
    fn root(&self) -> &'static str {
        "dsa.invert_indices"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let (Some(list), Some(size)) = (op.operand_at(0), op.operand_at(1).and_then(int_constant)) else {
            return Ok(false);
        };
        let Ok(size) = u64::try_from(size) else {
            return replace_by_none(op, rewriter);
        };
        if size == 0 {
            return replace_by_none(op, rewriter);
        }
        let known = || {
            if lists_all(list, size) {
                return Some(list);
            }
            let inner = defined_by(uncast(list), "dsa.invert_indices")?.operand_at(0)?;
            (permutes(inner, size) && permutes(list, size)).then_some(inner)
        };
        if replace_by(op, known(), rewriter)? {
            return Ok(true);
        }
        let r#type = list_type(op, &[size_of(list, 0), Some(size)]);
        let nowhere = lists_nothing(list) && size_of(list, 0).is_some_and(|batch| batch > 0);
        if !nowhere || !hides(r#type, op.result_values()[0].r#type()) {
            return Ok(false);
        }
        let nowhere = constant(op, DenseElementsAttribute::i32_splat(r#type, -1).into(), rewriter)?;
        replace_by(op, Some(nowhere), rewriter)
    }
}
