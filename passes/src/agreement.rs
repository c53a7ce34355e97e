//! Checks when a program runs that sizes agree which types leave open.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{Dim, OpExt as _, defined_by, dims, int_constant},
    template::Template,
};

/// Size `axis` of a value, where its type says it.
pub fn known(value: Val<'_>, axis: usize) -> Dim {
    dims(value.r#type())
        .and_then(|sizes| sizes.get(axis).copied())
        .flatten()
}

/// Whether `value` is size `axis` of `of`: what its type says, or a `tensor.dim` of it.
pub fn is_size<'c>(value: Val<'c>, of: Val<'c>, axis: usize) -> bool {
    let stated = known(of, axis).is_some_and(|size| int_constant(value) == Some(size as i64));
    stated
        || defined_by(value, "tensor.dim").is_some_and(|dim| {
            let operands = dim.operand_values();
            operands[0] == of && int_constant(operands[1]) == Some(axis as i64)
        })
}

/// Whether size `axis` of two values is seen to be the same: their types say so, they are one value, or the second is made
/// with the size of the first.
pub fn agrees<'c>(first: Val<'c>, second: Val<'c>, axis: usize) -> bool {
    let made = || {
        let made = defined_by(second, "tensor.empty")?;
        let open = dims(second.r#type())?[..axis]
            .iter()
            .filter(|size| size.is_none())
            .count();
        made.operand_at(open)
    };
    match known(second, axis) {
        _ if first == second => true,
        Some(size) => known(first, axis) == Some(size),
        None => made().is_some_and(|size| is_size(size, first, axis)),
    }
}

/// Which of two sizes may be 1 instead of the other's, and then serves all of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Serving {
    /// None of them.
    Neither,
    /// The first.
    First,
    /// The second.
    Second,
    /// Whichever is.
    Either,
}

/// How many ops of [`agree`] stand before that which reads the second size, where none may serve.
pub const OPS_BEFORE_SECOND_SIZE: usize = 3;

/// Two sizes, each of a value and an axis, are equal, or one that may serve is 1. Nothing is checked where the types say it.
///
/// # Errors
///
/// If the check cannot be built.
pub fn agree<'c>(anchor: Op<'c>, sizes: [(Val<'c>, usize); 2], serving: Serving, message: &str) -> Result<'c> {
    const TEXT: &str = "func.func private @agree(%a: $A, %b: $B) {
  %axis_a = arith.constant $i : index
  %axis_b = arith.constant $j : index
  $one
  %size_a = tensor.dim %a, %axis_a : $A
  %size_b = tensor.dim %b, %axis_b : $B
  %same = arith.cmpi eq, %size_a, %size_b : index
  $or_serving
  cf.assert $fits, \"$message\"
  return
}";
    const ONE_A: &str = "%one_a = arith.cmpi eq, %size_a, %one : index\n";
    const ONE_B: &str = "%one_b = arith.cmpi eq, %size_b, %one : index\n";
    let [a, b] = sizes.map(|(value, axis)| known(value, axis));
    let first = matches!(serving, Serving::First | Serving::Either);
    let second = matches!(serving, Serving::Second | Serving::Either);
    if (first && a == Some(1)) || (second && b == Some(1)) || (a.is_some() && b.is_some()) {
        return Ok(());
    }
    let one = match serving {
        Serving::Neither => "",
        _ => "%one = arith.constant 1 : index",
    };
    let (or_serving, fits) = match serving {
        Serving::Neither => (String::new(), "%same"),
        Serving::First => (format!("{ONE_A}%fits = arith.ori %same, %one_a : i1"), "%fits"),
        Serving::Second => (format!("{ONE_B}%fits = arith.ori %same, %one_b : i1"), "%fits"),
        Serving::Either => (
            format!("{ONE_A}{ONE_B}%either = arith.ori %one_a, %one_b : i1\n%fits = arith.ori %same, %either : i1"),
            "%fits",
        ),
    };
    let [(a, i), (b, j)] = sizes;
    Template::new("agree", TEXT)
        .set("A", a.r#type())
        .set("B", b.r#type())
        .set("i", i)
        .set("j", j)
        .set("one", one)
        .set("or_serving", or_serving)
        .set("fits", fits)
        .set("message", message)
        .expand(anchor, &[a, b])?;
    Ok(())
}

/// IR that says of sizes `%all` and `%found` what `%found` is equal to where it divides `%all`, and only there, as `%fitting`: the
/// sizes themselves are compared last, as they are what is told where they do not fit. 0 alone is a multiple of 0.
pub const FITTING_DIVISOR: &str = "%least_divisor = arith.constant 1 : index
  %at_least_one = arith.maxui %found, %least_divisor : index
  %times = arith.divui %all, %at_least_one : index
  %multiple = arith.muli %times, %found : index
  %divides = arith.cmpi eq, %multiple, %all : index
  %fitting = arith.select %divides, %found, %all : index";

/// The first size is a multiple of the second, each of a value and an axis: 0 alone is one of 0. Nothing is checked where the types
/// say it.
///
/// # Errors
///
/// If the check cannot be built.
pub fn divides<'c>(anchor: Op<'c>, sizes: [(Val<'c>, usize); 2], message: &str) -> Result<'c> {
    const TEXT: &str = "func.func private @divides(%a: $A, %b: $B) {
  %axis_a = arith.constant $i : index
  %axis_b = arith.constant $j : index
  %all = tensor.dim %a, %axis_a : $A
  %found = tensor.dim %b, %axis_b : $B
  $fitting_divisor
  %fits = arith.cmpi eq, %found, %fitting : index
  cf.assert %fits, \"$message\"
  return
}";
    let [(a, i), (b, j)] = sizes;
    if known(b, j) == Some(1) || (known(a, i).is_some() && known(b, j).is_some()) {
        return Ok(());
    }
    Template::new("divides", TEXT)
        .set("A", a.r#type())
        .set("B", b.r#type())
        .set("i", i)
        .set("j", j)
        .set("fitting_divisor", FITTING_DIVISOR)
        .set("message", message)
        .expand(anchor, &[a, b])?;
    Ok(())
}

/// Size `axis` of `value` is `size`. Nothing is checked where the type says it.
///
/// # Errors
///
/// If the check cannot be built.
pub fn is<'c>(anchor: Op<'c>, value: Val<'c>, axis: usize, size: u64, message: &str) -> Result<'c> {
    const TEXT: &str = "func.func private @is(%value: $A) {
  %axis = arith.constant $axis : index
  %expected = arith.constant $size : index
  %size = tensor.dim %value, %axis : $A
  %same = arith.cmpi eq, %size, %expected : index
  cf.assert %same, \"$message\"
  return
}";
    if known(value, axis).is_some() {
        return Ok(());
    }
    Template::new("is", TEXT)
        .set("A", value.r#type())
        .set("axis", axis)
        .set("size", size)
        .set("message", message)
        .expand(anchor, &[value])?;
    Ok(())
}
