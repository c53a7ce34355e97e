//! How patterns are stored.

use dynsparse_dialects::{Format, Holds, PatternType};

use super::Rule;
use crate::program::{BLOCKS, Program, Result};

pub const RULES: &[Rule] = &[Rule::any("dsa.convert_pattern", convert)];

/// Formats of blocks of every size, and those of elements.
const OF_BLOCKS: [Format; 7] = [
    Format::Bcsr,
    Format::Bitmap,
    Format::Row,
    Format::Column,
    Format::Stripe,
    Format::BcsrD8,
    Format::BcsrD16,
];
const OF_ELEMENTS: [Format; 12] = [
    Format::Bcsr,
    Format::BcsrD8,
    Format::CsrD16,
    Format::Csr,
    Format::Coo,
    Format::Hybrid,
    Format::Bitmap,
    Format::Row,
    Format::Column,
    Format::Stripe,
    Format::CsrD8,
    Format::BcsrD16,
];

fn convert(program: &mut Program) -> Option<()> {
    let pattern = program.value(|value| value.pattern().is_some())?;
    let from = pattern.pattern()?.clone();
    // The same unit or a smaller one, or elements.
    let divides = |block: &[u64; 2]| (0..2).all(|axis| from.block[axis].is_multiple_of(block[axis]));
    let mut smaller: Vec<[u64; 2]> = BLOCKS.into_iter().filter(divides).collect();
    smaller.push(from.block);
    let elements = from.holds == Holds::Elements || program.choose(2) == 1;
    let to = PatternType {
        format: if elements {
            program.one_of(&OF_ELEMENTS)
        } else {
            program.one_of(&OF_BLOCKS)
        },
        holds: if elements { Holds::Elements } else { Holds::Blocks },
        block: if elements {
            program.one_of(&BLOCKS)
        } else {
            program.one_of(&smaller)
        },
        index_bits: program.one_of(&[32, 64]),
        ..from.clone()
    };
    let mut sizes = Vec::new();
    if from.unit() != to.unit() {
        for axis in [2, 3] {
            if from.shape[axis].is_none() {
                sizes.push(program.index(pattern.sizes[axis] as i64).name);
            }
        }
    }
    let given = if sizes.is_empty() {
        String::new()
    } else {
        format!("({})", sizes.join(", "))
    };
    let fill = program.one_of(&["", "fill = 0.0", "fill = 1.0"]);
    let text = format!(
        "dsa.convert_pattern {}{given} {fill} : {} -> {to}",
        pattern.name, pattern.r#type
    );
    program.push_one(&text, Result::of(&pattern.sizes, pattern.rounded));
    Some(())
}
