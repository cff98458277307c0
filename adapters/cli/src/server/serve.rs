//! `registrar serve`: the real thing.

use super::address;
use super::listening::{self, Listening};
use super::wiring::{self, Place, Ways};
use crate::outcome::{Outcome, print};
use registrar_casework::ports::StoreKind;
use registrar_web::{Site, Traffic, router};
use std::sync::Arc;

/// How to serve.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The address to listen on. Put a reverse proxy with TLS before any but a loopback address.
    #[arg(long, default_value = "127.0.0.1")]
    host: String,
    /// The port.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The name of the court or agency, shown on each page.
    #[arg(long, env = "REGISTRAR_NAME", default_value = "Registrar")]
    name: String,
    /// IANA time zone for times that belong to no case.
    #[arg(long, default_value = "Asia/Shanghai")]
    zone: String,
    /// The portal's address as people reach it, for links in messages: `https://court.example`.
    #[arg(long, env = "REGISTRAR_PORTAL")]
    portal: Option<String>,
    /// In which language documents are issued and people without an account are written to: `en` or `zh`.
    #[arg(long, env = "REGISTRAR_LANGUAGE", default_value = "en", value_parser = ["en", "zh"])]
    language: String,
    #[command(flatten)]
    ways: Ways,
    #[command(flatten)]
    listening: Listening,
}

/// Serves until it is asked to stop.
pub fn run(arguments: &Arguments) -> Outcome {
    arguments.listening.log();
    let runtime = match wiring::runtime_on(&arguments.place) {
        Ok(runtime) => runtime,
        Err(reason) => return Outcome::Failed(reason),
    };
    match runtime.block_on(serve(arguments)) {
        Ok(()) => Outcome::Fine,
        Err(reason) => Outcome::Failed(reason),
    }
}

async fn serve(arguments: &Arguments) -> Result<(), String> {
    if registrar_engine::deadline::zone(&arguments.zone).is_none() {
        return Err(format!("there is no time zone `{}`", arguments.zone));
    }
    let mut outside = arguments.ways.outside()?;
    let listener = address::listen(&arguments.host, arguments.port).await?;
    let local = listener.local_addr().map_err(|e| e.to_string())?;
    let metrics = arguments.listening.metrics().await?;
    let portal = arguments.portal.clone().unwrap_or_else(|| format!("http://{local}"));
    outside.language = Some(arguments.language.clone());
    let secure_portal = portal.starts_with("https://");
    outside.portal = Some(portal.trim_end_matches('/').to_owned());
    let place = &arguments.place;
    let store = wiring::open_store(place, StoreKind::Real).await?;
    let charge = wiring::take_charge(place, &store).await?;
    let mut running = wiring::start(place, store.clone(), outside).await?;
    running.run_loops();
    let traffic = Arc::new(Traffic::default());
    let site = Site {
        casework: running.casework(),
        name: arguments.name.clone(),
        zone: arguments.zone.clone(),
        // A proxy that speaks TLS to people speaks to us on loopback.
        secure_cookies: !local.ip().is_loopback() || secure_portal,
        traffic: Arc::clone(&traffic),
    };
    let stop = address::asked_to_stop();
    listening::said(metrics.as_ref()).iter().for_each(|line| print(line));
    print(&format!("http://{local}"));
    let metrics = metrics.map(|metrics| (metrics, running.casework()));
    let served = arguments.listening.serve(listener, router(site), metrics, traffic, stop).await;
    running.stop().await;
    charge.release().await;
    store.close().await;
    served
}
