//! Objects that upstream tables call valid or not.

use super::objects;
use super::validated_parts;
use super::{Case, Verdict, same, unknown};
use podarium::api::{Kind, Object, Value, validation};

/// The fields in which the tables have a new object.
const OBJECTS: [&str; 12] = [
    "endpoints",
    "set",
    "job",
    "history",
    "cfg",
    "r",
    "volume",
    "spec",
    "rq",
    "secret",
    "horizontalPodAutoscaler",
    "ingressClass",
];
/// The pairs of fields in which they have a changed object and what it was.
const PAIRS: [(&str, &str); 10] = [
    ("newIngressClass", "oldIngressClass"),
    ("update", "old"),
    ("new", "old"),
    ("newCfg", "oldCfg"),
    ("newSecret", "oldSecret"),
    ("newClaim", "oldClaim"),
    ("newHistory", "oldHistory"),
    ("node", "oldNode"),
    ("namespace", "oldNamespace"),
    ("newValue", "oldValue"),
];

/// Judges a case of the tables `validation_…` that gives whole objects.
pub fn judge(case: &Case) -> Verdict {
    let input = &case.input;
    if let Some(verdict) = validated_parts::judge(case) {
        return verdict;
    }
    if case.test.contains("Status") {
        return validated_status(case);
    }
    let object = |value: &Value| objects::read(value).ok();
    let faults = if let Some(mut object) = object(input) {
        if case.test == "TestValidatePodSpec" {
            object.meta.name = "abc".into();
        }
        created(&object)
    } else if let Some((new, old)) =
        PAIRS.iter().find_map(|(new, old)| Some((object(input.get(new))?, object(input.get(old))?)))
    {
        changed(&new, &old)
    } else if let Some(object) = OBJECTS.iter().find_map(|key| object(input.get(key))) {
        created(&object)
    } else {
        return unknown(case);
    };
    let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let expected = is_valid(&case.expect);
    if texts.is_empty() == expected {
        return contains(&texts, &case.expect);
    }
    Err(format!("{texts:?}\n     not {:?}", case.expect))
}

fn created(object: &Object) -> Vec<podarium::api::FieldError> {
    validation::validate_creation(object)
}

fn changed(object: &Object, before: &Object) -> Vec<podarium::api::FieldError> {
    validation::validate_update(object, before)
}

/// Statuses, and what they were before where that counts.
fn validated_status(case: &Case) -> Verdict {
    let input = &case.input;
    if case.test == "TestValidatePodStatusUpdate" {
        let [new, old] = ["new", "old"].map(|key| objects::read(input.get(key)));
        let faults = validation::validate_status(&new?, &old?);
        let texts: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let expected = case.expect.get("err").str();
        same(texts.is_empty(), expected.is_empty())?;
        return contains(&texts, &case.expect);
    }
    let kind = match case.test.as_str() {
        "TestValidateDeploymentStatus" | "TestValidateDeploymentStatusUpdate" => Kind::Deployment,
        "TestValidateReplicaSetStatus" => Kind::ReplicaSet,
        "TestValidateStatefulSetStatus" => Kind::StatefulSet,
        "TestValidatePodDisruptionBudgetStatus" => Kind::PodDisruptionBudget,
        _ => return unknown(case),
    };
    let object = |status: &Value| {
        let mut object = Object::new(kind, "default", "web");
        object.body.set("status", status);
        object
    };
    let new = ["to", "pdbStatus"].iter().map(|key| input.get(key)).find(|part| !part.is_null());
    let faults =
        validation::validate_status(&object(new.unwrap_or(input)), &object(input.get("from")));
    let versions = case.expect.get("expectErrForVersion").entries();
    let fails =
        |group: &str| versions.iter().any(|(key, fails)| key.contains(group) && fails.is_true());
    let expected = case.expect.get("expectedErr").is_true() || fails("__internal");
    same(!faults.is_empty(), expected)
}

/// The tables say it in many ways.
fn is_valid(expect: &Value) -> bool {
    let empty_list = |key: &str| expect.get(key).items().is_empty();
    let empty_text = |key: &str| expect.get(key).str().is_empty();
    for key in ["valid", "isValid"] {
        if let Some(valid) = expect.get(key).as_bool() {
            return valid;
        }
    }
    !expect.get("isExpectedFailure").is_true()
        && expect.get("expectedErrNum").int() == 0
        && empty_list("errs")
        && empty_list("expectedErrs")
        && ["err", "msg", "errDetail", "errField"].iter().all(|key| empty_text(key))
}

/// The text that a table expects must be among those that came.
fn contains(texts: &[String], expect: &Value) -> Verdict {
    let text = texts.join(", ");
    for key in ["err", "msg", "errDetail", "expectedError"] {
        let expected = expect.get(key).str();
        if !text.contains(expected) {
            return Err(format!("{text}\n     lacks {expected}"));
        }
    }
    Ok(())
}
