//! Casework as a whole: the ports, the door and the charts in one cheap handle, and what runs behind it.

use crate::charts::Charts;
use crate::command::{Answer, Command, Rejection};
use crate::dispatch::Dispatch;
use crate::door::Door;
use crate::gathered::Gathered;
use crate::meter::Meter;
use crate::ports::{Loaded, Person, Ports, StoreFault};
use crate::shutdown::Shutdown;
use crate::verdicts::Verdicts;
use crate::wake::Wake;
use crate::writer::Writer;
use crate::{editions, outbox, timers};
use registrar_engine::docket::Hash;
use registrar_engine::id::CaseId;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Rounds after which something is taken to go round without end.
const MOST_ROUNDS: u32 = 100_000;

/// What an installation sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Address of the portal, without a slash at its end: links in messages begin with it.
    pub portal: String,
    /// In which language documents are issued, and people without an account are written to, where the
    /// definition speaks it. Not set, or not spoken: English where the definition speaks that, else its first.
    pub language: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { portal: "http://127.0.0.1:8080".to_owned(), language: None }
    }
}

/// A cheap handle to everything that can be asked of casework.
#[derive(Clone)]
pub struct Casework {
    /// The ports.
    pub ports: Ports,
    /// The charts of deployed definitions.
    pub charts: Arc<Charts>,
    /// The one door.
    pub door: Door,
    /// What is counted.
    pub(crate) meter: Arc<Meter>,
    /// What is proved of deployed definitions.
    pub(crate) verdicts: Arc<Verdicts>,
    /// Who bears a token, by its hash.
    bearers: Arc<Gathered<Hash, Person>>,
    /// Cases that are looked at.
    pub(crate) loads: Arc<Gathered<CaseId, Result<Loaded, StoreFault>>>,
    dispatch: Arc<Dispatch>,
}

/// What runs behind the handle, until it is stopped.
pub struct Running {
    casework: Casework,
    wake: Arc<Wake>,
    loops: watch::Sender<bool>,
    asked: Shutdown,
    writer: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    writing: JoinHandle<()>,
}

impl Casework {
    /// Starts the writer behind the door. Timers and outbox are worked on by [`Running::run_loops`], or
    /// when [`settle`](Casework::settle) is called.
    pub fn start(ports: Ports) -> Running {
        Self::start_with(ports, Settings::default())
    }

    /// The same with settings.
    pub fn start_with(ports: Ports, settings: Settings) -> Running {
        let wake = Arc::new(Wake::default());
        let charts = Arc::new(Charts::new(Arc::clone(&ports.definitions)));
        let meter = Arc::new(Meter::default());
        let (door, orders) = Door::new(ports.clone(), Arc::clone(&meter));
        let (writer, closing) = watch::channel(false);
        let writer_of =
            Writer::new(ports.clone(), Arc::clone(&charts), Arc::clone(&wake), Arc::clone(&meter));
        let writing = tokio::spawn(writer_of.run(orders, closing));
        let (loops, asked) = Shutdown::new();
        let dispatch = Dispatch {
            ports: ports.clone(),
            door: door.clone(),
            charts: Arc::clone(&charts),
            meter: Arc::clone(&meter),
            settings,
        };
        let verdicts = Arc::new(Verdicts::new());
        let casework = Self {
            ports,
            charts,
            door,
            meter,
            verdicts,
            bearers: Arc::default(),
            loads: Arc::default(),
            dispatch: Arc::new(dispatch),
        };
        Running { casework, wake, loops, asked, writer, tasks: Vec::new(), writing }
    }

    /// Address of the portal, without a slash at its end.
    pub fn portal(&self) -> &str {
        &self.dispatch.settings.portal
    }

    /// Has a command executed. When it answers, everything about it is durable.
    ///
    /// # Errors
    /// Why nothing was done.
    pub async fn advance(&self, command: Command) -> Result<Answer, Rejection> {
        self.door.advance(command).await
    }

    /// Whose token has this hash, unless it has expired.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn bearer(&self, hash: Hash) -> Result<Option<Person>, StoreFault> {
        let Ports { people, clock, .. } = self.ports.clone();
        let all = move |hashes: Vec<Hash>| {
            let (people, now) = (Arc::clone(&people), clock.now());
            async move { Ok(people.bearers(&hashes, now).await?.into_iter().collect()) }
        };
        self.bearers.ask(hash, all).await
    }

    /// Fires what is due and performs what is committed, until there is nothing left to do at this moment
    /// of the clock. For scenarios, where no loops run.
    ///
    /// # Errors
    /// When the store fails, or things go round without end.
    pub async fn settle(&self) -> Result<(), StoreFault> {
        for _ in 0..MOST_ROUNDS {
            let fired = timers::fire_due(&self.ports, &self.door).await?;
            let sent = outbox::send_due(&self.dispatch).await?;
            if fired + sent == 0 {
                return Ok(());
            }
        }
        Err(StoreFault::Unavailable("timers or messages go round without end".to_owned()))
    }

    /// Fires the timers that are due now, and nothing else. How many fired.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn fire_due(&self) -> Result<u64, StoreFault> {
        timers::fire_due(&self.ports, &self.door).await
    }

    /// Counts open cases anew for which a newer edition of their calendars has been deployed. How many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount(&self) -> Result<u64, StoreFault> {
        editions::recount(&self.ports, &self.door, &mut BTreeSet::new()).await
    }

    /// Performs the outbox rows that are due now, and nothing else. How many were tried.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn send_due(&self) -> Result<u64, StoreFault> {
        outbox::send_due(&self.dispatch).await
    }
}

impl Running {
    /// The handle.
    pub fn casework(&self) -> Casework {
        self.casework.clone()
    }

    /// Starts the loops for timers, outbox and newer calendars.
    pub fn run_loops(&mut self) {
        let Casework { ports, door, dispatch, .. } = self.casework.clone();
        let editions = editions::run(ports.clone(), door.clone(), self.asked.clone());
        let timers = timers::run(ports, door, Arc::clone(&self.wake), self.asked.clone());
        let outbox = outbox::run(dispatch, Arc::clone(&self.wake), self.asked.clone());
        self.tasks.push(tokio::spawn(timers));
        self.tasks.push(tokio::spawn(editions));
        self.tasks.push(tokio::spawn(outbox));
    }

    /// Stops: the loops finish what they have in hand, then the door closes and the writer finishes what
    /// waits. Nothing that was answered is lost, and nothing that was committed: it goes on at the next start.
    pub async fn stop(self) {
        // The loops come through the door: it closes after them.
        let _ = self.loops.send(true);
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a loop did not end well");
            }
        }
        let _ = self.writer.send(true);
        if let Err(error) = self.writing.await {
            tracing::error!(%error, "the writer did not end well");
        }
    }
}
