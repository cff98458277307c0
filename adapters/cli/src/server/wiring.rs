//! Which concrete thing stands behind each port: the one place that knows them all.

use registrar_casework::ports::{Clock, Documents, Notifier, Ports, Services, StoreKind, SystemRandomness};
use registrar_casework::{Casework, Settings};
use registrar_engine::chart::Channel;
use registrar_notify::{Endpoint, Mail, Routes, ShortMessages, TeraTemplates, WebServices};
use registrar_store::{Address, BadAddress, Charge, FileDocuments, SqlStore};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where an installation lives.
#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// The folder of the installation: database and documents. With `--store` on a server, the documents only;
    /// nodes on several machines need a folder that all of them see.
    #[arg(long, env = "REGISTRAR_DATA", default_value = "registrar-data")]
    pub data: PathBuf,
    /// Where cases are kept: `sqlite://FILE` or `postgres://USER:PASSWORD@HOST/DATABASE`, several hosts with commas
    /// between them. Left out: `registrar.db` in the folder.
    #[arg(long, env = "REGISTRAR_STORE", hide_env_values = true)]
    // As text: what is wrong with an address is told without showing it, since a password may stand in it.
    pub store: Option<String>,
}

impl Place {
    /// An installation in a folder.
    pub fn folder(data: &Path) -> Self {
        Self { data: data.to_owned(), store: None }
    }

    /// Where its cases are kept.
    ///
    /// # Errors
    /// The address can't be read.
    pub fn address(&self) -> Result<Address, String> {
        match &self.store {
            Some(store) => store.parse().map_err(|e: BadAddress| e.to_string()),
            None => Ok(Address::Sqlite(database(&self.data))),
        }
    }
}

/// The database inside a folder.
pub fn database(folder: &Path) -> PathBuf {
    folder.join("registrar.db")
}

/// The contents of documents inside a folder.
pub fn contents(folder: &Path) -> PathBuf {
    folder.join("documents")
}

/// What differs from one installation to the next.
pub struct Outside {
    /// The time; none: the store's.
    pub clock: Option<Arc<dyn Clock>>,
    /// Mail and short messages.
    pub notifier: Arc<dyn Notifier>,
    /// Other systems.
    pub services: Arc<dyn Services>,
    /// Address of the portal, for links in messages.
    pub portal: Option<String>,
    /// In which language the house writes.
    pub language: Option<String>,
}

/// Ways out of the house, as the operator gives them. Secrets come from the environment only.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Ways {
    /// The mail server: `smtps://user:password@host:465`.
    #[arg(long, env = "REGISTRAR_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// The sender of mail: `Court <no-reply@court.example>`.
    #[arg(long, env = "REGISTRAR_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// The gateway for short messages: an https address.
    #[arg(long, env = "REGISTRAR_SMS", hide_env_values = true)]
    pub sms: Option<String>,
    /// A service that definitions ask: `NAME=https://…`. Repeat for each.
    #[arg(long)]
    pub service: Vec<String>,
    /// Bearer token for the gateway and the services.
    #[arg(long, env = "REGISTRAR_SERVICE_TOKEN", hide_env_values = true)]
    pub service_token: Option<String>,
}

impl Ways {
    /// The real ways out.
    ///
    /// # Errors
    /// What is wrong with an address.
    pub fn outside(&self) -> Result<Outside, String> {
        let mut routes = Routes::default();
        if let Some(smtp) = &self.smtp {
            let from = self.mail_from.as_deref().ok_or("give --mail-from together with the mail server")?;
            let mail = Mail::new(smtp, from).map_err(|e| e.to_string())?;
            routes = routes.with(Channel::Mail, Arc::new(mail));
        }
        if let Some(sms) = &self.sms {
            let endpoint = Endpoint::new(sms, self.service_token.clone()).map_err(|e| e.to_string())?;
            routes = routes.with(Channel::Sms, Arc::new(ShortMessages(endpoint)));
        }
        let mut services = BTreeMap::new();
        for service in &self.service {
            let (name, address) =
                service.split_once('=').ok_or_else(|| format!("`{service}` isn't NAME=ADDRESS"))?;
            let endpoint = Endpoint::new(address, self.service_token.clone()).map_err(|e| e.to_string())?;
            services.insert(name.to_owned(), endpoint);
        }
        Ok(Outside {
            clock: None,
            notifier: Arc::new(routes),
            services: Arc::new(WebServices(services)),
            portal: None,
            language: None,
        })
    }
}

