//! Webhooks to addresses that the operator has registered: short messages, and questions to other
//! systems. Nothing in a case can name an address to call.

use async_trait::async_trait;
use registrar_casework::ports::{Notifier, Parcel, Reply, Request, SendFault, Services};
use registrar_engine::value::Record;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;

/// For a whole exchange.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Most bytes of an answer.
const MAX_ANSWER: usize = 1 << 20;

/// An address registered by the operator.
#[derive(Clone)]
pub struct Endpoint {
    url: reqwest::Url,
    token: Option<String>,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Never the token, nor what may stand in the URL's query.
        write!(f, "Endpoint({})", self.url.host_str().unwrap_or("?"))
    }
}

/// Why an address can't be registered.
#[derive(Debug, thiserror::Error)]
#[error("{address} can't be called: give an https address, or http on this machine")]
pub struct EndpointFault {
    /// Scheme and host at most: a password may stand in the rest.
    address: String,
}

impl Endpoint {
    /// An address, and the bearer token sent with each call. Plain HTTP only on this machine.
    ///
    /// # Errors
    /// [`EndpointFault`].
    pub fn new(address: &str, token: Option<String>) -> Result<Self, EndpointFault> {
        let fault = |address: String| EndpointFault { address };
        let url: reqwest::Url = address.parse().map_err(|_| fault("an address that is none".to_owned()))?;
        let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        match url.scheme() {
            "https" => Ok(Self { url, token }),
            "http" if local => Ok(Self { url, token }),
            scheme => Err(fault(format!("`{scheme}://{}`", url.host_str().unwrap_or_default()))),
        }
    }

    async fn post(&self, id: &str, body: &serde_json::Value) -> Result<Vec<u8>, SendFault> {
        let later = |e: reqwest::Error| SendFault::Later(e.without_url().to_string());
        let mut request = client()?.post(self.url.clone()).header("Idempotency-Key", id).json(body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let mut answer = request.send().await.map_err(later)?;
        let status = answer.status();
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(later)? {
            bytes.extend_from_slice(&piece);
            if bytes.len() > MAX_ANSWER {
                return Err(SendFault::Never(format!("the answer has more than {MAX_ANSWER} bytes")));
            }
        }
        if status.is_success() {
            return Ok(bytes);
        }
        let reason = format!("the service answered {status}");
        let again = status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429);
        Err(if again { SendFault::Later(reason) } else { SendFault::Never(reason) })
    }
}

fn client() -> Result<reqwest::Client, SendFault> {
    static CLIENT: std::sync::OnceLock<Option<reqwest::Client>> = std::sync::OnceLock::new();
    let built = CLIENT.get_or_init(|| {
        // A second installation is refused and does no harm.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).build().ok()
    });
    built.clone().ok_or_else(|| SendFault::Later("no TLS to be had".to_owned()))
}

/// Short messages through a gateway: `{id, to, name, text}` by POST.
#[derive(Debug, Clone)]
pub struct ShortMessages(pub Endpoint);

#[async_trait]
impl Notifier for ShortMessages {
    async fn send(&self, parcel: &Parcel) -> Result<(), SendFault> {
        let body = serde_json::json!({
            "id": parcel.id,
            "to": parcel.address,
            "name": parcel.name,
            "text": parcel.text.subject,
        });
        self.0.post(&parcel.id, &body).await.map(|_| ())
    }
}

/// Services by the name that definitions use: `{id, case, task, outcomes, data}` by POST is answered by
/// `{"outcome": …, "form": {…}}`.
#[derive(Debug, Clone, Default)]
pub struct WebServices(pub BTreeMap<String, Endpoint>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    outcome: String,
    #[serde(default)]
    form: Record,
}

#[async_trait]
impl Services for WebServices {
    async fn ask(&self, request: &Request) -> Result<Reply, SendFault> {
        let Some(endpoint) = self.0.get(&request.service) else {
            return Err(SendFault::Never(format!("the service `{}` has no address here", request.service)));
        };
        let body = serde_json::json!({
            "id": request.id,
            "case": request.case,
            "task": request.task,
            "outcomes": request.outcomes,
            "data": request.data,
        });
        let bytes = endpoint.post(&request.id, &body).await?;
        let answer: Answer = serde_json::from_slice(&bytes)
            .map_err(|e| SendFault::Never(format!("the answer isn't `{{outcome, form}}`: {e}")))?;
        if !request.outcomes.contains(&answer.outcome) {
            let known = request.outcomes.join(", ");
            return Err(SendFault::Never(format!("`{}` is none of {known}", answer.outcome)));
        }
        Ok(Reply { outcome: answer.outcome, form: answer.form })
    }
}
