// The language server knows our dialects: an error of a verifier in Rust is published, and hovering names the op.
// RUN: ds-lsp-server -lit-test < %s | FileCheck %s
{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"processId":123,"rootPath":"mlir","capabilities":{},"trace":"off"}}
// -----
{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{
  "uri":"test:///bad.mlir",
  "languageId":"mlir",
  "version":1,
  "text":"func.func @f() {\n  %p = dsa.dense_pattern() : !dsa.pattern<1x1x?x?, block = 16x16>\n  return\n}"
}}}
// CHECK: "method": "textDocument/publishDiagnostics"
// CHECK: "message": "'dsa.dense_pattern' op has 0 size operands, expected 2: one for each `?` of !dsa.pattern<1x1x?x?, block = 16x16>"
// CHECK: "uri": "test:///bad.mlir"
// -----
{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{
  "uri":"test:///good.mlir",
  "languageId":"mlir",
  "version":1,
  "text":"func.func @f() {\n  %p = dsa.dense_pattern() : !dsa.pattern<1x1x64x64, block = 16x16>\n  return\n}"
}}}
// CHECK: "diagnostics": []
// -----
{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":"test:///good.mlir"},"position":{"line":1,"character":8}}}
// CHECK: "value": "\"dsa.dense_pattern\"
// -----
{"jsonrpc":"2.0","id":3,"method":"shutdown"}
// -----
{"jsonrpc":"2.0","method":"exit"}
