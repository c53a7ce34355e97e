//! MLIR text written op by op.

use std::fmt::Display;

/// MLIR text that grows. Its values have names of their own (`%_0`, `%_1`, ...), which no template uses, so that texts
/// taken one after the other may stand in one function.
#[derive(Default)]
pub struct Text {
    text: String,
    names: usize,
}

impl Text {
    /// What was written since this was called last.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// A line, or several.
    pub fn line(&mut self, line: impl Display) {
        self.text += &format!("{line}\n");
    }

    /// An op with one result: its value.
    pub fn value(&mut self, op: impl Display) -> String {
        let name = self.name();
        self.line(format!("{name} = {op}"));
        name
    }

    /// The constant of type `index`.
    pub fn index(&mut self, value: u64) -> String {
        self.value(format!("arith.constant {value} : index"))
    }

    /// `base + by`.
    pub fn offset(&mut self, base: &str, by: u64) -> String {
        if by == 0 {
            return base.to_owned();
        }
        let by = self.index(by);
        self.value(format!("arith.addi {base}, {by} : index"))
    }

    /// The lanes of two vectors of the type `of` that `picks` names: those of `a` from 0 on, then those of `b`.
    pub fn shuffle(&mut self, [a, b]: [&str; 2], picks: impl IntoIterator<Item = impl Display>, of: &str) -> String {
        let picks: Vec<String> = picks.into_iter().map(|pick| pick.to_string()).collect();
        self.value(format!("vector.shuffle {a}, {b} [{}] : {of}, {of}", picks.join(", ")))
    }

    /// A loop that carries values of one type: their last.
    ///
    /// The body is given the loop's index and the values as they come, and answers the values as they go on.
    pub fn carry(
        &mut self,
        [from, to, step]: [&str; 3],
        inits: &[String],
        r#type: &str,
        body: impl FnOnce(&mut Self, &str, &[String]) -> Vec<String>,
    ) -> Vec<String> {
        let (results, index) = (self.name(), self.name());
        let carried: Vec<String> = inits.iter().map(|_| self.name()).collect();
        let count = inits.len();
        let pairs: Vec<String> = carried
            .iter()
            .zip(inits)
            .map(|(name, init)| format!("{name} = {init}"))
            .collect();
        let types = vec![r#type; count].join(", ");
        self.line(format!(
            "{results}:{count} = scf.for {index} = {from} to {to} step {step} iter_args({}) -> ({types}) {{",
            pairs.join(", ")
        ));
        let next = body(self, &index, &carried);
        self.line(format!("scf.yield {} : {types}", next.join(", ")));
        self.line("}");
        (0..count).map(|i| format!("{results}#{i}")).collect()
    }

    /// What one of two branches answers: values of one type.
    pub fn either(
        &mut self,
        condition: &str,
        r#type: &str,
        then: impl FnOnce(&mut Self) -> Vec<String>,
        otherwise: impl FnOnce(&mut Self) -> Vec<String>,
    ) -> Vec<String> {
        // How many there are is known once a branch is written.
        let before = self.take();
        let values = then(self);
        let branch = self.take();
        let (results, count) = (self.name(), values.len());
        let types = vec![r#type; count].join(", ");
        self.text = before;
        self.line(format!("{results}:{count} = scf.if {condition} -> ({types}) {{"));
        self.line(format!("{branch}scf.yield {} : {types}", values.join(", ")));
        self.line("} else {");
        let values = otherwise(self);
        self.line(format!("scf.yield {} : {types}", values.join(", ")));
        self.line("}");
        (0..count).map(|i| format!("{results}#{i}")).collect()
    }

    /// A loop that carries nothing.
    pub fn each(&mut self, [from, to, step]: [&str; 3], body: impl FnOnce(&mut Self, &str)) {
        let index = self.name();
        self.line(format!("scf.for {index} = {from} to {to} step {step} {{"));
        body(self, &index);
        self.line("}");
    }

    /// A name that nothing else has.
    pub fn name(&mut self) -> String {
        let name = format!("%_{}", self.names);
        self.names += 1;
        name
    }
}

#[cfg(test)]
pub mod tests {
    use dynsparse_ir::{context, melior::ir::Module};

    use super::Text;
    use crate::codegen::{
        array::Array,
        jit::Program,
        lower::{Lowering, to_llvm},
        signature::Element,
        unit::Level,
    };

    /// What vectors of 16 `f32` become by IR as compiled code: `write` is given `%x` and answers what it became. As many
    /// numbers as a multiple of 16.
    pub fn computed(write: impl FnOnce(&mut Text, &str) -> String, numbers: &[f32]) -> Vec<f32> {
        let context = context::create();
        let mut t = Text::default();
        let y = write(&mut t, "%x");
        let text = format!(
            "func.func @f(%all: memref<?xf32>) {{
               %c0 = arith.constant 0 : index
               %c16 = arith.constant 16 : index
               %count = memref.dim %all, %c0 : memref<?xf32>
               scf.for %i = %c0 to %count step %c16 {{
                 %x = vector.load %all[%i] : memref<?xf32>, vector<16xf32>
                 {}
                 vector.store {y}, %all[%i] : memref<?xf32>, vector<16xf32>
               }}
               return
             }}",
            t.take()
        );
        crate::register();
        let module = Module::parse(&context, &text).expect("the text parses");
        to_llvm(module.as_operation(), &Lowering::default()).unwrap();
        let program = Program::compile(module.as_operation(), Level::MOST).unwrap();
        let mut given = numbers.iter().map(|x| f64::from(*x));
        let array = Array::from_floats(Element::F32, &[numbers.len()], || given.next().unwrap_or(0.0)).unwrap();
        let mut inputs = [array];
        program.function("f").unwrap().call(&mut inputs).unwrap();
        (0..numbers.len()).map(|i| inputs[0].float(i) as f32).collect()
    }
}
