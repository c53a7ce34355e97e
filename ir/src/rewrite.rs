//! Rewriting: patterns driven greedily, and the few direct changes that lowerings make.

use std::{
    cell::Cell,
    ffi::c_void,
    sync::atomic::{AtomicBool, Ordering},
};

use melior::{
    Context,
    ir::{
        Attribute, BlockLike as _, BlockRef, Location, OperationRef, Region, RegionLike as _, Type, TypeLike as _,
        Value, ValueLike as _,
        operation::{OperationBuilder, OperationLike},
    },
};
use mlir_sys::{
    MlirContext, MlirLogicalResult, MlirOperation, MlirPatternRewriter, MlirRewritePattern,
    MlirRewritePatternCallbacks, MlirRewritePatternSet, MlirType, MlirValue, mlirApplyPatternsAndFoldGreedilyWithOp,
    mlirFreezeRewritePattern, mlirFrozenRewritePatternSetDestroy, mlirGreedyRewriteDriverConfigCreate,
    mlirGreedyRewriteDriverConfigDestroy, mlirOpRewritePatternCreate, mlirOperationDestroy, mlirOperationGetContext,
    mlirOperationRemoveAttributeByName, mlirOperationSetAttributeByName, mlirOperationSetOperand,
    mlirPatternRewriterAsBase, mlirRewritePatternSetAdd, mlirRewritePatternSetCreate, mlirRewriterBaseEraseOp,
    mlirRewriterBaseFinalizeOpModification, mlirRewriterBaseInsert, mlirRewriterBaseReplaceOpWithValues,
    mlirRewriterBaseSetInsertionPointBefore, mlirRewriterBaseStartOpModification, mlirValueReplaceAllUsesOfWith,
};

use crate::{
    Error, Op, Result, Val,
    diagnostic::guard,
    ffi::{self, TypeSink},
    hooks,
    operation::{OpExt as _, collect},
};

/// A rewrite of one kind of op.
///
/// `rewrite` answers `Ok(true)` when it changed the IR, `Ok(false)` when the op does not match, and an error when the op
/// matches but cannot be rewritten (the error is reported, and the op left alone).
pub trait Pattern: Sync + Send {
    /// Full name of the op it is rooted at.
    fn root(&self) -> &'static str;
    /// Matches and rewrites.
    ///
    /// # Errors
    ///
    /// See above.
    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool>;
}

/// How a pattern changes the IR, so that the driver sees it.
pub struct Rewriter<'c> {
    raw: MlirPatternRewriter,
    context: std::marker::PhantomData<&'c Context>,
}

impl<'c> Rewriter<'c> {
    /// Inserts `operation` before `anchor`.
    pub fn insert_before(&self, anchor: Op<'c>, operation: melior::ir::Operation<'c>) -> Op<'c> {
        // SAFETY: the rewriter is live during the callback, and ownership of the operation moves to the block.
        unsafe {
            let base = mlirPatternRewriterAsBase(self.raw);
            mlirRewriterBaseSetInsertionPointBefore(base, anchor.to_raw());
            OperationRef::from_raw(mlirRewriterBaseInsert(base, operation.into_raw()))
        }
    }

    /// Inserts `operation` before `anchor` if it holds what its verifier asks for; drops it else.
    pub fn insert_if_valid(&self, anchor: Op<'c>, operation: melior::ir::Operation<'c>) -> Option<Op<'c>> {
        // SAFETY: the operation is live for as long as the check looks at it.
        let checked = hooks::check(unsafe { OperationRef::from_raw(operation.to_raw()) });
        checked.is_ok().then(|| self.insert_before(anchor, operation))
    }

    /// Replaces every result of `op` and erases it.
    pub fn replace(&self, op: Op<'c>, values: &[Val<'c>]) {
        let values: Vec<MlirValue> = values.iter().map(|v| v.to_raw()).collect();
        // SAFETY: the rewriter is live; the count is the op's number of results by the caller's construction, which MLIR
        // checks through the types of the replaced uses when it verifies.
        unsafe {
            mlirRewriterBaseReplaceOpWithValues(
                mlirPatternRewriterAsBase(self.raw),
                op.to_raw(),
                values.len() as isize,
                values.as_ptr(),
            );
        }
    }

    /// Erases `op`, which has no uses.
    pub fn erase(&self, op: Op<'c>) {
        // SAFETY: the rewriter and the op are live.
        unsafe { mlirRewriterBaseEraseOp(mlirPatternRewriterAsBase(self.raw), op.to_raw()) };
    }

    /// Puts another value at an operand.
    pub fn set_operand(&self, op: Op<'c>, index: usize, value: Val<'c>) {
        // SAFETY: rewriter, op and value are live; MLIR ignores nothing here: the index comes from the op's declaration.
        unsafe {
            let base = mlirPatternRewriterAsBase(self.raw);
            mlirRewriterBaseStartOpModification(base, op.to_raw());
            mlirOperationSetOperand(op.to_raw(), index as isize, value.to_raw());
            mlirRewriterBaseFinalizeOpModification(base, op.to_raw());
        }
    }
}

