//! WebDriver as W3C has it: of its commands those that a path through the portal needs, over HTTP. The known
//! clients bring a second notion of dates and sixty crates for these ten calls.

use serde_json::{Value, json};

/// The key under which the protocol hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long finding something on a page waits for it, in milliseconds.
const PATIENCE: u64 = 10_000;

/// What the driver couldn't do, in its words.
pub type Failure = String;

/// An element of the page that is shown now.
#[derive(Debug, Clone)]
pub struct Element(String);

/// A browser under the driver's command.
#[derive(Clone)]
pub struct Session {
    client: reqwest::Client,
    at: String,
}

impl Session {
    /// Starts a browser.
    pub async fn begin(driver: &str, capabilities: Value) -> Result<Self, Failure> {
        // A second installation is refused and does no harm; nothing here goes over TLS.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build().map_err(|e| e.to_string())?;
        let starting = Self { client: client.clone(), at: format!("{driver}/session") };
        let begun =
            starting.ask("", Some(json!({ "capabilities": { "alwaysMatch": capabilities } }))).await?;
        let id = begun["sessionId"].as_str().ok_or_else(|| format!("no session: {begun}"))?;
        let session = Self { client, at: format!("{driver}/session/{id}") };
        session.patience(PATIENCE).await?;
        Ok(session)
    }

    /// Ends the browser.
    pub async fn end(&self) -> Result<(), Failure> {
        let answer = self.client.delete(&self.at).send().await.map_err(|e| e.to_string())?;
        answer.error_for_status().map(|_| ()).map_err(|e| e.to_string())
    }

    /// How long finding an element waits for it to come.
    async fn patience(&self, milliseconds: u64) -> Result<(), Failure> {
        self.ask("/timeouts", Some(json!({ "implicit": milliseconds, "pageLoad": 30_000 }))).await.map(|_| ())
    }

    /// Opens an address.
    pub async fn go(&self, address: &str) -> Result<(), Failure> {
        self.ask("/url", Some(json!({ "url": address }))).await.map(|_| ())
    }

    /// Where the browser is.
    pub async fn address(&self) -> Result<String, Failure> {
        Ok(text(self.ask("/url", None).await?))
    }

    /// Goes back to the page before.
    pub async fn back(&self) -> Result<(), Failure> {
        self.ask("/back", Some(json!({}))).await.map(|_| ())
    }

    /// Loads the page again.
    pub async fn refresh(&self) -> Result<(), Failure> {
        self.ask("/refresh", Some(json!({}))).await.map(|_| ())
    }

    /// The first element of an XPath expression, when it has come.
    pub async fn find(&self, xpath: &str) -> Result<Element, Failure> {
        let found = self.ask("/element", Some(json!({ "using": "xpath", "value": xpath }))).await?;
        let id = found[ELEMENT].as_str().ok_or_else(|| format!("no element: {found}"))?;
        Ok(Element(id.to_owned()))
    }

    /// The same if it is there already.
    pub async fn find_now(&self, xpath: &str) -> Result<Element, Failure> {
        self.patience(0).await?;
        let found = self.ask("/elements", Some(json!({ "using": "xpath", "value": xpath }))).await;
        self.patience(PATIENCE).await?;
        let first = found?.as_array().and_then(|all| all.first()?[ELEMENT].as_str().map(str::to_owned));
        first.map(Element).ok_or_else(|| "it isn't there".to_owned())
    }

    /// Scrolls to it and clicks.
    pub async fn click(&self, element: &Element) -> Result<(), Failure> {
        self.of(element, "click", Some(json!({}))).await.map(|_| ())
    }

    /// Whether an element is still on the page that is shown.
    pub async fn is_there(&self, element: &Element) -> bool {
        self.of(element, "name", None).await.is_ok()
    }

    /// Empties a field.
    pub async fn clear(&self, element: &Element) -> Result<(), Failure> {
        self.of(element, "clear", Some(json!({}))).await.map(|_| ())
    }

    /// Types; into a file field: the path of the file.
    pub async fn keys(&self, element: &Element, typed: &str) -> Result<(), Failure> {
        self.of(element, "value", Some(json!({ "text": typed }))).await.map(|_| ())
    }

    /// Its text as it is shown.
    pub async fn text(&self, element: &Element) -> Result<String, Failure> {
        Ok(text(self.of(element, "text", None).await?))
    }

    /// The page as a picture: PNG in base64.
    pub async fn picture(&self) -> Result<String, Failure> {
        Ok(text(self.ask("/screenshot", None).await?))
    }

    async fn of(&self, element: &Element, command: &str, body: Option<Value>) -> Result<Value, Failure> {
        self.ask(&format!("/element/{}/{command}", element.0), body).await
    }

    async fn ask(&self, path: &str, body: Option<Value>) -> Result<Value, Failure> {
        let address = format!("{}{path}", self.at);
        let request = match &body {
            Some(body) => self.client.post(address).json(body),
            None => self.client.get(address),
        };
        let answer = request.send().await.map_err(|e| format!("the driver doesn't answer: {e}"))?;
        let fine = answer.status().is_success();
        let mut answer: Value = answer.json().await.map_err(|e| format!("the driver talks nonsense: {e}"))?;
        let value = answer["value"].take();
        if fine {
            return Ok(value);
        }
        // The first line: what follows is the driver's own stack.
        let message = value["message"].as_str().unwrap_or_default().lines().next().unwrap_or_default();
        Err(format!("{}: {message}", value["error"].as_str().unwrap_or("error")))
    }
}

fn text(value: Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
