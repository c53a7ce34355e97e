//! The measures of `confidence`, as text for templates.

use dynsparse_dialects::Certainty;

/// `%sure` of the highest logit `%m`, the second highest `%second`, the sum of weights `%Z` and the sum of weighted
/// differences `%E`, in `f64`; there are `%C` classes, `%C_float` as a float.
pub fn finish(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Max => "%sure = arith.divf %one, %Z : f64",
        Certainty::Margin => {
            "%below = arith.subf %second, %m : f64
             %second_weight = math.exp %below : f64
             %margin = arith.subf %one, %second_weight : f64
             %sure = arith.divf %margin, %Z : f64"
        }
        Certainty::Entropy => {
            "%log_Z = math.log %Z : f64
             %mean = arith.divf %E, %Z : f64
             %entropy = arith.subf %log_Z, %mean : f64
             %most = math.log %C_float : f64
             %share = arith.divf %entropy, %most : f64
             %rest = arith.subf %one, %share : f64
             // Of one class there is no entropy, and no share of it.
             %single = arith.cmpi eq, %C, %c1 : index
             %sole = arith.divf %one, %Z : f64
             %sure = arith.select %single, %sole, %rest : f64"
        }
    }
}
