Feature: the asynchronous hearing
  Questions, debate, final statements: each in its own time; silence is recorded and stops nobody.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the defendant does "link" with outcome "linked"
      | member.e_service | true |
    And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"
    And the plaintiff does "consent_exchange" of the plaintiff
    And the defendant does "consent_exchange" of the defendant
    And the plaintiff does "apply_async" of the plaintiff and files the document "application"
      | hardship_reason | I live nine hours away |
    And the defendant does "consent_hearing" of the defendant
    And the deadline "summary_evidence" expires
    And the deadline "exchange_end" expires
    And the judge does "admit_async" with outcome "allow"
      | hardship       | true  |
      | facts_disputed | false |

  Scenario: each question has a clock of its own
    Then the deadline "questions_end" is due on 2026-03-22 02:00
    When the plaintiff does "ask" of the plaintiff
      | to   | defendant 1                  |
      | text | When did you send the goods? |
    And the clock reaches 2026-03-21 10:30
    And the judge does "ask_as_judge"
      | to   | plaintiff 1      |
      | text | How did you pay? |
    Then the deadline "answer" of item 1 is due on 2026-03-22 02:00
    And the deadline "answer" of item 2 is due on 2026-03-22 11:00

  Scenario: a question that isn't answered in time is recorded, and the hearing goes on
    When the plaintiff does "ask" of the plaintiff
      | to   | defendant 1                  |
      | text | When did you send the goods? |
    And the plaintiff does "finish_asking" of the plaintiff
    And the defendant does "finish_asking" of the defendant
    And the judge does "finish_as_judge"
    And the deadline "answer" of item 1 expires
    Then the notice "unanswered" was sent to the plaintiff and the defendant at the same moment
    And the case is in "debate"
    And the field "questions[1].reply" is empty

  Scenario: the judge gives more time to answer
    When the plaintiff does "ask" of the plaintiff
      | to   | defendant 1                  |
      | text | When did you send the goods? |
    And the judge grants 24 hours more for the deadline "answer" of item 1
    Then the deadline "answer" of item 1 is due on 2026-03-23 02:00

  Scenario: an answer needs its video
    When the plaintiff does "ask" of the plaintiff
      | to   | defendant 1                  |
      | text | When did you send the goods? |
    And the defendant tries to do "reply" of item 1
      | member.reply | In May |
    Then that is refused because the document is not taken

  Scenario: only who is asked answers
    When the plaintiff does "ask" of the plaintiff
      | to   | defendant 1                  |
      | text | When did you send the goods? |
    And the plaintiff tries to do "reply" of item 1 and files the document "stage_video"
      | member.reply | In May |
    Then that is refused because the task is somebody else's

  Scenario: nobody says anything in the whole hearing, and it comes to its end all the same
    When the deadline "questions_end" expires
    Then the case is in "debate"
    And the notice "debate_opened" was sent to the plaintiff and the defendant at the same moment
    When the deadline "debate_end" expires
    Then the case is in "final_statements"
    And the notice "statement_notice" was sent to the plaintiff
    And the notice "statement_notice" was sent to the defendant
    When the deadline "statement" of the plaintiff expires
    Then the case is in "record_check"
    When the deadline "record_end" of the plaintiff expires
    Then the case is in "deliberation"
    And the document "record" is in the case
    And the timeline says "Record of the trial, by Clerk"

  Scenario: the judge gives more time for questions and for the debate
    When the judge grants 24 hours more for the deadline "questions_end"
    Then the deadline "questions_end" is due on 2026-03-23 02:00
    When the deadline "questions_end" expires
    And the judge grants 48 hours more for the deadline "debate_end"
    And the deadline "debate_end" expires
    Then the case is in "final_statements"

  Scenario: a party refuses to sign the record, and this is noted
    When the deadline "questions_end" expires
    And the deadline "debate_end" expires
    And the plaintiff does "waive_statement" of the plaintiff
    And the defendant does "waive_statement" of the defendant
    And the defendant does "confirm_record" of the defendant with outcome "refused"
    Then the defendant is in "checked"
    When the plaintiff does "confirm_record" of the plaintiff with outcome "confirmed"
    Then the case is in "deliberation"

  Scenario: a statement after its time isn't taken
    When the deadline "questions_end" expires
    And the deadline "debate_end" expires
    And the deadline "statement" of the defendant expires
    And the defendant tries to do "state_finally" of the defendant and files the document "stage_video"
      | text | One more thing |
    Then that is refused because the task is not open
    And the refusal says that the case moved on without it
