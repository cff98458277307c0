//! A browser without a socket: requests with a cookie and an origin, answers as text.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use registrar_casework::ports::Token;
use registrar_engine::docket;
use registrar_testkit::{Harness, moment, person};
use registrar_web::Site;
use std::sync::Arc;
use tower::ServiceExt as _;

pub const HOST: &str = "localhost:8080";

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn has(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.text.split(&start).nth(1).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

pub fn site(office: &Harness) -> Site {
    Site {
        casework: office.casework.clone(),
        name: "Sample Court".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        secure_cookies: true,
        traffic: Arc::default(),
    }
}

pub fn router(office: &Harness) -> Router {
    registrar_web::router(site(office))
}

/// Gives everybody a token: `token-NAME`.
pub async fn give_tokens(office: &Harness) {
    for id in ["zhang", "zhao", "li", "wu", "stranger", "chen", "chu", "judge-1", "judge-2", "judge-3"] {
        let token = Token {
            hash: docket::digest(format!("token-{id}").as_bytes()),
            person: person(id),
            expires: moment("2030-01-01T00:00:00Z"),
        };
        office.world.ports.people.put_token(&token).await.unwrap();
    }
}

/// One person's browser; nobody's without a name.
pub struct Browser {
    router: Router,
    who: Option<String>,
    language: &'static str,
}

impl Browser {
    pub fn of(router: &Router, who: &str) -> Self {
        Self { router: router.clone(), who: Some(who.to_owned()), language: "en" }
    }

    pub fn of_nobody(router: &Router) -> Self {
        Self { router: router.clone(), who: None, language: "en" }
    }

    pub fn in_chinese(self) -> Self {
        Self { language: "zh", ..self }
    }

    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, HOST);
        let mut cookie = format!("registrar_language={}", self.language);
        if let Some(who) = &self.who {
            cookie = format!("{cookie}; registrar=token-{who}");
        }
        request = request.header(header::COOKIE, cookie);
        request
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// A form without files.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request).await
    }

    /// A form with files: field, file name, content.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body: Vec<u8> = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .bytes(),
            );
        }
        for (name, file, content) in files {
            body.extend(
                format!(
                    "--edge\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
                     Content-Type: application/octet-stream\r\n\r\n"
                )
                .bytes(),
            );
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let request = self
            .request(Method::POST, path)
            .header(header::ORIGIN, format!("http://{HOST}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
            .body(Body::from(body))
            .unwrap();
        self.send(request).await
    }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// An office, its router, tokens for all.
pub async fn office() -> (Harness, Router) {
    let office = Harness::sample().await;
    give_tokens(&office).await;
    let router = router(&office);
    (office, router)
}
