//! Nothing that an author or a case's data can hold makes an expression run long, or run out of stack.

use super::*;
use proptest::prelude::*;
use registrar_engine::guard::{MAX_CHARACTERS, MAX_DEPTH, MAX_STEPS, MAX_TEXT};

/// The default stack of a thread in Rust; the program's own threads have no less.
const STACK: usize = 2 << 20;

fn on_a_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap()
}

fn code(text: &str) -> Option<&'static str> {
    parse_as(text, Expected::Anything).err().map(|findings| findings[0].code)
}

fn bracketed(open: &str, close: &str, times: usize) -> String {
    format!("{}1 == 1{}", open.repeat(times), close.repeat(times))
}

#[test]
fn the_deepest_expressions_allowed_need_little_stack() {
    on_a_small_stack(|| {
        for (open, close) in
            [("(", ")"), ("!(", ")"), ("true && (", ")"), ("true ? true : (", ")"), ("[1].all(x, ", ")")]
        {
            let levels =
                (1..=MAX_DEPTH).filter(|times| code(&bracketed(open, close, *times)).is_none()).count();
            // Comprehensions bind one name, so only one of them is right; the others nest to the limit.
            assert!(levels >= if open.starts_with('[') { 1 } else { MAX_DEPTH / 2 - 1 }, "{open}: {levels}");
            let text = bracketed(open, close, levels);
            assert_eq!(value(&text, "{}"), Ok(Value::Bool(true)));
            assert_eq!(code(&bracketed(open, close, MAX_DEPTH + 1)), Some("too-large"));
        }
        let variables: Vec<String> = (0..MAX_DEPTH / 2 - 1).map(|n| format!("[1].all(x{n}, ")).collect();
        let nested = format!("{}true{}", variables.concat(), ")".repeat(variables.len()));
        assert_eq!(value(&nested, "{}"), Ok(Value::Bool(true)));
    });
}

#[test]
fn what_nests_too_deep_is_a_finding_and_no_crash() {
    on_a_small_stack(|| {
        for (open, close) in [
            ("(", ""),
            ("[", "]"),
            ("!", ""),
            ("-", ""),
            ("size(", ")"),
            ("a?1:", "1"),
            ("x.all(y,", ")"),
            ("f(", ""),
        ] {
            let text = format!("{}1{}", open.repeat(1000 / open.len()), close.repeat(1000 / open.len()));
            assert_eq!(code(&text), Some("too-large"), "{open}");
        }
        for (start, more) in [("1", "+1"), ("a", ".b"), ("a", ".f(1)"), ("1", "==1"), ("1", " in 1")] {
            let text = format!("{start}{}", more.repeat(1000 / more.len()));
            assert_eq!(code(&text), Some("too-large"), "{more}");
        }
    });
}

#[test]
fn a_long_row_of_and_is_not_deep() {
    let row = vec!["true"; 200].join(" && ");
    assert_eq!(value(&row, "{}"), Ok(Value::Bool(true)));
    assert_eq!(value(&row.replace("&&", "||"), "{}"), Ok(Value::Bool(true)));
}

#[test]
fn the_length_of_an_expression_is_bounded() {
    let padded = |characters: usize| format!("{:<characters$}", "true");
    assert_eq!(code(&padded(MAX_CHARACTERS)), None);
    assert_eq!(code(&padded(MAX_CHARACTERS + 1)), Some("too-large"));
    assert_eq!(code(&format!("'{}'", "第".repeat(MAX_CHARACTERS - 2))), None);
}

fn questions(count: usize) -> String {
    let questions = vec![r#"{"text": "x", "points": 1}"#; count].join(",");
    format!(r#"{{"questions": [{questions}]}}"#)
}

#[test]
fn an_evaluation_ends_within_its_steps() {
    let few = "data.questions.all(q, q.points == 1)";
    assert_eq!(value(few, &questions(2000)), Ok(Value::Bool(true)));
    let over = format!("the expression takes more than {MAX_STEPS} steps");
    for text in [
        "data.questions.all(a, data.questions.all(b, data.questions.all(c, true)))",
        "data.questions.all(a, data.questions.all(b, data.questions.all(c, true))) || true",
        "data.questions.map(a, 1).all(a, data.questions.map(b, 2).all(c, !(a in data.questions.map(b, 2))))",
    ] {
        assert_eq!(value(text, &questions(100)), Err(over.clone()), "{text}");
    }
}

#[test]
fn few_steps_do_not_make_much_data() {
    let long = format!(r#"{{"note": "{}"}}"#, "x".repeat(MAX_TEXT / 2));
    assert!(value("data.note + data.note", &long).is_ok());
    let too_long = format!("a text would have more than {MAX_TEXT} characters");
    assert_eq!(value("data.note + data.note + 'x'", &long), Err(too_long));
    let items = vec!["1"; 500].join(",");
    let copies = format!("size([{items}].map(x, data.note + data.note)) > 0");
    assert_eq!(value(&copies, &long), Err(format!("the expression takes more than {MAX_STEPS} steps")));
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,60}") {
        let _ = parse_as(&text, Expected::Condition);
    }

    #[test]
    fn any_row_of_words_is_read_without_a_panic(words in proptest::collection::vec(word(), 0..25)) {
        let text = words.join(" ");
        if let Ok(expression) = parse_as(&text, Expected::Anything) {
            prop_assert_eq!(&expression, &expression.clone());
        }
    }
}

fn word() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "data",
        ".",
        "live",
        "count",
        "claim",
        "amount",
        "track",
        "questions",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        "?",
        ":",
        "!",
        "-",
        "+",
        "*",
        "/",
        "%",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "in",
        "&&",
        "||",
        "1",
        "2.5",
        "'a'",
        "null",
        "true",
        "has",
        "size",
        "active",
        "'hearing'",
        "all",
        "map",
        "x",
        "event",
        "by",
        "member",
    ])
}
