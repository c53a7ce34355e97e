//! Checks at run time of sizes that are only known then: what the verifiers check of static ones.
//!
//! A failed check ends the program with its message (`cf.assert`), before a kernel reads beyond a buffer. Sizes that are
//! static in the types cost nothing: no check is made for them.

use dynsparse_dialects::{
    Holds, PatternType,
    dsa::{DeltaGate, pattern_type},
    linear::{LinearOperands, group, panel},
};
use dynsparse_ir::{
    Op, Result, Val,
    diagnostic::show_location,
    melior::ir::{
        Type, ValueLike as _, operation::OperationBuilder, operation::OperationLike as _, r#type::IntegerType,
    },
    operation::{Dim, OpExt as _, dims, tensor},
    rewrite,
    template::{Template, escaped},
};

use crate::agreement::{self, Serving, agree, known};

/// A size of an operand.
struct Size<'c> {
    name: &'static str,
    value: Val<'c>,
    axis: usize,
}

impl Size<'_> {
    fn known(&self) -> Dim {
        known(self.value, self.axis)
    }
}

/// Puts the checks of a `dsa` op before it.
///
/// # Errors
///
/// If a check cannot be built.
pub fn insert<'c>(op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let size = |operand: usize, name: &'static str, axis: usize| Size {
        name,
        value: operands[operand],
        axis,
    };
    let pairs: Vec<(&str, Size, Size)> = match op.full_name().as_str() {
        "dsa.score_blocks" | "dsa.score_antidiagonals" | "dsa.attention_mass" | "dsa.sddmm" => {
            [("batch", 0), ("head dimension", 3)]
                .map(|(what, axis)| (what, size(0, "queries", axis), size(1, "keys", axis)))
                .into()
        }
        "dsa.attention" => vec![
            ("batch", size(0, "queries", 0), size(1, "keys", 0)),
            ("batch", size(0, "queries", 0), size(2, "values", 0)),
            ("heads", size(1, "keys", 1), size(2, "values", 1)),
            ("head dimension", size(0, "queries", 3), size(1, "keys", 3)),
            ("number of keys", size(1, "keys", 2), size(2, "values", 2)),
        ],
        "dsa.pack_tokens" | "dsa.pack_channels" => vec![("batch", size(0, "tokens", 0), size(1, "indices", 0))],
        "dsa.unpack_tokens" => vec![
            ("batch", size(0, "packed", 0), size(1, "indices", 0)),
            ("number of packed tokens", size(0, "packed", 1), size(1, "indices", 1)),
            ("batch", size(0, "packed", 0), size(2, "base", 0)),
            ("channels", size(0, "packed", 2), size(2, "base", 2)),
        ],
        "dsa.merge_tokens" => {
            let mut pairs = [("batch", 0), ("number of tokens", 1)]
                .map(|(what, axis)| (what, size(0, "tokens", axis), size(1, "groups", axis)))
                .into_iter()
                .collect::<Vec<_>>();
            if operands.len() > 3 {
                pairs.push(("batch", size(0, "tokens", 0), size(3, "sizes", 0)));
                pairs.push(("number of tokens", size(0, "tokens", 1), size(3, "sizes", 1)));
            }
            pairs
        }
        "dsa.unmerge_tokens" => vec![("batch", size(0, "merged", 0), size(1, "groups", 0))],
        "dsa.pack_heads" => vec![("batch", size(0, "heads", 0), size(1, "indices", 0))],
        "dsa.unpack_heads" => vec![
            ("batch", size(0, "packed", 0), size(1, "indices", 0)),
            ("number of packed heads", size(0, "packed", 1), size(1, "indices", 1)),
            ("batch", size(0, "packed", 0), size(2, "base", 0)),
            ("number of tokens", size(0, "packed", 2), size(2, "base", 2)),
            ("head dimension", size(0, "packed", 3), size(2, "base", 3)),
        ],
        "dsa.unpack_channels" => vec![
            ("batch", size(0, "packed", 0), size(1, "indices", 0)),
            ("number of packed channels", size(0, "packed", 2), size(1, "indices", 1)),
            ("batch", size(0, "packed", 0), size(2, "base", 0)),
            ("number of tokens", size(0, "packed", 1), size(2, "base", 1)),
        ],
        "dsa.combine_experts" => vec![
            ("number of tokens", size(1, "slots", 0), size(2, "weights", 0)),
            ("number of choices", size(1, "slots", 1), size(2, "weights", 1)),
        ],
        "dsa.document_pattern" => vec![("batch", size(0, "of_queries", 0), size(1, "of_keys", 0))],
        "dsa.update_scores" => {
            let mut pairs: Vec<_> = [("batch", 0), ("heads", 1), ("head dimension", 3)]
                .map(|(what, axis)| (what, size(0, "queries", axis), size(1, "keys", axis)))
                .into();
            pairs.extend(
                [("batch", 0), ("heads", 1), ("number of queries", 2)]
                    .map(|(what, axis)| (what, size(0, "queries", axis), size(4, "state", axis))),
            );
            pairs.extend([
                ("number of keys", size(1, "keys", 2), size(4, "state", 3)),
                ("batch", size(0, "queries", 0), size(2, "rows", 0)),
                ("batch", size(0, "queries", 0), size(3, "columns", 0)),
            ]);
            pairs
        }
        "dsa.update_product_rows" | "dsa.update_product" => {
            let mut pairs = Vec::new();
            for (what, axis) in [("batch", 0), ("heads", 1)] {
                pairs.push((what, size(0, "weights", axis), size(1, "values", axis)));
                pairs.push((what, size(0, "weights", axis), size(3, "product", axis)));
            }
            pairs.push(("number of keys", size(0, "weights", 3), size(1, "values", 2)));
            pairs.push(("number of queries", size(0, "weights", 2), size(3, "product", 2)));
            pairs.push(("value dimension", size(1, "values", 3), size(3, "product", 3)));
            let list = if operands.len() == 4 { "rows" } else { "keys" };
            pairs.push(("batch", size(0, "weights", 0), size(2, list, 0)));
            if operands.len() > 4 {
                let axes = ["batch", "heads", "queries", "keys"];
                for (axis, what) in axes.into_iter().enumerate() {
                    pairs.push((what, size(0, "weights", axis), size(4, "last_weights", axis)));
                }
                let axes = ["batch", "heads", "keys", "value dimension"];
                for (axis, what) in axes.into_iter().enumerate() {
                    pairs.push((what, size(1, "values", axis), size(5, "last_values", axis)));
                }
            }
            pairs
        }
        "dsa.delta_gate" => delta_gate_pairs(op)?,
        "dsa.token_change" => [("batch", 0), ("number of tokens", 1), ("channels", 2)]
            .map(|(what, axis)| (what, size(0, "tokens", axis), size(1, "reference", axis)))
            .into(),
        _ => Vec::new(),
    };
    for (what, a, b) in pairs {
        equal(op, what, &a, &b)?;
    }
    if let "dsa.score_blocks" | "dsa.score_antidiagonals" | "dsa.attention" | "dsa.attention_mass" | "dsa.sddmm" =
        op.full_name().as_str()
    {
        let message = format!("{}: heads of keys do not divide those of queries", place(op));
        agreement::divides(op, [(operands[0], 1), (operands[1], 1)], &message)?;
    }
    match op.full_name().as_str() {
        "dsa.attention" | "dsa.sddmm" => {
            let pattern = if op.full_name() == "dsa.sddmm" { 2 } else { 3 };
            if operands.len() > pattern + 1 {
                for (axis, what) in [(0, "batch"), (1, "heads")] {
                    let bias = size(pattern + 1, "key_bias", axis);
                    serves(op, what, &bias, &size(1, "keys", axis))?;
                }
                let (bias, keys) = (size(pattern + 1, "key_bias", 2), size(1, "keys", 2));
                equal(op, "number of keys", &bias, &keys)?;
            }
            pattern_fits(op, operands[0], operands[1], operands[pattern])
        }
        "dsa.sparse_softmax" => {
            tiles_serve(op, operands[1], None)?;
            sizes_fit(op, operands[1], &operands[2..])
        }
        "dsa.spmm" => {
            tiles_serve(op, operands[2], Some(operands[1]))?;
            sizes_fit(op, operands[2], &operands[3..])
        }
        "dsa.attention_mass" => pattern_fits(op, operands[0], operands[1], operands[2]),
        "dsa.retained_mass" => serves_scores(op, operands[0], "the pattern", operands[1]),
        "dsa.select_blocks_by_mass" => {
            made_for(op, operands[0], "scores", &[0, 1, 2, 3])?;
            let always = operands.get(3);
            always.map_or(Ok(()), |always| {
                serves_scores(op, operands[0], "what is always taken", *always)
            })
        }
        "dsa.select_blocks" | "dsa.select_n_of_m" | "dsa.select_keys" => {
            made_for(op, operands[0], "scores", &[0, 1, 2, 3])
        }
        "dsa.pattern_from_mask" => made_for(op, operands[0], "mask", &[0, 1, 2, 3]),
        "dsa.row_pattern" => made_for(op, operands[0], "mask", &[0, 1, 2]),
        "dsa.column_pattern" => made_for(op, operands[0], "mask", &[0, 1, 3]),
        "dsa.diagonal_pattern" | "dsa.head_pattern" => made_for(op, operands[0], "mask", &[0, 1]),
        "dsa.document_pattern" => {
            made_for(op, operands[0], "of_queries", &[0, 2])?;
            made_for(op, operands[1], "of_keys", &[0, 3])
        }
        "dsa.pattern_union" | "dsa.pattern_intersection" => patterns_fit(op, operands[0], operands[1]),
        "dsa.pattern_pack_heads" => batch_serves(op, operands[0], &size(1, "indices", 0)),
        "dsa.convert_pattern" => sizes_fit(op, operands[0], &operands[1..]),
        "dsa.delta_gate" => match DeltaGate::of(op).and_then(|gate| gate.due) {
            Some(due) => {
                let due = Size {
                    name: "due",
                    value: due,
                    axis: 0,
                };
                equal_or_serving(op, "batch", &size(0, "tokens", 0), &due)
            }
            None => Ok(()),
        },
        "dsa.pack_weights" => weights_fit(op, operands[0]),
        "dsa.linear" | "dsa.grouped_linear" => layer_fits(op),
        "dsa.union_indices" => equal_or_one(op, "batch", &size(0, "first", 0), &size(1, "second", 0)),
        _ => Ok(()),
    }
}

