//! What has changed between frames.

use super::Rule;
use crate::program::{Program, Result};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.token_change", token_change),
    Rule::any("dsa.refresh_schedule", refresh_schedule),
];

fn token_change(program: &mut Program) -> Option<()> {
    let tokens = program.floats(None, &[None; 3]);
    let sizes: Vec<Option<u64>> = tokens.sizes.iter().copied().map(Some).collect();
    let reference = program.floats(tokens.element(), &sizes);
    let norm = program.one_of(&["l1", "l2", "max", "mean"]);
    let text = format!(
        "dsa.token_change {}, {} norm = {norm} : {}, {}",
        tokens.name, reference.name, tokens.r#type, reference.r#type
    );
    program.push_one(
        &text,
        Result::of(&tokens.sizes[..2], tokens.rounded.max(reference.rounded)),
    );
    Some(())
}

fn refresh_schedule(program: &mut Program) -> Option<()> {
    let (frame, period) = (program.choose(9) as i64 - 2, program.choose(6) as i64 - 1);
    let size = program.size() as i64;
    let due = if period > 0 {
        let turn = frame.rem_euclid(period);
        (turn + 1) * size / period - turn * size / period
    } else {
        0
    };
    let [frame, period, size] = [frame, period, size].map(|value| program.index(value));
    let text = format!(
        "dsa.refresh_schedule frame({}) period({}) size({}) : tensor<1x?xi32>",
        frame.name, period.name, size.name
    );
    program.push_one(&text, Result::of(&[1, due as u64], 0));
    Some(())
}
