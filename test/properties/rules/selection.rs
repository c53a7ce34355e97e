//! Choosing blocks.

use dynsparse_lowering::codegen::signature::Element;

use super::{Rule, Target, attention::heads_of_keys, patterns::pattern_type, scale};
use crate::program::{BLOCKS, FLOATS, Fill, Program, Result, Value, Want};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.score_blocks", score_blocks),
    Rule::pattern("dsa.select_blocks", select_blocks),
];

fn score_blocks(program: &mut Program) -> Option<()> {
    // Scores are the same bits in every strategy if queries and keys are.
    let exact = program.choose(4) != 3;
    let heads_of = |program: &mut Program, elements: &[Element], sizes: &[_]| {
        program.tensor(&Want {
            elements,
            sizes,
            exact,
            fill: Fill::Numbers,
        })
    };
    let queries = heads_of(program, &FLOATS, &[None; 4]);
    let [batch, heads, n, d] = queries.sizes[..] else {
        return None;
    };
    let of_keys = heads_of_keys(program, heads);
    let keys = heads_of(
        program,
        &[queries.element()?],
        &[Some(batch), Some(of_keys), None, Some(d)],
    );
    let block = program.one_of(&BLOCKS);
    let text = format!(
        "dsa.score_blocks {}, {} block = {block:?} {} : {}, {}",
        queries.name,
        keys.name,
        scale(program, &queries),
        queries.r#type,
        keys.r#type
    );
    let sizes = [batch, heads, n.div_ceil(block[0]), keys.sizes[2].div_ceil(block[1])];
    program.push_one(&text, Result::of(&sizes, queries.rounded.max(keys.rounded)));
    Some(())
}

fn select_blocks(program: &mut Program, target: &Target) -> Option<Value> {
    let block = program.one_of(&BLOCKS);
    let [batch, heads, n, m] = target.sizes;
    let columns = m.div_ceil(block[1]);
    let scores = program.tensor(&Want {
        elements: &[Element::F32, Element::F64],
        sizes: &[Some(batch), Some(heads), Some(n.div_ceil(block[0])), Some(columns)],
        exact: true,
        fill: Fill::Numbers,
    });
    let top_k = program.choose(columns as usize + 3) as i64 - 1;
    let top_k = program.index(top_k);
    let r#type = pattern_type(program, target, block)?;
    let text = format!(
        "dsa.select_blocks {} top_k({}) : {} -> {type}",
        scores.name, top_k.name, scores.r#type
    );
    Some(program.push_one(&text, Result::of(&target.sizes, 0)))
}
