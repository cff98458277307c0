Feature: mediation during the case
  With everybody's yes; the clocks of the stages stand still, the trial limit only while it takes longer.

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

  Scenario: the parties settle
    When the plaintiff does "propose_mediation"
    Then the notice "mediation_offer" was sent to the plaintiff and the defendant at the same moment
    When the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
    And the defendant does "answer_mediation" of the defendant with outcome "agreed"
    Then the case is in "mediator_wanted"
    When the mediator does "take_mediation" with outcome "accepted"
    Then the deadline "mediation" is due on 2026-03-09
    And the notice "mediation_begun" was sent to the plaintiff and the defendant at the same moment
    And the deadline "summary_evidence" is suspended
    And the deadline "trial_summary" is running
    When the mediator does "conclude_mediation" with outcome "agreed"
    And the mediator does "draw_up" and files the document "settlement"
    Then the notice "sign_notice" was sent to the plaintiff and the defendant at the same moment
    When the plaintiff does "sign" of the plaintiff with outcome "signed"
    And the defendant does "sign" of the defendant with outcome "signed"
    Then the case has ended with outcome "settled"
    And the document "mediation_paper" is in the case
    And the timeline says "Record of settlement, by Court"
    And the notice "settled_notice" was sent to the plaintiff and the defendant at the same moment

  Scenario: one says no
    When the judge does "suggest_mediation"
    And the defendant does "answer_mediation" of the defendant with outcome "declined"
    Then the case is in "no_mediation"
    And the deadline "summary_evidence" is running

  Scenario: one says nothing
    When the judge does "suggest_mediation"
    And the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
    And the deadline "mediation_answer" of the defendant expires
    Then the case is in "no_mediation"

  Rule: in mediation

    Background:
      When the judge does "suggest_mediation"
      And the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
      And the defendant does "answer_mediation" of the defendant with outcome "agreed"

    Scenario: when no mediator is found the judge mediates
      When the mediator does "take_mediation" with outcome "declined"
      And the deadline "mediator_found" expires
      Then the case is in "talks"
      When the judge does "conclude_as_judge" with outcome "agreed"
      And the judge does "draw_up_as_judge" and files the document "settlement"
      And the plaintiff does "sign" of the plaintiff with outcome "signed"
      And the defendant does "sign" of the defendant with outcome "declined"
      Then the case is in "no_mediation"
      And the case is in "evidence_period"

    Scenario: the judge reports that there is no agreement
      When the mediator does "take_mediation" with outcome "accepted"
      And the judge does "conclude_as_judge" with outcome "failed"
      Then the case is in "no_mediation"

    Scenario: no agreement, and the evidence period goes on with what was left of it
      When the clock reaches 2026-03-04 09:00
      And the mediator does "take_mediation" with outcome "accepted"
      And the clock reaches 2026-03-09 09:00
      And the mediator does "conclude_mediation" with outcome "failed"
      Then the case is in "no_mediation"
      And the deadline "summary_evidence" is running
      And the deadline "summary_evidence" is due on 2026-03-23

    Scenario: the time is over
      When the mediator does "take_mediation" with outcome "accepted"
      And the deadline "mediation" expires
      Then the case is in "no_mediation"
      And the case is in "evidence_period"

    Scenario: a party leaves
      When the mediator does "take_mediation" with outcome "accepted"
      And the defendant does "leave_mediation"
      Then the case is in "no_mediation"

    Scenario: nobody writes the agreement down
      When the mediator does "take_mediation" with outcome "accepted"
      And the mediator does "conclude_mediation" with outcome "agreed"
      And the deadline "signing" expires
      Then the case is in "no_mediation"

    Scenario: one doesn't sign in time
      When the mediator does "take_mediation" with outcome "accepted"
      And the mediator does "conclude_mediation" with outcome "agreed"
      And the mediator does "draw_up" and files the document "settlement"
      And the plaintiff does "sign" of the plaintiff with outcome "signed"
      And the deadline "signing" of the defendant expires
      Then the case is in "no_mediation"

    Scenario: nobody is mediated longer against his will
      When the mediator does "take_mediation" with outcome "accepted"
      And the mediator does "conclude_mediation" with outcome "ask_longer"
      Then the notice "mediation_longer" was sent to the plaintiff
      And the notice "mediation_longer" was sent to the defendant
      When the plaintiff does "answer_longer" of the plaintiff with outcome "agreed"
      And the defendant does "answer_longer" of the defendant with outcome "declined"
      Then the case is in "talks"

    Scenario: the mediator can't also judge the case
      Then a stranger cannot do "take_mediation"
      When the judge tries to do "take_mediation" with outcome "accepted"
      Then that is refused because the task is somebody else's

  Rule: longer

    Background:
      When the judge does "suggest_mediation"
      And the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
      And the defendant does "answer_mediation" of the defendant with outcome "agreed"
      And the mediator does "take_mediation" with outcome "accepted"
      And the mediator does "conclude_mediation" with outcome "ask_longer"
      And the plaintiff does "answer_longer" of the plaintiff with outcome "agreed"
      And the defendant does "answer_longer" of the defendant with outcome "agreed"

    Scenario: the trial limit stands still as long as it takes longer, and is that much later
      Then the case is in "mediating_longer"
      And the deadline "trial_summary" is suspended
      And the deadline "mediation_more" is due on 2026-03-17
      When the clock reaches 2026-03-12 09:00
      And the mediator does "conclude_mediation" with outcome "failed"
      Then the case is in "no_mediation"
      And the deadline "trial_summary" is running
      And the deadline "trial_summary" is due on 2026-06-12

    Scenario: an agreement in the longer time
      When the mediator does "conclude_mediation" with outcome "agreed"
      Then the case is in "drawing_up"

    Scenario: the longer time is over
      When the deadline "mediation_more" expires
      Then the case is in "no_mediation"

    Scenario: a party leaves in the longer time
      When the plaintiff does "leave_mediation"
      Then the case is in "no_mediation"
