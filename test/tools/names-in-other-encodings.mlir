// A file's name that is no UTF-8 is refused as it is, by every tool, and not looked for by another name.
// RUN: rm -rf %t.dir && mkdir %t.dir && cp %s %t.dir/$(printf 'f\351.mlir')
// RUN: for tool in ds-opt ds-run ds-translate; do not $tool %t.dir/$(printf 'f\351.mlir') 2>&1 | FileCheck %s || exit 1; done
// CHECK: dynsparse: error: expected arguments in UTF-8, found "{{.*}}f\xE9.mlir": a file of such a name has to be renamed

// One that is UTF-8 is as good as any.
// RUN: cp %s %t.dir/$(printf 'f\303\251.mlir')
// RUN: ds-opt %t.dir/$(printf 'f\303\251.mlir') --mlir-print-debuginfo | FileCheck %s --check-prefix=TEXT
// TEXT: f{{.*}}.mlir":

func.func @f() {
  return
}
