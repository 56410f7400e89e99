//! Objects in cases.

use podarium::api::{Kind, Object, Value};
use podarium::random::Random;
use podarium::store::{Server, Store};
use podarium::time::Time;

/// The instant at which cases create objects.
pub const CREATION: &str = "2026-01-01T00:00:00Z";

/// Reads a whole object with its `apiVersion` and `kind`.
pub fn read(value: &Value) -> Result<Object, String> {
    let (version, name) = (value.get("apiVersion").str(), value.get("kind").str());
    let kind = Kind::of(version, name).ok_or_else(|| format!("no kind {version} {name}"))?;
    Ok(Object::from_value(kind, value.clone()))
}

/// Reads an object whose kind the case leaves out.
pub fn read_as(kind: Kind, value: &Value) -> Object {
    Object::from_value(kind, value.clone())
}

/// Lets an API server that holds only the namespace `default` answer.
pub fn with_server<Answer>(ask: impl FnOnce(&mut Server) -> Answer) -> Answer {
    let mut store = Store::default();
    let mut random = Random::new(1);
    let now = Time::parse(CREATION).unwrap_or_default();
    let mut server = Server::new(&mut store, &mut random, now);
    let _ = server.create(Object::new(Kind::Namespace, "", "default"));
    ask(&mut server)
}
