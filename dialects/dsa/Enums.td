// What ops of both dialects choose from by a word. Included by Dsa.td and Dsk.td.
#ifndef DYNSPARSE_DSA_ENUMS
#define DYNSPARSE_DSA_ENUMS

include "dynsparse/EnumBase.td"

def Dsa_Norm : I32EnumAttr<"Norm", "how large a difference of two tokens is", [
    DynsparseCase<"l1", 0, "the sum of magnitudes">,
    DynsparseCase<"l2", 1, "the root of the sum of squares">,
    DynsparseCase<"max", 2, "the largest magnitude">,
    DynsparseCase<"mean", 3, "the mean of magnitudes">]> {
  let cppNamespace = "::dynsparse::dsa";
}

def Dsa_Certainty : I32EnumAttr<"Certainty", "how sure an answer is", [
    DynsparseCase<"max", 0, "the highest probability">,
    DynsparseCase<"margin", 1, "how much higher the highest probability is than the second highest">,
    DynsparseCase<"entropy", 2, "how far the entropy is below its maximum, as a share of that">]> {
  let cppNamespace = "::dynsparse::dsa";
}

def Dsa_Activation : I32EnumAttr<"Activation", "what becomes of a layer's sums", [
    DynsparseCase<"none", 0, "nothing">,
    DynsparseCase<"relu", 1, "`max(z, 0)`">,
    DynsparseCase<"gelu", 2, "`z / 2 * (1 + erf(z / sqrt(2)))`">,
    DynsparseCase<"gelu_tanh", 3, "the same by way of `tanh`">,
    DynsparseCase<"silu", 4, "`z / (1 + exp(-z))`">]> {
  let cppNamespace = "::dynsparse::dsa";
}

def Dsa_RouterWeights : I32EnumAttr<"RouterWeights", "the experts whose weights add up to 1", [
    DynsparseCase<"chosen", 0, "those that a token is sent to">,
    DynsparseCase<"all", 1, "every expert">]> {
  let cppNamespace = "::dynsparse::dsa";
}

#endif
