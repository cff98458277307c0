//! Periods, reminders, durations and sizes, from their texts.

use super::context::Context;
use super::values;
use crate::deadline::{Offset, Period};
use crate::definition::Spanned;
use crate::finding::Finding;

/// A period of legal time: `15 days`.
pub(super) fn period(cx: &mut Context, text: &Spanned<String>) -> Option<Period> {
    if text.value.is_empty() {
        cx.incomplete = true;
        return None;
    }
    match text.value.parse::<Period>() {
        Ok(period) => Some(period),
        Err(error) => {
            cx.say(Finding::error("bad-period", text.span, error.to_string()).help(error.help()));
            None
        }
    }
}

/// A moment relative to the end of a deadline: `5 days before`.
pub(super) fn offset(cx: &mut Context, text: &Spanned<String>) -> Option<Offset> {
    match text.value.parse::<Offset>() {
        Ok(offset) => Some(offset),
        Err(error) => {
            cx.say(Finding::error("bad-period", text.span, error.to_string()).help(error.help()));
            None
        }
    }
}

/// A plain duration: `30 minutes`.
pub(super) fn duration(cx: &mut Context, text: &Spanned<String>) -> Option<jiff::SignedDuration> {
    let duration = values::duration(&text.value);
    if duration.is_none() {
        let finding =
            Finding::error("bad-period", text.span, format!("`{}` is no plain duration", text.value));
        let help = "write `30 minutes`, `24 hours` or `3 days` of 24 hours; legal time needs a deadline";
        cx.say(finding.help(help));
    }
    duration
}

/// The greatest size of a document.
pub(super) fn max_bytes(cx: &mut Context, text: Option<&Spanned<String>>) -> u64 {
    let Some(text) = text else { return values::DEFAULT_BYTES };
    match values::size(&text.value) {
        Some(bytes) if bytes <= values::MAX_BYTES => bytes,
        Some(_) => {
            let message = format!("`{}` is more than 200 MB, the most that is taken", text.value);
            cx.error("out-of-range", text.span, message);
            values::MAX_BYTES
        }
        None => {
            let finding = Finding::error("bad-size", text.span, format!("`{}` is no size", text.value));
            cx.say(finding.help("write a number and `kB` or `MB`: `20 MB`"));
            values::DEFAULT_BYTES
        }
    }
}
