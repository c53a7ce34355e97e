//! What both lowerings of stored scores need: how many queries and keys there are, and that tiles are those of the pattern.

use std::fmt::Display;

use dynsparse_dialects::PatternType;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, dims},
    template::Template,
};
use dynsparse_passes::size_checks::place;

/// The numbers of queries, of axis 2, or keys, of axis 3, of a pattern: what its type states, and else what is given, 0 for a
/// negative number.
///
/// # Errors
///
/// If the ops cannot be built.
pub fn sizes_of_pattern<'c, const N: usize>(
    op: Op<'c>,
    pattern: &PatternType,
    axes: [usize; N],
    given: &[Val<'c>],
) -> Result<'c, Vec<Val<'c>>> {
    const STATED: &str = "func.func private @stated() -> index {
  %size = arith.constant $size : index
  return %size : index
}";
    const GIVEN: &str = "func.func private @given(%size: index) -> index {
  %c0 = arith.constant 0 : index
  %at_least_0 = arith.maxsi %size, %c0 : index
  return %at_least_0 : index
}";
    let mut given = given.iter();
    let mut size = |axis: usize| -> Result<'c, Val<'c>> {
        let sizes = match pattern.shape[axis] {
            Some(size) => Template::new("stated", STATED).set("size", size).expand(op, &[])?,
            None => {
                let size = given.next().ok_or_else(|| op.op_error("lacks sizes"))?;
                Template::new("given", GIVEN).expand(op, &[*size])?
            }
        };
        Ok(sizes[0])
    };
    axes.map(&mut size).into_iter().collect()
}

/// The text that counts the heads of the result of a `dsa.spmm`, `name`: as its type says, or else those of the pattern, of which
/// `of_pattern` has the number in dimension 1, times those that each of them serves.
pub fn heads_of_result(op: Op<'_>, name: &str, weights: &str, of_pattern: [&str; 2]) -> String {
    let result = op.result_values().first().and_then(|value| dims(value.r#type()));
    if let Some(Some(heads)) = result.map(|sizes| sizes[1]) {
        return format!("%{name} = arith.constant {heads} : index");
    }
    let [pattern, r#type] = of_pattern;
    format!(
        "%served_heads = tensor.dim %weights, %c1 : {weights}
  %heads_of_pattern = tensor.dim {pattern}, %c1 : {type}
  %{name} = arith.muli %served_heads, %heads_of_pattern : index"
    )
}

/// A bias of 0, of the type `number`, for each of `keys`.
///
/// # Errors
///
/// If the ops cannot be built.
pub fn no_bias<'c>(op: Op<'c>, keys: Val<'c>, number: impl Display) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @no_bias(%keys: $K) -> tensor<1x1x?x$S> {
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : $S
  %m = tensor.dim %keys, %c2 : $K
  %room = tensor.empty(%m) : tensor<1x1x?x$S>
  %zeros = linalg.fill ins(%zero : $S) outs(%room : tensor<1x1x?x$S>) -> tensor<1x1x?x$S>
  return %zeros : tensor<1x1x?x$S>
}";
    let zeros = Template::new("no_bias", TEXT).set("K", keys.r#type()).set("S", number);
    Ok(zeros.expand(op, &[keys])?[0])
}

/// Ends the program unless operand 0, of that name, has as many tiles as the pattern.
///
/// # Errors
///
/// If the check cannot be built.
pub fn check_tiles<'c>(op: Op<'c>, name: &str, count: Val<'c>) -> Result<'c> {
    const TEXT: &str = "func.func private @check_tiles(%stored: $S, %count: index) {
  %axis = arith.constant 2 : index
  %found = tensor.dim %stored, %axis : $S
  %same = arith.cmpi eq, %found, %count : index
  cf.assert %same, \"$message\"
  return
}";
    let stored = op.operand_values()[0];
    Template::new("check_tiles", TEXT)
        .set("S", stored.r#type())
        .set(
            "message",
            format!("{}: {name} has not as many tiles as the pattern", place(op)),
        )
        .expand(op, &[stored, count])?;
    Ok(())
}
