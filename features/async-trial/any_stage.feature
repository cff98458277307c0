Feature: conversion, mediation, rest and withdrawal at any time before the judgment
  Each may be asked for whatever else is pending; finished acts stay valid.

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

  Scenario: mediation, a change of mode, a withdrawal and a rest are asked for side by side
    When the notice "claim_service" to the defendant is read
    And the plaintiff does "withdraw_claim"
      | withdrawal_reason | We may agree |
    And the defendant does "request_live"
      | mode_reason | A witness must be heard |
    And the plaintiff does "propose_mediation"
    And the judge does "stay_case"
      | stay_reason | The plaintiff is ill |
    Then the case is in "withdrawal_asked"
    And the case is in "conversion_asked"
    And the case is in "mediation_asked"
    And the case is in "stayed"
    When the judge does "decide_request" with outcome "stay_async"
      | mode_reason | The witness can be heard by video |
    And the judge does "decide_withdrawal" with outcome "refuse"
    And the judge does "resume_case"
    Then the case is in "mediation_asked"
    And the case is in "answering"

  Scenario: a mediation stands still while the case rests
    When the notice "claim_service" to the defendant is read
    And the judge does "suggest_mediation"
    And the plaintiff does "answer_mediation" of the plaintiff with outcome "agreed"
    And the defendant does "answer_mediation" of the defendant with outcome "agreed"
    Then the plaintiff has given the consent "mediation"
    And the consent "mediation" holds
    When the mediator does "take_mediation" with outcome "accepted"
    And the judge does "stay_case"
      | stay_reason | The plaintiff is ill |
    Then the deadline "mediation" is suspended
    When the judge does "resume_case"
    And the defendant does "leave_mediation"
    Then the case is in "no_mediation"
    And the defendant has not given the consent "mediation"

  Rule: before the complaint is served

    Scenario: the judge changes the mode early, and the complaint is still served and answered
      When the judge does "convert" with outcome "to_offline"
        | mode_reason | The originals must be seen |
      Then the case is in "being_served"
      And the field "mode" is "offline"

  Rule: at the end

    Background:
      When the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "linked"
        | member.e_service | true |
      And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The parties want to be heard |
      And the deadline "summary_evidence" expires
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |

    Scenario: before the notice of the session has gone out
      When the judge does "convert" with outcome "to_offline"
        | mode_reason | The originals must be seen |
      Then the case is in "fixing"
      And the task "fix_hearing" offers "in_courtroom"

    Scenario: in the session itself a new date is fixed
      When the clerk does "summon"
      And the clerk does "check_identity" of the defendant with outcome "not_there"
      Then the defendant is in "not_on_screen"
      When the judge does "convert" with outcome "to_offline"
        | mode_reason | The connection fails |
      Then the case is in "fixing"
      And the case is not in "by_video"

    Scenario: in the courtroom too a new date is fixed, by video
      When the judge does "convert" with outcome "to_offline"
        | mode_reason | The original must be seen |
      And the judge does "fix_hearing" with outcome "in_courtroom"
        | hearing_at | 2026-05-11 09:00 |
      And the clerk does "summon"
      Then the case is in "in_court"
      When the judge does "convert" with outcome "to_sync"
        | mode_reason | The original has been seen |
      Then the case is in "fixing"
      And the case is not in "in_court"

    Scenario: while the record is checked the hearing is opened again, once; what was done stays valid
      When the clerk does "summon"
      And the clerk does "check_identity" of the plaintiff with outcome "proved"
      And the clerk does "check_identity" of the defendant with outcome "proved"
      And the judge does "hold_by_video" with outcome "held"
      And the plaintiff does "confirm_record" of the plaintiff with outcome "confirmed"
      And the defendant does "request_live"
        | mode_reason | The original must be seen |
      And the judge does "decide_request" with outcome "to_offline"
      Then the case is in "live_hearing"
      And the document "record" is in the case
      When the judge does "fix_hearing" with outcome "in_courtroom"
        | hearing_at | 2026-05-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_in_court" with outcome "held"
      Then there are 2 documents "record" in the case
      When the judge does "convert" with outcome "to_sync"
        | mode_reason | Once more |
      Then the case is in "record_stage"

    Scenario: while the judgment is written the hearing is opened again, and mediation is still possible
      When the clerk does "summon"
      And the clerk does "check_identity" of the plaintiff with outcome "proved"
      And the clerk does "check_identity" of the defendant with outcome "proved"
      And the judge does "hold_by_video" with outcome "held"
      And the plaintiff does "confirm_record" of the plaintiff with outcome "confirmed"
      And the defendant does "confirm_record" of the defendant with outcome "confirmed"
      Then the case is in "deliberation"
      And the plaintiff can do "propose_mediation"
      When the plaintiff does "propose_mediation"
      And the judge tries to do "write_judgment"
        | findings | Proven by the papers      |
        | decision | The defendant pays 12,000 |
      Then that is refused because the outcome is not possible now
      When the defendant does "answer_mediation" of the defendant with outcome "declined"
      And the judge does "convert" with outcome "to_offline"
        | mode_reason | The originals must be seen |
      Then the case is in "live_hearing"
      And the case is in "no_mediation"
