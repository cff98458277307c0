//! Statecharts by the rules of W3C SCXML: data, conditions and what is done.

use super::{Chart, passes};

/// Each ends where the rule holds, or says which states come.
pub const CHARTS: &[Chart] = &[
    passes(
        "4.6: items and their positions",
        r##"<data id="l" expr="[1,3,5,7,9]"/><data id="s" expr="0"/><data id="m" expr="0"/>"##,
        r##"<state id="a">
            <onentry><foreach array="l" item="i" index="n"><assign location="s" expr="s + i"/><assign location="m" expr="m + n"/></foreach></onentry>
            <transition cond="s === 25 &amp;&amp; m === 10 &amp;&amp; i === 9" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "4.6: items that are records",
        r##"<data id="l">[{"k":"a","v":1},{"k":"b","v":2}]</data><data id="s"/>"##,
        r##"<state id="a">
            <onentry><foreach array="l" item="i"><if cond="i.k == 'b'"><assign location="s" expr="i.v"/></if></foreach></onentry>
            <transition cond="s == 2" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "4.6: what is no list",
        r##"<data id="seven" expr="7"/><data id="s" expr="0"/>"##,
        r##"<state id="a">
            <onentry><foreach array="seven" item="i"><assign location="s" expr="s+1"/></foreach><raise event="bar"/></onentry>
            <transition event="error.execution" cond="s==0" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "4.6: a name that is none",
        r##"<data id="l" expr="[1,2]"/><data id="s" expr="0"/>"##,
        r##"<state id="a">
            <onentry><foreach array="l" item="'continue'"><assign location="s" expr="s+1"/></foreach><raise event="bar"/></onentry>
            <transition event="error.execution" target="b"/>
            <transition event="bar" target="fail"/>
            </state>
            <state id="b">
            <transition cond="s==0" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "4.6: the item is declared by the loop",
        r##"<data id="l" expr="[1,2]"/>"##,
        r##"<state id="a">
            <onentry><foreach array="l" item="fresh" index="freshIndex"><log expr="fresh"/></foreach></onentry>
            <transition cond="typeof fresh !== 'undefined'" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "4.3 to 4.5",
        r##"<data id="v" expr="1"/>"##,
        r##"<state id="a">
            <onentry><if cond="false"><raise event="x"/><elseif cond="v == 1"/><raise event="y"/><else/><raise event="z"/></if></onentry>
            <transition event="y" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.9.1: a condition that fails is false",
        "",
        r##"<state id="a">
            <onentry><if cond="return"><raise event="x"/><else/><raise event="y"/></if></onentry>
            <transition event="error.execution" target="b"/>
            <transition event="*" target="fail"/>
            </state>
            <state id="b">
            <transition event="y" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.9.1: on a transition with an event",
        "",
        r##"<state id="a">
            <onentry><raise event="go"/></onentry>
            <transition event="error.execution" target="pass"/>
            <transition event="go" cond="return" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.9.1: on a transition without one",
        "",
        r##"<state id="a">
            <onentry><send event="go"/></onentry>
            <transition event="error.execution" target="pass"/>
            <transition cond="nowhere.x" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.3: data that can't be computed have no value",
        r##"<data id="v" expr="return"/>"##,
        r##"<state id="a">
            <transition event="error.execution" target="b"/>
            <transition event="*" target="fail"/>
            </state>
            <state id="b">
            <transition cond="typeof v === 'undefined'" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "4: what fails stops its own block",
        r##"<data id="v" expr="1"/><data id="w" expr="0"/>"##,
        r##"<state id="a">
            <onentry><raise event="one"/><assign location="nope.x" expr="2"/><assign location="v" expr="v+1"/></onentry>
            <onentry><assign location="w" expr="5"/></onentry>
            <transition event="one" target="b"/>
            </state>
            <state id="b">
            <transition cond="v==1 &amp;&amp; w==5" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10: the system's own names can't be written",
        "",
        r##"<state id="a">
            <onentry><assign location="_sessionid" expr="2"/></onentry>
            <transition event="error.execution" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.10: the session has an id",
        r##"<data id="v" expr="_sessionid"/>"##,
        r##"<state id="a">
            <transition cond="typeof _sessionid !== 'undefined' &amp;&amp; v == _sessionid" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    Chart {
        rule: "5.10: the document's name",
        attributes: r##"name="machineName""##,
        data: "",
        body: r##"<state id="a">
            <transition cond="_name === 'machineName'" target="pass"/>
            <transition target="fail"/>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["pass"],
        steps: &[],
    },
    Chart {
        rule: "5.3.3: late binding",
        attributes: r##"binding="late""##,
        data: "",
        body: r##"<state id="a">
            <transition cond="typeof v === 'undefined'" target="b"/>
            <transition target="fail"/>
            </state>
            <state id="b"><datamodel><data id="v" expr="1"/></datamodel>
            <onentry><assign location="v" expr="v+1"/></onentry>
            <transition cond="v == 2" target="pass"/>
            <transition target="fail"/>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["pass"],
        steps: &[],
    },
    Chart {
        rule: "5.3.3: early binding",
        attributes: r##"binding="early""##,
        data: "",
        body: r##"<state id="a">
            <transition cond="v === 1" target="pass"/>
            <transition target="fail"/>
            </state>
            <state id="b"><datamodel><data id="v" expr="1"/></datamodel>
            </state>
            <final id="pass"/>
            <final id="fail"/>"##,
        begins: &["pass"],
        steps: &[],
    },
    passes(
        "B.2: records, and writing into them",
        r##"<data id="o" expr="{p1: 'v1', p2: {q: 2}}"/>"##,
        r##"<state id="a">
            <transition cond="o.p1 === 'v1' &amp;&amp; o.p2.q == 2" target="b"/>
            </state>
            <state id="b">
            <onentry><assign location="o.p1" expr="'x'"/></onentry>
            <transition cond="o.p1 == 'x' &amp;&amp; o.p2.q === 2" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "B.2: what counts as true",
        r##"<data id="zero" expr="0"/><data id="empty" expr="''"/><data id="undef"/><data id="one" expr="1"/>"##,
        r##"<state id="a">
            <transition cond="zero" target="fail"/>
            <transition cond="empty" target="fail"/>
            <transition cond="undef" target="fail"/>
            <transition cond="!one" target="fail"/>
            <transition cond="one" target="pass"/>
            </state>"##,
    ),
    passes(
        "B.2: lists put together",
        r##"<data id="l" expr="[1,2,3]"/>"##,
        r##"<state id="a">
            <onentry><assign location="l" expr="[].concat(l,[4])"/></onentry>
            <transition cond="l.length == 4 &amp;&amp; l[3] === 4" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "B.2: a text beside a number",
        r##"<data id="v" expr="1"/>"##,
        r##"<state id="a">
            <transition cond="'n' + v === 'n1'" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "B.2: nothing has no order",
        r##"<data id="u"/>"##,
        r##"<state id="a">
            <transition cond="u &lt; 3" target="fail"/>
            <transition target="pass"/>
            </state>"##,
    ),
    passes(
        "B.2: a choice",
        r##"<data id="u"/>"##,
        r##"<state id="a">
            <onentry><assign location="u" expr="u ? 1 : 'no'"/></onentry>
            <transition cond="u === 'no'" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "B.2: a value or another",
        r##"<data id="u"/>"##,
        r##"<state id="a">
            <onentry><assign location="u" expr="u || 7"/></onentry>
            <transition cond="u === 7" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "B.2: nothing has no fields",
        r##"<data id="v" expr="1"/>"##,
        r##"<state id="a">
            <onentry><assign location="v" expr="undefined.x"/><raise event="no"/></onentry>
            <transition event="error.execution" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "5.4: a location that isn't there",
        r##"<data id="v"/>"##,
        r##"<state id="a">
            <onentry><assign location="v.n" expr="5"/><raise event="no"/></onentry>
            <transition event="error.execution" cond="v === undefined" target="pass"/>
            <transition event="*" target="fail"/>
            </state>"##,
    ),
    passes(
        "B.2: what is no JSON is a text",
        r##"<data id="v">[y]</data><data id="w">{"k": [1, null], "l": "\/"}</data>"##,
        r##"<state id="a">
            <transition cond="v === '[y]' &amp;&amp; w.k[1] === null &amp;&amp; w.l === '/'" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
    passes(
        "B.2: texts put together",
        r##"<data id="v" expr="1"/>"##,
        r##"<state id="a">
            <transition cond="'a'.concat('b', v) === 'ab1'" target="pass"/>
            <transition target="fail"/>
            </state>"##,
    ),
];
