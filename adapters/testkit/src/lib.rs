//! For tests: a manual clock, a store in memory, a notifier that records, a scripted lot, and the one
//! suite that every store passes; what the machine must have for some tests. Nothing here is used by the binary.

pub mod contract;
mod crowd;
mod doubles;
mod harness;
mod mail_server;
mod manual;
pub mod memory;
mod postgres;
mod proxy;
pub mod required;

pub use crowd::Crowd;
pub use doubles::{Answers, PlainTemplates, Recorder, Scripted, Sent};
pub use harness::{Harness, SAMPLE, content, opening, participant, person};
pub use mail_server::{MailServer, Mailed, Mishap};
pub use manual::ManualClock;
pub use memory::MemoryStore;
pub use postgres::Postgres;
pub use proxy::{Line, Proxy};

use registrar_casework::ports::Ports;
use registrar_engine::moment::Moment;
use std::sync::Arc;

/// A whole world in memory, with its knobs.
#[derive(Clone)]
pub struct World {
    /// The ports over it.
    pub ports: Ports,
    /// What is kept.
    pub store: Arc<MemoryStore>,
    /// The time.
    pub clock: Arc<ManualClock>,
    /// The lot.
    pub lot: Arc<Scripted>,
    /// What left the house.
    pub recorder: Arc<Recorder>,
    /// What other systems answer.
    pub answers: Arc<Answers>,
}

impl World {
    /// An empty world at a moment: `2026-03-02T01:00:00Z`.
    ///
    /// # Panics
    /// If the text is no moment.
    pub fn at(now: &str) -> Self {
        let now: Moment = now.parse().expect("a moment as RFC 3339");
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(ManualClock::at(now));
        let lot = Arc::new(Scripted::default());
        let recorder = Arc::new(Recorder::default());
        let answers = Arc::new(Answers::default());
        let ports = Ports {
            store: store.clone(),
            definitions: store.clone(),
            desk: store.clone(),
            people: store.clone(),
            documents: store.clone(),
            clock: clock.clone(),
            randomness: lot.clone(),
            templates: Arc::new(PlainTemplates),
            notifier: recorder.clone(),
            services: answers.clone(),
        };
        Self { ports, store, clock, lot, recorder, answers }
    }
}

/// A moment from its text.
///
/// # Panics
/// If the text is no moment.
pub fn moment(text: &str) -> Moment {
    text.parse().expect("a moment as RFC 3339")
}
