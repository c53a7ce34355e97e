//! `docs/reference` is what `mlir-tblgen` makes of our `.td` files.

use std::{collections::BTreeMap, fs, process::Command};

use crate::{
    markdown,
    tools::{llvm, read, root},
};

/// A generated page.
pub struct Page {
    /// Its name in `docs/reference`, without the extension.
    pub name: &'static str,
    /// What it is made from.
    pub source: &'static str,
    arguments: &'static [&'static str],
    heading: &'static str,
}

/// All of them.
pub const PAGES: [Page; 4] = [
    Page {
        name: "dsa",
        source: "dialects/dsa/Dsa.td",
        arguments: &["--gen-dialect-doc", "--dialect=dsa"],
        heading: "",
    },
    Page {
        name: "dsk",
        source: "dialects/dsk/Dsk.td",
        arguments: &["--gen-dialect-doc", "--dialect=dsk"],
        heading: "",
    },
    Page {
        name: "passes",
        source: "passes/Passes.td",
        arguments: &["--gen-pass-doc"],
        heading: "# Sparse-to-sparse passes\n\n",
    },
    Page {
        name: "lowering-passes",
        source: "lowering/Passes.td",
        arguments: &["--gen-pass-doc"],
        heading: "# Lowerings\n\n",
    },
];

