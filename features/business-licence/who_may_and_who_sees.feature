Feature: who may do what, and who sees which paper
  Each task is for one kind of person; papers are for who filed the application and for the office.

  Background:
    Given the workflow "business-licence"
    And it is 2026-03-02 09:00
    And the pool "heads-of-registration" has "Zhou Yi"
    And a case opened by the applicant

  Scenario: until the application is sent nobody else writes in it
    Then the applicant can do "name_people"
    And "Zhou Yi" cannot do "name_people"
    And the examiner cannot do "name_people"
    And "Zhou Yi" cannot do "give_up"
    When the applicant does "name_people"
      | business.name    | Lucky Noodles   |
      | business.kind    | sole_trader     |
      | business.address | 1 Market Street |
      | people[1].name   | Wang Wu         |
      | people[1].phone  | 13800000001     |
    And "Wang Wu" takes up the invitation as signatory 1
    Then signatory 1 can do "prove_identity"
    And the applicant cannot do "prove_identity"
    And "Zhou Yi" cannot do "prove_identity"
    And the examiner cannot do "prove_identity"
    And the applicant can do "correct_people"
    And signatory 1 cannot do "correct_people"
    And signatory 1 cannot do "give_up"
    And signatory 1 cannot do "name_people"
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    Then the applicant can do "confirm"
    And signatory 1 cannot do "confirm"
    When signatory 1 tries to do "confirm"
    Then that is refused because the task is somebody else's

  Rule: when it has been sent

    Background:
      When the applicant does "name_people"
        | business.name    | Lucky Noodles   |
        | business.kind    | sole_trader     |
        | business.address | 1 Market Street |
        | people[1].name   | Wang Wu         |
        | people[1].phone  | 13800000001     |
      And "Wang Wu" takes up the invitation as signatory 1
      And the applicant gives "Agent Chen" authority as village_agent
      And signatory 1 does "prove_identity" with outcome "proved"
      And the service "registry" answers with outcome "found"
      And the applicant does "confirm" and files the document "papers"
        | delivery | collect |

    Scenario: the file is checked by the office alone, and its papers are not for the persons named in it
      Then the applicant cannot do "review"
      And signatory 1 cannot do "review"
      And the applicant sees the document "mandate"
      And the examiner sees the document "mandate"
      And signatory 1 does not see the document "mandate"
      And the applicant sees the document "papers"
      And the examiner sees the document "papers"
      And signatory 1 does not see the document "papers"
      And the applicant sees the document "receipt"
      And signatory 1 does not see the document "receipt"
      When the applicant tries to do "review" with outcome "register"
      Then that is refused because the task is somebody else's
      When the examiner tries to do "review" with outcome "refuse"
      Then that is refused because the form has mistakes
      And the form has a mistake at "reason"
      When the examiner tries to do "review" with outcome "incomplete"
      Then the form has a mistake at "missing"

    Scenario: a file that needs time is decided by the office alone
      When the examiner does "review" with outcome "needs_time"
      Then the applicant cannot do "decide"
      And signatory 1 cannot do "decide"
      And the applicant sees the document "acceptance"
      And signatory 1 does not see the document "acceptance"
      When the examiner tries to do "decide" with outcome "refuse"
      Then that is refused because the form has mistakes
      And the form has a mistake at "reason"
      When the examiner does "decide" with outcome "refuse"
        | reason | The shop may not be used for trade |
      Then the applicant sees the document "refusal"
      And signatory 1 does not see the document "refusal"

    Scenario: what is missing is told to the applicant and supplied by him
      When the examiner does "review" with outcome "incomplete"
        | missing | The lease of the shop |
      Then the applicant sees the document "correction"
      And signatory 1 does not see the document "correction"
      And the applicant can do "supply"
      And signatory 1 cannot do "supply"
      When the notice "one_time_notice" to the applicant cannot be delivered
      Then the examiner can do "call_applicant"
      And the applicant cannot do "call_applicant"
      And signatory 1 cannot do "call_applicant"
      When the applicant does "supply" and files the document "papers"
      Then there are 1 documents "acceptance" in the case
      And the notice "accepted" was sent to the applicant 1 time

    Scenario: papers that follow come from the applicant, and the revocation is told to him
      When the examiner does "review" with outcome "tolerate"
        | missing     | A copy of the lease |
        | only_listed | true                |
      Then the applicant can do "complete"
      And signatory 1 cannot do "complete"
      When the deadline "tolerance" expires
      Then the applicant sees the document "revocation"
      And signatory 1 does not see the document "revocation"

    Scenario: the licence is for all named in it, the rating is the applicant's, its follow-up the head's
      When the examiner does "review" with outcome "register"
      Then signatory 1 sees the document "e_licence"
      And the applicant cannot do "print_licence"
      When the print point does "print_licence"
      Then the applicant cannot do "hand_over"
      When the print point does "hand_over"
      Then the applicant can do "rate"
      And signatory 1 cannot do "rate"
      When the applicant tries to do "rate"
      Then that is refused because the form has mistakes
      And the form has a mistake at "rating"
      When the applicant does "rate"
        | rating | 2 |
      Then the examiner cannot do "answer_rating"
      And the applicant cannot do "answer_rating"
      When "Zhou Yi" tries to do "answer_rating"
      Then that is refused because the form has mistakes
      And the form has a mistake at "follow_up"

    Scenario: when the mandate ends the agent can neither act nor look
      Then the village agent of the applicant sees the case
      When the applicant ends the authority of "Agent Chen"
      Then "Agent Chen" does not see the case
      When "Agent Chen" tries to do "give_up"
      Then that is refused
