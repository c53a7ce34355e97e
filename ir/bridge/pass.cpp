// A pass written in Rust, seen by MLIR as any other pass.
#include "bridge.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/Support/FormatVariadic.h"
#include <mutex>

using namespace mlir;

namespace {

/// One option whose type is known only at run time. `Owner` is a Pass or a
/// PassPipelineOptions; both have the same Option / ListOption templates.
struct AnyOption {
  std::shared_ptr<void> option; // owns it, whatever its type
 
  std::function<std::string()> text;
  const DsOption *info;
};

/// Declares the option on its owner, and keeps a way to read its value back as
/// text (lists: comma-separated).
template <template <typename> class OptionT, template <typename> class ListT, typename Owner>
AnyOption build(Owner &owner, const DsOption &o) {
  auto scalar = [&](auto initial, auto print) {
    using T = decltype(initial);
    auto option = std::make_shared<OptionT<T>>(owner, o.name, llvm::cl::desc(o.description),
                                               llvm::cl::init(initial));
    auto *raw = option.get();
    return AnyOption{std::move(option), [raw, print] { return print(raw->getValue()); }, &o};
  };
  auto list = [&](auto sample, auto print) {
    using T = decltype(sample);
    auto option = std::make_shared<ListT<T>>(owner, o.name, llvm::cl::desc(o.description));
    auto *raw = option.get();
    return AnyOption{std::move(option),
                     [raw, print] {
                       std::string text;
                       for (const T &v : *raw)
                         text += (text.empty() ? "" : ",") + print(v);
                       return text;
                     },
                     &o};
  };
  auto number = [](auto v) { return std::to_string(v); };
  auto string = [](const std::string &v) { return v; };
  StringRef initial(o.defaultValue);
  switch (o.kind) {
  case DsBool:
    return scalar(initial == "true", [](bool v) { return std::string(v ? "true" : "false"); });
  case DsInt:
    return scalar(int64_t(std::strtoll(o.defaultValue, nullptr, 10)), number);
  case DsFloat:
    return scalar(std::strtod(o.defaultValue, nullptr),
                  [](double v) { return llvm::formatv("{0:E17}", v).str(); });
  case DsStringList:
    return list(std::string(), string);
  case DsIntList:
    return list(int64_t(0), number);
  default:
    return scalar(initial.str(), string);
  }
}

/// The texts of all options, as views that live as long as this object.
struct OptionTexts {
  std::vector<std::string> texts;
  std::vector<MlirStringRef> views;
  explicit OptionTexts(ArrayRef<AnyOption> options) {
    for (const AnyOption &o : options)
      texts.push_back(o.text());
    for (const std::string &t : texts)
      views.push_back({t.data(), t.size()});
  }
};

/// Enumerated options are strings to MLIR's parser: refuse unknown words here.
LogicalResult checkEnums(ArrayRef<AnyOption> options,
                         function_ref<LogicalResult(const Twine &)> error) {
  for (const AnyOption &o : options) {
    if (o.info->kind != DsEnum)
      continue;
    SmallVector<StringRef> allowed;
    StringRef(o.info->allowed).split(allowed, ',');
    if (std::string value = o.text(); !llvm::is_contained(allowed, value))
      return error("option '" + Twine(o.info->name) + "' is '" + value + "', expected one of " +
                   o.info->allowed + "\n");
  }
  return success();
}

/// A registry takes a dialect by its C++ type; Rust knows it by name. A context that only ever
/// loads dialects to ask for their identity stands between.
void insertByName(DialectRegistry &registry, StringRef name) {
  static std::mutex mutex;
  static auto *all = [] {
    auto *registry = new DialectRegistry();
    dsRegisterEverything(wrap(registry));
    dsRustRegisterDialects(wrap(registry));
    return new std::pair(registry, new MLIRContext(*registry, MLIRContext::Threading::DISABLED));
  }();
  std::lock_guard lock(mutex);
  if (Dialect *dialect = all->second->getOrLoadDialect(name))
    registry.insert(dialect->getTypeID(), name, all->first->getDialectAllocator(name));
}

class RustPass : public Pass {
public:
  RustPass(const DsPassInfo &info, TypeID id)
      : Pass(id, info.anchor[0] ? std::optional<StringRef>(info.anchor) : std::nullopt),
        info(info), id(id) {
    for (intptr_t i = 0; i < info.optionCount; ++i)
      options.push_back(build<OptionT, ListT>(static_cast<Pass &>(*this), info.options[i]));
  }

  StringRef getName() const override { return info.name; }
  StringRef getArgument() const override { return info.argument; }
  StringRef getDescription() const override { return info.summary; }
  bool canScheduleOn(RegisteredOperationName name) const override {
    return !info.anchor[0] || name.getStringRef() == info.anchor;
  }

  void getDependentDialects(DialectRegistry &registry) const override {
    SmallVector<StringRef> names;
    StringRef(info.dependentDialects).split(names, ',', -1, /*KeepEmpty=*/false);
    for (StringRef name : names)
      insertByName(registry, name);
  }

