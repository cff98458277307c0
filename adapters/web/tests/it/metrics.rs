//! What the program tells its operators of itself.

use crate::browser::{Browser, give_tokens, router, site};
use registrar_testkit::Harness;
use registrar_web::{Site, Traffic, metrics_router};
use std::sync::Arc;

#[tokio::test]
async fn metrics_tell_how_much_was_done_and_nothing_of_cases_and_people() {
    let office = Harness::sample().await;
    give_tokens(&office).await;
    let traffic = Arc::new(Traffic::default());
    let router = registrar_web::router(Site { traffic: Arc::clone(&traffic), ..site(&office) });
    let case = office.filed(&["li"]).await;
    Browser::of(&router, "zhang").get(&format!("/cases/{case}")).await.expect(200);
    Browser::of_nobody(&router).get("/join/secret-code").await.expect(401);

    let metrics = metrics_router(office.casework.clone(), traffic);
    let answer = Browser::of_nobody(&metrics).get("/metrics").await.expect(200);
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    for line in [
        "registrar_commands_total{workflow=\"sample\",result=\"done\"} 2",
        "registrar_requests_total{status=\"200\"} 1",
        "registrar_requests_total{status=\"401\"} 1",
        "registrar_connections_open 0",
        "registrar_store_up 1",
        "registrar_incidents_open 0",
        "registrar_timers_overdue_seconds 0",
    ] {
        assert!(answer.text.lines().any(|known| known == line), "{line} in {}", answer.text);
    }
    for private in ["zhang", "secret-code", case.as_str()] {
        assert!(!answer.has(private), "{private} in {}", answer.text);
    }
    assert!(answer.text.lines().all(is_well_formed), "{}", answer.text);
}

#[tokio::test]
async fn visitors_of_the_portal_get_no_metrics() {
    let office = Harness::sample().await;
    give_tokens(&office).await;
    let router = router(&office);
    Browser::of(&router, "zhang").get("/metrics").await.expect(404);
}

/// A comment with a name in it, or a name, perhaps labels, and a number.
fn is_well_formed(line: &str) -> bool {
    if let Some(comment) = line.strip_prefix("# ") {
        return comment.starts_with("HELP registrar_") || comment.starts_with("TYPE registrar_");
    }
    let Some((name, value)) = line.rsplit_once(' ') else { return false };
    name.starts_with("registrar_") && value.parse::<f64>().is_ok()
}