thread_local! {
    static FAILED_HERE: Cell<bool> = const { Cell::new(false) };
}
static FAILED: AtomicBool = AtomicBool::new(false);

/// Reports why a rewrite failed. MLIR's pattern drivers know "matched" and "did not match" only, so it is kept beside them.
fn fail(error: &Error, fallback: Location) -> bool {
    error.emit(fallback);
    FAILED_HERE.set(true);
    FAILED.store(true, Ordering::Relaxed);
    false
}

/// Whether any rewrite has failed since the process began, in upstream's `canonicalize` too: the driver's exit status
/// depends on it.
pub(crate) fn any_failed() -> bool {
    FAILED.load(Ordering::Relaxed)
}

unsafe extern "C" fn match_and_rewrite(
    _: MlirRewritePattern,
    op: MlirOperation,
    rewriter: MlirPatternRewriter,
    data: *mut c_void,
) -> MlirLogicalResult {
    // SAFETY: `data` is the leaked box of `add_to_set`; the op is live.
    let (pattern, op): (&&dyn Pattern, Op) =
        unsafe { (&*data.cast::<&'static dyn Pattern>(), OperationRef::from_raw(op)) };
    let rewriter = Rewriter {
        raw: rewriter,
        context: std::marker::PhantomData,
    };
    let (location, name) = (op.location(), op.full_name());
    let changed = match guard(|| pattern.rewrite(op, &rewriter)) {
        Ok(Ok(changed)) => changed,
        Ok(Err(error)) => fail(&error, location),
        Err(panic) => fail(
            &Error::new(format!("a rewrite of '{name}' panicked: {panic}")),
            location,
        ),
    };
    MlirLogicalResult {
        value: i8::from(changed),
    }
}

unsafe extern "C" fn drop_pattern(data: *mut c_void) {
    // SAFETY: made by `Box::into_raw` in `add_to_set`, dropped once, by the pattern's destructor.
    drop(unsafe { Box::from_raw(data.cast::<&'static dyn Pattern>()) });
}

pub(crate) fn add_to_set(context: MlirContext, set: MlirRewritePatternSet, pattern: &'static dyn Pattern) {
    // SAFETY: the set is live and takes ownership of the pattern, which owns the box through `drop_pattern`.
    unsafe {
        let raw = mlirOpRewritePatternCreate(
            ffi::string_ref(pattern.root()),
            1,
            context,
            MlirRewritePatternCallbacks {
                construct: None,
                destruct: Some(drop_pattern),
                matchAndRewrite: Some(match_and_rewrite),
            },
            Box::into_raw(Box::new(pattern)).cast(),
            0,
            std::ptr::null_mut(),
        );
        mlirRewritePatternSetAdd(set, raw);
    }
}

/// Applies patterns to everything below `op` until nothing changes.
///
/// # Errors
///
/// If the rewriting does not come to rest, or a rewrite failed (the reason has been reported).
pub fn apply_greedily<'c>(op: Op<'c>, patterns: &[&'static dyn Pattern]) -> Result<'c> {
    FAILED_HERE.set(false);
    // SAFETY: set, frozen set and configuration are created and destroyed here; the op is live.
    let converged = unsafe {
        let context = mlirOperationGetContext(op.to_raw());
        let set = mlirRewritePatternSetCreate(context);
        for pattern in patterns {
            add_to_set(context, set, *pattern);
        }
        let frozen = mlirFreezeRewritePattern(set);
        let config = mlirGreedyRewriteDriverConfigCreate();
        let result = mlirApplyPatternsAndFoldGreedilyWithOp(op.to_raw(), frozen, config);
        mlirGreedyRewriteDriverConfigDestroy(config);
        mlirFrozenRewritePatternSetDestroy(frozen);
        result.value != 0
    };
    if FAILED_HERE.take() {
        Err(op.error("a rewrite failed"))
    } else if converged {
        Ok(())
    } else {
        Err(op.error("rewriting did not converge"))
    }
}

/// Inserts `operation` before `anchor`, outside any pattern.
///
/// # Panics
///
/// If `anchor` is in no block, as a module at the top is not.
pub fn insert_before<'c>(anchor: Op<'c>, operation: melior::ir::Operation<'c>) -> Op<'c> {
    let block = anchor.block().expect("an op to insert before is in a block");
    let inserted = block.insert_operation_before(anchor, operation);
    // SAFETY: the block owns it now; it lives as long as the IR around `anchor`.
    unsafe { OperationRef::from_raw(inserted.to_raw()) }
}

/// Replaces every result of `op` by `values` and erases it, outside any pattern.
///
/// # Errors
///
/// If there are not as many values as results.
pub fn replace<'c>(op: Op<'c>, values: &[Val<'c>]) -> Result<'c> {
    let results = op.result_values();
    if results.len() != values.len() {
        return Err(op.op_error(format!(
            "has {} results, but {} replacements",
            results.len(),
            values.len()
        )));
    }
    for (result, value) in results.into_iter().zip(values) {
        // SAFETY: both values are live.
        unsafe { mlirValueReplaceAllUsesOfWith(result.to_raw(), value.to_raw()) };
    }
    erase(op);
    Ok(())
}

/// Erases `op`, which must have no uses and must not be touched again.
pub fn erase(op: Op<'_>) {
    // SAFETY: the op is live and owned by its block, from which `destroy` unlinks it.
    unsafe {
        mlir_sys::mlirOperationRemoveFromParent(op.to_raw());
        mlirOperationDestroy(op.to_raw());
    }
}

/// Replaces every use of `from` by `to`.
pub fn replace_uses<'c>(from: Val<'c>, to: Val<'c>) {
    // SAFETY: both values are live.
    unsafe { mlirValueReplaceAllUsesOfWith(from.to_raw(), to.to_raw()) };
}

/// Sets an attribute.
pub fn set_attribute<'c>(op: Op<'c>, name: &str, attribute: Attribute<'c>) {
    use melior::ir::AttributeLike as _;
    // SAFETY: op and attribute are live, the name is copied.
    unsafe { mlirOperationSetAttributeByName(op.to_raw(), ffi::string_ref(name), attribute.to_raw()) };
}

/// Removes an attribute, if the op has it.
pub fn remove_attribute(op: Op<'_>, name: &str) {
    // SAFETY: the op is live; the name is only read.
    unsafe { mlirOperationRemoveAttributeByName(op.to_raw(), ffi::string_ref(name)) };
}

/// Sets an attribute of argument `index` of a function.
///
/// # Panics
///
/// If `function` is no `func.func` with a body, or has no such argument.
pub fn set_argument_attribute<'c>(function: Op<'c>, index: usize, name: &str, attribute: Attribute<'c>) {
    use melior::ir::AttributeLike as _;
    let entry = function.region(0).ok().and_then(|region| region.first_block());
    let count = entry.map_or(0, |entry| entry.argument_count());
    assert!(
        function.full_name() == "func.func" && index < count,
        "a function with that argument"
    );
    // SAFETY: function and attribute are live, the function has that argument, and the name is copied.
    unsafe {
        mlir_sys::mlirFuncSetArgAttr(
            function.to_raw(),
            index as isize,
            ffi::string_ref(name),
            attribute.to_raw(),
        );
    }
}

/// Puts another value at operand `index`, outside any pattern.
///
/// # Panics
///
/// If the op has no such operand.
pub fn set_operand<'c>(op: Op<'c>, index: usize, value: Val<'c>) {
    assert!(index < op.operand_count(), "operand index in range");
    // SAFETY: op and value are live, the index is in range.
    unsafe { mlirOperationSetOperand(op.to_raw(), index as isize, value.to_raw()) };
}

/// Puts a `builtin.unrealized_conversion_cast` of `values` to `types` before `anchor`.
///
/// # Errors
///
/// If the op cannot be built.
pub fn conversion_cast<'c>(anchor: Op<'c>, values: &[Val<'c>], types: &[Type<'c>]) -> Result<'c, Vec<Val<'c>>> {
    let operation = OperationBuilder::new("builtin.unrealized_conversion_cast", anchor.location())
        .add_operands(values)
        .add_results(types)
        .build()
        .map_err(|error| anchor.error(error.to_string()))?;
    Ok(insert_before(anchor, operation).result_values())
}

/// Takes the body of region `index` away from `op`, which is then for erasing.
///
/// # Errors
///
/// If there is no such region.
pub fn take_region<'c>(op: Op<'c>, index: usize) -> Result<'c, Region<'c>> {
    let source = op.region(index).map_err(|error| op.error(error.to_string()))?;
    let region = Region::new();
    // SAFETY: both regions are live, and the new one owns the blocks from here on.
    unsafe { mlir_sys::mlirRegionTakeBody(region.to_raw(), source.to_raw()) };
    Ok(region)
}

/// Moves the ops of region `index` of `op`, which has one block, before `anchor`, its end among them; `values` take the place of
/// the block's arguments.
///
/// # Errors
///
/// If there is no such region, or if it takes another number of values.
pub fn inline_stage<'c>(op: Op<'c>, index: usize, anchor: Op<'c>, values: &[Val<'c>]) -> Result<'c> {
    let region = op.region(index).map_err(|error| op.error(error.to_string()))?;
    let block = region.first_block().ok_or_else(|| op.op_error("has an empty region"))?;
    let arguments = arguments(block);
    if arguments.len() != values.len() {
        return Err(op.op_error(format!(
            "has a region that takes {} values, not {}",
            arguments.len(),
            values.len()
        )));
    }
    for (argument, value) in arguments.into_iter().zip(values) {
        replace_uses(argument, *value);
    }
    while let Some(first) = block.first_operation() {
        // SAFETY: both ops are live; the block of the anchor takes ownership.
        unsafe { mlir_sys::mlirOperationMoveBefore(first.to_raw(), anchor.to_raw()) };
    }
    Ok(())
}

