//! What one instruction does, where the target has it.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::OpHooks,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, lanes},
};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsk.dot", verify_dot),
    OpHooks::verifying("dsk.exp2", verify_exp2),
];

/// Elements of a dot's factors that go into one element of its accumulator, by the factors' type.
fn group_of(factor: Type<'_>) -> (u64, &'static str) {
    if factor.to_string() == "bf16" {
        (2, "f32")
    } else {
        (4, "i32")
    }
}

fn verify_dot(op: Op<'_>) -> Result<'_> {
    let lanes_of = |operand: usize| op.operand_at(operand).and_then(|value| lanes(value.r#type()));
    let (Some((sums, sum)), Some((factors, factor))) = (lanes_of(0), lanes_of(1)) else {
        return Err(Error::new("expects vectors of static size"));
    };
    let (group, expected) = group_of(factor);
    if sum.to_string() != expected {
        return Err(Error::new(format!(
            "adds products of {factor} to {sum}, expected {expected}"
        )));
    }
    if factors == group * sums {
        return Ok(());
    }
    Err(Error::new(format!(
        "multiplies {factors} elements onto {sums} accumulators, expected {}: {group} of {factor} for each",
        group * sums
    )))
}

fn verify_exp2(op: Op<'_>) -> Result<'_> {
    if op.operand_at(0).and_then(|value| lanes(value.r#type())).is_none() {
        return Err(Error::new("expects a vector of static size"));
    }
    let terms = op.int_attr("terms").unwrap_or_default();
    if ![3, 4, 6].contains(&terms) {
        return Err(Error::new(format!("has {terms} terms, expected 3, 4 or 6")));
    }
    match op.float_attr("times") {
        Some(times) if !times.is_finite() => Err(Error::new(format!("times is {times}, expected a finite number"))),
        _ => Ok(()),
    }
}
