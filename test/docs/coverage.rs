//! Every type, op and pass is described, shown and tested.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    reference::{Item, PAGES, Page},
    tools::{files, read, root},
};

/// What is missing, a line each.
#[derive(Default)]
struct Gaps(Vec<String>);

impl Gaps {
    fn unless(&mut self, holds: bool, name: &str, what: &str) {
        if !holds {
            self.0.push(format!("{name}: {what}"));
        }
    }

    fn report(self) {
        assert!(self.0.is_empty(), "what is missing:\n  {}", self.0.join("\n  "));
    }
}

/// A summary (which stands alone, in italics) and at least a sentence.
fn described(item: &Item, gaps: &mut Gaps) {
    let mut lines = item.text.lines().filter(|line| !line.is_empty());
    let summary = lines.next().unwrap_or_default();
    gaps.unless(
        summary.len() > 2 && summary.starts_with('_') && summary.ends_with('_'),
        &item.name,
        "no summary",
    );
    let sentence = |line: &str| line.contains(' ') && !line.starts_with(['_', '#', '|', '`', ' ', '-']);
    let generated = |line: &str| {
        ["Syntax:", "Traits:", "Interfaces:", "Effects:"]
            .iter()
            .any(|word| line.starts_with(word))
    };
    let described = item
        .text
        .lines()
        .any(|line| sentence(line) && !generated(line) || line.starts_with('`') && line.contains(' '));
    gaps.unless(described, &item.name, "no description");
}

/// The text of all test files of this name, whatever their topic.
fn tests(dialect: &str, kind: &str) -> String {
    let folder = format!("test/dialects/{dialect}");
    let name = format!("{kind}.mlir");
    let files = files();
    let of_kind = files
        .iter()
        .filter(|file| file.starts_with(&folder) && file.ends_with(&name));
    of_kind.map(|file| read(&file.display().to_string())).collect()
}

#[test]
fn types_and_ops() {
    let mut gaps = Gaps::default();
    for page in &PAGES[..2] {
        let dialect = page.name;
        let (roundtrip, invalid) = (tests(dialect, "roundtrip"), tests(dialect, "invalid"));
        let rationale = read(&format!("dialects/{dialect}/Rationale.md"));
        let items = page.items();
        assert!(items.len() > 5, "{}: found {} types and ops", page.source, items.len());
        for item in items {
            described(&item, &mut gaps);
            // A terminator is shown by what it ends.
            let shown = item.examples().iter().any(|example| example.text.contains(&item.name));
            gaps.unless(
                shown || item.name == "dsk.yield",
                &item.name,
                "no example that shows it",
            );
            gaps.unless(roundtrip.contains(&item.name), &item.name, "not in roundtrip.mlir");
            let refused = format!("{{{{'{}' op ", item.name);
            let refused = invalid.contains(&refused) || item.name.starts_with('!');
            gaps.unless(refused, &item.name, "no error expected in invalid.mlir");
            gaps.unless(
                rationale.contains(&format!("`{}`", item.name)),
                &item.name,
                "not in Rationale.md",
            );
        }
    }
    gaps.report();
}

/// Errors that no module can cause: the declaration, or another check, refuses it before.
const DEFENSIVE: [&str; 11] = [
    "makes nothing, expected a tensor",
    "has no operand, expected a tensor",
    "expects operand #{index} ({name}) to be a ranked tensor or memref",
    "expects {name} to be a ranked tensor or memref",
    "expects a ranked tensor for a result",
    "expects packed weights of rank 3 or 4",
    "expects rows of rank 2 or 3",
    "expects stages that end in ranked answers",
    "expects tokens of rank 3",
    "expects weights of rank 2 or 3",
    "lacks operands",
];

#[test]
fn errors_of_verifiers() {
    let mut expected = String::new();
    for dialect in ["dsa", "dsk"] {
        expected += &tests(dialect, "invalid");
    }
    let mut gaps = Gaps::default();
    for file in files().iter().filter(|file| file.starts_with("dialects/src")) {
        let file = file.display().to_string();
        let source = read(&file);
        for (at, opening) in source.match_indices("Error::new(") {
            let Some(message) = source[at + opening.len()..].split('"').nth(1) else {
                continue;
            };
            let piece = longest_piece(message);
            let line = source[..at].lines().count();
            let known = expected.contains(&piece) || DEFENSIVE.contains(&message);
            gaps.unless(
                known,
                &format!("{file}:{line}"),
                &format!("no test expects `{message}`"),
            );
        }
    }
    gaps.report();
}

