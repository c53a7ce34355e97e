// What the test of the generator reads: one pass with an option of every kind, and a pipeline.
include "dynsparse/PassBase.td"

def Example : Pass<"example", "func::FuncOp"> {
  let summary = "an example";
  let description = [{
    Does nothing.

    ```mlir
    func.func private @f()
    ```
  }];
  let options = [
    Option<"flag", "flag", "bool", "true", "a flag">,
    Option<"count", "count", "int64_t", "16", "a number">,
    Option<"share", "share", "double", "0.5", "a fraction">,
    Option<"name", "name", "std::string", "\"none\"", "a text">,
    EnumOption<"stopAfter", "stop-after", ["first", "second-stage"], "first", "a word">,
    ListOption<"sizes", "sizes", "int64_t", "numbers">,
    ListOption<"names", "names", "std::string", "texts">,
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect", "::dynsparse::dsk::DskDialect"];
  let statistics = [Statistic<"opsSeen", "num-ops-seen", "Number of ops seen">];
}

def Anything : Pass<"anything"> {
  let summary = "a pass on any op, without options";
}

def Way : Pipeline<"way"> {
  let summary = "a pipeline";
  let options = [Option<"level", "level", "int64_t", "0", "how far">];
}
