//! Target descriptions: what machine code is made for, and the few numbers that kernels are shaped by.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};

use crate::json;

/// A processor, as kernels and code generation see it.
#[expect(clippy::struct_excessive_bools, reason = "what a processor has or has not")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The target triple; absent: that of this machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triple: Option<String>,
    /// The processor's name in LLVM; absent: this machine's, or the architecture's baseline for another triple.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// Features in LLVM's form, such as `+avx2,-fma`; absent: those of the CPU.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<String>,
    /// Bytes of a vector register.
    pub vector_bytes: u64,
    /// How many of them there are.
    pub vector_registers: u64,
    /// Whether a multiply-add takes an element from memory for all its lanes.
    pub broadcast_operands: bool,
    /// Whether attention has keys in vector lanes, and not queries, where it can: fewer loads for a multiply-add, but keys are
    /// packed first. Where loads are plenty (below), it still has queries that fill vectors in lanes.
    pub keys_in_lanes: bool,
    /// How many loads there may be in the time of a multiply-add of whole vectors. With more than one, a multiply-add that reads
    /// an element from memory leaves time to ask for what is read next.
    #[serde(default = "one")]
    pub loads_per_multiply_add: u64,
    /// Whether there is an instruction for sums of products of `bf16` pairs.
    pub bf16_dot: bool,
    /// How many multiply-adds of whole vectors there may be in the time of that instruction, which multiplies twice as many
    /// numbers. With more than two, `bf16` is multiplied faster once it is widened to `f32`.
    #[serde(default = "one")]
    pub multiply_adds_per_bf16_dot: u64,
    /// Whether there is an instruction for sums of products of `i8` quadruples.
    pub int8_dot: bool,
    /// Whether there is an instruction that multiplies by 2 to the integer part of an operand.
    #[serde(default)]
    pub power_scale: bool,
    /// Whether the instruction for what is left of a number above its floor is no slower than a subtraction.
    #[serde(default)]
    pub fraction_instruction: bool,
    /// Bytes of the first data cache, of one core.
    pub l1_bytes: u64,
    /// Bytes of the second cache, of one core.
    pub l2_bytes: u64,
    /// Steps of an inner loop that are written out.
    pub unroll: u64,
}

const fn one() -> u64 {
    1
}

/// More accumulators hide no more latency.
const MOST_ROWS: u64 = 16;
/// Longer chunks save nothing more.
const MOST_CHUNK_KEYS: u64 = 512;

/// What Sapphire and Emerald Rapids do in the time of `vdpbf16ps`, which starts every second cycle: two multiply-adds a cycle.
const INTEL_BF16_DOT: u64 = 4;

/// The least that every `x86_64` has.
const X86_64: Target = Target {
    triple: None,
    cpu: None,
    features: None,
    vector_bytes: 16,
    vector_registers: 16,
    broadcast_operands: false,
    keys_in_lanes: false,
    loads_per_multiply_add: one(),
    bf16_dot: false,
    multiply_adds_per_bf16_dot: one(),
    int8_dot: false,
    power_scale: false,
    fraction_instruction: false,
    l1_bytes: 32 << 10,
    l2_bytes: 256 << 10,
    unroll: 2,
};
const AVX2: Target = Target {
    vector_bytes: 32,
    l2_bytes: 512 << 10,
    ..X86_64
};
const AVX512: Target = Target {
    vector_bytes: 64,
    vector_registers: 32,
    broadcast_operands: true,
    keys_in_lanes: true,
    power_scale: true,
    l2_bytes: 1 << 20,
    ..X86_64
};
/// The least that every `aarch64` has.
const NEON: Target = Target {
    vector_registers: 32,
    l2_bytes: 512 << 10,
    ..X86_64
};

/// The names that [`Target::read`] knows beside `host`.
pub const NAMES: [&str; 6] = ["x86-64", "avx2", "avx512", "znver4", "sapphirerapids", "neon"];

