//! `replace-empty-reshapes`: what reshapes to no elements, and bufferisation does not take, is an empty tensor.

use dynsparse_ir::{
    Op, Result,
    melior::ir::ValueLike as _,
    operation::{Dim, OpExt as _, collect, dims},
    pass::{Pass, PassRun},
    template::Template,
};

use crate::{
    ReplaceEmptyReshapes,
    reassociation::{groups, is_empty, is_expansion},
    tile_dsk_attention::text::Text,
};

impl Pass for ReplaceEmptyReshapes {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let reshapes = collect(function, |name| {
            matches!(name, "tensor.collapse_shape" | "tensor.expand_shape")
        });
        run.each(&reshapes, |op| match groups(op) {
            Some(groups) if groups.iter().any(|group| is_empty(group)) => {
                run.count(Self::RESHAPES, 1);
                replace(op, &groups)
            }
            _ => Ok(()),
        })
    }
}

fn replace<'c>(op: Op<'c>, groups: &[Vec<(usize, Dim)>]) -> Result<'c> {
    let result = op.result_values()[0].r#type();
    let operands = op.operand_values();
    let names: Vec<String> = (0..operands.len()).map(|i| format!("%operand{i}")).collect();
    let arguments = names.iter().zip(&operands);
    let arguments: Vec<String> = arguments
        .map(|(name, value)| format!("{name}: {}", value.r#type()))
        .collect();
    let mut t = Text::default();
    let open = if is_expansion(op) {
        names[1..].to_vec()
    } else {
        let kept = dims(result).unwrap_or_default();
        let open = groups.iter().zip(kept).filter(|(_, size)| size.is_none());
        open.map(|(group, _)| product(&mut t, group, &arguments[0])).collect()
    };
    Template::new("empty", EMPTY)
        .set("arguments", arguments.join(", "))
        .set("body", t.take())
        .set("open", open.join(", "))
        .set("result", result)
        .replace(op, &operands)
}

const EMPTY: &str = "func.func private @empty($arguments) -> $result {
  $body
  %empty = tensor.empty($open) : $result
  return %empty : $result
}";

/// The product of the sizes of a group of the dimensions of `source`, a name and its type.
fn product(t: &mut Text, group: &[(usize, Dim)], source: &str) -> String {
    if is_empty(group) {
        return t.index(0);
    }
    let sizes: Vec<String> = group
        .iter()
        .map(|(axis, _)| {
            let axis = t.index(*axis as u64);
            t.value(format!(
                "tensor.dim {}",
                source.replacen(':', &format!(", {axis} :"), 1)
            ))
        })
        .collect();
    let product = sizes
        .into_iter()
        .reduce(|product, size| t.value(format!("arith.muli {product}, {size} : index")));
    product.unwrap_or_default()
}
