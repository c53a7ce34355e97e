# How LLVM's lit runs the tests of this folder: /usr/lib/llvm-22/bin/lit test
# `cargo test` runs the same files by test/lit.rs; docs/testing.md says what the two share.
import os, pathlib, platform, shutil, lit.formats

root = pathlib.Path(__file__).resolve().parent.parent
target = root / os.environ.get("CARGO_TARGET_DIR", "target")
llvm = os.environ.get("LLVM_SYS_221_PREFIX", "/usr/lib/llvm-22")
built = [path for profile in ("release", "debug") if (path := target / profile / "dynsparse").exists()]
binary = os.environ.get("DYNSPARSE") or max(built, key=os.path.getmtime, default=None)
if not binary:
    lit_config.fatal(f"expected the binary dynsparse in {target}, found none; run `cargo build`, or set DYNSPARSE to it")

config.name = "dynsparse"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes, config.excludes = [".mlir"], ["Inputs"]
config.test_source_root, config.test_exec_root = str(root / "test"), str(target / "lit")
config.available_features = {platform.system().lower(), platform.machine()}
programs = {"valgrind": ["valgrind"], "qemu-aarch64": ["qemu-aarch64", "aarch64-linux-gnu-gcc"]}
config.available_features |= {feature for feature, needed in programs.items() if all(map(shutil.which, needed))}

# The tools are links to the one binary; FileCheck, not and split-file are LLVM's.
links = target / "lit" / "bin"
links.mkdir(parents=True, exist_ok=True)
for tool in ("ds-opt", "ds-run", "ds-translate", "ds-bench", "ds-lsp-server", "ds-reduce"):
    (new := links / f".{tool}.{os.getpid()}").symlink_to(os.path.abspath(binary))
    new.replace(links / tool)
config.environment["PATH"] = os.pathsep.join([str(links), f"{llvm}/bin", config.environment["PATH"]])
