Feature: when something is missing
  One notice of everything; a paper on the tolerance list may follow.

  Background:
    Given the workflow "business-licence"
    And it is 2026-03-02 09:00
    And a case opened by the applicant
    When the applicant does "name_people"
      | business.name    | Lucky Noodles   |
      | business.kind    | company         |
      | business.address | 1 Market Street |
      | people[1].name   | Wang Wu         |
      | people[1].phone | 13800000001 |
    And "Wang Wu" takes up the invitation as signatory 1
    And signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm" and files the document "papers"

  Scenario: everything that is missing is told once, and a completed file is decided
    When the examiner does "review" with outcome "incomplete"
      | missing | The lease of the shop |
    Then the document "correction" is in the case
    And the case is in "telling"
    When the notice "one_time_notice" to the applicant is read
    Then the applicant was served with "one_time_notice" by "read"
    And the case is in "curing"
    And the deadline "cure" is due on 2026-03-23
    When the applicant does "supply" and files the document "papers"
    Then the case is in "deciding"
    And the deadline "decision" is due on 2026-03-05
    And there are 2 documents "papers" in the case
    When the examiner does "decide" with outcome "register"
    Then the document "e_licence" is in the case

  Scenario: a file completed but still not right is refused
    When the examiner does "review" with outcome "incomplete"
      | missing | The lease of the shop |
    And the applicant does "supply" and files the document "papers"
    And the examiner does "decide" with outcome "refuse"
      | reason | The shop may not be used for trade |
    Then the document "refusal" is in the case
    And the notice "refused_notice" was sent to the applicant
    And the case has ended with outcome "refused"

  Scenario: a file that isn't completed in time counts as withdrawn
    When the examiner does "review" with outcome "incomplete"
      | missing | The lease of the shop |
    And the notice "one_time_notice" to the applicant is read
    And the deadline "cure" expires
    Then the case has ended with outcome "withdrawn" on 2026-03-24
    And the notice "withdrawn_notice" was sent to the applicant

  Scenario: papers on the tolerance list may follow
    When the examiner does "review" with outcome "tolerate"
      | missing     | A copy of the lease |
      | only_listed | true                |
    Then the case is in "tolerated"
    And the document "acceptance" is in the case
    And the notice "tolerance_notice" was sent to the applicant
    And the deadline "tolerance" is due on 2026-03-23
    When the applicant does "complete" and files the document "papers"
    Then the case is in "deciding"
    When the examiner does "decide" with outcome "register"
    Then the document "e_licence" is in the case

  Scenario: what isn't on the tolerance list can't be tolerated
    When the examiner tries to do "review" with outcome "tolerate"
      | missing     | The consent of the owner |
      | only_listed | false                    |
    Then that is refused because the outcome is not possible now
    And the case is in "form_review"

  Scenario: papers that do not follow cost the acceptance
    When the examiner does "review" with outcome "tolerate"
      | missing     | A copy of the lease |
      | only_listed | true                |
    And the deadline "tolerance" expires
    Then the document "revocation" is in the case
    And the notice "revoked_notice" was sent to the applicant
    And the case has ended with outcome "revoked"

  Scenario: a file refused at once ends with reasons
    When the examiner does "review" with outcome "refuse"
      | reason | This office isn't competent; the county office is |
    Then the document "refusal" is in the case
    And the case has ended with outcome "refused" on 2026-03-02
