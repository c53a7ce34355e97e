//! Attention as scalar loops: what was not tiled.

use dynsparse_ir::{Op, Result, operation::OpExt as _, template::Template};

use super::{Lower, element_of, scale};
use crate::precision::{compute_type, extend, extend_names, minus_infinity, round, round_names};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsk.attention", attention)];

fn attention<'c>(op: Op<'c>) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let block = op.ints_attr("block").unwrap_or_default();
    let template = Template::new("attention", include_str!("attention.mlir"))
        .set("T", from)
        .set("C", to)
        .set("I", element_of(op, 3)?)
        .set("bq", block[0])
        .set("bk", block[1])
        .set("scale", scale(op)?)
        .set("minus_infinity", minus_infinity(to));
    let template = extend(template, extend_names!("query"), from, to);
    let template = extend(template, extend_names!("key"), from, to);
    let template = extend(template, extend_names!("value"), from, to);
    let template = round(template, round_names!("result"), to, from);
    let with_lse = op.operand_values().len() > 6;
    Ok(if with_lse {
        let r#type = format!("memref<?x?x?x{to}, strided<[?, ?, ?], offset: ?>>");
        template.set("lse_argument", format!(", %lse: {type}")).set(
            "store_lse",
            format!(
                "%log = math.log %total : {to}
                 %sum_of_exponents = arith.addf %shift, %log : {to}
                 %lse_value = arith.select %empty, %lowest, %sum_of_exponents : {to}
                 memref.store %lse_value, %lse[%b, %h, %i] : {type}"
            ),
        )
    } else {
        template.set("lse_argument", "").set("store_lse", "")
    })
}