impl Page {
    /// What `mlir-tblgen` makes of the source.
    fn made_by(&self, arguments: &[&str]) -> String {
        let output = Command::new(llvm().join("mlir-tblgen"))
            .args(arguments)
            .arg("-I")
            .arg(llvm().join("../include"))
            .arg("-I")
            .arg(root().join("ir/include"))
            .arg("-I")
            .arg(root().join("dialects"))
            .arg(root().join(self.source))
            .output()
            .expect("mlir-tblgen runs");
        assert!(
            output.status.success(),
            "{}: {}",
            self.source,
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("what is generated is UTF-8")
    }

    /// Which ops are declared to fold, and to have canonicalisation patterns.
    pub fn declared_folds(&self) -> BTreeMap<String, (bool, bool)> {
        let records = self.made_by(&["--print-records"]);
        let of_op = |record: &str| {
            let name = record.split_once("string opName = \"")?.1.split('"').next()?;
            // An op of ours; classes and upstream's have no dialect of ours.
            let dialect = format!(
                "Dialect opDialect = {}_Dialect;",
                ["Dsa", "Dsk"][usize::from(self.name == "dsk")]
            );
            let says = |bit: &str| record.contains(&format!("bit {bit} = 1;"));
            record.contains(&dialect).then(|| {
                (
                    format!("{}.{name}", self.name),
                    (says("hasFolder"), says("hasCanonicalizer")),
                )
            })
        };
        records.split("\ndef ").filter_map(of_op).collect()
    }

    /// The page as it should be.
    pub fn generate(&self) -> String {
        let generated = self.made_by(self.arguments);
        let (_, body) = generated.split_once("-->\n").expect("the page opens with a comment");
        let mut page = format!(
            "<!-- Generated from {} by the test `docs`. To bless it: DYNSPARSE_BLESS=1 cargo test --workspace --test docs -- reference -->\n\n{}",
            self.source, self.heading
        );
        let mut blank = true;
        for line in body.lines().filter(|line| *line != "[TOC]") {
            // The classes are those of generated C++ that nobody writes.
            let line = match (line.starts_with('#'), line.split_once(" (::dynsparse::")) {
                (true, Some((heading, _))) => heading,
                _ => line.trim_end(),
            };
            if !(blank && line.is_empty()) {
                page += line;
                page.push('\n');
            }
            blank = line.is_empty();
        }
        page.trim_end().to_owned() + "\n"
    }
}

/// A type, op or pass as its page describes it.
pub struct Item {
    /// `dsa.attention`, `!dsa.pattern`, `dsa-densify`.
    pub name: String,
    /// Everything under its heading.
    pub text: String,
}

impl Item {
    /// Its examples, a block each.
    pub fn examples(&self) -> Vec<markdown::Block> {
        let mut blocks = markdown::blocks(&self.text);
        blocks.retain(|block| block.language == "mlir");
        blocks
    }
}

impl Page {
    /// What it describes.
    pub fn items(&self) -> Vec<Item> {
        let page = self.generate();
        let sections = markdown::sections(&page, "###");
        let item = |(heading, text): (&str, &str)| Item {
            name: match heading.trim_matches('`').trim_start_matches('-') {
                // Types are headed by their class.
                class if class.ends_with("Type") => {
                    let mnemonic = class.trim_end_matches("Type").to_lowercase();
                    format!("!{}.{mnemonic}", self.name)
                }
                name => name.to_owned(),
            },
            text: text.to_owned(),
        };
        // An enum is described by the type it is a parameter of.
        let items = sections.into_iter().map(item);
        items.filter(|item| item.name.contains(['.', '-'])).collect()
    }
}

/// Compares a page with the one in the checkout; writes it with `DYNSPARSE_BLESS=1`.
fn check(page: &Page) {
    let path = format!("docs/reference/{}.md", page.name);
    let expected = page.generate();
    if std::env::var_os("DYNSPARSE_BLESS").is_some_and(|value| value == "1") {
        let path = root().join(path);
        fs::create_dir_all(path.parent().expect("the page is in a folder")).expect("docs is writable");
        fs::write(path, expected).expect("docs is writable");
        return;
    }
    let found = fs::read_to_string(root().join(&path)).unwrap_or_default();
    if let Some((line, (found, expected))) = (1..)
        .zip(found.lines().zip(expected.lines()))
        .find(|(_, (a, b))| a != b)
    {
        panic!(
            "{path}:{line} is out of date with {}:\n  found    {found}\n  expected {expected}\n\
             bless it: DYNSPARSE_BLESS=1 cargo test --workspace --test docs -- reference",
            page.source
        );
    }
    assert!(
        found == expected,
        "{path} is out of date with {}: found {} lines, expected {}\nbless it: DYNSPARSE_BLESS=1 cargo test --workspace --test docs -- reference",
        page.source,
        found.lines().count(),
        expected.lines().count()
    );
}

#[test]
fn pages_are_up_to_date() {
    PAGES.iter().for_each(check);
}

/// The page's source includes the file, as `dsa/Tokens.td` is included by `dialects/dsa/Dsa.td`.
fn includes(page: &Page, source: &str) -> bool {
    let Some(name) = source.strip_prefix("dialects/") else {
        return false;
    };
    read(page.source).contains(&format!("include \"{name}\""))
}

/// A new dialect, or a crate with passes, gets a page.
#[test]
fn every_source_has_a_page() {
    let mut sources = Vec::new();
    for crate_folder in ["dialects", "passes", "lowering"] {
        let crate_folder = root().join(crate_folder);
        for entry in fs::read_dir(&crate_folder).expect("the folder is readable").flatten() {
            let path = entry.path();
            let files = if path.is_dir() {
                fs::read_dir(path)
                    .expect("the folder is readable")
                    .flatten()
                    .map(|e| e.path())
                    .collect()
            } else {
                vec![path]
            };
            sources.extend(
                files
                    .into_iter()
                    .filter(|file| file.extension().is_some_and(|e| e == "td")),
            );
        }
    }
    for source in sources {
        let source = source
            .strip_prefix(root())
            .expect("it is in the checkout")
            .display()
            .to_string();
        assert!(
            PAGES
                .iter()
                .any(|page| page.source == source || includes(page, &source)),
            "{source} has no page: add one to PAGES in test/docs/reference.rs"
        );
        assert!(
            read("docs/README.md").contains("reference/"),
            "docs/README.md does not lead to the reference"
        );
    }
}
