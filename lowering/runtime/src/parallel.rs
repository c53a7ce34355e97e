//! The parallel loop: iterations are taken one by one from a shared counter, by the caller and by workers of a rayon pool.
//!
//! # Invariants
//!
//! - A call returns when its last iteration has ended. A worker that wakes later than that finds the counter exhausted and
//!   touches neither body nor context: the caller never waits for a worker that has nothing to do.
//! - Inside an iteration (of any loop, on any thread) a further loop runs serially, in the same thread.
//! - Idle workers sleep, and so does a caller that waits.
//! - Workers wake on other CPUs than the caller's, where there are others (see [`Places`]).

use std::{
    cell::Cell,
    ffi::c_void,
    num::NonZero,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    thread::{self, Thread},
};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::places::Places;

/// One iteration: the context handed to the loop, and the iteration's number. It must not unwind; as in any `extern "C"`
/// function, a Rust panic in it ends the process.
pub type Body = extern "C" fn(*mut c_void, i64);

thread_local! {
    /// What `dynsparse_set_num_threads` said; 0 for the default.
    static THREADS: Cell<usize> = const { Cell::new(0) };
    /// Whether this thread is in an iteration.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

static WORKERS: Mutex<Option<Arc<Workers>>> = Mutex::new(None);

/// Calls `body(ctx, i)` exactly once for every `0 <= i < count`, on as many threads as [`dynsparse_set_num_threads`] allows,
/// the caller's among them, in no particular order. What iterations wrote is visible to the caller afterwards.
///
/// With one thread, with one iteration, and inside an iteration of another loop, it is a plain loop in ascending order. A
/// `count` that is not positive, or a null `body`, does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn dynsparse_parallel_for(count: i64, body: Option<Body>, ctx: *mut c_void) {
    let Some(body) = body else { return };
    let threads = threads_here().min(usize::try_from(count).unwrap_or(0));
    let workers = if threads > 1 && !INSIDE.get() {
        workers(threads - 1)
    } else {
        None
    };
    let Some(workers) = workers else {
        for i in 0..count {
            body(ctx, i);
        }
        return;
    };
    let run = Arc::new(Loop {
        next: AtomicI64::new(0),
        left: AtomicI64::new(count),
        count,
        body,
        ctx: Context(ctx),
        caller: thread::current(),
    });
    workers.places.keep_off_this_cpu();
    for _ in 1..threads {
        let run = run.clone();
        workers.pool.spawn(move || run.work());
    }
    run.work();
    while run.left.load(Ordering::Acquire) > 0 {
        thread::park();
    }
}

/// Sets on how many threads loops run that this thread starts from now on; 0 or less: on as many as the machine has.
#[unsafe(no_mangle)]
pub extern "C" fn dynsparse_set_num_threads(n: i64) {
    THREADS.set(usize::try_from(n).unwrap_or(0));
}

/// On how many threads a loop would run that this thread started now.
#[unsafe(no_mangle)]
pub extern "C" fn dynsparse_get_num_threads() -> i64 {
    if INSIDE.get() { 1 } else { threads_here() as i64 }
}

fn threads_here() -> usize {
    match THREADS.get() {
        0 => available(),
        n => n,
    }
}

fn available() -> usize {
    thread_local! {
        /// The system call costs microseconds, which a short loop would notice.
        static AVAILABLE: usize = thread::available_parallelism().map_or(1, NonZero::get);
    }
    AVAILABLE.with(|n| *n)
}

/// A pool, and where its threads may run.
struct Workers {
    pool: ThreadPool,
    places: Arc<Places>,
}

impl Workers {
    fn new(size: usize) -> Option<Self> {
        let places = Arc::new(Places::new(size));
        let of_worker = places.clone();
        let pool = ThreadPoolBuilder::new()
            .num_threads(size)
            .thread_name(|index| format!("dynsparse-{index}"))
            .start_handler(move |_| of_worker.add_this_thread())
            .build()
            .ok()?;
        Some(Self { pool, places })
    }
}

/// At least that many workers; `None` if the system gives no threads, and the loop is serial.
fn workers(least: usize) -> Option<Arc<Workers>> {
    let mut workers = WORKERS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(workers) = &*workers
        && workers.pool.current_num_threads() >= least
    {
        return Some(workers.clone());
    }
    // A smaller pool ends when the last loop that uses it has ended.
    *workers = Workers::new(least.max(available() - 1)).map(Arc::new);
    workers.clone()
}

/// One call of the loop, shared by those who work on it.
struct Loop {
    next: AtomicI64,
    left: AtomicI64,
    count: i64,
    body: Body,
    ctx: Context,
    caller: Thread,
}

/// What the caller handed over for its iterations.
struct Context(*mut c_void);

// SAFETY: the pointer is only passed on to the body, which by the contract of `dynsparse_parallel_for` may be called from
// several threads at once.
unsafe impl Send for Context {}
// SAFETY: as above.
unsafe impl Sync for Context {}

