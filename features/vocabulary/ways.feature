Feature: hearing the neighbours, remarks, fee and visit

  Background:
    Given the workflow "permit"
    And it is 2026-03-02 09:00
    And a case opened by the applicant:
      | role      | name      | mode    | mail              | account |
      | applicant | Zhang San |         |                   |         |
      | neighbour | Li Si     | online  |                   | yes     |
      | neighbour | Wang Wu   | offline | wang@example.org  | no      |
    And the applicant does "apply" with outcome "applied" and files the document "plan"
      | building.height | 12 |
    And the clerk does "check" with outcome "complete"
    And the service "land_register" answers "look_up" with outcome "found"

  Scenario: one neighbour reads, the other is served by hand
    Then the case is in "hearing"
    And neighbour 1 is in "being_told"
    And neighbour 1 is not in "may_object"
    And the notice "told" was sent to the applicant, neighbour 1 and neighbour 2 at the same moment
    And neighbour 1 has not been served with "hearing_of"
    And the field "mode" of neighbour 2 is "offline"
    When the notice "hearing_of" reaches neighbour 1
    Then neighbour 1 has not been served with "hearing_of"
    When the notice "hearing_of" to neighbour 1 is read
    Then neighbour 1 was served with "hearing_of" on 2026-03-02 by "read"
    And neighbour 1 is in "may_object"
    And the deadline "objecting" of neighbour 1 is due on 2026-03-17
    When the notice "hearing_of" to neighbour 2 cannot be delivered
    Then the task "by_hand" of neighbour 2 is open
    When the clerk does "by_hand" of neighbour 2 with outcome "handed_over"
      | served_on | 2026-03-01 |
    Then neighbour 2 was served with "hearing_of" by "by_hand.handed_over"
    When "Wang Wu" takes up the invitation as neighbour 2
    Then neighbour 2 can do "object"
    When neighbour 1 tries to do "object" of neighbour 2 with outcome "agrees"
    Then that is refused because the task is somebody else's
    When neighbour 1 does "object" with outcome "objects" and files the document "note"
      | reason | it takes my light |
    Then the deadline "objecting" of neighbour 1 was met
    And there are 1 documents "note" in the case
    When it is 1 hour before the deadline "objecting" of neighbour 2 expires
    Then neighbour 2 is in "may_object"
    When the deadline "objecting" of neighbour 2 expires
    Then the deadline "objecting" of neighbour 2 has expired on 2026-03-16 24:00
    And the case is in "remarks_open"
    And the timeline says "no objection"

  Scenario: everything was tried
    When the notice "hearing_of" to neighbour 2 cannot be delivered
    And the clerk does "by_hand" of neighbour 2 with outcome "not_found"
    Then the notice "hearing_of" to neighbour 2 is undeliverable

  Scenario: consent of all
    When the applicant does "agree_short" with outcome "agreed"
    Then the consent "short_procedure" does not hold
    And the applicant has given the consent "Short procedure"
    And neighbour 1 has not given the consent "short_procedure"
    When neighbour 1 does "agree_short" with outcome "agreed"
    And "Wang Wu" takes up the invitation as neighbour 2
    And neighbour 2 does "agree_short" with outcome "agreed"
    Then the consent "short_procedure" holds
    When neighbour 2 does "agree_short" with outcome "withdrawn"
    Then the consent "short_procedure" does not hold

  Scenario: to the end
    When the notice "hearing_of" to neighbour 1 is read
    And the notice "hearing_of" to neighbour 2 cannot be delivered
    And the clerk does "by_hand" of neighbour 2 with outcome "handed_over"
      | served_on | 2026-03-02 |
    And 15 days pass
    And 2 days pass while the system is down
    Then the case is in "remarks_open"
    And the docket says that the deadline "objecting" of neighbour 2 expired on 2026-03-18 00:00
    When the inspector does "remark" with outcome "made"
      | to   | applicant       |
      | text | where is north? |
    And the applicant does "answer_remark" of item 1 with outcome "answered"
      | member.reply | on the left |
    Then item 1 is in "replied"
    And the field "reply" of item 1 is "on the left"
    And the field "remarks[1].text" is "where is north?"
    When the inspector does "close_remarks"
    Then the case is in "paying_fee"
    When the message "fee_paid" comes
      | reference | A-17 |
    And the applicant does "visit"
    Then the applicant has come in person 1 time
    And the applicant has come in person at most 1 time
    And the cost "fee" of the applicant is 50
    When the inspector does "decide" with outcome "grant"
      | approved | yes |
    Then the case has ended with outcome "granted"
    When the applicant tries to do "give_up"
    Then that is refused because the task is not open
    When the clerk tries to claim "check"
    Then that is refused because the case has ended
