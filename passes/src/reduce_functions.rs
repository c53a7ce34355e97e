//! `reduce-functions`: make the functions of a module small while a test says that it is still interesting.

use std::{fs, ops::Range, path::PathBuf, process::Command};

use dynsparse_ir::{
    Op, Result, Val,
    diagnostic::capture,
    melior::{
        Context,
        dialect::func,
        ir::{
            Attribute, BlockLike as _, BlockRef, Module, RegionLike as _, Type, ValueLike as _,
            attribute::{ArrayAttribute, TypeAttribute},
            operation::OperationLike as _,
            r#type::FunctionType,
        },
    },
    operation::{OpExt as _, collect, function_type, outwards, parent, same_type, users},
    pass::{Pass, PassRun},
    rewrite,
};

use crate::ReduceFunctions;

impl Pass for ReduceFunctions {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let mut search = Search::new(module, &self.test)?;
        while search.round()? {}
        run.count(Self::TESTED, search.tested);
        search.put_in_place()
    }
}

/// An edit of a module; `false` if there is nothing to be edited.
type Edit<'a> = &'a dyn Fn(Op<'_>) -> bool;

/// The smallest interesting module so far, and what says what is interesting.
struct Search<'c> {
    module: Op<'c>,
    context: &'c Context,
    test: PathBuf,
    smallest: String,
    tested: u64,
}

impl<'c> Search<'c> {
    fn new(module: Op<'c>, test: &str) -> Result<'c, Self> {
        if test.is_empty() {
            return Err(
                module.error("expected a test: a program that is called with the name of a file that holds a module")
            );
        }
        let mut search = Self {
            module,
            context: module.ctx(),
            // A name alone would be looked for elsewhere.
            test: fs::canonicalize(test)
                .map_err(|error| module.error(format!("there is no test '{test}': {error}")))?,
            smallest: module.to_string(),
            tested: 0,
        };
        let start = search.smallest.clone();
        if search.is_interesting(&start)? {
            return Ok(search);
        }
        Err(module.error(format!(
            "the test '{test}' exits with 0 for this module, expected another status: that is how it says that a module is interesting"
        )))
    }

    /// Whether the test exits with another status than 0.
    fn is_interesting(&mut self, text: &str) -> Result<'c, bool> {
        self.tested += 1;
        let failed = |error| {
            self.module
                .error(format!("cannot run the test '{}': {error}", self.test.display()))
        };
        let file = tempfile::Builder::new().suffix(".mlir").tempfile().map_err(failed)?;
        fs::write(file.path(), text).map_err(failed)?;
        // What it says of one candidate after the other would be taken for output of this pass.
        let output = Command::new(&self.test).arg(file.path()).output().map_err(failed)?;
        output.status.code().map(|code| code != 0).ok_or_else(|| {
            let said = String::from_utf8_lossy(&output.stderr);
            self.module.error(format!(
                "the test '{}' was ended by a signal: {said}",
                self.test.display()
            ))
        })
    }

    fn parsed(&self) -> Result<'c, Module<'c>> {
        Module::parse(self.context, &self.smallest)
            .ok_or_else(|| self.module.error("what was printed of this module cannot be parsed"))
    }

    /// Keeps an edit if the module is still valid and interesting.
    fn attempt(&mut self, edit: Edit<'_>) -> Result<'c, bool> {
        let candidate = self.parsed()?;
        if !edit(candidate.as_operation()) || !capture(self.context, || candidate.as_operation().verify()).0 {
            return Ok(false);
        }
        let text = candidate.as_operation().to_string();
        let is_smaller = self.is_interesting(&text)?;
        if is_smaller {
            self.smallest = text;
        }
        Ok(is_smaller)
    }

    /// Tries everything once; `false` if nothing was kept.
    fn round(&mut self) -> Result<'c, bool> {
        let mut is_smaller = self.without_some(&|module| body(module).len(), &erase_symbols)?;
        is_smaller |= self.without_some(&|module| inner_ops(module).len(), &cut)?;
        is_smaller |= self.without_some(&|module| result_count(module), &drop_results)?;
        is_smaller |= self.without_some(&|module| argument_count(module), &drop_arguments)?;
        is_smaller |= self.without_some(&|module| argument_count(module), &merge_arguments)?;
        Ok(is_smaller)
    }

