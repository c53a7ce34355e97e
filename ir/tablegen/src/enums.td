// What the test of the generator reads: an enumeration with cases that say what they mean, and one of upstream's.
include "dynsparse/EnumBase.td"

def Example : I32EnumAttr<"Example", "how it is done", [
    DynsparseCase<"one_by_one", 0, "each for itself">, DynsparseCase<"all", 2, "all at once">]>;

def Other : I32EnumAttr<"Other", "what is not asked for", [I32EnumAttrCase<"none", 0>]>;
