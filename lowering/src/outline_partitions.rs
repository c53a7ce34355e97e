//! `outline-partitions`: the body of each dsk.partition as a function, run by a launcher, and `dsk.num_threads` as a call.

use dynsparse_dialects::dsk::LAUNCHES;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{
        Attribute, BlockLike as _, Identifier, RegionLike as _, Type, ValueLike as _,
        attribute::{FlatSymbolRefAttribute, StringAttribute, TypeAttribute},
        operation::{OperationBuilder, OperationLike as _},
        r#type::FunctionType,
    },
    operation::{OpExt as _, collect, defined_by, defining_parent, outwards, symbol_name},
    pass::{Pass, PassRun},
    rewrite,
    template::Template,
};

use crate::OutlinePartitions;

impl Pass for OutlinePartitions {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let asked = collect(module, |name| name == "dsk.num_threads");
        if let Some(first) = asked.first() {
            Template::new("threads", DECLARATION).insert_symbols(function_around(*first)?)?;
        }
        run.each(&asked, |op| Template::new("threads", THREADS).replace(op, &[]))?;
        // Innermost first: a partition inside another is a launcher's call by the time its parent is outlined.
        let partitions = collect(module, |name| name == "dsk.partition");
        let mut names = NameSource::new(module);
        run.each(&partitions, |op| {
            run.count(Self::PARTITIONS, 1);
            outline(op, &mut names)
        })
    }
}

/// `int64_t dynsparse_get_num_threads(void)` is the runtime's.
const DECLARATION: &str = "func.func private @dynsparse_get_num_threads() -> i64";

const THREADS: &str = "func.func private @threads() -> index {
  %stored = func.call @dynsparse_get_num_threads() : () -> i64
  %threads = arith.index_cast %stored : i64 to index
  return %threads : index
}
func.func private @dynsparse_get_num_threads() -> i64";

/// Symbol names that are free in the module.
struct NameSource {
    taken: Vec<String>,
}

impl NameSource {
    fn new(module: Op<'_>) -> Self {
        let symbols = collect(module, |_| true).into_iter().filter_map(symbol_name).collect();
        Self { taken: symbols }
    }

    fn fresh(&mut self, stem: &str) -> String {
        let name = (0..u32::MAX)
            .map(|number| format!("{stem}_{number}"))
            .find(|name| {
                !self
                    .taken
                    .iter()
                    .any(|taken| taken == name || *taken == format!("{name}_launch"))
            })
            .unwrap_or_default();
        self.taken.push(name.clone());
        self.taken.push(format!("{name}_launch"));
        name
    }
}

fn outline<'c>(op: Op<'c>, names: &mut NameSource) -> Result<'c> {
    let function = function_around(op)?;
    let location = op.location();
    let context = op.ctx();
    let stem = symbol_name(function).unwrap_or_else(|| "anonymous".to_owned());
    let name = names.fresh(&format!("{stem}_partition"));

    let body = op
        .region(0)
        .ok()
        .and_then(|region| region.first_block())
        .ok_or_else(|| op.op_error("has no body"))?;
    let first = body.first_operation().ok_or_else(|| op.op_error("has an empty body"))?;
    let inside = collect(op, |_| true);

    // Values from outside: constants are repeated inside, so that what is known stays known; the rest is handed over.
    let mut captured: Vec<Val> = Vec::new();
    for inner in inside.iter().filter(|inner| **inner != op) {
        for (index, operand) in inner.operand_values().into_iter().enumerate() {
            if defined_inside(operand, op) {
                continue;
            }
            match defined_by(operand, "arith.constant") {
                Some(constant) => {
                    let copy = rewrite::clone_before(first, constant);
                    rewrite::set_operand(*inner, index, copy.result_values()[0]);
                }
                None if !captured.contains(&operand) => captured.push(operand),
                None => {}
            }
        }
    }
    for (position, value) in captured.iter().enumerate() {
        let argument = rewrite::insert_argument(body, position + 1, value.r#type(), location);
        for inner in inside.iter().filter(|inner| **inner != op) {
            for (index, operand) in inner.operand_values().into_iter().enumerate() {
                if operand == *value {
                    rewrite::set_operand(*inner, index, argument);
                }
            }
        }
    }

    let terminator = body.terminator().ok_or_else(|| op.op_error("has no terminator"))?;
    let build = |builder: OperationBuilder<'c>| builder.build().map_err(|error| op.error(error.to_string()));
    rewrite::insert_before(terminator, build(OperationBuilder::new("func.return", location))?);
    rewrite::erase(terminator);

    let mut inputs = vec![Type::index(context)];
    inputs.extend(captured.iter().map(|value| value.r#type()));
    let function_type: Type = FunctionType::new(context, &inputs, &[]).into();
    let attribute = |name: &str, value: Attribute<'c>| (Identifier::new(context, name), value);
    let common = |symbol: &str| {
        vec![
            attribute("sym_name", StringAttribute::new(context, symbol).into()),
            attribute("function_type", TypeAttribute::new(function_type).into()),
            attribute("sym_visibility", StringAttribute::new(context, "private").into()),
        ]
    };
    let region = rewrite::take_region(op, 0)?;
    let kernel = OperationBuilder::new("func.func", location)
        .add_attributes(&common(&name))
        .add_regions([region]);
    rewrite::insert_before(function, build(kernel)?);

    let launcher_name = format!("{name}_launch");
    let mut attributes = common(&launcher_name);
    attributes.push(attribute(LAUNCHES, FlatSymbolRefAttribute::new(context, &name).into()));
    let launcher = OperationBuilder::new("func.func", location)
        .add_attributes(&attributes)
        .add_regions([dynsparse_ir::melior::ir::Region::new()]);
    rewrite::insert_before(function, build(launcher)?);

    let mut operands = vec![op.operand_values()[0]];
    operands.extend(&captured);
    let call = OperationBuilder::new("func.call", location)
        .add_attributes(&[attribute(
            "callee",
            FlatSymbolRefAttribute::new(context, &launcher_name).into(),
        )])
        .add_operands(&operands);
    rewrite::insert_before(op, build(call)?);
    rewrite::erase(op);
    Ok(())
}

/// The function that holds `op`.
fn function_around<'c>(op: Op<'c>) -> Result<'c, Op<'c>> {
    let function = outwards(op).find(|around| around.full_name() == "func.func");
    function.ok_or_else(|| op.op_error("is not inside a func.func"))
}

/// True if `value` is defined by an op or block argument below `ancestor`.
fn defined_inside<'c>(value: Val<'c>, ancestor: Op<'c>) -> bool {
    defining_parent(value).is_some_and(|op| outwards(op).any(|around| around == ancestor))
}
