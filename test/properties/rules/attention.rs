//! Attention.

use dynsparse_lowering::codegen::signature::Element;

use super::{Rule, Target, pattern, scale};
use crate::program::{Program, Result};

pub const RULES: &[Rule] = &[Rule::any("dsa.attention", attention)];

fn attention(program: &mut Program) -> Option<()> {
    let queries = program.floats(None, &[None; 4]);
    let [batch, heads, n, d] = queries.sizes[..] else {
        return None;
    };
    let element = queries.element();
    let keys = program.floats(element, &[Some(batch), Some(heads), None, Some(d)]);
    let m = keys.sizes[2];
    let values = program.floats(element, &[Some(batch), Some(heads), Some(m), None]);
    let shared = |program: &mut Program, size: u64| if program.choose(3) == 2 { 1 } else { size };
    let sizes = [shared(program, batch), shared(program, heads), n, m];
    let chosen = pattern(program, &Target { sizes })?;
    let scale = scale(program, &queries);
    let with_lse = program.choose(2) == 1;
    let wide = match element? {
        Element::F64 => Element::F64,
        _ => Element::F32,
    };
    let (key_bias, of_bias) = match program.choose(3) {
        2 => {
            let sizes = [shared(program, batch), shared(program, heads), m].map(Some);
            let bias = program.floats(Some(wide), &sizes);
            (format!("key_bias({} : {})", bias.name, bias.r#type), bias.rounded)
        }
        _ => (String::new(), 0),
    };
    let rounded = 1 + of_bias.max([&queries, &keys, &values, &chosen].iter().map(|v| v.rounded).max()?);
    let text = format!(
        "dsa.attention {}, {}, {}, {} {key_bias} {scale} {} : {}, {}, {}, {}",
        queries.name,
        keys.name,
        values.name,
        chosen.name,
        if with_lse { "with_lse" } else { "" },
        queries.r#type,
        keys.r#type,
        values.r#type,
        chosen.r#type
    );
    let mut results = vec![Result::of(&[batch, heads, n, values.sizes[3]], rounded)];
    if with_lse {
        results.push(Result::of(&[batch, heads, n], rounded));
    }
    program.push(&text, results);
    Some(())
}
