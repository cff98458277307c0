Feature: mediation before registration
  It needs everybody's yes; whatever else happens, the case is registered.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "offer_mediation"

  Scenario: all agree, a mediator is found, an agreement is signed
    Then the notice "mediation_offer" was sent to the plaintiff and the defendant at the same moment
    And the deadline "mediation_answer" of the defendant is due on 2026-03-05
    When the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
    And the defendant does "answer_mediation" of the defendant with outcome "agreed"
    And the mediator does "take_mediation" with outcome "accepted"
    Then the case is in "pre_talks"
    And the deadline "pre_mediation" is due on 2026-04-01
    When the mediator does "conclude_mediation" with outcome "agreed"
    And the mediator does "draw_up" and files the document "settlement"
    And the plaintiff does "sign" of the plaintiff with outcome "signed"
    Then the case has not ended
    When the defendant does "sign" of the defendant with outcome "signed"
    Then the case has ended with outcome "settled"
    And the document "mediation_paper" is in the case

  Scenario: one says no, and the case is registered
    When the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
    And the defendant does "answer_mediation" of the defendant with outcome "declined"
    Then the case is in "fee_due"

  Scenario: one says nothing, and the case is registered
    When the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
    And the deadline "mediation_answer" of the defendant expires
    Then the case is in "fee_due"

  Scenario: no mediator accepts in time, and the case is registered
    When the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
    And the defendant does "answer_mediation" of the defendant with outcome "agreed"
    And the mediator does "take_mediation" with outcome "declined"
    Then the case is in "pre_mediator_wanted"
    And the task "take_mediation" is open
    When the deadline "mediator_found" expires
    Then the case is in "fee_due"

  Rule: during the talks

    Background:
      When the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
      And the defendant does "answer_mediation" of the defendant with outcome "agreed"
      And the mediator does "take_mediation" with outcome "accepted"

    Scenario: the talks fail
      When the mediator does "conclude_mediation" with outcome "failed"
      Then the case is in "fee_due"

    Scenario: a party leaves
      When the defendant does "leave_mediation"
      Then the case is in "fee_due"

    Scenario: the time runs out
      When the deadline "pre_mediation" expires
      Then the case is in "fee_due"
      And the docket says that the deadline "pre_mediation" expired on 2026-04-02

    Scenario: the talks take longer only if all agree
      When the mediator does "conclude_mediation" with outcome "ask_longer"
      And the plaintiff does "answer_longer" of the plaintiff with outcome "agreed"
      Then the case is not in "pre_mediating_longer"
      When the defendant does "answer_longer" of the defendant with outcome "agreed"
      Then the case is in "pre_mediating_longer"
      When the deadline "pre_mediation_more" expires
      Then the case is in "fee_due"

    Scenario: one doesn't want it longer, and the talks go on in the time that is left
      When the mediator does "conclude_mediation" with outcome "ask_longer"
      And the defendant does "answer_longer" of the defendant with outcome "declined"
      Then the case is in "pre_talks"
      And the deadline "pre_mediation" is running

    Scenario: longer talks can still fail, be left, or succeed without a signature in the end
      When the mediator does "conclude_mediation" with outcome "ask_longer"
      And the plaintiff does "answer_longer" of the plaintiff with outcome "agreed"
      And the defendant does "answer_longer" of the defendant with outcome "agreed"
      And the mediator does "conclude_mediation" with outcome "agreed"
      And the mediator does "draw_up" and files the document "settlement"
      And the plaintiff does "sign" of the plaintiff with outcome "signed"
      And the deadline "signing" of the defendant expires
      Then the case is in "fee_due"

    Scenario: longer talks fail
      When the mediator does "conclude_mediation" with outcome "ask_longer"
      And the plaintiff does "answer_longer" of the plaintiff with outcome "agreed"
      And the defendant does "answer_longer" of the defendant with outcome "agreed"
      And the mediator does "conclude_mediation" with outcome "failed"
      Then the case is in "fee_due"

    Scenario: longer talks are left
      When the mediator does "conclude_mediation" with outcome "ask_longer"
      And the plaintiff does "answer_longer" of the plaintiff with outcome "agreed"
      And the defendant does "answer_longer" of the defendant with outcome "agreed"
      And the plaintiff does "leave_mediation"
      Then the case is in "fee_due"

    Scenario: an agreement that nobody writes down is none
      When the mediator does "conclude_mediation" with outcome "agreed"
      And the deadline "signing" expires
      Then the case is in "fee_due"

    Scenario: a party refuses to sign
      When the mediator does "conclude_mediation" with outcome "agreed"
      And the mediator does "draw_up" and files the document "settlement"
      And the defendant does "sign" of the defendant with outcome "declined"
      Then the case is in "fee_due"
