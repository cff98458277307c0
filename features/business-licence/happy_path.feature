Feature: a business licence in one visit or none
  Who has a complete file gets the licence on the spot, without coming anywhere.

  Background:
    Given the workflow "business-licence"
    And it is 2026-03-02 09:00
    And a case opened by the applicant
    When the applicant does "name_people"
      | business.name    | Lucky Noodles   |
      | business.kind    | sole_trader     |
      | business.address | 1 Market Street |
      | people[1].name   | Wang Wu         |
      | people[1].phone  | 13800000000     |
    And "Wang Wu" takes up the invitation as signatory 1

  Scenario: a complete file is registered on the spot and nobody comes anywhere
    Then signatory 1 is in "unproved"
    And the notice "check_yourself" was sent to signatory 1
    When signatory 1 does "prove_identity" with outcome "proved"
    Then the case is in "fetching"
    When the service "registry" answers with outcome "found"
    And the applicant does "confirm" and files the document "papers"
      | delivery | electronic |
    Then the case is in "form_review"
    And the document "receipt" is in the case
    And the notice "file_received" was sent to the applicant
    And the deadline "promise" is due on 2026-03-02 09:30
    And the deadline "one_notice" is due on 2026-03-09
    And the deadline "decision" is due on 2026-03-05
    When the examiner does "review" with outcome "register"
      | licence_number | 91330000TEST |
    Then the document "e_licence" is in the case
    And the applicant sees the document "e_licence"
    And signatory 1 sees the document "e_licence"
    And the notice "ready" was sent to the applicant
    And the case is in "rating"
    When the applicant does "rate"
      | rating | 5 |
    Then the case has ended with outcome "granted"
    And the applicant has come in person 0 times

  Scenario: what the authorities know need only be confirmed, and the applicant's version counts
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "nothing"
    Then the applicant can do "confirm"
    When the applicant does "confirm"
      | prevails | I live at 2 Market Street now |
    Then the field "prevails" is "I live at 2 Market Street now"
    And the case is in "form_review"

  Scenario: a file that needs time is accepted and decided within three working days
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm"
    And the examiner does "review" with outcome "needs_time"
    Then the case is in "deciding"
    And the document "acceptance" is in the case
    And the notice "accepted" was sent to the applicant
    And the deadline "decision" is due on 2026-03-05
    And the deadline "decision_promise" is due on 2026-03-03
    When the examiner does "decide" with outcome "register"
    Then the case is in "rating"
    And the document "e_licence" is in the case

  Scenario: who wants a print fetches it nearby, and that is the only visit
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm"
      | delivery | collect |
    And the examiner does "review" with outcome "register"
    Then the case is in "printing_nearby"
    And the document "e_licence" is in the case
    And the deadline "issue" is due on 2026-03-16
    When the print point does "print_licence"
    Then the notice "to_collect" was sent to the applicant
    When the print point does "hand_over"
    Then the case is in "rating"
    And the applicant has come in person 1 time

  Scenario: a print comes by post and costs no visit
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm"
      | delivery | post |
    And the examiner does "review" with outcome "register"
    And the print point does "post_licence"
    Then the notice "posted" was sent to the applicant
    And the case is in "rating"
    And the applicant has come in person 0 times

  Scenario: a village agent does everything for the applicant
    When the applicant gives "Agent Chen" authority as village_agent
    And signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the village agent of the applicant does "confirm" and files the document "papers"
    Then the case is in "form_review"
    When the examiner does "review" with outcome "register"
    Then the village agent of the applicant can do "rate"
    And the applicant has come in person 0 times

  Scenario: a bad rating is followed up before the case ends
    When signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the applicant does "confirm"
    And the examiner does "review" with outcome "register"
    And the applicant does "rate"
      | rating      | 2                 |
      | rating_text | I waited too long |
    Then the case is in "following_up"
    And the deadline "follow_up_by" is due on 2026-03-09
    When the head does "answer_rating"
      | follow_up | We added a second desk |
    Then the notice "followed_up" was sent to the applicant
    And the case has ended with outcome "granted"
