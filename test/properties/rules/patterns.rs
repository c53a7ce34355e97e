//! Patterns as values.

use dynsparse_dialects::{Format, Holds, PatternType};
use dynsparse_lowering::codegen::signature::Element;

use super::{Rule, Target};
use crate::program::{BLOCKS, Fill, Program, Result, Value, Want, mask_sizes};

pub const RULES: &[Rule] = &[
    Rule::pattern("dsa.dense_pattern", dense_pattern),
    Rule::pattern("dsa.window_pattern", window_pattern),
    Rule::pattern("dsa.pattern_from_mask", pattern_from_mask),
    Rule::any("dsa.pattern_to_mask", pattern_to_mask),
    Rule::any("dsa.pattern_density", pattern_density),
];

/// What a pattern is a set of, mostly of blocks.
pub fn some_holds(program: &mut Program) -> Holds {
    program.one_of(&[Holds::Blocks, Holds::Blocks, Holds::Elements])
}

/// The pattern type of a target in some block size, that holds blocks.
pub fn pattern_type(program: &mut Program, target: &Target, block: [u64; 2]) -> Option<PatternType> {
    let stated = program.stated(&target.sizes);
    let index_bits = program.one_of(&[32, 32, 64]);
    Some(PatternType {
        shape: stated.try_into().ok()?,
        block,
        holds: Holds::Blocks,
        format: Format::Bcsr,
        index_bits,
    })
}

pub fn dense_pattern(program: &mut Program, target: &Target) -> Option<Value> {
    let block = program.one_of(&BLOCKS);
    let holds = some_holds(program);
    let r#type = PatternType {
        holds,
        ..pattern_type(program, target, block)?
    };
    let open = target
        .sizes
        .iter()
        .zip(&r#type.shape)
        .filter(|(_, stated)| stated.is_none());
    let open: Vec<u64> = open.map(|(size, _)| *size).collect();
    let sizes: Vec<String> = open.into_iter().map(|size| program.index(size as i64).name).collect();
    let text = format!("dsa.dense_pattern({}) : {type}", sizes.join(", "));
    Some(program.push_one(&text, Result::of(&target.sizes, 0)))
}

/// A window whose grid is stated, or open; a grid of no tokens is open.
fn window_pattern(program: &mut Program, target: &Target) -> Option<Value> {
    let [_, _, n, m] = target.sizes;
    let block = program.one_of(&BLOCKS);
    if n != m {
        return None;
    }
    let global = program.choose(n as usize) as u64;
    let rest = n - global;
    let t = [3, 2, 1].into_iter().find(|t| rest.is_multiple_of(*t))?;
    let y = [2, 1].into_iter().find(|y| (rest / t).is_multiple_of(*y))?;
    let grid = [t, y, rest / t / y];
    let radius = [program.choose(2), program.choose(3), program.choose(3)];
    let r#type = PatternType {
        holds: some_holds(program),
        ..pattern_type(program, target, block)?
    };
    let open = target.sizes.iter().zip(&r#type.shape);
    let open: Vec<u64> = open
        .filter(|(_, stated)| stated.is_none())
        .map(|(size, _)| *size)
        .collect();
    let mut names = |sizes: &[u64]| {
        let names = sizes.iter().map(|size| program.index(*size as i64).name);
        names.collect::<Vec<_>>().join(", ")
    };
    let sizes = match &open[..] {
        [] => String::new(),
        open => format!("({})", names(open)),
    };
    let is_open = rest == 0 || radius[0] == radius[1];
    let grid = if is_open {
        format!("({})", names(&grid))
    } else {
        format!(" = {grid:?}")
    };
    let text = format!("dsa.window_pattern{sizes} grid{grid} radius = {radius:?} global = {global} : {type}");
    Some(program.push_one(&text, Result::of(&target.sizes, 0)))
}

fn pattern_from_mask(program: &mut Program, target: &Target) -> Option<Value> {
    let block = program.one_of(&BLOCKS);
    let like = pattern_type(program, target, block)?;
    of_mask(program, target.sizes, &like)
}

/// The pattern of a mask, of those sizes and otherwise like another; of blocks or elements.
pub fn of_mask(program: &mut Program, sizes: [u64; 4], like: &PatternType) -> Option<Value> {
    let [batch, heads, n, m] = sizes;
    let r#type = PatternType {
        holds: some_holds(program),
        ..pattern_type(program, &Target { sizes }, like.block)?
    };
    let r#type = PatternType {
        index_bits: like.index_bits,
        ..r#type
    };
    let unit = r#type.unit();
    let mask = program.tensor(&Want {
        elements: &[Element::I1],
        sizes: &[
            Some(batch),
            Some(heads),
            Some(n.div_ceil(unit[0])),
            Some(m.div_ceil(unit[1])),
        ],
        exact: false,
        fill: Fill::Bits,
    });
    let text = format!("dsa.pattern_from_mask {} : {} -> {type}", mask.name, mask.r#type);
    Some(program.push_one(&text, Result::of(&sizes, mask.rounded)))
}

fn pattern_to_mask(program: &mut Program) -> Option<()> {
    let pattern = program.value(|value| value.pattern().is_some())?;
    let text = format!("dsa.pattern_to_mask {} : {}", pattern.name, pattern.r#type);
    program.push_one(&text, Result::of(&mask_sizes(&pattern)?, pattern.rounded));
    Some(())
}

fn pattern_density(program: &mut Program) -> Option<()> {
    let pattern = program.value(|value| value.pattern().is_some())?;
    let text = format!("dsa.pattern_density {} : {}", pattern.name, pattern.r#type);
    program.push_one(&text, Result::of(&[], pattern.rounded));
    Some(())
}
