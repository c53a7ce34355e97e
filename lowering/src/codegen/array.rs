//! Numbers in row-major order, as compiled code takes and gives them.

use aligned_vec::AVec;
use half::{bf16, f16};

use super::{Error, Result, signature::Element};

/// A cache line, and the widest vector register.
const ALIGNMENT: usize = 64;

/// An array with any number of dimensions; a scalar is one without.
#[derive(Clone, Debug)]
pub struct Array {
    element: Element,
    shape: Vec<usize>,
    bytes: AVec<u8>,
}

impl Array {
    /// An array full of zeros.
    ///
    /// # Errors
    ///
    /// If its size in bytes does not fit an `i64`, or there is no memory for it.
    pub fn zeros(element: Element, shape: &[usize]) -> Result<Self> {
        let size = shape
            .iter()
            .try_fold(element.size(), |size, dim| size.checked_mul(*dim))
            .filter(|size| i64::try_from(*size).is_ok())
            .ok_or_else(|| {
                Error::new(format!(
                    "an array of shape {shape:?} of {element} is too large to address"
                ))
            })?;
        let mut bytes = AVec::new(ALIGNMENT);
        bytes.try_reserve_exact(size).map_err(|_| {
            Error::new(format!(
                "there is no memory for an array of shape {shape:?} of {element}: {size} bytes"
            ))
        })?;
        bytes.resize(size, 0);
        Ok(Self {
            element,
            shape: shape.to_vec(),
            bytes,
        })
    }

    /// An array of numbers made by `value`, in order, each rounded to the element type.
    ///
    /// # Errors
    ///
    /// As [`Array::zeros`].
    pub fn from_floats(element: Element, shape: &[usize], mut value: impl FnMut() -> f64) -> Result<Self> {
        let mut array = Self::zeros(element, shape)?;
        for index in 0..array.len() {
            array.set_float(index, value());
        }
        Ok(array)
    }

    /// The same elements in another shape.
    ///
    /// # Panics
    ///
    /// If the shape has not as many elements.
    #[must_use]
    pub fn reshaped(self, shape: &[usize]) -> Self {
        assert_eq!(
            self.len(),
            shape.iter().product::<usize>(),
            "a shape of as many elements"
        );
        Self {
            shape: shape.to_vec(),
            ..self
        }
    }

    /// The type of its elements.
    pub fn element(&self) -> Element {
        self.element
    }

    /// Its sizes.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// How many elements it has.
    pub fn len(&self) -> usize {
        self.bytes.len() / self.element.size()
    }

    /// True without elements.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Its memory, in the machine's byte order; aligned to 64 bytes. An `i1` is a byte 0 or 1.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// As [`Array::bytes`]; what is written for an `i1` must be 0 or 1.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    fn get<const N: usize>(&self, index: usize) -> [u8; N] {
        let mut value = [0; N];
        value.copy_from_slice(&self.bytes[index * N..][..N]);
        value
    }

    fn set<const N: usize>(&mut self, index: usize, value: [u8; N]) {
        self.bytes[index * N..][..N].copy_from_slice(&value);
    }

    /// Element `index` in row-major order as a double; integers beyond 2^53 are rounded.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    pub fn float(&self, index: usize) -> f64 {
        match self.element {
            Element::F64 => f64::from_ne_bytes(self.get(index)),
            Element::F32 => f64::from(f32::from_ne_bytes(self.get(index))),
            Element::F16 => f64::from(f16::from_ne_bytes(self.get(index))),
            Element::Bf16 => f64::from(bf16::from_ne_bytes(self.get(index))),
            _ => self.int(index) as f64,
        }
    }

    /// Element `index` in row-major order as an integer; floats are cut. An `i1` is 0 or 1, other integers have a sign.
    ///
    /// # Panics
    ///
    /// If there is no such element.
    pub fn int(&self, index: usize) -> i64 {
        match self.element {
            Element::I1 => i64::from(self.bytes[index] != 0),
            Element::I8 => i64::from(i8::from_ne_bytes(self.get(index))),
            Element::I16 => i64::from(i16::from_ne_bytes(self.get(index))),
            Element::I32 => i64::from(i32::from_ne_bytes(self.get(index))),
            Element::I64 | Element::Index => i64::from_ne_bytes(self.get(index)),
            _ => self.float(index) as i64,
        }
    }

    /// Sets element `index` to `value`, rounded to the nearest of the element type (integers: cut, and clamped).
    ///
    /// # Panics
    ///
    /// If there is no such element.
    pub fn set_float(&mut self, index: usize, value: f64) {
        match self.element {
            Element::F64 => self.set(index, value.to_ne_bytes()),
            Element::F32 => self.set(index, (value as f32).to_ne_bytes()),
            Element::F16 => self.set(index, f16::from_f64(value).to_ne_bytes()),
            Element::Bf16 => self.set(index, bf16::from_f64(value).to_ne_bytes()),
            Element::I1 => self.bytes[index] = u8::from(value != 0.0),
            Element::I8 => self.set(index, (value as i8).to_ne_bytes()),
            Element::I16 => self.set(index, (value as i16).to_ne_bytes()),
            Element::I32 => self.set(index, (value as i32).to_ne_bytes()),
            Element::I64 | Element::Index => self.set(index, (value as i64).to_ne_bytes()),
        }
    }

    /// Sets element `index` to the low bits of `value` (floats: to the nearest).
    ///
    /// # Panics
    ///
    /// If there is no such element.
    pub fn set_int(&mut self, index: usize, value: i64) {
        match self.element {
            Element::I1 => self.bytes[index] = u8::from(value != 0),
            Element::I8 => self.set(index, (value as i8).to_ne_bytes()),
            Element::I16 => self.set(index, (value as i16).to_ne_bytes()),
            Element::I32 => self.set(index, (value as i32).to_ne_bytes()),
            Element::I64 | Element::Index => self.set(index, value.to_ne_bytes()),
            _ => self.set_float(index, value as f64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_element_type_keeps_small_numbers() {
        for element in Element::ALL {
            let mut array = Array::zeros(element, &[2, 3]).unwrap();
            array.set_float(5, 1.0);
            array.set_int(0, 1);
            let floats: Vec<f64> = (0..6).map(|i| array.float(i)).collect();
            assert_eq!(floats, [1.0, 0.0, 0.0, 0.0, 0.0, 1.0], "{element}");
            assert_eq!(array.int(5), 1);
            assert_eq!(array.bytes().as_ptr() as usize % ALIGNMENT, 0);
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(Array::zeros(Element::F32, &[]).unwrap().len(), 1);
        assert!(Array::zeros(Element::F32, &[3, 0]).unwrap().is_empty());
        assert!(Array::zeros(Element::F64, &[usize::MAX, 2]).is_err());
        let error = Array::zeros(Element::F32, &[1 << 55]).unwrap_err().to_string();
        assert!(error.starts_with("there is no memory for an array of shape"), "{error}");
    }

    #[test]
    fn rounding() {
        let array = Array::from_floats(Element::Bf16, &[1], || 1.0 / 3.0).unwrap();
        assert!((array.float(0) - 1.0 / 3.0).abs() < 1e-2);
        let array = Array::from_floats(Element::I8, &[1], || -300.7).unwrap();
        assert_eq!(array.int(0), -128);
    }
}
