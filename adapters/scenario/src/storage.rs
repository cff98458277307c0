//! In what a scenario's cases are kept: in memory, unless the caller has a store to try.

use registrar_casework::ports::{Definitions, Desk, People, Ports, Store};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// The ports of one empty store.
#[derive(Clone)]
pub struct Storage {
    /// Cases, docket, outbox, incidents.
    pub store: Arc<dyn Store>,
    /// Deployed definitions.
    pub definitions: Arc<dyn Definitions>,
    /// Drafts and portal messages.
    pub desk: Arc<dyn Desk>,
    /// Persons, pools, tokens, feeds, invitations.
    pub people: Arc<dyn People>,
}

impl Storage {
    /// All of them on one thing.
    pub fn on<S: Store + Definitions + Desk + People + 'static>(all: &Arc<S>) -> Self {
        Self { store: all.clone(), definitions: all.clone(), desk: all.clone(), people: all.clone() }
    }

    /// These in place of those.
    pub(crate) fn in_place_of(self, ports: Ports) -> Ports {
        let Self { store, definitions, desk, people } = self;
        Ports { store, definitions, desk, people, ..ports }
    }
}

/// An empty store, once it has been made; or why it couldn't be.
pub type Making = Pin<Box<dyn Future<Output = Result<Storage, String>> + Send>>;

/// Makes an empty store for each scenario.
#[derive(Clone, Default)]
pub struct Stores(Option<Arc<dyn Fn() -> Making + Send + Sync>>);

impl Stores {
    /// Stores that are made like this.
    pub fn made_by(make: impl Fn() -> Making + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(make)))
    }

    /// An empty store; none: the one in memory does.
    pub(crate) async fn fresh(&self) -> Result<Option<Storage>, String> {
        match &self.0 {
            Some(make) => make().await.map(Some),
            None => Ok(None),
        }
    }
}

impl fmt::Debug for Stores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Stores(the caller's)" } else { "Stores(in memory)" })
    }
}
