//! Ops of other dialects: they bring the values of one topic to those of another, and put control flow around them.

use super::Rule;
use crate::program::{Kind, Program, Result, Value, tensor_text};

pub const RULES: &[Rule] = &[
    Rule::any("arith.addf", add),
    Rule::any("tensor.expand_shape", heads_of_tokens),
    Rule::any("tensor.collapse_shape", tokens_of_heads),
    Rule::any("tensor.extract_slice", saliency_of_tokens),
    Rule::any("tensor.cast", forget_sizes),
    Rule::any("scf.if", either),
    Rule::any("scf.for", last_of_loop),
    Rule::any("func.call", call),
];

fn add(program: &mut Program) -> Option<()> {
    let a = program.floats(None, &[None; 3]);
    let b = program.value(|v| v.r#type == a.r#type && v.sizes == a.sizes)?;
    let text = format!("arith.addf {}, {} : {}", a.name, b.name, a.r#type);
    program.push_one(&text, Result::of(&a.sizes, a.rounded.max(b.rounded)));
    Some(())
}

/// Its sizes, as operands where the type does not state them.
fn sizes_of(program: &mut Program, value: &Value) -> Vec<String> {
    let mut sizes = Vec::new();
    for (number, stated) in value.stated.iter().enumerate() {
        sizes.push(if let Some(size) = stated {
            size.to_string()
        } else {
            let axis = program.push_one(
                &format!("arith.constant {number} : index"),
                Result::index(number as i64),
            );
            let size = value.sizes[number] as i64;
            let text = format!("tensor.dim {}, {} : {}", value.name, axis.name, value.r#type);
            program.push_one(&text, Result::index(size)).name
        });
    }
    sizes
}

/// `B x N x C` as `B x 1 x N x C`.
fn heads_of_tokens(program: &mut Program) -> Option<()> {
    let tokens = program.floats(None, &[None; 3]);
    let shape = sizes_of(program, &tokens);
    let mut stated = tokens.stated.clone();
    stated.insert(1, Some(1));
    let text = format!(
        "tensor.expand_shape {} [[0, 1], [2], [3]] output_shape [{}, 1, {}, {}] : {} into {}",
        tokens.name,
        shape[0],
        shape[1],
        shape[2],
        tokens.r#type,
        tensor_text(&stated, tokens.element()?.name())
    );
    let mut sizes = tokens.sizes.clone();
    sizes.insert(1, 1);
    program.push_one(&text, Result::of(&sizes, tokens.rounded));
    Some(())
}

/// `B x H x N x D` as `(B H) x N x D`.
fn tokens_of_heads(program: &mut Program) -> Option<()> {
    let heads = program.floats(None, &[None; 4]);
    let (batch, count) = (heads.sizes[0], heads.sizes[1]);
    let together = heads.stated[0].zip(heads.stated[1]).map(|(b, h)| b * h);
    let stated = [together, heads.stated[2], heads.stated[3]];
    let text = format!(
        "tensor.collapse_shape {} [[0, 1], [2], [3]] : {} into {}",
        heads.name,
        heads.r#type,
        tensor_text(&stated, heads.element()?.name())
    );
    let sizes = [batch * count, heads.sizes[2], heads.sizes[3]];
    program.push_one(&text, Result::of(&sizes, heads.rounded));
    Some(())
}

/// The first channel of each token.
fn saliency_of_tokens(program: &mut Program) -> Option<()> {
    let tokens = program.floats(None, &[None; 3]);
    // A slice that begins at the end of an axis is refused.
    if tokens.sizes.contains(&0) {
        return None;
    }
    let shape = sizes_of(program, &tokens);
    let text = format!(
        "tensor.extract_slice {}[0, 0, 0] [{}, {}, 1] [1, 1, 1] : {} to {}",
        tokens.name,
        shape[0],
        shape[1],
        tokens.r#type,
        tensor_text(&[tokens.stated[0], tokens.stated[1], Some(1)], tokens.element()?.name())
    );
    let [batch, n, _] = tokens.sizes[..] else { return None };
    let first = program.push_one(&text, Result::of(&[batch, n, 1], tokens.rounded));
    // Not by a slice that drops the axis: once upstream knows that a batch is 1, it may drop that in its place.
    let text = format!(
        "tensor.collapse_shape {} [[0], [1, 2]] : {} into {}",
        first.name,
        first.r#type,
        tensor_text(&tokens.stated[..2], tokens.element()?.name())
    );
    program.push_one(&text, Result::of(&[batch, n], tokens.rounded));
    Some(())
}

/// The same tensor, of a type that states no size.
fn forget_sizes(program: &mut Program) -> Option<()> {
    let value = program.value(|v| v.element().is_some() && !v.sizes.is_empty())?;
    let open = tensor_text(&vec![None; value.sizes.len()], value.element()?.name());
    let text = format!("tensor.cast {} : {} to {open}", value.name, value.r#type);
    program.push_one(&text, Result::of(&value.sizes, value.rounded));
    Some(())
}

/// Values that control flow may hand on.
fn handed_on(value: &Value) -> bool {
    !matches!(value.kind, Kind::Index(_))
}

/// A value of the same type and sizes.
fn like(program: &mut Program, value: &Value) -> Option<Value> {
    program.value(|v| handed_on(v) && v.r#type == value.r#type && v.sizes == value.sizes)
}

fn either(program: &mut Program) -> Option<()> {
    let a = program.value(handed_on)?;
    let b = like(program, &a)?;
    let bit = program.bit();
    let text = format!(
        "scf.if {} -> ({type}) {{ scf.yield {} : {type} }} else {{ scf.yield {} : {type} }}",
        bit.name,
        a.name,
        b.name,
        type = a.r#type
    );
    program.push_one(&text, Result::of(&a.sizes, a.rounded.max(b.rounded)));
    Some(())
}

/// Two values that change places in each turn.
fn last_of_loop(program: &mut Program) -> Option<()> {
    let a = program.value(handed_on)?;
    let b = like(program, &a)?;
    let turns = program.choose(4) as i64;
    let (zero, one, turns) = (program.index(0), program.index(1), program.index(turns));
    let text = format!(
        "scf.for %i = {} to {} step {} iter_args(%a = {}, %b = {}) -> ({type}, {type}) {{ scf.yield %b, %a : {type}, {type} }}",
        zero.name,
        turns.name,
        one.name,
        a.name,
        b.name,
        type = a.r#type
    );
    let rounded = a.rounded.max(b.rounded);
    program.push(
        &text,
        vec![Result::of(&a.sizes, rounded), Result::of(&a.sizes, rounded)],
    );
    Some(())
}

fn call(program: &mut Program) -> Option<()> {
    let value = program.value(handed_on)?;
    let name = format!("same_{}", value.name.trim_start_matches('%').replace('#', "_"));
    let again = program.used.iter().filter(|op| **op == "func.call").count();
    let r#type = &value.r#type;
    program.helper(&format!(
        "func.func private @{name}_{again}(%x: {type}) -> {type} {{ return %x : {type} }}\n"
    ));
    let text = format!("call @{name}_{again}({}) : ({type}) -> {type}", value.name);
    program.push_one(&text, Result::of(&value.sizes, value.rounded));
    Some(())
}
