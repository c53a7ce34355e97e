//! Predicting what attention will weigh.

use dynsparse_dialects::{Holds, PatternType};
use dynsparse_lowering::codegen::signature::Element;

use super::{Rule, Target, attention::heads_of_keys, patterns::pattern_type, scale};
use crate::program::{BLOCKS, FLOATS, Fill, Program, Result, Value, Want};

pub const RULES: &[Rule] = &[
    Rule::pattern("dsa.select_keys", select_keys),
    Rule::any("dsa.score_antidiagonals", score_antidiagonals),
    Rule::any("dsa.block_similarity", block_similarity),
];

fn select_keys(program: &mut Program, target: &Target) -> Option<Value> {
    let block = program.one_of(&BLOCKS);
    let m = target.sizes[3];
    let scores = program.tensor(&Want {
        elements: &[Element::F32, Element::F64],
        sizes: &target.sizes.map(Some),
        exact: true,
        fill: Fill::Numbers,
    });
    let top_k = program.choose(m as usize + 3) as i64 - 1;
    let top_k = program.index(top_k);
    let r#type = PatternType {
        holds: Holds::Elements,
        ..pattern_type(program, target, block)?
    };
    let text = format!(
        "dsa.select_keys {} top_k({}) : {} -> {type}",
        scores.name, top_k.name, scores.r#type
    );
    Some(program.push_one(&text, Result::of(&target.sizes, 0)))
}

fn score_antidiagonals(program: &mut Program) -> Option<()> {
    let queries = program.floats(None, &[None; 4]);
    let [batch, heads, n, d] = queries.sizes[..] else {
        return None;
    };
    let of_keys = heads_of_keys(program, heads);
    let keys = program.floats(queries.element(), &[Some(batch), Some(of_keys), None, Some(d)]);
    let (block, stride) = program.one_of(&[([2, 2], 2), ([1, 1], 1), ([4, 2], 2), ([8, 4], 4), ([3, 5], 1)]);
    let causal = program.one_of(&["", "causal"]);
    let text = format!(
        "dsa.score_antidiagonals {}, {} block = {block:?} stride = {stride} {causal} {} : {}, {}",
        queries.name,
        keys.name,
        scale(program, &queries),
        queries.r#type,
        keys.r#type
    );
    let sizes = [batch, heads, n.div_ceil(block[0]), keys.sizes[2].div_ceil(block[1])];
    program.push_one(&text, Result::of(&sizes, 1 + queries.rounded.max(keys.rounded)));
    Some(())
}

fn block_similarity(program: &mut Program) -> Option<()> {
    // A token that is nearly 0 has any direction.
    let tokens = program.tensor(&Want {
        elements: &FLOATS,
        sizes: &[None; 4],
        exact: true,
        fill: Fill::Numbers,
    });
    let [batch, heads, n, _] = tokens.sizes[..] else {
        return None;
    };
    let block = program.one_of(&[2, 1, 4, 16, 5]);
    let text = format!(
        "dsa.block_similarity {} block = {block} : {}",
        tokens.name, tokens.r#type
    );
    program.push_one(&text, Result::of(&[batch, heads, n.div_ceil(block)], 0));
    Some(())
}