/// Errors of single ops that no module can cause.
const DEFENSIVE_OF_OP: [(&str, &str); 7] = [
    // Refused by the declaration.
    ("dsa.delta_gate", "lacks operands"),
    ("dsa.to_sparse_tensor", "makes nothing, expected a tensor"),
    ("dsa.from_sparse_tensor", "has no operand, expected a tensor"),
    ("dsa.pack_weights", "expects a ranked tensor for a result"),
    ("dsa.linear", "expects a ranked tensor for a result"),
    // A region that is not closed does not parse.
    ("dsk.for_chunks", "expects a body"),
    ("dsk.for_chunks", "expects a body that ends in dsk.yield"),
];

/// Checks that verifiers share, and what their messages say of the check's first argument.
const SHARED: [(&str, &str); 4] = [
    ("agree", "{} differs"),
    ("same_element", "element types differ"),
    ("sizes_are", "{} is "),
    ("serves", "pattern has {} size"),
];

/// A function of a file: its name and text.
fn functions(source: &str) -> Vec<(&str, &str)> {
    let starts = source.match_indices("fn ").filter(|(at, _)| {
        let line = source[..*at].rsplit('\n').next().unwrap_or_default();
        line.is_empty() || line.starts_with("pub")
    });
    starts
        .map(|(at, _)| {
            let text = &source[at + 3..];
            let text = &text[..text.find("\n}\n").unwrap_or(text.len())];
            let end = text
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(text.len());
            (&text[..end], text)
        })
        .collect()
}

/// What the errors say that a verifier may give, as far as they are made in its own file: the function that makes each, and
/// a piece of its message.
fn errors_of<'a>(name: &str, functions: &[(&'a str, &'a str)], seen: &mut Vec<&'a str>) -> Vec<(&'a str, String)> {
    let Some((name, text)) = functions.iter().find(|(of, _)| *of == name) else {
        return Vec::new();
    };
    if seen.contains(name) {
        return Vec::new();
    }
    seen.push(name);
    let quoted = |rest: &'a str| {
        rest.trim_start()
            .strip_prefix('"')
            .and_then(|rest| rest.split('"').next())
    };
    let mut errors = Vec::new();
    for (at, opening) in text.match_indices("Error::new(") {
        let rest = text[at + opening.len()..].trim_start();
        let rest = rest.strip_prefix("format!(").unwrap_or(rest);
        errors.extend(quoted(rest).map(|message| (*name, longest_piece(message))));
    }
    for (at, _) in text.match_indices('(') {
        let before = &text[..at];
        let start = before
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .map_or(0, |i| i + 1);
        let called = &before[start..];
        if let Some((_, message)) = SHARED.iter().find(|(of, _)| *of == called) {
            // Without a literal it is named by the caller of the caller: any of that kind will do.
            let what = quoted(&text[at + 1..]);
            let any = message.trim_start_matches("{} ");
            let message = what.map_or_else(|| any.to_owned(), |what| message.replace("{}", what));
            errors.push((*name, message));
        } else {
            errors.extend(errors_of(called, functions, seen));
        }
    }
    errors
}

