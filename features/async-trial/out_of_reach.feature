Feature: a party with neither account nor address
  What the case wants to tell him lies in the case; what must be served goes by post at once. Nothing of it is a
  failure that an operator must mend.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with:
      | role      | name      | account |
      | plaintiff | Zhang San | yes     |
      | defendant | Li Si     | no      |
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |

  Scenario: an offer of mediation that reaches nobody is simply not answered
    When the filing officer does "review" with outcome "offer_mediation"
    And the deadline "mediation_answer" of the defendant expires
    Then the case is in "fee_due"

  Scenario: the complaint goes by post, and what follows too
    When the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    Then the defendant is in "claim_posting"
    When the clock reaches 2026-03-05 10:00
    And the clerk does "post" of the defendant with outcome "handed_over" and files the document "service_proof"
      | served_on | 2026-03-05 |
    And the deadline "linking" of the defendant expires
    Then the defendant is in "on_paper"
    And the clerk can do "post_to" of the defendant
    When the deadline "defence" of the defendant expires
    Then the notice "evidence_notice" was sent to the plaintiff
    And the clerk can do "post_to" of the defendant
