//! Option structs, declarations and registration from `Passes.td`.

fn main() {
    dynsparse_tablegen::generate_passes("Passes.td");
}
