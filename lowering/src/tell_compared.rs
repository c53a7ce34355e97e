//! `tell-compared`: assertions on a comparison tell the runtime what was compared, before they fail.

use dynsparse_ir::{
    Op, Result,
    melior::ir::{TypeLike as _, ValueLike as _},
    operation::{OpExt as _, collect, owner, parent},
    pass::{Pass, PassRun},
    template::Template,
};

use crate::TellCompared;

impl Pass for TellCompared {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let compared = |assertion: &Op<'c>| {
            let condition = assertion.operand_at(0).and_then(owner);
            let is_of_index = |op: &Op<'c>| op.operand_at(0).is_some_and(|value| value.r#type().is_index());
            condition.is_some_and(|op| op.full_name() == "arith.cmpi" && is_of_index(&op))
        };
        let assertions: Vec<Op<'c>> = collect(module, |name| name == "cf.assert")
            .into_iter()
            .filter(compared)
            .collect();
        let Some(first) = assertions.first() else {
            run.mark_all_analyses_preserved();
            return Ok(());
        };
        let mut outermost = *first;
        while let Some(above) = parent(outermost).filter(|above| *above != module) {
            outermost = above;
        }
        Template::new("tell-compared", DECLARATION).insert_symbols(outermost)?;
        run.each(&assertions, |assertion| {
            run.count(Self::ASSERTIONS, 1);
            let condition = assertion.operand_values()[0];
            let numbers = owner(condition).map(|op| op.operand_values()).unwrap_or_default();
            Template::new("tell-compared", TEXT).expand(assertion, &[&[condition], &numbers[..]].concat())?;
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
