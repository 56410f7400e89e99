//! What the API server refuses.

use super::decoding;
use super::json::to_value;
use super::objects;
use super::validated_parts;
use super::{Case, Verdict, same, unknown};
use podarium::api::{FieldError, Kind, Object, StatusError, Value, defaults, validation};
use podarium::time::Time;
use podarium::value;

/// The uid that the cases give to new objects.
const UID: &str = "00000000-0000-0000-0000-000000000001";

/// Judges a case of `api_create_errors`: how its object is read, and what is wrong with it then.
pub fn creation(case: &Case) -> Verdict {
    decoding::judge(case)?;
    let expected = case.expect.get("error").str();
    if !case.expect.get("decodeError").is_null() && case.expect.get("error").is_null() {
        return Ok(());
    }
    let mut object = match case.input.get("note").as_str() {
        Some(_) => large_config_map(),
        None => objects::read(case.input.get("object"))?,
    };
    if object.kind.row().namespaced && object.meta.namespace.is_empty() {
        object.meta.namespace = "default".into();
    }
    if object.meta.name.is_empty() && !object.meta.generate_name.is_empty() {
        object.meta.name = format!("{}abcde", object.meta.generate_name).into();
    }
    object.meta.uid = UID.into();
    object.meta.generation = i64::from(object.kind.row().has_generation);
    object.meta.creation_timestamp = Some(Time(0));
    defaults::apply(&mut object);
    label_namespace(&mut object);
    defaults::prepare_creation(&mut object);
    let warnings = validation::warnings(&object);
    let faults = validation::validate_creation(&object);
    same(refusal(&object, faults), expected)?;
    let expected: Vec<&str> =
        case.expect.get("warnings").items().iter().map(|item| item.str()).collect();
    same(warnings, expected)
}

/// The one case that only says what its object is.
fn large_config_map() -> Object {
    let mut object = Object::new(Kind::ConfigMap, "default", "cm");
    object.body.set("data.a", "x".repeat(1_048_577));
    object
}

/// Admission does this in the server.
fn label_namespace(object: &mut Object) {
    if object.kind == Kind::Namespace {
        let name = object.meta.name.clone();
        object.meta.labels.insert("kubernetes.io/metadata.name", name);
    }
}

fn refusal(object: &Object, faults: Vec<FieldError>) -> String {
    if faults.is_empty() {
        return String::new();
    }
    let name = if object.meta.name.is_empty() { "" } else { &object.meta.name };
    StatusError::invalid(object.kind, name, faults).message
}

/// Judges a case of `api_update_errors`: the text of the refusal, or how the generation counts.
pub fn update(case: &Case) -> Verdict {
    let mut before = objects::read(case.input.get("old"))?;
    complete(&mut before);
    defaults::apply(&mut before);
    defaults::prepare_creation(&mut before);
    let mut object = objects::read(case.input.get("object"))?;
    complete(&mut object);
    object.resource_version = before.resource_version;
    let status = before.status().clone();
    if !status.is_null() {
        object.body.set("status", status);
    }
    defaults::apply(&mut object);
    // The driver of the cases gave a Job its selector and a Service its list of addresses.
    if matches!(object.kind, Kind::Job | Kind::Service) {
        defaults::prepare_creation(&mut object);
    }
    defaults::begin_update(&mut object, &before);
    defaults::prepare_update(&mut object, &before);
    let faults = validation::validate_update(&object, &before);
    let expected = case.expect.get("error").str().replace(JOB_UID, UID);
    same(refusal(&object, faults), expected)
}

/// The uid that the driver of the cases gave to updated Jobs.
const JOB_UID: &str = "d76a899f-9d25-452e-9fe7-6f7e4f560249";

fn complete(object: &mut Object) {
    if object.kind.row().namespaced {
        object.meta.namespace = "default".into();
    }
    object.meta.uid = UID.into();
    object.meta.creation_timestamp = Some(Time(0));
    object.meta.generation = i64::from(object.kind.row().has_generation);
}

/// Judges a case of `field_error_text`: the error is given as its text, so it is taken apart and
/// made anew.
pub fn error_text(case: &Case) -> Verdict {
    let text = case.input.at("input.error").str();
    let (path, body) = text.split_once(": ").ok_or("no path")?;
    let (kind, rest) = body.split_once(": ").unwrap_or((body, ""));
    same(field_error(path, kind, rest)?.to_string().as_str(), case.expect.get("expect").str())
}

