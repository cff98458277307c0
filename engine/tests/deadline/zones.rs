//! Zones come from the database in the program.

use registrar_engine::deadline::{self, zone_names};
use std::process::Command;

const FALSE_ZONES: &str = "REGISTRAR_TEST_FALSE_ZONES";

/// A zone that is always two hours ahead, as a file of a time zone database (RFC 8536, version 2).
fn false_zone() -> Vec<u8> {
    let header = |version: u8| {
        let mut header = b"TZif".to_vec();
        header.push(version);
        header.extend([0; 15]);
        // isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt
        for count in [0u32, 0, 0, 0, 1, 4] {
            header.extend(count.to_be_bytes());
        }
        header.extend(7_200i32.to_be_bytes());
        header.extend([0, 0]);
        header.extend(b"FLS\0");
        header
    };
    [header(b'2'), header(b'2'), b"\nFLS-2\n".to_vec()].concat()
}

/// The variables of a running process can't be changed safely, so the test runs itself once more with them.
#[test]
#[expect(clippy::disallowed_methods, reason = "a false environment and its files are what is tested")]
fn a_false_tzdir_changes_nothing() {
    let noon: jiff::Timestamp = "2026-03-02T12:00:00Z".parse().unwrap();
    let offset = |zone: &jiff::tz::TimeZone| zone.to_offset(noon).seconds() / 3_600;
    if std::env::var_os(FALSE_ZONES).is_some() {
        // `jiff::tz::TimeZone::get` answers 2 here as soon as some dependency turns on `tzdb-zoneinfo`.
        assert_eq!(offset(&deadline::zone("Asia/Shanghai").unwrap()), 8);
        return;
    }
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("false-zones");
    std::fs::create_dir_all(folder.join("Asia")).unwrap();
    std::fs::write(folder.join("Asia/Shanghai"), false_zone()).unwrap();
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["zones::a_false_tzdir_changes_nothing", "--exact"])
        .env("TZDIR", &folder)
        .env(FALSE_ZONES, "1")
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn a_zone_that_does_not_exist_is_none() {
    assert!(deadline::zone("Asia/Shanghay").is_none());
    assert!(zone_names().any(|name| name == "Asia/Shanghai"));
}

#[test]
fn a_deadline_keeps_the_edition_of_the_zone_data() {
    let versions = crate::shipped::ask("plain", "cn", "1 day").from("2026-03-02").unwrap().versions;
    assert_eq!(versions.zone.name, "Asia/Shanghai");
    assert!(
        versions.zone.database.starts_with("20"),
        "a release of the IANA database: {}",
        versions.zone.database
    );
    assert_eq!((&*versions.calendar.name, &*versions.counting.name), ("cn", "plain"));
    assert_eq!(versions.calendar.sha256.len(), 64);
}
