//! Does many things on as many threads as the machine has, each with a library of its own, and gives what
//! came of them in their order.

use crate::library::Library;
use crate::run::{Options, RunError};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Most threads: each holds a library of compiled definitions.
const MOST_THREADS: usize = 8;

/// Does so many things.
///
/// # Errors
/// When there is no thread to work on.
pub fn side_by_side<T: Send>(
    count: usize,
    options: &Options,
    work: &(impl AsyncFn(&mut Library, usize) -> T + Sync),
) -> Result<Vec<T>, RunError> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        runtime.map_err(RunError::Runtime)?.block_on(async {
            let mut library = Library::over(options.workflows.clone());
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= count {
                    return Ok::<_, RunError>(done);
                }
                done.push((at, work(&mut library, at).await));
            }
        })
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).clamp(1, MOST_THREADS);
    let mut all = Vec::with_capacity(count);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            let ended = std::io::Error::other("a scenario ended the thread it was played on");
            all.extend(worker.join().unwrap_or(Err(RunError::Runtime(ended)))?);
        }
        Ok::<_, RunError>(())
    })?;
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, done)| done).collect())
}
