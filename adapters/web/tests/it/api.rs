//! The JSON API: the same answers for programs.

use crate::browser::{Answer, Browser, office};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, header};
use futures::stream;
use registrar_casework::ports::Token;
use registrar_engine::docket;
use registrar_engine::id::CaseId;
use registrar_testkit::{moment, person};
use serde_json::{Value, json};

async fn call(
    router: &Router,
    who: &str,
    method: &str,
    path: &str,
    key: Option<&str>,
    body: Option<Value>,
) -> Answer {
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header(header::HOST, "court.example")
        .header(header::AUTHORIZATION, format!("Bearer token-{who}"));
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    let body = match body {
        Some(body) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(body.to_string())
        }
        None => Body::empty(),
    };
    Browser::of_nobody(router).send(request.body(body).unwrap()).await
}

#[tokio::test]
async fn a_program_opens_a_case_uploads_a_document_and_completes_the_task() {
    let (office, router) = office().await;
    let workflows = call(&router, "zhang", "GET", "/api/workflows", None, None).await.expect(200).json();
    assert_eq!(workflows[0]["workflow"], "sample");
    let new = json!({"workflow": "sample", "people": [
        {"role": "plaintiff", "name": "Zhang San", "person": "me"},
        {"role": "defendant", "name": "Li Si", "contact": {"mail": "li@example.org"}},
    ]});
    let first =
        call(&router, "zhang", "POST", "/api/cases", Some("k1"), Some(new.clone())).await.expect(201).json();
    let again = call(&router, "zhang", "POST", "/api/cases", Some("k1"), Some(new)).await.expect(201).json();
    assert_eq!((&first["case"], &again["repeated"]), (&again["case"], &json!(true)));
    let other = json!({"workflow": "sample"});
    let reused =
        call(&router, "zhang", "POST", "/api/cases", Some("k1"), Some(other)).await.expect(409).json();
    assert_eq!(reused["code"], "key_reused");

    let case = format!("/api/cases/{}", first["case"].as_str().unwrap());
    let view = call(&router, "zhang", "GET", &case, None, None).await.expect(200).json();
    let task = format!("{case}/tasks/{}", view["tasks"][0]["number"]);
    let view = call(&router, "zhang", "GET", &task, None, None).await.expect(200).json();
    assert!(view["outcomes"][0]["schema"]["properties"]["claim.amount"].is_object());
    let upload = Request::builder()
        .method(Method::PUT)
        .uri(format!("{task}/uploads/complaint?name=claim.pdf"))
        .header(header::AUTHORIZATION, "Bearer token-zhang")
        .body(Body::from("%PDF-1.7 the complaint"))
        .unwrap();
    let uploaded = Browser::of_nobody(&router).send(upload).await.expect(201).json();
    assert_eq!(uploaded["media"], "application/pdf");

    let mistaken = json!({"outcome": "filed", "form": {"claim.amount": "much"}});
    let path = format!("{task}/complete");
    let refused = call(&router, "zhang", "POST", &path, Some("k2"), Some(mistaken)).await.expect(422).json();
    assert_eq!((&refused["code"], &refused["problems"][0]["key"]), (&json!("form"), &json!("claim.amount")));
    let right =
        json!({"outcome": "filed", "form": {"claim.amount": "12000"}, "documents": [uploaded["digest"]]});
    let done =
        call(&router, "zhang", "POST", &path, Some("k3"), Some(right.clone())).await.expect(200).json();
    assert_eq!(done["receipt"].as_str().map(str::len), Some(64));
    let repeat =
        call(&router, "zhang", "POST", &path, Some("k3"), Some(right.clone())).await.expect(200).json();
    assert_eq!((&repeat["repeated"], &repeat["receipt"]), (&json!(true), &done["receipt"]));
    let twice = call(&router, "zhang", "POST", &path, Some("k4"), Some(right)).await.expect(409).json();
    assert_eq!(twice["code"], "not_open");

    let docket =
        call(&router, "zhang", "GET", &format!("{case}/docket"), None, None).await.expect(200).json();
    assert!(docket["items"].as_array().is_some_and(|items| items.len() >= 2));
    let document = call(&router, "zhang", "GET", &format!("{case}/documents/1"), None, None).await;
    let number =
        call(&router, "zhang", "GET", &case, None, None).await.json()["documents"][0]["number"].clone();
    let document = match document.status.as_u16() {
        200 => document,
        _ => call(&router, "zhang", "GET", &format!("{case}/documents/{number}"), None, None).await,
    };
    assert_eq!(document.text, "%PDF-1.7 the complaint");
    assert!(document.header("content-disposition").starts_with("attachment;"));
    let inbox = call(&router, "chen", "GET", "/api/inbox", None, None).await.expect(200).json();
    assert_eq!(inbox["items"][0]["task"], "review");
    assert_eq!(
        office.states("zhang", &first["case"].as_str().unwrap().parse().unwrap()).await,
        ["reviewing"]
    );
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_also_when_the_case_has_ended() {
    let (office, router) = office().await;
    let case = office.filed(&["li"]).await;
    let task = office.task("chen", &case, "review").await;
    let path = format!("/api/cases/{case}/tasks/{task}/complete");
    let refuse = json!({"outcome": "refuse", "form": {"reason": "no claim"}});
    let first = call(&router, "chen", "POST", &path, Some("k1"), Some(refuse.clone())).await.expect(200);
    assert_eq!(office.states("zhang", &case).await, ["refused"]);
    let again = call(&router, "chen", "POST", &path, Some("k1"), Some(refuse.clone())).await.expect(200);
    assert_eq!(first.text.replace("\"repeated\":false", "\"repeated\":true"), again.text);
    let late = call(&router, "chen", "POST", &path, Some("k2"), Some(refuse)).await.expect(409);
    assert_eq!(late.json()["code"], "not_open");
    let never = format!("/api/cases/{case}/tasks/999/complete");
    call(&router, "chen", "POST", &never, Some("k3"), Some(json!({"outcome": "refuse"}))).await.expect(409);
}

#[tokio::test]
async fn a_key_is_the_persons_whatever_token_is_shown() {
    let (office, router) = office().await;
    let again = Token {
        hash: docket::digest(b"token-zhang-again"),
        person: person("zhang"),
        expires: moment("2030-01-01T00:00:00Z"),
    };
    office.world.ports.people.put_token(&again).await.unwrap();
    let new = json!({"workflow": "sample", "people": [
        {"role": "plaintiff", "name": "Zhang San", "person": "me"},
        {"role": "defendant", "name": "Li Si", "person": "li"},
    ]});
    let open = async |who: &str, new: &Value| {
        call(&router, who, "POST", "/api/cases", Some("k"), Some(new.clone())).await.expect(201).json()
    };
    let (first, other) = tokio::join!(open("zhang", &new), open("zhang-again", &new));
    assert_eq!((&other["case"], first["repeated"] == other["repeated"]), (&first["case"], false));
    let repeat = open("zhang-again", &new).await;
    assert_eq!((&repeat["case"], &repeat["repeated"]), (&first["case"], &json!(true)));
    let case: CaseId = first["case"].as_str().unwrap().parse().unwrap();
    let seats = office.stored(&case).await.seats;
    let seats: Vec<_> = seats.iter().map(|seat| seat.person.clone()).collect();
    assert_eq!(seats, [Some(person("zhang")), Some(person("li"))]);
    // With the same words in it, it is another's request all the same.
    let other = call(&router, "zhao", "POST", "/api/cases", Some("k"), Some(new)).await.expect(201).json();
    assert_eq!((other["case"] == first["case"], &other["repeated"]), (false, &json!(false)));
}

#[tokio::test]
async fn what_a_token_that_is_nobodys_asks_for_is_not_done_and_nothing_is_said_about_it() {
    let (office, router) = office().await;
    let case = office.filed(&["li"]).await;
    let task = office.task("chen", &case, "review").await;
    let past = Token {
        hash: docket::digest(b"token-expired"),
        person: person("chen"),
        expires: moment("2020-01-01T00:00:00Z"),
    };
    office.world.ports.people.put_token(&past).await.unwrap();
    let revision = office.stored(&case).await.revision;
    let task = format!("/api/cases/{case}/tasks/{task}");
    let accept = json!({"outcome": "accept"});
    for who in ["nonsense", "expired"] {
        for (path, body) in [
            (format!("{task}/complete"), Some(accept.clone())),
            (format!("{task}/complete"), Some(json!({"outcome": 7}))),
            (format!("{task}/claim"), None),
            ("/api/cases/none/tasks/1/claim".to_owned(), None),
            ("/api/cases".to_owned(), Some(json!({"workflow": "sample"}))),
        ] {
            let answer = call(&router, who, "POST", &path, Some("k"), body).await.expect(401);
            assert_eq!(answer.json()["code"], "signed_out", "{who} {path}");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
    assert_eq!(office.stored(&case).await.revision, revision);
    // Beside them, in one batch, who has a good one is served.
    let path = format!("{task}/complete");
    let (nobody, chen) = tokio::join!(
        call(&router, "nonsense", "POST", &path, None, Some(accept.clone())),
        call(&router, "chen", "POST", &path, Some("k"), Some(accept.clone())),
    );
    nobody.expect(401);
    chen.expect(200);
}

#[tokio::test]
async fn from_nobody_no_more_is_read_than_a_form_has() {
    let (_office, router) = office().await;
    for (who, status) in [("nonsense", 401), ("zhang", 413)] {
        for told in [true, false] {
            // A body that would never end: it must not be waited for before it is known who sends it.
            let piece = || Ok::<_, std::io::Error>(vec![b' '; 64 << 10]);
            let body = match who {
                "zhang" => Body::from_stream(stream::iter((0..64).map(move |_| piece()))),
                _ => Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>()),
            };
            let request = Request::builder()
                .method(Method::POST)
                .uri("/api/cases")
                .header(header::AUTHORIZATION, format!("Bearer token-{who}"))
                .header(header::CONTENT_TYPE, "application/json");
            let request = match told {
                true => request.header(header::CONTENT_LENGTH, 4 << 20),
                false => request.header(header::TRANSFER_ENCODING, "chunked"),
            };
            Browser::of_nobody(&router).send(request.body(body).unwrap()).await.expect(status);
        }
    }
}

#[tokio::test]
async fn strangers_and_accounts_that_are_no_system_find_nothing() {
    let (office, router) = office().await;
    let case = office.filed(&["li"]).await;
    for path in
        [format!("/api/cases/{case}"), format!("/api/cases/{case}/docket"), "/api/cases/none".to_owned()]
    {
        let answer = call(&router, "stranger", "GET", &path, None, None).await.expect(404);
        assert_eq!(answer.json()["code"], "not_found");
    }
    let path = format!("/api/cases/{case}/messages/payment_received");
    call(&router, "zhang", "POST", &path, None, Some(json!({}))).await.expect(404);
    call(&router, "nobody-known", "GET", "/api/inbox", None, None).await.expect(401);
    call(&router, "zhang", "POST", "/api/cases", None, Some(json!({"workflow": 7}))).await.expect(400);
}

#[tokio::test]
async fn the_description_lists_every_route_with_what_may_go_wrong() {
    let (_office, router) = office().await;
    let described = call(&router, "zhang", "GET", "/openapi.json", None, None).await.expect(200).json();
    let paths = described["paths"].as_object().unwrap();
    assert!(paths.len() >= 18, "{}", paths.len());
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            for status in ["401", "403", "404", "409", "422"] {
                assert!(operation["responses"][status].is_object(), "{method} {path}: {status}");
            }
            // Every route that is described is there: nobody's request is turned away, not lost.
            let concrete: String = path
                .split('/')
                .map(|part| if part.starts_with('{') { "/1" } else { part })
                .fold(String::new(), |path, part| {
                    if part.starts_with('/') {
                        path + part
                    } else if part.is_empty() {
                        path
                    } else {
                        path + "/" + part
                    }
                });
            let bearer = Request::builder()
                .method(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap())
                .uri(&concrete)
                .header(header::AUTHORIZATION, "Bearer none")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from("{}"))
                .unwrap();
            Browser::of_nobody(&router).send(bearer).await.expect(401);
        }
    }
}
