Feature: holidays, days worked instead, and office hours
  The office's days are working days; its half hour runs only while it is open.

  Background:
    Given the workflow "business-licence"

  Scenario Outline: the promise of half an hour runs only while the office is open
    Given it is <sent>
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
    Then the deadline "promise" is due on <due>

    Examples:
      | sent             | due              |
      | 2026-03-06 10:00 | 2026-03-06 10:30 |
      | 2026-03-06 11:45 | 2026-03-06 13:45 |
      | 2026-03-06 17:20 | 2026-03-09 09:20 |
      | 2026-03-07 10:00 | 2026-03-09 09:30 |
      | 2026-09-20 10:00 | 2026-09-20 10:30 |

  Scenario: the long holiday in October doesn't count, and the Saturday worked for it does
    Given it is 2026-09-28 10:00
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
    Then the deadline "decision" is due on 2026-10-08
    And the deadline "one_notice" is due on 2026-10-10

  Scenario: a day that the region keeps free moves the end
    Given it is 2026-03-02 09:00
    And 2026-03-04 is a rest day
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
    Then the deadline "decision" is due on 2026-03-06
