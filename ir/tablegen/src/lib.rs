//! Reads TableGen in build scripts. From a `Passes.td` it writes the Rust that a crate of passes includes: option structs and
//! enums, the declarations (`PassInfo`), statistics indices, and `register_passes`. From a dialect's declaration it writes its
//! enumerations.
//!
//! It knows the records of `mlir/Pass/PassBase.td`, `mlir/IR/EnumAttr.td`, `dynsparse/PassBase.td` and `dynsparse/EnumBase.td`,
//! and no pass nor enumeration by name.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use tblgen::{TableGenParser, record::Record};

/// The folder with MLIR's own `.td` files.
pub fn mlir_include() -> PathBuf {
    PathBuf::from(env::var("TABLEGEN_220_PREFIX").unwrap_or_else(|_| "/usr/lib/llvm-22".to_owned())).join("include")
}

/// The folder with `dynsparse/*.td`.
pub fn dynsparse_include() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../include")
}

/// Writes `passes.rs` in `OUT_DIR` from the `Passes.td` at `path`, relative to the crate, and tells Cargo what it read.
///
/// # Panics
///
/// With the reason, if the file does not parse or declares what the generator does not know: this is for build scripts.
pub fn generate_passes(path: &str) {
    println!("cargo:rerun-if-changed={path}");
    println!("cargo:rerun-if-changed={}", dynsparse_include().display());
    generate("passes.rs", path, passes);
}

/// Writes `enums.rs` in `OUT_DIR` from the declaration of a dialect at `path`, relative to the crate: each enumeration whose cases
/// are `DynsparseCase`, with what its cases mean, their words and their numbers.
///
/// # Panics
///
/// With the reason, if the file does not parse: this is for build scripts.
pub fn generate_enums(path: &str) {
    generate("enums.rs", path, enums);
}