    /// Tries an edit on all of so many things, on halves, on quarters, down to each of them, from the last to the first: what uses a
    /// value comes behind it.
    ///
    /// Source: delta debugging (Zeller and Hildebrandt, 2002).
    fn without_some(
        &mut self,
        count: &dyn Fn(Op<'_>) -> usize,
        edit: &dyn Fn(Op<'_>, Range<usize>) -> bool,
    ) -> Result<'c, bool> {
        let left = |search: &Self| search.parsed().map(|module| count(module.as_operation()));
        let mut is_smaller = false;
        let mut size = left(self)?;
        let mut all = size;
        while size > 0 {
            let mut end = all;
            while end > 0 {
                let some = end.saturating_sub(size)..end;
                end = some.start;
                if self.attempt(&|module| edit(module, some.clone()))? {
                    is_smaller = true;
                    all = left(self)?;
                    // What is inside of something else goes with it.
                    end = end.min(all);
                }
            }
            size /= 2;
        }
        Ok(is_smaller)
    }

    /// Makes the smallest module the one that the pass runs on.
    fn put_in_place(self) -> Result<'c> {
        let smallest = self.parsed()?;
        let before = body(self.module);
        let Some(anchor) = before.first() else { return Ok(()) };
        for op in body(smallest.as_operation()) {
            rewrite::clone_before(*anchor, op);
        }
        for op in before {
            rewrite::erase(op);
        }
        Ok(())
    }
}

