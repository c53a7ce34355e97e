// The C boundary between MLIR's C++ and the Rust layer `dynsparse-ir`.
//
// Everything here exists because MLIR's C API has no door for it. The `dsRust*`
// functions are defined in Rust (ir/src/ffi.rs) and never unwind: a panic is
// caught there and comes back as a failure.
#ifndef DYNSPARSE_BRIDGE_H
#define DYNSPARSE_BRIDGE_H

#include "mlir-c/IR.h"
#include "mlir-c/Rewrite.h"
#include "mlir-c/Support.h"

extern "C" {

struct DsOption {
  const char *name, *description, *defaultValue, *kind; // kind "bool" is a flag, any other a text
};

/// A pass or a pipeline, described by Rust. Strings live for ever.
struct DsPassInfo {
  const char *name, *argument, *summary;
  const char *anchor;            // operation name, or "" for any operation
  const char *dependentDialects; // comma-separated
  const DsOption *options;
  intptr_t optionCount;
  const void *rust; // handed back to every callback
};

typedef void (*DsStringSink)(MlirStringRef text, void *userData);
typedef void (*DsTypeSink)(MlirType type, void *userData);
typedef void (*DsFoldSink)(MlirAttribute attribute, MlirValue value, void *userData);
/// Returns 0: type unchanged; 1: converted to the types handed to the sink.
typedef int (*DsConvertType)(MlirType type, DsTypeSink sink, void *sinkData, void *userData);

// Defined in Rust.
void dsRustRegisterDialects(MlirDialectRegistry registry);
bool dsRustRunPass(const void *rust, void *pass, MlirOperation op,
                   const MlirStringRef *options, intptr_t count);
bool dsRustCheckOptions(const void *rust, const MlirStringRef *options, intptr_t count,
                        DsStringSink error, void *errorData);
bool dsRustBuildPipeline(const void *rust, const MlirStringRef *options, intptr_t count,
                         DsStringSink pipeline, void *pipelineData,
                         DsStringSink error, void *errorData);
bool dsRustVerify(MlirOperation op);
bool dsRustInferTypes(MlirStringRef opName, MlirContext context, MlirLocation location,
                      const MlirValue *operands, intptr_t count, MlirAttribute attributes,
                      const MlirRegion *regions, intptr_t regionCount, DsTypeSink sink,
                      void *sinkData);
bool dsRustFold(MlirOperation op, const MlirAttribute *operands, intptr_t count,
                DsFoldSink sink, void *sinkData);
void dsRustCanonicalization(MlirStringRef opName, MlirContext context, MlirRewritePatternSet patterns);

// Defined in C++.
void dsRegisterPass(const DsPassInfo *info);
void dsRegisterPipeline(const DsPassInfo *info);
void dsPassMarkAllAnalysesPreserved(void *pass);
bool dsPassRunPipeline(void *pass, MlirStringRef pipeline, MlirOperation op);
/// severity as in mlir::DiagnosticSeverity: 0 note, 1 warning, 2 error, 3 remark.
void dsEmit(MlirLocation location, int severity, MlirStringRef message,
            const MlirLocation *noteLocations, const MlirStringRef *notes, intptr_t noteCount);
bool dsConvertTypes(MlirOperation op, DsConvertType convert, void *userData);
void dsRegisterEverything(MlirDialectRegistry registry);
int dsOptMain(int argc, char **argv, void (*registerDialects)(MlirDialectRegistry));
int dsLspMain(int argc, char **argv, void (*registerDialects)(MlirDialectRegistry));
int dsReduceMain(int argc, char **argv, void (*registerDialects)(MlirDialectRegistry));
}

#endif
