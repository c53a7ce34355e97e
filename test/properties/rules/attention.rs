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
    /// Batch entries, heads and queries.
    pub rows: [u64; 3],
    /// As [`Value::rounded`], of what is computed of them.
    pub rounded: u32,
}

/// A batch entry or head of 1 serves all.
fn shared(program: &mut Program, size: u64) -> u64 {
    if program.choose(3) == 2 { 1 } else { size }
}

/// As many heads of keys as of queries, or fewer that serve as many each.
pub fn heads_of_keys(program: &mut Program, heads: u64) -> u64 {
    let divisors: Vec<u64> = (1..=heads).rev().filter(|size| heads.is_multiple_of(*size)).collect();
    divisors.get(program.choose(divisors.len())).copied().unwrap_or(heads)
}

impl Parts {
    pub fn of(program: &mut Program) -> Option<Self> {
        let queries = program.floats(None, &[None; 4]);
        let [batch, heads, n, d] = queries.sizes[..] else {
            return None;
        };
        let element = queries.element();
        let of_keys = heads_of_keys(program, heads);
        let keys = program.floats(element, &[Some(batch), Some(of_keys), None, Some(d)]);
        let m = keys.sizes[2];
        let values = program.floats(element, &[Some(batch), Some(of_keys), Some(m), None]);
        let sizes = [shared(program, batch), shared(program, heads), n, m];
        let pattern = pattern(program, &Target { sizes })?;
        let scale = scale(program, &queries);
        let wide = match element? {
            Element::F64 => Element::F64,
            _ => Element::F32,
        };
        let rounded = 1 + [&queries, &keys, &values, &pattern]
            .map(|value| value.rounded)
            .into_iter()
            .max()?;
        Some(Self {
            queries,
            keys,
            values,
            pattern,
            scale,
            wide,
            rows: [batch, heads, n],
            rounded,
        })
    }

    /// The result, and the log-sum-exp of each row.
    pub fn results(&self, rounded: u32) -> [Result; 2] {
        let [batch, heads, n] = self.rows;
        [
            Result::of(&[batch, heads, n, self.values.sizes[3]], rounded),
            Result::of(&self.rows, rounded),
        ]
    }
}

fn attention(program: &mut Program) -> Option<()> {
    let parts = Parts::of(program)?;
    let [batch, heads] = [parts.keys.sizes[0], parts.keys.sizes[1]];
    let with_lse = program.choose(2) == 1;
    let (key_bias, of_bias) = match program.choose(3) {
        2 => {
            let sizes = [shared(program, batch), shared(program, heads), parts.keys.sizes[2]].map(Some);
            let bias = program.floats(Some(parts.wide), &sizes);
            (format!("key_bias({} : {})", bias.name, bias.r#type), bias.rounded)
        }
        _ => (String::new(), 0),
    };
    let rounded = parts.rounded.max(1 + of_bias);
    let text = format!(
        "dsa.attention {}, {}, {}, {} {key_bias} {} {} : {}, {}, {}, {}",
        parts.queries.name,
        parts.keys.name,
        parts.values.name,
        parts.pattern.name,
        parts.scale,
        if with_lse { "with_lse" } else { "" },
        parts.queries.r#type,
        parts.keys.r#type,
        parts.values.r#type,
        parts.pattern.r#type
    );
    let mut results = Vec::from(parts.results(rounded));
    results.truncate(1 + usize::from(with_lse));
    program.push(&text, results);
    Some(())
}
