//! The MLIR context with every upstream dialect, extension and translation, and whatever our own crates register.

use std::{ffi::c_void, sync::RwLock};

use melior::{Context, dialect::DialectRegistry, ir::Module};
use mlir_sys::{
    MlirDialectRegistry, MlirStringRef, mlirOperationGetContext, mlirOperationVerify, mlirParsePassPipeline,
    mlirPassManagerCreateOnOperation, mlirPassManagerDestroy, mlirPassManagerEnableVerifier,
    mlirPassManagerGetAsOpPassManager, mlirPassManagerRunOnOp,
};

use crate::{Op, Result, ffi, operation::OpExt as _};

/// A function (generated C++ behind it) that adds dialects to a registry.
pub type RegisterDialects = extern "C" fn(MlirDialectRegistry);

static DIALECTS: RwLock<Vec<RegisterDialects>> = RwLock::new(Vec::new());

/// Adds a dialect registration function, once, before the first context or driver is made.
pub fn register_dialects(function: RegisterDialects) {
    let mut list = DIALECTS.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !list.iter().any(|f| std::ptr::fn_addr_eq(*f, function)) {
        list.push(function);
    }
}

/// Calls every registered function; what the upstream drivers are handed.
#[unsafe(export_name = "dsRustRegisterDialects")]
pub(crate) extern "C" fn add_registered_dialects(registry: MlirDialectRegistry) {
    for function in DIALECTS
        .read()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .iter()
    {
        function(registry);
    }
}

/// A context that knows all dialects. Loading happens as IR is parsed or passes ask for it.
pub fn create() -> Context {
    let registry = DialectRegistry::new();
    // SAFETY: the registry is live; the function only adds to it.
    unsafe { ffi::dsRegisterEverything(registry.to_raw()) };
    add_registered_dialects(registry.to_raw());
    let context = Context::new();
    context.append_dialect_registry(&registry);
    context
}

/// Parses a file of MLIR text or bytecode (`-`: standard input); `None` if it is no module, which the diagnostics say why.
pub fn parse_file<'c>(context: &'c Context, file: &str) -> Option<Module<'c>> {
    // SAFETY: the context is live and the name is copied; the module is the caller's, or null.
    unsafe {
        Module::from_option_raw(mlir_sys::mlirModuleCreateParseFromFile(
            context.to_raw(),
            ffi::string_ref(file),
        ))
    }
}

/// When the verifiers of ops run while a pipeline does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    /// After each pass, as the upstream drivers have it.
    AfterEachPass,
    /// After the last one.
    AtTheEnd,
}

/// Runs a textual pass pipeline on `op`; diagnostics go to the context's handlers.
///
/// # Errors
///
/// If the pipeline does not parse, a pass fails, or an op is not valid (the reason has been reported).
pub fn run_pipeline<'c>(op: Op<'c>, pipeline: &str, verified: Verified) -> Result<'c> {
    unsafe extern "C" fn append(text: MlirStringRef, message: *mut c_void) {
        // SAFETY: `message` is the string below, and the text is readable during the call.
        unsafe { (*message.cast::<String>()).push_str(ffi::str_of(text)) };
    }
    let name = op.full_name();
    let mut message = String::new();
    // SAFETY: the op is live; the manager is made and destroyed here; texts are copied.
    let done = unsafe {
        let manager = mlirPassManagerCreateOnOperation(mlirOperationGetContext(op.to_raw()), ffi::string_ref(&name));
        let parsed = mlirParsePassPipeline(
            mlirPassManagerGetAsOpPassManager(manager),
            ffi::string_ref(pipeline),
            Some(append),
            (&raw mut message).cast(),
        );
        mlirPassManagerEnableVerifier(manager, verified == Verified::AfterEachPass);
        let done = parsed.value != 0 && mlirPassManagerRunOnOp(manager, op.to_raw()).value != 0;
        mlirPassManagerDestroy(manager);
        done && (verified == Verified::AfterEachPass || mlirOperationVerify(op.to_raw()))
    };
    if done {
        Ok(())
    } else {
        Err(op.error(format!("the pipeline '{pipeline}' failed {message}").trim_end()))
    }
}