impl Target {
    /// The target of that name, or of that JSON file. `host`, and nothing, is this machine.
    ///
    /// # Errors
    ///
    /// If there is neither such a name nor such a file, or the file describes no target: says where, what was expected
    /// and what was found.
    pub fn read(name: &str) -> Result<Self, String> {
        if matches!(name, "" | "host") {
            return Ok(Self::host());
        }
        if let Some(known) = Self::known(name) {
            return Ok(known);
        }
        let text = fs::read_to_string(name).map_err(|error| {
            if Path::new(name).extension().is_some() {
                format!("cannot read the target description {name}: {error}")
            } else {
                format!(
                    "expected a target description: host, {}, or a JSON file; found '{name}'",
                    NAMES.join(", ")
                )
            }
        })?;
        let target: Self = json::parse(name, &text)?;
        target
            .check()
            .map_err(|message| format!("{name}:1:1: error: {message}"))?;
        Ok(target)
    }

    fn known(name: &str) -> Option<Self> {
        let made_for = |triple: &str, cpu: &str, numbers: Self| Self {
            triple: Some(triple.to_owned()),
            cpu: Some(cpu.to_owned()),
            ..numbers
        };
        let x86 = |cpu: &str, numbers: Self| made_for("x86_64-unknown-linux-gnu", cpu, numbers);
        Some(match name {
            "x86-64" => x86("x86-64", X86_64),
            "avx2" => x86("x86-64-v3", AVX2),
            "avx512" => x86("x86-64-v4", AVX512),
            "znver4" => Self {
                loads_per_multiply_add: 2,
                bf16_dot: true,
                int8_dot: true,
                ..x86("znver4", AVX512)
            },
            "sapphirerapids" => Self {
                bf16_dot: true,
                multiply_adds_per_bf16_dot: INTEL_BF16_DOT,
                int8_dot: true,
                fraction_instruction: true,
                l1_bytes: 48 << 10,
                l2_bytes: 2 << 20,
                ..x86("sapphirerapids", AVX512)
            },
            "neon" => made_for("aarch64-unknown-linux-gnu", "generic", NEON),
            _ => return None,
        })
    }

