# language: zh-CN
功能: 日历、提起、写在功能中的定义

  场景: 休息日
    假如工作流“permit”
    而且现在是2026-03-02 09:00
    而且2026-03-09是休息日
    而且由申请人提起的案件
    当申请人办理“申请”，提交文件“图纸”
      | 高度 | 12 |
    那么期限“审查期限”于2026-03-10到期

  场景: 工作日
    假如工作流“permit”
    而且现在是2026-03-07 09:00
    而且2026-03-14是工作日
    而且由申请人提起的案件
    当申请人办理“申请”，提交文件“图纸”
      | 高度 | 12 |
    那么期限“审查期限”于2026-03-14到期

  场景: 尚未公布
    假如工作流“permit”
    而且现在是2026-12-28 09:00
    而且日历公布到2026-12-31
    而且由申请人提起的案件
    当申请人办理“申请”，提交文件“图纸”
      | 高度 | 12 |
    那么期限“审查期限”为暂定

  场景: 谁可以提起
    假如工作流“permit”
    当陌生人试图提起案件
    那么该行为被拒绝，因为人员不符

  场景: 定义写在功能中
    假如工作流：
      """
      workflow: bell
      version: 1
      title: {en: Bell, zh: 铃}
      calendar: cn
      counting: plain
      zone: Asia/Shanghai
      starts: caller
      roles: {caller: {party: true, title: {zh: 按铃人}}}
      tasks: {ring: {role: caller, outcomes: [rung]}}
      deadlines: {patience: {period: 3 days}}
      states:
        waiting: {tasks: [ring], deadlines: [patience], on: {ring.rung: heard, patience.expired: gone}}
        heard: {final: true, outcome: heard}
        gone: {final: true, outcome: gone}
      """
    而且由按铃人提起的案件
    当无人采取行动直到案件结束，不超过4日
    那么案件已结束，结果为“gone”

  场景: 没有箭头回应的错误
    假如工作流：
      """
      workflow: broken
      version: 1
      title: {en: Broken, zh: 有错}
      calendar: cn
      counting: plain
      zone: Asia/Shanghai
      starts: caller
      roles: {caller: {party: true, title: {zh: 按铃人}}}
      data: {n: {type: integer}, m: {type: integer}}
      tasks: {ring: {role: caller, outcomes: [rung]}}
      deadlines: {patience: {period: 3 days}}
      states:
        waiting:
          tasks: [ring]
          deadlines: [patience]
          on: {ring.rung: heard, patience.expired: {to: later, do: [{set: {n: "data.m / 0"}}]}}
        later: {tasks: [ring], unbounded: "有意", on: {ring.rung: heard}}
        heard: {final: true}
      """
    而且由按铃人提起的案件
    当经过4天
    那么有一个异常事件
