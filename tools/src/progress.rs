//! What is said on standard error while something takes longer than a second; nothing if that is no terminal.

use std::{
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// What is short enough to pass without a word.
pub const SHORT: Duration = Duration::from_secs(1);

/// Shows that something is under way, from the first second on until it is dropped.
pub struct Busy {
    stop: Option<Sender<()>>,
    watcher: Option<JoinHandle<()>>,
}

impl Busy {
    /// Starts counting the second.
    pub fn with(what: &'static str) -> Self {
        let (stop, stopped) = mpsc::channel();
        let watcher = thread::spawn(move || {
            if stopped.recv_timeout(SHORT) == Err(RecvTimeoutError::Timeout) {
                let spinner = ProgressBar::new_spinner().with_message(what);
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                    spinner.set_style(style);
                }
                spinner.enable_steady_tick(Duration::from_millis(200));
                // Ends when the sender is dropped.
                let _ = stopped.recv();
                spinner.finish_and_clear();
            }
        });
        Self {
            stop: Some(stop),
            watcher: Some(watcher),
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(watcher) = self.watcher.take() {
            let _ = watcher.join();
        }
    }
}

/// A bar of `length` steps, if they will take longer than a second together.
pub fn bar(length: usize, expected: Duration) -> ProgressBar {
    if expected < SHORT {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length as u64);
    match ProgressStyle::with_template("running [{bar:30}] {pos}/{len} {elapsed} (eta {eta})") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
