//! NumPy's files. `bf16`, which NumPy lacks, is written as `<f4` and read from `<f4` (rounded), or from `<u2` or `V2`, which
//! hold its bits.

use std::{
    fs::File,
    io::{self, BufReader, Cursor, ErrorKind, Read},
    path::Path,
};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use dynsparse_ir::diagnostic::guard;
use dynsparse_lowering::codegen::{array::Array, signature::Element};
use half::f16;
use npyz::{DType, Deserialize, NpyFile, Order, TypeChar, WriterBuilder as _};

/// Reads a `.npy` file, as numbers of type `element`, or of its own type if that is `None`.
///
/// # Errors
///
/// If it cannot be read, is not such a file, ends early, or holds other numbers.
pub fn read(path: &Path, element: Option<Element>) -> Result<Array> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    array(BufReader::new(file), element).with_context(|| path.display().to_string())
}

/// Reads the array of that name in a `.npz` file.
///
/// # Errors
///
/// As [`read`], or if there is no such array: lists those there are.
pub fn read_entry(path: &Path, name: &str, element: Option<Element>) -> Result<Array> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file))
        .map_err(|error| anyhow!("{} is not a .npz file: {error}", path.display()))?;
    let names: Vec<String> = archive
        .file_names()
        .filter_map(|n| Some(n.ok()?.into_owned()))
        .map(|n| n.strip_suffix(".npy").unwrap_or(&n).to_owned())
        .collect();
    ensure!(
        names.iter().any(|n| n == name),
        "{} has no array '{name}'; there are: {}",
        path.display(),
        names.join(", ")
    );
    let entry = archive
        .by_name(&format!("{name}.npy"))
        .map_err(|error| anyhow!("cannot read '{name}' of {}: {error}", path.display()))?;
    array(entry, element).with_context(|| format!("{}:{name}", path.display()))
}

fn array(reader: impl Read, element: Option<Element>) -> Result<Array> {
    // The reader multiplies what the header says.
    let file =
        guard(|| NpyFile::new(reader)).map_err(|_| anyhow!("has a shape of more numbers than can be counted"))?;
    let file = file.map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => anyhow!("is cut short: it ends within its header"),
        _ => anyhow!("is not a .npy file: {error}"),
    })?;
    let dtype = file.dtype();
    let own = element_of(&dtype);
    let element = match element {
        Some(element) if accepts(element, &dtype) => element,
        Some(Element::I1) => bail!(
            "expected dtype {} for i1, found {}: save it as array.astype(bool)",
            dtypes(Element::I1),
            name(&dtype)
        ),
        Some(element) => bail!(
            "expected dtype {} for {element}, found {}",
            dtypes(element),
            name(&dtype)
        ),
        None => own.ok_or_else(|| anyhow!("expected numbers, found dtype {}", name(&dtype)))?,
    };
    let shape: Vec<usize> = file.shape().iter().map(|size| *size as usize).collect();
    let fortran = file.order() == Order::Fortran && shape.len() > 1;
    macro_rules! with {
        ($t:ty, $set:expr) => {
            build(element, &shape, fortran, &values::<$t>(file)?, $set)
        };
    }
    macro_rules! bits {
        ($t:ty) => {
            with!($t, |array, index, value| {
                let bytes = value.to_ne_bytes();
                array.bytes_mut()[index * bytes.len()..][..bytes.len()].copy_from_slice(&bytes);
            })
        };
    }
    let unsigned = matches!(&dtype, DType::Plain(t) if t.type_char() == TypeChar::Uint);
    match (element, unsigned) {
        (Element::F64, _) => bits!(f64),
        (Element::F32, _) => bits!(f32),
        (Element::F16, _) => bits!(f16),
        (Element::Bf16, _) if own == Some(Element::F32) => {
            with!(f32, |array, index, value| array.set_float(index, f64::from(*value)))
        }
        (Element::Bf16, _) if is_raw(&dtype) => {
            with!(Vec<u8>, |array, index, value| array.bytes_mut()[2 * index..][..2]
                .copy_from_slice(value))
        }
        (Element::Bf16, _) | (Element::I16, true) => bits!(u16),
        (Element::I1, true) => {
            let values = values::<u8>(file)?;
            if let Some(at) = values.iter().position(|value| *value > 1) {
                bail!(
                    "expected 0 or 1 for bool, found {} in place {at}: save it as array.astype(bool)",
                    values[at]
                );
            }
            build(element, &shape, fortran, &values, |array, index, value| {
                array.set_int(index, i64::from(*value));
            })
        }
        (Element::I1, false) => with!(bool, |array, index, value| array.set_int(index, i64::from(*value))),
        (Element::I8, true) => bits!(u8),
        (Element::I8, false) => bits!(i8),
        (Element::I16, false) => bits!(i16),
        (Element::I32, true) => bits!(u32),
        (Element::I32, false) => bits!(i32),
        (Element::I64 | Element::Index, true) => bits!(u64),
        (Element::I64 | Element::Index, false) => bits!(i64),
    }
}

