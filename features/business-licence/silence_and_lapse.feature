Feature: when time runs out
  Each clock that ends has an effect, or tells somebody.

  Background:
    Given the workflow "business-licence"
    And it is 2026-03-02 09:00
    And a case opened by the applicant

  Rule: before the application is sent

    Scenario: a draft that nobody finishes is deleted
      When nobody does anything until the case ends within 4 months
      Then the case has ended with outcome "withdrawn" on 2026-06-01
      And the docket says that the deadline "stale" expired

    Scenario: a person who never proves who he is ends the application
      When the applicant does "name_people"
        | business.name    | Lucky Noodles   |
        | business.kind    | sole_trader     |
        | business.address | 1 Market Street |
        | people[1].name   | Wang Wu         |
        | people[1].phone | 13800000001 |
      And the deadline "stale" expires
      Then the case has ended with outcome "withdrawn"
      And the notice "withdrawn_notice" was sent to the applicant

    Scenario: a data service that doesn't answer holds nobody up
      When the applicant does "name_people"
        | business.name    | Lucky Noodles   |
        | business.kind    | sole_trader     |
        | business.address | 1 Market Street |
        | people[1].name   | Wang Wu         |
        | people[1].phone | 13800000001 |
      And "Wang Wu" takes up the invitation as signatory 1
      And signatory 1 does "prove_identity" with outcome "proved"
      And the deadline "answer_of_registry" expires
      Then the case is in "confirming"
      And the applicant can do "confirm"

    Scenario: a data service that fails holds nobody up
      When the applicant does "name_people"
        | business.name    | Lucky Noodles   |
        | business.kind    | sole_trader     |
        | business.address | 1 Market Street |
        | people[1].name   | Wang Wu         |
        | people[1].phone | 13800000001 |
      And "Wang Wu" takes up the invitation as signatory 1
      And signatory 1 does "prove_identity" with outcome "proved"
      And the service "registry" answers with outcome "failed"
      Then the case is in "confirming"
      When nobody does anything until the case ends within 4 months
      Then the case has ended with outcome "withdrawn"

  Rule: while the office has the file

    Background:
      When the applicant does "name_people"
        | business.name    | Lucky Noodles   |
        | business.kind    | sole_trader     |
        | business.address | 1 Market Street |
        | people[1].name   | Wang Wu         |
        | people[1].phone | 13800000001 |
      And "Wang Wu" takes up the invitation as signatory 1
      And signatory 1 does "prove_identity" with outcome "proved"
      And the service "registry" answers with outcome "found"
      And the applicant does "confirm"
        | delivery | collect |

    Scenario: a broken promise is seen and told, and changes nothing else
      When the deadline "promise" expires
      Then the case is in "form_review"
      And the notice "overdue" was sent to the examiner
      And the deadline "decision" is running

    Scenario: an office that says nothing for five working days has accepted
      When the deadline "one_notice" expires
      Then the case is in "deciding"
      And the document "acceptance" is in the case
      And the task "decide" offers "register" and "refuse"
      And the notice "late" was sent to the applicant

    Scenario: a decision that is overdue is told to both sides and is still made
      When the examiner does "review" with outcome "needs_time"
      And the deadline "decision_promise" expires
      And the deadline "decision" expires
      Then the notice "overdue" was sent to the head
      And the notice "late" was sent to the applicant
      And the case is in "deciding"
      When the examiner does "decide" with outcome "register"
      Then the document "e_licence" is in the case

    Scenario: the head approves three more working days, and the applicant is told
      When the examiner does "review" with outcome "needs_time"
      And the head grants 3 working days more for the deadline "decision"
      Then the deadline "decision" is due on 2026-03-10
      And the notice "prolonged" was sent to the applicant
      When the head tries to grant 1 working day more for the deadline "decision"
      Then that is refused

    Scenario: more than three working days can't be approved
      When the examiner does "review" with outcome "needs_time"
      And the head tries to grant 5 working days more for the deadline "decision"
      Then that is refused
      And the deadline "decision" is due on 2026-03-05

    Scenario: the head may refuse more time
      When the examiner does "review" with outcome "needs_time"
      And the head refuses more time for the deadline "decision"
      Then the deadline "decision" is due on 2026-03-05

    Scenario: a print that is late is told, and one that nobody fetches hurts nobody
      When the examiner does "review" with outcome "register"
      And the deadline "issue" expires
      Then the notice "overdue" was sent to the print point
      And the case is in "printing_nearby"
      When the print point does "print_licence"
      And the deadline "fetch_by" expires
      Then the case is in "rating"
      And the applicant sees the document "e_licence"
      When the deadline "rate_by" expires
      Then the case has ended with outcome "granted"
      And the applicant has come in person 0 times

    Scenario: a bad rating that nobody follows up is told to the office
      When the examiner does "review" with outcome "register"
      And the print point does "print_licence"
      And the print point does "hand_over"
      And the applicant does "rate"
        | rating | 1 |
      And the deadline "follow_up_by" expires
      Then the notice "overdue" was sent to the head
      And the case is in "following_up"
