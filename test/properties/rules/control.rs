//! Budgets.

use super::Rule;
use crate::program::{Program, Result};

pub const RULES: &[Rule] = &[Rule::any("dsa.budget", budget)];

fn budget(program: &mut Program) -> Option<()> {
    let size = program.size() as i64 - 1;
    let at_least = program.choose(3) as i64;
    let (fraction, wanted) = match program.choose(2) {
        0 => {
            let share = program.one_of(&[0.5, 0.0, 1.0, 0.3, -1.0, 2.0, f64::NAN]);
            let share_32 = f64::from(share as f32);
            let kept = if share.is_nan() { 1.0 } else { share_32.clamp(0.0, 1.0) };
            let wanted = (kept * size.max(0) as f64 + 0.5).floor() as i64;
            (program.float_of(share), wanted)
        }
        _ => {
            let wanted = program.choose(8) as i64 - 1;
            (program.index(wanted), wanted)
        }
    };
    let count = wanted.max(at_least).min(size.max(0));
    let size = program.index(size);
    let text = format!(
        "dsa.budget {} of {} at_least = {at_least} : {}",
        fraction.name, size.name, fraction.r#type
    );
    program.push_one(&text, Result::index(count));
    Some(())
}
