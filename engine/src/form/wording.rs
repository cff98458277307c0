//! What to write, in the words of who fills in the form: English and Chinese.

use super::{MAX_ITEMS, inner};
use crate::chart::{FormField, Type};
use crate::finding::nearest;
use crate::refusal::FormProblem;

/// One sentence in both languages.
pub(super) struct Said {
    pub english: &'static str,
    chinese: &'static str,
}

pub(super) const FORM_TOO_LARGE: Said = Said {
    english: "the form is too large; send it in parts",
    chinese: "表单内容过多，请分次提交",
};
const UNKNOWN: Said = Said { english: "the form has no such field", chinese: "表单中没有此项" };
const FUTURE: Said = Said {
    english: "this lies in the future; give the day on which it happened",
    chinese: "该时间尚未到来，请填写实际发生的时间",
};

/// A problem.
pub(super) fn problem(key: &str, code: &str, message: &str) -> FormProblem {
    FormProblem { key: key.to_owned(), code: code.to_owned(), message: message.to_owned() }
}

/// A key that belongs to no field.
pub(super) fn unknown(key: &str, fields: &[&FormField]) -> FormProblem {
    let known = fields.iter().map(|field| field.key.as_str());
    unknown_with(&shortened(key), &shortened(key), known)
}

/// A key inside the record `of` that belongs to no field.
pub(super) fn unknown_among<'n>(of: &str, name: &str, known: impl Iterator<Item = &'n str>) -> FormProblem {
    let name = shortened(name);
    unknown_with(&format!("{of}.{name}"), &name, known)
}

fn unknown_with<'n>(key: &str, name: &str, known: impl Iterator<Item = &'n str>) -> FormProblem {
    let message = match nearest(name, known) {
        Some(near) => format!("there is no field `{name}`; did you mean `{near}`?"),
        None => format!("there is no field `{name}`"),
    };
    problem(key, "unknown", &message)
}

/// Keys come from outside: no more of one than a line is said back.
fn shortened(key: &str) -> String {
    const SHOWN: usize = 80;
    match key.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &key[..end]),
        None => key.to_owned(),
    }
}

/// The sentence for a code beside a field of this type.
pub(super) fn english(code: &str, kind: &Type) -> String {
    match code {
        "required" => format!("this is needed: {}", write_english(kind)),
        "unknown" => UNKNOWN.english.into(),
        "future" => FUTURE.english.into(),
        "length" => match kind {
            Type::Text { max_length } => format!("write at most {max_length} characters"),
            Type::Opaque { .. } | Type::Any => "what was sent is too large".into(),
            _ => format!("give at most {MAX_ITEMS} items"),
        },
        "format" if matches!(kind, Type::Text { .. }) => "the text has characters that can't be shown".into(),
        _ => write_english(kind),
    }
}

fn write_english(kind: &Type) -> String {
    match kind {
        Type::Boolean => "choose yes or no".into(),
        Type::Integer { min: Some(min), max: Some(max) } => {
            format!("write a whole number from {min} to {max}")
        }
        Type::Integer { min: Some(min), max: None } => format!("write a whole number, {min} or more"),
        Type::Integer { min: None, max: Some(max) } => format!("write a whole number, {max} or less"),
        Type::Integer { .. } => "write a whole number".into(),
        Type::Text { .. } => "write a text".into(),
        Type::Enum(values) => format!("choose one of: {}", values.join(", ")),
        Type::Money { currency, digits: 0 } => format!("write a sum in {currency} such as 50000"),
        Type::Money { currency, digits } => {
            format!("write a sum in {currency} such as {}, with at most {digits} decimals", example(*digits))
        }
        Type::Date => "write year, month and day: 2024-03-04".into(),
        Type::Instant => "write date, time and offset: 2024-03-04T09:00:00+08:00".into(),
        Type::Period { max: Some(max) } => format!("write a period of at most {max}, in the same unit"),
        Type::Period { max: None } => "write a number and a unit, such as 15 days".into(),
        Type::Person { .. } => "choose a person who takes part in the case".into(),
        Type::List(_) => "give a list of items with named fields".into(),
        Type::Record(_) => "fill in its fields".into(),
        Type::Opaque { .. } | Type::Any => "what was sent doesn't have the agreed shape".into(),
    }
}

