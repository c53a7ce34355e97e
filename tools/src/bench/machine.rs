//! What the numbers were measured on.

use std::{fs, path::Path};

use anyhow::Result;
use dynsparse_lowering::codegen::unit;
use serde::{Deserialize, Serialize};
use sysinfo::System;

/// A machine, as far as it tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's own name.
    pub processor: String,
    /// What LLVM takes it for.
    pub llvm_cpu: String,
    /// Its vector instructions, as LLVM names them.
    pub features: Vec<String>,
    /// Cores that this process may use.
    pub cores: usize,
    /// `L1d 32K`, and so on.
    pub caches: Vec<String>,
    /// Bytes of memory, in 2^30.
    pub memory_gib: f64,
    /// Who sets the clock; `None` where the system does not tell, as in virtual machines.
    pub frequency_policy: Option<String>,
    /// Processes that were running, on average over the last minute, when the measurement began.
    pub load: f64,
    /// The system and its version.
    pub system: String,
}

impl Machine {
    /// This one.
    ///
    /// # Errors
    ///
    /// If the system does not tell of its processor, memory and load.
    pub fn here() -> Result<Self> {
        let mut system = System::new()?;
        system.refresh_memory();
        system.refresh_cpu_all();
        let (llvm_cpu, features) = unit::host_cpu();
        let families = [
            "avx", "fma", "f16c", "amx", "neon", "sve", "bf16", "dotprod", "i8mm", "fullfp16",
        ];
        let features = features
            .split(',')
            .filter_map(|feature| feature.strip_prefix('+'))
            .filter(|feature| families.iter().any(|family| feature.starts_with(family)))
            .map(str::to_owned)
            .collect();
        Ok(Self {
            processor: system
                .cpus()
                .first()
                .map_or_else(String::new, |cpu| cpu.brand().trim().to_owned()),
            llvm_cpu,
            features,
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            caches: caches(Path::new("/sys/devices/system/cpu/cpu0/cache")),
            memory_gib: system.total_memory() as f64 / (1_u64 << 30) as f64,
            frequency_policy: word(Path::new("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")),
            load: System::load_average()?.one,
            system: System::long_os_version().unwrap_or_else(|_| std::env::consts::OS.to_owned()),
        })
    }
}

fn word(file: &Path) -> Option<String> {
    Some(fs::read_to_string(file).ok()?.trim().to_owned())
}

/// The caches that the first core uses, nearest first.
fn caches(folder: &Path) -> Vec<String> {
    let mut caches: Vec<String> = (0..8)
        .map_while(|index| {
            let file = |name: &str| word(&folder.join(format!("index{index}/{name}")));
            let kind = match file("type")?.as_str() {
                "Data" => "d",
                "Instruction" => "i",
                _ => "",
            };
            Some(format!("L{}{kind} {}", file("level")?, file("size")?))
        })
        .collect();
    caches.retain(|cache| !cache.contains('i'));
    caches
}
