//! What the machine code is for: the few numbers that kernels are shaped by.

/// Shape of a register tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegisterTile {
    /// Elements of `f32` in the vectors of a tile; two hardware vectors where registers are few.
    pub lanes: u64,
    /// Rows of a tile: with `lanes`, as many accumulators as the register file holds beside the operands, and at least
    /// as many as multiply-adds are in flight.
    pub rows: u64,
}

impl RegisterTile {
    /// For this machine.
    pub fn host() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx512f") {
                // 32 registers of 16: 16 accumulators, and a row of operands; broadcasts are operands of the multiply-add.
                return Self { lanes: 16, rows: 16 };
            }
            if std::arch::is_x86_feature_detected!("avx2") {
                // 16 registers of 8: 2 x 6 accumulators, two of operands, one broadcast. Measured against 4, 5, 8 and 12
                // rows: 6 is the fastest.
                return Self { lanes: 16, rows: 6 };
            }
        }
        // 16 registers of 4 at least.
        Self { lanes: 8, rows: 4 }
    }
}
