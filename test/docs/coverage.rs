//! Every type, op and pass is described, shown and tested.

use std::fs;

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
const DEFENSIVE: [&str; 1] = ["expects operand #{index} ({name}) to be a ranked tensor or memref"];

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
            // What stands between the `{}`s; the longest piece tells the message.
            let pieces = message
                .split('{')
                .map(|piece| piece.split_once('}').map_or(piece, |(_, text)| text));
            let piece = pieces.max_by_key(|piece| piece.len()).unwrap_or_default().trim();
            let line = source[..at].lines().count();
            let known = expected.contains(piece) || DEFENSIVE.contains(&message);
            gaps.unless(
                known,
                &format!("{file}:{line}"),
                &format!("no test expects `{message}`"),
            );
        }
    }
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
