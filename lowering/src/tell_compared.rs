//! `tell-compared`: assertions on a comparison tell the runtime what was compared, before they fail.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{TypeLike as _, ValueLike as _},
    operation::{OpExt as _, collect, defined_by, in_module},
    pass::{Pass, PassRun},
    template::{Template, index_constant},
};

use crate::TellCompared;

/// An attribute of an assertion: the first number that it compares, or both, where they are known. What folds a comparison
/// puts constants behind what is not constant, and of two constants leaves only whether it holds.
pub const COMPARED: &str = "compared";

/// What an assertion compares.
enum Compared<'c> {
    Values([Val<'c>; 2]),
    First(i64, Val<'c>),
    Both([i64; 2]),
}

impl<'c> Compared<'c> {
    fn of(assertion: Op<'c>) -> Option<Self> {
        let known = assertion.ints_attr(COMPARED).unwrap_or_default();
        if let [first, second] = known[..] {
            return Some(Self::Both([first, second]));
        }
        let comparison = defined_by(assertion.operand_at(0)?, "arith.cmpi")?;
        let (a, b) = (comparison.operand_at(0)?, comparison.operand_at(1)?);
        if !a.r#type().is_index() {
            return None;
        }
        let is_constant = |value| defined_by(value, "arith.constant").is_some();
        Some(match known.first() {
            Some(first) => Self::First(*first, if is_constant(b) { a } else { b }),
            None => Self::Values([a, b]),
        })
    }
}

impl Pass for TellCompared {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let assertions: Vec<Op<'c>> = collect(module, |name| name == "cf.assert")
            .into_iter()
            .filter(|assertion| Compared::of(*assertion).is_some())
            .collect();
        let Some(first) = assertions.first() else {
            run.mark_all_analyses_preserved();
            return Ok(());
        };
        Template::new("tell-compared", DECLARATION).insert_symbols(in_module(*first))?;
        run.each(&assertions, |assertion| {
            run.count(Self::ASSERTIONS, 1);
            let numbers = match Compared::of(assertion) {
                Some(Compared::Values(numbers)) => numbers,
                Some(Compared::First(first, second)) => [index_constant(assertion, first)?, second],
                Some(Compared::Both(numbers)) => [
                    index_constant(assertion, numbers[0])?,
                    index_constant(assertion, numbers[1])?,
                ],
                None => return Ok(()),
            };
            let condition = assertion.operand_values()[0];
            Template::new("tell-compared", TEXT).expand(assertion, &[condition, numbers[0], numbers[1]])?;
            Ok(())
        })
    }
}

const DECLARATION: &str = "func.func private @dynsparse_compared(index, index)";

const TEXT: &str = "func.func private @tell(%holds: i1, %a: index, %b: index) {
  %true = arith.constant true
  %fails = arith.xori %holds, %true : i1
  scf.if %fails {
    func.call @dynsparse_compared(%a, %b) : (index, index) -> ()
  }
  return
}
func.func private @dynsparse_compared(index, index)";
