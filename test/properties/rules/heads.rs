//! Scoring, choosing, packing and unpacking heads.

use super::{
    Rule,
    tokens::{gate, indices},
};
use crate::program::{Program, Result};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.score_heads", score_heads),
    Rule::any("dsa.select_heads", select_heads),
    Rule::any("dsa.pack_heads", pack_heads),
    Rule::any("dsa.unpack_heads", unpack_heads),
    Rule::any("dsa.pattern_pack_heads", pattern_pack_heads),
];

fn score_heads(program: &mut Program) -> Option<()> {
    let heads = program.floats(None, &[None; 4]);
    let norm = program.one_of(&["l1", "l2", "max", "mean"]);
    let text = format!("dsa.score_heads {} norm = {norm} : {}", heads.name, heads.r#type);
    program.push_one(&text, Result::of(&heads.sizes[..2], heads.rounded));
    Some(())
}

fn select_heads(program: &mut Program) -> Option<()> {
    gate(program, "dsa.select_heads")
}

fn pack_heads(program: &mut Program) -> Option<()> {
    let x = program.floats(None, &[None; 4]);
    let [batch, heads, n, d] = x.sizes[..] else { return None };
    let indices = indices(program, batch, None, heads);
    let text = format!(
        "dsa.pack_heads {}, {} : {}, {}",
        x.name, indices.name, x.r#type, indices.r#type
    );
    program.push_one(&text, Result::of(&[batch, indices.sizes[1], n, d], x.rounded));
    Some(())
}

fn unpack_heads(program: &mut Program) -> Option<()> {
    let packed = program.floats(None, &[None; 4]);
    let [batch, count, n, d] = packed.sizes[..] else {
        return None;
    };
    let base = program.floats(packed.element(), &[Some(batch), None, Some(n), Some(d)]);
    let indices = indices(program, batch, Some(count), base.sizes[1]);
    let text = format!(
        "dsa.unpack_heads {}, {} into {} : {}, {}, {}",
        packed.name, indices.name, base.name, packed.r#type, indices.r#type, base.r#type
    );
    program.push_one(&text, Result::of(&base.sizes, packed.rounded.max(base.rounded)));
    Some(())
}

fn pattern_pack_heads(program: &mut Program) -> Option<()> {
    let of = match program.value(|value| value.pattern().is_some()) {
        Some(of) => of,
        None => {
            let sizes = [program.few(), program.few(), program.size(), program.size()];
            super::pattern(program, &super::Target { sizes })?
        }
    };
    let [batch, heads, n, m] = of.sizes[..] else {
        return None;
    };
    let batch = if batch == 1 { program.few() } else { batch };
    let indices = indices(program, batch, None, heads);
    let text = format!(
        "dsa.pattern_pack_heads {}, {} : {}, {}",
        of.name, indices.name, of.r#type, indices.r#type
    );
    program.push_one(&text, Result::of(&[batch, indices.sizes[1], n, m], of.rounded));
    Some(())
}
