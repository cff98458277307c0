Feature: going on at the counter before registration
  Who has begun online may go on on paper, and the reverse; what was sent stays valid (Online Litigation Rules art. 5).

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00

  Rule: one plaintiff

    Background:
      Given a case opened by the plaintiff with 1 defendant
      When the plaintiff does "file" and files the document "complaint"
        | claim.amount | 12000.00 |
        | claim.track  | summary  |

    Scenario: missing papers come to the counter, and the officer enters them
      When the plaintiff does "go_to_counter"
      Then the notice "now_on_paper" was sent to the plaintiff
      And the case is in "filing_on_paper"
      And the case is in "filing_review"
      When the filing officer does "review" with outcome "ask_supplement"
        | missing | The address of the defendant |
      And the filing officer does "enter_supplement" and files the document "complaint_on_paper"
      Then the case is in "filing_review"
      When the filing officer does "review" with outcome "accept"
      And the filing officer does "check_payment" with outcome "confirmed"
        | paid_on | 2026-03-02 |
      Then the plaintiff is in "on_paper"
      And the plaintiff has not given the consent "online"

    Scenario: the counter can enter nothing for who files online
      When the filing officer does "review" with outcome "ask_supplement"
        | missing | The address of the defendant |
      And the filing officer tries to do "enter_supplement" and files the document "complaint_on_paper"
      Then that is refused because the outcome is not possible now
      And the case is in "supplementing"

    Scenario: back online
      When the plaintiff does "go_to_counter"
      And the plaintiff does "file_online_again"
      Then the case is in "filing_online"
      And the notice "now_online" was sent to the plaintiff
      And the plaintiff has given the consent "online"

    Scenario: what filing online says is confirmed, and electronic service declined
      When the plaintiff does "agree_online"
        | member.e_service | true |
      Then the plaintiff has given the consent "online"
      And the plaintiff has given the consent "e_service"
      When the plaintiff does "agree_online"
        | member.e_service | false |
      Then the plaintiff has not given the consent "e_service"

  Rule: two plaintiffs

    Scenario: one sends the complaint online, the other has said at the opening that he takes part on paper
      Given a case opened by plaintiff 1 with:
        | role      | name      | mode    |
        | plaintiff | Lin Mei   | online  |
        | plaintiff | Qian Duo  | offline |
        | defendant | Wang Wu   |         |
      When plaintiff 1 does "file" and files the document "complaint"
        | claim.amount | 12000.00 |
        | claim.track  | summary  |
      Then plaintiff 1 is in "filing_online"
      And plaintiff 2 is in "filing_on_paper"
