Feature: the whole way of a small procedure
  One case from its opening to its end, and what each step of the vocabulary says on the way.

  Background:
    Given the workflow "permit"
    And it is 2026-03-02 09:00
    And the pool "counter" has "Clerk Chen" and "Clerk Zhou"
    And the pool "inspectors" has "Inspector Li", "Inspector Wang" and "Clerk Chen"

  Scenario: opening and applying
    Given a case opened by the applicant with 2 neighbours
    Then the case is in "drafting"
    And the applicant can do "apply"
    And neighbour 1 cannot do "apply"
    And the task "apply" is open
    And the task "check" is not open
    And the inbox of the applicant holds "apply" and "give_up"
    And the inbox of neighbour 1 is empty
    And the deadline "staleness" is due on 2026-05-31
    When the applicant does "apply" with outcome "applied" and files the document "plan"
      | Height        | 12      |
      | building.cost | 50000.5 |
    Then the case is in "checking_file"
    And the case is not in "drafting"
    And the case has not ended
    And the field "building.height" is "12"
    And the field "building.cost" is "50,000.50"
    And the field "reason" is empty
    And the document "plan" is in the case
    And the document "note" is not in the case
    And there are 1 documents "Plan" in the case
    And the applicant sees the document "plan"
    And neighbour 1 does not see the document "plan"
    And the applicant sees the case
    And neighbour 1 does not see the case
    And a stranger does not see the case
    And the notice "received" was sent to the applicant
    And the notice "received" was sent to the applicant 1 time
    And the notice "received" was not sent to neighbour 1
    And the deadline "staleness" was met
    And the deadline "checking" is due on 2026-03-09
    And the deadline "checking" is due on 2026-03-09 24:00
    And the deadline "checking" is running
    And the deadline "checking" is not provisional
    And the deadline "objecting" of neighbour 1 is not running
    And the task "check" is held by nobody
    And the docket says that the applicant did "apply" with outcome "applied"
    And the docket says that the applicant did "apply" with outcome "applied" on 2026-03-02 09:00
    And the docket has 2 entries
    And replaying the docket gives the same case
    And the chain of the docket is unbroken
    And the timeline says "Applicant (Applicant): Apply: applied"
    And the timeline of the applicant does not say "expired"

  Scenario: a clerk claims, gives back, and another decides
    Given a case opened by the applicant
    When the applicant does "apply" and files the document "plan" as "text/plain" of 2 KB
      """
      building.height: 30
      building.cost: 1000
      """
    And "Clerk Chen" claims "check"
    Then the task "check" is held by "Clerk Chen"
    And "Clerk Zhou" cannot do "check"
    When "Clerk Zhou" tries to claim "check"
    Then that is refused because a colleague has taken it
    When "Clerk Zhou" tries to do "check" with outcome "complete"
    Then that is refused because a colleague has taken it
    When "Clerk Zhou" tries to give back "check"
    Then that is refused
    When "Clerk Chen" gives back "check"
    And "Clerk Zhou" does "check" with outcome "incomplete"
      | reason | the plan has no scale |
    Then the case is in "drafting"
    And the field "reason" is "the plan has no scale"
    When the applicant does "apply"
      | building.height | 31 |
    Then the task "check" offers "complete"
    And the task "check" does not offer "incomplete"
    When the clerk tries to do "check" with outcome "incomplete"
      | reason | again |
    Then that is refused because the outcome is not possible now
    And the possible outcomes are "complete"

  Scenario: a lot, and the same person may not do both
    Given the lot falls on "Inspector Wang"
    And a case opened by the applicant with 1 neighbour
    When the applicant does "apply" with outcome "applied" and files the document "plan"
      | building.height | 12 |
    And "Clerk Chen" does "check" with outcome "complete"
    And the service "Land register" answers with outcome "found"
    And the notice "hearing_of" to the neighbour is read
    And the neighbour does "object" with outcome "agrees"
    Then the docket shows a lot among 2 people
    And the task "close_remarks" is held by "Inspector Wang"
    When "Clerk Chen" tries to do "close_remarks"
    Then that is refused because the task is somebody else's

  Scenario: nobody does anything
    Given a case opened by the applicant
    When nobody does anything until the case ends
    Then the case has ended with outcome "abandoned"
    And the case has ended on 2026-05-31 24:00
    And the deadline "staleness" was missed
    And the deadline "staleness" has expired
    And the docket says that the deadline "staleness" expired on 2026-06-01 00:00

  Scenario Outline: a permit of <height> metres
    Given a case opened by the applicant
    When the applicant tries to do "apply" with outcome "applied" and files the document "plan"
      | building.height | <height> |
    Then that is refused because the form has mistakes
    And the form has a mistake at "Height"

    Examples:
      | height |
      | 0      |
      | 101    |
      | tall   |
