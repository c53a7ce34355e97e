llvm.func @subtract(%a: i32, %b: i32) -> i32 {
  %0 = llvm.sub %a, %b : i32
  llvm.return %0 : i32
}
llvm.func @pointer(%a: !llvm.ptr) {
  llvm.return
}