/// A size of an operand is what the types leave it to be, where they leave it open.
fn is<'c>(op: Op<'c>, size: &Size<'c>, divided_by: u64, expected: u64) -> Result<'c> {
    const TEXT: &str = "func.func private @is(%a: $A) {
  %axis = arith.constant $axis : index
  %unit = arith.constant $unit : index
  %expected = arith.constant $expected : index
  %size = tensor.dim %a, %axis : $A
  %found = arith.ceildivui %size, %unit : index
  %same = arith.cmpi eq, %found, %expected : index
  cf.assert %same, \"$message\"
  return
}";
    if size.known().is_some() {
        return Ok(());
    }
    let message = format!(
        "{}: size {} of {} is not as the types say",
        place(op),
        size.axis,
        size.name
    );
    Template::new("is", TEXT)
        .set("A", size.value.r#type())
        .set("axis", size.axis)
        .set("unit", divided_by)
        .set("expected", expected)
        .set("message", message)
        .expand(op, &[size.value])?;
    Ok(())
}

/// As many units of one size as the other, and some more.
fn counted<'c>(op: Op<'c>, what: &str, of: &Size<'c>, unit: u64, plus: u64, counts: &Size<'c>) -> Result<'c> {
    const TEXT: &str = "func.func private @counted(%a: $A, %b: $B) {
  %axis_a = arith.constant $i : index
  %axis_b = arith.constant $j : index
  %unit = arith.constant $unit : index
  %plus = arith.constant $plus : index
  %size_a = tensor.dim %a, %axis_a : $A
  %size_b = tensor.dim %b, %axis_b : $B
  %units = arith.ceildivui %size_a, %unit : index
  %expected = arith.addi %units, %plus : index
  %same = arith.cmpi eq, %expected, %size_b : index
  cf.assert %same, \"$message\"
  return
}";
    if of.known().is_some() && counts.known().is_some() {
        return Ok(());
    }
    let message = format!(
        "{}: {} has not as many {what} as {} needs",
        place(op),
        counts.name,
        of.name
    );
    Template::new("counted", TEXT)
        .set("A", of.value.r#type())
        .set("B", counts.value.r#type())
        .set("i", of.axis)
        .set("j", counts.axis)
        .set("unit", unit)
        .set("plus", plus)
        .set("message", message)
        .expand(op, &[of.value, counts.value])?;
    Ok(())
}

fn rank(value: Val<'_>) -> usize {
    dims(value.r#type()).map_or(0, |dims| dims.len())
}

/// Weights have the sizes that the type of their panels states, where theirs leaves them open.
fn weights_fit<'c>(op: Op<'c>, weights: Val<'c>) -> Result<'c> {
    let packed = op.result_values()[0].r#type();
    let width = panel(packed).map_err(|error| op.op_error(error.message))?;
    let group = dynsparse_ir::operation::element(packed).map_or(1, group);
    let last = rank(weights) - 1;
    let stated = dims(packed).unwrap_or_default();
    let axes = [(last, width, last - 1), (last - 1, group, last)];
    let experts = (last == 2).then_some((0, 1, 0));
    for (axis, unit, of_packed) in axes.into_iter().chain(experts) {
        if let Some(expected) = stated[of_packed] {
            let size = Size {
                name: "weights",
                value: weights,
                axis,
            };
            is(op, &size, unit, expected)?;
        }
    }
    Ok(())
}

/// What a layer reads has the sizes that belong together.
fn layer_fits<'c>(op: Op<'c>) -> Result<'c> {
    let operands = LinearOperands::of(op)?;
    let size = |name: &'static str, value: Val<'c>, axis: usize| Size { name, value, axis };
    let (x, packed) = (operands.x, operands.packed);
    let width = panel(packed.r#type()).map_err(|error| op.op_error(error.message))?;
    let group = dynsparse_ir::operation::element(x.r#type()).map_or(1, group);
    let (last, of_packed) = (rank(x) - 1, rank(packed) - 3);
    let result = dims(op.result_values()[0].r#type()).unwrap_or_default();
    counted(
        op,
        "groups of rows",
        &size("x", x, last),
        group,
        0,
        &size("packed", packed, of_packed + 1),
    )?;
    if let Some(Some(columns)) = result.last() {
        is(op, &size("packed", packed, of_packed), 1, columns.div_ceil(width))?;
        for (name, value) in [("bias", operands.bias), ("column_scales", operands.column_scales)] {
            let Some(value) = value else { continue };
            is(op, &size(name, value, rank(value) - 1), 1, *columns)?;
            if operands.offsets.is_some() {
                let (of_weights, its) = (size("packed", packed, 0), size(name, value, 0));
                counted(op, "experts", &of_weights, 1, 0, &its)?;
            }
        }
        if let Some(residual) = operands.residual {
            is(op, &size("residual", residual, last), 1, *columns)?;
        }
    }
    if let (Some(None), Some(bias)) = (result.last(), operands.bias) {
        let bias = size("bias", bias, 0);
        counted(op, "panels", &bias, width, 0, &size("packed", packed, of_packed))?;
        if let Some(residual) = operands.residual {
            equal(op, "number of columns", &bias, &size("residual", residual, last))?;
        }
    }
    if let Some(offsets) = operands.offsets {
        counted(
            op,
            "offsets",
            &size("packed", packed, 0),
            1,
            1,
            &size("offsets", offsets, 0),
        )?;
    }
    // The rows, where the result's type states them and where other operands have them too.
    for axis in 0..last {
        let source = operands.rows.unwrap_or(x);
        if let Some(Some(expected)) = result.get(axis) {
            is(op, &size("x", source, axis), 1, *expected)?;
        }
        for (name, value) in [("row_scales", operands.row_scales), ("residual", operands.residual)] {
            let Some(value) = value else { continue };
            let (a, b) = (size("x", x, axis), size(name, value, axis));
            equal(op, "number of rows", &a, &b)?;
        }
    }
    Ok(())
}

/// Two sizes are equal.
fn equal<'c>(op: Op<'c>, what: &str, a: &Size<'c>, b: &Size<'c>) -> Result<'c> {
    let said = format!("{what} of {} and {} differ", a.name, b.name);
    agreeing(op, Serving::Neither, [a, b], &said)
}

/// Two sizes are equal, or the second is 1.
fn equal_or_serving<'c>(op: Op<'c>, what: &str, a: &Size<'c>, b: &Size<'c>) -> Result<'c> {
    let said = format!("{what} of {} is neither 1 nor that of {}", b.name, a.name);
    agreeing(op, Serving::Second, [a, b], &said)
}

