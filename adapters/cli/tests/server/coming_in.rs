//! Who comes in at `registrar serve`: nobody without a good token, and then everywhere but the sandbox.

use crate::served::{Installation, Served};
use registrar_casework::ports::{People as _, StoreKind, Token};
use registrar_engine::docket;
use registrar_engine::id::PersonId;
use registrar_store::SqlStore;
use registrar_web::SandboxRoute;
use tempfile::TempDir;

/// Pages and lists that everybody has who came in.
const FOR_ALL: [&str; 5] = ["/start", "/inbox", "/cases", "/open", "/messages"];
const API_FOR_ALL: [&str; 5] =
    ["/openapi.json", "/api/workflows", "/api/inbox", "/api/cases", "/api/messages"];

fn office() -> (TempDir, Installation, Served) {
    let folder = tempfile::tempdir().unwrap();
    let office = Installation::new(folder.path());
    let served = office.start(&["serve", "--name", "Harbour Court"]);
    (folder, office, served)
}

#[tokio::test]
async fn the_real_thing_answers_404_on_every_route_of_the_sandbox_and_refuses_nothing_else() {
    let (_folder, office, served) = office();
    let token = office.token("chen");
    for route in SandboxRoute::ALL {
        assert_eq!(served.get(route.path()).await.status, 404, "{route:?}");
        for with in [None, Some(token.as_str())] {
            let answer = served.post(route.path(), "person=chen&step=next", with).await;
            assert_eq!((answer.status, answer.cookie.as_str()), (404, ""), "{route:?}");
        }
        assert_eq!(served.with_cookie(route.path(), &token).await.status, 404, "{route:?}");
    }
    for path in FOR_ALL.into_iter().chain(["/"]) {
        let page = served.with_cookie(path, &token).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text.to_lowercase().contains("sandbox"), "{path}");
    }
    for path in API_FOR_ALL {
        assert_eq!(served.with_bearer(path, &token).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn without_a_token_health_answers_and_everything_else_says_how_to_come_in() {
    let (_folder, _office, served) = office();
    let health = served.get("/health").await;
    assert_eq!((health.status, health.text.as_str()), (200, "ok"));
    let front = served.get("/").await;
    assert_eq!(front.status, 200);
    assert!(front.has("Harbour Court") && front.has("Your access token") && front.has("gave it to you"));
    let behind = ["/cases/1", "/cases/1/tasks/1", "/cases/1/documents/1", "/open/async-trial", "/join/abc"];
    for path in FOR_ALL.into_iter().chain(behind) {
        let page = served.get(path).await;
        assert_eq!(page.status, 401, "{path}");
        // The same page with the way back, whatever is or isn't behind it.
        let back = format!("value=\"{path}\"");
        assert!(page.has(&back), "{path}: {}", page.text);
        assert_eq!(page.text.replace(&back, "value=\"/\""), front.text, "{path}");
    }
    for path in API_FOR_ALL.into_iter().chain(["/api/cases/1", "/api/cases/1/docket"]) {
        let answer = served.get(path).await;
        assert_eq!(answer.status, 401, "{path}");
        assert!(answer.text.starts_with("{\"code\":\"signed_out\""), "{path}: {}", answer.text);
    }
    for path in ["/cases/1/tasks/1", "/open/async-trial", "/messages/1", "/join/abc"] {
        assert_eq!(served.post(path, "do=claim", None).await.status, 401, "{path}");
    }
}

#[tokio::test]
async fn a_token_lets_in_by_cookie_and_by_header_until_it_expires_or_another_takes_its_place() {
    let (_folder, office, served) = office();
    let token = office.token("chen");
    let entered = served.post("/enter", &format!("token={token}&next=%2Finbox"), None).await;
    assert_eq!(entered.status, 303);
    assert!(entered.cookie.starts_with(&format!("registrar={token};")), "{}", entered.cookie);
    assert_eq!(served.with_cookie("/inbox", &token).await.status, 200);
    assert_eq!(served.with_bearer("/api/inbox", &token).await.status, 200);

    // No command makes a token that has expired; the store keeps one that was good until 2001.
    let store = SqlStore::open_file(&office.data.join("registrar.db"), StoreKind::Real).await.unwrap();
    let person = PersonId::parse("chen").unwrap();
    let expires = "2001-01-01T00:00:00Z".parse().unwrap();
    let old = Token { hash: docket::digest(b"once-good"), person, expires };
    store.put_token(&old).await.unwrap();
    store.close().await;
    for bad in ["once-good", "never-good", "", "registrar"] {
        assert_eq!(served.with_cookie("/inbox", bad).await.status, 401, "{bad}");
        assert_eq!(served.with_bearer("/api/inbox", bad).await.status, 401, "{bad}");
        let refused = served.post("/enter", &format!("token={bad}"), None).await;
        assert_eq!((refused.status, refused.cookie.as_str()), (401, ""), "{bad}");
        assert!(refused.has("known or has expired"), "{}", refused.text);
    }

    let second = office.token("chen");
    assert_eq!(served.with_bearer("/api/inbox", &token).await.status, 401, "lost, and replaced");
    assert_eq!(served.with_bearer("/api/inbox", &second).await.status, 200);
}

#[tokio::test]
async fn behind_a_portal_with_tls_the_cookie_goes_over_tls_only() {
    let folder = tempfile::tempdir().unwrap();
    let office = Installation::new(folder.path());
    let token = office.token("chen");
    for (portal, secure) in [("https://court.example", true), ("http://127.0.0.1:1", false)] {
        let served = office.start(&["serve", "--portal", portal]);
        let entered = served.post("/enter", &format!("token={token}"), None).await;
        assert_eq!(entered.cookie.contains("; Secure"), secure, "{}", entered.cookie);
    }
}
