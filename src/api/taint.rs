//! Taints of nodes: reading them from words, comparing them, putting them on and taking them off.

use super::names::{label_value, qualified_name};
use super::toleration::{NO_EXECUTE, NO_SCHEDULE, PREFER_NO_SCHEDULE};
use super::value::Value;

/// Whether two taints are the same one, whatever their values (`MatchTaint`).
pub fn is_same(left: &Value, right: &Value) -> bool {
    left.get("key") == right.get("key") && left.get("effect") == right.get("effect")
}

/// Puts a taint on, in the place of one that is the same (`AddOrUpdateTaint`).
pub fn put(taints: &mut Vec<Value>, taint: Value) {
    match taints.iter_mut().find(|other| is_same(other, &taint)) {
        Some(other) => *other = taint,
        None => taints.push(taint),
    }
}

/// Takes a taint off, or all of its key if it names no effect; whether there was one.
pub fn remove(taints: &mut Vec<Value>, taint: &Value) -> bool {
    let any_effect = taint.get("effect").str().is_empty();
    let before = taints.len();
    taints.retain(|other| match any_effect {
        true => other.get("key") != taint.get("key"),
        false => !is_same(other, taint),
    });
    taints.len() < before
}

/// Those of `wanted` that are not there yet, and those there that are not wanted
/// (`TaintSetDiff`).
pub fn difference(wanted: &[Value], there: &[Value]) -> (Vec<Value>, Vec<Value>) {
    let without = |these: &[Value], those: &[Value]| {
        let missing = these.iter().filter(|taint| !those.iter().any(|other| is_same(taint, other)));
        missing.cloned().collect()
    };
    (without(wanted, there), without(there, wanted))
}

/// The keys of those of `new` that are there already, with commas between them; empty if none is.
pub fn already_there(there: &[Value], new: &[Value]) -> String {
    let known = new.iter().filter(|taint| there.iter().any(|other| is_same(taint, other)));
    known.map(|taint| taint.get("key").str()).collect::<Vec<_>>().join(",")
}

/// Reads what a line puts on (`key=value:Effect`, `key:Effect`) and what it takes off
/// (`key:Effect-`, `key-`).
///
/// # Errors
/// What is wrong with the first word that is no taint, or is one for the second time.
pub fn read_changes(words: &[String]) -> Result<(Vec<Value>, Vec<Value>), String> {
    let (mut adds, mut removes) = (Vec::new(), Vec::new());
    for word in words {
        if let Some(word) = word.strip_suffix('-') {
            let mut taint = read(word)?;
            drop(taint.remove("value"));
            removes.push(taint);
            continue;
        }
        let taint = read(word)?;
        if taint.get("effect").is_null() {
            return Err(format!("invalid taint spec: {word}"));
        }
        if adds.iter().any(|other| is_same(other, &taint)) {
            let [key, value, effect] =
                ["key", "value", "effect"].map(|field| taint.get(field).str());
            return Err(format!(
                "duplicated taints with the same key and effect: {{{key} {value} {effect} <nil>}}"
            ));
        }
        adds.push(taint);
    }
    Ok((adds, removes))
}

/// Reads `key=value:Effect`, `key:Effect` or `key`.
///
/// # Errors
/// What is wrong with it.
pub fn read(word: &str) -> Result<Value, String> {
    let (pair, effect) = match word.split_once(':') {
        Some((pair, effect)) => (pair, Some(effect)),
        None => (word, None),
    };
    // Without an effect, all of the word is the key.
    let (key, value) = match pair.split_once('=').filter(|_| effect.is_some()) {
        Some((key, value)) => (key, value),
        None => (pair, ""),
    };
    if effect.is_some_and(|effect| effect.contains(':')) || value.contains('=') {
        return Err(format!("invalid taint spec: {word}"));
    }
    let mut taint = Value::default();
    if let Some(effect) = effect {
        check_effect(effect)?;
        taint.set("effect", effect);
    }
    taint.set("key", key);
    if !value.is_empty() {
        taint.set("value", value);
    }
    check(&taint, word)?;
    Ok(taint)
}

/// Whether a taint that was written as `word` is one; its effect may be missing
/// (`CheckTaintValidation`).
///
/// # Errors
/// What is wrong with its effect, its value or its key.
pub fn check(taint: &Value, word: &str) -> Result<(), String> {
    let effect = taint.get("effect").str();
    if !effect.is_empty() {
        check_effect(effect)?;
    }
    for faults in [label_value(taint.get("value").str()), qualified_name(taint.get("key").str())] {
        if !faults.is_empty() {
            return Err(format!("invalid taint spec: {word}, {}", faults.join("; ")));
        }
    }
    Ok(())
}

fn check_effect(effect: &str) -> Result<(), String> {
    match effect {
        NO_SCHEDULE | PREFER_NO_SCHEDULE | NO_EXECUTE => Ok(()),
        _ => Err(format!("invalid taint effect: {effect}, unsupported taint effect")),
    }
}
