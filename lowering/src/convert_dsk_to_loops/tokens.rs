//! Tokens as loops.

use dynsparse_ir::{Op, Result, melior::ir::Type, operation::OpExt as _, template::Template};

use super::{Lower, element_of};
use crate::precision::{OrderedKeys, compute_type, extend, extend_names};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.gate_tokens", gate_tokens),
    ("dsk.gather_rows", gather_rows),
    ("dsk.scatter_rows", scatter_rows),
];

fn gate_tokens<'c>(op: Op<'c>) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let template = Template::new("gate_tokens", include_str!("gate_tokens.mlir"))
        .set("T", from)
        .set("S", to);
    let template = extend(template, extend_names!("value"), from, to);
    let template = extend(template, extend_names!("threshold_value"), Type::float32(op.ctx()), to);
    Ok(OrderedKeys::of(to).set(template))
}

fn gather_rows<'c>(op: Op<'c>) -> Result<'c, Template> {
    Ok(Template::new("gather_rows", include_str!("gather_rows.mlir")).set("T", element_of(op, 0)?))
}

fn scatter_rows<'c>(op: Op<'c>) -> Result<'c, Template> {
    Ok(Template::new("scatter_rows", include_str!("scatter_rows.mlir")).set("T", element_of(op, 0)?))
}
