//! What has changed between frames.

use dynsparse_lowering::codegen::{array::Array, signature::Element};

use super::{Rule, tokens::indices};
use crate::program::{FLOATS, Fill, Program, Result, Want};

pub const RULES: &[Rule] = &[
    Rule::any("dsa.token_change", token_change),
    Rule::any("dsa.refresh_schedule", refresh_schedule),
    Rule::any("dsa.delta_gate", delta_gate),
    Rule::any("dsa.run_lengths", run_lengths),
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

fn delta_gate(program: &mut Program) -> Option<()> {
    // What is chosen by them must not differ by rounding.
    let exact = |program: &mut Program, elements: &[Element], sizes: &[Option<u64>]| {
        program.tensor(&Want {
            elements,
            sizes,
            exact: true,
            fill: Fill::Numbers,
        })
    };
    let tokens = exact(program, &FLOATS, &[None; 3]);
    let sizes: Vec<Option<u64>> = tokens.sizes.iter().copied().map(Some).collect();
    let element = tokens.element()?;
    let reference = exact(program, &[element], &sizes);
    let [batch, n, channels] = tokens.sizes[..] else {
        return None;
    };
    let by = program.choose(3);
    let norm = match by {
        2 => String::new(),
        _ => format!("norm = {}", program.one_of(&["l1", "l2", "max", "mean"])),
    };
    let saliency = match by {
        0 => String::new(),
        _ => {
            let wide = if element == Element::F64 {
                Element::F64
            } else {
                Element::F32
            };
            let saliency = exact(program, &[wide], &sizes[..2]);
            format!("saliency({} : {})", saliency.name, saliency.r#type)
        }
    };
    let most = program.choose(n as usize + 3) as i64 - 1;
    let budget = program.index(most);
    let threshold = match program.choose(2) {
        0 => String::new(),
        _ => format!("threshold({})", program.float().name),
    };
    let mut chosen = (most.max(0) as u64).min(n);
    let due = match program.choose(3) {
        0 => String::new(),
        one => {
            let list = indices(program, if one == 1 { 1 } else { batch }, None, n);
            chosen = (chosen + list.sizes[1]).min(n);
            format!("due({} : {})", list.name, list.r#type)
        }
    };
    let text = format!(
        "dsa.delta_gate {}, {} {norm} {saliency} budget({}) {threshold} {due} : {}, {}",
        tokens.name, reference.name, budget.name, tokens.r#type, reference.r#type
    );
    let results = [
        Result::of(&[batch, chosen], 0),
        Result::of(&[batch, chosen, channels], 0),
        Result::of(&tokens.sizes, 0),
    ];
    program.push(&text, results.into());
    Some(())
}

/// How many tokens are kept decides a size, so they are an argument whose numbers are known.
fn run_lengths(program: &mut Program) -> Option<()> {
    let (batch, n, channels) = (program.few(), program.size(), program.size());
    let element = program.one_of(&FLOATS);
    let tokens = program.argument(element, &[batch, n, channels], Fill::Numbers);
    let frame = program.choose(n as usize + 3) as i64 - 1;
    let threshold = program.one_of(&[0.5, 0.0, -1.0, f64::INFINITY, f64::NAN]);
    let most = (program.choose(2) == 1).then(|| program.choose(n as usize + 3) as i64 - 1);
    let kept = kept(program.inputs().last()?, frame, threshold, most);
    let (frame, threshold) = (program.index(frame), program.float_of(threshold));
    let budget = most.map(|most| format!("budget({}) ", program.index(most).name));
    let text = format!(
        "dsa.run_lengths {} frame({}) threshold({}) {}: {}",
        tokens.name,
        frame.name,
        threshold.name,
        budget.unwrap_or_default(),
        tokens.r#type
    );
    let lists = || Result::of(&[batch, kept], 0);
    program.push(&text, vec![lists(), lists()]);
    Some(())
}

/// How many tokens the batch entry keeps that keeps most.
fn kept(tokens: &Array, frame: i64, threshold: f64, budget: Option<i64>) -> u64 {
    let [batch, total, channels] = tokens.shape()[..] else {
        return 0;
    };
    let n = usize::try_from(frame)
        .ok()
        .filter(|n| *n > 0)
        .unwrap_or(total)
        .min(total);
    let at = |b: usize, i: usize, c: usize| tokens.float((b * total + i) * channels + c);
    let changed = |b: usize, i: usize| {
        let mut sum = 0.0;
        for lane in 0..8 {
            let part = (lane..channels)
                .step_by(8)
                .fold(0.0, |part, c| part + (at(b, i, c) - at(b, i - n, c)).abs());
            sum += part;
        }
        let mean = if channels == 0 { 0.0 } else { sum / channels as f64 };
        let rounded = if tokens.element() == Element::F64 {
            mean
        } else {
            f64::from(mean as f32)
        };
        rounded.is_nan() || threshold.is_nan() || rounded > threshold
    };
    let left = budget.map_or(total, |budget| usize::try_from(budget).unwrap_or(0).saturating_sub(n));
    let of_entry = |b: usize| n + (n..total).filter(|i| changed(b, *i)).count().min(left);
    (0..batch).map(of_entry).max().unwrap_or(0) as u64
}