fn field_error(path: &str, kind: &str, rest: &str) -> Result<FieldError, String> {
    let limit = || rest.split(' ').filter_map(|word| word.parse::<usize>().ok()).next_back();
    let (shown, detail) = match rest.rsplit_once(": ") {
        Some((shown, detail)) => (Some(shown), detail),
        None if rest.starts_with('"') => (Some(rest), ""),
        None => (None, rest),
    };
    let json = shown.and_then(|shown| serde_json::from_str(shown).ok());
    let value = json.map(|json| to_value(&json));
    Ok(match (kind, &value, limit()) {
        ("Required value", ..) => FieldError::required(path, detail),
        ("Forbidden", ..) => FieldError::forbidden(path, detail),
        ("Too long", _, Some(limit)) => FieldError::too_long(path, limit),
        ("Too many", Some(Value::Int(count)), Some(limit)) => {
            FieldError::too_many(path, usize::try_from(*count).expect("a count"), limit)
        }
        ("Duplicate value", Some(value), _) if detail.is_empty() => {
            FieldError::duplicate(path, value)
        }
        // A structure keeps the order of its fields, which a map does not have.
        ("Invalid value", Some(value), _) if value.as_map().is_none() => {
            FieldError::invalid(path, value, detail)
        }
        _ => FieldError {
            kind: KINDS.iter().find(|known| **known == kind).ok_or("an unknown kind of error")?,
            ..FieldError::invalid_shown(path, shown.unwrap_or_default(), detail)
        },
    })
}

/// Every kind of field error.
const KINDS: [&str; 9] = [
    "Required value",
    "Forbidden",
    "Too long",
    "Too many",
    "Internal error",
    "Invalid value",
    "Not found",
    "Unsupported value",
    "Duplicate value",
];

/// Judges a case of `object_meta_validation`.
pub fn metadata(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    match case.test.as_str() {
        "TestMaskTrailingDash" => same(
            podarium::api::names::mask_trailing_dash(input.get("beforeMasking").str()),
            expect.get("expectedAfterMasking").str(),
        ),
        "TestValidateObjectMetaOwnerReferences" => {
            let faults = created(input);
            contains(&faults, expect.get("expectedErrorMessage").str())
        }
        "TestValidateFinalizersPreventConflictingFinalizers" => {
            contains(&created(input.get("objectMeta")), expect.get("expectedErr").str())
        }
        "TestValidateAnnotations" => contains(&created(input), expect.get("expect").str()),
        "TestValidateFinalizersUpdate" => {
            let old = input.get("old");
            let faults = updated(input.get("new"), old);
            contains(&faults, expect.get("expectedErr").str())
        }
        "TestValidateObjectMetaUpdatePreventsDeletionFieldMutation"
        | "TestObjectMetaGenerationUpdate" => {
            let faults = updated(input.get("new"), input.get("old"));
            let expected: Vec<String> = expect
                .get("expectedErrs")
                .items()
                .iter()
                .map(|item| item.str().replace("field.", "metadata."))
                .collect();
            same(faults, expected)
        }
        _ => unknown(case),
    }
}

fn object_of(meta: &Value) -> Object {
    let mut value = Value::Null;
    value.set("metadata", meta);
    let mut object = objects::read_as(Kind::ConfigMap, &value);
    if object.meta.name.is_empty() {
        object.meta.name = "test".into();
    }
    object.meta.namespace = "default".into();
    object
}

fn created(meta: &Value) -> Vec<String> {
    texts(validation::validate_creation(&object_of(meta)))
}

fn updated(new: &Value, old: &Value) -> Vec<String> {
    texts(validation::validate_update(&object_of(new), &object_of(old)))
}

fn texts(faults: Vec<FieldError>) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

fn contains(faults: &[String], expected: &str) -> Verdict {
    let text = faults.join(", ");
    let agrees = if expected.is_empty() { text.is_empty() } else { text.contains(expected) };
    if agrees { Ok(()) } else { same(text, expected) }
}

/// Files that lie in the way of another: each becomes the only one of a ConfigMap.
fn overlap(case: &Case) -> Verdict {
    let file = |file: &Value| {
        let items = value!([{ "key": "key", "path": (file.get("path")) }]);
        value!({ "configMap": { "name": (file.get("source")), "items": items } })
    };
    let checked = case.input.get("checkPaths").items().iter();
    let sources: Vec<Value> = checked.chain([case.input.get("path")]).map(file).collect();
    let volume = value!({ "name": "all", "projected": { "sources": sources } });
    let mut came = Vec::new();
    let spec = value!({ "volumes": [volume] });
    validation::pod_warnings(&mut came, None, &[], &spec);
    let found = case.expect.get("found").is_true();
    same(came.len(), if found { case.expect.get("expected").items().len() } else { 0 })
}

/// Judges a case of `pod_api_warnings`.
pub fn warnings(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let template = validated_parts::normal(input.get("template"));
    if case.test == "TestCheckForOverLap" {
        return overlap(case);
    }
    let annotations = template.get("annotations").entries();
    let mut came = Vec::new();
    let place = match case.test.as_str() {
        "TestWarnings" => None,
        "TestTemplateOnlyWarnings" => Some(validation::Path::root("template")),
        _ => return unknown(case),
    };
    validation::pod_warnings(&mut came, place, annotations, template.get("spec"));
    let mut expected: Vec<&str> =
        expect.get("expected").items().iter().map(|item| item.str()).collect();
    came.sort();
    expected.sort();
    same(came, expected)
}
