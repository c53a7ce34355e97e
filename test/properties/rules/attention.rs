//! Attention.

use dynsparse_lowering::codegen::signature::Element;

use super::{Rule, Target, pattern, scale};
use crate::program::{Program, Result, Value};

pub const RULES: &[Rule] = &[Rule::any("dsa.attention", attention)];

/// What attention is made of, in one op or in steps.
pub struct Parts {
    pub queries: Value,
    pub keys: Value,
    pub values: Value,
    pub pattern: Value,
    /// The attribute, or nothing.
    pub scale: String,
    /// The type of sums.
    pub wide: Element,
}

/// A batch entry or head of 1 serves all.
fn shared(program: &mut Program, size: u64) -> u64 {
    if program.choose(3) == 2 { 1 } else { size }
}

impl Parts {
    pub fn of(program: &mut Program) -> Option<Self> {
        let queries = program.floats(None, &[None; 4]);
        let [batch, heads, n, d] = queries.sizes[..] else {
            return None;
        };
        let element = queries.element();
        let keys = program.floats(element, &[Some(batch), Some(heads), None, Some(d)]);
        let m = keys.sizes[2];
        let values = program.floats(element, &[Some(batch), Some(heads), Some(m), None]);
        let sizes = [shared(program, batch), shared(program, heads), n, m];
        let pattern = pattern(program, &Target { sizes })?;
        let scale = scale(program, &queries);
        let wide = match element? {
            Element::F64 => Element::F64,
            _ => Element::F32,
        };
        Some(Self {
            queries,
            keys,
            values,
            pattern,
            scale,
            wide,
        })
    }

    /// As [`Value::rounded`], of what is computed of them.
    pub fn rounded(&self) -> u32 {
        let all = [&self.queries, &self.keys, &self.values, &self.pattern];
        1 + all.map(|value| value.rounded).into_iter().max().unwrap_or_default()
    }
}

fn attention(program: &mut Program) -> Option<()> {
    let parts = Parts::of(program)?;
    let rounded = parts.rounded();
    let Parts {
        queries,
        keys,
        values,
        pattern: chosen,
        scale,
        wide,
    } = parts;
    let [batch, heads, n, _] = queries.sizes[..] else {
        return None;
    };
    let with_lse = program.choose(2) == 1;
    let (key_bias, of_bias) = match program.choose(3) {
        2 => {
            let sizes = [shared(program, batch), shared(program, heads), keys.sizes[2]].map(Some);
            let bias = program.floats(Some(wide), &sizes);
            (format!("key_bias({} : {})", bias.name, bias.r#type), bias.rounded)
        }
        _ => (String::new(), 0),
    };
    let rounded = rounded.max(1 + of_bias);
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
