//! Which concrete thing stands behind each port: the one place that knows them all.

use registrar_casework::ports::{Clock, Documents, Notifier, Ports, Services, StoreKind, SystemRandomness};
use registrar_casework::{Casework, Settings, SystemClock};
use registrar_engine::chart::Channel;
use registrar_notify::{Endpoint, Mail, Routes, ShortMessages, TeraTemplates, WebServices};
use registrar_store::{Charge, FileDocuments, SqliteStore};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where an installation lives.
#[derive(Debug, Clone, clap::Args)]
pub struct Place {
    /// The folder of the installation: database and documents.
    #[arg(long, env = "REGISTRAR_DATA", default_value = "registrar-data")]
    pub data: PathBuf,
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
    /// The time.
    pub clock: Arc<dyn Clock>,
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
            clock: Arc::new(SystemClock::default()),
            notifier: Arc::new(routes),
            services: Arc::new(WebServices(services)),
            portal: None,
            language: None,
        })
    }
}

/// Opens the store of a folder, making both where needed.
///
/// # Errors
/// One sentence that says what to do.
pub async fn open_store(folder: &Path, kind: StoreKind) -> Result<Arc<SqliteStore>, String> {
    private_folder().create(folder).map_err(|e| {
        format!("the folder `{}` can't be made: {e}; name another with --data", folder.display())
    })?;
    SqliteStore::open(&database(folder), kind).await.map(Arc::new).map_err(|e| e.to_string())
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
pub async fn existing_store(folder: &Path) -> Result<Arc<SqliteStore>, String> {
    if !database(folder).exists() {
        return Err(format!(
            "there is no installation in `{}`: name its folder with --data",
            folder.display()
        ));
    }
    open_store(folder, StoreKind::Real).await
}

/// Takes charge of timers, outbox and uploads in a folder: for the one server that runs on it, before it starts.
///
/// # Errors
/// Another server runs on it.
pub async fn take_charge(folder: &Path, store: &SqliteStore) -> Result<Charge, String> {
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
    folder: &Path,
    store: Arc<SqliteStore>,
    outside: Outside,
) -> Result<registrar_casework::Running, String> {
    let documents = FileDocuments::open(&contents(folder))
        .await
        .map_err(|e| format!("the documents in `{}` can't be used: {e}", folder.display()))?;
    let documents: Arc<dyn Documents> = Arc::new(documents);
    let ports = Ports {
        store: store.clone(),
        definitions: store.clone(),
        desk: store.clone(),
        people: store,
        documents,
        clock: outside.clock,
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
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| format!("the system gives no threads: {e}"))
}
