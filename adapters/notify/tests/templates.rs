//! Templates: what a definition's author may rely on, and what no template can do.

use registrar_casework::ports::{Letter, SendFault, Templates};
use registrar_notify::TeraTemplates;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

fn letter(files: &[(&str, &str)], language: &str) -> Letter {
    let resources: BTreeMap<String, String> =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Letter {
        resources: Arc::new(resources),
        template: Some("receipt".to_owned()),
        channel: None,
        language: language.to_owned(),
        title: "Receipt".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        data: json!({"name": "<b>Zhou</b>", "day": "2026-03-04"}),
    }
}

#[tokio::test]
async fn the_first_line_is_the_subject_and_the_language_is_the_readers() {
    let files = [
        ("receipt.en.txt", "Received {{ day | day }}\n\nDear {{ name }}"),
        ("receipt.zh.txt", "{{ day | day }}收到\n\n您好"),
    ];
    let english = TeraTemplates::default().notice(&letter(&files, "en")).await.unwrap();
    assert_eq!(
        (english.subject.as_str(), english.text.as_str()),
        ("Received 4 March 2026", "Dear <b>Zhou</b>")
    );
    let chinese = TeraTemplates::default().notice(&letter(&files, "zh")).await.unwrap();
    assert_eq!((chinese.subject.as_str(), chinese.text.as_str()), ("2026年3月4日收到", "您好"));
}

#[tokio::test]
async fn a_document_escapes_what_people_wrote() {
    let document = TeraTemplates::default()
        .document(&letter(&[("receipt.en.html", "<p>{{ name }}</p>")], "en"))
        .await
        .unwrap();
    let text = String::from_utf8(document.bytes).unwrap();
    assert!(text.contains("&lt;b&gt;Zhou"), "{text}");
    assert_eq!(document.media, "text/html");
}

#[tokio::test]
async fn a_template_that_grows_without_end_is_given_up() {
    for body in [
        "{% for a in range(end=1000) %}{% for b in range(end=1000) %}xxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",
        "{% for a in range(end=100000000) %}x{% endfor %}",
        "{% include \"/etc/passwd\" %}",
        "{{ nobody_knows }}",
    ] {
        let given_up = TeraTemplates::default().notice(&letter(&[("receipt.en.txt", body)], "en")).await;
        assert!(matches!(given_up, Err(SendFault::Never(_))), "{body}: {given_up:?}");
    }
}

#[tokio::test]
async fn a_subject_can_forge_no_header() {
    let files = [("receipt.en.txt", "{{ name }}\u{b}Bcc: x@example.com\n\nText")];
    let rendered = TeraTemplates::default().notice(&letter(&files, "en")).await.unwrap();
    assert!(!rendered.subject.contains(char::is_control));
}

#[tokio::test]
async fn a_reminder_has_no_template_and_says_how_much_is_left() {
    for (language, reminder, news) in [
        ("en", "Until the end of 2026-03-18: 5 days left.", "There is news in case c-1."),
        ("zh", "截至2026-03-18 24:00，还剩5日。", "案件 c-1 有新进展"),
    ] {
        let data = json!({"case": {"id": "c-1"}, "text": reminder});
        let reminding = Letter { template: None, data, ..letter(&[], language) };
        let text = TeraTemplates::default().notice(&reminding).await.unwrap().text;
        assert!(text.contains(reminder) && text.contains(news), "{text}");
    }
}
