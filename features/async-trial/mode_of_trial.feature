Feature: from asynchronous to one session, and by whose wish
  Nobody is heard asynchronously without everybody's yes; whatever was done stays valid.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant

  Rule: without consent

    Background:
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

    Scenario: not all agree to different times: the evidence is exchanged in one session
      When the plaintiff does "consent_exchange" of the plaintiff
      And the deadline "summary_evidence" expires
      Then the consent "async_exchange" does not hold
      And the case is in "session_called"
      When the judge does "call_exchange"
        | exchange_at | 2026-03-25 09:00 |
      Then the notice "session_notice" was sent to the plaintiff and the defendant at the same moment
      When the clerk does "check_identity" of the plaintiff with outcome "proved"
      And the clerk does "check_identity" of the defendant with outcome "proved"
      And the judge does "hold_exchange" with outcome "held"
      Then the case is in "gate"

    Scenario: a session that can't be held leads to a hearing
      When the deadline "summary_evidence" expires
      And the judge does "call_exchange"
        | exchange_at | 2026-03-25 09:00 |
      And the judge does "hold_exchange" with outcome "not_held"
      Then the case is in "live_hearing"

    Scenario: a judge who waits too long with the session is told
      When the deadline "summary_evidence" expires
      And the deadline "judge_step" expires
      Then the notice "overdue_alert" was sent to the judge
      When the judge does "call_exchange"
        | exchange_at | 2026-04-25 09:00 |
      And the deadline "judge_step" expires
      Then the notice "overdue_alert" was sent to the judge 2 times

    Scenario: who has taken back a consent may give it again, and each stage has its own
      When the plaintiff does "consent_exchange" of the plaintiff
      And the defendant does "consent_exchange" of the defendant
      And the defendant does "withdraw_exchange" of the defendant
      Then the consent "async_exchange" does not hold
      And the defendant cannot do "withdraw_exchange" of the defendant
      When the defendant does "consent_exchange" of the defendant
      Then the consent "async_exchange" holds
      And the defendant cannot do "consent_exchange" of the defendant
      When the plaintiff does "apply_async" of the plaintiff and files the document "application"
        | hardship_reason | I live nine hours away |
      And the defendant does "consent_hearing" of the defendant
      And the defendant does "withdraw_hearing" of the defendant
      And the defendant does "consent_hearing" of the defendant
      Then the consent "async_hearing" holds

    Scenario: who takes back his consent before the exchange isn't held to it
      When the plaintiff does "consent_exchange" of the plaintiff
      And the defendant does "consent_exchange" of the defendant
      Then the consent "async_exchange" holds
      When the defendant does "withdraw_exchange" of the defendant
      Then the consent "async_exchange" does not hold
      And the defendant has not given the consent "async_exchange"
      And the plaintiff has given the consent "async_exchange"
      When the deadline "summary_evidence" expires
      Then the case is in "evidence_session"

    Scenario: consent to one stage is no consent to another
      When the plaintiff does "consent_exchange" of the plaintiff
      And the defendant does "consent_exchange" of the defendant
      Then the consent "async_hearing" does not hold

    Scenario: nobody consents for somebody else
      When the plaintiff tries to do "consent_hearing" of the defendant
      Then that is refused because the task is somebody else's

  Rule: the gate

    Background:
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

    Scenario: all conditions are met
      When the judge does "admit_async" with outcome "allow"
        | hardship       | true  |
        | facts_disputed | false |
      Then the case is in "hearing"

    Scenario: disputed facts keep the case from an asynchronous hearing
      When the judge tries to do "admit_async" with outcome "allow"
        | hardship       | true |
        | facts_disputed | true |
      Then that is refused because the outcome is not possible now
      And the case is in "gate"

    Scenario: without real difficulty to come at one time there is none
      When the judge tries to do "admit_async" with outcome "allow"
        | hardship       | false |
        | facts_disputed | false |
      Then that is refused because the outcome is not possible now

    Scenario: in ordinary procedure there is none
      When the judge does "change_track" with outcome "to_ordinary"
      And the judge tries to do "admit_async" with outcome "allow"
        | hardship       | true  |
        | facts_disputed | false |
      Then that is refused because the outcome is not possible now

    Scenario: when one has taken back his consent there is none
      When the defendant does "withdraw_hearing" of the defendant
      And the judge tries to do "admit_async" with outcome "allow"
        | hardship       | true  |
        | facts_disputed | false |
      Then that is refused because the outcome is not possible now

    Scenario: the judge prefers one session
      When the judge does "admit_async" with outcome "refuse"
      Then the case is in "fixing"

    Scenario: a judge who doesn't decide is told
      When the deadline "judge_step" expires
      Then the notice "overdue_alert" was sent to the judge
      And the case is in "gate"

  Rule: in the hearing

    Background:
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

    Scenario: a consent taken back ends the asynchronous hearing, and what was done stays
      When the plaintiff does "ask" of the plaintiff
        | to   | defendant 1                  |
        | text | When did you send the goods? |
      And the defendant does "withdraw_hearing" of the defendant
      Then the case is in "live_hearing"
      And the case is not in "hearing"
      And the field "questions[1].text" is "When did you send the goods?"

    Scenario: a change to ordinary procedure ends it
      When the judge does "change_track" with outcome "to_ordinary"
      Then the case is in "live_hearing"
      And the notice "track_notice" was sent to the plaintiff and the defendant at the same moment

    Scenario: a third party who joins hasn't agreed
      When the judge does "join_third_parties"
        | newcomers[1].name  | Wu Ba       |
        | newcomers[1].phone | 13900000009 |
      Then the case is in "live_hearing"
      And the notice "third_party_notice" was sent to the third party
      And the notice "joined_notice" was sent to the plaintiff
      And the notice "joined_notice" was sent to the defendant

    Scenario: the judge converts of his own motion
      When the judge does "convert" with outcome "to_offline"
        | mode_reason | The original must be seen |
      Then the case is in "fixing"
      And the notice "converted" was sent to the plaintiff and the defendant at the same moment

  Rule: requests

    Background:
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

    Scenario: a party asks for one session, and the judge agrees
      When the defendant does "request_live"
        | mode_reason | A witness must be heard |
      Then the deadline "request_decision" is due on 2026-03-23
      When the judge does "decide_request" with outcome "to_sync"
      Then the case is in "live_hearing"
      And the case is in "no_conversion_asked"
      And the notice "converted" was sent to the plaintiff

    Scenario: the judge sees no reason, and everything goes on
      When the defendant does "request_live"
        | mode_reason | I don't like screens |
      And the judge does "decide_request" with outcome "stay_async"
        | mode_reason | No reason was given |
      Then the case is in "exchange"
      And the case is in "no_conversion_asked"

    Scenario: the courtroom
      When the defendant does "request_live"
        | mode_reason | A witness must be heard |
      And the judge does "decide_request" with outcome "to_offline"
      Then the case is in "live_hearing"
      And the task "fix_hearing" offers "in_courtroom"

    Scenario: a judge who doesn't decide is told
      When the defendant does "request_live"
        | mode_reason | A witness must be heard |
      And the deadline "request_decision" expires
      Then the notice "overdue_alert" was sent to the judge

    Scenario: a consent to the exchange taken back in its midst
      When the plaintiff does "withdraw_exchange" of the plaintiff
      Then the case is in "evidence_session"
      And the case is not in "exchange"

  Rule: asked for early

    Scenario: a conversion before the exchange cuts no evidence period short
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
      And the plaintiff does "request_live"
        | mode_reason | The parties want to be heard |
      And the judge does "decide_request" with outcome "to_sync"
      Then the case is in "evidence_period"
      When the deadline "summary_evidence" expires
      Then the case is in "live_hearing"
