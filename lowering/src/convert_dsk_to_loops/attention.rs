//! Attention as scalar loops: what was not tiled.

use dynsparse_ir::{Op, Result, operation::OpExt as _, template::Template};

use dynsparse_dialects::dsk::{is_masked, lse_of};

use super::{Lower, element_of, scale};
use crate::{
    precision::{compute_type, extend, extend_names, minus_infinity, round, round_names},
    target::Target,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[("dsk.attention", attention), ("dsk.masked_attention", attention)];

fn attention<'c>(op: Op<'c>, _: &Target) -> Result<'c, Template> {
    let from = element_of(op, 0)?;
    let to = compute_type(from);
    let index = element_of(op, 3)?;
    let block = op.ints_attr("block").unwrap_or_default();
    let template = Template::new("attention", include_str!("attention.mlir"))
        .set("T", from)
        .set("C", to)
        .set("I", index)
        .set("bq", block[0])
        .set("bk", block[1])
        .set("scale", scale(op)?)
        .set("minus_infinity", minus_infinity(to));
    let template = extend(template, extend_names!("query"), from, to);
    let template = extend(template, extend_names!("key"), from, to);
    let template = extend(template, extend_names!("value"), from, to);
    let template = round(template, round_names!("result"), to, from);
    let template = if is_masked(op) {
        template
            .set(
                "mask_arguments",
                format!(
                    " %mask_ids: memref<?x{index}, strided<[?], offset: ?>>,
                     %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>,"
                ),
            )
            .set("sees", SEES.replace("$I", &index.to_string()))
    } else {
        template
            .set("mask_arguments", "")
            .set("sees", "%sees = arith.constant true")
    };
    Ok(if lse_of(op).is_some() {
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

/// Whether query `%q` of its block sees key `%j`, of the block stored at `%at`.
const SEES: &str = "%stored_id = memref.load %mask_ids[%at] : memref<?x$I, strided<[?], offset: ?>>
%id = arith.index_cast %stored_id : $I to index
%is_partial = arith.cmpi sge, %id, %c0 : index
%sees = scf.if %is_partial -> (i1) {
  %k = arith.subi %j, %first : index
  %c8 = arith.constant 8 : index
  %byte = arith.divui %q, %c8 : index
  %place = arith.remui %q, %c8 : index
  %bits = memref.load %masks[%id, %k, %byte] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
  %place_as_int = arith.index_cast %place : index to i8
  %shifted = arith.shrui %bits, %place_as_int : i8
  %bit = arith.trunci %shifted : i8 to i1
  scf.yield %bit : i1
} else {
  %true = arith.constant true
  scf.yield %true : i1
}";
