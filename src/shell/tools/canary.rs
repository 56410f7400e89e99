//! `canary`: how a canary grows to a share of the requests.

use super::Tool;
use crate::api::int_or_percent;
use crate::controllers::deployment::canary::{Split, behind_router, step, target};
use crate::controllers::deployment::rolling::{Fenceposts, Size};
use crate::shell::said::Said;

/// The most pods that are counted.
const LIMIT: i64 = 10_000;
/// The most sizes that are printed.
const ROWS: usize = 200;
const USAGE: &str =
    "usage: canary WEIGHT PODS [SURGE UNAVAILABLE]    for example: canary 20 10 1 0";

/// The row.
pub static TOOL: Tool = Tool {
    name: "canary",
    usage: "WEIGHT PODS [SURGE UNAVAILABLE]",
    summary: "how many pods make a canary of WEIGHT percent, and the steps there",
    start: |words, _| {
        let text = read(words).map(|(weight, pods, posts)| table(weight, pods, posts));
        text.map_or_else(|| Said::error(USAGE, 1), Said::text)
    },
};

fn read(words: &[String]) -> Option<(i64, i64, Fenceposts)> {
    let number = |word: &String| word.trim_end_matches('%').parse::<i64>().ok();
    let (weight, pods) = (number(words.first()?)?, number(words.get(1)?)?);
    let bounds = match &words[2..] {
        [] => [25, 25].map(|share| format!("{share}%")),
        [surge, unavailable] => [surge.clone(), unavailable.clone()],
        _ => return None,
    };
    let [surge, unavailable] = bounds.map(|text| int_or_percent::parse(&text));
    let counts = |value| int_or_percent::scaled(value, pods, true).is_some_and(|count| count >= 0);
    let is_sound = (0..=100).contains(&weight) && (0..=LIMIT).contains(&pods);
    (is_sound && counts(&surge) && counts(&unavailable))
        .then(|| (weight, pods, Fenceposts::resolve(&surge, &unavailable, pods)))
}

fn table(weight: i64, pods: i64, posts: Fenceposts) -> String {
    let goal = target(pods, weight, posts.surge > 0);
    let mut split = Split { canary: 0, stable: pods };
    let mut text = String::from("CANARY   STABLE   REQUESTS\n");
    for _ in 0..ROWS {
        let Split { canary, stable } = split;
        let share = 100 * canary / (canary + stable).max(1);
        text.push_str(&format!("{canary:<8} {stable:<8} {share}%\n"));
        let size = |replicas: i64| Size { replicas, available: replicas };
        let next = step(size(canary), size(stable), goal, pods, posts);
        if next == split {
            break;
        }
        split = next;
    }
    let routed = behind_router(pods, weight, 100);
    text.push_str(&format!("A router that splits by weight needs {routed} beside all {pods}.\n"));
    text
}
