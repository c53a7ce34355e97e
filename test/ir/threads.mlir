// Passes on functions run on many functions at once, and no function looks at another: the same result, run after run.
//
// RUN: ds-opt %S/../passes/dsa-densify.mlir --mlir-disable-threading --dsa-densify --canonicalize -o %t.one
// RUN: for run in $(seq 40); do ds-opt %S/../passes/dsa-densify.mlir --dsa-densify --canonicalize -o %t.many && cmp %t.one %t.many || exit 1; done
