Feature: reminders before, at and after an end, and telling the head

  Background:
    Given the workflow "overdue"
    And it is 2026-03-02 09:00
    And a case opened by the citizen

  Scenario: who has to act is reminded three times, the head is told once
    When it is 2026-03-08 09:00
    Then the clerk has been reminded of the deadline "answer" 1 time
    And the notice "late" was not sent to the head
    When it is 2026-03-13 09:00
    Then the deadline "answer" has expired on 2026-03-12 24:00
    And the clerk has been reminded of the deadline "answer" 2 times
    And the notice "late" was sent to the head 1 time
    And the case is in "answering"
    When it is 2026-03-14 09:00
    Then the clerk has been reminded of the deadline "answer" 3 times
    When the clerk does "answer_it"
    Then the deadline "answer" was missed

  Scenario: who acts in time is reminded no more
    When it is 2026-03-08 09:00
    And the clerk does "answer_it"
    And 30 days pass
    Then the clerk has been reminded of the deadline "answer" 1 time
    And the notice "late" was not sent to the head
    And the deadline "answer" was met
