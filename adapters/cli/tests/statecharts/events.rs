//! Statecharts by the rules of W3C SCXML: events, raised and sent, and what they carry.

use super::{Chart, Step, passes};

/// Each ends where the rule holds, or says which states come.
pub const CHARTS: &[Chart] = &[
    Chart {
        rule: "6.2: what is sent to itself comes from outside, after the step",
        attributes: "",
        data: "",
        body: r##"<state id="a">
            <transition event="t" target="b"><send event="s"/></transition>
            </state>
            <state id="b">
            <transition event="s" target="c"/>
            </state>
            <state id="c"/>"##,
        begins: &["a"],
        steps: &[Step { after: 0, event: Some("t"), data: None, states: &["c"] }],
    },
    passes(
        "4.2, 6.2: inner events come before outer ones",
        "",
        r##"<state id="a">
            <onentry><send event="ext"/><raise event="int"/></onentry>
            <transition event="int" target="pass"/>
            <transition event="ext" target="fail"/>
            </state>"##,
    ),
    passes(
        "6.2, C.1: the target `#_internal`",
        "",
        r##"<state id="a">
            <onentry><send event="ext"/><send event="int" target="#_internal"/></onentry>
            <transition event="int" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10.1: the name of the event",
        "",
        r##"<state id="a">
            <onentry><raise event="foo.bar"/></onentry>
            <transition event="foo" cond="_event.name === 'foo.bar'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10.1: where the event comes from",
        "",
        r##"<state id="a">
            <onentry><raise event="foo"/></onentry>
            <transition event="foo" cond="_event.type == 'internal'" target="b"/>
            <transition event="*" target="fail"/>
            </state>
            <state id="b">
            <onentry><send event="bar"/></onentry>
            <transition event="bar" cond="_event.type == 'external'" target="c"/>
            <transition event="*" target="fail"/>
            </state>
            <state id="c">
            <onentry><assign location="nope" expr="1"/></onentry>
            <transition event="error.execution" cond="_event.type=='platform'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.7: parameters of what is sent",
        r##"<data id="v" expr="'hi'"/>"##,
        r##"<state id="a">
            <onentry><send event="e"><param name="x" expr="1+1"/><param name="y" location="v"/></send></onentry>
            <transition event="e" cond="_event.data.x == 2 &amp;&amp; _event.data.y === 'hi'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "6.2: names whose values are sent",
        r##"<data id="v" expr="'hi'"/><data id="w" expr="3"/>"##,
        r##"<state id="a">
            <onentry><send event="e" namelist="v w"/></onentry>
            <transition event="e" cond="_event.data.v == 'hi' &amp;&amp; _event.data.w == 3" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.6, B.2: content that is JSON",
        "",
        r##"<state id="a">
            <onentry><send event="e"><content>123</content></send></onentry>
            <transition event="e" cond="_event.data == 123" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.6: content that is computed",
        r##"<data id="v" expr="'hi'"/>"##,
        r##"<state id="a">
            <onentry><send event="e"><content expr="v"/></send></onentry>
            <transition event="e" cond="_event.data == 'hi'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.6, B.2: a record as content",
        "",
        r##"<state id="a">
            <onentry><send event="e"><content>{ "productName" : "bar", "size" : 27 }</content></send></onentry>
            <transition event="e" cond="_event.data.productName == 'bar'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.6, B.2: other content is a text, its blanks made one",
        "",
        r##"<state id="a">
            <onentry><send event="e"><content> this  is   a  string </content></send></onentry>
            <transition event="e" cond="_event.data == 'this is a string'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "6.2: the name is computed",
        r##"<data id="v" expr="'event1'"/>"##,
        r##"<state id="a">
            <onentry><assign location="v" expr="'event2'"/><send eventexpr="v"/></onentry>
            <transition event="event2" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "3.12.1: a computed name that only `*` answers",
        r##"<data id="v" expr="'event'"/>"##,
        r##"<state id="a">
            <onentry><send eventexpr="v + 2"/></onentry>
            <transition event="event1" target="fail"/>
            <transition event="*" target="pass"/>
            </state>"##,
    ),
    Chart {
        rule: "6.2: the delay is computed",
        attributes: "",
        data: r##"<data id="v" expr="'1s'"/>"##,
        body: r##"<state id="a">
            <onentry><send event="late" delay="2s"/><send event="soon" delayexpr="v"/></onentry>
            <transition event="soon" target="pass"/>
            <transition event="late" target="fail"/>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["a"],
        steps: &[Step { after: 1000, event: None, data: None, states: &["pass"] }],
    },
    Chart {
        rule: "6.3: what is delayed is taken back",
        attributes: "",
        data: "",
        body: r##"<state id="a">
            <onentry><send id="foo" event="e1" delay="1s"/><send event="e2" delay="1.5s"/><cancel sendid="foo"/></onentry>
            <transition event="e2" target="pass"/>
            <transition event="*" target="fail"/>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["a"],
        steps: &[Step { after: 2000, event: None, data: None, states: &["pass"] }],
    },
    Chart {
        rule: "6.3: by a computed id",
        attributes: "",
        data: r##"<data id="v" expr="'foo'"/>"##,
        body: r##"<state id="a">
            <onentry><send id="foo" event="e1" delay="1s"/><send event="e2" delay="1.5s"/><cancel sendidexpr="v"/></onentry>
            <transition event="e2" target="pass"/>
            <transition event="*" target="fail"/>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["a"],
        steps: &[Step { after: 2000, event: None, data: None, states: &["pass"] }],
    },
    Chart {
        rule: "6.2: the id is made here",
        attributes: "",
        data: r##"<data id="v"/>"##,
        body: r##"<state id="a">
            <onentry><send idlocation="v" event="e1" delay="1s"/><send event="e2" delay="1.5s"/><cancel sendidexpr="v"/></onentry>
            <transition event="e2" target="pass"/>
            <transition event="*" target="fail"/>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["a"],
        steps: &[Step { after: 2000, event: None, data: None, states: &["pass"] }],
    },
    passes(
        "5.10: there is no event before the first",
        "",
        r##"<state id="a">
            <onentry><if cond="typeof _event !== 'undefined'"><raise event="bound"/></if><raise event="e0"/></onentry>
            <transition event="e0" target="pass"/>
            <transition event="bound" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10: the event stays until the next",
        "",
        r##"<state id="a">
            <onentry><raise event="foo"/></onentry>
            <transition event="foo" target="b"/>
            </state>
            <state id="b">
            <onentry><raise event="bar"/></onentry>
            <transition cond="_event.name == 'foo'" target="c"/>
            </state>
            <state id="c">
            <transition event="bar" cond="_event.name == 'bar'" target="pass"/>
            </state>"##,
    ),
    passes(
        "5.5: what a final state gives",
        "",
        r##"<state id="a">
            <state id="a1">
            <transition target="af"/>
            </state>
            <final id="af"><donedata><content>foo</content></donedata></final>
            <transition event="done.state.a" cond="_event.data == 'foo'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.5, 5.7: parameters of a final state",
        "",
        r##"<state id="a" initial="a1">
            <state id="a1">
            <transition target="af"/>
            </state>
            <final id="af"><donedata><param name="v" expr="1"/></donedata></final>
            <transition event="done.state.a" cond="_event.data['v'] == 1" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.7.2: a parameter that fails is left out",
        "",
        r##"<state id="a" initial="a1">
            <state id="a1">
            <transition target="af"/>
            </state>
            <final id="af"><donedata><param location="foo.bar" name="v"/></donedata></final>
            <transition event="error.execution" target="b"/>
            <transition event="*" target="fail"/>
            </state>
            <state id="b">
            <transition event="done.state.a" cond="_event.data === undefined" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "6.2: a target that is none",
        "",
        r##"<state id="a">
            <onentry><send target="!invalid" event="e"/><raise event="after"/></onentry>
            <transition event="error.execution" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "6.2: a processor that is none",
        "",
        r##"<state id="a">
            <onentry><send type="27" event="e"/></onentry>
            <transition event="error.execution" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "6.2: what can't be computed isn't sent",
        "",
        r##"<state id="a">
            <onentry><send event="e" namelist="nope"/><send event="timeout"/></onentry>
            <transition event="e" target="fail"/>
            <transition event="error.execution" target="pass"/>
            </state>"##,
    ),
    Chart {
        rule: "5.10.1: what the event carries",
        attributes: "",
        data: "",
        body: r##"<state id="a">
            <transition event="t" cond="_event.data.n &gt; 2" target="b"/>
            </state>
            <state id="b"/>"##,
        begins: &["a"],
        steps: &[
            Step { after: 0, event: Some("t"), data: Some(r##"{"n": 1}"##), states: &["a"] },
            Step { after: 0, event: Some("t"), data: Some(r##"{"n": 3}"##), states: &["b"] },
        ],
    },
    passes(
        "6.2: a target that is computed",
        "",
        r##"<state id="a">
            <onentry><send event="e" targetexpr="'#_internal'"/></onentry>
            <transition event="e" cond="_event.type=='internal'" target="pass"/>
            </state>"##,
    ),
    passes(
        "5.10.1: the id of what was sent",
        "",
        r##"<state id="a">
            <onentry><send event="e" id="send1"/></onentry>
            <transition event="e" cond="_event.sendid == 'send1'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "3.12.1: `done` is the beginning of every end",
        "",
        r##"<state id="a">
            <state id="a1">
            <transition target="af"/>
            </state>
            <final id="af"/>
            <transition event="done" target="pass"/>
            </state>"##,
    ),
    passes(
        "3.12.1: `error` is the beginning of every error",
        "",
        r##"<state id="a">
            <onentry><assign location="nope" expr="1"/></onentry>
            <transition event="error" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "C.1: the own session as a computed target",
        r##"<data id="v" expr="'#_scxml_'"/>"##,
        r##"<state id="a">
            <onentry><assign location="v" expr="v + _sessionid"/><send event="e1" targetexpr="v"/></onentry>
            <transition event="e1" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10.1: back to where it came from",
        "",
        r##"<state id="a">
            <onentry><send event="e1"/></onentry>
            <transition event="e1" target="b"><send event="e2" targetexpr="_event.origin" typeexpr="_event.origintype"/></transition>
            </state>
            <state id="b">
            <transition event="e2" cond="_event.origintype == 'http://www.w3.org/TR/scxml/#SCXMLEventProcessor'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "6.2: a computed processor that is none",
        r##"<data id="v" expr="'27'"/>"##,
        r##"<state id="a">
            <onentry><send event="e1" typeexpr="v"/><raise event="no"/></onentry>
            <transition event="error.execution" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "C.1: a session that isn't there",
        "",
        r##"<state id="a">
            <onentry><send target="#_scxml_foo" event="e"/></onentry>
            <transition event="error.communication" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10.1: all fields are there",
        "",
        r##"<state id="a">
            <onentry><raise event="e"/></onentry>
            <transition event="e" cond="'name' in _event &amp;&amp; 'sendid' in _event &amp;&amp; !('x' in _event) &amp;&amp; typeof _event.origin === 'undefined' &amp;&amp; typeof _ioprocessors !== 'undefined'" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "B.2: a field that isn't there",
        "",
        r##"<state id="a">
            <onentry><send event="e"><param name="p" expr="1"/></send></onentry>
            <transition event="e" cond="_event.data.q === undefined" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10.2: events of its own that begin like the system's",
        "",
        r##"<state id="a">
            <onentry><raise event="error.mine"/><raise event="done.something"/></onentry>
            <transition event="error" target="b"/>
            <transition event="*" target="fail"/>
            </state>
            <state id="b">
            <transition event="done" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10.2: an error that is raised",
        "",
        r##"<state id="a">
            <onentry><raise event="error.execution"/></onentry>
            <transition event="error.execution" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10: where the own session is reached",
        "",
        r##"<state id="a">
            <onentry><send event="e" targetexpr="_ioprocessors['scxml'].location"/></onentry>
            <transition event="e" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10.1: the event as a whole",
        r##"<data id="v"/>"##,
        r##"<state id="a">
            <onentry><send event="e"><param name="k" expr="7"/></send></onentry>
            <transition event="e" target="b"><assign location="v" expr="_event"/></transition>
            </state>
            <state id="b">
            <transition cond="v.name == 'e' &amp;&amp; v.data.k === 7 &amp;&amp; v.type === 'external'" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    Chart {
        rule: "6.2: parts of a second",
        attributes: "",
        data: r##"<data id="v" expr="'.5s'"/>"##,
        body: r##"<state id="a">
            <onentry><send event="late" delay="0.6s"/><send event="soon" delayexpr="v"/></onentry>
            <transition event="soon" target="pass"/>
            <transition event="*" target="fail"/>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["a"],
        steps: &[Step { after: 500, event: None, data: None, states: &["pass"] }],
    },
    passes(
        "6.3: what isn't delayed isn't taken back",
        "",
        r##"<state id="a">
            <onentry><send event="e" id="i"/><cancel sendid="i"/></onentry>
            <transition event="e" target="pass"/>
            </state>"##,
    ),
    passes(
        "4, 6.2: a name that can't be computed",
        r##"<data id="u"/><data id="v" expr="1"/>"##,
        r##"<state id="a">
            <onentry><send eventexpr="u.x"/><assign location="v" expr="9"/></onentry>
            <transition event="error.execution" target="b"/>
            <transition event="e1" target="fail"/>
            <transition event="e2" target="fail"/>
            </state>
            <state id="b">
            <onentry><raise event="e2"/></onentry>
            <transition event="error.execution" target="fail"/>
            <transition event="e2" cond="v === 1" target="pass"/>
            </state>"##,
    ),
];
