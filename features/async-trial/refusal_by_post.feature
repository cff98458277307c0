Feature: a ruling that must go by post
  One of two plaintiffs has no account.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by plaintiff 1 with:
      | role      | name      | account | sms         |
      | plaintiff | Zhang San | yes     |             |
      | plaintiff | Zhang Si  | no      | 13900000002 |
      | defendant | Li Si     | yes     |             |
    When plaintiff 1 does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
    And the filing officer does "review" with outcome "refuse"
      | refusal_reason | Wrong court |

  Scenario: what can't be delivered online goes by post, and the time runs from the handing over
    Then plaintiff 1 is in "may_appeal_refusal"
    And plaintiff 2 is in "refusal_posting"
    When the clock reaches 2026-03-09 10:00
    And the clerk does "post_refusal" of plaintiff 2 with outcome "handed_over" and files the document "service_proof"
      | served_on | 2026-03-06 |
    Then plaintiff 2 was served with "refusal_service" on 2026-03-06 by "post_refusal.handed_over"
    And the deadline "ruling_appeal" of plaintiff 1 is due on 2026-03-12
    And the deadline "ruling_appeal" of plaintiff 2 is due on 2026-03-16

  Scenario: the court is told when the ruling isn't served within thirty days
    When the deadline "refusal_serving" of plaintiff 2 expires
    Then the docket says that the deadline "refusal_serving" of plaintiff 2 expired on 2026-04-02
    And the notice "overdue_alert" was sent to the clerk
    And plaintiff 2 is in "refusal_posting"

  Scenario: what comes back from the address that the plaintiff gave is served
    When the clock reaches 2026-03-12 10:00
    And the clerk does "post_refusal" of plaintiff 2 with outcome "came_back"
      | served_on | 2026-03-11 |
    Then plaintiff 2 is in "may_appeal_refusal"
    And the deadline "ruling_appeal" of plaintiff 2 is due on 2026-03-23
    When nobody does anything until the case ends within 2 months
    Then the case has ended with outcome "refused"
