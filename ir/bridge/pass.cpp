// A pass written in Rust, seen by MLIR as any other pass.
#include "bridge.h"

#include "mlir/CAPI/IR.h"
#include "mlir/CAPI/Support.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include <mutex>

using namespace mlir;

namespace {

void appendTo(MlirStringRef text, void *string) {
  static_cast<std::string *>(string)->append(text.data, text.length);
}

/// Options declared in Rust. MLIR sees flags as bool and all else as text; Rust checks the text.
/// `Owner` is a Pass or PassPipelineOptions, with its own Option template.
template <template <typename> class OptionT> struct Options {
  template <typename Owner> Options(Owner &owner, const DsPassInfo &info) : info(info) {
    for (intptr_t i = 0; i < info.optionCount; ++i) {
      const DsOption &o = info.options[i];
      auto add = [&](auto initial, auto read) {
        auto option = std::make_shared<OptionT<decltype(initial)>>(
            owner, o.name, llvm::cl::desc(o.description), llvm::cl::value_desc(o.kind), llvm::cl::init(initial));
        readers.push_back([option, read] { return read(option->getValue()); });
      };
      if (StringRef(o.kind) == "bool")
        add(StringRef(o.defaultValue) == "true", [](bool v) { return std::string(v ? "true" : "false"); });
      else
        add(std::string(o.defaultValue), [](std::string v) { return v; });
    }
  }

  /// Calls `use` with the texts of all options, in order.
  template <typename Use> auto withTexts(Use use) const {
    std::vector<std::string> texts;
    std::vector<MlirStringRef> views;
    for (const auto &read : readers)
      texts.push_back(read());
    for (const std::string &t : texts)
      views.push_back({t.data(), t.size()});
    return use(views.data(), intptr_t(views.size()));
  }

  LogicalResult check(function_ref<LogicalResult(const Twine &)> errorHandler) const {
    std::string message;
    if (withTexts([&](const MlirStringRef *texts, intptr_t count) {
          return dsRustCheckOptions(info.rust, texts, count, appendTo, &message);
        }))
      return success();
    return errorHandler(Twine(info.argument) + ": " + message + "\n");
  }

  const DsPassInfo &info;
  std::vector<std::function<std::string()>> readers; // each owns its option
};

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
        info(info), id(id), options(static_cast<Pass &>(*this), info) {}

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
    return options.check(errorHandler);
  }

  void runOnOperation() override {
    if (!options.withTexts([&](const MlirStringRef *texts, intptr_t count) {
          return dsRustRunPass(info.rust, this, wrap(getOperation()), texts, count);
        }))
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
  const DsPassInfo &info;
  TypeID id;
  Options<OptionT> options;
};

struct RustPipelineOptions : PassPipelineOptions<RustPipelineOptions> {
  explicit RustPipelineOptions(const DsPassInfo &info) : options(*this, info) {}
  template <typename T> using OptionT = Option<T>;
  Options<OptionT> options;
};

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
        if (failed(options.options.check(errorHandler)))
          return failure();
        std::string pipeline;
        if (!options.options.withTexts([&](const MlirStringRef *texts, intptr_t count) {
              return dsRustBuildPipeline(info->rust, texts, count, appendTo, &pipeline, appendTo, &message);
            }))
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
