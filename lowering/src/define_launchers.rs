//! `define-launchers`: bodies of launchers, in the LLVM dialect: hand the work to the runtime's threads.

use dynsparse_dialects::dsk::LAUNCHES;
use dynsparse_ir::{
    Op, Result,
    melior::ir::attribute::{FlatSymbolRefAttribute, TypeAttribute},
    operation::{OpExt as _, collect, llvm_function, symbol_name},
    pass::{Pass, PassRun},
    template::Template,
};

use crate::DefineLaunchers;

impl Pass for DefineLaunchers {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let launchers: Vec<Op> = collect(module, |name| name == "llvm.func")
            .into_iter()
            .filter(|function| function.attr(LAUNCHES).is_some())
            .collect();
        run.each(&launchers, |launcher| {
            run.count(Self::LAUNCHERS, 1);
            define(launcher)
        })
    }
}

/// `dynsparse_parallel_for` is the runtime's:
/// `void dynsparse_parallel_for(int64_t count, void (*body)(void *, int64_t), void *context)`.
/// Declarations of what the module has already are there for the parser only.
const LAUNCHER: &str = "
llvm.func @dynsparse_parallel_for(i64, !llvm.ptr, !llvm.ptr)
llvm.func @$kernel(i64$types)
llvm.func internal @$piece(%frame: !llvm.ptr, %index: i64) {
  %all = llvm.load %frame : !llvm.ptr -> $frame
$read
  llvm.call @$kernel(%index$values) : (i64$types) -> ()
  llvm.return
}
llvm.func internal @$launcher(%count: i64$parameters) {
  %one = llvm.mlir.constant(1 : i64) : i64
  %frame = llvm.alloca %one x $frame : (i64) -> !llvm.ptr
  %all_0 = llvm.mlir.undef : $frame
$write
  llvm.store %all_$count, %frame : $frame, !llvm.ptr
  %piece = llvm.mlir.addressof @$piece : !llvm.ptr
  llvm.call @dynsparse_parallel_for(%count, %piece, %frame) : (i64, !llvm.ptr, !llvm.ptr) -> ()
  llvm.return
}";

fn define<'c>(launcher: Op<'c>) -> Result<'c> {
    let broken = |what: &str| launcher.op_error(format!("is a launcher, but {what}"));
    let kernel = launcher
        .attr(LAUNCHES)
        .and_then(|a| FlatSymbolRefAttribute::try_from(a).ok())
        .map(|symbol| symbol.value().to_owned())
        .ok_or_else(|| broken("names no function"))?;
    let name = symbol_name(launcher).ok_or_else(|| broken("has no name"))?;
    let signature = launcher
        .attr("function_type")
        .and_then(|a| TypeAttribute::try_from(a).ok())
        .map(|a| a.value())
        .ok_or_else(|| broken("has no type"))?;
    let (inputs, _) = llvm_function(signature).ok_or_else(|| broken("is no LLVM function"))?;
    let types: Vec<String> = inputs.iter().skip(1).map(ToString::to_string).collect();

    let frame = format!("!llvm.struct<({})>", types.join(", "));
    let mut text = Frame::default();
    for (index, r#type) in types.iter().enumerate() {
        let next = index + 1;
        text.read += &format!("  %v{index} = llvm.extractvalue %all[{index}] : {frame}\n");
        text.values += &format!(", %v{index}");
        text.types += &format!(", {type}");
        text.parameters += &format!(", %p{index}: {type}");
        text.write += &format!("  %all_{next} = llvm.insertvalue %p{index}, %all_{index}[{index}] : {frame}\n");
    }
    let template = Template::new("launcher", LAUNCHER)
        .set("piece", format!("{kernel}_piece"))
        .set("kernel", kernel)
        .set("launcher", name)
        .set("frame", frame)
        .set("read", text.read)
        .set("values", text.values)
        .set("types", text.types)
        .set("parameters", text.parameters)
        .set("write", text.write)
        .set("count", types.len());
    // The declaration makes room for the definition of the same name; calls find it by name.
    template.replace_function(launcher)
}

/// The parts of the launcher's text that repeat for each value handed over.
#[derive(Default)]
struct Frame {
    read: String,
    values: String,
    types: String,
    parameters: String,
    write: String,
}