/// What stands between the `{}`s of a message; the longest piece tells it.
fn longest_piece(message: &str) -> String {
    let pieces = message
        .split('{')
        .map(|piece| piece.split_once('}').map_or(piece, |(_, text)| text));
    pieces
        .max_by_key(|piece| piece.len())
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// Each place where a verifier makes an error is tried by an op whose verifier it belongs to: a check with the same words in
/// two verifiers is tried on both.
#[test]
fn errors_of_each_verifier() {
    let mut gaps = Gaps::default();
    let mut checked = 0;
    let names = files().into_iter().map(|file| file.display().to_string());
    for file in names.filter(|name| {
        name.starts_with("dialects/src/ds") && Path::new(name).extension().is_some_and(|extension| extension == "rs")
    }) {
        let source = read(&file);
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let functions = functions(source);
        // By function and message: the ops that may give it, and whether it is expected of one of them.
        let mut errors: BTreeMap<(&str, String), (Vec<&str>, bool)> = BTreeMap::new();
        for (at, opening) in source.match_indices("OpHooks::verifying(") {
            let mut rest = source[at + opening.len()..].splitn(3, '"').skip(1);
            let (Some(op), Some(after)) = (rest.next(), rest.next()) else {
                continue;
            };
            // The verifier is a function of this file, or a closure that calls one.
            let end = [")\n", "),\n"].iter().filter_map(|end| after.find(end)).min();
            let words = after[..end.unwrap_or(after.len())].split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            let mut words = words.filter(|word| functions.iter().any(|(name, _)| name == word));
            let Some(verifier) = words.next() else { continue };
            let expected = tests(op.split('.').next().unwrap_or_default(), "invalid");
            let opening = format!("{{{{'{op}' op ");
            let of_op: Vec<&str> = expected
                .split(&opening)
                .skip(1)
                .filter_map(|text| text.split("}}").next())
                .collect();
            for (function, message) in errors_of(verifier, &functions, &mut Vec::new()) {
                checked += 1;
                let defensive = DEFENSIVE_OF_OP.contains(&(op, message.as_str()));
                let known = defensive || of_op.iter().any(|text| text.contains(&message));
                let entry = errors.entry((function, message)).or_default();
                entry.0.push(op);
                entry.1 |= known;
            }
        }
        for ((function, message), (ops, known)) in errors {
            let what = format!(
                "`{message}` is expected of none of {} in an invalid.mlir",
                ops.join(", ")
            );
            gaps.unless(known, &format!("{file}: {function}"), &what);
        }
    }
    assert!(checked > 80, "found {checked} errors of verifiers");
    gaps.report();
}

#[test]
fn passes_and_pipelines() {
    let mut gaps = Gaps::default();
    for page in &PAGES[2..] {
        let source = read(page.source);
        for item in page.items() {
            described(&item, &mut gaps);
            described_lists(&item, &mut gaps);
            tested(page, &item, &mut gaps);
            let pipeline = source.contains(&format!("Pipeline<\"{}\"", item.name));
            if !pipeline && !item.name.starts_with("test-") {
                let shown = item
                    .examples()
                    .iter()
                    .any(|example| example.above.starts_with("becomes"));
                gaps.unless(shown, &item.name, "no example (a module, `becomes`, a module)");
                let file = format!("{}/src/{}.rs", crate_of(page), item.name.replace('-', "_"));
                gaps.unless(
                    root().join(&file).exists(),
                    &item.name,
                    &format!("not written in {file}"),
                );
            }
        }
    }
    gaps.report();
}

fn crate_of(page: &Page) -> &str {
    page.source.split('/').next().unwrap_or_default()
}

/// Options and statistics say what they are.
fn described_lists(item: &Item, gaps: &mut Gaps) {
    for list in ["#### Options", "#### Statistics"] {
        let Some((_, text)) = item.text.split_once(list) else {
            continue;
        };
        let lines = text.lines().skip_while(|line| *line != "```").skip(1);
        for line in lines.take_while(|line| *line != "```") {
            let described = line.split_once(':').is_some_and(|(_, text)| text.trim().len() > 3);
            gaps.unless(described, &item.name, &format!("no description in `{}`", line.trim()));
        }
    }
}

/// A lit file of the pass's name runs it; what exists for tests is used by one.
fn tested(page: &Page, item: &Item, gaps: &mut Gaps) {
    let run = |text: &str| {
        text.lines()
            .any(|line| line.contains("RUN:") && line.contains(&item.name))
    };
    if item.name.starts_with("test-") {
        let files = fs::read_dir(root().join("test/ir"))
            .expect("test/ir is readable")
            .flatten();
        let mut files = files.filter_map(|file| fs::read_to_string(file.path()).ok());
        gaps.unless(files.any(|text| run(&text)), &item.name, "no file of test/ir runs it");
        return;
    }
    let file = format!("test/{}/{}.mlir", crate_of(page), item.name);
    let text = fs::read_to_string(root().join(&file)).unwrap_or_default();
    gaps.unless(run(&text), &item.name, &format!("no {file} that runs it"));
}

/// Ops without a fold and without canonicalisation patterns, and why there is nothing for them.
pub const FOLDS_NOTHING: &[(&str, &str)] = &[
    (
        "dsa.dense_pattern",
        "what others become: it is as simple as a pattern can be, and a size that is known late is not in its type, of which there is no cast",
    ),
    (
        "dsa.pattern_pack_heads",
        "its type says how many heads are chosen, so that it is never that of its operand, and there is no cast of patterns; an index may be none",
    ),
    ("dsa.exit", ENDS),
    ("dsa.yield", ENDS),
    ("dsk.yield", ENDS),
    (
        "dsk.num_threads",
        "how many there are shows when the program runs, and may be another number each time",
    ),
    (
        "dsk.once",
        "it leaves its mark in `flags`, though its body be empty, and which thread comes first shows when the program runs",
    ),
    (
        "dsk.for_chunks",
        "it carries nothing, and how many blocks a row has shows when the program runs; without effects in its body it goes by itself",
    ),
    (
        "dsk.assert_pattern",
        "a check, which must stay where it is: `dsa-verify-patterns` makes loops of it, and others drop it",
    ),
    ("dsk.route_experts", LISTS),
    ("dsk.top_k_columns", LISTS),
    ("dsk.top_k_elements", LISTS),
    ("dsk.mass_columns", LISTS),
    ("dsk.compress_mask", LISTS),
    ("dsk.compress_elements", LISTS),
];

const ENDS: &str = "it goes with the op that it ends, which has patterns for both";
const LISTS: &str = "there is always something to write, since offsets of none are a 0; budgets and masks that are known are seen at \
                     the `dsa` op of which it is made";

/// What there is of each op: whether it folds, and whether it has canonicalisation patterns.
pub fn folds(op: &str) -> (bool, bool) {
    let lists = [dynsparse_dialects::dsa::HOOKS, dynsparse_dialects::dsk::HOOKS].concat();
    let hooks = lists.into_iter().flatten().find(|hooks| hooks.name == op);
    hooks.map_or((false, false), |hooks| {
        (hooks.fold.is_some(), !hooks.canonicalize.is_empty())
    })
}

/// Every op folds or has canonicalisation patterns, with a test, or there is a reason why not.
#[test]
fn ops_fold_or_have_a_reason() {
    let mut gaps = Gaps::default();
    let mut reasons: Vec<&str> = FOLDS_NOTHING.iter().map(|(op, _)| *op).collect();
    for page in &PAGES[..2] {
        let tested = tests(page.name, "canonicalize");
        for item in page.items().iter().filter(|item| !item.name.starts_with('!')) {
            let (fold, patterns) = folds(&item.name);
            let excepted = reasons.contains(&item.name.as_str());
            reasons.retain(|op| *op != item.name);
            gaps.unless(
                (fold || patterns) != excepted,
                &item.name,
                "neither folds nor has canonicalisation patterns nor a reason in FOLDS_NOTHING, or has a reason and one of them",
            );
            // In the text of a module, not of a check.
            let shown = tested.lines().any(|line| {
                !line.trim_start().starts_with("//")
                    && line.match_indices(&item.name).any(|(at, name)| {
                        !line[at + name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                    })
            });
            gaps.unless(shown || excepted, &item.name, "in no canonicalize.mlir");
        }
    }
    for op in reasons {
        gaps.unless(false, op, "in FOLDS_NOTHING twice, or no op");
    }
    for (op, reason) in FOLDS_NOTHING {
        gaps.unless(!reason.is_empty(), op, "no reason");
    }
    gaps.report();
}

/// What says in Rust that an op folds or has patterns says so in TableGen too: else MLIR does not ask.
#[test]
fn declarations_say_who_folds() {
    let mut gaps = Gaps::default();
    for page in &PAGES[..2] {
        let declared = page.declared_folds();
        for item in page.items().iter().filter(|item| !item.name.starts_with('!')) {
            gaps.unless(
                declared.get(&item.name) == Some(&folds(&item.name)),
                &item.name,
                "its bits in TableGen (folds, canonicalizes) are not what its hooks have",
            );
        }
    }
    gaps.report();
}

/// Ops of `dsa` that the example encoder does without, and why: each other way of choosing is in it.
const NOT_IN_THE_ENCODER: &[(&str, &str)] = &[
    ("dsa.dense_pattern", "nothing is dense in it"),
    ("dsa.pattern_from_mask", "for masks of other programs"),
    (
        "dsa.diagonal_pattern",
        "its bands have stated offsets: `dsa.stripe_pattern`",
    ),
    ("dsa.pattern_to_mask", "for masks of other programs"),
    (
        "dsa.attention_mass",
        "for measurement: it costs as much as dense scores",
    ),
    ("dsa.sddmm", "in `dsa.attention`"),
    ("dsa.sparse_softmax", "in `dsa.attention`"),
    ("dsa.spmm", "in `dsa.attention`"),
    (
        "dsa.select_blocks",
        "choosing by mass bounds the number as well (`at_most`)",
    ),
    ("dsa.token_change", "in `dsa.delta_gate`"),
    ("dsa.union_indices", "in `dsa.delta_gate`"),
    ("dsa.sort_indices", "its tokens stay in their order"),
    ("dsa.invert_indices", "`dsa.unpack_tokens` needs no inverse"),
    (
        "dsa.from_sparse_tensor",
        "its patterns come from no `sparse_tensor` and go to none",
    ),
    (
        "dsa.to_sparse_tensor",
        "its patterns come from no `sparse_tensor` and go to none",
    ),
    ("dsa.quantize_rows", "it is in `f32` throughout"),
];

/// The example uses every mechanism: an op that it does without has a reason.
#[test]
fn the_encoder_uses_every_mechanism() {
    let example = read("docs/examples/video-encoder.mlir");
    let code: String = example
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let uses = |op: &str| {
        code.match_indices(op)
            .any(|(at, _)| !code[at + op.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    };
    let mut gaps = Gaps::default();
    for item in PAGES[0].items().iter().filter(|item| !item.name.starts_with('!')) {
        let excepted = NOT_IN_THE_ENCODER.iter().any(|(op, _)| *op == item.name);
        gaps.unless(
            uses(&item.name) != excepted,
            &item.name,
            "neither in docs/examples/video-encoder.mlir nor with a reason in NOT_IN_THE_ENCODER, or both",
        );
    }
    for (op, reason) in NOT_IN_THE_ENCODER {
        gaps.unless(!reason.is_empty(), op, "no reason");
    }
    for mechanism in ["key_bias(", "format = any", "also("] {
        gaps.unless(
            code.contains(mechanism),
            mechanism,
            "not in docs/examples/video-encoder.mlir",
        );
    }
    // What the table in its header says is there.
    for (at, _) in example.match_indices("| `@") {
        let name: String = example[at + 4..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        gaps.unless(
            code.contains(&format!("@{name}(")),
            &name,
            "in the table of the encoder, and no function of it",
        );
    }
    gaps.report();
}

/// The words behind which an op takes a number at run time of how much it chooses.
const BUDGETS: [&str; 7] = ["at_most", "budget", "capacity", "depth", "merge", "period", "top_k"];

/// `docs/budgets.md` says of each such number what it counts, and of no other.
#[test]
fn budgets_are_explained() {
    let page = read("docs/budgets.md");
    let mut explained: Vec<&str> = page.lines().filter(|line| line.starts_with("| `dsa.")).collect();
    let mut gaps = Gaps::default();
    for item in PAGES[0].items() {
        let mut blocks = item.text.split("operation ::= ");
        let syntax = blocks
            .nth(1)
            .and_then(|text| text.split("```").next())
            .unwrap_or_default();
        for word in BUDGETS.iter().filter(|word| syntax.contains(&format!("`{word}` `(`"))) {
            let row = format!("| `{}` | `{word}` |", item.name);
            gaps.unless(
                explained.iter().any(|line| line.starts_with(&row)),
                &item.name,
                &format!("`{word}` is not in docs/budgets.md"),
            );
            explained.retain(|line| !line.starts_with(&row));
        }
    }
    for line in explained {
        gaps.unless(false, line, "docs/budgets.md explains what no op takes");
    }
    gaps.report();
}
