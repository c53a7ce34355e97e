// What our enumerations use beside upstream's EnumAttr.td; they become Rust enums.
#ifndef DYNSPARSE_ENUMBASE
#define DYNSPARSE_ENUMBASE

include "mlir/IR/EnumAttr.td"

// A case that says what it means.
class DynsparseCase<string word, int number, string means> : I32EnumAttrCase<word, number> {
  string meaning = means;
}

#endif
