Feature: Berth in the fishing harbour

  Background:
    Given the workflow "berth"
    And it is 2026-03-02 10:00
    And a case opened by the skipper

  Scenario: the harbour master says nothing, and the boat has its berth
    When the skipper does "ask" and files the document "papers"
      | boat   | Sea Swallow |
      | metres | 12          |
    Then the deadline "answer_by" is due on 2026-03-07
    When nobody does anything until the case ends
    Then the case has ended with outcome "berthed"
    And the notice "assigned" was sent to the skipper

  Scenario: a boat that is too long for this harbour
    When the skipper tries to do "ask" and files the document "papers"
      | boat   | Sea Swallow |
      | metres | 41          |
    Then that is refused because the form has mistakes