/// Opens the store of an installation, making folder and store where needed.
///
/// # Errors
/// One sentence that says what to do.
pub async fn open_store(place: &Place, kind: StoreKind) -> Result<Arc<SqlStore>, String> {
    private_folder().create(&place.data).map_err(|e| {
        format!("the folder `{}` can't be made: {e}; name another with --data", place.data.display())
    })?;
    SqlStore::open(&place.address()?, kind).await.map(Arc::new).map_err(|e| e.to_string())
}

/// A new folder is its owner's alone: what lies in it is other people's business.
fn private_folder() -> std::fs::DirBuilder {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Opens the store of an installation that must be there.
///
/// # Errors
/// There is none, or it can't be opened.
pub async fn existing_store(place: &Place) -> Result<Arc<SqlStore>, String> {
    match place.address()? {
        Address::Sqlite(file) if !file.exists() => Err(format!(
            "there is no installation in `{}`: name its folder with --data, or its store with --store",
            file.parent().unwrap_or(Path::new(".")).display()
        )),
        _ => open_store(place, StoreKind::Real).await,
    }
}

/// Takes charge of timers, outbox and uploads in a folder: for the one server that runs on it, before it starts.
///
/// # Errors
/// Another server runs on it.
pub async fn take_charge(place: &Place, store: &SqlStore) -> Result<Charge, String> {
    let folder = &place.data;
    let charge = store.take_charge().await.map_err(|e| e.to_string())?;
    let unusable = |e| format!("the documents in `{}` can't be used: {e}", folder.display());
    let documents = FileDocuments::open(&contents(folder)).await.map_err(unusable)?;
    documents.clear_unfinished(&charge).await.map_err(unusable)?;
    Ok(charge)
}

/// Casework on a store, not yet working on timers and outbox.
///
/// # Errors
/// The folder of documents can't be used.
pub async fn start(
    place: &Place,
    store: Arc<SqlStore>,
    outside: Outside,
) -> Result<registrar_casework::Running, String> {
    let documents = FileDocuments::open(&contents(&place.data))
        .await
        .map_err(|e| format!("the documents in `{}` can't be used: {e}", place.data.display()))?;
    let documents: Arc<dyn Documents> = Arc::new(documents);
    let clock = outside.clock.unwrap_or_else(|| store.clock());
    let ports = Ports {
        store: store.clone(),
        definitions: store.clone(),
        desk: store.clone(),
        people: store,
        documents,
        clock,
        randomness: Arc::new(SystemRandomness),
        templates: Arc::new(TeraTemplates::default()),
        notifier: outside.notifier,
        services: outside.services,
    };
    let Settings { portal, .. } = Settings::default();
    let settings = Settings { portal: outside.portal.unwrap_or(portal), language: outside.language };
    Ok(Casework::start_with(ports, settings))
}

/// A runtime for a command.
///
/// # Errors
/// The system gives no threads.
pub fn runtime() -> Result<tokio::runtime::Runtime, String> {
    threads(&mut tokio::runtime::Builder::new_multi_thread())
}

/// A runtime for a command that works on a store all the time. The thread that has the file of a store has one of the
/// processors for itself: with a worker on each it waits for them, and they for it.
///
/// # Errors
/// The system gives no threads.
pub fn runtime_on(place: &Place) -> Result<tokio::runtime::Runtime, String> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    // Of an address that can't be read whoever opens the store says more.
    if let Ok(Address::Sqlite(_)) = place.address() {
        builder.worker_threads(processors.saturating_sub(1).max(1));
    }
    threads(&mut builder)
}

fn threads(builder: &mut tokio::runtime::Builder) -> Result<tokio::runtime::Runtime, String> {
    builder.enable_all().build().map_err(|e| format!("the system gives no threads: {e}"))
}
