Feature: the whole way of a small procedure
  One case from its opening to its end, and what each step of the vocabulary says on the way.

  Background:
    Given the workflow "permit"
    And it is 2026-03-02 09:00

  Scenario: opening and applying
    Given a case opened by the applicant
    Then the case is in "drafting"
    And the applicant can do "apply"
    And the task "apply" is open
    When the applicant does "apply" with outcome "applied" and files the document "plan"
      | Height        | 12      |
      | building.cost | 50000.5 |
    Then the case is in "checking_file"
    And the case is not in "drafting"
    And the field "building.height" is "12"
    And the field "building.cost" is "50,000.50"
    And the document "plan" is in the case
    And the deadline "checking" is due on 2026-03-09
