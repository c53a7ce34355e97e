//! Choosing, packing and unpacking tokens.

use dynsparse_lowering::codegen::signature::Element;

use super::Rule;
use crate::program::{FLOATS, Fill, Kind, Program, Result, Value, Want};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.gate_tokens", gate_tokens),
    Rule::any("dsa.pack_tokens", pack_tokens),
    Rule::any("dsa.unpack_tokens", unpack_tokens),
    Rule::any("dsa.union_indices", union_indices),
    Rule::any("dsa.sort_indices", sort_indices),
    Rule::any("dsa.invert_indices", invert_indices),
];

fn gate_tokens(program: &mut Program) -> Option<()> {
    gate(program, "dsa.gate_tokens")
}

/// An op that chooses by score: of tokens, or of heads.
pub fn gate(program: &mut Program, op: &str) -> Option<()> {
    let saliency = program.tensor(&Want {
        elements: &FLOATS,
        sizes: &[None; 2],
        exact: true,
        fill: Fill::Numbers,
    });
    let [batch, n] = saliency.sizes[..] else { return None };
    let budget = program.choose(n as usize + 3) as i64 - 1;
    let budget = program.index(budget);
    let Kind::Index(most) = budget.kind else { return None };
    let threshold = match program.choose(2) {
        0 => String::new(),
        _ => format!("threshold({})", program.float().name),
    };
    let text = format!(
        "{op} {} budget({}) {threshold} : {}",
        saliency.name, budget.name, saliency.r#type
    );
    let chosen = (most.max(0) as u64).min(n);
    program.push_one(&text, Result::of(&[batch, chosen], 0));
    Some(())
}

/// Indices of `n` tokens, for packing and unpacking: some are out of range.
pub fn indices(program: &mut Program, batch: u64, count: Option<u64>, n: u64) -> Value {
    program.tensor(&Want {
        elements: &[Element::I32],
        sizes: &[Some(batch), count],
        exact: true,
        fill: Fill::Positions(n),
    })
}

fn pack_tokens(program: &mut Program) -> Option<()> {
    let tokens = program.floats(None, &[None; 3]);
    let [batch, n, channels] = tokens.sizes[..] else {
        return None;
    };
    let indices = indices(program, batch, None, n);
    let text = format!(
        "dsa.pack_tokens {}, {} : {}, {}",
        tokens.name, indices.name, tokens.r#type, indices.r#type
    );
    program.push_one(&text, Result::of(&[batch, indices.sizes[1], channels], tokens.rounded));
    Some(())
}

fn unpack_tokens(program: &mut Program) -> Option<()> {
    let packed = program.floats(None, &[None; 3]);
    let [batch, count, channels] = packed.sizes[..] else {
        return None;
    };
    let base = program.floats(packed.element(), &[Some(batch), None, Some(channels)]);
    let indices = indices(program, batch, Some(count), base.sizes[1]);
    let text = format!(
        "dsa.unpack_tokens {}, {} into {} : {}, {}, {}",
        packed.name, indices.name, base.name, packed.r#type, indices.r#type, base.r#type
    );
    program.push_one(&text, Result::of(&base.sizes, packed.rounded.max(base.rounded)));
    Some(())
}

fn union_indices(program: &mut Program) -> Option<()> {
    let size = program.size();
    let few = program.few();
    let first = indices(program, few, None, size);
    let batch = if program.choose(3) == 2 { 1 } else { few };
    let second = indices(program, batch, None, size);
    let n = program.index(size as i64);
    let text = format!(
        "dsa.union_indices {}, {} size({}) : {}, {}",
        first.name, second.name, n.name, first.r#type, second.r#type
    );
    let most = (first.sizes[1] + second.sizes[1]).min(size);
    program.push_one(&text, Result::of(&[few, most], 0));
    Some(())
}

fn sort_indices(program: &mut Program) -> Option<()> {
    let of_ints = program.choose(3) == 2;
    let keys = program.tensor(&Want {
        elements: if of_ints { &[Element::I32] } else { &FLOATS },
        sizes: &[None; 2],
        exact: true,
        fill: if of_ints { Fill::Positions(4) } else { Fill::Numbers },
    });
    let order = program.one_of(&["", "descending "]);
    let text = format!("dsa.sort_indices {} {order}: {}", keys.name, keys.r#type);
    program.push_one(&text, Result::of(&keys.sizes, 0));
    Some(())
}

fn invert_indices(program: &mut Program) -> Option<()> {
    let (batch, size) = (program.few(), program.size());
    let list = indices(program, batch, None, size);
    let n = program.index(size as i64);
    let text = format!("dsa.invert_indices {} size({}) : {}", list.name, n.name, list.r#type);
    program.push_one(&text, Result::of(&[batch, size], 0));
    Some(())
}
