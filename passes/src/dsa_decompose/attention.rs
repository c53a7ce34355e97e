//! Attention in three steps.

use dynsparse_dialects::dsa::pattern_type;
use dynsparse_ir::{Op, Result, Val, operation::OpExt as _};

use super::build::{before, dim, index, inferred, sizes_of};
use crate::agreement::{Serving, agree, agrees};

/// `dsa.sddmm`, `dsa.sparse_softmax` and `dsa.spmm`.
pub fn attention<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let operands = op.operand_values();
    let [queries, keys, values, pattern, ref bias @ ..] = operands[..] else {
        return Err(op.op_error("lacks operands"));
    };
    let shape = pattern_type(Some(pattern))?.shape;
    let given = |name: &'static str| op.attr(name).map(|value| (name, value));
    let mut sizes = Vec::new();
    for (axis, of) in [(2, queries), (3, keys)] {
        if shape[axis].is_none() {
            // As it is once it is canonical.
            sizes.push(match sizes_of(of)[2] {
                Some(size) => index(op, size as i64)?,
                None => dim(op, of, 2)?,
            });
        }
    }
    // The parts take as many heads of each as divide those of the queries.
    if !agrees(keys, values, 1) {
        let message = "attention: heads of keys and values differ";
        agree(op, [(keys, 1), (values, 1)], Serving::Neither, message)?;
    }
    let of_scores = [&[queries, keys, pattern], bias].concat();
    let scale: Vec<_> = given("scale").into_iter().collect();
    let scores = before(op, "dsa.sddmm", &of_scores, &scale)?;
    let with_lse: Vec<_> = given("with_lse").into_iter().collect();
    let weights = inferred(
        op,
        "dsa.sparse_softmax",
        &[&[scores, pattern], &sizes[..]].concat(),
        &with_lse,
    )?;
    let of_queries = if shape[2].is_none() { &sizes[..1] } else { &[] };
    let output = before(
        op,
        "dsa.spmm",
        &[&[weights[0], values, pattern], of_queries].concat(),
        &[],
    )?;
    Ok(Some([&[output], &weights[1..]].concat()))
}