/// All numbers, in the order they are stored in.
fn values<T: Deserialize>(file: NpyFile<impl Read>) -> Result<Vec<T>> {
    let shape = file.shape().to_vec();
    let expected = shape.iter().try_fold(1_u64, |product, size| product.checked_mul(*size));
    let Some(expected) = expected else {
        bail!("has a shape of more numbers than can be counted: {shape:?}")
    };
    let reader = file.data::<T>().map_err(|error| anyhow!("{error}"))?;
    let mut values = Vec::new();
    for value in reader {
        match value {
            Ok(value) => values.push(value),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                bail!(
                    "is cut short: expected {expected} numbers of shape {shape:?}, found {}",
                    values.len()
                )
            }
            Err(error) => bail!("cannot read number {}: {error}", values.len()),
        }
    }
    Ok(values)
}

/// An array of values in the order of the file. It is made after they are read: what the header says may be anything.
fn build<T>(
    element: Element,
    shape: &[usize],
    fortran: bool,
    values: &[T],
    set: impl Fn(&mut Array, usize, &T),
) -> Result<Array> {
    let mut array = Array::zeros(element, shape)?;
    for (stored, value) in values.iter().enumerate() {
        let mut index = stored;
        if fortran {
            // The first dimension runs fastest in the file, the last one in the array.
            let mut rest = stored;
            let mut stride = array.len();
            index = 0;
            for size in shape {
                stride /= size;
                index += rest % size * stride;
                rest /= size;
            }
        }
        set(&mut array, index, value);
    }
    Ok(array)
}

fn is_raw(dtype: &DType) -> bool {
    matches!(dtype, DType::Plain(t) if t.type_char() == TypeChar::RawData)
}

/// The element type that holds that dtype's numbers; integers without sign as those with one.
fn element_of(dtype: &DType) -> Option<Element> {
    let DType::Plain(r#type) = dtype else { return None };
    match (r#type.type_char(), r#type.num_bytes()?) {
        (TypeChar::Float, 8) => Some(Element::F64),
        (TypeChar::Float, 4) => Some(Element::F32),
        (TypeChar::Float, 2) => Some(Element::F16),
        (TypeChar::RawData, 2) => Some(Element::Bf16),
        (TypeChar::Bool, 1) => Some(Element::I1),
        (TypeChar::Int | TypeChar::Uint, 1) => Some(Element::I8),
        (TypeChar::Int | TypeChar::Uint, 2) => Some(Element::I16),
        (TypeChar::Int | TypeChar::Uint, 4) => Some(Element::I32),
        (TypeChar::Int | TypeChar::Uint, 8) => Some(Element::I64),
        _ => None,
    }
}

/// True if numbers of that dtype may stand for the element type.
fn accepts(element: Element, dtype: &DType) -> bool {
    let Some(own) = element_of(dtype) else { return false };
    let unsigned = matches!(dtype, DType::Plain(t) if t.type_char() == TypeChar::Uint);
    own == element
        || match element {
            Element::Index => own == Element::I64,
            Element::I1 => own == Element::I8 && unsigned,
            Element::Bf16 => own == Element::F32 || own == Element::I16 && unsigned,
            _ => false,
        }
}

/// The dtypes that [`accepts`] takes, for people.
fn dtypes(element: Element) -> &'static str {
    match element {
        Element::F64 => "float64",
        Element::F32 => "float32",
        Element::F16 => "float16",
        Element::Bf16 => "float32, or uint16 with its bits,",
        Element::I1 => "bool, or uint8 of 0 and 1,",
        Element::I8 => "int8 or uint8",
        Element::I16 => "int16 or uint16",
        Element::I32 => "int32 or uint32",
        Element::I64 | Element::Index => "int64 or uint64",
    }
}

