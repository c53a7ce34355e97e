//! Merging tokens.

use dynsparse_lowering::codegen::signature::Element;

use super::{Rule, tokens::indices};
use crate::program::{FLOATS, Fill, Program, Result, Want};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.match_tokens", match_tokens),
    Rule::any("dsa.merge_tokens", merge_tokens),
    Rule::any("dsa.unmerge_tokens", unmerge_tokens),
];

fn match_tokens(program: &mut Program) -> Option<()> {
    let keys = program.tensor(&Want {
        elements: &FLOATS,
        sizes: &[None; 3],
        exact: true,
        fill: Fill::Numbers,
    });
    let [batch, n, _] = keys.sizes[..] else { return None };
    let merge = program.choose(n as usize + 3) as i64 - 1;
    let protect = program.choose(4) as u64;
    let r = program.index(merge);
    let text = format!(
        "dsa.match_tokens {} merge({}) protect = {protect} : {}",
        keys.name, r.name, keys.r#type
    );
    let [even, odd] = [0, 1].map(|odd| (protect..n).filter(|t| t % 2 == odd).count() as u64);
    let merged = if odd == 0 { 0 } else { (merge.max(0) as u64).min(even) };
    let results = vec![Result::of(&[batch, n], 0), Result::index((n - merged) as i64)];
    program.push(&text, results);
    Some(())
}

fn merge_tokens(program: &mut Program) -> Option<()> {
    let tokens = program.floats(None, &[None; 3]);
    let [batch, n, channels] = tokens.sizes[..] else {
        return None;
    };
    let wanted = program.choose(n as usize + 3) as i64 - 1;
    let kept = wanted.max(0) as u64;
    let groups = indices(program, batch, Some(n), kept);
    let count = program.index(wanted);
    let wide = match tokens.element()? {
        Element::F64 => Element::F64,
        _ => Element::F32,
    };
    let mut rounded = tokens.rounded;
    let sizes = match program.choose(2) {
        0 => String::new(),
        _ => {
            let sizes = program.floats(Some(wide), &[Some(batch), Some(n)]);
            rounded = rounded.max(sizes.rounded);
            format!("sizes({} : {})", sizes.name, sizes.r#type)
        }
    };
    let text = format!(
        "dsa.merge_tokens {}, {} count({}) {sizes} : {}, {}",
        tokens.name, groups.name, count.name, tokens.r#type, groups.r#type
    );
    // What was rounded before may cancel out.
    let rounded = if rounded > 0 { rounded + 1 } else { 0 };
    let results = vec![
        Result::of(&[batch, kept, channels], rounded),
        Result::of(&[batch, kept], rounded),
    ];
    program.push(&text, results);
    Some(())
}

fn unmerge_tokens(program: &mut Program) -> Option<()> {
    let merged = program.floats(None, &[None; 3]);
    let [batch, count, channels] = merged.sizes[..] else {
        return None;
    };
    let groups = indices(program, batch, None, count);
    let text = format!(
        "dsa.unmerge_tokens {}, {} : {}, {}",
        merged.name, groups.name, merged.r#type, groups.r#type
    );
    program.push_one(&text, Result::of(&[batch, groups.sizes[1], channels], merged.rounded));
    Some(())
}
