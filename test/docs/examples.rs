//! The example in a description is a test.
//!
//! In the description of a type or an op, each `mlir` block is a module: it parses, verifies, and reads back from what it is
//! printed as. In that of a pass, a module, a line that begins with `becomes`, and a second module are one: the pass, with the
//! options quoted after `with`, makes the second of the first. Where the second leaves something out (`...`), what it does show
//! is compared with the text that `ds-opt` prints; else both are printed by `ds-opt` first.

use crate::{
    compare::compare,
    markdown::Block,
    reference::{Item, PAGES},
    tools::ds_opt,
};

#[test]
fn of_types_and_ops_parse_verify_and_read_back() {
    for item in PAGES[..2].iter().flat_map(super::reference::Page::items) {
        for example in item.examples() {
            if let Err(message) = reads_back(&example) {
                panic!("the example of {}:\n{}\n{message}", item.name, example.text);
            }
        }
    }
}

fn reads_back(example: &Block) -> Result<(), String> {
    let printed = ds_opt(&[], &example.text)?;
    for arguments in [&[][..], &["--mlir-print-op-generic"]] {
        let written = ds_opt(arguments, &example.text)?;
        let again = ds_opt(&[], &written)?;
        if again != printed {
            return Err(format!("printed as\n{printed}\nreads back as\n{again}"));
        }
    }
    Ok(())
}

#[test]
fn of_passes_do_what_they_say() {
    for item in PAGES[2..].iter().flat_map(super::reference::Page::items) {
        if let Err(message) = becomes(&item) {
            panic!("the example of {}:\n{message}", item.name);
        }
    }
}

fn becomes(item: &Item) -> Result<(), String> {
    let examples = item.examples();
    for (before, after) in examples.iter().zip(examples.iter().skip(1)) {
        if !after.above.starts_with("becomes") {
            continue;
        }
        let options = after.above.split('`').nth(1).unwrap_or("");
        let pass = if options.is_empty() {
            format!("--{}", item.name)
        } else {
            format!("--{}={options}", item.name)
        };
        let found = ds_opt(&[&pass], &before.text)?;
        if after.text.contains("...") {
            compare(&found, &after.text)?;
        } else {
            let expected = ds_opt(&[], &after.text)?;
            if found != expected {
                return Err(format!("becomes\n{found}\nbut the description says\n{expected}"));
            }
        }
    }
    Ok(())
}
