//! Statecharts by the rules of W3C SCXML: where transitions lead, and what is active then.

use super::{Chart, Step, passes};

/// Each ends where the rule holds, or says which states come.
pub const CHARTS: &[Chart] = &[
    passes(
        "3.4: all regions are done",
        "",
        r##"<parallel id="p">
            <transition event="done.state.p" target="pass"/>
            <state id="p1">
            <state id="x">
            <transition target="xf"/>
            </state>
            <final id="xf"/>
            </state>
            <state id="p2">
            <state id="y">
            <transition target="yf"/>
            </state>
            <final id="yf"/>
            </state>
            </parallel>"##,
    ),
    passes(
        "5.9.2: the predicate",
        "",
        r##"<parallel id="p">
            <state id="s1">
            <transition cond="In('s2')" target="pass"/>
            </state>
            <state id="s2"/>
            </parallel>"##,
    ),
    passes(
        "5.9.2: of a state that isn't there",
        "",
        r##"<state id="s1">
            <transition cond="In('nowhere')" target="fail"/>
            <transition target="pass"/>
            </state>"##,
    ),
    Chart {
        rule: "3.13: inner transitions before outer ones",
        attributes: "",
        data: "",
        body: r##"<parallel id="p">
            <state id="a" initial="a1">
            <state id="a1">
            <transition event="t" target="a2"/>
            </state>
            <state id="a2"/>
            </state>
            <state id="b" initial="b1">
            <state id="b1">
            <transition event="t" target="b2"/>
            </state>
            <state id="b2"/>
            </state>
            <transition event="t" target="c"/>
            </parallel>
            <state id="c"/>"##,
        begins: &["a1", "b1"],
        steps: &[Step { after: 0, event: Some("t"), data: None, states: &["a2", "b2"] }],
    },
    Chart {
        rule: "3.13: who leaves the whole goes first",
        attributes: "",
        data: "",
        body: r##"<parallel id="p">
            <state id="a" initial="a1">
            <state id="a1">
            <transition event="t" target="c"/>
            </state>
            </state>
            <state id="b" initial="b1">
            <state id="b1">
            <transition event="t" target="b2"/>
            </state>
            <state id="b2"/>
            </state>
            </parallel>
            <state id="c"/>"##,
        begins: &["a1", "b1"],
        steps: &[Step { after: 0, event: Some("t"), data: None, states: &["c"] }],
    },
    Chart {
        rule: "3.13: several targets",
        attributes: "",
        data: "",
        body: r##"<state id="s">
            <transition event="t" target="r1b r2b"/>
            </state>
            <parallel id="p">
            <state id="r1" initial="r1a">
            <state id="r1a"/>
            <state id="r1b"/>
            </state>
            <state id="r2" initial="r2a">
            <state id="r2a"/>
            <state id="r2b"/>
            </state>
            </parallel>"##,
        begins: &["s"],
        steps: &[Step { after: 0, event: Some("t"), data: None, states: &["r1b", "r2b"] }],
    },
    Chart {
        rule: "3.3: a beginning deep inside",
        attributes: "",
        data: "",
        body: r##"<state id="o" initial="r1b r2b">
            <parallel id="p">
            <state id="r1" initial="r1a">
            <state id="r1a"/>
            <state id="r1b"/>
            </state>
            <state id="r2" initial="r2a">
            <state id="r2a"/>
            <state id="r2b"/>
            </state>
            </parallel>
            </state>"##,
        begins: &["r1b", "r2b"],
        steps: &[],
    },
    Chart {
        rule: "3.2: a document's beginning deep inside",
        attributes: r##"initial="s112""##,
        data: "",
        body: r##"<state id="s0"/>
            <state id="s1">
            <state id="s11">
            <state id="s111"/>
            <state id="s112"/>
            </state>
            </state>"##,
        begins: &["s112"],
        steps: &[],
    },
    Chart {
        rule: "3.13: from one region into another",
        attributes: "",
        data: "",
        body: r##"<parallel id="p">
            <state id="r1" initial="r1a">
            <state id="r1a">
            <transition event="t" target="r2b"/>
            </state>
            </state>
            <state id="r2" initial="r2a">
            <state id="r2a"/>
            <state id="r2b"/>
            </state>
            </parallel>"##,
        begins: &["r1a", "r2a"],
        steps: &[Step { after: 0, event: Some("t"), data: None, states: &["r1a", "r2b"] }],
    },
    Chart {
        rule: "3.13: to itself, and from outside to inside",
        attributes: "",
        data: r##"<data id="n" expr="0"/>"##,
        body: r##"<state id="a">
            <onentry><assign location="n" expr="n+1"/></onentry>
            <state id="a1">
            <transition event="t" target="a1"/>
            <transition event="u" cond="n == 2" target="pass"/>
            </state>
            <state id="a2"/>
            <transition event="x" target="a2"/>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["a1"],
        steps: &[
            Step { after: 0, event: Some("t"), data: None, states: &["a1"] },
            Step { after: 0, event: Some("x"), data: None, states: &["a2"] },
        ],
    },
    Chart {
        rule: "3.13: external to what lies inside",
        attributes: "",
        data: r##"<data id="n" expr="0"/>"##,
        body: r##"<state id="a">
            <onentry><assign location="n" expr="n+1"/></onentry>
            <state id="a1"/>
            <state id="a2">
            <transition event="u" cond="n == 2" target="pass"/>
            </state>
            <transition event="x" target="a2"/>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["a1"],
        steps: &[
            Step { after: 0, event: Some("x"), data: None, states: &["a2"] },
            Step { after: 0, event: Some("u"), data: None, states: &["pass"] },
        ],
    },
    Chart {
        rule: "3.13: internal only from a compound state",
        attributes: "",
        data: r##"<data id="n" expr="0"/>"##,
        body: r##"<parallel id="p">
            <onentry><assign location="n" expr="n+1"/></onentry>
            <transition event="x" type="internal" target="r1b"/>
            <state id="r1">
            <state id="r1a"/>
            <state id="r1b">
            <transition event="u" cond="n==2" target="pass"/>
            </state>
            </state>
            <state id="r2"/>
            </parallel>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["r1a", "r2"],
        steps: &[
            Step { after: 0, event: Some("x"), data: None, states: &["r1b", "r2"] },
            Step { after: 0, event: Some("u"), data: None, states: &["pass"] },
        ],
    },
    passes(
        "3.10: what is done when nothing is remembered",
        "",
        r##"<state id="s" initial="sh">
            <onentry><raise event="e1"/></onentry>
            <history id="sh">
            <transition target="s1"><raise event="e3"/></transition></history>
            <state id="s1">
            <onentry><raise event="e2"/></onentry>
            <transition event="e1" target="s2"/>
            </state>
            <state id="s2">
            <transition event="e3" target="s3"/>
            <transition event="e2" target="fail"/>
            </state>
            <state id="s3">
            <transition event="e2" target="pass"/>
            </state>
            </state>"##,
    ),
    passes(
        "3.6: what is done on the way in",
        r##"<data id="o" expr="''"/>"##,
        r##"<state id="s">
            <onentry><assign location="o" expr="o + 'a'"/></onentry>
            <initial>
            <transition target="s1"><assign location="o" expr="o + 'b'"/></transition></initial>
            <state id="s1">
            <onentry><assign location="o" expr="o + 'c'"/></onentry>
            <transition cond="o == 'abc'" target="pass"/>
            <transition target="fail"/>
            </state>
            </state>"##,
    ),
    Chart {
        rule: "3.14: a state without an id",
        attributes: "",
        data: "",
        body: r##"<state>
            <transition event="t" target="b"/>
            </state>
            <state id="b"/>"##,
        begins: &["state-1"],
        steps: &[Step { after: 0, event: Some("t"), data: None, states: &["b"] }],
    },
    Chart {
        rule: "3.7: a final state at the top ends it",
        attributes: "",
        data: r##"<data id="v"/>"##,
        body: r##"<state id="a">
            <onexit><raise event="x"/></onexit>
            <transition event="t" target="f"/>
            </state>
            <final id="f">
            <onentry><assign location="v" expr="1"/></onentry></final>"##,
        begins: &["a"],
        steps: &[Step { after: 0, event: Some("t"), data: None, states: &["f"] }],
    },
    passes(
        "3.13: inner states are left first",
        "",
        r##"<state id="s" initial="s1">
            <onexit><if cond="In('s1')"><raise event="bad"/><else/><raise event="good"/></if></onexit>
            <state id="s1">
            <transition target="b"/>
            </state>
            </state>
            <state id="b">
            <transition event="good" target="pass"/>
            <transition event="bad" target="fail"/>
            </state>"##,
    ),
    passes(
        "3.13: outer states are entered first",
        "",
        r##"<state id="s" initial="s1">
            <onentry><if cond="In('s1')"><raise event="bad"/></if></onentry>
            <state id="s1">
            <onentry><if cond="In('s')"><raise event="good"/></if></onentry>
            <transition event="good" target="pass"/>
            <transition event="bad" target="fail"/>
            </state>
            </state>"##,
    ),
    Chart {
        rule: "3.7: nothing comes after the end",
        attributes: "",
        data: "",
        body: r##"<state id="a">
            <onentry><send event="later" delay="1s"/></onentry>
            <transition event="t" target="f"/>
            </state>
            <final id="f"/>"##,
        begins: &["a"],
        steps: &[
            Step { after: 0, event: Some("t"), data: None, states: &["f"] },
            Step { after: 2000, event: None, data: None, states: &["f"] },
        ],
    },
    passes(
        "3.13: the order of leaving",
        r##"<data id="o" expr="''"/>"##,
        r##"<state id="s0">
            <onexit><assign location="o" expr="o + '0'"/></onexit>
            <parallel id="p">
            <onexit><assign location="o" expr="o + 'p'"/></onexit>
            <state id="l">
            <onexit><assign location="o" expr="o + 'l'"/></onexit>
            </state>
            <state id="r">
            <onexit><assign location="o" expr="o + 'r'"/></onexit>
            <transition target="b"/>
            </state>
            </parallel>
            </state>
            <state id="b">
            <transition cond="o === 'rlp0'" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
];
