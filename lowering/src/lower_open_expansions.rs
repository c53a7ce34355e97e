//! `lower-open-expansions`: expansions of buffers whose sizes do not follow from what they expand.

use dynsparse_ir::{
    Op, Result,
    melior::ir::{ValueLike as _, r#type::MemRefType},
    operation::{Dim, OpExt as _, collect, element, show_dims},
    pass::{Pass, PassRun},
    template::Template,
};

use crate::{
    LowerOpenExpansions,
    reassociation::{groups, is_empty},
    tile_dsk_attention::text::Text,
};

impl Pass for LowerOpenExpansions {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let expansions = collect(function, |name| name == "memref.expand_shape");
        run.each(&expansions, |op| match groups(op) {
            Some(groups) if groups.iter().any(|group| is_open(group)) => {
                run.count(Self::EXPANSIONS, 1);
                lower(op, &groups)
            }
            _ => Ok(()),
        })
    }
}

/// True for a group of sizes that a product does not tell.
fn is_open(group: &[(usize, Dim)]) -> bool {
    is_empty(group) || group.iter().filter(|(_, size)| size.is_none()).count() > 1
}

fn lower<'c>(op: Op<'c>, groups: &[Vec<(usize, Dim)>]) -> Result<'c> {
    let operands = op.operand_values();
    let [from, to] = [operands[0], op.result_values()[0]].map(|value| value.r#type());
    let element = element(from).ok_or_else(|| op.op_error("is of no element type"))?;
    let space = MemRefType::try_from(from).ok().and_then(|r#type| r#type.memory_space());
    let space = space.map_or_else(String::new, |space| format!(", {space}"));
    let opened: Vec<String> = (1..operands.len()).map(|i| format!("%size{i}")).collect();
    let mut open = opened.iter();
    let all: Vec<Dim> = groups.iter().flatten().map(|(_, size)| *size).collect();
    let sizes: Vec<String> = all
        .iter()
        .map(|size| match size {
            Some(size) => size.to_string(),
            None => open.next().cloned().unwrap_or_default(),
        })
        .collect();
    let mut t = Text::default();
    let mut strides = vec![String::new(); sizes.len()];
    for (source, group) in groups.iter().enumerate() {
        let mut stride = format!("%strides#{source}");
        for (place, (axis, _)) in group.iter().enumerate().rev() {
            if let Some((behind, size)) = group.get(place + 1) {
                let size = size.map_or_else(|| sizes[*behind].clone(), |size| t.index(size));
                stride = t.value(format!("arith.muli {stride}, {size} : index"));
            }
            strides[*axis].clone_from(&stride);
        }
    }
    let rank = groups.len();
    let arguments: Vec<String> = opened.iter().map(|name| format!(", {name}: index")).collect();
    Template::new("expanded", EXPANDED)
        .set("from", from)
        .set("arguments", arguments.concat())
        .set("rank", rank)
        .set("base", format!("memref<{element}{space}>"))
        .set("indices", vec!["index"; 2 * rank + 1].join(", "))
        .set("body", t.take())
        .set("sizes", sizes.join(", "))
        .set("strides", strides.join(", "))
        .set(
            "view",
            format!(
                "memref<{}x{element}, strided<[{}], offset: ?>{space}>",
                show_dims(&all),
                vec!["?"; all.len()].join(", ")
            ),
        )
        .set("to", to)
        .replace(op, &operands)
}

// The view says nothing of its strides, so that one text does for every layout; canonicalisation folds the cast.
const EXPANDED: &str = "func.func private @expanded(%source: $from$arguments) -> $to {
  %base, %offset, %lengths:$rank, %strides:$rank = memref.extract_strided_metadata %source : $from -> $base, $indices
  $body
  %view = memref.reinterpret_cast %base to offset: [%offset], sizes: [$sizes], strides: [$strides] : $base to $view
  %cast = memref.cast %view : $view to $to
  return %cast : $to
}";
