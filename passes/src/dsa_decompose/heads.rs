//! Heads and merged tokens, as tokens.

use dynsparse_ir::{Op, Result, Val, operation::OpExt as _};

use super::build::{before, collapse, dim, expand, open_sizes, sizes_of};

/// A head is a token whose channels are the numbers of all its tokens.
const HEAD: &[&[usize]] = &[&[0], &[1], &[2, 3]];

/// `dsa.gate_tokens` of the scores.
pub fn select_heads<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    Ok(Some(vec![before(op, "dsa.gate_tokens", &op.operand_values(), &[])?]))
}

/// `dsa.pack_tokens` of the merged tokens, by groups.
pub fn unmerge_tokens<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    Ok(Some(vec![before(op, "dsa.pack_tokens", &op.operand_values(), &[])?]))
}

/// `dsa.pack_tokens` of heads.
pub fn pack_heads<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let [heads, indices] = op.operand_values()[..] else {
        return Err(op.op_error("lacks operands"));
    };
    let rows = collapse(op, heads, HEAD)?;
    let packed = before(op, "dsa.pack_tokens", &[rows, indices], &[])?;
    let (packed_sizes, of_heads) = (sizes_of(packed), sizes_of(heads));
    let sizes = [packed_sizes[0], packed_sizes[1], of_heads[2], of_heads[3]];
    let mut open = Vec::new();
    for (axis, size) in sizes.iter().enumerate() {
        if size.is_none() {
            open.push(dim(op, if axis < 2 { packed } else { heads }, axis)?);
        }
    }
    Ok(Some(vec![expand(op, packed, HEAD, &sizes, &open)?]))
}

/// `dsa.unpack_tokens` of heads.
pub fn unpack_heads<'c>(op: Op<'c>) -> Result<'c, Option<Vec<Val<'c>>>> {
    let [packed, indices, base] = op.operand_values()[..] else {
        return Err(op.op_error("lacks operands"));
    };
    let rows = collapse(op, packed, HEAD)?;
    let base_rows = collapse(op, base, HEAD)?;
    let all = before(op, "dsa.unpack_tokens", &[rows, indices, base_rows], &[])?;
    let sizes = sizes_of(base);
    let open = open_sizes(op, &sizes, base)?;
    Ok(Some(vec![expand(op, all, HEAD, &sizes, &open)?]))
}
