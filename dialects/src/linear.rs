//! What the layers of both dialects share: their operands by name, the layout of packed weights, and what verifiers check.

use dynsparse_ir::{
    Error, Op, Result, Val,
    melior::ir::{
        Identifier, Type, TypeLike as _, ValueLike as _,
        operation::{OperationBuilder, OperationLike as _},
    },
    operation::{Dim, OpExt as _, dims, dims_agree, element, is_int, show_dims},
    rewrite::{Pattern, Rewriter},
};

use crate::enums::Activation;
use crate::shapes::{Shaped, agree, same_element, sizes_are};

/// Neighbouring rows that lie side by side in packed weights of that element type.
pub fn group(element: Type<'_>) -> u64 {
    if is_int(element, 8) {
        4
    } else if element.is_float() && element.float_width() == 16 {
        2
    } else {
        1
    }
}

/// The operands of `linear` or `grouped_linear`, of either dialect.
pub struct LinearOperands<'c> {
    /// The rows.
    pub x: Val<'c>,
    /// The weights in panels.
    pub packed: Val<'c>,
    /// Where each expert's rows begin, of `grouped_linear`.
    pub offsets: Option<Val<'c>>,
    /// Which rows of `x` there are, of `grouped_linear`.
    pub rows: Option<Val<'c>>,
    /// Scales of rows of bytes.
    pub row_scales: Option<Val<'c>>,
    /// Scales of columns of bytes.
    pub column_scales: Option<Val<'c>>,
    /// What is added to sums.
    pub bias: Option<Val<'c>>,
    /// What is added at the end.
    pub residual: Option<Val<'c>>,
    /// What the result is divided by to be bytes.
    pub scale: Option<Val<'c>>,
    /// How many operands there are before `outs`.
    pub ins: usize,
}

impl<'c> LinearOperands<'c> {
    /// Those of `op`.
    ///
    /// # Errors
    ///
    /// If it is no such op.
    pub fn of(op: Op<'c>) -> Result<'c, Self> {
        let operands = op.operand_values();
        let mut ins = 0;
        let mut missing = Vec::new();
        // The operand of that name, if the op says that it has one.
        let mut next = |name: &'static str, has: bool| {
            let value = has.then(|| operands.get(ins).copied());
            ins += usize::from(has);
            if value == Some(None) {
                missing.push(name);
            }
            value.flatten()
        };
        let says = |word: &str| op.attr(word).is_some();
        let x = next("x", true);
        let packed = next("packed", true);
        let offsets = next("offsets", op.full_name().ends_with(".grouped_linear"));
        let rows = next("rows", says("rows"));
        let row_scales = next("row_scales", says("scales"));
        let column_scales = next("column_scales", says("scales"));
        let bias = next("bias", says("bias"));
        let residual = next("residual", says("residual"));
        let scale = next("scale", says("quantize"));
        let (Some(x), Some(packed), true) = (x, packed, missing.is_empty()) else {
            return Err(Error::new(format!(
                "has {} operands: what its words name is not all there, missing {}",
                operands.len(),
                missing.join(", ")
            )));
        };
        Ok(Self {
            x,
            packed,
            offsets,
            rows,
            row_scales,
            column_scales,
            bias,
            residual,
            scale,
            ins,
        })
    }
}

