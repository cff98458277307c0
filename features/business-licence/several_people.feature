Feature: several people in one file, and an applicant who is hard to reach

  Background:
    Given the workflow "business-licence"
    And it is 2026-03-02 09:00

  Scenario: everybody proves who he or she is, and the file waits for the last
    Given a case opened by the applicant
    When the applicant does "name_people"
      | business.name    | Green Farm       |
      | business.kind    | farm_cooperative |
      | business.address | Field Road       |
      | people[1].name   | Li Ming          |
      | people[1].phone  | 13800000001      |
      | people[2].name   | Zhao Hua         |
      | people[2].phone  | 13800000002      |
    And "Li Ming" takes up the invitation as signatory 1
    And "Zhao Hua" takes up the invitation as signatory 2
    And signatory 1 does "prove_identity" with outcome "proved"
    Then signatory 1 is in "proved"
    And signatory 2 is in "unproved"
    And the case is not in "fetching"
    When signatory 2 does "prove_identity" with outcome "proved"
    Then the case is in "fetching"

  Scenario: one of two people stays silent, and the application ends
    Given a case opened by the applicant
    When the applicant does "name_people"
      | business.name    | Green Farm       |
      | business.kind    | farm_cooperative |
      | business.address | Field Road       |
      | people[1].name   | Li Ming          |
      | people[1].phone  | 13800000001      |
      | people[2].name   | Zhao Hua         |
      | people[2].phone  | 13800000002      |
    And "Li Ming" takes up the invitation as signatory 1
    And signatory 1 does "prove_identity" with outcome "proved"
    And the deadline "stale" expires
    Then the case has ended with outcome "withdrawn"

  Scenario: what is asked must be answered, each mistake beside its field
    Given a case opened by the applicant
    When the applicant tries to do "name_people"
      | business.kind | sole_trader |
    Then that is refused because the form has mistakes
    And the form has a mistake at "business.name"
    And the form has a mistake at "business.address"
    And the case is in "drafting"

  Scenario: the examiner of a file can't also approve more time as its head
    Given the pool "examiners" has "Sun Jing"
    And the pool "heads-of-registration" has "Sun Jing" and "Zhou Yi"
    And a case opened by the applicant
    When the applicant does "name_people"
      | business.name    | Lucky Noodles   |
      | business.kind    | sole_trader     |
      | business.address | 1 Market Street |
      | people[1].name   | Wang Wu         |
      | people[1].phone  | 13800000001     |
    And "Wang Wu" takes up the invitation as signatory 1
    And signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm"
    And "Sun Jing" does "review" with outcome "needs_time"
    And "Sun Jing" tries to grant 1 working day more for the deadline "decision"
    Then that is refused because the same person may not do both
    When "Zhou Yi" grants 1 working day more for the deadline "decision"
    Then the deadline "decision" is due on 2026-03-06

  Scenario: nobody in the office approves anything in his own application
    Given the pool "heads-of-registration" has "Zhou Yi"
    And a case opened by the applicant with:
      | role      | name    |
      | applicant | Zhou Yi |
    When "Zhou Yi" as the applicant does "name_people"
      | business.name    | Lucky Noodles   |
      | business.kind    | sole_trader     |
      | business.address | 1 Market Street |
      | people[1].name   | Wang Wu         |
      | people[1].phone  | 13800000001     |
    And "Wang Wu" takes up the invitation as signatory 1
    And signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And "Zhou Yi" as the applicant does "confirm"
    And the examiner does "review" with outcome "needs_time"
    And "Zhou Yi" tries to grant 1 working day more for the deadline "decision"
    Then that is refused because the same person may not do both
