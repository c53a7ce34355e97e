//! The documentation is true: what it shows is run, what is generated is up to date, and nothing is left out.
//!
//! - [`architecture`]: what `docs/architecture.md` says holds.
//! - [`benchmarks`]: `docs/benchmarks.md` is made from the results beside it.
//! - [`reference`]: `docs/reference` is what the TableGen files generate.
//! - [`reference_table`]: what there is of each op, measured, is in `docs/reference/coverage.md`.
//! - [`decomposition`]: which ops others can stand for is in `docs/reference/decomposition.md`.
//! - [`examples`]: the examples in the descriptions of types, ops and passes parse, verify, read back, and do what they say.
//! - [`coverage`]: every type, op and pass has a summary, a description, an example and tests.
//! - [`howto`]: what the how-tos show builds, and their commands run.
//! - [`walkthrough`]: the commands of `docs/*.md` run, and print what is shown.

mod architecture;
mod benchmarks;
mod compare;
mod coverage;
mod decomposition;
mod examples;
mod howto;
mod markdown;
mod reference;
mod reference_table;
mod tools;
mod walkthrough;
