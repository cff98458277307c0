//! Every template renders, in both languages, with nothing but what every case has, and with everything.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use tera::{Context, Kwargs, State, Tera};

fn templates(resources: &BTreeMap<String, String>) -> Tera {
    let mut tera = Tera::default();
    tera.autoescape_on([".html"]);
    tera.register_filter("day", |day: &str, _: Kwargs, _: &State| day.to_owned());
    tera.add_raw_templates(resources.iter().map(|(name, text)| (name.clone(), text.clone()))).unwrap();
    tera
}

fn render(tera: &Tera, name: &str, data: &Value) -> Result<String, String> {
    let context = Context::from_serialize(data).map_err(|error| error.to_string())?;
    tera.render(name, &context).map_err(|error| format!("{name}: {error:?}"))
}

/// What stands in every letter: of the case's data nothing but what has a default, no clock running.
fn bare() -> Value {
    json!({
        "case": {"id": "C-1", "workflow_title": "Procedure", "opened": "2026-03-02T09:00:00Z"},
        "data": {"claim": {"track": "summary"}, "business": {}, "mode": "asynchronous", "late_result": "none"},
        "members": [],
        "clocks": [],
        "served": [],
        "link": "https://court.example/cases/C-1",
        "today": "2026-03-02",
    })
}

/// A letter to somebody, with all that any case can have, about a clock in days or in hours.
fn full(last_day: Option<&str>) -> Value {
    let mut all = bare();
    all["member"] = json!({"name": "Zhang San", "role_title": "Plaintiff", "member": "plaintiff[1]"});
    all["members"] =
        json!([{"member": "plaintiff[1]", "name": "Zhang San", "role_title": "Plaintiff", "party": true}]);
    all["law"] = json!("Civil Procedure Law art. 1");
    all["served"] = json!([
        {"notice": "n", "title": "Papers", "member": "defendant[1]", "name": "Li Si", "day": "2026-03-05", "how": "read"},
        {"notice": "n", "title": "Papers", "member": "defendant[2]", "name": "Wang Wu", "day": "2026-03-05", "how": "publication.expired"},
    ]);
    all["deadline"] = json!({"name": "x", "title": "T", "due": "2026-03-18 00:00", "last_day": last_day});
    all["clocks"] =
        json!([{"name": "decision", "title": "T", "due": "2026-03-18 00:00", "last_day": "2026-03-17"}]);
    for field in [
        "missing",
        "refusal_reason",
        "ruling_reason",
        "objection_reason",
        "late_reason",
        "mode_reason",
        "stay_reason",
        "extension_reason",
        "withdrawal_reason",
        "counterclaim_text",
        "findings",
        "decision",
        "reason",
        "licence_number",
        "follow_up",
        "exchange_at",
        "hearing_at",
    ] {
        all["data"][field] = json!("<text of the field>");
    }
    for field in ["ruling_transfers", "in_absence", "counterclaimed", "claim_withdrawn", "only_listed"] {
        all["data"][field] = json!(true);
    }
    all["data"]["claim"] = json!({"amount": "12000.00", "track": "small_claims", "request": "<repair>"});
    all["data"]["business"] =
        json!({"name": "<Noodles>", "kind": "company", "address": "1 Lane", "scope": "Food"});
    all["data"]["questions"] =
        json!([{"to": "defendant[1]", "text": "<why>", "reply": "so"}, {"to": "x", "text": "y"}]);
    for list in ["comments", "arguments", "statements"] {
        all["data"][list] = json!([{"about": "Contract", "text": "<text of an item>"}]);
    }
    all
}

#[test]
fn every_template_renders_with_the_least_and_with_the_most() {
    let mut failures = Vec::new();
    for shipped in registrar_workflows::shipped() {
        let tera = templates(&shipped.resources);
        for name in shipped.resources.keys() {
            for data in [bare(), full(None), full(Some("2026-03-17"))] {
                if let Err(error) = render(&tera, name, &data) {
                    failures.push(format!("{}: {error}", shipped.name));
                }
            }
        }
    }
    assert_eq!(failures, Vec::<String>::new());
}

#[test]
fn what_people_wrote_is_escaped_in_documents() {
    for shipped in registrar_workflows::shipped() {
        let tera = templates(&shipped.resources);
        for name in shipped.resources.keys().filter(|name| name.ends_with(".html")) {
            let html = render(&tera, name, &full(None)).unwrap();
            assert!(!html.contains("<text of") && !html.contains("<Noodles>"), "{name}");
        }
    }
}

#[test]
fn every_text_has_a_subject_and_a_body_and_leads_to_the_case() {
    for shipped in registrar_workflows::shipped() {
        let tera = templates(&shipped.resources);
        for name in shipped.resources.keys().filter(|name| name.ends_with(".txt")) {
            let text = render(&tera, name, &full(None)).unwrap();
            let (subject, body) = text.split_once("\n\n").unwrap();
            assert!(!subject.is_empty() && !subject.contains('\n'), "{name}");
            assert!(body.contains("https://court.example/cases/C-1"), "{name}");
            assert!(body.contains("Zhang San"), "{name}");
        }
    }
}

#[test]
fn every_template_stands_in_both_languages() {
    for shipped in registrar_workflows::shipped() {
        for name in shipped.resources.keys() {
            let other = if name.contains(".en.") {
                name.replace(".en.", ".zh.")
            } else {
                name.replace(".zh.", ".en.")
            };
            assert!(shipped.resources.contains_key(&other) && other != *name, "{}: {name}", shipped.name);
        }
    }
}

#[test]
fn a_text_that_speaks_of_its_clock_says_the_last_day_or_the_time() {
    for shipped in registrar_workflows::shipped() {
        let tera = templates(&shipped.resources);
        for (name, _) in shipped.resources.iter().filter(|(_, text)| text.contains("{{ deadline.")) {
            assert!(render(&tera, name, &full(Some("2026-03-17"))).unwrap().contains("2026-03-17"), "{name}");
            assert!(render(&tera, name, &full(None)).unwrap().contains("2026-03-18 00:00"), "{name}");
        }
    }
}
