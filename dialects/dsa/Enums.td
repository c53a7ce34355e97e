// What ops of both dialects choose from by a word. Included by Dsa.td and Dsk.td.
#ifndef DYNSPARSE_DSA_ENUMS
#define DYNSPARSE_DSA_ENUMS

include "mlir/IR/EnumAttr.td"

def Dsa_Norm : I32EnumAttr<"Norm", "how large a difference of two tokens is", [
    I32EnumAttrCase<"l1", 0>, I32EnumAttrCase<"l2", 1>, I32EnumAttrCase<"max", 2>, I32EnumAttrCase<"mean", 3>]> {
  let cppNamespace = "::dynsparse::dsa";
}

def Dsa_Certainty : I32EnumAttr<"Certainty", "how sure an answer is", [
    I32EnumAttrCase<"max", 0>, I32EnumAttrCase<"margin", 1>, I32EnumAttrCase<"entropy", 2>]> {
  let cppNamespace = "::dynsparse::dsa";
}

def Dsa_Activation : I32EnumAttr<"Activation", "what becomes of a layer's sums", [
    I32EnumAttrCase<"none", 0>, I32EnumAttrCase<"relu", 1>, I32EnumAttrCase<"gelu", 2>,
    I32EnumAttrCase<"gelu_tanh", 3>, I32EnumAttrCase<"silu", 4>]> {
  let cppNamespace = "::dynsparse::dsa";
}

def Dsa_RouterWeights : I32EnumAttr<"RouterWeights", "the experts whose weights add up to 1", [
    I32EnumAttrCase<"chosen", 0>, I32EnumAttrCase<"all", 1>]> {
  let cppNamespace = "::dynsparse::dsa";
}

#endif
