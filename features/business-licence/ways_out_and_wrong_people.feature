Feature: ways out, wrong people, late and repeated commands

  Background:
    Given the workflow "business-licence"
    And it is 2026-03-02 09:00
    And a case opened by the applicant
    When the applicant does "name_people"
      | business.name    | Lucky Noodles   |
      | business.kind    | sole_trader     |
      | business.address | 1 Market Street |
      | people[1].name   | Wang Wu         |
      | people[1].phone | 13800000001 |
    And "Wang Wu" takes up the invitation as signatory 1

  Scenario: the applicant gives up before the decision
    When the applicant does "give_up"
    Then the case has ended with outcome "withdrawn"

  Scenario: a granted licence can't be given up by the way out of an application
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm"
    And the examiner does "review" with outcome "register"
    And the applicant tries to do "give_up"
    Then that is refused because the task is not open
    And the case has not ended

  Scenario: who was named against his will says so, and nothing is registered in his name
    When signatory 1 does "prove_identity" with outcome "not_me"
    Then the case is in "drafting"
    And the notice "person_denied" was sent to the applicant
    When the applicant does "name_people"
      | business.name    | Lucky Noodles   |
      | business.kind    | sole_trader     |
      | business.address | 1 Market Street |
      | people[1].name   | Zheng Qi        |
      | people[1].phone | 13800000001 |
    Then signatory 2 is in "unproved"

  Scenario: the applicant changes the names before sending, and all are asked anew
    When signatory 1 does "prove_identity" with outcome "proved"
    And the applicant does "correct_people"
    Then the case is in "drafting"
    When the applicant does "name_people"
      | business.name    | Lucky Noodles Two |
      | business.kind    | company           |
      | business.address | 1 Market Street   |
      | people[1].name   | Wang Wu           |
      | people[1].phone | 13800000001 |
    Then signatory 2 is in "unproved"
    And the field "business.name" is "Lucky Noodles Two"

  Scenario: a stranger sees nothing
    Then a stranger does not see the case
    When a stranger tries to do "give_up"
    Then that is refused

  Scenario: the applicant can't prove somebody else's identity
    When the applicant tries to do "prove_identity" with outcome "proved"
    Then that is refused because the task is somebody else's

  Scenario: a file of the wrong kind isn't taken
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant tries to do "confirm" and files the document "papers" as "text/html"
    Then that is refused because the document is not taken

  Scenario: the same command sent twice counts once
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm" and files the document "papers"
    And the same is sent again
    Then the answer is the same as before
    And nothing has happened
    And there are 1 documents "papers" in the case

  Scenario: who comes after the decision is told who made it
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm"
    And the examiner does "review" with outcome "needs_time"
    And the examiner tries to do "review" with outcome "register"
    Then that is refused because the task is not open
    And the refusal says that the examiner ended it with outcome "needs_time" on 2026-03-02

  Scenario: everything missing is told once, not twice
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm"
    Then the task "review" offers "register", "needs_time", "incomplete", "tolerate" and "refuse"
    When the examiner does "review" with outcome "incomplete"
      | missing | The lease |
    And the applicant does "supply"
    Then the task "decide" offers "register" and "refuse"