/// The dtype as NumPy calls it in Python.
fn name(dtype: &DType) -> String {
    let DType::Plain(r#type) = dtype else {
        return "with fields".to_owned();
    };
    let bits = r#type.num_bytes().unwrap_or(0) * 8;
    match r#type.type_char() {
        TypeChar::Float => format!("float{bits}"),
        TypeChar::Int => format!("int{bits}"),
        TypeChar::Uint => format!("uint{bits}"),
        TypeChar::Bool => "bool".to_owned(),
        TypeChar::Complex => format!("complex{bits}"),
        TypeChar::Object => "object".to_owned(),
        _ => r#type.to_string(),
    }
}

/// The dtype that an array of these is written as, as NumPy calls it in Python.
pub const fn written_dtype(element: Element) -> &'static str {
    match element {
        Element::F64 => "float64",
        Element::F32 | Element::Bf16 => "float32",
        Element::F16 => "float16",
        Element::I1 => "bool",
        Element::I8 => "int8",
        Element::I16 => "int16",
        Element::I32 => "int32",
        Element::I64 | Element::Index => "int64",
    }
}

/// The bytes of a `.npy` file.
///
/// # Errors
///
/// None in practice: it is written to memory.
pub fn bytes(array: &Array) -> Result<Vec<u8>> {
    let written = match array.element() {
        Element::F64 => encode(array, Array::float),
        Element::F32 | Element::Bf16 => encode(array, |a, i| a.float(i) as f32),
        Element::F16 => encode(array, |a, i| f16::from_f64(a.float(i))),
        Element::I1 => encode(array, |a, i| a.int(i) != 0),
        Element::I8 => encode(array, |a, i| a.int(i) as i8),
        Element::I16 => encode(array, |a, i| a.int(i) as i16),
        Element::I32 => encode(array, |a, i| a.int(i) as i32),
        Element::I64 | Element::Index => encode(array, Array::int),
    };
    written.context("cannot encode an array")
}

