//! The sandbox's own pages, and who gets none of them.

use crate::browser::{Browser, HOST, give_tokens, site};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use registrar_casework::ports::Clock as _;
use registrar_engine::id::PersonId;
use registrar_engine::moment::Moment;
use registrar_testkit::{Harness, ManualClock, person};
use registrar_web::{ClockStep, Mail, Persona, Sandbox, SandboxFault, sandbox_router};
use std::sync::Arc;

struct Play {
    clock: Arc<ManualClock>,
}

#[async_trait]
impl Sandbox for Play {
    fn personas(&self) -> Vec<Persona> {
        let role_title = [("en".to_owned(), "Plaintiff".to_owned()), ("zh".to_owned(), "原告".to_owned())];
        let (name, group) = ("Zhang San".to_owned(), "Asynchronous trial".to_owned());
        vec![Persona { person: person("zhang"), name, role_title: role_title.into(), group }]
    }

    async fn token_for(&self, person: &PersonId) -> Result<Option<String>, SandboxFault> {
        Ok((person.as_str() == "zhang").then(|| "token-zhang".to_owned()))
    }

    async fn now(&self) -> Moment {
        self.clock.now()
    }

    async fn forward(&self, step: ClockStep) -> Result<Moment, SandboxFault> {
        let days = match step {
            ClockStep::Days(days) => i64::from(days),
            ClockStep::ToNextDeadline => 1,
        };
        self.clock.move_by(jiff::SignedDuration::from_hours(24 * days));
        Ok(self.clock.now())
    }

    fn mail(&self) -> Vec<Mail> {
        let (to, subject) = ("Li <li@example.org>".to_owned(), "You are invited".to_owned());
        vec![Mail { at: self.clock.now(), to, subject, text: "<b>code</b> abc".to_owned() }]
    }
}

async fn play() -> (Harness, Router) {
    let office = Harness::sample().await;
    give_tokens(&office).await;
    let router = sandbox_router(site(&office), Arc::new(Play { clock: office.world.clock.clone() }));
    (office, router)
}

#[tokio::test]
async fn one_acts_as_somebody_and_puts_the_clock_forward() {
    let (office, router) = play().await;
    let nobody = Browser::of_nobody(&router);
    let start = nobody.get("/").await.expect(200);
    assert!(start.has("This is a sandbox") && start.has("Plaintiff") && start.has("Zhang San"));
    let acting = nobody.post("/sandbox/act", &[("person", "zhang")]).await.expect(303);
    assert!(acting.header("set-cookie").starts_with("registrar=token-zhang;"));
    nobody.post("/sandbox/act", &[("person", "wu")]).await.expect(404);
    let zhang = Browser::of(&router, "zhang");
    assert!(zhang.get("/start").await.expect(200).has("2 March 2026, 09:00 (UTC+08:00)"));
    let before = office.world.clock.now();
    let moved = zhang.post("/sandbox/clock", &[("step", "15"), ("back", "/inbox")]).await.expect(303);
    assert_eq!(moved.header("location"), "/inbox");
    assert_eq!(office.world.clock.now().as_micros() - before.as_micros(), 15 * 86_400_000_000);
    zhang.post("/sandbox/clock", &[("step", "100000")]).await.expect(400);
    let mail = zhang.get("/sandbox/mail").await.expect(200);
    assert!(mail.has("You are invited") && mail.has("&lt;b&gt;code"));
    assert!(zhang.get("/inbox").await.expect(200).has("This is a sandbox"));
}

#[tokio::test]
async fn the_sandbox_answers_on_names_of_this_machine_to_its_own_pages() {
    let (_office, router) = play().await;
    let browser = Browser::of_nobody(&router);
    for (host, origin, status) in [
        (HOST, None, 200),
        ("127.0.0.1:8080", None, 200),
        ("[::1]:8080", None, 200),
        ("sandbox.example", None, 403),
        (HOST, Some("https://evil.example"), 403),
        (HOST, Some("http://localhost:8080"), 200),
    ] {
        let mut request = Request::builder().method(Method::GET).uri("/").header(header::HOST, host);
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        browser.send(request.body(Body::empty()).unwrap()).await.expect(status);
    }
}