/// Two sizes are equal, or one of them is 1.
fn equal_or_one<'c>(op: Op<'c>, what: &str, a: &Size<'c>, b: &Size<'c>) -> Result<'c> {
    let said = format!("{what} of {} and {} differ, and neither is 1", a.name, b.name);
    agreeing(op, Serving::Either, [a, b], &said)
}

/// A size of `a` is that of `b`, or 1.
fn serves<'c>(op: Op<'c>, what: &str, a: &Size<'c>, b: &Size<'c>) -> Result<'c> {
    let said = format!("{what} of {} is neither that of {} nor 1", a.name, b.name);
    agreeing(op, Serving::First, [a, b], &said)
}

/// Two sizes agree, or the program says so of the op.
fn agreeing<'c>(op: Op<'c>, serving: Serving, sizes: [&Size<'c>; 2], said: &str) -> Result<'c> {
    let message = format!("{}: {said}", place(op));
    agree(op, sizes.map(|size| (size.value, size.axis)), serving, &message)
}

/// A pattern has as many batch entries as the operand `of`, or one that serves all.
fn batch_serves<'c>(op: Op<'c>, pattern: Val<'c>, of: &Size<'c>) -> Result<'c> {
    let r#type = pattern_type(Some(pattern))?;
    let known = r#type.shape[0];
    // Before a mask is asked for.
    if known == Some(1) || (known.is_some() && of.known().is_some()) {
        return Ok(());
    }
    let mask = Size {
        name: "the pattern",
        value: mask_of(op, pattern, &r#type)?,
        axis: 0,
    };
    serves(op, "batch", &mask, of)
}

