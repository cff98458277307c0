//! How the server listens and what it tells its operator: the same for `serve` and `sandbox`.

use super::files;
use super::logs::{self, LogFormat};
use axum::Router;
use registrar_casework::Casework;
use registrar_web::{CONNECTIONS, Limits, Traffic, metrics_router};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Connections to the metrics: those who collect them are few.
const COLLECTORS: usize = 16;

/// What an operator sets.
#[derive(Debug, Clone, clap::Args)]
pub struct Listening {
    /// How logs are written.
    #[arg(long, env = "REGISTRAR_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    /// Where metrics for Prometheus are served, apart from the portal: `127.0.0.1:9100`. Not given, nowhere.
    #[arg(long, env = "REGISTRAR_METRICS")]
    metrics: Option<SocketAddr>,
    /// Connections at once; one more is answered with 503.
    #[arg(long, env = "REGISTRAR_CONNECTIONS", default_value_t = CONNECTIONS, value_parser = at_least_one)]
    connections: usize,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|number| *number > 0).ok_or_else(|| "a number from 1 on".to_owned())
}

impl Listening {
    /// Logs from now on.
    pub fn log(&self) {
        logs::begin(self.log_format);
    }

    /// The listener for metrics, if there is to be one.
    ///
    /// # Errors
    /// It can't be had.
    pub async fn metrics(&self) -> Result<Option<TcpListener>, String> {
        let Some(address) = self.metrics else { return Ok(None) };
        let bound = TcpListener::bind(address).await;
        bound.map(Some).map_err(|e| format!("can't listen on {address}: {e}; name another with --metrics"))
    }

    /// Serves until the program is asked to stop; metrics until the last request has been answered.
    pub async fn serve(
        &self,
        portal: TcpListener,
        router: Router,
        metrics: Option<(TcpListener, Casework)>,
        traffic: Arc<Traffic>,
        stop: impl Future<Output = ()>,
    ) -> Result<(), String> {
        let limits = Limits { connections: files::make_room(self.connections), ..Limits::default() };
        let told = metrics.map(|(listener, casework)| {
            let router = metrics_router(casework, Arc::clone(&traffic));
            let limits = Limits { connections: COLLECTORS, ..Limits::default() };
            // Its own connections aren't those of the portal's visitors.
            tokio::spawn(registrar_web::serve(
                listener,
                router,
                limits,
                Arc::default(),
                std::future::pending(),
            ))
        });
        tracing::info!(connections = limits.connections, "serving");
        let served = match registrar_web::serve_apart(portal, router, limits, traffic, stop) {
            Ok(serving) => serving.await,
            Err(error) => Err(error),
        };
        tracing::info!("stopping");
        if let Some(told) = told {
            told.abort();
        }
        served.map_err(|e| format!("connections can't be served: {e}"))
    }
}

/// Where it listens for metrics, as it is said at the start.
pub fn said(metrics: Option<&TcpListener>) -> Option<String> {
    metrics
        .and_then(|listener| listener.local_addr().ok())
        .map(|local| format!("metrics at http://{local}/metrics"))
}
