//! The functions of the runtime, by name, in one list. In a file of its own: the build script of the crate that carries the
//! runtime as an object file includes it, too.

/// Hands the names of all functions, of compiled code and of who loads it, to a macro.
macro_rules! with_functions {
    ($use:ident) => {
        $use! {
            dynsparse_parallel_for,
            dynsparse_set_num_threads,
            dynsparse_get_num_threads,
            dynsparse_keep_memory,
            dynsparse_compared,
            dynsparse_count,
            dynsparse_invalid_pattern,
            memrefCopy,
            __truncsfbf2,
            __truncdfbf2,
            __truncsfhf2,
            __truncdfhf2,
            __extendhfsf2,
        }
    };
}
