//! `docs/reference/coverage.md`: what there is of each op, measured by lowering its example.
//!
//! An op's example is lowered by both strategies as it stands, with other element types, and with sizes that types do not
//! state. A cell that stays empty has a reason in [`REASONS`], or the table is not written.

use std::{collections::BTreeSet, fmt::Write as _, fs};

use dynsparse_ir::{
    context, diagnostic,
    melior::{
        Context,
        ir::{Module, Type, ValueLike as _},
    },
    operation::{OpExt as _, collect, dims, element},
};
use dynsparse_lowering::codegen::lower::{self, Lowering};

use crate::{
    coverage::{FOLDS_NOTHING, folds},
    reference::{Item, PAGES},
    tools::{files, read, root},
};

const PAGE: &str = "docs/reference/coverage.md";

/// The columns behind that of the op.
const COLUMNS: [&str; 8] = [
    "reference",
    "fast",
    "f32",
    "bf16",
    "dynamic sizes",
    FOLDS,
    "example",
    "tests",
];

/// By what canonicalisation knows the op; reasons are in the list of [`crate::coverage`].
const FOLDS: &str = "canonicalised by";

/// Why a cell is empty: the op (or `dsk.*`, all of the dialect), the column, the reason.
const REASONS: &[(&str, &str, &str)] = &[
    (
        "dsk.*",
        "reference",
        "a kernel of the fast way: the reference of its `dsa` op is what it is tested against",
    ),
    ("dsa.select_blocks", "bf16", SCORES),
    ("dsa.select_n_of_m", "bf16", SCORES),
    ("dsk.top_k_columns", "bf16", SCORES),
    ("dsa.select_blocks_by_mass", "bf16", SCORES),
    ("dsa.retained_mass", "bf16", SCORES),
    ("dsa.select_keys", "bf16", SCORES),
    ("dsk.mass_columns", "bf16", SCORES),
    ("dsk.row_mass", "bf16", SCORES),
    ("dsk.tile_mass", "bf16", SCORES),
    ("dsk.top_k_elements", "bf16", SCORES),
    ("dsk.top_n_of_m", "bf16", SCORES),
    ("dsa.sparse_softmax", "bf16", SCORES),
    ("dsk.sparse_softmax", "bf16", SCORES),
    ("dsa.pack_weights", "bf16", PANELS),
    ("dsk.pack_weights", "bf16", PANELS),
    (
        "dsa.from_sparse_tensor",
        "dynamic sizes",
        "types change as a whole here: `test/execution/sparse-tensors-of-heads.mlir` has them open",
    ),
    ("dsk.dot", "dynamic sizes", "it is on vectors, whose sizes are static"),
    ("dsk.yield", "fast", "it goes with the op that it ends"),
    ("dsk.yield", "f32", "it goes with the op that it ends"),
    ("dsk.yield", "bf16", "it goes with the op that it ends"),
    ("dsk.yield", "dynamic sizes", "it goes with the op that it ends"),
    ("dsk.yield", "example", "shown by the ops that it ends"),
];

const PANELS: &str = "only element types are changed here, and panels of `bf16` have other sizes, as two rows lie side by side: see \
                      `test/execution/layers.mlir`";
const SCORES: &str = "scores are `f32` or `f64`: rounded further, more of them would be equal";

/// What is in a row's cells.
struct Row {
    op: String,
    cells: [String; 8],
}

/// Why `op` has nothing in `column`.
fn reason(op: &str, column: &str) -> Option<&'static str> {
    if column == FOLDS {
        return FOLDS_NOTHING
            .iter()
            .find(|(of, _)| *of == op)
            .map(|(_, reason)| *reason);
    }
    let of_op = REASONS.iter().find(|(of, at, _)| *of == op && *at == column);
    let of_dialect = || {
        let all = format!("{}.*", op.split('.').next().unwrap_or_default());
        REASONS.iter().find(|(of, at, _)| *of == all && *at == column)
    };
    of_op.or_else(of_dialect).map(|(_, _, reason)| *reason)
}

