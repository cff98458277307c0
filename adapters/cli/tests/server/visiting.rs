//! Somebody with a browser, and a program that uses the API: what they send, and what a page's form needs.

use crate::served::Served;
use reqwest::{Client, StatusCode, header, multipart};
use serde_json::Value;

/// How often a page is asked for before what it should say counts as not coming.
const ASKED_AT_MOST: u32 = 3_000;

impl Served {
    pub fn browser(&self, token: &str) -> Visitor {
        let mut headers = header::HeaderMap::new();
        headers.insert(header::COOKIE, format!("registrar={token}").parse().unwrap());
        headers.insert(header::ORIGIN, self.address.parse().unwrap());
        headers.insert(header::ACCEPT_LANGUAGE, "en".parse().unwrap());
        Visitor { client: client(headers), address: self.address.clone() }
    }

    /// Whoever collects metrics, where they are served.
    pub fn metrics(&self) -> Visitor {
        let address = self.metrics.as_deref().expect("it says where metrics are");
        let address = address.trim_end_matches("/metrics").to_owned();
        Visitor { client: client(header::HeaderMap::new()), address }
    }

    pub fn api(&self, token: &str) -> Program {
        let mut headers = header::HeaderMap::new();
        headers.insert(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        Program { client: client(headers), address: self.address.clone() }
    }
}

/// Follows no redirect and keeps no cookie.
pub fn client(headers: header::HeaderMap) -> Client {
    // A second installation is refused and does no harm.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().default_headers(headers).redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

/// Somebody with a browser.
pub struct Visitor {
    client: Client,
    address: String,
}

impl Visitor {
    pub async fn get(&self, path: &str) -> String {
        let answer = self.client.get(format!("{}{path}", self.address)).send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{path}: {text}");
        text
    }

    /// The page once it says what it should.
    pub async fn once(&self, path: &str, says: impl Fn(&str) -> bool) -> String {
        let mut page = String::new();
        for _ in 0..ASKED_AT_MOST {
            page = self.get(path).await;
            if says(&page) {
                return page;
            }
        }
        panic!("{path} still says: {page}")
    }

    /// Sends a page's form; the page to which the answer leads.
    pub async fn submit(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> String {
        self.submit_with(page, path, fields, None).await
    }

    /// The same with a file: field, name, content.
    pub async fn submit_with(
        &self,
        page: &str,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str, &[u8])>,
    ) -> String {
        let key = page.split("name=\"key\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let key = ("key", key.expect("the form has a key"));
        let fields = fields.iter().chain([&key]);
        let request = self.client.post(format!("{}{path}", self.address));
        // As a browser does: by parts where the form says so, else in one line.
        let request = if page.contains("enctype=\"multipart/form-data\"") {
            let texts = |form: multipart::Form, (name, value): &(&str, &str)| {
                form.text((*name).to_owned(), (*value).to_owned())
            };
            let mut form = fields.fold(multipart::Form::new(), texts);
            if let Some((field, name, content)) = file {
                let part = multipart::Part::bytes(content.to_vec()).file_name(name.to_owned());
                form = form.part(field.to_owned(), part);
            }
            request.multipart(form)
        } else {
            let line = reqwest::Url::parse_with_params("form:", fields).unwrap();
            request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(line.query().unwrap_or_default().to_owned())
        };
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {text}");
        headers[header::LOCATION].to_str().unwrap().split('?').next().unwrap().to_owned()
    }
}

/// A program that uses the API.
pub struct Program {
    client: Client,
    address: String,
}

impl Program {
    pub async fn get(&self, path: &str) -> Value {
        let answer = self.client.get(format!("{}{path}", self.address)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    pub async fn status(&self, path: &str) -> StatusCode {
        self.client.get(format!("{}{path}", self.address)).send().await.unwrap().status()
    }

    pub async fn post(&self, path: &str, key: &str, body: &Value) -> (StatusCode, Value) {
        let url = format!("{}{path}", self.address);
        let answer = self.client.post(url).header("Idempotency-Key", key).json(body).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }
}
