//! On which CPUs workers run.
//!
//! A worker that wakes is put by the system on the CPU where its data may be, that of the thread which woke it; the loads of CPUs are
//! balanced some milliseconds later, when a loop of a frame has ended, so that two threads take as long as one while a CPU
//! idles. So workers are kept off the CPU of the caller while it stays there.

#[cfg(target_os = "linux")]
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

#[cfg(target_os = "linux")]
use rustix::thread::{CpuSet, Pid, gettid, sched_getaffinity, sched_getcpu, sched_setaffinity};

/// The threads of a pool, and the CPU that they are kept off.
#[cfg(target_os = "linux")]
pub struct Places {
    size: usize,
    threads: Mutex<Vec<Pid>>,
    /// One more than the CPU's number; 0 if there is none.
    kept_off: AtomicUsize,
    /// Where the thread that made the pool may run, and so its workers; `None` if that is a single CPU, or not known.
    allowed: Option<CpuSet>,
}

#[cfg(target_os = "linux")]
impl Places {
    /// For a pool of that many workers.
    pub fn new(size: usize) -> Self {
        Self {
            size,
            threads: Mutex::default(),
            kept_off: AtomicUsize::new(0),
            allowed: sched_getaffinity(None).ok().filter(|allowed| allowed.count() > 1),
        }
    }

    /// Called by each worker as it starts.
    pub fn add_this_thread(&self) {
        self.threads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(gettid());
    }

    /// Keeps the workers off the CPU on which this is called. It costs a call of the system a worker, and nothing where they are kept
    /// off it already. It is a wish: where the system refuses it the loop is right, and slower.
    pub fn keep_off_this_cpu(&self) {
        let Some(allowed) = self.allowed else { return };
        let cpu = sched_getcpu();
        if self.kept_off.load(Ordering::Relaxed) == cpu + 1 || cpu >= CpuSet::MAX_CPU {
            return;
        }
        let mut others = allowed;
        others.unset(cpu);
        let threads = self.threads.lock().unwrap_or_else(PoisonError::into_inner);
        for thread in threads.iter() {
            let _ = sched_setaffinity(Some(*thread), &others);
        }
        // Workers that have not started yet are told the next time.
        if threads.len() == self.size {
            self.kept_off.store(cpu + 1, Ordering::Relaxed);
        }
    }
}

/// Elsewhere the system decides.
#[cfg(not(target_os = "linux"))]
pub struct Places;

#[cfg(not(target_os = "linux"))]
impl Places {
    /// For a pool of any size.
    pub fn new(_: usize) -> Self {
        Self
    }

    /// Nothing is known of it.
    pub fn add_this_thread(&self) {}

    /// Nothing is done.
    pub fn keep_off_this_cpu(&self) {}
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{sync::mpsc, thread};

    use super::*;

    #[test]
    fn workers_are_kept_off_the_cpu_of_the_caller() {
        let places = Places::new(1);
        let Some(allowed) = places.allowed else {
            places.keep_off_this_cpu();
            return;
        };
        let (started, is_started) = mpsc::channel();
        let (end, is_end) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let of_worker = &places;
            scope.spawn(move || {
                of_worker.add_this_thread();
                started.send(gettid()).expect("the test waits for it");
                let _ = is_end.recv();
            });
            let worker = is_started.recv().expect("the worker starts");
            let cpus = (0..CpuSet::MAX_CPU).filter(|cpu| allowed.is_set(*cpu)).take(2);
            for cpu in cpus {
                let mut only = CpuSet::new();
                only.set(cpu);
                sched_setaffinity(None, &only).expect("this thread may run where it is allowed to");
                places.keep_off_this_cpu();
                let mut others = allowed;
                others.unset(cpu);
                assert_eq!(sched_getaffinity(Some(worker)).expect("the worker is there"), others);
            }
            drop(end);
        });
    }
}
