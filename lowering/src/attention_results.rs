//! What the two forms of attention (with and without `lse`) differ in, as text for templates.

use dynsparse_ir::{
    Op, Result,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, element, same_type},
};

/// Types and names of an attention's results on dynamic tensors.
pub struct AttentionResults<'c> {
    /// `f64` for `f64` operands, else `f32`.
    pub lse_element: Type<'c>,
    /// The result types.
    pub types: String,
    /// The result names.
    pub names: &'static str,
    /// The destinations, `%output` and `%lse`.
    pub outs: &'static str,
}

impl<'c> AttentionResults<'c> {
    /// Of a `dsa.attention`, with or without `lse` as is wanted.
    ///
    /// # Errors
    ///
    /// If it has no shaped queries.
    pub fn with(op: Op<'c>, lse: bool) -> Result<'c, Self> {
        let operand = op
            .operand_at(0)
            .and_then(|value| element(value.r#type()))
            .ok_or_else(|| op.op_error("has no shaped queries"))?;
        let double = Type::float64(op.ctx());
        let lse_element = if same_type(operand, double) {
            double
        } else {
            Type::float32(op.ctx())
        };
        let output = format!("tensor<?x?x?x?x{operand}>");
        Ok(if lse {
            Self {
                lse_element,
                types: format!("{output}, tensor<?x?x?x{lse_element}>"),
                names: "%output_result, %lse_result",
                outs: "%output, %lse",
            }
        } else {
            Self {
                lse_element,
                types: output,
                names: "%output_result",
                outs: "%output",
            }
        })
    }
}
