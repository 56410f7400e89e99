//! Which events are told of, combined, counted and passed over.

use super::{Case, Verdict, same, unknown};
use podarium::api::{Key, Kind, Object, Value};
use podarium::cluster::recorder::Recorder;
use podarium::random::Random;
use podarium::store::{EventNote, EventType, Server, Store};
use podarium::time::{SECOND, Time};

/// Upstream's clock goes on with each look at it, of which there are so many for an event.
const LOOKS: i64 = 3;

/// Judges a case of `event_aggregation`.
pub fn judge(case: &Case) -> Verdict {
    if case.test != "TestEventCorrelator" {
        return unknown(case);
    }
    let (input, expect) = (&case.input, &case.expect);
    let mut now = Time::parse(case.whole.get("now").str()).unwrap_or(Time(1_795_000_000_000));
    let space = input.at("newEvent.involvedObject.namespace").str();
    let space = if space.is_empty() { "default" } else { space };
    let mut store: Store = [Object::new(Kind::Namespace, "", space)].into_iter().collect();
    let (mut recorder, mut random) = (Recorder::default(), Random::new(1));
    let mut tell = |given: &Value| {
        let mut server = Server::new(&mut store, &mut random, now);
        let telling = recorder.record(&mut server, "kubelet", Box::new(note(given)));
        now = now.plus(LOOKS * input.get("intervalSeconds").int() * SECOND);
        telling.map(|telling| telling.change().object)
    };
    for event in input.get("previousEvents").items() {
        tell(event);
    }
    let told = tell(input.get("newEvent"));
    same(told.is_none(), expect.get("expectedSkip").is_true())?;
    let Some(event) = told else { return Ok(()) };
    let wanted = expect.get("expectedEvent");
    for field in ["message", "reason", "type", "count"] {
        same(event.body.get(field), wanted.get(field))?;
    }
    Ok(())
}

/// An event as its component tells it.
fn note(given: &Value) -> EventNote {
    let about = given.get("involvedObject");
    let text = |value: &Value| value.str().into();
    EventNote {
        regarding: Key::new(Kind::Pod, about.get("namespace").str(), about.get("name").str()),
        uid: text(about.get("uid")),
        field_path: text(about.get("fieldPath")),
        kind: match given.get("type").str() {
            "Normal" => EventType::Normal,
            _ => EventType::Warning,
        },
        // Reasons are constants everywhere else.
        reason: Box::leak(given.get("reason").str().into()),
        message: text(given.get("message")),
        source: text(given.at("source.component")),
        host: text(given.at("source.host")),
        related: None,
    }
}