fn chinese(code: &str, kind: &Type) -> String {
    match code {
        "required" => format!("此项必填：{}", write_chinese(kind)),
        "unknown" => UNKNOWN.chinese.into(),
        "future" => FUTURE.chinese.into(),
        "length" => match kind {
            Type::Text { max_length } => format!("最多填写{max_length}个字"),
            Type::Opaque { .. } | Type::Any => "提交的内容过多".into(),
            _ => format!("最多{MAX_ITEMS}项"),
        },
        "format" if matches!(kind, Type::Text { .. }) => "文字中含有无法显示的字符".into(),
        _ => write_chinese(kind),
    }
}

fn write_chinese(kind: &Type) -> String {
    match kind {
        Type::Boolean => "请选择“是”或“否”".into(),
        Type::Integer { min: Some(min), max: Some(max) } => format!("请填写{min}至{max}之间的整数"),
        Type::Integer { min: Some(min), max: None } => format!("请填写不小于{min}的整数"),
        Type::Integer { min: None, max: Some(max) } => format!("请填写不大于{max}的整数"),
        Type::Integer { .. } => "请填写整数".into(),
        Type::Text { .. } => "请填写文字".into(),
        Type::Enum(values) => format!("请选择其中一项：{}", values.join("、")),
        Type::Money { currency, digits: 0 } => format!("请填写金额（{currency}），例如50000"),
        Type::Money { currency, digits } => {
            format!("请填写金额（{currency}），例如{}，最多{digits}位小数", example(*digits))
        }
        Type::Date => "请填写年月日，例如2024-03-04".into(),
        Type::Instant => "请填写日期、时间和时差，例如2024-03-04T09:00:00+08:00".into(),
        Type::Period { max: Some(max) } => format!("请填写不超过{max}的期间，并使用相同的单位"),
        Type::Period { max: None } => "请填写数字和单位，例如15天".into(),
        Type::Person { .. } => "请选择参与本案的人员".into(),
        Type::List(_) => "请填写列表".into(),
        Type::Record(_) => "请填写其中各项".into(),
        Type::Opaque { .. } | Type::Any => "提交的内容与约定的格式不符".into(),
    }
}

fn example(digits: u8) -> String {
    format!("50000.{}", "0".repeat(usize::from(digits)))
}

/// What to say beside a field: in Chinese for `zh`, otherwise in English. `fields` are those of the form.
pub fn problem_text(problem: &FormProblem, fields: &[FormField], language: &str) -> String {
    // People read the titles of an enum's values beside the field, and never their names.
    if let (Some(Type::Enum(_)), "required" | "choice") =
        (kind_at(fields, &problem.key), problem.code.as_str())
    {
        let (english, chinese) = match problem.code.as_str() {
            "required" => ("this is needed: choose one of those offered", "此项必填：请从所列选项中选择一项"),
            _ => ("choose one of those offered", "请从所列选项中选择一项"),
        };
        return if language.starts_with("zh") { chinese } else { english }.to_owned();
    }
    if !language.starts_with("zh") {
        return problem.message.clone();
    }
    match kind_at(fields, &problem.key) {
        Some(kind) => chinese(&problem.code, kind),
        None => match problem.code.as_str() {
            "unknown" => UNKNOWN.chinese.into(),
            "length" => FORM_TOO_LARGE.chinese.into(),
            "future" => FUTURE.chinese.into(),
            _ => problem.message.clone(),
        },
    }
}

/// The type of the field under a problem's key: `people[2].name` leads to the item's field.
fn kind_at<'f>(fields: &'f [FormField], key: &str) -> Option<&'f Type> {
    fields.iter().find_map(|field| below(&field.field.kind, key.strip_prefix(field.key.as_str())?))
}

fn below<'f>(kind: &'f Type, rest: &str) -> Option<&'f Type> {
    if rest.is_empty() {
        return Some(kind);
    }
    let rest = match rest.strip_prefix('[') {
        Some(number) => number.split_once(']')?.1,
        None => rest,
    };
    if rest.is_empty() {
        return Some(kind);
    }
    let rest = rest.strip_prefix('.')?;
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    let field = inner(kind)?.iter().find(|field| field.name == rest[..end])?;
    below(&field.kind, &rest[end..])
}
