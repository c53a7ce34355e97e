//! Short names for melior's reference types, and the reads that every verifier, fold and pass needs.

use std::{
    cell::RefCell,
    fmt::Write as _,
    iter,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    thread,
};

use melior::{
    Context, ContextRef,
    ir::{
        Attribute, AttributeLike, BlockLike as _, Identifier, Location, OperationRef, RegionLike as _, Type, TypeLike,
        Value, ValueLike,
        attribute::{
            DenseI32ArrayAttribute, DenseI64ArrayAttribute, FloatAttribute, IntegerAttribute, StringAttribute,
            TypeAttribute,
        },
        block::BlockArgument,
        operation::{OperationLike, OperationResult},
        r#type::{FunctionType, IntegerType, RankedTensorType},
    },
};
use mlir_sys::{
    MlirContext, MlirOperation, MlirWalkOrder_MlirWalkPostOrder, MlirWalkResult, MlirWalkResult_MlirWalkResultAdvance,
    MlirWalkResult_MlirWalkResultInterrupt, mlirOperationWalk,
};

use crate::{Error, Result};

/// An operation somewhere in a module.
pub type Op<'c> = OperationRef<'c, 'c>;
/// An SSA value.
pub type Val<'c> = Value<'c, 'c>;

/// A dimension of a shaped type: its size, or `None` when it is only known at run time (printed `?`).
pub type Dim = Option<u64>;

/// What every reader of an op needs; panics never, answers `None` where there is nothing.
pub trait OpExt<'c>: Copy {
    /// The name, with its dialect: `dsa.attention`.
    fn full_name(self) -> String;
    /// The context as a reference that lives as long as the op.
    fn ctx(self) -> &'c Context;
    /// Operand `index`.
    fn operand_at(self, index: usize) -> Option<Val<'c>>;
    /// All operands.
    fn operand_values(self) -> Vec<Val<'c>>;
    /// All results.
    fn result_values(self) -> Vec<Val<'c>>;
    /// An attribute by name.
    fn attr(self, name: &str) -> Option<Attribute<'c>>;
    /// An `i64`-like attribute's value.
    fn int_attr(self, name: &str) -> Option<i64>;
    /// A float attribute's value.
    fn float_attr(self, name: &str) -> Option<f64>;
    /// A `DenseI64ArrayAttr`'s values.
    fn ints_attr(self, name: &str) -> Option<Vec<i64>>;
    /// The attributes that no declaration knows and a dialect stands behind, as their names say: `dsa.density`.
    fn discardable_attributes(self) -> Vec<(Identifier<'c>, Attribute<'c>)>;
    /// An error located at this op.
    fn error(self, message: impl Into<String>) -> Error<'c>;
    /// An error located at this op, opened as MLIR opens its own: `'dsa.attention' op ...`.
    fn op_error(self, message: impl std::fmt::Display) -> Error<'c>;
}

impl<'c> OpExt<'c> for Op<'c> {
    fn full_name(self) -> String {
        self.name().as_string_ref().as_str().unwrap_or_default().to_owned()
    }

    fn ctx(self) -> &'c Context {
        // SAFETY: the operation is live.
        interned_context(unsafe { mlir_sys::mlirOperationGetContext(self.to_raw()) })
    }

    fn operand_at(self, index: usize) -> Option<Val<'c>> {
        // melior prints the op into the error of a position out of bounds, and printing verifies the whole module: slow, and a
        // race where other threads are changing other functions.
        (index < self.operand_count())
            .then(|| self.operand(index).ok())
            .flatten()
    }

    fn operand_values(self) -> Vec<Val<'c>> {
        (0..self.operand_count()).filter_map(|i| self.operand(i).ok()).collect()
    }

    fn result_values(self) -> Vec<Val<'c>> {
        (0..self.result_count())
            .filter_map(|i| self.result(i).ok().map(Into::into))
            .collect()
    }

    fn attr(self, name: &str) -> Option<Attribute<'c>> {
        self.attribute(name).ok()
    }

    fn int_attr(self, name: &str) -> Option<i64> {
        IntegerAttribute::try_from(self.attr(name)?).ok().map(|a| a.value())
    }

    fn float_attr(self, name: &str) -> Option<f64> {
        float_value(self.attr(name)?)
    }

    fn ints_attr(self, name: &str) -> Option<Vec<i64>> {
        ints_value(self.attr(name)?)
    }

    fn discardable_attributes(self) -> Vec<(Identifier<'c>, Attribute<'c>)> {
        let is_discardable = |name: &Identifier<'c>| name.as_string_ref().as_str().is_ok_and(|name| name.contains('.'));
        self.attributes().filter(|(name, _)| is_discardable(name)).collect()
    }

    fn error(self, message: impl Into<String>) -> Error<'c> {
        Error::at(self.location(), message)
    }

    fn op_error(self, message: impl std::fmt::Display) -> Error<'c> {
        Error::at(self.location(), format!("'{}' op {message}", self.full_name()))
    }
}