/// The tokens, what is known of them, and what they count.
fn delta_gate_pairs<'c>(op: Op<'c>) -> Result<'c, Vec<(&'static str, Size<'c>, Size<'c>)>> {
    let gate = DeltaGate::of(op).ok_or_else(|| op.op_error("lacks operands"))?;
    let size = |name, value, axis| Size { name, value, axis };
    let axes = [("batch", 0), ("number of tokens", 1), ("channels", 2)];
    let mut pairs: Vec<_> = axes
        .map(|(what, axis)| {
            (
                what,
                size("tokens", gate.tokens, axis),
                size("reference", gate.reference, axis),
            )
        })
        .into();
    if let Some(saliency) = gate.saliency {
        pairs.extend(axes[..2].iter().map(|(what, axis)| {
            (
                *what,
                size("tokens", gate.tokens, *axis),
                size("saliency", saliency, *axis),
            )
        }));
    }
    Ok(pairs)
}

/// Where an op stands and its name, as messages begin, between quotes. Without its dialect: after lowering nothing of that is
/// left, in messages neither.
pub fn place(op: Op<'_>) -> String {
    let name = op.full_name();
    let name = name.rsplit('.').next().unwrap_or(&name);
    escaped(&format!("{}: {name}", show_location(op.location())))
}