fn generate(name: &str, path: &str, text: impl Fn(&Path) -> Result<String, Box<dyn Error>>) {
    let text = text(Path::new(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let out = Path::new(&env::var("OUT_DIR").expect("build scripts have OUT_DIR")).join(name);
    fs::write(out, text).expect("OUT_DIR is writable");
}

/// A parser of a source, which may include files of the crate, MLIR's and ours.
fn parser(source: &str) -> Result<TableGenParser<'_>, Box<dyn Error>> {
    Ok(TableGenParser::new()
        .add_source(source)?
        .add_include_directory(".")
        .add_include_directory(&mlir_include().to_string_lossy())
        .add_include_directory(&dynsparse_include().to_string_lossy()))
}

fn enums(path: &Path) -> Result<String, Box<dyn Error>> {
    let source = fs::read_to_string(path)?;
    let keeper = parser(&source)?.parse().map_err(|error| error.to_string())?;
    let mut out = String::from("// Generated from TableGen.\n\n");
    for record in keeper.all_derived_definitions("EnumInfo") {
        let declared = record.list_of_defs_value("enumerants")?;
        if !declared.iter().all(|case| case.subclass_of("DynsparseCase")) {
            continue;
        }
        let mut cases = Vec::new();
        let mut numbers = String::new();
        for case in declared {
            let word = case.str_value("str")?.to_owned();
            writeln!(
                numbers,
                "            {} => Some(Self::{}),",
                case.int_value("value")?,
                camel(&word)
            )?;
            cases.push(Case {
                word,
                documentation: sentence(case.str_value("meaning")?),
            });
        }
        let name = record.str_value("className")?;
        declare_enum(&mut out, name, &sentence(record.str_value("summary")?), &cases)?;
        write!(
            out,
            "impl {name} {{\n    /// The one of that number, as attributes hold it.\n    \
             pub fn from_number(number: i64) -> Option<Self> {{\n        match number {{\n{numbers}            \
             _ => None,\n        }}\n    }}\n}}\n\n"
        )?;
    }
    Ok(out)
}

/// A phrase of TableGen as a sentence.
fn sentence(phrase: &str) -> String {
    let mut letters = phrase.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}

fn passes(path: &Path) -> Result<String, Box<dyn Error>> {
    let source = fs::read_to_string(path)?;
    let keeper = parser(&source)?.parse().map_err(|error| error.to_string())?;
    let mut out = String::from("// Generated from Passes.td.\n\n");
    let mut register = String::new();
    for record in keeper.all_derived_definitions("PassBase") {
        let pipeline = record.subclass_of("Pipeline");
        declare(&mut out, record, pipeline)?;
        let kind = if pipeline { "pipeline" } else { "pass" };
        writeln!(
            register,
            "    dynsparse_ir::pass::register_{kind}::<{}>();",
            record.name()?
        )?;
    }
    write!(
        out,
        "/// Registers every pass and pipeline of this crate with MLIR.\npub fn register_passes() {{\n{register}}}\n"
    )?;
    Ok(out)
}

fn declare(out: &mut String, record: Record, pipeline: bool) -> Result<(), Box<dyn Error>> {
    let name = record.name()?;
    let summary = record.str_value("summary")?;
    let options: Vec<Opt> = record
        .list_of_defs_value("options")?
        .into_iter()
        .map(|o| Opt::read(name, o))
        .collect::<Result<_, _>>()?;
    for option in &options {
        if let Some(allowed) = &option.allowed {
            let case = |word: &String| Case {
                word: word.clone(),
                documentation: format!("`{word}`"),
            };
            let cases: Vec<Case> = allowed.iter().map(case).collect();
            declare_enum(out, &option.rust_type, &option.description, &cases)?;
        }
    }

    let documentation = record.str_value("description").unwrap_or("");
    writeln!(out, "/// {summary}\n///")?;
    for line in documentation.trim().lines() {
        let line = line.strip_prefix("    ").unwrap_or(line).trim_end();
        let line = if line.trim() == "```mlir" { "```text" } else { line };
        writeln!(out, "/// {line}")?;
    }
    writeln!(
        out,
        "#[derive(Clone, Debug)]\n#[allow(clippy::doc_markdown, clippy::struct_excessive_bools)]\npub struct {name} {{"
    )?;
    for option in &options {
        writeln!(
            out,
            "    /// {}\n    pub {}: {},",
            option.description, option.field, option.rust_type
        )?;
    }
    writeln!(out, "}}\n")?;

    let statistics = record.list_of_defs_value("statistics")?;
    if !statistics.is_empty() {
        writeln!(out, "impl {name} {{")?;
        for (index, statistic) in statistics.iter().enumerate() {
            let constant = snake(statistic.str_value("cppName")?).to_uppercase();
            let description = statistic.str_value("description")?;
            writeln!(
                out,
                "    /// Statistic: {description}\n    pub const {constant}: usize = {index};"
            )?;
        }
        writeln!(out, "}}\n")?;
    }

    writeln!(
        out,
        "impl dynsparse_ir::pass::Declared for {name} {{\n    \
         const INFO: &'static dynsparse_ir::pass::PassInfo = &dynsparse_ir::pass::PassInfo {{\n        \
         name: {name:?},\n        argument: {:?},\n        summary: {summary:?},\n        anchor: {:?},\n        \
         dependent_dialects: &{:?},",
        record.str_value("argument")?,
        if pipeline {
            ""
        } else {
            anchor(record.str_value("baseClass")?)?
        },
        record
            .list_of_strings_value("dependentDialects")?
            .iter()
            .map(|d| dialect_name(d))
            .collect::<Vec<_>>(),
    )?;
    writeln!(out, "        options: &[")?;
    for o in &options {
        writeln!(
            out,
            "            dynsparse_ir::pass::OptionInfo {{ name: {:?}, kind: dynsparse_ir::pass::OptionKind::{}, \
             default: {:?}, allowed: {}, description: {:?} }},",
            o.argument,
            o.kind,
            o.default,
            if o.allowed.is_some() {
                format!("{}::WORDS", o.rust_type)
            } else {
                "&[]".to_owned()
            },
            o.description
        )?;
    }
    writeln!(out, "        ],\n        statistics: &[")?;
    for statistic in &statistics {
        writeln!(
            out,
            "            dynsparse_ir::pass::StatisticInfo {{ name: {:?}, description: {:?} }},",
            statistic.str_value("name")?,
            statistic.str_value("description")?
        )?;
    }
    let values = if options.is_empty() { "_" } else { "values" };
    writeln!(
        out,
        "        ],\n    }};\n\n    fn from_options({values}: &[&str]) -> Self {{\n        Self {{"
    )?;
    for (index, o) in options.iter().enumerate() {
        writeln!(
            out,
            "            {}: {},",
            o.field,
            o.read.replace('$', &format!("values[{index}]"))
        )?;
    }
    writeln!(out, "        }}\n    }}\n}}\n")?;
    Ok(())
}

/// A Rust enum, and its words.
fn declare_enum(out: &mut String, name: &str, documentation: &str, cases: &[Case]) -> Result<(), Box<dyn Error>> {
    writeln!(
        out,
        "/// {documentation}\n#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum {name} {{"
    )?;
    for case in cases {
        writeln!(out, "    /// {}\n    {},", case.documentation, camel(&case.word))?;
    }
    writeln!(
        out,
        "}}\n\nimpl {name} {{\n    /// The words of all.\n    pub const WORDS: &'static [&'static str] = &{:?};\n\n    /// The one of that word.\n    pub fn from_word(word: &str) -> Option<Self> {{\n        match word {{",
        cases.iter().map(|case| &case.word).collect::<Vec<_>>()
    )?;
    for Case { word, .. } in cases {
        writeln!(out, "            {word:?} => Some(Self::{}),", camel(word))?;
    }
    writeln!(
        out,
        "            _ => None,\n        }}\n    }}\n\n    /// Its word.\n    pub fn word(self) -> &'static str {{\n        match self {{"
    )?;
    for Case { word, .. } in cases {
        writeln!(out, "            Self::{} => {word:?},", camel(word))?;
    }
    writeln!(out, "        }}\n    }}\n}}\n")?;
    Ok(())
}

/// A case of an enum.
struct Case {
    word: String,
    documentation: String,
}

struct Opt {
    argument: String,
    field: String,
    kind: &'static str,
    rust_type: String,
    /// Rust that reads the value from the text `$`.
    read: String,
    default: String,
    description: String,
    allowed: Option<Vec<String>>,
}

impl Opt {
    fn read(pass: &str, record: Record) -> Result<Self, Box<dyn Error>> {
        let argument = record.str_value("argument")?.to_owned();
        let field = snake(record.str_value("cppName")?);
        let list = record.subclass_of("ListOption");
        let allowed = record
            .subclass_of("EnumOption")
            .then(|| record.list_of_strings_value("allowed"))
            .transpose()?
            .map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
        let declared = record.str_value("type")?;
        let (kind, rust_type, read) = match (declared, list) {
            _ if allowed.is_some() => {
                let name = format!("{pass}{}", camel(&field));
                let read = format!(
                    "{name}::from_word($).unwrap_or_else(|| unreachable!(\"the option parser takes declared words only\"))"
                );
                ("Enum", name, read)
            }
            ("bool", false) => ("Bool", "bool".into(), "$ == \"true\"".into()),
            ("int64_t", false) => ("Int", "i64".into(), "$.parse().unwrap_or_default()".into()),
            ("double", false) => ("Float", "f64".into(), "$.parse().unwrap_or_default()".into()),
            ("std::string", false) => ("String", "String".into(), "$.to_owned()".into()),
            ("std::string", true) => (
                "StringList",
                "Vec<String>".into(),
                "$.split(',').filter(|v| !v.is_empty()).map(str::to_owned).collect()".into(),
            ),
            ("int64_t", true) => (
                "IntList",
                "Vec<i64>".into(),
                "$.split(',').filter_map(|v| v.parse().ok()).collect()".into(),
            ),
            (other, _) => return Err(format!("option '{argument}': type '{other}' is not supported").into()),
        };
        let default = record.str_value("defaultValue")?.trim_matches('"').to_owned();
        let description = record
            .str_value("description")?
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        Ok(Self {
            argument,
            field,
            kind,
            rust_type,
            read,
            default,
            description,
            allowed,
        })
    }
}

/// The op name in `::mlir::OperationPass<func::FuncOp>`.
fn anchor(base_class: &str) -> Result<&'static str, Box<dyn Error>> {
    let inner = base_class
        .trim_start_matches("::mlir::OperationPass<")
        .trim_end_matches('>');
    Ok(
        match inner.trim_start_matches("::mlir::").trim_start_matches("mlir::") {
            "" => "",
            "ModuleOp" => "builtin.module",
            "func::FuncOp" => "func.func",
            "LLVM::LLVMFuncOp" => "llvm.func",
            other => return Err(format!("passes on '{other}' are not supported").into()),
        },
    )
}

