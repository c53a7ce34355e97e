//! Choosing by mass, and how much mass was kept.

use dynsparse_lowering::codegen::signature::Element;

use super::{Rule, Target, attention::heads_of_keys, pattern, patterns::pattern_type, scale};
use crate::program::{BLOCKS, Fill, Program, Result, Value, Want, tensor_text};

pub const RULES: &[Rule] = &[
    Rule::pattern("dsa.select_blocks_by_mass", select_blocks_by_mass),
    Rule::any("dsa.retained_mass", retained_mass),
    Rule::any("dsa.attention_mass", attention_mass),
];

/// Shares that are reached, or not, or whatever comes.
const SHARES: [f64; 6] = [0.5, 0.9, 1.0, 0.25, 0.0, f64::NAN];

fn select_blocks_by_mass(program: &mut Program, target: &Target) -> Option<Value> {
    let block = program.one_of(&BLOCKS);
    let [batch, heads, n, m] = target.sizes;
    let (rows, columns) = (n.div_ceil(block[0]), m.div_ceil(block[1]));
    let scores = program.tensor(&Want {
        elements: &[Element::F32, Element::F64],
        sizes: &[Some(batch), Some(heads), Some(rows), Some(columns)],
        exact: true,
        fill: Fill::Numbers,
    });
    let mass = match program.choose(SHARES.len() + 1) {
        0 => program.float(),
        share => program.float_of(SHARES[share - 1]),
    };
    let at_most = program.choose(columns as usize + 3) as i64 - 1;
    let at_most = program.index(at_most);
    let mut rounded = 0;
    let always = match program.choose(3) {
        0 => String::new(),
        kind => {
            let shared = |program: &mut Program, size: u64| if program.choose(3) == 2 { 1 } else { size };
            let sizes = [shared(program, batch), shared(program, heads), n, m];
            let first = blocks_of_mask(program, sizes, block)?;
            rounded = first.rounded;
            let apart = if kind == 1 { "" } else { "apart" };
            format!("always({} : {}) {apart}", first.name, first.r#type)
        }
    };
    let r#type = pattern_type(program, target, block)?;
    let retained = tensor_text(&scores.stated[..3], scores.element()?.name());
    let text = format!(
        "dsa.select_blocks_by_mass {} mass({}) at_most({}) {always} : {} -> {type}, {retained}",
        scores.name, mass.name, at_most.name, scores.r#type
    );
    let results = vec![
        Result::of(&target.sizes, rounded),
        Result::of(&scores.sizes[..3], rounded + 1),
    ];
    Some(program.push(&text, results).remove(0))
}

/// A pattern that holds blocks, of a mask.
fn blocks_of_mask(program: &mut Program, sizes: [u64; 4], block: [u64; 2]) -> Option<Value> {
    let [batch, heads, n, m] = sizes;
    let mask = program.tensor(&Want {
        elements: &[Element::I1],
        sizes: &[
            Some(batch),
            Some(heads),
            Some(n.div_ceil(block[0])),
            Some(m.div_ceil(block[1])),
        ],
        exact: false,
        fill: Fill::Bits,
    });
    let r#type = pattern_type(program, &Target { sizes }, block)?;
    let text = format!("dsa.pattern_from_mask {} : {} -> {type}", mask.name, mask.r#type);
    Some(program.push_one(&text, Result::of(&sizes, mask.rounded)))
}

fn retained_mass(program: &mut Program) -> Option<()> {
    let chosen = program.value(|value| value.pattern().is_some())?;
    let [uq, uk] = chosen.pattern()?.unit();
    let [batch, heads, n, m] = chosen.sizes[..] else {
        return None;
    };
    let more = |program: &mut Program, size: u64| if size == 1 { program.few() } else { size };
    let sizes = [
        more(program, batch),
        more(program, heads),
        n.div_ceil(uq),
        m.div_ceil(uk),
    ];
    let scores = program.tensor(&Want {
        elements: &[Element::F32, Element::F64],
        sizes: &sizes.map(Some),
        exact: false,
        fill: Fill::Numbers,
    });
    let text = format!(
        "dsa.retained_mass {}, {} : {}, {}",
        scores.name, chosen.name, scores.r#type, chosen.r#type
    );
    let rounded = 1 + chosen.rounded.max(scores.rounded);
    program.push_one(&text, Result::of(&sizes[..3], rounded));
    Some(())
}

fn attention_mass(program: &mut Program) -> Option<()> {
    let queries = program.floats(None, &[None; 4]);
    let [batch, heads, n, d] = queries.sizes[..] else {
        return None;
    };
    let of_keys = heads_of_keys(program, heads);
    let keys = program.floats(queries.element(), &[Some(batch), Some(of_keys), None, Some(d)]);
    let shared = |program: &mut Program, size: u64| if program.choose(3) == 2 { 1 } else { size };
    let sizes = [shared(program, batch), shared(program, heads), n, keys.sizes[2]];
    let chosen = pattern(program, &Target { sizes })?;
    let scale = scale(program, &queries);
    let text = format!(
        "dsa.attention_mass {}, {}, {} {scale} : {}, {}, {}",
        queries.name, keys.name, chosen.name, queries.r#type, keys.r#type, chosen.r#type
    );
    let rounded = 1 + [&queries, &keys, &chosen].iter().map(|v| v.rounded).max()?;
    program.push_one(&text, Result::of(&[batch, heads, n], rounded));
    Some(())
}
