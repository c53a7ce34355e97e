//! The algebra of patterns.

use dynsparse_dialects::Holds;

use super::{Rule, patterns};
use crate::program::{Program, Result, Value};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.pattern_union", |program| pair(program, "dsa.pattern_union")),
    Rule::any("dsa.pattern_intersection", |program| {
        pair(program, "dsa.pattern_intersection")
    }),
    Rule::any("dsa.pattern_complement", complement),
    Rule::any("dsa.pattern_count", count),
];

fn pair(program: &mut Program, op: &str) -> Option<()> {
    let first = program.value(|value| value.pattern().is_some())?;
    let of_first = first.pattern()?.clone();
    let [batch, heads, n, m] = first.sizes[..] else {
        return None;
    };
    let serves = |program: &mut Program, size: u64| if program.choose(3) == 2 { 1 } else { size };
    let sizes = [serves(program, batch), serves(program, heads), n, m];
    let fits = |value: &Value| {
        value
            .pattern()
            .is_some_and(|p| (p.block, p.index_bits) == (of_first.block, of_first.index_bits))
            && value.sizes == sizes
    };
    let second = match program.value_or_new(fits) {
        Some(second) => second,
        None => patterns::of_mask(program, sizes, &of_first)?,
    };
    let text = format!(
        "{op} {}, {} : {}, {}",
        first.name, second.name, first.r#type, second.r#type
    );
    // 1 serves the other's size, in either.
    let together = |a: u64, b: u64| if a == 1 { b } else { a };
    let made = [together(batch, sizes[0]), together(heads, sizes[1]), n, m];
    program.push_one(&text, Result::of(&made, first.rounded.max(second.rounded)));
    Some(())
}

fn complement(program: &mut Program) -> Option<()> {
    let of = program.value(|value| value.pattern().is_some())?;
    let text = format!("dsa.pattern_complement {} : {}", of.name, of.r#type);
    program.push_one(&text, Result::of(&of.sizes, of.rounded));
    Some(())
}

fn count(program: &mut Program) -> Option<()> {
    let pattern = program.value(|value| value.pattern().is_some())?;
    let r#type = pattern.pattern()?.clone();
    let elements = program.choose(2) == 1;
    let mut sizes = Vec::new();
    if elements && r#type.holds == Holds::Blocks {
        for axis in [2, 3] {
            if r#type.shape[axis].is_none() {
                sizes.push(program.index(pattern.sizes[axis] as i64).name);
            }
        }
    }
    let given = if sizes.is_empty() {
        String::new()
    } else {
        format!("({})", sizes.join(", "))
    };
    let what = if elements { "elements" } else { "blocks" };
    let text = format!(
        "dsa.pattern_count {what} of {}{given} : {}",
        pattern.name, pattern.r#type
    );
    let counted = program.push_one(&text, Result::of(&[], pattern.rounded));
    // What a program returns is a tensor or a float.
    let as_float = format!("arith.sitofp {} : i64 to f64", counted.name);
    program.push_one(&as_float, Result::of(&[], pattern.rounded));
    Some(())
}