/// Moves `op` before `anchor`, which may be in another block.
pub fn move_before<'c>(op: Op<'c>, anchor: Op<'c>) {
    // SAFETY: both ops are live; the block of the anchor takes ownership.
    unsafe { mlir_sys::mlirOperationMoveBefore(op.to_raw(), anchor.to_raw()) };
}

/// The arguments of a block.
pub fn arguments<'c>(block: BlockRef<'c, '_>) -> Vec<Val<'c>> {
    (0..block.argument_count())
        .filter_map(|index| block.argument(index).ok())
        // SAFETY: an argument lives as long as its block, which is in the IR.
        .map(|argument| unsafe { Value::from_raw(argument.to_raw()) })
        .collect()
}

/// The ops of a block.
pub fn operations<'c>(block: BlockRef<'c, '_>) -> Vec<Op<'c>> {
    let mut operations = Vec::new();
    let mut current = block.first_operation();
    while let Some(op) = current {
        current = op.next_in_block();
        // SAFETY: it lives as long as its block, which is in the IR.
        operations.push(unsafe { OperationRef::from_raw(op.to_raw()) });
    }
    operations
}

/// The op that ends a block.
pub fn terminator<'c>(block: BlockRef<'c, '_>) -> Option<Op<'c>> {
    let end = block.terminator()?;
    // SAFETY: it lives as long as its block, which is in the IR.
    Some(unsafe { OperationRef::from_raw(end.to_raw()) })
}