fn encode<T: npyz::Serialize + npyz::AutoSerialize>(
    array: &Array,
    get: impl Fn(&Array, usize) -> T,
) -> io::Result<Vec<u8>> {
    let shape: Vec<u64> = array.shape().iter().map(|size| *size as u64).collect();
    let mut bytes = Cursor::new(Vec::new());
    let mut writer = npyz::WriteOptions::new()
        .default_dtype()
        .shape(&shape)
        .writer(&mut bytes)
        .begin_nd()?;
    writer.extend((0..array.len()).map(|index| get(array, index)))?;
    writer.finish()?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(bytes: &[u8], element: Option<Element>) -> Result<Array> {
        array(bytes, element)
    }

    fn error(bytes: &[u8], element: Element) -> String {
        format!("{:#}", back(bytes, Some(element)).unwrap_err())
    }

    #[test]
    fn masks_of_uint8() {
        let file = |values: &[u8]| {
            let mut bytes = Cursor::new(Vec::new());
            let mut writer = npyz::WriteOptions::new()
                .default_dtype()
                .shape(&[values.len() as u64])
                .writer(&mut bytes)
                .begin_nd()
                .unwrap();
            writer.extend(values.iter().copied()).unwrap();
            writer.finish().unwrap();
            bytes.into_inner()
        };
        assert_eq!(back(&file(&[1, 0, 1]), Some(Element::I1)).unwrap().bytes(), [1, 0, 1]);
        let words = error(&file(&[1, 255]), Element::I1);
        assert!(
            words.contains("expected 0 or 1 for bool, found 255 in place 1: save it as array.astype(bool)"),
            "{words}"
        );
    }

    #[test]
    fn there_and_back() {
        for element in Element::ALL {
            let mut next = 0.0;
            let array = Array::from_floats(element, &[2, 3], || {
                next += 1.0;
                next
            })
            .unwrap();
            let again = back(&bytes(&array).unwrap(), Some(element)).unwrap();
            assert_eq!(
                (again.shape(), again.bytes()),
                (array.shape(), array.bytes()),
                "{element}"
            );
        }
        let scalar = Array::zeros(Element::F32, &[]).unwrap();
        assert!(back(&bytes(&scalar).unwrap(), None).unwrap().shape().is_empty());
    }

    fn stored<T: npyz::Serialize + npyz::AutoSerialize>(values: Vec<T>, shape: &[u64], order: Order) -> Vec<u8> {
        let mut bytes = Vec::new();
        let options = npyz::WriteOptions::new().default_dtype().shape(shape).order(order);
        let mut writer = options.writer(&mut bytes).begin_nd().unwrap();
        writer.extend(values).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn fortran_order() {
        let bytes = stored(vec![0_i64, 3, 1, 4, 2, 5], &[2, 3], Order::Fortran);
        let array = back(&bytes, Some(Element::I64)).unwrap();
        assert_eq!((0..6).map(|i| array.int(i)).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn bf16_from_bits_and_floats() {
        let bits = back(&stored(vec![0x3fc0_u16], &[1], Order::C), Some(Element::Bf16)).unwrap();
        let float = back(&stored(vec![1.5_f32], &[1], Order::C), Some(Element::Bf16)).unwrap();
        assert_eq!((bits.float(0), float.float(0)), (1.5, 1.5));
    }

    #[test]
    fn archives() {
        use std::io::Write as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.npz");
        let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
        for (name, method) in [
            ("q", zip::CompressionMethod::Stored),
            ("k", zip::CompressionMethod::Deflated),
        ] {
            let options = zip::write::SimpleFileOptions::default().compression_method(method);
            zip.start_file(format!("{name}.npy"), options).unwrap();
            zip.write_all(&stored(vec![name.len() as i64; 3], &[3], Order::C))
                .unwrap();
        }
        zip.finish().unwrap();
        for name in ["q", "k"] {
            assert_eq!(read_entry(&path, name, Some(Element::Index)).unwrap().int(2), 1);
        }
        let error = |name, element| format!("{:#}", read_entry(&path, name, Some(element)).unwrap_err());
        assert!(
            error("v", Element::I64).contains("has no array 'v'; there are: q, k"),
            "{}",
            error("v", Element::I64)
        );
        assert!(error("q", Element::F32).ends_with("a.npz:q: expected dtype float32 for f32, found int64"));
        let plain = folder.path().join("a.npy");
        std::fs::write(&plain, stored(vec![1_i64], &[1], Order::C)).unwrap();
        assert!(format!("{:#}", read_entry(&plain, "q", None).unwrap_err()).contains("is not a .npz file"));
        assert!(read(&plain, None).is_ok());
    }

    #[test]
    fn bad_files() {
        let good = stored(vec![1.0_f32; 6], &[2, 3], Order::C);
        assert_eq!(
            error(&good[..good.len() - 5], Element::F32),
            "is cut short: expected 6 numbers of shape [2, 3], found 4"
        );
        assert!(
            error(&good[..40], Element::F32).starts_with("is cut short"),
            "{}",
            error(&good[..40], Element::F32)
        );
        assert!(error(b"no such thing at all", Element::F32).starts_with("is not a .npy file"));
        assert!(error(b"", Element::F32).starts_with("is not a .npy file"));
        // A header may say anything.
        let text = String::from_utf8_lossy(&good[10..128]).replace("(2, 3), }      ", "(2, 3000000), }");
        assert!(error(&[&good[..10], text.as_bytes()].concat(), Element::F32).starts_with("is cut short"));
        assert_eq!(
            error(&good, Element::F64),
            "expected dtype float64 for f64, found float32"
        );
        assert_eq!(
            error(&stored(vec![1_i16], &[1], Order::C), Element::Bf16),
            "expected dtype float32, or uint16 with its bits, for bf16, found int16"
        );
    }
}