/// Two patterns are over the same queries and keys, and have the same batch and heads, or 1 of each.
fn patterns_fit<'c>(op: Op<'c>, first: Val<'c>, second: Val<'c>) -> Result<'c> {
    const TEXT: &str = "func.func private @blocks_fit(%a: $A, %b: $B) {
  %axis = arith.constant $axis : index
  %unit_a = arith.constant $unit_a : index
  %unit_b = arith.constant $unit_b : index
  %size_a = tensor.dim %a, %axis : $A
  %size_b = tensor.dim %b, %axis : $B
  %blocks_a = arith.ceildivui %size_a, %unit_a : index
  %blocks_b = arith.ceildivui %size_b, %unit_b : index
  %same = arith.cmpi eq, %blocks_a, %blocks_b : index
  cf.assert %same, \"$message\"
  return
}";
    let types = [pattern_type(Some(first))?, pattern_type(Some(second))?];
    if types.iter().all(|r#type| r#type.shape.iter().all(Option::is_some)) {
        return Ok(());
    }
    let [a, b] = [mask_of(op, first, &types[0])?, mask_of(op, second, &types[1])?];
    let size = |name, value, axis| Size { name, value, axis };
    for (axis, what) in [(0, "batch"), (1, "heads")] {
        equal_or_one(op, what, &size("first", a, axis), &size("second", b, axis))?;
    }
    for (axis, what) in [(2, "queries"), (3, "keys")] {
        let (a, b) = (size("first", a, axis), size("second", b, axis));
        if types[0].holds == types[1].holds {
            equal(op, &format!("number of {what}"), &a, &b)?;
            continue;
        }
        // Blocks of elements, against blocks.
        let unit = |r#type: &PatternType| r#type.block[axis - 2] / r#type.unit()[axis - 2];
        let message = format!("{}: number of blocks of {what} of first and second differ", place(op));
        Template::new("blocks_fit", TEXT)
            .set("A", a.value.r#type())
            .set("B", b.value.r#type())
            .set("axis", axis)
            .set("unit_a", unit(&types[0]))
            .set("unit_b", unit(&types[1]))
            .set("message", message)
            .expand(op, &[a.value, b.value])?;
    }
    Ok(())
}

/// A pattern has the blocks of as many queries and keys as are given for the `?` of its type.
fn sizes_fit<'c>(op: Op<'c>, pattern: Val<'c>, given: &[Val<'c>]) -> Result<'c> {
    const TEXT: &str = "func.func private @sizes_fit(%mask: $M, %size: index) {
  %axis = arith.constant $axis : index
  %unit = arith.constant $unit : index
  %c0 = arith.constant 0 : index
  %found = tensor.dim %mask, %axis : $M
  %at_least_0 = arith.maxsi %size, %c0 : index
  %expected = arith.ceildivui %at_least_0, %unit : index
  %same = arith.cmpi eq, %found, %expected : index
  cf.assert %same, \"$message\"
  return
}";
    if given.is_empty() {
        return Ok(());
    }
    let r#type = pattern_type(Some(pattern))?;
    let mask = mask_of(op, pattern, &r#type)?;
    let open = [(2, "queries"), (3, "keys")]
        .into_iter()
        .filter(|(axis, _)| r#type.shape[*axis].is_none());
    for ((axis, what), size) in open.zip(given) {
        Template::new("sizes_fit", TEXT)
            .set("M", mask.r#type())
            .set("axis", axis)
            .set("unit", r#type.unit()[axis - 2])
            .set(
                "message",
                format!("{}: the pattern is not over as many {what} as are given", place(op)),
            )
            .expand(op, &[mask, *size])?;
    }
    Ok(())
}

/// Stored tiles are once for each batch entry and head that a pattern of one serves, and once for patterns of more. `weighed`
/// values have the batch entries that this makes, heads of which each serves as many of those, and the keys of the pattern.
fn tiles_serve<'c>(op: Op<'c>, pattern: Val<'c>, weighed: Option<Val<'c>>) -> Result<'c> {
    const SERVES: &str = "func.func private @tiles_serve(%stored: $S, %mask: $M) {
  %axis = arith.constant $axis : index
  %c1 = arith.constant 1 : index
  %found = tensor.dim %stored, %axis : $S
  %of_pattern = tensor.dim %mask, %axis : $M
  %is_one = arith.cmpi eq, %found, %c1 : index
  %serves_all = arith.cmpi eq, %of_pattern, %c1 : index
  %fits = arith.ori %is_one, %serves_all : i1
  cf.assert %fits, \"$op: the tiles are of more $what than the pattern serves\"
  return
}";
    const WEIGHED: &str = "func.func private @values_fit(%stored: $S, %mask: $M, %values: $V) {
  %axis = arith.constant $axis : index
  %of_tiles = tensor.dim %stored, %axis : $S
  %of_pattern = tensor.dim %mask, %axis : $M
  %found = tensor.dim %values, %axis : $V
  %all = arith.muli %of_tiles, %of_pattern : index
  $divisor
  %fits = arith.cmpi eq, %found, $fitting : index
  cf.assert %fits, \"$op: $what of values $differ those of weights and pattern\"
  return
}";
    const KEYS: &str = "func.func private @keys_fit(%mask: $M, %values: $V) {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %unit = arith.constant $unit : index
  %keys = tensor.dim %values, %c2 : $V
  %expected = arith.ceildivui %keys, %unit : index
  %found = tensor.dim %mask, %c3 : $M
  %fits = arith.cmpi eq, %found, %expected : index
  cf.assert %fits, \"$op: the pattern is not over as many keys as there are values\"
  return
}";
    let stored = op.operand_values()[0];
    let r#type = pattern_type(Some(pattern))?;
    let of_tiles = dims(stored.r#type()).unwrap_or_default();
    let of_values = weighed.and_then(|values| dims(values.r#type()));
    let open = |axis: &usize| {
        let values = of_values.as_ref().is_some_and(|sizes| sizes[*axis].is_none());
        of_tiles[*axis].is_none() || r#type.shape[*axis].is_none() || values
    };
    let unknown: Vec<_> = (0..2).filter(open).collect();
    let open_keys = of_values.as_ref().is_some_and(|sizes| sizes[2].is_none()) || r#type.shape[3].is_none();
    if unknown.is_empty() && !(open_keys && weighed.is_some()) {
        return Ok(());
    }
    let mask = mask_of(op, pattern, &r#type)?;
    let set = |name: &'static str, text: &'static str| {
        Template::new(name, text)
            .set("op", place(op))
            .set("S", stored.r#type())
            .set("M", mask.r#type())
    };
    for axis in unknown {
        let what = ["batch entries", "heads"][axis];
        let serves = set("tiles_serve", SERVES).set("axis", axis).set("what", what);
        serves.expand(op, &[stored, mask])?;
        if let Some(values) = weighed {
            let (divisor, fitting, differ) = if axis == 1 {
                (agreement::FITTING_DIVISOR, "%fitting", "do not divide")
            } else {
                ("", "%all", "are not")
            };
            let fits = set("values_fit", WEIGHED).set("axis", axis).set("what", what);
            let fits = fits
                .set("divisor", divisor)
                .set("fitting", fitting)
                .set("differ", differ);
            fits.set("V", values.r#type()).expand(op, &[stored, mask, values])?;
        }
    }
    if let Some(values) = weighed.filter(|_| open_keys) {
        let fits = set("keys_fit", KEYS).set("unit", r#type.unit()[1]);
        fits.set("V", values.r#type()).expand(op, &[mask, values])?;
    }
    Ok(())
}

/// Scores or a mask have what the type of the pattern made of them says, at these axes of the pattern.
fn made_for<'c>(op: Op<'c>, blocks: Val<'c>, name: &'static str, axes: &[usize]) -> Result<'c> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let found = dims(blocks.r#type()).unwrap_or_default();
    // Documents have one id a token, masks and scores an element a block or token.
    let of_pattern = if op.full_name() == "dsa.document_pattern" {
        pattern.shape
    } else {
        pattern.mask_shape()
    };
    for (axis, of_axis) in axes.iter().enumerate() {
        let (Some(expected), Some(None)) = (of_pattern[*of_axis], found.get(axis)) else {
            continue;
        };
        let message = format!("{}: size {axis} of {name} is not {expected}", place(op));
        agreement::is(op, blocks, axis, expected, &message)?;
    }
    Ok(())
}

/// The pattern has the blocks of the operands, and their batch and heads or 1 of each.
fn pattern_fits<'c>(op: Op<'c>, queries: Val<'c>, keys: Val<'c>, pattern: Val<'c>) -> Result<'c> {
    const TEXT: &str = "func.func private @pattern_fits(%queries: $Q, %keys: $K, %mask: $M) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %batch = tensor.dim %queries, %c0 : $Q
  %heads = tensor.dim %queries, %c1 : $Q
  %n = tensor.dim %queries, %c2 : $Q
  %m = tensor.dim %keys, %c2 : $K
  %rows = arith.ceildivui %n, %bq : index
  %columns = arith.ceildivui %m, %bk : index
  %pattern_batch = tensor.dim %mask, %c0 : $M
  %pattern_heads = tensor.dim %mask, %c1 : $M
  %pattern_rows = tensor.dim %mask, %c2 : $M
  %pattern_columns = tensor.dim %mask, %c3 : $M
  %same_batch = arith.cmpi eq, %pattern_batch, %batch : index
  %one_batch = arith.cmpi eq, %pattern_batch, %c1 : index
  %batch_fits = arith.ori %same_batch, %one_batch : i1
  cf.assert %batch_fits, \"$op: batch of the pattern is neither that of the operands nor 1\"
  %same_heads = arith.cmpi eq, %pattern_heads, %heads : index
  %one_head = arith.cmpi eq, %pattern_heads, %c1 : index
  %heads_fit = arith.ori %same_heads, %one_head : i1
  cf.assert %heads_fit, \"$op: heads of the pattern are neither those of the operands nor 1\"
  %rows_fit = arith.cmpi eq, %pattern_rows, %rows : index
  cf.assert %rows_fit, \"$op: the pattern has not as many $rows\"
  %columns_fit = arith.cmpi eq, %pattern_columns, %columns : index
  cf.assert %columns_fit, \"$op: the pattern has not as many $columns\"
  return
}";
    let r#type = pattern_type(Some(pattern))?;
    let known =
        |value: Val<'c>, axes: usize| dims(value.r#type()).is_some_and(|d| d[..axes].iter().all(Option::is_some));
    if known(queries, 3) && known(keys, 3) && r#type.shape.iter().all(Option::is_some) {
        return Ok(());
    }
    let mask = mask_of(op, pattern, &r#type)?;
    let (rows, columns) = match r#type.holds {
        Holds::Blocks => (
            "block rows as there are blocks of queries",
            "block columns as there are blocks of keys",
        ),
        Holds::Elements => ("queries as the operands", "keys as the operands"),
    };
    Template::new("pattern_fits", TEXT)
        .set("op", place(op))
        .set("Q", queries.r#type())
        .set("K", keys.r#type())
        .set("M", mask.r#type())
        .set("bq", r#type.unit()[0])
        .set("bk", r#type.unit()[1])
        .set("rows", rows)
        .set("columns", columns)
        .expand(op, &[queries, keys, mask])?;
    Ok(())
}

/// A pattern has the rows and columns of the scores, and their batch and heads or 1 of each.
fn serves_scores<'c>(op: Op<'c>, scores: Val<'c>, name: &'static str, pattern: Val<'c>) -> Result<'c> {
    let r#type = pattern_type(Some(pattern))?;
    let of_scores = dims(scores.r#type()).unwrap_or_default();
    let of_pattern = r#type.mask_shape();
    let open = |axis: &usize| of_scores[*axis].is_none() || of_pattern[*axis].is_none();
    let unknown: Vec<_> = (0..4).filter(open).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let mask = mask_of(op, pattern, &r#type)?;
    for axis in unknown {
        // Batch and heads may be 1.
        let (serving, not, or_one) = if axis < 2 {
            (Serving::First, "neither", " nor 1")
        } else {
            (Serving::Neither, "not", "")
        };
        let message = format!(
            "{}: size {axis} of {name} is {not} that of the scores{or_one}",
            place(op)
        );
        agree(op, [(mask, axis), (scores, axis)], serving, &message)?;
    }
    Ok(())
}

/// The pattern as a mask, before `op`. Where only its sizes are asked, nothing of it is left once they are known.
pub(crate) fn mask_of<'c>(op: Op<'c>, pattern: Val<'c>, r#type: &PatternType) -> Result<'c, Val<'c>> {
    let bit: Type = IntegerType::new(op.ctx(), 1).into();
    let operation = OperationBuilder::new("dsa.pattern_to_mask", op.location())
        .add_operands(&[pattern])
        .add_results(&[tensor(&r#type.mask_shape(), bit)])
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    Ok(rewrite::insert_before(op, operation).result_values()[0])
}