impl Loop {
    /// Takes iterations until none is left.
    fn work(&self) {
        let mut done = 0;
        INSIDE.set(true);
        loop {
            // The counter goes past `count` by one for each worker, so it does not wrap.
            let i = self.next.fetch_add(1, Ordering::Relaxed);
            if i >= self.count {
                break;
            }
            (self.body)(self.ctx.0, i);
            done += 1;
        }
        INSIDE.set(false);
        if done > 0 && self.left.fetch_sub(done, Ordering::AcqRel) == done {
            self.caller.unpark();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::atomic::AtomicUsize, time::Duration};

    use super::*;

    extern "C" fn count_visit(ctx: *mut c_void, i: i64) {
        // SAFETY: every test passes a `Vec<AtomicUsize>` longer than its count.
        let visits = unsafe { &*ctx.cast::<Vec<AtomicUsize>>() };
        visits[i as usize].fetch_add(1, Ordering::Relaxed);
    }

    fn visits(n: usize) -> Vec<AtomicUsize> {
        (0..n).map(|_| AtomicUsize::new(0)).collect()
    }

    fn run<T>(count: i64, body: Body, ctx: &T) {
        dynsparse_parallel_for(count, Some(body), std::ptr::from_ref(ctx).cast_mut().cast());
    }

    #[test]
    fn every_iteration_once() {
        for threads in [1, 2, 3, 8] {
            dynsparse_set_num_threads(threads);
            for count in [0, 1, 2, 7, 1000] {
                let seen = visits(1000);
                run(count, count_visit, &seen);
                let (first, rest) = seen.split_at(count as usize);
                assert!(
                    first.iter().all(|v| v.load(Ordering::Relaxed) == 1),
                    "{threads} threads, {count} iterations"
                );
                assert!(rest.iter().all(|v| v.load(Ordering::Relaxed) == 0));
            }
        }
    }

    #[test]
    fn nothing_to_do() {
        dynsparse_parallel_for(-5, Some(count_visit), std::ptr::null_mut());
        dynsparse_parallel_for(5, None, std::ptr::null_mut());
    }

    #[test]
    fn one_thread_is_in_order_and_in_place() {
        extern "C" fn note(ctx: *mut c_void, i: i64) {
            // SAFETY: the context is the mutex below.
            let seen = unsafe { &*ctx.cast::<Mutex<Vec<(thread::ThreadId, i64)>>>() };
            seen.lock().unwrap().push((thread::current().id(), i));
        }
        dynsparse_set_num_threads(1);
        let seen: Mutex<Vec<(thread::ThreadId, i64)>> = Mutex::default();
        run(5, note, &seen);
        let here = thread::current().id();
        assert_eq!(*seen.lock().unwrap(), (0..5).map(|i| (here, i)).collect::<Vec<_>>());
    }

    #[test]
    fn several_threads_work() {
        extern "C" fn meet(ctx: *mut c_void, _: i64) {
            // SAFETY: the context is the counter below.
            let met = unsafe { &*ctx.cast::<AtomicUsize>() };
            met.fetch_add(1, Ordering::SeqCst);
            // Ends only if the other iteration runs at the same time.
            while met.load(Ordering::SeqCst) < 2 {
                thread::sleep(Duration::from_millis(1));
            }
        }
        dynsparse_set_num_threads(2);
        run(2, meet, &AtomicUsize::new(0));
    }

    #[test]
    fn nested_loops_are_serial() {
        extern "C" fn outer(ctx: *mut c_void, i: i64) {
            extern "C" fn inner(ctx: *mut c_void, _: i64) {
                // SAFETY: the context is the thread's own identity, below.
                let outside = unsafe { &*ctx.cast::<thread::ThreadId>() };
                assert_eq!(*outside, thread::current().id());
            }
            assert_eq!(dynsparse_get_num_threads(), 1);
            run(3, inner, &thread::current().id());
            count_visit(ctx, i);
        }
        dynsparse_set_num_threads(4);
        let seen = visits(50);
        run(50, outer, &seen);
        assert!(seen.iter().all(|v| v.load(Ordering::Relaxed) == 1));
        assert_eq!(dynsparse_get_num_threads(), 4);
    }

    #[test]
    fn callers_at_the_same_time() {
        thread::scope(|scope| {
            for threads in 1..5 {
                scope.spawn(move || {
                    dynsparse_set_num_threads(threads);
                    for _ in 0..200 {
                        let seen = visits(33);
                        run(33, count_visit, &seen);
                        assert!(seen.iter().all(|v| v.load(Ordering::Relaxed) == 1));
                    }
                });
            }
        });
    }

    #[test]
    fn default_is_what_the_machine_has() {
        dynsparse_set_num_threads(0);
        assert_eq!(
            dynsparse_get_num_threads(),
            thread::available_parallelism().unwrap().get() as i64
        );
    }
}
