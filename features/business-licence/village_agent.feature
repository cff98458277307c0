Feature: a village agent applies for somebody without an account
  The agent acts by a recorded mandate; who can't be reached by message is told by telephone.

  Background:
    Given the workflow "business-licence"
    And it is 2026-03-02 09:00
    And a case opened by the village agent of the applicant with:
      | role      | name   | sms         | account |
      | applicant | Old Ma | 13900000001 | no      |
    When the village agent of the applicant does "name_people"
      | business.name    | Ma's Tea      |
      | business.kind    | sole_trader   |
      | business.address | 3 Hill Street |
      | people[1].name   | Ma Junior     |
      | people[1].phone  | 13800000001   |
    And "Ma Junior" takes up the invitation as signatory 1
    And signatory 1 does "prove_identity" with outcome "proved"
    And the service "registry" answers with outcome "found"
    And the village agent of the applicant does "confirm" and files the document "papers"

  Scenario: the agent brings the whole application to its end
    When the examiner does "review" with outcome "register"
    And the village agent of the applicant does "rate"
      | rating | 5 |
    Then the case has ended with outcome "granted"
    And the docket says that the village agent of the applicant did "confirm" with outcome "submitted"

  Scenario: an applicant whom no message reaches is told by telephone
    When the examiner does "review" with outcome "incomplete"
      | missing | The lease of the shop |
    And the notice "one_time_notice" to the applicant cannot be delivered
    Then the examiner can do "call_applicant"
    When the examiner does "call_applicant" with outcome "told"
    Then the applicant was served with "one_time_notice" by "call_applicant.told"
    And the case is in "curing"

  Scenario: an applicant who can't be reached at all has the time to complete the file all the same
    When the examiner does "review" with outcome "incomplete"
      | missing | The lease of the shop |
    And the notice "one_time_notice" to the applicant cannot be delivered
    And the examiner does "call_applicant" with outcome "not_reached"
    Then the notice "one_time_notice" to the applicant is undeliverable
    And the case is in "curing"
    And the deadline "cure" is due on 2026-03-23

  Scenario: a notice that nobody opens leaves the time to complete the file running
    When the examiner does "review" with outcome "incomplete"
      | missing | The lease of the shop |
    Then the case is in "telling"
    When the deadline "notice_unread" expires
    Then the case is in "curing"
    And the deadline "cure" is due on 2026-03-26