/// The ops directly in a module.
fn body(module: Op<'_>) -> Vec<Op<'_>> {
    let block = module.region(0).ok().and_then(|region| region.first_block());
    block.map(rewrite::operations).unwrap_or_default()
}

/// The ops in functions that end no block, innermost first.
fn inner_ops(module: Op<'_>) -> Vec<Op<'_>> {
    let ends_block = |op: &Op<'_>| op.block().and_then(rewrite::terminator).is_some_and(|end| end == *op);
    let all = Function::all(module).into_iter().flat_map(|function| {
        let mut ops = collect(function.op, |_| true);
        // The function itself.
        ops.pop();
        ops
    });
    all.filter(|op| !ends_block(op)).collect()
}

fn erase_symbols(module: Op<'_>, some: Range<usize>) -> bool {
    for op in &body(module)[some] {
        rewrite::erase(*op);
    }
    true
}

/// Erases some of the inner ops; results that others use become arguments of the function.
fn cut(module: Op<'_>, some: Range<usize>) -> bool {
    let ops = &inner_ops(module)[some];
    let goes_with_parent = |op: &Op<'_>| parent(*op).is_some_and(|parent| ops.contains(&parent));
    let outermost: Vec<Op<'_>> = ops.iter().copied().filter(|op| !goes_with_parent(op)).collect();
    // Users first: what only they use becomes no argument.
    for op in outermost.into_iter().rev() {
        for value in op.result_values() {
            if !users(value).is_empty() {
                let Some(function) = outwards(op).find_map(Function::new) else {
                    return false;
                };
                rewrite::replace_uses(value, function.add_argument(value));
            }
        }
        rewrite::erase(op);
    }
    true
}

fn result_count(module: Op<'_>) -> usize {
    Function::all(module)
        .iter()
        .map(|function| function.results().len())
        .sum()
}

/// Functions return some of their results no more.
fn drop_results(module: Op<'_>, some: Range<usize>) -> bool {
    let mut before = 0;
    for function in Function::all(module) {
        let results = function.results();
        let stays = |index: usize| !some.contains(&(before + index));
        function.keep_results(&(0..results.len()).filter(|index| stays(*index)).collect::<Vec<_>>());
        before += results.len();
    }
    true
}

/// Functions do without some arguments, if nothing uses them.
fn drop_arguments(module: Op<'_>, some: Range<usize>) -> bool {
    let mut before = 0;
    let mut any = false;
    for function in Function::all(module) {
        let count = function.entry.argument_count();
        any |= function.drop_arguments(|index| some.contains(&(before + index)));
        before += count;
    }
    any
}

fn argument_count(module: Op<'_>) -> usize {
    Function::all(module)
        .iter()
        .map(|function| function.entry.argument_count())
        .sum()
}

/// Functions have the first argument of the same type in place of some of theirs.
fn merge_arguments(module: Op<'_>, some: Range<usize>) -> bool {
    let mut before = 0;
    for function in Function::all(module) {
        let arguments = rewrite::arguments(function.entry);
        for (index, argument) in arguments.iter().enumerate() {
            let mut before_it = arguments[..index].iter();
            let first = before_it.find(|first| same_type(first.r#type(), argument.r#type()));
            if let Some(first) = first
                && some.contains(&(before + index))
            {
                rewrite::replace_uses(*argument, *first);
            }
        }
        before += arguments.len();
    }
    drop_arguments(module, some)
}

/// A function with a body.
struct Function<'c> {
    op: Op<'c>,
    entry: BlockRef<'c, 'c>,
}

impl<'c> Function<'c> {
    fn new(op: Op<'c>) -> Option<Self> {
        let entry = op.region(0).ok()?.first_block()?;
        (op.full_name() == "func.func").then_some(Self { op, entry })
    }

    fn all(module: Op<'c>) -> Vec<Self> {
        let functions = collect(module, |name| name == "func.func");
        functions.into_iter().filter_map(Self::new).collect()
    }

    /// The types of its results.
    fn results(&self) -> Vec<Type<'c>> {
        let r#type = self.op.attr("function_type").and_then(function_type);
        r#type.map_or_else(Vec::new, |(_, results)| results)
    }

    /// Gives it the type that follows from its arguments, and from those of its results before that stay.
    fn set_type(&self, results: &[Type<'c>]) {
        let arguments: Vec<Type<'c>> = rewrite::arguments(self.entry)
            .iter()
            .map(|argument| argument.r#type())
            .collect();
        let r#type = FunctionType::new(self.op.ctx(), &arguments, results);
        rewrite::set_attribute(self.op, "function_type", TypeAttribute::new(r#type.into()).into());
    }

    /// An argument behind the others, of the type of `value`.
    fn add_argument(&self, value: Val<'c>) -> Val<'c> {
        let count = self.entry.argument_count();
        let argument = rewrite::insert_argument(self.entry, count, value.r#type(), self.op.location());
        let none = Attribute::parse(self.op.ctx(), "{}");
        self.change_attributes("arg_attrs", |all| all.extend(none));
        self.set_type(&self.results());
        argument
    }

    fn drop_arguments(&self, may_go: impl Fn(usize) -> bool) -> bool {
        let arguments = rewrite::arguments(self.entry);
        let is_unused = |index: &usize| may_go(*index) && users(arguments[*index]).is_empty();
        let unused: Vec<usize> = (0..arguments.len()).filter(is_unused).collect();
        for index in unused.iter().rev() {
            rewrite::erase_argument(self.entry, *index);
            self.change_attributes("arg_attrs", |all| {
                all.remove(*index);
            });
        }
        self.set_type(&self.results());
        !unused.is_empty()
    }

    fn keep_results(&self, kept: &[usize]) {
        let some = |values: &[Val<'c>]| -> Vec<Val<'c>> {
            kept.iter().filter_map(|index| values.get(*index).copied()).collect()
        };
        let returns = collect(self.op, |name| name == "func.return");
        for end in returns.into_iter().filter(|end| parent(*end) == Some(self.op)) {
            rewrite::insert_before(end, func::r#return(&some(&end.operand_values()), end.location()));
            rewrite::erase(end);
        }
        self.change_attributes("res_attrs", |all| *all = kept.iter().map(|index| all[*index]).collect());
        let results = self.results();
        self.set_type(&kept.iter().map(|index| results[*index]).collect::<Vec<_>>());
    }

    /// Changes the attributes of arguments or results, one of each, where there are any.
    fn change_attributes(&self, name: &str, change: impl FnOnce(&mut Vec<Attribute<'c>>)) {
        let Some(Ok(array)) = self.op.attr(name).map(ArrayAttribute::try_from) else {
            return;
        };
        let mut all: Vec<Attribute<'c>> = (0..array.len()).filter_map(|index| array.element(index).ok()).collect();
        change(&mut all);
        rewrite::set_attribute(self.op, name, ArrayAttribute::new(self.op.ctx(), &all).into());
    }
}
