//! Scoring, packing and unpacking channels.

use super::{Rule, tokens::indices};
use crate::program::{Program, Result};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.score_channels", score_channels),
    Rule::any("dsa.pack_channels", pack_channels),
    Rule::any("dsa.unpack_channels", unpack_channels),
];

fn score_channels(program: &mut Program) -> Option<()> {
    let tokens = program.floats(None, &[None; 3]);
    let [batch, _, channels] = tokens.sizes[..] else {
        return None;
    };
    let norm = program.one_of(&["l1", "l2", "max", "mean"]);
    let text = format!("dsa.score_channels {} norm = {norm} : {}", tokens.name, tokens.r#type);
    program.push_one(&text, Result::of(&[batch, channels], tokens.rounded));
    Some(())
}

fn pack_channels(program: &mut Program) -> Option<()> {
    let tokens = program.floats(None, &[None; 3]);
    let [batch, n, channels] = tokens.sizes[..] else {
        return None;
    };
    let indices = indices(program, batch, None, channels);
    let text = format!(
        "dsa.pack_channels {}, {} : {}, {}",
        tokens.name, indices.name, tokens.r#type, indices.r#type
    );
    program.push_one(&text, Result::of(&[batch, n, indices.sizes[1]], tokens.rounded));
    Some(())
}

fn unpack_channels(program: &mut Program) -> Option<()> {
    let packed = program.floats(None, &[None; 3]);
    let [batch, n, count] = packed.sizes[..] else {
        return None;
    };
    let base = program.floats(packed.element(), &[Some(batch), Some(n), None]);
    let indices = indices(program, batch, Some(count), base.sizes[2]);
    let text = format!(
        "dsa.unpack_channels {}, {} into {} : {}, {}, {}",
        packed.name, indices.name, base.name, packed.r#type, indices.r#type, base.r#type
    );
    program.push_one(&text, Result::of(&base.sizes, packed.rounded.max(base.rounded)));
    Some(())
}