/// `::mlir::linalg::LinalgDialect` is the dialect `linalg`: ODS names a dialect's namespace after it.
fn dialect_name(class: &str) -> String {
    class.rsplit("::").nth(1).unwrap_or(class).to_lowercase()
}

fn snake(camel: &str) -> String {
    let mut out = String::new();
    for c in camel.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn camel(word: &str) -> String {
    word.split(['-', '_'])
        .map(|part| {
            let mut letters = part.chars();
            letters
                .next()
                .map(|c| c.to_ascii_uppercase())
                .into_iter()
                .chain(letters)
                .collect::<String>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One pass with an option of every kind, and a pipeline.
    #[test]
    fn what_is_generated() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/example.td");
        insta::assert_snapshot!(passes(&source).expect("the example is valid"));
    }

    #[test]
    fn what_is_generated_of_enums() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/enums.td");
        insta::assert_snapshot!(enums(&source).expect("the example is valid"));
    }

    #[test]
    fn what_is_refused() {
        let refused = |option: &str, anchor: &str| {
            let text = format!(
                "include \"dynsparse/PassBase.td\"\ndef Example : Pass<\"example\", \"{anchor}\"> {{\n  let summary = \"s\";\n  \
                 let options = [{option}];\n}}\n"
            );
            let file = env::temp_dir().join(format!("dynsparse-tablegen-{}.td", std::process::id()));
            fs::write(&file, text).expect("the folder for temporary files is writable");
            let error = passes(&file).expect_err("the example is not valid").to_string();
            let _ = fs::remove_file(file);
            error
        };
        insta::assert_snapshot!(refused(r#"Option<"a", "a", "float", "0", "a float">"#, "func::FuncOp"), @"option 'a': type 'float' is not supported");
        insta::assert_snapshot!(refused("", "scf::ForOp"), @"passes on 'scf::ForOp' are not supported");
    }

    #[test]
    fn names() {
        assert_eq!(snake("stopAfter"), "stop_after");
        assert_eq!(camel("stop-after_all"), "StopAfterAll");
    }
}
