// RUN: ds-lsp-server --lit-test < %s | FileCheck %s
// The language server knows our ops: it says what their verifiers, written in Rust, find wrong.
{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"processId":123,"rootPath":"mlir","capabilities":{},"trace":"off"}}
// -----
{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{
  "uri":"test:///a.mlir",
  "languageId":"mlir",
  "version":1,
  "text":"func.func @f(%m: tensor<1x1x2x2xi1>) {\n  %p = dsa.pattern_from_mask %m : tensor<1x1x2x2xi1> -> !dsa.pattern<1x1x64x64, block = 4x4>\n  return\n}"
}}}
// CHECK: "method": "textDocument/publishDiagnostics"
// CHECK: "message": "'dsa.pattern_from_mask' op
// CHECK: "line": 1
// -----
{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{
  "uri":"test:///b.mlir",
  "languageId":"mlir",
  "version":1,
  "text":"func.func @f(%m: tensor<1x1x2x2xi1>) {\n  %p = dsa.pattern_from_mask %m : tensor<1x1x2x2xi1> -> !dsa.pattern<1x1x8x8, block = 4x4>\n  return\n}"
}}}
// CHECK: "diagnostics": []
// -----
{"jsonrpc":"2.0","id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":"test:///b.mlir"},"position":{"line":1,"character":10}}}
// CHECK: "id": 1
// CHECK: !dsa.pattern<1x1x8x8, block = 4x4>
// -----
{"jsonrpc":"2.0","id":3,"method":"shutdown"}
// -----
{"jsonrpc":"2.0","method":"exit"}
