//! The checkout, and the programs that the tests run.

use std::{
    env, fs,
    io::Write as _,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
};

/// The checkout.
pub fn root() -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR"));
    tools.parent().expect("the crate is in a folder").to_owned()
}

/// The text of a file of the checkout.
pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// LLVM's programs.
pub fn llvm() -> PathBuf {
    let prefix = env::var("MLIR_SYS_220_PREFIX").unwrap_or_else(|_| "/usr/lib/llvm-22".to_owned());
    Path::new(&prefix).join("bin")
}

/// Every file of the checkout that git does not ignore, relative to it, in order.
pub fn files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .stderr(Stdio::null())
        .output();
    let mut files: Vec<PathBuf> = match listed {
        // In an ignored folder of another clone there is nothing that git knows.
        Ok(output) if output.status.success() && !output.stdout.is_empty() => {
            let names = String::from_utf8_lossy(&output.stdout).into_owned();
            names.split_terminator('\0').map(PathBuf::from).collect()
        }
        // Not a clone, but an unpacked archive or a copy.
        _ => walk(&root(), &root()),
    };
    // Deleted, but not yet committed so; or a folder that is a repository of its own.
    files.retain(|file| root().join(file).is_file());
    files.sort();
    files
}

/// Every file below a folder but what is generated or fetched.
fn walk(folder: &Path, root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is readable").flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !path.is_dir() {
            found.push(path.strip_prefix(root).expect("it is in the checkout").to_owned());
        } else if name == ".cargo" || !(name.starts_with('.') || name == "target") {
            found.extend(walk(&path, root));
        }
    }
    found
}

/// Where tests may write.
pub fn scratch() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs")
}

/// A `PATH` on which the binary under test stands by the names of its tools, then LLVM's programs, then all others.
pub fn path() -> &'static str {
    static SEARCHED: LazyLock<String> = LazyLock::new(|| {
        let links = scratch().join("bin");
        fs::create_dir_all(&links).expect("the scratch folder is writable");
        for tool in [
            "ds-opt",
            "ds-run",
            "ds-translate",
            "ds-bench",
            "ds-lsp-server",
            "ds-reduce",
        ] {
            // In one step, since several runs may do it at once.
            let new = links.join(format!(".{tool}.{}", std::process::id()));
            symlink(env!("CARGO_BIN_EXE_dynsparse"), &new)
                .and_then(|()| fs::rename(&new, links.join(tool)))
                .unwrap_or_else(|error| panic!("cannot link {tool}: {error}"));
        }
        let others = env::var("PATH").unwrap_or_default();
        format!("{}:{}:{others}", links.display(), llvm().display())
    });
    &SEARCHED
}

/// What `ds-opt` makes of a module.
///
/// # Errors
///
/// With its own words, if it fails.
pub fn ds_opt(arguments: &[&str], module: &str) -> Result<String, String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dynsparse"))
        .arg("ds-opt")
        .args(arguments)
        .current_dir(root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary under test runs");
    let mut input = child.stdin.take().expect("stdin is piped");
    // A tool that stops reading early says why itself.
    let _ = input.write_all(module.as_bytes());
    drop(input);
    let output = child.wait_with_output().expect("the binary under test ends");
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