/// Reasons that hold for every op of their kind, and are found by looking at it.
const NO_FLOATS: &str = "it has no tensors of floats";
const NO_SIZES: &str = "its operands and results have no sizes";

fn lowers(context: &Context, text: &str, strategy: &str) -> bool {
    let lowering = Lowering {
        strategy: Some(strategy.to_owned()),
        ..Lowering::default()
    };
    let (lowered, _) = diagnostic::capture(context, || {
        Module::parse(context, text).is_some_and(|module| lower::to_llvm(module.as_operation(), &lowering).is_ok())
    });
    lowered
}

/// By the strategies that the dialect has.
fn lowers_by_all(context: &Context, op: &str, text: &str) -> bool {
    strategies(op).iter().all(|strategy| lowers(context, text, strategy))
}

fn strategies(op: &str) -> &'static [&'static str] {
    if op.starts_with("dsk.") {
        &["fast"]
    } else {
        &["fast", "reference"]
    }
}

/// The shaped types of a module's text, each once.
fn shaped_types(text: &str) -> Vec<String> {
    let mut types = BTreeSet::new();
    for opening in ["tensor<", "memref<", "!dsa.pattern<"] {
        for (at, _) in text.match_indices(opening) {
            let rest = &text[at..];
            let mut depth = 0;
            let end = rest.char_indices().find(|(_, c)| {
                depth += i32::from(*c == '<') - i32::from(*c == '>');
                *c == '>' && depth == 0
            });
            if let Some((end, _)) = end {
                types.insert(rest[..=end].to_owned());
            }
        }
    }
    types.into_iter().collect()
}

/// The text with types changed, for every choice of changes, most of the types first.
fn variants(text: &str, changes: &[&dyn Fn(&str) -> String]) -> Vec<String> {
    // Each type as it is, and as each change makes it.
    let types: Vec<Vec<String>> = shaped_types(text)
        .into_iter()
        .map(|old| {
            let mut forms = vec![old.clone()];
            for new in changes.iter().map(|change| change(&old)) {
                if !forms.contains(&new) {
                    forms.push(new);
                }
            }
            forms
        })
        .filter(|forms| forms.len() > 1)
        .take(6)
        .collect();
    let mut choices: Vec<Vec<usize>> = vec![Vec::new()];
    for forms in &types {
        let longer = |choice: &Vec<usize>| {
            (0..forms.len())
                .map(|form| [&choice[..], &[form]].concat())
                .collect::<Vec<_>>()
        };
        choices = choices.iter().flat_map(longer).collect();
    }
    let unchanged = |choice: &Vec<usize>| choice.iter().filter(|form| **form == 0).count();
    choices.retain(|choice| unchanged(choice) < choice.len());
    choices.sort_by_key(unchanged);
    let changed = |choice: Vec<usize>| {
        // By way of marks, so that what one change makes is not changed by the next.
        let mut text = text.to_owned();
        for (index, forms) in types.iter().enumerate() {
            text = text.replace(&forms[0], &format!("\u{1}{index}\u{1}"));
        }
        for (index, (forms, form)) in types.iter().zip(choice).enumerate() {
            text = text.replace(&format!("\u{1}{index}\u{1}"), &forms[form]);
        }
        text
    };
    choices.into_iter().map(changed).collect()
}

