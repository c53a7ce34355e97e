//! What programs are made of: a rule for each op of `dsa`, and a few of other dialects that bring values together.
//!
//! **A new op of `dsa` gets a rule here**, in the file of its topic; the test `every_op_has_a_rule` says so. A rule picks
//! operands (values that there are, or new arguments), writes the op, and says which sizes its results have when the
//! program runs and whether every strategy computes the same bits. MLIR itself says which types they have.

use crate::program::{Program, Value};

mod algebra;
mod attention;
mod channels;
mod control;
mod exits;
mod formats;
mod glue;
mod heads;
mod incremental;
mod layers;
mod mass;
mod merging;
mod patterns;
mod prediction;
mod selection;
mod sparse_tensors;
mod stored_scores;
mod structured;
mod temporal;
mod tokens;

/// Makes a pattern of the sizes that are asked for.
type MakePattern = fn(&mut Program, &Target) -> Option<Value>;

/// How an op is put into a program.
#[derive(Clone, Copy)]
pub enum Make {
    /// Anywhere. `None` if the program has not what it takes.
    Any(fn(&mut Program) -> Option<()>),
    /// Where a pattern is asked for.
    Pattern(MakePattern),
}

/// A rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The op that it puts in.
    pub op: &'static str,
    /// How.
    pub make: Make,
}

impl Rule {
    const fn any(op: &'static str, make: fn(&mut Program) -> Option<()>) -> Self {
        Self {
            op,
            make: Make::Any(make),
        }
    }

    const fn pattern(op: &'static str, make: MakePattern) -> Self {
        Self {
            op,
            make: Make::Pattern(make),
        }
    }
}

/// All of them, a list a topic.
pub const RULES: &[&[Rule]] = &[
    patterns::RULES,
    algebra::RULES,
    formats::RULES,
    sparse_tensors::RULES,
    structured::RULES,
    selection::RULES,
    mass::RULES,
    prediction::RULES,
    attention::RULES,
    stored_scores::RULES,
    tokens::RULES,
    merging::RULES,
    heads::RULES,
    channels::RULES,
    exits::RULES,
    control::RULES,
    temporal::RULES,
    layers::RULES,
    incremental::RULES,
    glue::RULES,
];

/// Ops without a rule, and why.
pub const WITHOUT_RULE: &[(&str, &str)] = &[
    (
        "dsa.to_sparse_tensor",
        "the rule of dsa.from_sparse_tensor has both: no other op takes what is between",
    ),
    ("dsa.sddmm", STEPS),
    ("dsa.sparse_softmax", STEPS),
];

const STEPS: &str = "the rule of dsa.spmm has all three: how many tiles there are is said by no size of an operand";

/// A pattern that is asked for.
#[derive(Clone, Copy)]
pub struct Target {
    /// `B x H x N x M`.
    pub sizes: [u64; 4],
}

/// Puts one op in.
pub fn step(program: &mut Program) {
    let rules: Vec<Rule> = RULES.concat();
    let rule = program.one_of(&rules);
    let done = match rule.make {
        Make::Any(make) => make(program),
        Make::Pattern(make) => {
            let sizes = [program.few(), program.few(), program.size(), program.size()];
            make(program, &Target { sizes }).map(|_| ())
        }
    };
    if done.is_some() {
        program.used.push(rule.op);
    }
}

/// A pattern of those sizes: one that there is, or a new one.
pub fn pattern(program: &mut Program, target: &Target) -> Option<Value> {
    let fits = |value: &Value| value.pattern().is_some() && value.sizes == target.sizes;
    if let Some(value) = program.value_or_new(fits) {
        return Some(value);
    }
    let makers: Vec<(&'static str, MakePattern)> = RULES
        .concat()
        .into_iter()
        .filter_map(|rule| match rule.make {
            Make::Pattern(make) => Some((rule.op, make)),
            Make::Any(_) => None,
        })
        .collect();
    let (op, make) = program.one_of(&makers);
    if let Some(value) = make(program, target) {
        program.used.push(op);
        return Some(value);
    }
    patterns::dense_pattern(program, target)
}

/// The scale of an op, where it must be said or is chosen to be.
fn scale(program: &mut Program, first: &Value) -> String {
    let needed = first.stated.last().is_none_or(|size| size.is_none_or(|size| size == 0));
    if needed || program.choose(3) == 2 {
        "scale = 0.4".to_owned()
    } else {
        String::new()
    }
}
