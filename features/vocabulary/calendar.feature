Feature: calendars, openings, definitions in the feature

  Scenario: a rest day at the end
    Given the workflow "permit"
    And it is 2026-03-02 09:00
    And 2026-03-09 is a rest day
    And a case opened by the applicant
    When the applicant does "apply" and files the document "plan"
      | building.height | 12 |
    Then the deadline "checking" is due on 2026-03-10

  Scenario: a working day on a Saturday
    Given the workflow "permit"
    And it is 2026-03-07 09:00
    And 2026-03-14 is a working day
    And a case opened by the applicant
    When the applicant does "apply" and files the document "plan"
      | building.height | 12 |
    Then the deadline "checking" is due on 2026-03-14

  Scenario: beyond what is published
    Given the workflow "permit"
    And it is 2026-12-28 09:00
    And the calendar is published until 2026-12-31
    And a case opened by the applicant
    When the applicant does "apply" and files the document "plan"
      | building.height | 12 |
    Then the deadline "checking" is provisional

  Scenario: who may open
    Given the workflow "permit"
    When a stranger tries to open a case
    Then that is refused because the people don't fit

  Scenario: an agent opens
    Given the workflow "permit"
    And a case opened by the agent of the applicant
    Then the agent of the applicant can do "apply"

  Scenario: a definition in the feature
    Given the workflow:
      """
      workflow: bell
      version: 1
      title: {en: Bell}
      calendar: cn
      counting: plain
      zone: Asia/Shanghai
      starts: caller
      roles: {caller: {party: true}}
      tasks: {ring: {role: caller, outcomes: [rung]}}
      deadlines: {patience: {period: 3 days}}
      states:
        waiting: {tasks: [ring], deadlines: [patience], on: {ring.rung: heard, patience.expired: gone}}
        heard: {final: true, outcome: heard}
        gone: {final: true, outcome: gone}
      """
    And a case opened by the caller
    When nobody does anything until the case ends within 4 days
    Then the case has ended with outcome "gone"

  Scenario: something that no arrow answers
    Given the workflow:
      """
      workflow: broken
      version: 1
      title: {en: Broken}
      calendar: cn
      counting: plain
      zone: Asia/Shanghai
      starts: caller
      roles: {caller: {party: true}}
      data: {n: {type: integer}, m: {type: integer}}
      tasks: {ring: {role: caller, outcomes: [rung]}}
      deadlines: {patience: {period: 3 days}}
      states:
        waiting:
          tasks: [ring]
          deadlines: [patience]
          on: {ring.rung: heard, patience.expired: {to: later, do: [{set: {n: "data.m / 0"}}]}}
        later: {tasks: [ring], unbounded: "it is meant", on: {ring.rung: heard}}
        heard: {final: true}
      """
    And a case opened by the caller
    When 4 days pass
    Then there is an incident