/// Adds an argument to a block at `index`.
pub fn insert_argument<'c>(block: BlockRef<'c, '_>, index: usize, r#type: Type<'c>, location: Location<'c>) -> Val<'c> {
    // SAFETY: block, type and location are live; the argument lives as long as the block, which is in the IR.
    unsafe {
        Value::from_raw(mlir_sys::mlirBlockInsertArgument(
            block.to_raw(),
            index as isize,
            r#type.to_raw(),
            location.to_raw(),
        ))
    }
}

/// Removes argument `index` of a block; it has no uses.
pub fn erase_argument(block: BlockRef<'_, '_>, index: usize) {
    // SAFETY: the block is live, and the caller has replaced the argument's uses.
    unsafe { mlir_sys::mlirBlockEraseArgument(block.to_raw(), index as u32) };
}

/// A copy of an op and its regions, placed before `anchor`.
pub fn clone_before<'c>(anchor: Op<'c>, op: Op<'c>) -> Op<'c> {
    // SAFETY: the op is live; the clone is handed to the anchor's block.
    let copy = unsafe { melior::ir::Operation::from_raw(mlir_sys::mlirOperationClone(op.to_raw())) };
    insert_before(anchor, copy)
}

/// Turns each type that `convert` answers with `Some` into the types of the answer, throughout the functions, calls,
/// control flow and selects below `op`. Values meet their old uses through `builtin.unrealized_conversion_cast`, which
/// cancel once the ops between are rewritten.
///
/// # Errors
///
/// If MLIR's conversion fails; the reason has been reported.
pub fn convert_types<'c>(op: Op<'c>, mut convert: impl FnMut(Type<'c>) -> Option<Vec<Type<'c>>>) -> Result<'c> {
    struct Callback<'a, 'c> {
        convert: &'a mut dyn FnMut(Type<'c>) -> Option<Vec<Type<'c>>>,
        panic: Option<String>,
    }
    unsafe extern "C" fn call(
        r#type: MlirType,
        sink: TypeSink,
        sink_data: *mut c_void,
        data: *mut c_void,
    ) -> std::ffi::c_int {
        // SAFETY: `data` is the callback below, used by one thread at a time.
        let callback = unsafe { &mut *data.cast::<Callback>() };
        // SAFETY: C++ hands over a live type.
        let converted = guard(|| (callback.convert)(unsafe { Type::from_raw(r#type) }));
        let converted = converted.unwrap_or_else(|panic| {
            callback.panic = Some(panic);
            None
        });
        let Some(types) = converted else { return 0 };
        for converted in types {
            // SAFETY: the sink only stores the type.
            unsafe { sink(converted.to_raw(), sink_data) };
        }
        1
    }
    split_selects(op, &mut convert)?;
    let mut callback = Callback {
        convert: &mut convert,
        panic: None,
    };
    // SAFETY: op is live, and the callback outlives the call.
    let is_converted = unsafe { ffi::dsConvertTypes(op.to_raw(), call, (&raw mut callback).cast()) };
    match callback.panic {
        Some(panic) => Err(op.error(format!("a conversion of types panicked: {panic}"))),
        None if is_converted => Ok(()),
        None => Err(op.error("type conversion failed")),
    }
}

/// A select of a value that becomes several ones as a select of each: `canonicalize` makes them from `scf.if`, and MLIR's
/// conversions of control flow leave them alone.
fn split_selects<'c>(root: Op<'c>, convert: &mut impl FnMut(Type<'c>) -> Option<Vec<Type<'c>>>) -> Result<'c> {
    for select in collect(root, |name| name == "arith.select") {
        let result = select.result_values()[0].r#type();
        let Some(types) = convert(result) else { continue };
        let [condition, then, otherwise] = select.operand_values()[..] else {
            return Err(select.op_error("expects three operands"));
        };
        let then = conversion_cast(select, &[then], &types)?;
        let otherwise = conversion_cast(select, &[otherwise], &types)?;
        let mut parts = Vec::new();
        for (then, otherwise) in then.into_iter().zip(otherwise) {
            let part = OperationBuilder::new("arith.select", select.location())
                .add_operands(&[condition, then, otherwise])
                .add_results(&[then.r#type()])
                .build()
                .map_err(|error| select.error(error.to_string()))?;
            parts.extend(insert_before(select, part).result_values());
        }
        let whole = conversion_cast(select, &parts, &[result])?;
        replace(select, &whole)?;
    }
    Ok(())
}
