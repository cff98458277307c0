//! A calendar feed of a running server: read without signing in, ended by the operator, and its address in no log.

use crate::served::Installation;
use std::fs::File;
use std::process::Stdio;

#[tokio::test]
async fn a_feed_ends_with_the_persons_tokens_and_its_address_stands_in_no_log() {
    let folder = tempfile::tempdir().unwrap();
    let office = Installation::new(folder.path());
    let token = office.token("chen");
    let log = folder.path().join("log");
    let portal = "https://court.example";
    let served =
        office.start_with(&["serve", "--portal", portal], "trace", Stdio::from(File::create(&log).unwrap()));
    let page = served.post("/calendar", "do=make", Some(&token)).await;
    let start = page.text.find(&format!("{portal}/calendar/")).unwrap_or_else(|| panic!("{}", page.text));
    let address = page.text[start..].split_inclusive(".ics").next().unwrap_or_default();
    let path = address.strip_prefix(portal).unwrap();
    let secret = path.trim_start_matches("/calendar/").trim_end_matches(".ics");
    assert_eq!(secret.len(), 64);

    let read = served.get(path).await;
    assert_eq!(read.status, 200);
    assert!(read.text.starts_with("BEGIN:VCALENDAR\r\n") && read.cookie.is_empty(), "{}", read.text);
    assert_eq!(served.get(&format!("{path}/x")).await.status, 404);
    assert_eq!(served.post(path, "do=end", None).await.status, 405);
    for other in [format!("/api/inbox?token={secret}"), "/inbox".to_owned()] {
        assert_eq!(served.with_bearer(&other, secret).await.status, 401, "{other}");
    }
    office.token("chen");
    let ended = served.get(path).await;
    assert_eq!((ended.status, ended.text.as_str()), (404, "not found"));
    assert_eq!(served.get(&format!("/calendar/{}.ics", "0".repeat(64))).await.text, ended.text);

    drop(served);
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(log.lines().filter(|line| line.contains("answered")).count() > 5, "it logs all there is: {log}");
    assert!(!log.contains(secret), "{log}");
}
