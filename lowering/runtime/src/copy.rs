//! The copy that MLIR calls for memrefs whose elements do not lie one after the other.

use std::{ffi::c_void, ptr, slice};

/// A memref of any rank, as MLIR hands it to C: the rank, and a pointer to a descriptor (allocated, aligned, offset, sizes,
/// strides; offset and strides in elements).
#[repr(C)]
pub struct UnrankedMemRef {
    rank: i64,
    descriptor: *const c_void,
}

/// Copies `source` to `target`, of the same shape, with elements of `size` bytes, which do not overlap.
///
/// # Safety
///
/// Both are descriptors of memory that may be read and written, with the same sizes.
#[unsafe(no_mangle)]
#[allow(non_snake_case, reason = "MLIR's name")]
pub unsafe extern "C" fn memrefCopy(size: i64, source: *const UnrankedMemRef, target: *const UnrankedMemRef) {
    // SAFETY: by the contract above.
    unsafe {
        let (source, sizes, source_strides) = parts(&*source, size);
        let (target, _, target_strides) = parts(&*target, size);
        copy(size as usize, sizes, source, source_strides, target, target_strides);
    }
}

/// Where the first element is, the sizes and the strides.
///
/// # Safety
///
/// As for [`memrefCopy`].
unsafe fn parts(memref: &UnrankedMemRef, size: i64) -> (*mut u8, &[i64], &[i64]) {
    let rank = memref.rank as usize;
    // SAFETY: a descriptor is three words, then `rank` sizes, then `rank` strides.
    unsafe {
        let words = slice::from_raw_parts(memref.descriptor.cast::<i64>(), 3 + 2 * rank);
        let base = *memref.descriptor.cast::<*mut u8>().add(1);
        (
            base.offset((words[2] * size) as isize),
            &words[3..3 + rank],
            &words[3 + rank..],
        )
    }
}

/// # Safety
///
/// As for [`memrefCopy`]: every element that sizes and strides name from the pointers on is memory of the memrefs.
unsafe fn copy(size: usize, sizes: &[i64], from: *const u8, from_strides: &[i64], to: *mut u8, to_strides: &[i64]) {
    // SAFETY: by the contract above, here and in the recursion.
    unsafe {
        match (sizes, from_strides, to_strides) {
            ([count], [1], [1]) => ptr::copy_nonoverlapping(from, to, *count as usize * size),
            ([count, sizes @ ..], [from_stride, from_strides @ ..], [to_stride, to_strides @ ..]) => {
                for i in 0..*count {
                    let at = |stride: i64| (i * stride * size as i64) as isize;
                    copy(
                        size,
                        sizes,
                        from.offset(at(*from_stride)),
                        from_strides,
                        to.offset(at(*to_stride)),
                        to_strides,
                    );
                }
            }
            _ => ptr::copy_nonoverlapping(from, to, size),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(sizes: &[i64], from_strides: &[i64], to_strides: &[i64]) -> Vec<i32> {
        let source: Vec<i32> = (0..20).collect();
        let mut target = vec![-1; 8];
        let descriptor =
            |base: usize, offset: i64, strides: &[i64]| [&[0, base as i64, offset], sizes, strides].concat();
        let from = descriptor(source.as_ptr() as usize, 1, from_strides);
        let to = descriptor(target.as_mut_ptr() as usize, 0, to_strides);
        let memref = |words: &Vec<i64>| UnrankedMemRef {
            rank: sizes.len() as i64,
            descriptor: words.as_ptr().cast(),
        };
        // SAFETY: the tests stay within both vectors.
        unsafe { memrefCopy(4, &memref(&from), &memref(&to)) };
        target
    }

    #[test]
    fn any_strides() {
        assert_eq!(copied(&[2, 3], &[3, 1], &[4, 1]), [1, 2, 3, -1, 4, 5, 6, -1]);
        assert_eq!(copied(&[2, 3], &[1, 5], &[3, 1]), [1, 6, 11, 2, 7, 12, -1, -1]);
        assert_eq!(copied(&[], &[], &[]), [1, -1, -1, -1, -1, -1, -1, -1]);
        assert_eq!(copied(&[0, 3], &[3, 1], &[3, 1]), [-1; 8]);
    }
}
