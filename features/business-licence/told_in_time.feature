Feature: what is told, to whom, and when
  Who has something to do is reminded; what is overdue is told to both sides.

  Background:
    Given the workflow "business-licence"
    And it is 2026-03-02 09:00
    And a case opened by the applicant
    When the applicant does "name_people"
      | business.name    | Lucky Noodles   |
      | business.kind    | sole_trader     |
      | business.address | 1 Market Street |
      | people[1].name   | Wang Wu         |
      | people[1].phone  | 13800000001     |
    And "Wang Wu" takes up the invitation as signatory 1

  Scenario: who denies his part has left the file
    When signatory 1 does "prove_identity" with outcome "not_me"
    And the applicant does "name_people"
      | business.name    | Lucky Noodles   |
      | business.kind    | sole_trader     |
      | business.address | 1 Market Street |
      | people[1].name   | Zheng Qi        |
      | people[1].phone  | 13800000002     |
    Then "Wang Wu" does not see the case
    When "Zheng Qi" takes up the invitation as signatory 2
    And signatory 2 does "prove_identity" with outcome "proved"
    Then the case is in "fetching"

  Rule: while the office has the file

    Background:
      When signatory 1 does "prove_identity" with outcome "proved"
      Then the deadline "answer_of_registry" is due on 2026-03-02 09:02
      When the service "registry" answers with outcome "found"
      And the applicant does "confirm"
        | delivery | collect |

    Scenario: the examiner is reminded, and each broken limit is told as it breaks
      When the deadline "one_notice" expires
      Then the notice "accepted" was sent to the applicant 1 time
      And the examiner has been reminded of the deadline "decision" 1 time
      And the docket says that the deadline "decision" expired on 2026-03-06
      And the notice "late" was sent to the applicant 1 time
      And the notice "overdue" was sent to the examiner 2 times

    Scenario: a broken promise is told before the limit of the law has passed
      When the examiner does "review" with outcome "needs_time"
      And the deadline "decision_promise" expires
      Then the notice "overdue" was sent to the examiner 1 time
      And the notice "late" was not sent to the applicant
      When the deadline "decision" expires
      Then the notice "overdue" was sent to the examiner 2 times
      And the notice "late" was sent to the applicant 1 time

    Scenario: more time is told in writing
      When the examiner does "review" with outcome "needs_time"
      And the head grants 2 working days more for the deadline "decision"
      Then the document "prolongation" is in the case
      And the applicant sees the document "prolongation"
      And signatory 1 does not see the document "prolongation"
      And the timeline says "Notice that the decision takes longer, by Head of registration"

    Scenario: a refusal is the examiner's
      When the examiner does "review" with outcome "refuse"
        | reason | The address doesn't exist |
      Then the timeline says "Refusal, by Examiner"

    Scenario: who must complete the file is reminded twice
      When the examiner does "review" with outcome "incomplete"
        | missing | The lease of the shop |
      And the notice "one_time_notice" to the applicant is read
      And it is 1 hour before the deadline "cure" expires
      Then the applicant has been reminded of the deadline "cure" 2 times
      And the timeline says "Receipt, by Examiner"
      And the timeline says "One-time notice of what is missing, by Examiner"

    Scenario: whose papers may follow is reminded twice
      When the examiner does "review" with outcome "tolerate"
        | missing     | A copy of the lease |
        | only_listed | true                |
      And it is 1 hour before the deadline "tolerance" expires
      Then the applicant has been reminded of the deadline "tolerance" 2 times
      And the timeline says "Notice of acceptance, by Examiner"
      When the deadline "tolerance" expires
      Then the timeline says "Revocation of the acceptance, by Examiner"

    Scenario: the print is late, waits, and is forgotten
      When the examiner does "review" with outcome "register"
      And the deadline "issue" expires
      Then the notice "late" was sent to the applicant 1 time
      And the timeline says "Business licence, by Examiner"
      When the clock reaches 2026-03-20 09:00
      And the print point does "print_licence"
      Then the deadline "fetch_by" is due on 2026-05-19
      When it is 1 hour before the deadline "fetch_by" expires
      Then the print point has been reminded of the deadline "fetch_by" 2 times
      When the deadline "fetch_by" expires
      Then the deadline "rate_by" is due on 2026-06-18
