//! Patterns as upstream's sparse tensors: which encoding a pattern has.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{Fold, OpHooks},
    melior::ir::{Attribute, Type, ValueLike as _, r#type::RankedTensorType},
    operation::{OpExt as _, context_of_type, dims, same_type, show_dims},
};

use super::{defined_by, pattern_type};
use crate::{
    pattern::{Format, Holds, PatternType},
    shapes::shaped,
};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsa.to_sparse_tensor", verify_to),
    OpHooks {
        fold: Some(fold_from),
        ..OpHooks::verifying("dsa.from_sparse_tensor", verify_from)
    },
];

/// Bits of the positions and coordinates of a sparse tensor; 0 is `index`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexWidths {
    /// `posWidth`.
    pub positions: u32,
    /// `crdWidth`.
    pub coordinates: u32,
}

/// The widths that encodings may have.
const WIDTHS: [u32; 3] = [0, 32, 64];

/// How an encoding is printed.
pub const ENCODING: &str = "#sparse_tensor.encoding<";

/// The encoding of `sparse_tensor` that a tensor type has.
pub fn sparse_encoding(r#type: Type<'_>) -> Option<Attribute<'_>> {
    let tensor = RankedTensorType::try_from(r#type).ok()?;
    tensor
        .encoding()
        .filter(|encoding| encoding.to_string().starts_with(ENCODING))
}

/// The encoding of a pattern, as text; or why there is none.
fn encoding_of(pattern: &PatternType, widths: IndexWidths) -> std::result::Result<String, String> {
    let [bq, bk] = pattern.block;
    let none = |what: &str, instead: &str| {
        Err(format!(
            "has {pattern}, and there is no encoding of {what}: expected {instead} (dsa.convert_pattern makes it)"
        ))
    };
    let levels = match (pattern.format, pattern.holds) {
        (Format::Csr, _) => "d0 : dense, d1 : compressed".to_owned(),
        (Format::Bcsr, Holds::Blocks) if [bq, bk] == [1, 1] => "d0 : dense, d1 : compressed".to_owned(),
        (Format::Coo, _) => "d0 : compressed(nonunique), d1 : singleton(soa)".to_owned(),
        (Format::Bcsr, Holds::Blocks) => {
            let divided = |axis: usize| pattern.shape[2 + axis].is_some_and(|size| size % pattern.block[axis] == 0);
            if !(divided(0) && divided(1)) {
                return none(
                    &format!("blocks that do not divide {}", show_dims(&pattern.shape[2..])),
                    "blocks that do, or csr of elements",
                );
            }
            format!("d0 floordiv {bq} : dense, d1 floordiv {bk} : compressed, d0 mod {bq} : dense, d1 mod {bk} : dense")
        }
        (Format::Bcsr, Holds::Elements) => return none("blocks with masks", "csr or coo"),
        (format, _) => return none(&format!("the format {}", format.word()), "csr, coo or bcsr"),
    };
    let width = |name: &str, bits: u32| match bits {
        0 => String::new(),
        bits => format!(", {name} = {bits}"),
    };
    Ok(format!(
        "{ENCODING}{{ map = (d0, d1) -> ({levels}){}{} }}>",
        width("posWidth", widths.positions),
        width("crdWidth", widths.coordinates)
    ))
}

/// Checks that a pattern and a matrix are stored alike, and answers the widths of the matrix.
///
/// # Errors
///
/// If there is no encoding of the pattern, or the matrix has another.
pub fn encoded<'c>(pattern: &PatternType, matrix: Type<'c>) -> Result<'c, IndexWidths> {
    let [batch, heads, n, m] = pattern.shape;
    if [batch, heads] != [Some(1), Some(1)] {
        return Err(Error::new(format!(
            "has {pattern}, expected one batch entry and one head: a sparse tensor is a matrix"
        )));
    }
    if pattern.shape.contains(&Some(0)) {
        return Err(Error::new(format!(
            "has {pattern}, expected sizes of at least 1: upstream refuses parts of what is known to be empty"
        )));
    }
    let default = IndexWidths {
        positions: pattern.index_bits,
        coordinates: pattern.index_bits,
    };
    let expected = encoding_of(pattern, default).map_err(Error::new)?;
    let sizes = dims(matrix).unwrap_or_default();
    if sizes != [n, m] {
        return Err(Error::new(format!(
            "has a matrix of {} and {pattern}, expected the same sizes",
            show_dims(&sizes)
        )));
    }
    let Some(encoding) = sparse_encoding(matrix) else {
        return Err(Error::new(format!(
            "has {matrix}, which has no encoding: expected {expected}"
        )));
    };
    for positions in WIDTHS {
        for coordinates in WIDTHS {
            let widths = IndexWidths { positions, coordinates };
            let text = encoding_of(pattern, widths).map_err(Error::new)?;
            if Attribute::parse(context_of_type(matrix), &text) == Some(encoding) {
                return Ok(widths);
            }
        }
    }
    Err(Error::new(format!(
        "has a matrix with the encoding {encoding}, expected {expected}, where widths may be 32, 64, or 0 for index"
    )))
}

fn verify_to(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.operand_at(0))?;
    let matrix = op.result_values().first().map(|value| value.r#type());
    let matrix = matrix.ok_or_else(|| Error::new("makes nothing, expected a matrix"))?;
    encoded(&pattern, matrix)?;
    if op.operand_values().len() < 2 {
        return Ok(());
    }
    let values = shaped(op, 1, "values")?;
    let element = dynsparse_ir::operation::element(matrix);
    if element.is_some_and(|element| same_type(element, values.element)) {
        return Ok(());
    }
    Err(Error::new(format!(
        "has values of {}, expected the element type of {matrix}",
        values.element
    )))
}

fn verify_from(op: Op<'_>) -> Result<'_> {
    let matrix = op.operand_at(0).map(|value| value.r#type());
    let matrix = matrix.ok_or_else(|| Error::new("has no operand, expected a matrix"))?;
    encoded(&pattern_type(op.result_values().first().copied())?, matrix).map(|_| ())
}

/// `from_sparse_tensor(to_sparse_tensor(p)) = p`, where the types agree.
fn fold_from<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let pattern: Val<'c> = defined_by(op.operand_at(0)?, "dsa.to_sparse_tensor")?.operand_at(0)?;
    same_type(pattern.r#type(), op.result_values().first()?.r#type()).then(|| vec![Fold::Value(pattern)])
}
