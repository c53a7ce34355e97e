//! What malloc does with memory that a program of ours freed.

/// Set to `0`, malloc is left as it is.
const VARIABLE: &str = "DYNSPARSE_KEEP_MEMORY";

/// Asks glibc to keep what is freed for the next call of a program: memory that went back to the system comes back one page
/// fault at a time, which takes as long as a sparse attention of 1568 tokens itself. Other C libraries are left alone, and so
/// is glibc where the environment has `DYNSPARSE_KEEP_MEMORY=0`.
///
/// What is kept, up to 1 GB, was in use at some time: a process holds no more than at its peak. The setting is the
/// process's, not a library's; shared libraries that `ds-translate` makes set it when they are loaded.
#[unsafe(no_mangle)]
pub extern "C" fn dynsparse_keep_memory() {
    if std::env::var_os(VARIABLE).is_some_and(|value| value == "0") {
        return;
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        /// The most that glibc takes.
        const MAPPED_FROM: i32 = 32 << 20;
        const TRIMMED_FROM: i32 = 1 << 30;
        // SAFETY: both are numbers that glibc looks at when it frees.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, MAPPED_FROM);
            libc::mallopt(libc::M_TRIM_THRESHOLD, TRIMMED_FROM);
        }
    }
}