/// Whether `holds` is true of a type of one of the op's operands or results in a module.
fn has(context: &Context, text: &str, op: &str, holds: impl Fn(Type<'_>) -> bool) -> bool {
    let (found, _) = diagnostic::capture(context, || {
        let Some(module) = Module::parse(context, text) else {
            return false;
        };
        let ops = collect(module.as_operation(), |name| name == op);
        ops.into_iter().any(|op| {
            let values = op.operand_values().into_iter().chain(op.result_values());
            values.into_iter().any(|value| holds(value.r#type()))
        })
    });
    found
}

fn has_element(context: &Context, text: &str, op: &str, word: &str) -> bool {
    has(context, text, op, |r#type| {
        element(r#type).is_some_and(|element| element.to_string() == word)
    })
}

/// Whether the example lowers with elements of that type.
fn with_element(context: &Context, op: &str, example: &str, word: &str) -> Option<bool> {
    let floats = ["f32", "f64", "bf16", "f16"];
    if !floats.iter().any(|float| has_element(context, example, op, float)) {
        return None;
    }
    if has_element(context, example, op, word) && lowers_by_all(context, op, example) {
        return Some(true);
    }
    let change = |r#type: &str| {
        floats.iter().fold(r#type.to_owned(), |text, float| {
            text.replace(&format!("x{float}"), &format!("x{word}"))
        })
    };
    let found = variants(example, &[&change])
        .iter()
        .any(|text| has_element(context, text, op, word) && lowers_by_all(context, op, text));
    Some(found)
}

/// Whether sizes are left to the run in one of the examples, or may be in the first.
fn with_open_sizes(context: &Context, op: &str, examples: &[&str]) -> Option<bool> {
    let example = examples.first().copied().unwrap_or_default();
    let open = |r#type: &str, keep: usize| {
        let Some((opening, rest)) = r#type.split_once('<') else {
            return r#type.to_owned();
        };
        let (shape, after) = rest.split_at(rest.find([',', '>']).unwrap_or(rest.len()));
        let mut words: Vec<String> = shape.split('x').map(str::to_owned).collect();
        let is_size = |word: &&String| word.parse::<u64>().is_ok() || *word == "?";
        let sizes = words.iter().take_while(is_size).count();
        for word in &mut words[..sizes.saturating_sub(keep)] {
            "?".clone_into(word);
        }
        format!("{opening}<{}{after}", words.join("x"))
    };
    let sizes = |r#type: Type<'_>| {
        let pattern = dynsparse_dialects::PatternType::of(r#type).map(|pattern| pattern.shape.to_vec());
        pattern.or_else(|| dims(r#type))
    };
    if !has(context, example, op, |r#type| sizes(r#type).is_some()) {
        return None;
    }
    let is_open = |r#type: Type<'_>| sizes(r#type).is_some_and(|sizes| sizes.iter().any(Option::is_none));
    let (all, but_the_last) = (|r#type: &str| open(r#type, 0), |r#type: &str| open(r#type, 1));
    let lowers = |text: &String| has(context, text, op, is_open) && lowers_by_all(context, op, text);
    let as_they_stand = || examples.iter().any(|example| lowers(&(*example).to_owned()));
    Some(as_they_stand() || variants(example, &[&all, &but_the_last]).iter().any(lowers))
}

/// The tests that have the op in them, by kind.
fn tests(op: &str) -> String {
    let spaced = |text: &str| {
        text.match_indices(op).any(|(at, _)| {
            let next = text[at + op.len()..].chars().next();
            !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let any = |under: &str, ends: &str| {
        let mut names = files().into_iter().map(|file| file.display().to_string());
        names.any(|name| name.starts_with(under) && name.ends_with(ends) && spaced(&read(&name)))
    };
    let dialects = format!("test/dialects/{}", op.split('.').next().unwrap_or_default());
    let kinds = [
        ("roundtrip", any(&dialects, "roundtrip.mlir")),
        ("invalid", any(&dialects, "invalid.mlir")),
        ("canonicalize", any(&dialects, "canonicalize.mlir")),
        ("passes", any("test/passes/", ".mlir")),
        ("lowering", any("test/lowering/", ".mlir")),
        ("execution", any("test/execution/", ".mlir")),
        ("generated", any("test/properties/rules", ".rs")),
    ];
    let words = kinds.iter().filter(|(_, any)| *any).map(|(kind, _)| *kind);
    words.collect::<Vec<_>>().join(", ")
}

fn row(context: &Context, item: &Item) -> Row {
    let op = item.name.clone();
    let examples = item.examples();
    let with_the_op = || {
        examples
            .iter()
            .map(|block| block.text.as_str())
            .filter(|text| text.contains(&op))
    };
    let example = with_the_op().next().unwrap_or_default();
    let yes = |holds: bool| if holds { "yes" } else { "" }.to_owned();
    let element = |word: &str| match with_element(context, &op, example, word) {
        Some(found) => yes(found),
        None if example.is_empty() => String::new(),
        None => "—".to_owned(),
    };
    let cells = [
        yes(strategies(&op).contains(&"reference") && lowers(context, example, "reference")),
        yes(!example.is_empty() && lowers(context, example, "fast")),
        element("f32"),
        element("bf16"),
        match with_open_sizes(context, &op, &with_the_op().collect::<Vec<_>>()) {
            Some(found) => yes(found),
            None if example.is_empty() => String::new(),
            None => "scalars".to_owned(),
        },
        match folds(&op) {
            (true, true) => "fold, patterns",
            (true, false) => "fold",
            (false, true) => "patterns",
            (false, false) => "",
        }
        .to_owned(),
        yes(!example.is_empty()),
        tests(&op),
    ];
    Row { op, cells }
}

/// The page, and what is missing in it.
fn generate() -> (String, Vec<String>) {
    dynsparse_lowering::register();
    let context = context::create();
    let mut gaps = Vec::new();
    let mut notes: Vec<&str> = Vec::new();
    let mut page = format!(
        "<!-- Generated by the test `docs`. To bless it: DYNSPARSE_BLESS=1 cargo test --workspace --test docs -- reference -->\n\n\
         # What there is of each op\n\n\
         Measured: the first example in an op's description is lowered to the LLVM dialect by each strategy, as it stands, with other\n\
         element types, and with types that leave sizes to the run, unless another example has them. An op is canonicalised by its\n\
         fold or by patterns of its own; the last column has the kinds of tests that have the op in them. A number in an empty cell is a\n\
         reason below.\n\n\
         | op | {} |\n|---|{}\n",
        COLUMNS.join(" | "),
        "---|".repeat(COLUMNS.len())
    );
    for source in &PAGES[..2] {
        for item in source.items().iter().filter(|item| !item.name.starts_with('!')) {
            let row = row(&context, item);
            let mut cells = Vec::new();
            for (column, cell) in COLUMNS.iter().zip(&row.cells) {
                let told = reason(&row.op, column);
                let why = match (cell.as_str(), told) {
                    ("", Some(why)) => why,
                    ("—", _) => NO_FLOATS,
                    ("scalars", _) => NO_SIZES,
                    ("", None) => {
                        gaps.push(format!("{}: nothing for '{column}', and no reason", row.op));
                        continue;
                    }
                    (_, Some(_)) if REASONS.iter().any(|(of, at, _)| of == &row.op && at == column) => {
                        gaps.push(format!(
                            "{}: a reason why there is nothing for '{column}', but there is",
                            row.op
                        ));
                        continue;
                    }
                    (cell, _) => {
                        cells.push(cell.to_owned());
                        continue;
                    }
                };
                let number = notes.iter().position(|note| *note == why).unwrap_or_else(|| {
                    notes.push(why);
                    notes.len() - 1
                });
                cells.push(format!("({})", number + 1));
            }
            let _ = writeln!(page, "| `{}` | {} |", row.op, cells.join(" | "));
        }
    }
    page.push('\n');
    for (number, note) in (1..).zip(notes) {
        let _ = writeln!(page, "{number}. {}.", capitalised(note));
    }
    (page, gaps)
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

#[test]
fn the_table_is_up_to_date_and_has_no_empty_cell() {
    let (expected, gaps) = generate();
    assert!(
        gaps.is_empty(),
        "what is missing (a reason goes to REASONS in test/docs/reference_table.rs):\n  {}",
        gaps.join("\n  ")
    );
    if std::env::var_os("DYNSPARSE_BLESS").is_some_and(|value| value == "1") {
        fs::write(root().join(PAGE), expected).expect("docs is writable");
        return;
    }
    let found = fs::read_to_string(root().join(PAGE)).unwrap_or_default();
    let differ = found
        .lines()
        .zip(expected.lines())
        .find(|(found, expected)| found != expected);
    assert!(
        found == expected,
        "{PAGE} is out of date{}\nbless it: DYNSPARSE_BLESS=1 cargo test --workspace --test docs -- reference",
        differ.map_or_else(String::new, |(found, expected)| format!(
            ":\n  found    {found}\n  expected {expected}"
        ))
    );
}