/// The value of a float attribute of any width.
pub fn float_value(attribute: Attribute<'_>) -> Option<f64> {
    FloatAttribute::try_from(attribute).ok().map(|a| a.value())
}

/// The values of a `DenseI64ArrayAttr`.
pub fn ints_value(attribute: Attribute<'_>) -> Option<Vec<i64>> {
    let array = DenseI64ArrayAttribute::try_from(attribute).ok()?;
    (0..array.len()).map(|i| array.element(i).ok()).collect()
}

/// How many operands each declared one has, of an op with several optional ones: its `operandSegmentSizes`.
pub fn segment_sizes(attribute: Attribute<'_>) -> Option<Vec<usize>> {
    let array = DenseI32ArrayAttribute::try_from(attribute).ok()?;
    (0..array.len())
        .map(|i| usize::try_from(array.element(i).ok()?).ok())
        .collect()
}

/// The dimensions of a ranked tensor or memref; `None` for anything else.
pub fn dims(r#type: Type<'_>) -> Option<Vec<Dim>> {
    let raw = r#type.to_raw();
    // SAFETY: the type is live; sizes are asked for only of a shaped type with a rank, and within it.
    unsafe {
        let shaped = mlir_sys::mlirTypeIsATensor(raw) || mlir_sys::mlirTypeIsAMemRef(raw);
        if !shaped || !mlir_sys::mlirShapedTypeHasRank(raw) {
            return None;
        }
        let size = |i| {
            let dynamic = mlir_sys::mlirShapedTypeIsDynamicDim(raw, i);
            (!dynamic).then(|| mlir_sys::mlirShapedTypeGetDimSize(raw, i) as u64)
        };
        Some(
            (0..mlir_sys::mlirShapedTypeGetRank(raw))
                .map(|i| size(i as isize))
                .collect(),
        )
    }
}

