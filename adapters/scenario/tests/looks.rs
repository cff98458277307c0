//! Every step that looks can fail, and says what was expected and what is.

use registrar_scenario::{Options, Outcome, run, uses, vocabulary};
use std::collections::BTreeSet;
use std::path::Path;

const BACKGROUND: &str = "Feature: f
  Background:
    Given the workflow \"permit\"
    And it is 2026-03-02 09:00
    And a case opened by the applicant with 2 neighbours
    And the applicant does \"apply\" with outcome \"applied\" and files the document \"plan\"
      | building.height | 12 |
";

/// Steps that do something, then one that looks and is wrong, and what is then told.
const WRONG: &[(&str, &str, &str)] = &[
    (
        "",
        "the case is in \"hearing\"",
        "it is in `checking_file` since 2026-03-02 09:00 (by `apply.applied`)",
    ),
    (
        "",
        "the case is not in \"checking_file\"",
        "it is in `checking_file` since 2026-03-02 09:00 (by `apply.applied`)",
    ),
    (
        "",
        "neighbour 1 is in \"may_object\"",
        "it is in `checking_file` since 2026-03-02 09:00 (by `apply.applied`)",
    ),
    (
        "the clerk does \"check\" with outcome \"complete\"\nthe service \"land_register\" answers with outcome \"found\"",
        "neighbour 1 is not in \"being_told\"",
        "it is in `being_told[1]` since 2026-03-02 09:00 (by `look_up.found`)",
    ),
    ("", "the case has ended", "it is in `checking_file` since 2026-03-02 09:00 (by `apply.applied`)"),
    (
        "the clerk does \"check\" with outcome \"incomplete\"\n| reason | x |\nthe applicant does \"give_up\"",
        "the case has not ended",
        "the case ended on 2026-03-02 09:00 in `abandoned`, outcome `abandoned`",
    ),
    ("", "the applicant can do \"check\"", "`check` is for clerk, not for you"),
    ("", "the clerk cannot do \"check\"", "it is open for this person"),
    (
        "",
        "the task \"apply\" is open",
        "it is in `checking_file` since 2026-03-02 09:00 (by `apply.applied`)",
    ),
    (
        "",
        "the task \"check\" is not open",
        "it is in `checking_file` since 2026-03-02 09:00 (by `apply.applied`)",
    ),
    ("", "the task \"check\" offers \"complete\"", "it offers `complete`, `incomplete`"),
    ("", "the task \"check\" does not offer \"complete\"", "it offers `complete`, `incomplete`"),
    ("", "the task \"check\" is held by the clerk", "it is held by nobody"),
    ("the clerk claims \"check\"", "the task \"check\" is held by nobody", "it is held by Clerk"),
    ("", "the inbox of the clerk holds \"by_hand\"", "`check` wait"),
    ("", "the inbox of the clerk is empty", "`check` wait"),
    (
        "",
        "the deadline \"checking\" is due on 2026-03-10",
        "`checking` runs: its last day is 2026-03-09, it ends on 2026-03-09 24:00",
    ),
    ("", "the deadline \"staleness\" is running", "`staleness` doesn't run"),
    (
        "",
        "the deadline \"checking\" is not running",
        "`checking` runs: its last day is 2026-03-09, it ends on 2026-03-09 24:00",
    ),
    (
        "",
        "the deadline \"checking\" is provisional",
        "`checking` runs: its last day is 2026-03-09, it ends on 2026-03-09 24:00",
    ),
    ("", "the deadline \"staleness\" is not provisional", "`staleness` doesn't run"),
    (
        "the chief suspends the deadline \"checking\"",
        "the deadline \"checking\" is suspended with 3 days left",
        "`checking` is suspended with 7 days left",
    ),
    (
        "",
        "the deadline \"checking\" has expired",
        "`checking` runs: its last day is 2026-03-09, it ends on 2026-03-09 24:00",
    ),
    (
        "",
        "the deadline \"checking\" was met",
        "`checking` runs: its last day is 2026-03-09, it ends on 2026-03-09 24:00",
    ),
    ("", "the deadline \"staleness\" was missed", "it was met on 2026-03-02 09:00"),
    ("", "the deadline \"staleness\" was waived", "it was met on 2026-03-02 09:00"),
    ("", "the deadline \"staleness\" was restored", "no run of it was restored"),
    ("", "the clerk has been reminded of the deadline \"checking\" 1 time", "it was 0 times"),
    ("", "the notice \"received\" was sent to neighbour 1", "it has never been sent to this person"),
    (
        "",
        "the notice \"received\" was sent to the applicant 2 times",
        "it was sent 1 times: on 2026-03-02 09:00",
    ),
    ("", "the notice \"received\" was not sent to the applicant", "it was sent 1 times: on 2026-03-02 09:00"),
    (
        "",
        "the notice \"received\" was sent to the applicant and neighbour 1 at the same moment",
        "to the applicant: on 2026-03-02 09:00",
    ),
    ("", "neighbour 1 was served with \"hearing_of\"", "it has not been sent"),
    (
        "the clerk does \"check\" with outcome \"complete\"\nthe service \"land_register\" answers with outcome \"found\"\n\
         the notice \"hearing_of\" to neighbour 1 is read",
        "neighbour 1 has not been served with \"hearing_of\"",
        "it was served on 2026-03-02 09:00 by `read`",
    ),
    ("", "the notice \"hearing_of\" to neighbour 1 is undeliverable", "it has not been sent"),
    ("", "the document \"note\" is in the case", "there are 0"),
    ("", "the document \"plan\" is not in the case", "there are 1"),
    ("", "there are 2 documents \"plan\" in the case", "there are 1"),
    // Nobody has turned to the neighbours yet (rule S43).
    ("", "neighbour 1 sees the document \"plan\"", "to this person the case isn't there"),
    (
        "",
        "the chief sees the document \"plan\"",
        "the definition doesn't show it to any of the person's roles",
    ),
    (
        "",
        "the applicant does not see the document \"plan\"",
        "the definition shows it to one of the person's roles",
    ),
    ("", "a stranger sees the case", "it is hidden from this person"),
    ("", "the applicant does not see the case", "it is shown"),
    (
        "",
        "the consent \"short_procedure\" holds",
        "it lacks that of applicant[1], neighbour[1], neighbour[2]",
    ),
    (
        "the clerk does \"check\" with outcome \"complete\"\nthe service \"land_register\" answers with outcome \"found\"\n\
         the applicant does \"agree_short\" with outcome \"agreed\"\nneighbour 1 does \"agree_short\" with outcome \"agreed\"\n\
         neighbour 2 does \"agree_short\" with outcome \"agreed\"",
        "the consent \"short_procedure\" does not hold",
        "all have given it",
    ),
    ("", "the applicant has given the consent \"short_procedure\"", "it was never given"),
    (
        "the clerk does \"check\" with outcome \"complete\"\nthe service \"land_register\" answers with outcome \"found\"\n\
         the applicant does \"agree_short\" with outcome \"agreed\"",
        "the applicant has not given the consent \"short_procedure\"",
        "it was given on 2026-03-02 09:00",
    ),
    ("", "the field \"building.height\" is \"13\"", "it is `12`"),
    ("", "the field \"building.height\" is empty", "it is `12`"),
    ("", "the applicant has come in person 1 time", "it is 0"),
    ("", "the cost \"fee\" of the applicant is 50", "it is 0"),
    (
        "a stranger tries to do \"check\" with outcome \"complete\"",
        "that is accepted",
        "it was refused: there is nothing here under this address",
    ),
    (
        "the applicant tries to do \"check\" with outcome \"complete\"",
        "that is refused because the task is not open",
        "it was refused because the task is somebody else's",
    ),
    ("the clerk tries to do \"check\" with outcome \"complete\"", "that is refused", "it was accepted"),
    (
        "the clerk does \"check\" with outcome \"complete\"\nthe clerk tries to do \"check\" with outcome \"complete\"",
        "the refusal says that the clerk ended it with outcome \"incomplete\"",
        "it was refused: `check` is not open: it was ended by clerk on 2026-03-02 09:00 with outcome `complete`",
    ),
    (
        "the clerk does \"check\" with outcome \"complete\"\nthe clerk tries to do \"check\" with outcome \"complete\"",
        "the refusal says that the case moved on without it",
        "it was refused: `check` is not open: it was ended by clerk on 2026-03-02 09:00 with outcome `complete`",
    ),
    (
        "a stranger tries to do \"check\" with outcome \"complete\"",
        "the refusal says \"never\"",
        "it says: there is nothing here under this address",
    ),
    (
        "the applicant tries to do \"check\" with outcome \"complete\"",
        "the form has a mistake at \"reason\"",
        "it was refused: `check` is for clerk, not for you",
    ),
    (
        "the applicant tries to do \"check\" with outcome \"complete\"",
        "the possible outcomes are \"complete\"",
        "it offers nothing",
    ),
    ("the clerk tries to do \"check\" with outcome \"complete\"", "the answer is the same as before", ""),
    (
        "the clerk tries to do \"check\" with outcome \"complete\"",
        "nothing has happened",
        "the docket has 1 new entries",
    ),
    (
        "",
        "the docket says that the applicant did \"give_up\" with outcome \"given_up\"",
        "`give_up` was ended on 2026-03-02 09:00 by nobody: no outcome",
    ),
    ("", "the docket says that the deadline \"checking\" expired", "it never expired"),
    ("", "the docket shows a lot among 2 people", "nobody was drawn"),
    ("", "the docket has 7 entries", "it has 2"),
    ("", "the timeline says \"hearing\"", "2026-03-02 09:00 Applicant (Applicant) takes part"),
    ("", "the timeline does not say \"checking file\"", "2026-03-02 09:00 Applicant (Applicant) takes part"),
    ("", "there is an incident", "there is none"),
];

