Feature: repeats, late commands, authority, decisions on deadlines

  Background:
    Given the workflow "permit"
    And it is 2026-03-02 09:00
    And a case opened by the applicant with 1 neighbour

  Scenario: the same command twice
    When the applicant does "apply" with outcome "applied" and files the document "plan"
      | building.height | 12 |
    And the same is sent again
    Then the answer is the same as before
    And nothing has happened

  Scenario: the same key for something else
    When the applicant does "apply" with outcome "applied" and files the document "plan"
      | building.height | 12 |
    And the clerk does "check" with outcome "complete"
    And the same key is sent with outcome "incomplete"
    Then that is refused because it was sent before with other content
    And nothing has happened

  Scenario: too late
    When the applicant does "give_up"
    And the clerk tries to do "check" with outcome "complete"
    Then that is refused

  Scenario: somebody was quicker
    Given it is 2026-03-03 10:30
    When the applicant does "apply" and files the document "plan"
      | building.height | 12 |
    And the clerk does "check" with outcome "complete"
    And 1 hour passes
    And the clerk tries to do "check" with outcome "complete"
    Then that is refused because the task is not open
    And the refusal says that the clerk ended it with outcome "complete" on 2026-03-03 10:30
    And the refusal says "2026-03-03 10:30"

  Scenario: the case went on
    When the applicant does "apply" and files the document "plan"
      | building.height | 12 |
    And the deadline "checking" expires
    And the clerk tries to do "check" with outcome "complete"
    Then that is refused because the task is not open
    And the refusal says that the case moved on without it on 2026-03-09 24:00

  Scenario: an agent
    When the applicant gives "Zhao Liu" authority as agent
    Then "Zhao Liu" sees the case
    When the agent of the applicant does "apply" with outcome "applied" and files the document "plan"
      | building.height | 12 |
    And the applicant ends the authority of "Zhao Liu"
    Then "Zhao Liu" does not see the case
    When the neighbour tries to give "Qian Qi" authority as agent for the applicant
    Then that is refused

  Scenario: more time
    Given the clock reaches 2026-03-02 10:00
    When the applicant does "apply" and files the document "plan"
      | building.height | 12 |
    And the chief tries to grant 11 days more for the deadline "checking"
    Then that is refused because the form has mistakes
    And the form has a mistake at "period"
    When the chief grants 10 days more for the deadline "checking"
    Then the deadline "checking" is due on 2026-03-19
    And the deadline "checking" is running
    When the chief tries to grant 10 days more for the deadline "checking"
    Then that is refused because the task is not open

  Scenario: no more time
    When the applicant does "apply" and files the document "plan"
      | building.height | 12 |
    And the chief refuses more time for the deadline "checking"
    Then the deadline "checking" is due on 2026-03-09

  Scenario: standing still
    When the applicant does "apply" and files the document "plan"
      | building.height | 12 |
    And 2 days pass
    And the chief suspends the deadline "checking"
    Then the deadline "checking" is suspended with 5 days left
    When 30 days pass
    And the chief resumes the deadline "checking"
    Then the deadline "checking" is due on 2026-04-08

  Scenario: a reminder
    When the applicant does "apply" and files the document "plan"
      | building.height | 12 |
    And the next deadline expires
    Then the clerk has been reminded of the deadline "checking" 1 time

  Scenario: a document of the wrong kind, and one that is too large
    When the applicant tries to do "apply" with outcome "applied" and files the document "plan" as "image/svg+xml"
      | building.height | 12 |
    Then that is refused because the document is not taken
    When the applicant tries to do "apply" with outcome "applied" and files the document "plan" of 2 MB
      | building.height | 12 |
    Then that is refused because the document is not taken
    And nothing has happened

  Scenario: trying what is fine
    When the applicant tries to do "apply" with outcome "applied" and files the document "plan"
      | building.height | 12 |
    Then that is accepted