/// The strides of a memref in elements, `None` for those only known at run time; `None` for anything without strides.
pub fn strides(r#type: Type<'_>) -> Option<Vec<Dim>> {
    melior::ir::r#type::MemRefType::try_from(r#type).ok()?;
    let mut strides = vec![0_i64; dims(r#type)?.len()];
    let mut offset = 0;
    // SAFETY: the type is a memref, and there is room for a stride of each of its dimensions.
    let outcome =
        unsafe { mlir_sys::mlirMemRefTypeGetStridesAndOffset(r#type.to_raw(), strides.as_mut_ptr(), &raw mut offset) };
    // MLIR marks a dynamic stride with the smallest i64.
    let stride = |stride: i64| (stride != i64::MIN).then_some(stride as u64);
    (outcome.value != 0).then(|| strides.into_iter().map(stride).collect())
}

/// The shape and type of a vector's elements, if none of its sizes is scaled by the machine.
pub fn vector_dims(r#type: Type<'_>) -> Option<(Vec<u64>, Type<'_>)> {
    let raw = r#type.to_raw();
    // SAFETY: a vector is a shaped type with a rank, and is asked for sizes within it; its element type lives as long as its
    // context does.
    unsafe {
        if !mlir_sys::mlirTypeIsAVector(raw) || mlir_sys::mlirVectorTypeIsScalable(raw) {
            return None;
        }
        let sizes = (0..mlir_sys::mlirShapedTypeGetRank(raw))
            .map(|axis| mlir_sys::mlirShapedTypeGetDimSize(raw, axis as isize) as u64)
            .collect();
        Some((sizes, Type::from_raw(mlir_sys::mlirShapedTypeGetElementType(raw))))
    }
}

/// Of an operand of a structured op, the loop that each of its axes is; `None` for an axis that is none by itself.
pub type AxisLoops = Vec<Option<usize>>;

/// How many loops a structured op (of linalg, or with `indexing_maps`) stands for, and which of them the axes of its operands
/// are; `None` for any other op.
pub fn indexing_maps(op: Op<'_>) -> Option<(usize, Vec<AxisLoops>)> {
    // SAFETY: the op is live; elements are asked for within an array of maps, and results within a map.
    unsafe {
        let mut maps = mlir_sys::mlirLinalgGetIndexingMapsAttribute(op.to_raw());
        if maps.ptr.is_null() {
            maps = op.attr("indexing_maps")?.to_raw();
        }
        if !mlir_sys::mlirAttributeIsAArray(maps) {
            return None;
        }
        let mut loops = 0;
        let mut operands = Vec::new();
        for i in 0..mlir_sys::mlirArrayAttrGetNumElements(maps) {
            let attribute = mlir_sys::mlirArrayAttrGetElement(maps, i);
            if !mlir_sys::mlirAttributeIsAAffineMap(attribute) {
                return None;
            }
            let map = mlir_sys::mlirAffineMapAttrGetValue(attribute);
            loops = mlir_sys::mlirAffineMapGetNumDims(map) as usize;
            let axes = (0..mlir_sys::mlirAffineMapGetNumResults(map)).map(|axis| {
                let result = mlir_sys::mlirAffineMapGetResult(map, axis);
                mlir_sys::mlirAffineExprIsADim(result).then(|| mlir_sys::mlirAffineDimExprGetPosition(result) as usize)
            });
            operands.push(axes.collect());
        }
        Some((loops, operands))
    }
}

/// The ops of an op's regions: of each region the blocks, of each block the ops.
pub fn regions(op: Op<'_>) -> Vec<Vec<Vec<Op<'_>>>> {
    let mut regions = Vec::new();
    for region in op.regions() {
        let mut blocks = Vec::new();
        let mut block = region.first_block();
        while let Some(current) = block {
            let mut ops = Vec::new();
            // SAFETY: what an op holds lives as long as it does.
            let mut inner = current
                .first_operation()
                .map(|op| unsafe { OperationRef::from_raw(op.to_raw()) });
            while let Some(op) = inner {
                ops.push(op);
                inner = next(op);
            }
            blocks.push(ops);
            block = current.next_in_region();
        }
        regions.push(blocks);
    }
    regions
}

/// Which argument of its block a value is; `None` for what an op defines.
pub fn argument_number(value: Val<'_>) -> Option<usize> {
    BlockArgument::try_from(value)
        .ok()
        .map(|argument| argument.argument_number())
}

/// What tells a value from all others, as long as it lives.
pub fn identity(value: Val<'_>) -> usize {
    value.to_raw().ptr as usize
}

/// The number and type of a vector's elements, if it has one dimension of static size.
pub fn lanes(r#type: Type<'_>) -> Option<(u64, Type<'_>)> {
    let raw = r#type.to_raw();
    // SAFETY: a vector is a shaped type with a rank; its element type lives as long as its context does.
    unsafe {
        if !mlir_sys::mlirTypeIsAVector(raw) || mlir_sys::mlirShapedTypeGetRank(raw) != 1 {
            return None;
        }
        let scalable = mlir_sys::mlirVectorTypeIsDimScalable(raw, 0);
        let size = mlir_sys::mlirShapedTypeGetDimSize(raw, 0) as u64;
        let element = Type::from_raw(mlir_sys::mlirShapedTypeGetElementType(raw));
        (!scalable).then_some((size, element))
    }
}

/// The element type of a ranked tensor or memref.
pub fn element(r#type: Type<'_>) -> Option<Type<'_>> {
    dims(r#type)?;
    // SAFETY: it is a shaped type, so it has an element type, which lives as long as its context does.
    Some(unsafe { Type::from_raw(mlir_sys::mlirShapedTypeGetElementType(r#type.to_raw())) })
}

/// A ranked tensor type.
pub fn tensor<'c>(dims: &[Dim], element: Type<'c>) -> Type<'c> {
    // MLIR marks a dynamic dimension with the smallest i64.
    let sizes: Vec<u64> = dims.iter().map(|d| d.unwrap_or(i64::MIN as u64)).collect();
    RankedTensorType::new(&sizes, element, None).into()
}

/// Dimensions as MLIR prints them: `1x12x?x64`.
pub fn show_dims(dims: &[Dim]) -> String {
    let mut text = String::new();
    for (i, d) in dims.iter().enumerate() {
        let separator = if i == 0 { "" } else { "x" };
        match d {
            Some(size) => write!(text, "{separator}{size}"),
            None => write!(text, "{separator}?"),
        }
        .unwrap_or_default();
    }
    text
}

/// True unless both sizes are static and differ.
pub fn dims_agree(a: Dim, b: Dim) -> bool {
    a.zip(b).is_none_or(|(a, b)| a == b)
}

/// True for an integer type of the given width, whatever its signedness.
pub fn is_int(r#type: Type<'_>, width: u32) -> bool {
    IntegerType::try_from(r#type).is_ok_and(|t| t.width() == width)
}

/// All operations below `root` (and `root`), innermost first, for which `keep` says yes.
///
/// The list is complete before anything is changed, so a pass may erase what it holds.
///
/// # Panics
///
/// If `keep` does.
pub fn collect<'c>(root: Op<'c>, mut keep: impl FnMut(&str) -> bool) -> Vec<Op<'c>> {
    struct State<'a> {
        found: Vec<MlirOperation>,
        keep: &'a mut dyn FnMut(&str) -> bool,
        panic: thread::Result<()>,
    }
    unsafe extern "C" fn visit(op: MlirOperation, data: *mut std::ffi::c_void) -> MlirWalkResult {
        // SAFETY: `data` is the `State` below, borrowed by nobody else during the walk.
        let state = unsafe { &mut *data.cast::<State>() };
        // SAFETY: the walk hands over a live operation.
        let reference = unsafe { OperationRef::from_raw(op) };
        let name = reference.name();
        let name = name.as_string_ref().as_str().unwrap_or_default();
        // A panic must not unwind through C++.
        match catch_unwind(AssertUnwindSafe(|| (state.keep)(name))) {
            Ok(true) => state.found.push(op),
            Ok(false) => {}
            Err(panic) => {
                state.panic = Err(panic);
                return MlirWalkResult_MlirWalkResultInterrupt;
            }
        }
        MlirWalkResult_MlirWalkResultAdvance
    }
    let mut state = State {
        found: Vec::new(),
        keep: &mut keep,
        panic: Ok(()),
    };
    // SAFETY: `visit` matches the callback's type, does not change the IR, and `state` outlives the call.
    unsafe {
        mlirOperationWalk(
            root.to_raw(),
            Some(visit),
            (&raw mut state).cast(),
            MlirWalkOrder_MlirWalkPostOrder,
        );
    }
    if let Err(panic) = state.panic {
        resume_unwind(panic);
    }
    // SAFETY: every pointer came from the walk over `root`, which lives for `'c`.
    state
        .found
        .into_iter()
        .map(|op| unsafe { OperationRef::from_raw(op) })
        .collect()
}

/// Parses a type from its text, in the given context.
///
/// # Errors
///
/// If the text is not a type; the parser's own message went to the diagnostics.
pub fn parse_type<'c>(location: Location<'c>, text: &str) -> Result<'c, Type<'c>> {
    Type::parse(context_of(location), text).ok_or_else(|| Error::at(location, format!("'{text}' is not a type")))
}

/// The context of a location, for as long as the location lives.
pub fn context_of(location: Location<'_>) -> &Context {
    // SAFETY: the location is live.
    interned_context(unsafe { mlir_sys::mlirLocationGetContext(location.to_raw()) })
}

/// The context of a type, for as long as the type lives.
pub fn context_of_type(r#type: Type<'_>) -> &Context {
    // SAFETY: the type is live.
    interned_context(unsafe { mlir_sys::mlirTypeGetContext(r#type.to_raw()) })
}

/// A `&Context` for a raw context that outlives `'c`.
///
/// melior's `ContextRef::to_ref` borrows from the handle it is called on, a temporary; a handle that stays where it is
/// has to be kept somewhere. Each thread keeps one for each context it has seen.
pub(crate) fn interned_context<'c>(raw: MlirContext) -> &'c Context {
    thread_local! {
        static HANDLES: RefCell<Vec<&'static ContextRef<'static>>> = const { RefCell::new(Vec::new()) };
    }
    HANDLES.with_borrow_mut(|handles| {
        // SAFETY: a reference does not own, so it never destroys the context.
        let wanted = unsafe { ContextRef::from_raw(raw) };
        let handle = handles
            .iter()
            .copied()
            .find(|handle| **handle == wanted)
            .unwrap_or_else(|| {
                let handle: &'static ContextRef<'static> = Box::leak(Box::new(wanted));
                handles.push(handle);
                handle
            });
        // SAFETY: the handle is never freed nor changed; a context made at the address of a destroyed one has an equal
        // handle.
        unsafe { handle.to_ref() }
    })
}

/// True if the two handles name the same type.
pub fn same_type(a: Type<'_>, b: Type<'_>) -> bool {
    // Types are uniqued within a context.
    a.to_raw().ptr == b.to_raw().ptr
}

/// True if the two handles name the same attribute.
pub fn same_attribute(a: Attribute<'_>, b: Attribute<'_>) -> bool {
    a.to_raw().ptr == b.to_raw().ptr
}

/// The operation that defines `value`; `None` for a block argument.
pub fn owner(value: Val<'_>) -> Option<Op<'_>> {
    let result = OperationResult::try_from(value).ok()?;
    // SAFETY: the owner of a live result is live, and lives as long.
    Some(unsafe { OperationRef::from_raw(result.owner().to_raw()) })
}

/// The operation of that name that defines `value`.
pub fn defined_by<'c>(value: Val<'c>, name: &str) -> Option<Op<'c>> {
    owner(value).filter(|op| op.full_name() == name)
}

/// The number that an `arith.constant` of integers or of `index` is.
pub fn int_constant(value: Val<'_>) -> Option<i64> {
    defined_by(value, "arith.constant")?.int_attr("value")
}

/// The operations that use `value`, each once for each use.
pub fn users(value: Val<'_>) -> Vec<Op<'_>> {
    let mut users = Vec::new();
    // SAFETY: the use list is read while nothing changes it; owners of uses are live.
    unsafe {
        let mut current = mlir_sys::mlirValueGetFirstUse(value.to_raw());
        while !mlir_sys::mlirOpOperandIsNull(current) {
            users.push(OperationRef::from_raw(mlir_sys::mlirOpOperandGetOwner(current)));
            current = mlir_sys::mlirOpOperandGetNextUse(current);
        }
    }
    users
}

/// Changes the type of a value in place. The defining op and all users must be right with it afterwards.
pub fn set_type<'c>(value: Val<'c>, r#type: Type<'c>) {
    // SAFETY: both are live, and of one context.
    unsafe { mlir_sys::mlirValueSetType(value.to_raw(), r#type.to_raw()) };
}

/// The operation around `op`; `None` at the top.
pub fn parent(op: Op<'_>) -> Option<Op<'_>> {
    let parent = op.parent_operation()?;
    // SAFETY: a parent lives as long as what it holds.
    Some(unsafe { OperationRef::from_raw(parent.to_raw()) })
}

/// `op`, and the operations around it, from the inside out.
pub fn outwards(op: Op<'_>) -> impl Iterator<Item = Op<'_>> {
    iter::successors(Some(op), |op| parent(*op))
}

/// The operation directly in the body of a module that is `op` or around it.
pub fn in_module(op: Op<'_>) -> Op<'_> {
    let below = outwards(op).take_while(|op| op.full_name() != "builtin.module");
    below.last().unwrap_or(op)
}

/// The operation behind `op` in its block; `None` behind the last.
pub fn next(op: Op<'_>) -> Option<Op<'_>> {
    let next = op.next_in_block()?;
    // SAFETY: it lives as long as the block that holds both.
    Some(unsafe { OperationRef::from_raw(next.to_raw()) })
}

/// The operation whose region defines `value`: the parent of its defining op, or of the block it is an argument of.
pub fn defining_parent(value: Val<'_>) -> Option<Op<'_>> {
    if let Some(op) = owner(value) {
        return parent(op);
    }
    // SAFETY: a value that no op defines is an argument of a live block, whose parent lives as long.
    unsafe {
        let block = mlir_sys::mlirBlockArgumentGetOwner(value.to_raw());
        OperationRef::from_option_raw(mlir_sys::mlirBlockGetParentOperation(block))
    }
}

/// The name of a symbol op (a function, a global).
pub fn symbol_name(op: Op<'_>) -> Option<String> {
    StringAttribute::try_from(op.attr("sym_name")?)
        .ok()
        .map(|name| name.value().to_owned())
}

/// What a function takes, and what it returns, of an attribute that is its type; `None` for any other.
pub fn function_type(attribute: Attribute<'_>) -> Option<(Vec<Type<'_>>, Vec<Type<'_>>)> {
    let function = FunctionType::try_from(TypeAttribute::try_from(attribute).ok()?.value()).ok()?;
    let inputs = (0..function.input_count()).map_while(|i| function.input(i).ok());
    let results = (0..function.result_count()).map_while(|i| function.result(i).ok());
    Some((inputs.collect(), results.collect()))
}

/// What an `!llvm.func` takes, and what it returns; `None` for any other type.
pub fn llvm_function(r#type: Type<'_>) -> Option<(Vec<Type<'_>>, Type<'_>)> {
    // The C API has no predicate for it.
    if !r#type.to_string().starts_with("!llvm.func<") {
        return None;
    }
    let raw = r#type.to_raw();
    // SAFETY: the type is a live function type, and is asked only for inputs it has.
    unsafe {
        let count = mlir_sys::mlirLLVMFunctionTypeGetNumInputs(raw);
        let inputs = (0..count).map(|i| Type::from_raw(mlir_sys::mlirLLVMFunctionTypeGetInput(raw, i)));
        let result = Type::from_raw(mlir_sys::mlirLLVMFunctionTypeGetReturnType(raw));
        Some((inputs.collect(), result))
    }
}