/// These can only fail where the bench itself is broken, or are said by others of this list.
const CAN_ONLY_HOLD: &[&str] = &[
    "replaying the docket gives the same case",
    "the chain of the docket is unbroken",
    "{who} has come in person at most {number} time(s)",
];

fn feature(doing: &str, looking: &str) -> String {
    let mut text = format!("{BACKGROUND}\n  Scenario: s\n");
    let mut lines: Vec<String> = doing.lines().map(|line| line.trim().to_owned()).collect();
    lines.retain(|line| !line.is_empty());
    for line in lines {
        if line.starts_with('|') {
            text.push_str(&format!("      {line}\n"));
        } else {
            text.push_str(&format!("    When {line}\n"));
        }
    }
    text.push_str(&format!("    Then {looking}\n"));
    text
}

#[test]
fn a_step_that_looks_fails_when_it_is_wrong_and_tells_what_is() {
    let folder = tempfile::tempdir().unwrap();
    let workflows = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../features/vocabulary")];
    let options = Options { workflows, ..Options::default() };
    let mut files = Vec::new();
    for (at, (doing, looking, _)) in WRONG.iter().enumerate() {
        let file = folder.path().join(format!("{at:03}.feature"));
        std::fs::write(&file, feature(doing, looking)).unwrap();
        files.push(file);
    }
    let report = run(&files, &options).unwrap();
    let mut wrong = Vec::new();
    for (played, (_, looking, is)) in report.scenarios.iter().zip(WRONG) {
        let problem = &played.problems.first();
        let told = problem.is_some_and(|problem| {
            problem.step.as_deref() == Some(&format!("Then {looking}"))
                && problem.details.first().map_or("", String::as_str) == *is
        });
        if played.outcome != Outcome::Failed || !told {
            wrong.push(format!("{looking}\n  expected: {is}\n  but: {:?} {problem:?}", played.outcome));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_step_that_looks_is_left_out_of_that_list() {
    let said: BTreeSet<&str> = WRONG
        .iter()
        .flat_map(|(doing, looking, _)| uses(&feature(doing, looking)).unwrap())
        .filter_map(|step| step.pattern)
        .collect();
    let looking = vocabulary().into_iter().map(|said| said.english);
    let looking = looking.skip_while(|pattern| *pattern != "the case is in {state}");
    let left: Vec<&str> =
        looking.filter(|pattern| !said.contains(pattern) && !CAN_ONLY_HOLD.contains(pattern)).collect();
    assert!(left.is_empty(), "{left:#?}");
}
