//! What tests need of the machine beside Rust: a browser, a database, a reader of calendars, a clock that can be set.
//! Where it is missing they say so in one visible line and pass; `REGISTRAR_REQUIRE=postgres,chromium` makes a missing one a failure.

use std::io::Write as _;
use std::path::PathBuf;

/// What may stand in `REGISTRAR_REQUIRE`.
pub const KNOWN: [&str; 4] = ["postgres", "chromium", "icalendar", "faketime"];
/// The names under which a machine may have Chromium.
pub const CHROMIUM: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// For a test that can't run here: says so past the harness's capture, or fails where the thing is required.
/// The test returns after it.
///
/// # Panics
/// If `REGISTRAR_REQUIRE` has the name, or a name that nothing answers to.
pub fn not_run(name: &str, why: &str) {
    match decide(&std::env::var("REGISTRAR_REQUIRE").unwrap_or_default(), name, why) {
        // Straight to the stream: the harness captures only what goes through `print!` and its kin.
        Ok(line) => {
            let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
        }
        Err(failure) => panic!("{failure}"),
    }
}

/// A program of the machine, by the folders of `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The first Python by the folders of `PATH` that has PyPI's `icalendar`: a machine may have several.
pub fn python_with_icalendar() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let pythons = std::env::split_paths(&folders).map(|folder| folder.join("python3"));
    let reads = |python: &PathBuf| {
        let mut import = std::process::Command::new(python);
        import.args(["-c", "import icalendar"]).stderr(std::process::Stdio::null());
        import.status().is_ok_and(|status| status.success())
    };
    pythons.filter(|python| python.is_file()).find(reads)
}

/// The line to say, or why the absence is a failure.
fn decide(required: &str, name: &str, why: &str) -> Result<String, String> {
    let wanted: Vec<&str> = required.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    // A mistyped name would require nothing, and nobody would see it.
    if let Some(strange) = wanted.iter().find(|word| !KNOWN.contains(word)) {
        return Err(format!("REGISTRAR_REQUIRE has `{strange}`; known are: {}", KNOWN.join(", ")));
    }
    if wanted.contains(&name) {
        return Err(format!("{name} is required by REGISTRAR_REQUIRE and missing: {why}"));
    }
    Ok(format!("not run: {name} ({why})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_said_in_one_line_unless_it_is_required() {
        let line = "not run: chromium (no chromedriver on the PATH)";
        for required in ["", "postgres", " , "] {
            let said = decide(required, "chromium", "no chromedriver on the PATH");
            assert_eq!(said.as_deref(), Ok(line), "{required}");
        }
        for required in ["chromium", "postgres,chromium", " chromium , postgres "] {
            let said = decide(required, "chromium", "no chromedriver on the PATH").unwrap_err();
            assert!(said.contains("required") && said.contains("no chromedriver"), "{said}");
        }
    }

    #[test]
    fn a_name_that_nothing_answers_to_is_never_passed_over() {
        let said = decide("chromum", "chromium", "it isn't there").unwrap_err();
        assert!(said.contains("`chromum`") && said.contains("postgres, chromium"), "{said}");
    }

    #[test]
    fn a_program_is_found_by_the_path_or_not_at_all() {
        assert!(on_path("sh").is_some_and(|file| file.is_absolute()));
        assert_eq!(on_path("no-such-program-anywhere"), None);
    }
}
