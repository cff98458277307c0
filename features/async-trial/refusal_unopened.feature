Feature: a ruling that nobody opens
  One of two plaintiffs has no account; a mail to him doesn't come back, and nothing says that it arrived.

  Scenario: after five days it goes by post
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by plaintiff 1 with:
      | role      | name      | account | mail            |
      | plaintiff | Zhang San | yes     |                 |
      | plaintiff | Zhang Si  | no      | si@example.org  |
      | defendant | Li Si     | yes     |                 |
    When plaintiff 1 does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
    And the filing officer does "review" with outcome "refuse"
      | refusal_reason | Wrong court |
    Then plaintiff 2 is in "refusal_sent"
    And plaintiff 2 has not been served with "refusal_service"
    When the deadline "refusal_unread" of plaintiff 2 expires
    Then plaintiff 2 is in "refusal_posting"
    And the docket says that the deadline "refusal_unread" of plaintiff 2 expired on 2026-03-10
    When the clerk does "post_refusal" of plaintiff 2 with outcome "handed_over" and files the document "service_proof"
      | served_on | 2026-03-09 |
    Then the deadline "ruling_appeal" of plaintiff 2 is due on 2026-03-19