  LogicalResult initializeOptions(
      StringRef text, function_ref<LogicalResult(const Twine &)> errorHandler) override {
    if (failed(Pass::initializeOptions(text, errorHandler)))
      return failure();
    return checkEnums(options, errorHandler);
  }

  void runOnOperation() override {
    OptionTexts values(options);
    if (!dsRustRunPass(info.rust, this, wrap(getOperation()), values.views.data(),
                       values.views.size()))
      signalPassFailure();
  }

  void preserveAnalyses() { markAllAnalysesPreserved(); }
  LogicalResult runNested(OpPassManager &pipeline, Operation *op) { return runPipeline(pipeline, op); }

protected:
  std::unique_ptr<Pass> clonePass() const override {
    auto copy = std::make_unique<RustPass>(info, id);
    copy->copyOptionValuesFrom(this);
    return copy;
  }

private:
  template <typename T> using OptionT = Pass::Option<T>;
  template <typename T> using ListT = Pass::ListOption<T>;
  const DsPassInfo &info;
  TypeID id;
  std::vector<AnyOption> options;
};

struct RustPipelineOptions : PassPipelineOptions<RustPipelineOptions> {
  explicit RustPipelineOptions(const DsPassInfo &info) {
    for (intptr_t i = 0; i < info.optionCount; ++i)
      options.push_back(build<OptionT, ListT>(*this, info.options[i]));
  }
  template <typename T> using OptionT = Option<T>;
  template <typename T> using ListT = ListOption<T>;
  std::vector<AnyOption> options;
};

void appendTo(MlirStringRef text, void *string) {
  static_cast<std::string *>(string)->append(text.data, text.length);
}

LogicalResult parseInto(StringRef pipeline, OpPassManager &manager, Location location) {
  std::string message;
  llvm::raw_string_ostream stream(message);
  if (succeeded(parsePassPipeline(pipeline, manager, stream)))
    return success();
  return emitError(location) << "cannot build the pipeline '" << pipeline << "': " << message;
}

} // namespace

void dsRegisterPass(const DsPassInfo *info) {
  static TypeIDAllocator ids;
  TypeID id = ids.allocate();
  registerPass([info, id]() -> std::unique_ptr<Pass> { return std::make_unique<RustPass>(*info, id); });
}

void dsRegisterPipeline(const DsPassInfo *info) {
  registerPassPipeline(
      info->argument, info->summary,
      [info](OpPassManager &manager, StringRef text,
             function_ref<LogicalResult(const Twine &)> errorHandler) -> LogicalResult {
        RustPipelineOptions options(*info);
        std::string message;
        llvm::raw_string_ostream stream(message);
        if (failed(options.parseFromString(text, stream)))
          return errorHandler(message);
        if (failed(checkEnums(options.options, errorHandler)))
          return failure();
        OptionTexts values(options.options);
        std::string pipeline;
        if (!dsRustBuildPipeline(info->rust, values.views.data(), values.views.size(), appendTo,
                                 &pipeline, appendTo, &message))
          return errorHandler(Twine(info->argument) + ": " + message + "\n");
        if (failed(parsePassPipeline(pipeline, manager, stream)))
          return errorHandler(message);
        return success();
      },
      [info](function_ref<void(const detail::PassOptions &)> visit) {
        visit(RustPipelineOptions(*info));
      });
}

void dsPassMarkAllAnalysesPreserved(void *pass) { static_cast<RustPass *>(pass)->preserveAnalyses(); }

bool dsPassRunPipeline(void *pass, MlirStringRef pipeline, MlirOperation op) {
  Operation *target = unwrap(op);
  OpPassManager manager(target->getName());
  return succeeded(parseInto(unwrap(pipeline), manager, target->getLoc())) &&
         succeeded(static_cast<RustPass *>(pass)->runNested(manager, target));
}

bool dsRunPipeline(MlirStringRef pipeline, MlirOperation op, bool verify) {
  Operation *target = unwrap(op);
  PassManager manager(target->getContext(), target->getName().getStringRef());
  manager.enableVerifier(verify);
  return succeeded(parseInto(unwrap(pipeline), manager, target->getLoc())) &&
         succeeded(manager.run(target));
}

void dsEmit(MlirLocation location, int severity, MlirStringRef message,
            const MlirLocation *noteLocations, const MlirStringRef *notes, intptr_t noteCount) {
  Location at = unwrap(location);
  auto kind = static_cast<DiagnosticSeverity>(severity);
  InFlightDiagnostic diagnostic = kind == DiagnosticSeverity::Error     ? emitError(at)
                                  : kind == DiagnosticSeverity::Warning ? emitWarning(at)
                                                                        : emitRemark(at);
  diagnostic << unwrap(message);
  for (intptr_t i = 0; i < noteCount; ++i)
    diagnostic.attachNote(unwrap(noteLocations[i])) << unwrap(notes[i]);
}
