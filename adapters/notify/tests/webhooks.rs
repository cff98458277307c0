//! Webhooks: what the other side is sent, what its answers mean, and where nothing is ever sent.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use registrar_casework::ports::{Notifier as _, Parcel, Rendered, Reply, Request, SendFault, Services as _};
use registrar_engine::chart::Channel;
use registrar_engine::id::CaseId;
use registrar_engine::value::{Record, Value};
use registrar_notify::{Endpoint, ShortMessages, WebServices};
use serde_json::{Value as Json, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// What the other side does with the next call.
enum Answer {
    Status(u16, String),
    GoElsewhere(String),
}

/// Another system: keeps each call and answers from its script.
#[derive(Clone, Default)]
struct Other {
    calls: Arc<Mutex<Vec<(HeaderMap, Json)>>>,
    script: Arc<Mutex<VecDeque<Answer>>>,
}

impl Other {
    /// The system and its address.
    async fn start(script: Vec<Answer>) -> (Self, String) {
        let other = Self { script: Arc::new(Mutex::new(script.into())), ..Self::default() };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook?key=geheim", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(other.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (other, address)
    }

    fn calls(&self) -> Vec<(HeaderMap, Json)> {
        self.calls.lock().unwrap().clone()
    }
}

async fn answer(State(other): State<Other>, headers: HeaderMap, body: Bytes) -> Response {
    other.calls.lock().unwrap().push((headers, serde_json::from_slice(&body).unwrap()));
    match other.script.lock().unwrap().pop_front() {
        Some(Answer::Status(status, text)) => (StatusCode::from_u16(status).unwrap(), text).into_response(),
        Some(Answer::GoElsewhere(to)) => Redirect::temporary(&to).into_response(),
        None => StatusCode::OK.into_response(),
    }
}

fn status(status: u16) -> Answer {
    Answer::Status(status, String::new())
}

fn parcel() -> Parcel {
    Parcel {
        id: "case.7.sms".to_owned(),
        channel: Channel::Sms,
        address: "+86 138 0000 0000".to_owned(),
        name: "Lin Mei 林梅".to_owned(),
        text: Rendered {
            subject: "答复期限：三月四日".to_owned(), text: "long".to_owned(), html: None
        },
    }
}

fn short_messages(address: &str) -> ShortMessages {
    ShortMessages(Endpoint::new(address, Some("token-of-the-court".to_owned())).unwrap())
}

#[tokio::test]
async fn a_short_message_is_posted_with_its_id_and_the_operators_token() {
    let (gateway, address) = Other::start(Vec::new()).await;
    short_messages(&address).send(&parcel()).await.unwrap();
    let calls = gateway.calls();
    let (headers, body) = &calls[0];
    assert_eq!(headers["idempotency-key"], "case.7.sms");
    assert_eq!(headers[header::AUTHORIZATION], "Bearer token-of-the-court");
    assert_eq!(
        *body,
        json!({
            "id": "case.7.sms",
            "to": "+86 138 0000 0000",
            "name": "Lin Mei 林梅",
            "text": "答复期限：三月四日",
        })
    );
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_a_no_is_final() {
    for (code, again) in [
        (500, true),
        (503, true),
        (408, true),
        (425, true),
        (429, true),
        (400, false),
        (401, false),
        (404, false),
    ] {
        let (_, address) = Other::start(vec![status(code)]).await;
        let fault = short_messages(&address).send(&parcel()).await.unwrap_err();
        assert_eq!(matches!(fault, SendFault::Later(_)), again, "{code}: {fault:?}");
        assert!(format!("{fault:?}").contains(&code.to_string()), "{fault:?}");
    }
}

#[tokio::test]
async fn nothing_follows_a_redirect_to_where_the_operator_sent_nobody() {
    let (elsewhere, there) = Other::start(Vec::new()).await;
    let (_, address) = Other::start(vec![Answer::GoElsewhere(there)]).await;
    let fault = short_messages(&address).send(&parcel()).await.unwrap_err();
    assert!(matches!(fault, SendFault::Never(_)), "{fault:?}");
    assert!(elsewhere.calls().is_empty());
}

#[tokio::test]
async fn no_address_or_token_shows_in_an_error() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let gone = format!("http://127.0.0.1:{port}/hook?key=geheim");
    let gateway = short_messages(&gone);
    let fault = gateway.send(&parcel()).await.unwrap_err();
    assert!(matches!(fault, SendFault::Later(_)));
    let told = format!("{gateway:?} {fault:?}");
    assert!(!told.contains("geheim") && !told.contains("token-of-the-court"), "{told}");
}

#[test]
fn an_address_is_https_or_on_this_machine() {
    for good in
        ["https://sms.example/send", "http://127.0.0.1:9000/", "http://localhost/x", "http://[::1]:80/"]
    {
        assert!(Endpoint::new(good, None).is_ok(), "{good}");
    }
    for bad in
        ["http://sms.example/send", "file:///etc/passwd", "sms.example", "", "http://127.0.0.1.example/"]
    {
        assert!(Endpoint::new(bad, None).is_err(), "{bad}");
    }
    let told = Endpoint::new("http://court:geheim@sms.example/?key=geheim", None).unwrap_err().to_string();
    assert!(!told.contains("geheim"), "{told}");
}

fn request() -> Request {
    Request {
        id: "case.9.ask".to_owned(),
        service: "population".to_owned(),
        case: "019cac0f-2680-7000-8000-000000000001".parse::<CaseId>().unwrap(),
        task: "identify".to_owned(),
        outcomes: vec!["same".to_owned(), "other".to_owned()],
        data: Record::from([("name".to_owned(), Value::from("林梅"))]),
    }
}

fn services(address: &str) -> WebServices {
    WebServices([("population".to_owned(), Endpoint::new(address, None).unwrap())].into())
}

#[tokio::test]
async fn a_service_is_asked_with_what_it_may_answer_and_its_answer_comes_back() {
    let text = json!({"outcome": "same", "form": {"checked_on": "2026-03-04"}}).to_string();
    let (registry, address) = Other::start(vec![Answer::Status(200, text)]).await;
    let reply = services(&address).ask(&request()).await.unwrap();
    let form = Record::from([("checked_on".to_owned(), Value::from("2026-03-04"))]);
    assert_eq!(reply, Reply { outcome: "same".to_owned(), form });
    let calls = registry.calls();
    let (headers, body) = &calls[0];
    assert_eq!(headers["idempotency-key"], "case.9.ask");
    assert!(!headers.contains_key(header::AUTHORIZATION));
    assert_eq!(
        *body,
        json!({
            "id": "case.9.ask",
            "case": "019cac0f-2680-7000-8000-000000000001",
            "task": "identify",
            "outcomes": ["same", "other"],
            "data": {"name": "林梅"},
        })
    );
}

#[tokio::test]
async fn an_answer_that_isnt_one_is_told_and_changes_nothing() {
    let long = format!("{{\"outcome\": \"same\", \"form\": {{\"a\": \"{}\"}}}}", "x".repeat(2 << 20));
    for (text, says) in [
        (json!({"outcome": "perhaps"}).to_string(), "`perhaps` is none of same, other"),
        (json!({"outcome": "same", "visits": 2}).to_string(), "isn't `{outcome, form}`"),
        ("<html>".to_owned(), "isn't `{outcome, form}`"),
        (long, "more than 1048576 bytes"),
    ] {
        let (_, address) = Other::start(vec![Answer::Status(200, text)]).await;
        let fault = services(&address).ask(&request()).await.unwrap_err();
        assert!(matches!(&fault, SendFault::Never(reason) if reason.contains(says)), "{says}: {fault:?}");
    }
    let unknown = Request { service: "weather".to_owned(), ..request() };
    let (other, address) = Other::start(Vec::new()).await;
    let fault = services(&address).ask(&unknown).await.unwrap_err();
    assert!(matches!(&fault, SendFault::Never(reason) if reason.contains("`weather`")), "{fault:?}");
    assert!(other.calls().is_empty());
}
