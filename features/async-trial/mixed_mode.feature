Feature: one party on paper, the others online
  Who doesn't want to take part online need not; the others go on online, and no stage runs at different times.

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

  Rule: on paper from the beginning

    Background:
      When the defendant does "link" with outcome "offline"
      And the clock reaches 2026-03-10 10:00
      And the clerk does "enter_defence" of the defendant and files the document "defence_paper"
        | served_on | 2026-03-09 |

    Scenario: who is on paper can't agree to a stage online, unless he comes online
      Then the defendant is in "on_paper"
      And the plaintiff is in "online"
      And the defendant has not given the consent "online"
      When the defendant tries to do "consent_exchange" of the defendant
      Then that is refused because the outcome is not possible now
      When the defendant does "choose_online" of the defendant
      Then the defendant is in "online"
      And the defendant has given the consent "online"
      And the notice "now_online" was sent to the defendant
      When the defendant does "consent_exchange" of the defendant
      And the plaintiff does "consent_exchange" of the plaintiff
      And the deadline "summary_evidence" expires
      Then the case is in "exchange"

    Scenario: in the evidence session he comments on paper, and the clerk enters it in his name
      When the clerk does "post_to" of the defendant and files the document "service_proof"
      And the deadline "summary_evidence" expires
      Then the case is in "session_called"
      When the judge does "call_exchange"
        | exchange_at | 2026-03-30 09:00 |
      Then the defendant is in "exchange_on_paper"
      And the plaintiff is in "exchange_identity_open"
      When the clerk does "enter_comment" of the defendant
        | about | The contract            |
        | text  | The signature isn't his |
      Then the field "comments[1].by" is "defendant[1]"
      When the judge tries to do "hold_exchange" with outcome "held"
      Then that is refused because the outcome is not possible now
      When the clerk does "check_identity" of the plaintiff with outcome "not_there"
      And the judge does "hold_exchange" with outcome "held"
      Then the case is in "gate"
      When the clerk tries to do "enter_comment" of the plaintiff
        | text | In another's name |
      Then that is refused

    Scenario: the hearing is mixed, and only who is on paper comes to the courtroom
      When the deadline "summary_evidence" expires
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The defendant takes part on paper |
      Then the task "fix_hearing" offers "mixed" and "in_courtroom"
      When the judge does "fix_hearing" with outcome "mixed"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      Then the field "mode" is "mixed"
      And the defendant is in "courtroom_place"
      And the plaintiff is in "mixed_identity_open"
      When the judge tries to do "hold_mixed" with outcome "held"
      Then that is refused because the outcome is not possible now
      When the clerk does "check_identity" of the plaintiff with outcome "proved"
      And the clerk does "note_presence" of the defendant
      And the judge does "hold_mixed" with outcome "held"
      Then the defendant has come in person 1 time
      And the plaintiff has come in person 0 times
      And the case is in "record_check"
      And the defendant is in "record_on_paper"
      When the plaintiff does "confirm_record" of the plaintiff with outcome "confirmed"
      And the clerk does "enter_record_answer" of the defendant with outcome "confirmed"
      And the judge does "write_judgment"
        | findings | Proven by the papers      |
        | decision | The defendant pays 12,000 |
      Then the defendant is in "judgment_posting"
      When the clock reaches 2026-03-27 10:00
      And the clerk does "post_judgment" of the defendant with outcome "handed_over" and files the document "service_proof"
        | served_on | 2026-03-27 |
      Then the defendant is in "appeal_on_paper"
      When the clerk does "enter_appeal" of the defendant and files the document "appeal_paper"
        | handed_in_on | 2026-03-27 |
      And the deadline "appeal_window" of the plaintiff expires
      Then the case has ended with outcome "appealed"

    Scenario: who is on paper doesn't sign the record, and the clerk notes it
      When the deadline "summary_evidence" expires
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The defendant takes part on paper |
      And the judge does "fix_hearing" with outcome "mixed"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the clerk does "check_identity" of the plaintiff with outcome "proved"
      And the clerk does "note_presence" of the defendant
      And the judge does "hold_mixed" with outcome "held"
      And the clerk does "enter_record_answer" of the defendant with outcome "refused"
      Then the defendant is in "checked"

    Scenario: the plaintiff isn't on the screen, and the claim counts as withdrawn
      When the deadline "summary_evidence" expires
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The defendant takes part on paper |
      And the judge does "fix_hearing" with outcome "mixed"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the clerk does "check_identity" of the plaintiff with outcome "not_there"
      And the clerk does "note_presence" of the defendant
      Then the plaintiff is in "mixed_absent"
      And the defendant is in "in_the_room"
      When the judge tries to do "hold_mixed" with outcome "plaintiff_absent"
        | notice_proven | false |
      Then that is refused because the outcome is not possible now
      When the judge does "hold_mixed" with outcome "plaintiff_absent"
        | notice_proven | true |
      Then the case has ended with outcome "withdrawn"
      And the case is in "deemed_withdrawn"

    Scenario: a mixed session is adjourned once, and a counterclaim is decided without the plaintiff
      When the defendant does "counterclaim" and files the document "counterclaim_paper"
        | counterclaim_text | He owes me for the transport |
      And the deadline "summary_evidence" expires
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The defendant takes part on paper |
      And the judge does "fix_hearing" with outcome "mixed"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_mixed" with outcome "adjourned"
      Then the case is in "fixing"
      And the defendant has come in person 0 times
      When the judge does "fix_hearing" with outcome "mixed"
        | hearing_at | 2026-04-27 09:00 |
      And the clerk does "summon"
      Then the task "hold_mixed" does not offer "adjourned"
      When the judge does "hold_mixed" with outcome "plaintiff_absent"
        | notice_proven | true |
      Then the case is in "record_check"
      And the field "in_absence" is "true"

    Scenario: a mixed session that is broken off counts as an adjournment, since people may have come
      When the deadline "summary_evidence" expires
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The defendant takes part on paper |
      And the judge does "fix_hearing" with outcome "mixed"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the clerk does "note_presence" of the defendant
      And the judge tries to do "join_defendants"
        | newcomers[1].name | Wang Wu |
      Then that is refused because the outcome is not possible now
      When the judge does "convert" with outcome "to_sync"
        | mode_reason | The connection fails |
      Then the case is in "fixing"
      And the field "adjournments" is "1"
      And the defendant has come in person 1 time
      When the judge does "fix_hearing" with outcome "mixed"
        | hearing_at | 2026-04-27 09:00 |
      And the clerk does "summon"
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The connection fails again |
      Then the case is in "in_both"

    Scenario: who comes online may go back to paper
      When the defendant does "choose_online" of the defendant
      And the defendant does "choose_paper" of the defendant
      Then the defendant is in "on_paper"
      And the notice "now_on_paper" was sent to the defendant

  Rule: on paper later

    Background:
      When the defendant does "link" with outcome "linked"
        | member.e_service | true |
      And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"
      And the plaintiff does "consent_exchange" of the plaintiff
      And the defendant does "consent_exchange" of the defendant
      And the plaintiff does "apply_async" of the plaintiff and files the document "application"
        | hardship_reason | I live nine hours away |
      And the defendant does "consent_hearing" of the defendant
      And the deadline "summary_evidence" expires

    Scenario: in the exchange: what was said stays, and the others go on in one session
      When the plaintiff does "examine"
        | text | The contract is genuine |
      And the defendant does "choose_paper" of the defendant
      Then the case is in "evidence_session"
      And the timeline says "A party takes part on paper: one session for the others"
      And the defendant is in "exchange_not_agreed"
      And the defendant is in "hearing_not_agreed"
      And the consent "async_exchange" does not hold
      And the defendant has not given the consent "async_hearing"
      And the defendant has not given the consent "online"
      And the field "comments[1].text" is "The contract is genuine"
      And the field "comments[1].by" is "plaintiff[1]"

    Scenario: in the hearing: one session for all
      When the deadline "exchange_end" expires
      And the judge does "admit_async" with outcome "allow"
        | hardship       | true  |
        | facts_disputed | false |
      And the defendant does "choose_paper" of the defendant
      Then the case is in "live_hearing"
      And the timeline says "A party takes part on paper: one session for all"
      And the task "fix_hearing" offers "mixed" and "in_courtroom"

  Rule: a ruling

    Scenario: it goes by post to who takes part on paper
      When the defendant does "object"
        | objection_reason | The contract was made in Hangzhou |
      And the defendant does "link" with outcome "offline"
      And the judge does "rule_on_jurisdiction" with outcome "dismissed"
        | ruling_reason | The place of performance is here |
      Then the plaintiff is in "ruling_sent"
      And the defendant is in "ruling_posting"
