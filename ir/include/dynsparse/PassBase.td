// What our Passes.td files use beside upstream's PassBase.td.
#ifndef DYNSPARSE_PASSBASE
#define DYNSPARSE_PASSBASE

include "mlir/Pass/PassBase.td"

// An option that takes one of a few words; it becomes a Rust enum.
class EnumOption<string varName, string arg, list<string> words, string default, string desc>
    : Option<varName, arg, "std::string", !strconcat("\"", default, "\""), desc> {
  list<string> allowed = words;
}

// A named pipeline: its options are declared like a pass's, its stages are written in Rust.
class Pipeline<string arg> : PassBase<arg, "::mlir::PassPipelineInfo">;

#endif