    /// The name of the description that shapes kernels for a processor: that of its own, or else of the most able processor
    /// whose instructions it has all.
    ///
    /// `triple` and `cpu` are LLVM's names, `features` what it has in LLVM's form (`+avx2`).
    pub fn name_for(triple: &str, cpu: &str, features: &[String]) -> &'static str {
        let x86 = triple.starts_with("x86_64");
        // Of those that need as much, the last one here is the first of the names.
        NAMES
            .into_iter()
            .rev()
            .filter_map(|name| Some((name, Self::known(name)?)))
            .filter(|(_, known)| known.is_x86_64() == x86 && known.runs_with(features))
            .max_by_key(|(_, known)| (known.cpu.as_deref() == Some(cpu), known.needs().count()))
            .map_or("x86-64", |(name, _)| name)
    }

    /// Whether a processor with these features, in LLVM's form, has the instructions that kernels of this shape become.
    pub fn runs_with(&self, features: &[String]) -> bool {
        self.needs().all(|need| features.iter().any(|has| has == need))
    }

    /// The features whose instructions kernels of this shape become on an `x86_64`.
    fn needs(&self) -> impl Iterator<Item = &'static str> {
        let half = self.is_x86_64() && self.vector_bytes >= 32;
        let wide = half && self.vector_bytes >= 64;
        [
            (half, "+avx2"),
            (half, "+fma"),
            // Of what x86-64-v4 has, whether or not a description asks for it: none is more able by that.
            (wide, "+avx512f"),
            (wide, "+avx512dq"),
            (wide && self.bf16_dot, "+avx512bf16"),
            (wide && self.int8_dot, "+avx512vnni"),
        ]
        .into_iter()
        .filter_map(|(needed, feature)| needed.then_some(feature))
    }

    /// This machine. CPU and features are left to LLVM, which asks the same processor.
    #[cfg(target_arch = "x86_64")]
    pub fn host() -> Self {
        use std::arch::is_x86_feature_detected as has;

        let numbers = if has!("avx512f") && has!("avx512dq") {
            AVX512
        } else if has!("avx2") && has!("fma") {
            AVX2
        } else {
            X86_64
        };
        let mut target = Self {
            bf16_dot: has!("avx512bf16"),
            int8_dot: has!("avx512vnni"),
            ..numbers
        };
        let cpuid = raw_cpuid::CpuId::new();
        // Zen 4: one multiply-add of 64 bytes a cycle, and two loads.
        let is_family_25 = cpuid.get_feature_info().is_some_and(|info| info.family_id() == 25);
        if target.vector_bytes == 64 && is_family_25 {
            target.loads_per_multiply_add = 2;
        }
        let is_intel = cpuid
            .get_vendor_info()
            .is_some_and(|vendor| vendor.as_str() == "GenuineIntel");
        if target.bf16_dot && is_intel {
            target.multiply_adds_per_bf16_dot = INTEL_BF16_DOT;
        }
        // `vreduceps`: one step on Intel, where rounding takes two; three on Zen 4.
        target.fraction_instruction = target.power_scale && is_intel;
        let caches = cpuid.get_cache_parameters();
        for cache in caches.into_iter().flatten() {
            let bytes =
                (cache.associativity() * cache.physical_line_partitions() * cache.coherency_line_size() * cache.sets())
                    as u64;
            match (cache.level(), cache.cache_type()) {
                _ if bytes == 0 => {}
                (1, raw_cpuid::CacheType::Data) => target.l1_bytes = bytes,
                (2, raw_cpuid::CacheType::Unified) => target.l2_bytes = bytes,
                _ => {}
            }
        }
        target
    }

    /// This machine. CPU and features are left to LLVM, which asks the same processor.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn host() -> Self {
        NEON
    }

    /// Whether it is an x86-64.
    pub fn is_x86_64(&self) -> bool {
        let triple = self.triple.as_deref();
        triple.map_or(cfg!(target_arch = "x86_64"), |triple| triple.starts_with("x86_64"))
    }

    /// Whether `bf16` is best multiplied in pairs, by an instruction for them: there is one, and as many multiply-adds in `f32`
    /// take at least as long.
    pub const fn bf16_pairs(&self) -> bool {
        self.bf16_dot && self.multiply_adds_per_bf16_dot <= 2
    }

    /// The description as a JSON file has it.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Checks that kernels can be shaped by the numbers.
    fn check(&self) -> Result<(), String> {
        for (name, value, least, most) in [
            ("vector_bytes", self.vector_bytes, 8, 256),
            ("vector_registers", self.vector_registers, 4, 256),
            ("l1_bytes", self.l1_bytes, 1 << 10, 1 << 30),
            ("l2_bytes", self.l2_bytes, 1 << 10, 1 << 40),
            ("unroll", self.unroll, 1, 64),
            ("loads_per_multiply_add", self.loads_per_multiply_add, 1, 16),
            ("multiply_adds_per_bf16_dot", self.multiply_adds_per_bf16_dot, 1, 64),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!("{name} is {value}, expected {least} to {most}"));
            }
        }
        if !self.vector_bytes.is_power_of_two() {
            return Err(format!(
                "vector_bytes is {}, expected a power of two",
                self.vector_bytes
            ));
        }
        Ok(())
    }

    /// Elements in a vector register.
    pub fn simd(&self, element_bytes: u64) -> u64 {
        (self.vector_bytes / element_bytes).max(1)
    }

    /// Queries of a register tile: a broadcast element that takes an instruction of its own serves several registers.
    pub fn lanes(&self, element_bytes: u64) -> u64 {
        let registers = if self.broadcast_operands {
            1
        } else if self.vector_registers >= 32 {
            4
        } else {
            2
        };
        registers * self.simd(element_bytes)
    }

    /// Keys, or value columns, of a register tile: as many accumulators as the registers hold beside the queries and a
    /// broadcast element.
    pub fn rows(&self, lanes: u64, element_bytes: u64) -> u64 {
        let wide = lanes.div_ceil(self.simd(element_bytes)).max(1);
        let rows = self.vector_registers.saturating_sub(wide + 1) / wide;
        let rows = rows.clamp(1, MOST_ROWS);
        // Blocks are easier to divide by a multiple of four.
        if rows > 8 { rows - rows % 4 } else { rows }
    }

    /// Keys of a chunk, of which each takes that many bytes while all value columns are gone through.
    ///
    /// The longer a chunk, the less is spent between two of them, as long as it takes a small part of the second cache. But
    /// the values of equal tokens are added up to a sum that is rounded the same way each time, and weights of 8 bits are
    /// relative to the greatest of their chunk: only where weights have 16 bits does it grow beyond the first cache.
    pub fn chunk_keys(&self, key_bytes: u64, weight_bits: u32) -> u64 {
        let bytes = if weight_bits == 16 {
            self.l1_bytes.max(self.l2_bytes / 8)
        } else {
            self.l1_bytes
        };
        (bytes / key_bytes.max(1)).clamp(1, MOST_CHUNK_KEYS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_fill_the_registers() {
        let avx2 = Target::read("avx2").unwrap();
        assert_eq!((avx2.lanes(4), avx2.rows(16, 4), avx2.rows(8, 4)), (16, 6, 12));
        assert_eq!((avx2.lanes(8), avx2.rows(8, 8)), (8, 6));
        assert_eq!(avx2.chunk_keys(64 * 4 + 16 * 4, 32), 102);
        let avx512 = Target::read("znver4").unwrap();
        assert_eq!((avx512.lanes(4), avx512.rows(16, 4)), (16, 16));
        let chunks = [32, 16, 8].map(|bits| avx512.chunk_keys(64 * 2 + 16 * 4, bits));
        assert_eq!(chunks, [170, 512, 170]);
        let neon = Target::read("neon").unwrap();
        assert_eq!((neon.lanes(4), neon.rows(16, 4)), (16, 6));
    }

    #[test]
    fn every_name_is_known_and_its_json_reads_back() {
        for name in NAMES.into_iter().chain(["host"]) {
            let target = Target::read(name).unwrap();
            target.check().unwrap();
            assert_eq!(serde_json::from_str::<Target>(&target.json()).unwrap(), target);
        }
    }

    #[test]
    fn processors_have_the_description_that_they_fit() {
        let name = |triple: &str, cpu: &str, features: &str| {
            let features: Vec<String> = features.split_whitespace().map(str::to_owned).collect();
            Target::name_for(triple, cpu, &features)
        };
        let avx512 = "+avx2 +fma +avx512f +avx512dq";
        let dots = format!("{avx512} +avx512bf16 +avx512vnni");
        for (cpu, features, expected) in [
            ("x86-64", "+sse2", "x86-64"),
            ("znver3", "+avx2 +fma", "avx2"),
            ("x86-64-v3", "+avx2", "x86-64"),
            ("skylake-avx512", avx512, "avx512"),
            ("znver5", &dots, "znver4"),
            ("sapphirerapids", &dots, "sapphirerapids"),
            ("sapphirerapids", "+avx2 +fma", "avx2"),
        ] {
            assert_eq!(
                name("x86_64-unknown-linux-gnu", cpu, features),
                expected,
                "{cpu} {features}"
            );
        }
        assert_eq!(name("aarch64-linux-gnu", "generic", "+neon"), "neon");
    }

    #[test]
    fn pairs_of_bf16_are_for_those_that_gain_by_them() {
        let pairs = |name| Target::read(name).unwrap().bf16_pairs();
        assert!(pairs("znver4"));
        assert!(!pairs("sapphirerapids") && !pairs("avx512") && !pairs("avx2"));
        let slower = |multiply_adds_per_bf16_dot| Target {
            multiply_adds_per_bf16_dot,
            ..Target::read("znver4").unwrap()
        };
        assert!(slower(2).bf16_pairs() && !slower(3).bf16_pairs());
    }

    #[test]
    fn errors_say_where_and_what() {
        let error = Target::read("zen9").unwrap_err();
        assert!(error.ends_with("or a JSON file; found 'zen9'"), "{error}");
        let error = Target::read("/nowhere/x.json").unwrap_err();
        assert!(
            error.starts_with("cannot read the target description /nowhere/x.json: "),
            "{error}"
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("target.json");
        let read = |text: &str| {
            fs::write(&file, text).unwrap();
            Target::read(file.to_str().unwrap()).unwrap_err()
        };
        let error = read("{\n  \"l3_bytes\": 1\n}");
        assert!(
            error.contains("target.json:2:12: error: unknown field `l3_bytes`, expected one of"),
            "{error}"
        );
        let error = read(&Target::host().json().replace("\"unroll\": 2", "\"unroll\": 0"));
        assert!(
            error.ends_with("target.json:1:1: error: unroll is 0, expected 1 to 64"),
            "{error}"
        );
    }
}
