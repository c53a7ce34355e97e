//! What is checked of the kernels that read and write patterns and lists.

use super::invariants::{Invariant, blocks, blocks_of, ids, ids_if_any, number, rows, same_heads, serves, size, tiles};

/// What is checked of a kernel.
pub(super) enum Check {
    /// Of what it reads.
    Reads(Invariant),
    /// Of what it writes.
    Writes(Invariant),
}

/// The kernels whose patterns and lists are checked. A test says so where an op of `dsk` is missing.
pub(super) const CHECKS: &[(&str, &[Check])] = &[
    (
        "dsk.attention",
        &[
            Check::Reads(serves(3, 0)),
            Check::Reads(rows(3, 4, blocks(0, 2, 0), blocks(1, 2, 1))),
        ],
    ),
    (
        "dsk.masked_attention",
        &[
            Check::Reads(serves(3, 0)),
            Check::Reads(rows(3, 4, blocks(0, 2, 0), blocks(1, 2, 1))),
            Check::Reads(ids(3, size(0, 2), size(1, 2))),
        ],
    ),
    (
        "dsk.sddmm",
        &[
            Check::Reads(serves(3, 0)),
            Check::Reads(rows(3, 4, blocks(0, 2, 0), blocks(1, 2, 1))),
            Check::Reads(tiles(3, 7)),
            Check::Reads(ids_if_any(3, size(0, 2), size(1, 2))),
        ],
    ),
    (
        "dsk.sparse_softmax",
        &[
            Check::Reads(serves(2, 7)),
            Check::Reads(rows(2, 3, blocks(7, 2, 0), blocks_of(1, 1))),
            Check::Reads(tiles(2, 0)),
            Check::Reads(tiles(2, 6)),
            Check::Reads(ids_if_any(2, size(7, 2), number(1))),
        ],
    ),
    (
        "dsk.spmm",
        &[
            Check::Reads(serves(2, 6)),
            Check::Reads(rows(2, 3, blocks(6, 2, 0), blocks(1, 2, 1))),
            Check::Reads(tiles(2, 0)),
            Check::Reads(ids_if_any(2, size(6, 2), size(1, 2))),
        ],
    ),
    (
        "dsk.expand_elements",
        &[
            Check::Reads(same_heads(0, 4)),
            Check::Reads(rows(0, 1, blocks(4, 2, 0), blocks(4, 3, 1))),
            Check::Reads(ids(0, size(4, 2), size(4, 3))),
        ],
    ),
    (
        "dsk.compress_elements",
        &[
            Check::Writes(rows(1, 2, blocks(0, 2, 0), blocks(0, 3, 1))),
            Check::Writes(ids(1, size(0, 2), size(0, 3))),
        ],
    ),
    (
        "dsk.expand_mask",
        &[
            Check::Reads(same_heads(0, 2)),
            Check::Reads(rows(0, 1, size(2, 2), size(2, 3))),
        ],
    ),
    (
        "dsk.compress_mask",
        &[Check::Writes(rows(1, 2, size(0, 2), size(0, 3)))],
    ),
    (
        "dsk.top_k_columns",
        &[Check::Writes(rows(2, 3, size(0, 2), size(0, 3)))],
    ),
    (
        "dsk.mass_columns",
        &[
            Check::Reads(serves(3, 0)),
            Check::Reads(rows(3, 4, size(0, 2), size(0, 3))),
            Check::Writes(rows(5, 6, size(0, 2), size(0, 3))),
        ],
    ),
    (
        "dsk.top_k_elements",
        &[
            Check::Writes(rows(2, 3, blocks(0, 2, 0), blocks(0, 3, 1))),
            Check::Writes(ids(2, size(0, 2), size(0, 3))),
        ],
    ),
    ("dsk.gate_tokens", &[Check::Writes(Invariant::Indices(2, size(0, 1)))]),
    ("dsk.update_product", &[Check::Reads(Invariant::Indices(2, size(1, 2)))]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// Ops of `dsk` that hold positions and are not checked, and why.
    const WITHOUT_CHECK: &[(&str, &str)] = &[
        (
            super::super::ASSERTION,
            "is what is checked: its parts have the names of no operands",
        ),
        (
            "dsk.for_blocks",
            "visits what there is; it comes from ops that are checked",
        ),
        (
            "dsk.for_chunks",
            "visits what there is; it comes from ops that are checked",
        ),
        (
            "dsk.gather_rows",
            "any index is allowed: zeros are gathered where there is no token",
        ),
        (
            "dsk.gather_heads",
            "any index is allowed: zeros are gathered where there is no head",
        ),
        (
            "dsk.scatter_heads",
            "any index is allowed: it is passed over where there is no head",
        ),
        (
            "dsk.gather_channels",
            "any index is allowed: zeros are gathered where there is no channel",
        ),
        (
            "dsk.scatter_channels",
            "any index is allowed: it is passed over where there is no channel",
        ),
        (
            "dsk.update_scores",
            "any index is allowed: it is passed over where there is no token",
        ),
        (
            "dsk.update_product_rows",
            "any index is allowed: it is passed over where there is no token",
        ),
        (
            "dsk.scatter_rows",
            "any index is allowed: it is passed over where there is no token",
        ),
    ];

    /// Operands that hold positions, by their names in the TableGen.
    const POSITIONS: [&str; 4] = ["$row_pointers", "$columns", "$indices", "$mask_ids"];

    #[test]
    fn every_op_with_positions_is_checked_or_says_why_not() {
        let checked: BTreeSet<&str> = super::CHECKS.iter().map(|(op, _)| *op).collect();
        let excepted: BTreeSet<&str> = WITHOUT_CHECK.iter().map(|(op, _)| *op).collect();
        assert!(checked.is_disjoint(&excepted));
        let (_, sources) = dynsparse_dialects::SOURCES[1];
        let mut known = BTreeSet::new();
        for definition in sources.iter().flat_map(|source| source.split("\ndef ").skip(1)) {
            let Some((_, mnemonic)) = definition.lines().next().and_then(|line| line.split_once('"')) else {
                continue;
            };
            let op = format!("dsk.{}", mnemonic.split('"').next().unwrap_or_default());
            let listed = checked.contains(op.as_str()) || excepted.contains(op.as_str());
            let holds = POSITIONS.iter().any(|name| definition.contains(name));
            assert!(
                !holds || listed,
                "{op} holds positions: add it to CHECKS in lowering/src/dsa_verify_patterns/kernels.rs, or to WITHOUT_CHECK with a reason"
            );
            known.insert(op);
        }
        let gone: Vec<_> = checked.union(&excepted).filter(|op| !known.contains(**op)).collect();
        assert!(gone.is_empty(), "no ops: {gone:?}");
    }
}
