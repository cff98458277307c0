//! Real answers of the API have the shapes that its description gives them.

use crate::browser::{Browser, office};
use serde_json::{Value, json};

/// Holds an answer against the description of its route, with nothing in it that isn't described.
fn check(described: &Value, route: &str, method: &str, answer: &Value) {
    let status = if method == "post" && route == "/api/cases" { "201" } else { "200" };
    let mut schema =
        described["paths"][route][method]["responses"][status]["content"]["application/json"]["schema"]
            .clone();
    assert!(schema.is_object(), "{method} {route} has no schema");
    schema["components"] = described["components"].clone();
    let validator = jsonschema::options().build(&schema).unwrap();
    let wrong: Vec<String> =
        validator.iter_errors(answer).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{method} {route}: {wrong:#?}\n{answer:#}");
}

#[tokio::test]
async fn what_programs_read_is_what_the_description_says() {
    let (office, router) = office().await;
    let case = office.being_served(&["li", "wu"]).await;
    let (zhang, li) = (Browser::of(&router, "zhang"), Browser::of(&router, "li"));
    let described = zhang.get("/openapi.json").await.expect(200).json();
    let messages = li.get("/api/messages").await.expect(200).json();
    check(&described, "/api/messages", "get", &messages);
    let id = messages["items"][0]["id"].as_str().expect("the service of the claim").to_owned();
    let opened = li.post(&format!("/api/messages/{id}"), &[]).await.expect(200).json();
    check(&described, "/api/messages/{id}", "post", &opened);
    office.casework.settle().await.unwrap();

    let seen = li.get(&format!("/api/cases/{case}")).await.expect(200).json();
    check(&described, "/api/cases/{case}", "get", &seen);
    let (tasks, clocks) = (seen["tasks"].as_array().unwrap(), seen["clocks"].as_array().unwrap());
    assert!(!tasks.is_empty() && !clocks.is_empty(), "{seen:#}");
    for task in tasks {
        let task = li.get(&format!("/api/cases/{case}/tasks/{}", task["number"])).await.expect(200).json();
        check(&described, "/api/cases/{case}/tasks/{number}", "get", &task);
    }
    let deadlines = li.get(&format!("/api/cases/{case}/deadlines")).await.expect(200).json();
    check(&described, "/api/cases/{case}/deadlines", "get", &deadlines);
    let ended = deadlines.as_array().unwrap().iter().filter(|deadline| deadline["closed"] == json!(true));
    let ended: Vec<&Value> = ended.collect();
    assert!(!ended.is_empty(), "{deadlines:#}");
    for clock in clocks.iter().chain(ended) {
        let path = format!("/api/cases/{case}/deadlines/{}", clock["number"]);
        let clock = li.get(&path).await.expect(200).json();
        check(&described, "/api/cases/{case}/deadlines/{number}", "get", &clock);
    }
    let kept = Browser::of(&router, "chen").get("/api/statistics").await.expect(200).json();
    check(&described, "/api/statistics", "get", &kept);
    assert_eq!(kept["workflows"][0]["deadlines"].as_array().map(Vec::is_empty), Some(false), "{kept:#}");
    let docket = zhang.get(&format!("/api/cases/{case}/docket")).await.expect(200).json();
    check(&described, "/api/cases/{case}/docket", "get", &docket);
    let drawn = docket["items"].as_array().unwrap().iter().any(|entry| entry["draw"].is_object());
    assert!(drawn || !docket["items"].as_array().unwrap().is_empty(), "{docket:#}");
    for who in ["zhang", "li", "chen", "stranger"] {
        let browser = Browser::of(&router, who);
        for route in ["/api/inbox", "/api/cases", "/api/workflows"] {
            check(&described, route, "get", &browser.get(route).await.expect(200).json());
        }
    }
    let proven = zhang.get("/api/workflows/sample/guarantees").await.expect(200).json();
    check(&described, "/api/workflows/{workflow}/guarantees", "get", &proven);
    assert_eq!((&proven["workflow"], &proven["version"]), (&json!("sample"), &json!(1)));
    zhang.get("/api/workflows/sample/guarantees?version=9").await.expect(404);
    zhang.get("/api/workflows/other/guarantees").await.expect(404);
    let members = zhang.get(&format!("/api/cases/{case}/representation")).await.expect(200).json();
    assert_eq!(members.as_array().map(Vec::len), Some(1));
    check(&described, "/api/cases/{case}/representation", "get", &members);
}

#[tokio::test]
async fn no_answer_of_the_description_is_just_an_object() {
    let (_office, router) = office().await;
    let described = Browser::of(&router, "zhang").get("/openapi.json").await.expect(200).json();
    let mut bare = Vec::new();
    for (path, operations) in described["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let schema = &response["content"]["application/json"]["schema"];
                // A draft is whatever was saved.
                let free = path.ends_with("/draft");
                if *schema == json!({ "type": "object" }) && !free {
                    bare.push(format!("{method} {path} {status}"));
                }
            }
        }
    }
    assert!(bare.is_empty(), "{bare:#?}");
}
