//! The conversions between 16-bit and wider floats that LLVM calls by these names on processors without an instruction
//! for them. The libgcc of Debian 12 lacks those of bf16.
//!
//! `__bf16` and `_Float16` travel in the low 16 bits of a floating-point register, on `x86_64` and `aarch64` alike. Stable
//! Rust has neither type, so an `f32` with these low bits stands for them; its upper bits are ignored.

use half::{bf16, f16};

fn carry(bits: u16) -> f32 {
    f32::from_bits(u32::from(bits))
}

/// f32 to bf16, to the nearest, ties to even.
#[unsafe(no_mangle)]
pub extern "C" fn __truncsfbf2(value: f32) -> f32 {
    carry(bf16::from_f32(value).to_bits())
}

/// f64 to bf16, to the nearest, ties to even.
#[unsafe(no_mangle)]
pub extern "C" fn __truncdfbf2(value: f64) -> f32 {
    carry(bf16::from_f64(value).to_bits())
}

/// f32 to f16, to the nearest, ties to even.
#[unsafe(no_mangle)]
pub extern "C" fn __truncsfhf2(value: f32) -> f32 {
    carry(f16::from_f32(value).to_bits())
}

/// f64 to f16, to the nearest, ties to even.
#[unsafe(no_mangle)]
pub extern "C" fn __truncdfhf2(value: f64) -> f32 {
    carry(f16::from_f64(value).to_bits())
}

/// f16 to f32, exactly.
#[unsafe(no_mangle)]
pub extern "C" fn __extendhfsf2(value: f32) -> f32 {
    f16::from_bits(value.to_bits() as u16).to_f32()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bf16_rounds_to_nearest_even() {
        assert_eq!(__truncsfbf2(1.0).to_bits(), 0x3f80);
        assert_eq!(__truncsfbf2(f32::from_bits(0x3f80_8000)).to_bits(), 0x3f80);
        assert_eq!(__truncsfbf2(f32::from_bits(0x3f81_8000)).to_bits(), 0x3f82);
        assert_eq!(__truncdfbf2(f64::INFINITY).to_bits(), 0x7f80);
        assert!(bf16::from_bits(__truncsfbf2(f32::NAN).to_bits() as u16).is_nan());
    }

    #[test]
    fn f16_there_and_back() {
        for value in [0.0, -0.0, 1.5, 65504.0, f32::INFINITY, 2.0_f32.powi(-24)] {
            assert_eq!(__extendhfsf2(__truncsfhf2(value)).to_bits(), value.to_bits());
        }
        assert!(__extendhfsf2(__truncdfhf2(1e9)).is_infinite());
        // The upper bits of the register are anything.
        assert_eq!(__extendhfsf2(f32::from_bits(0xabcd_3c00)).to_bits(), 1.0_f32.to_bits());
    }
}
