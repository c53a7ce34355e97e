//! Structured patterns.

use dynsparse_dialects::PatternType;
use dynsparse_lowering::codegen::signature::Element;

use super::{
    Rule, Target,
    patterns::{pattern_type, some_holds},
};
use crate::program::{BLOCKS, Fill, Program, Result, Value, Want};

pub const RULES: &[Rule] = &[
    Rule::pattern("dsa.causal_pattern", causal_pattern),
    Rule::pattern("dsa.stripe_pattern", stripe_pattern),
    Rule::pattern("dsa.document_pattern", document_pattern),
    Rule::pattern("dsa.row_pattern", |program, target| {
        masked(program, target, "dsa.row_pattern", &[0, 1, 2])
    }),
    Rule::pattern("dsa.column_pattern", |program, target| {
        masked(program, target, "dsa.column_pattern", &[0, 1, 3])
    }),
    Rule::pattern("dsa.diagonal_pattern", diagonal_pattern),
    Rule::pattern("dsa.head_pattern", |program, target| {
        masked(program, target, "dsa.head_pattern", &[0, 1])
    }),
    Rule::pattern("dsa.select_n_of_m", select_n_of_m),
];

/// A pattern type of a target in some block size, of blocks or elements.
fn some_type(program: &mut Program, target: &Target) -> Option<PatternType> {
    let block = program.one_of(&BLOCKS);
    Some(PatternType {
        holds: some_holds(program),
        ..pattern_type(program, target, block)?
    })
}

/// An operand for each `?` among these sizes.
fn open(program: &mut Program, target: &Target, r#type: &PatternType, axes: &[usize]) -> String {
    let mut names = Vec::new();
    for axis in axes {
        if r#type.shape[*axis].is_none() {
            names.push(program.index(target.sizes[*axis] as i64).name);
        }
    }
    names.join(", ")
}

fn causal_pattern(program: &mut Program, target: &Target) -> Option<Value> {
    let r#type = some_type(program, target)?;
    let sizes = open(program, target, &r#type, &[0, 1, 2, 3]);
    let text = format!("dsa.causal_pattern({sizes}) : {type}");
    Some(program.push_one(&text, Result::of(&target.sizes, 0)))
}

fn stripe_pattern(program: &mut Program, target: &Target) -> Option<Value> {
    let r#type = some_type(program, target)?;
    let sizes = open(program, target, &r#type, &[0, 1, 2, 3]);
    let offset = program.choose(20) as i64 - 10;
    let width = program.choose(9);
    let period = match program.choose(9) {
        0 => String::new(),
        period => format!("period = {period}"),
    };
    let text = format!("dsa.stripe_pattern({sizes}) offset = {offset} width = {width} {period} : {type}");
    Some(program.push_one(&text, Result::of(&target.sizes, 0)))
}

fn document_pattern(program: &mut Program, target: &Target) -> Option<Value> {
    let [batch, heads, n, m] = target.sizes;
    let mut r#type = some_type(program, target)?;
    r#type.shape[1] = Some(heads);
    let ids = |program: &mut Program, tokens| {
        program.tensor(&Want {
            elements: &[Element::I32],
            sizes: &[Some(batch), Some(tokens)],
            exact: true,
            fill: Fill::Positions(2),
        })
    };
    let (of_queries, of_keys) = (ids(program, n), ids(program, m));
    let text = format!(
        "dsa.document_pattern {}, {} : {}, {} -> {type}",
        of_queries.name, of_keys.name, of_queries.r#type, of_keys.r#type
    );
    Some(program.push_one(&text, Result::of(&target.sizes, 0)))
}

/// A pattern of a mask of those axes.
fn masked(program: &mut Program, target: &Target, op: &str, axes: &[usize]) -> Option<Value> {
    let r#type = some_type(program, target)?;
    let [uq, uk] = r#type.unit();
    let units = [1, 1, uq, uk];
    let sizes: Vec<_> = axes
        .iter()
        .map(|axis| Some(target.sizes[*axis].div_ceil(units[*axis])))
        .collect();
    let mask = program.tensor(&Want {
        elements: &[Element::I1],
        sizes: &sizes,
        exact: false,
        fill: Fill::Bits,
    });
    let others: Vec<_> = (0..4).filter(|axis| !axes.contains(axis)).collect();
    let given = match open(program, target, &r#type, &others) {
        none if none.is_empty() => none,
        some => format!("({some})"),
    };
    let text = format!("{op} {}{given} : {} -> {type}", mask.name, mask.r#type);
    Some(program.push_one(&text, Result::of(&target.sizes, mask.rounded)))
}

fn diagonal_pattern(program: &mut Program, target: &Target) -> Option<Value> {
    let r#type = some_type(program, target)?;
    let [batch, heads, n, m] = target.sizes;
    let mask = program.tensor(&Want {
        elements: &[Element::I1],
        sizes: &[Some(batch), Some(heads), Some((n + m).saturating_sub(1))],
        exact: true,
        fill: Fill::Bits,
    });
    let given = match open(program, target, &r#type, &[2, 3]) {
        none if none.is_empty() => none,
        some => format!("({some})"),
    };
    let text = format!("dsa.diagonal_pattern {}{given} : {} -> {type}", mask.name, mask.r#type);
    Some(program.push_one(&text, Result::of(&target.sizes, mask.rounded)))
}

fn select_n_of_m(program: &mut Program, target: &Target) -> Option<Value> {
    let r#type = some_type(program, target)?;
    let [uq, uk] = r#type.unit();
    let [batch, heads, n, m] = target.sizes;
    let scores = program.tensor(&Want {
        elements: &[Element::F32, Element::F64],
        sizes: &[Some(batch), Some(heads), Some(n.div_ceil(uq)), Some(m.div_ceil(uk))],
        exact: true,
        fill: Fill::Numbers,
    });
    // Groups that share a vector, and groups that no vector holds.
    let (kept, group) = (program.choose(4), program.one_of(&[1, 2, 3, 4, 5, 6, 16, 17, 40]));
    let budget = match program.choose(2) {
        0 => String::new(),
        _ => {
            let most = program.choose(6) as i64 - 1;
            format!("budget({}) ", program.index(most).name)
        }
    };
    let text = format!(
        "dsa.select_n_of_m {} {budget}n = {kept} m = {group} : {} -> {type}",
        scores.name, scores.r#type
    );
    Some(program.push_one(&text, Result::of(&target.sizes, 0)))
}
