//! What every handler has at hand.

use crate::attempts::Attempts;
use crate::pages::Pages;
use crate::probes::Readiness;
use crate::sandbox::Sandbox;
use crate::traffic::Traffic;
use registrar_casework::Casework;
use std::ops::Deref;
use std::sync::Arc;

/// An installation as the web sees it.
#[derive(Clone)]
pub struct Site {
    /// Everything that can be asked.
    pub casework: Casework,
    /// The name of the installation: a court, an agency.
    pub name: String,
    /// IANA name of its zone, for times that belong to no case: `Asia/Shanghai`.
    pub zone: String,
    /// Whether cookies go over TLS only. False on loopback alone.
    pub secure_cookies: bool,
    /// What comes in, counted and limited.
    pub traffic: Arc<Traffic>,
}

/// A cheap handle to the site and its pages.
#[derive(Clone)]
pub(crate) struct App(Arc<Inner>);

pub(crate) struct Inner {
    pub site: Site,
    pub pages: Pages,
    pub sandbox: Option<Arc<dyn Sandbox>>,
    pub attempts: Attempts,
    /// Apart: calendar programs go on asking for feeds that have ended, and must not shut the way in to people.
    pub feed_attempts: Attempts,
    pub readiness: Readiness,
}

impl App {
    pub fn new(site: Site, sandbox: Option<Arc<dyn Sandbox>>) -> Self {
        let (attempts, feed_attempts) = (Attempts::default(), Attempts::default());
        Self(Arc::new(Inner {
            site,
            pages: Pages::new(),
            sandbox,
            attempts,
            feed_attempts,
            readiness: Readiness::default(),
        }))
    }

    pub fn casework(&self) -> &Casework {
        &self.site.casework
    }
}

impl Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
