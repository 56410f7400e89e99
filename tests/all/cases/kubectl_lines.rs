//! Lines of kubectl whose answer a learner sees.

use super::{Case, Verdict, same, unknown};
use podarium::cluster::ClusterOptions;
use podarium::session::Session;

/// Judges a case of `kubectl_wait`: which conditions can be waited for.
pub fn wait(case: &Case) -> Verdict {
    if case.test != "TestConditionFuncFor" {
        return unknown(case);
    }
    let conditions = case.input.get("condition").items().iter();
    let flags: Vec<String> =
        conditions.map(|condition| format!("--for={}", quoted(condition.str()))).collect();
    let line = format!("kubectl wait namespace/default --timeout=0s {}", flags.join(" "));
    let said = answer(&line);
    let expected = case.expect.get("expectedErr").str();
    let is_read = said.contains("timed out waiting") || said.contains("condition met");
    match expected {
        "" => same(is_read, true),
        _ => same(said.trim_end(), format!("error: {expected}").as_str()),
    }
}

/// Judges a case of `kubectl_util`: what is read from `key=value`.
pub fn literal(case: &Case) -> Verdict {
    if case.test != "TestParseLiteralSource" {
        return unknown(case);
    }
    let text = |key: &str| case.input.get(key).str();
    let line = format!(
        "kubectl create configmap c --dry-run=client -o jsonpath='{{.data}}' --from-literal={}",
        quoted(text("input"))
    );
    let said = answer(&line);
    if case.expect.get("err").is_true() {
        return same(said.starts_with("error: "), true);
    }
    same(said, format!("{{\"{}\":\"{}\"}}", text("key"), text("value")))
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

fn answer(line: &str) -> String {
    Session::new(&ClusterOptions::default()).run(line).output
}
