//! The count in words: one golden explanation for each rule, in both languages.

use crate::shipped::{Ask, ask};
use registrar_engine::deadline::{Due, Language, explain};

/// English, then Chinese.
fn explained(ask: &Ask, from: &str) -> String {
    let due = ask.from(from).unwrap();
    let stored: Due = serde_json::from_str(&serde_json::to_string(&due).unwrap()).unwrap();
    assert_eq!(stored, due, "the steps can be stored");
    let (en, zh) = (explain(&due, Language::En), explain(&due, Language::Zh));
    assert_eq!(en.len(), zh.len());
    format!("{}\n\n{}", en.join("\n"), zh.join("\n"))
}

#[test]
fn cn_litigation() {
    insta::assert_snapshot!(explained(&ask("cn-litigation", "cn", "15 days"), "2018-09-17"));
}

#[test]
fn cn_litigation_suspended_and_extended() {
    let ask = ask("cn-litigation", "cn", "15 days")
        .extended("15 days")
        .suspended("2026-03-05 10:00", Some("2026-03-10 16:00"));
    insta::assert_snapshot!(explained(&ask, "2026-03-02 09:30"));
}

#[test]
fn cn_litigation_hours() {
    let ask = ask("cn-litigation", "cn", "24 hours").suspended("2018-04-10 16:00", Some("2018-04-10 18:30"));
    insta::assert_snapshot!(explained(&ask, "2018-04-10 14:20"));
}

#[test]
fn cn_civil_code() {
    insta::assert_snapshot!(explained(&ask("cn-civil-code", "cn", "3 months"), "2024-11-30"));
}

#[test]
fn cn_licensing_beyond_what_is_published() {
    insta::assert_snapshot!(explained(&ask("cn-licensing", "cn", "10 working days"), "2026-12-21"));
}

#[test]
fn cn_licensing_with_made_up_days() {
    insta::assert_snapshot!(explained(&ask("cn-licensing", "cn", "5 working days"), "2024-09-27"));
}

#[test]
fn us_frcp_6() {
    insta::assert_snapshot!(explained(
        &ask("us-frcp-6", "us-federal", "14 days").served_by("mail"),
        "2025-06-20"
    ));
}

#[test]
fn eu_1182_71() {
    insta::assert_snapshot!(explained(&ask("eu-1182-71", "eu-institutions", "2 days"), "2025-03-07"));
}

#[test]
fn uk_cpr_2_8() {
    insta::assert_snapshot!(explained(
        &ask("uk-cpr-2.8", "england-and-wales", "3 days").before(),
        "2025-10-20"
    ));
}

#[test]
fn uk_cpr_2_8_court_office() {
    insta::assert_snapshot!(explained(
        &ask("uk-cpr-2.8-court-office", "england-and-wales", "28 days").earliest(),
        "2023-10-01"
    ));
}

#[test]
fn office_hours() {
    insta::assert_snapshot!(explained(&ask("office-hours", "cn", "4 hours"), "2026-02-14 17:20"));
}

#[test]
fn plain() {
    insta::assert_snapshot!(explained(&ask("plain", "cn", "90 days"), "2026-03-02"));
}

#[test]
fn a_very_long_count_is_explained_shortly() {
    let due = ask("cn-licensing", "cn", "20000 working days").from("2026-03-02").unwrap();
    assert!(due.steps.len() < 250, "{} steps", due.steps.len());
    assert!(due.provisional);
    let minutes = ask("office-hours", "cn", "1000000 minutes").from("2026-03-02 10:00").unwrap();
    assert!(minutes.steps.len() < 250, "{} steps", minutes.steps.len());
}

#[test]
fn a_count_without_steps_explains_nothing() {
    let ask = ask("plain", "cn", "90 days");
    let due = registrar_engine::deadline::due(ask.anchor("2026-03-02"), &ask.terms()).unwrap();
    assert_eq!(explain(&due, Language::En), Vec::<String>::new());
}

#[test]
fn cn_civil_code_hours() {
    insta::assert_snapshot!(explained(&ask("cn-civil-code", "cn", "24 hours"), "2024-05-31 14:20"));
}

#[test]
fn us_frcp_6_backwards() {
    insta::assert_snapshot!(explained(&ask("us-frcp-6", "us-federal", "14 days").before(), "2025-07-19"));
}

#[test]
fn us_frcp_6_hours_over_a_holiday() {
    insta::assert_snapshot!(explained(&ask("us-frcp-6", "us-federal", "24 hours"), "2025-07-03 09:00"));
}

#[test]
fn eu_1182_71_months_without_a_corresponding_day() {
    insta::assert_snapshot!(explained(&ask("eu-1182-71", "eu-institutions", "1 month"), "2025-01-31"));
}

#[test]
fn uk_cpr_2_8_earliest() {
    insta::assert_snapshot!(explained(
        &ask("uk-cpr-2.8", "england-and-wales", "7 days").before().earliest(),
        "2023-10-17"
    ));
}

#[test]
fn office_hours_to_the_close_of_business() {
    insta::assert_snapshot!(explained(&ask("office-hours", "cn", "2 days"), "2026-02-13"));
}

#[test]
fn plain_months_extended() {
    insta::assert_snapshot!(explained(&ask("plain", "cn", "3 months").extended("1 month"), "2023-11-30"));
}