impl<'c> LinearOperands<'c> {
    /// Each operand of its words is of the kind that the word says.
    fn verify_kinds(&self) -> Result<'c> {
        for (name, value, elements) in [
            ("rows", self.rows, &["i32"][..]),
            ("row_scales", self.row_scales, &["f32"]),
            ("column_scales", self.column_scales, &["f32"]),
            ("bias", self.bias, &["f32", "bf16"]),
            ("residual", self.residual, &["f32", "bf16"]),
        ] {
            let Some(value) = value else { continue };
            let word = element(value.r#type()).map(|element| element.to_string());
            if !word.as_deref().is_some_and(|word| elements.contains(&word)) {
                return Err(Error::new(format!(
                    "{name} is {}, expected elements of {}",
                    value.r#type(),
                    elements.join(" or ")
                )));
            }
        }
        match self.scale {
            Some(scale) if element(scale.r#type()).is_some() => {
                Err(Error::new(format!("scale is {}, expected f32", scale.r#type())))
            }
            _ => Ok(()),
        }
    }
}

fn shaped_value<'c>(value: Val<'c>, name: &'static str) -> Result<'c, Shaped<'c>> {
    let missing = || Error::new(format!("expects {name} to be a ranked tensor or memref"));
    Ok(Shaped {
        name,
        sizes: dims(value.r#type()).ok_or_else(missing)?,
        element: element(value.r#type()).ok_or_else(missing)?,
    })
}

/// The columns of a panel of packed weights.
///
/// # Errors
///
/// If the type does not state them.
pub fn panel<'c>(packed: Type<'c>) -> Result<'c, u64> {
    let sizes = dims(packed).unwrap_or_default();
    let group = element(packed).map_or(1, group);
    match sizes.last() {
        Some(Some(size)) if *size > 0 && size.is_multiple_of(group) => Ok(size / group),
        last => Err(Error::new(format!(
            "packed has {} in its last dimension, expected a static multiple of {group}: the columns of a panel{}",
            show_dims(&[last.copied().flatten()]),
            if group > 1 {
                format!(", times the {group} rows that lie side by side")
            } else {
                String::new()
            }
        ))),
    }
}

/// Packed weights have panels for `[k, n]`.
pub(crate) fn verify_packed<'c>(packed: &Shaped<'c>, r#type: Type<'c>, [k, n]: [Dim; 2]) -> Result<'c> {
    let (width, group) = (panel(r#type)?, group(packed.element));
    let [.., panels, groups, _] = packed.sizes[..] else {
        return Err(Error::new("expects packed weights of rank 3 or 4"));
    };
    let expected = [n.map(|n| n.div_ceil(width)), k.map(|k| k.div_ceil(group))];
    if dims_agree(panels, expected[0]) && dims_agree(groups, expected[1]) {
        return Ok(());
    }
    Err(Error::new(format!(
        "packed has {} panels x groups of rows, expected {}: {} columns by {width}, {} rows by {group}",
        show_dims(&[panels, groups]),
        show_dims(&expected),
        show_dims(&[n]),
        show_dims(&[k])
    )))
}

/// `pack_weights`, of either dialect.
pub(crate) fn verify_pack<'c>(weights: &Shaped<'c>, packed: &Shaped<'c>, r#type: Type<'c>) -> Result<'c> {
    same_element(weights, packed)?;
    if packed.sizes.len() != weights.sizes.len() + 1 {
        return Err(Error::new(format!(
            "packed has rank {}, expected {}: panels, groups of rows and a panel's columns for the last two dimensions",
            packed.sizes.len(),
            weights.sizes.len() + 1
        )));
    }
    if weights.sizes.len() == 3 {
        agree("number of experts", weights, 0, packed, 0)?;
    }
    let [.., k, n] = weights.sizes[..] else {
        return Err(Error::new("expects weights of rank 2 or 3"));
    };
    verify_packed(packed, r#type, [k, n])
}

/// `quantize_rows`, of either dialect.
pub(crate) fn verify_quantized<'c>(x: &Shaped<'c>, quantized: &Shaped<'c>, scales: &Shaped<'c>) -> Result<'c> {
    sizes_are("quantized", &quantized.sizes, &x.sizes)?;
    sizes_are("scales", &scales.sizes, &x.sizes[..x.sizes.len() - 1])
}

/// `linear` and `grouped_linear`, of either dialect, with what they make.
pub(crate) fn verify_linear<'c>(op: Op<'c>, result: &Shaped<'c>) -> Result<'c> {
    let operands = LinearOperands::of(op)?;
    let (found, outs) = (
        op.operand_values().len(),
        usize::from(op.full_name().starts_with("dsk.")),
    );
    if found != operands.ins + outs {
        return Err(Error::new(format!(
            "has {found} operands, expected {}: each one that is not always there has its word behind the operands",
            operands.ins + outs
        )));
    }
    operands.verify_kinds()?;
    Activation::of(op)?;
    let (x, packed) = (shaped_value(operands.x, "x")?, shaped_value(operands.packed, "packed")?);
    same_element(&x, &packed)?;
    let (Some(k), Some(n)) = (x.sizes.last().copied(), result.sizes.last().copied()) else {
        return Err(Error::new("expects rows of rank 2 or 3"));
    };
    // The last panel may be filled in part: something else says how many columns there are.
    if n.is_none() && (operands.bias.is_none() || operands.offsets.is_some()) {
        return Err(Error::new(if operands.offsets.is_some() {
            "has a result whose number of columns is not static: it says how much of an expert's last panel there is"
        } else {
            "has a result whose number of columns is not static, and no bias that says how much of the last panel there is"
        }));
    }
    let of_bias = operands
        .bias
        .and_then(|bias| dims(bias.r#type())?.last().copied().flatten());
    verify_packed(&packed, operands.packed.r#type(), [k, n.or(of_bias)])?;
    let bytes = is_int(x.element, 8);
    if operands.row_scales.is_some() != bytes || operands.column_scales.is_some() != bytes {
        return Err(Error::new(if bytes {
            "is on bytes, so it needs the scales of rows and columns: scales(%rows, %columns)"
        } else {
            "has scales, which only bytes have: expected x of i8"
        }));
    }
    let of_bytes = is_int(result.element, 8);
    if operands.scale.is_some() != of_bytes {
        return Err(Error::new(if of_bytes {
            "makes bytes, so it needs what to divide by: quantize(%scale)"
        } else {
            "quantizes, so it makes bytes: expected a result of i8"
        }));
    }
    let rows = &x.sizes[..x.sizes.len() - 1];
    if let Some(scales) = operands.row_scales {
        sizes_are("row_scales", &shaped_value(scales, "row_scales")?.sizes, rows)?;
    }
    // One list for each expert.
    let mut of_columns = vec![n];
    if let Some(offsets) = operands.offsets {
        let experts = packed.sizes[0];
        sizes_are(
            "offsets",
            &shaped_value(offsets, "offsets")?.sizes,
            &[experts.map(|x| x + 1)],
        )?;
        of_columns.insert(0, experts);
    }
    for (name, value) in [("column_scales", operands.column_scales), ("bias", operands.bias)] {
        if let Some(value) = value {
            sizes_are(name, &shaped_value(value, name)?.sizes, &of_columns)?;
        }
    }
    let mut expected = match operands.rows {
        Some(rows) => shaped_value(rows, "rows")?.sizes,
        None => rows.to_vec(),
    };
    expected.push(n);
    sizes_are("the result", &result.sizes, &expected)?;
    if let Some(residual) = operands.residual {
        sizes_are("residual", &shaped_value(residual, "residual")?.sizes, &result.sizes)?;
    }
    Ok(())
}

/// `route_experts`, of either dialect: tokens, offsets, slots, weights and histogram for `logits` and `top_k`.
///
/// # Errors
///
/// If a tensor cannot have that many elements.
pub(crate) fn routed_sizes<'c>(logits: &[Dim], top_k: Dim) -> Result<'c, [Vec<Dim>; 5]> {
    let [tokens, experts] = [0, 1].map(|axis| logits.get(axis).copied().flatten());
    let choices = tokens.zip(top_k).map(|(t, k)| t.checked_mul(k));
    let offsets = experts.map(|x| x.checked_add(1));
    let fits = |size: Option<u64>| size.is_some_and(|size| i64::try_from(size).is_ok());
    if !choices.is_none_or(fits) || !offsets.is_none_or(fits) {
        return Err(Error::new(format!(
            "logits are {}, too many tokens or experts for a tensor of all choices",
            show_dims(logits)
        )));
    }
    Ok([
        vec![choices.flatten()],
        vec![offsets.flatten()],
        vec![tokens, top_k],
        vec![tokens, top_k],
        vec![experts],
    ])
}

/// `combine_experts`, of either dialect.
pub(crate) fn verify_combined<'c>(
    y: &Shaped<'c>,
    slots: &Shaped<'c>,
    weights: &Shaped<'c>,
    result: &Shaped<'c>,
) -> Result<'c> {
    same_element(y, result)?;
    sizes_are("weights", &weights.sizes, &slots.sizes)?;
    sizes_are("the result", &result.sizes, &[slots.sizes[0], y.sizes[1]])
}

/// That nothing becomes of sums need not be said. `linear` or `grouped_linear`, of either dialect.
pub(crate) struct NoActivation(pub &'static str);

impl Pattern for NoActivation {
    fn root(&self) -> &'static str {
        self.0
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        if op.int_attr("activation") != Some(0) {
            return Ok(false);
        }
        replace_without(op, "activation", rewriter)
    }
}

/// Puts the same op without an attribute in the place of `op`.
pub(crate) fn replace_without<'c>(op: Op<'c>, name: &str, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
    let types: Vec<Type> = op.result_values().iter().map(|value| value.r#type()).collect();
    let attributes: Vec<_> = op.attributes().collect();
    let is_it = |of: &Identifier| of.as_string_ref().as_str() == Ok(name);
    let attributes: Vec<_> = attributes.into_iter().filter(|(of, _)| !is_it(of)).collect();
    let without = OperationBuilder::new(&op.full_name(), op.location())
        .add_operands(&op.operand_values())
        .add_attributes(&attributes)
        .add_results(&types)
        .build()
        .map_err(|error| op.error(error.to_string()))?;
    let without = rewriter.insert_before(op, without);
    rewriter.replace(op, &without.result_values());
    Ok(true)
}
