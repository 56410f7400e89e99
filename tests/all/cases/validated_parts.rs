//! Parts of pods and of others that upstream tables call valid or not: each is put into an object
//! that is right but for it.

use super::{Case, Verdict, same};
use podarium::api::{FieldError, Kind, Object, Value, validation};
use podarium::value;

/// Judges a case of a table that gives a part; `None` if the table gives something else.
pub fn judge(case: &Case) -> Option<Verdict> {
    if let Some(verdict) = job_status(case) {
        return Some(verdict);
    }
    let mut whole = whole(case)?;
    let mut kind = kind(&case.test);
    if case.test == "TestValidateVolumes" && !case.input.at("opts.resourceIsPod").is_true() {
        kind = Kind::PodTemplate;
        whole = value!({ "metadata": (whole.get("metadata")), "template": whole });
    }
    let object = Object::from_value(kind, whole);
    let faults = validation::validate_creation(&object);
    let verdict = compare(&faults, &case.expect);
    let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let detail = case.input.get("d").str();
    Some(verdict.and_then(|()| match all.join(", ").contains(detail) {
        true => Ok(()),
        false => same(all.join(", ").as_str(), detail),
    }))
}

/// Judges a case about a Job's status.
fn job_status(case: &Case) -> Option<Verdict> {
    let input = |key: &str| case.input.get(key);
    let faults = |new: Value, old: Value| {
        let [new, old] = [new, old].map(|value| Object::from_value(Kind::Job, value));
        validation::validate_status(&new, &old)
    };
    match case.test.as_str() {
        "TestValidateJobUpdateStatus" => {
            let found = faults(input("update").clone(), input("old").clone());
            Some(same(found.is_empty(), case.expect.get("wantErrs").is_null()))
        }
        "TestValidateFailedIndexesNotOverlapCompleted" => {
            let spec = value!({
                "completionMode": "Indexed", "completions": (input("completions")),
                "backoffLimitPerIndex": 1
            });
            let status = value!({
                "completedIndexes": (input("completedIndexesStr")),
                "failedIndexes": (input("failedIndexesStr"))
            });
            let job = value!({ "spec": (&spec), "status": status });
            let found = faults(job, value!({ "spec": spec }));
            let told = found.iter().map(ToString::to_string).find(|text| text.contains("overlap"));
            let wanted = case.expect.at("wantError.error");
            let told = told.unwrap_or_default();
            Some(same(told.ends_with(wanted.str()) && told.is_empty() == wanted.is_null(), true))
        }
        _ => None,
    }
}

fn kind(test: &str) -> Kind {
    match test {
        "TestValidateUnhealthyPodEvictionPolicyDisruptionBudgetSpec" => Kind::PodDisruptionBudget,
        "TestValidateBehavior"
        | "TestValidateHorizontalPodAutoscalerConfigurableToleranceEnabled"
        | "TestValidateHorizontalPodAutoscalerConfigurableToleranceDisabled" => {
            Kind::HorizontalPodAutoscaler
        }
        "TestValidateIngressRuleValue" => Kind::Ingress,
        "TestValidateLimitRange" => Kind::LimitRange,
        "TestDaemonSetUpdateMaxSurge" => Kind::DaemonSet,
        "TestValidateStatefulSetMinReadySeconds" => Kind::StatefulSet,
        "TestValidateIndexesString" => Kind::Job,
        "TestValidateCronJobSpec"
        | "TestValidateScheduleFormatNormalCases"
        | "TestValidateScheduleFormatPanicRecovery" => Kind::CronJob,
        _ => Kind::Pod,
    }
}

fn whole(case: &Case) -> Option<Value> {
    let given = normal(&case.input);
    let input = |key: &str| given.get(key).clone();
    let mut pod = pod();
    let mut set = |path: &str, part: Value| pod.set_given(path, part);
    let mut container = container();
    if case.test == "TestValidateInitContainers" {
        container.set("name", "app");
    }
    match case.test.as_str() {
        "TestValidateContainers" => set("spec.containers", input("containers")),
        "TestValidateInitContainers" => set("spec.initContainers", input("initContainers")),
        "TestValidateVolumes" => set("spec.volumes", value!([(input("vol"))])),
        "TestValidateTopologySpreadConstraints" => {
            set("spec.topologySpreadConstraints", input("constraints"));
        }
        "TestValidateDNSPolicy" => set("spec.dnsPolicy", input("value")),
        "TestValidateRestartPolicy" => set("spec.restartPolicy", input("value")),
        "TestValidateEnv" => container.set("env", input("envs")),
        "TestValidateEnvFrom" => container.set("envFrom", input("envs")),
        "TestValidatePorts" => container.set("ports", input("p")),
        "TestValidateProbe" => container.set("readinessProbe", &given),
        "TestValidateHandler" => container.set("lifecycle.preStop", &given),
        "TestValidateVolumeMounts" => {
            container.set("volumeMounts", input("value"));
            let names = ["abc", "123", "foo", "bar"];
            let volume = |name: &str| value!({ "name": name, "emptyDir": {} });
            set("spec.volumes", names.iter().map(|name| volume(name)).collect::<Vec<_>>().into());
        }
        "TestValidateLimitRange" if !given.get("r").is_null() => return Some(input("r")),
        "TestValidateLimitRange" => {
            let metadata = value!({ "name": "range", "namespace": "default" });
            return Some(value!({ "metadata": metadata, "spec": (input("spec")) }));
        }
        "TestDaemonSetUpdateMaxSurge" => return Some(daemon_set(&input("ds"))),
        "TestValidateStatefulSetMinReadySeconds" => return Some(stateful_set(input("ss"))),
        "TestValidateCronJobSpec" => return Some(named(input("new"))),
        "TestValidateIndexesString" => return Some(indexed_job(&given)),
        "TestValidateScheduleFormatNormalCases" | "TestValidateScheduleFormatPanicRecovery" => {
            return Some(cron_job(&given));
        }
        "TestValidateIngressRuleValue" => return Some(ingress(&given)),
        "TestValidateUnhealthyPodEvictionPolicyDisruptionBudgetSpec" => {
            let mut spec = input("pdbSpec");
            spec.set("selector", value!({ "matchLabels": { "a": "b" } }));
            return Some(named(spec));
        }
        "TestValidateHorizontalPodAutoscalerConfigurableToleranceEnabled"
        | "TestValidateHorizontalPodAutoscalerConfigurableToleranceDisabled" => {
            let rules = if input("rule").is_null() { given.clone() } else { input("rule") };
            return Some(autoscaler(&value!({ "scaleUp": rules })));
        }
        "TestValidateBehavior" => return Some(autoscaler(&given)),
        _ => return None,
    }
    if pod.at("spec.containers").is_null() {
        pod.set("spec.containers", value!([(container)]));
    }
    Some(pod)
}

fn container() -> Value {
    value!({
        "name": "ctr", "image": "image", "imagePullPolicy": "IfNotPresent",
        "terminationMessagePolicy": "File"
    })
}

fn pod() -> Value {
    value!({
        "metadata": { "name": "web", "namespace": "default" },
        "spec": {
            "dnsPolicy": "ClusterFirst", "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 30
        }
    })
}

fn daemon_set(numbers: &Value) -> Value {
    let mut template = pod();
    template.set("metadata", value!({ "labels": { "app": "web" } }));
    template.set("spec.containers", value!([(container())]));
    value!({
        "metadata": { "name": "web", "namespace": "default" },
        "spec": {
            "selector": { "matchLabels": { "app": "web" } }, "template": template,
            "updateStrategy": { "type": "RollingUpdate", "rollingUpdate": numbers }
        }
    })
}

fn named(spec: Value) -> Value {
    value!({ "metadata": { "name": "web", "namespace": "default" }, "spec": spec })
}

/// The tables have the labels of a template where Go has them.
fn stateful_set(mut spec: Value) -> Value {
    spec.set("template.metadata.labels", spec.at("template.labels").clone());
    named(spec)
}

fn cron_job(given: &Value) -> Value {
    let mut template = pod();
    template.set("spec.restartPolicy", "Never");
    template.set("spec.containers", value!([(container())]));
    let spec = value!({
        "schedule": (given.get("schedule")), "timeZone": (given.get("timeZone")),
        "concurrencyPolicy": "Allow", "jobTemplate": { "spec": { "template": template } }
    });
    named(spec)
}

/// A Job that has succeeded when these of its indexes have.
fn indexed_job(given: &Value) -> Value {
    let mut job = cron_job(given).at("spec.jobTemplate").clone();
    let indexes = given.get("indexesString");
    let rule = match indexes.str() {
        "" => value!({ "succeededCount": 1 }),
        _ => value!({ "succeededIndexes": indexes }),
    };
    job.set("spec.completionMode", "Indexed");
    job.set("spec.completions", given.get("completions"));
    job.set("spec.parallelism", 1);
    job.set("spec.manualSelector", true);
    job.set("spec.selector", value!({ "matchLabels": { "a": "b" } }));
    job.set("spec.template.metadata", value!({ "labels": { "a": "b" } }));
    job.set("spec.successPolicy", value!({ "rules": [rule] }));
    job.set("metadata", value!({ "name": "web", "namespace": "default" }));
    job
}

fn ingress(path: &Value) -> Value {
    let mut path = path.clone();
    path.set("backend", value!({ "service": { "name": "web", "port": { "number": 80 } } }));
    value!({
        "metadata": { "name": "web", "namespace": "default" },
        "spec": { "rules": [{ "host": "web.example.org", "http": { "paths": [path] } }] }
    })
}

fn autoscaler(given: &Value) -> Value {
    let behavior = match given.get("behavior") {
        Value::Null => given,
        behavior => behavior,
    };
    value!({
        "metadata": { "name": "web", "namespace": "default" },
        "spec": {
            "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "web" },
            "minReplicas": 1, "maxReplicas": 5, "behavior": behavior,
            "metrics": [{
                "type": "Resource",
                "resource": {
                    "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 70 }
                }
            }]
        }
    })
}

/// What has another name inside of the API server.
const RENAMED: [(&str, &str); 10] = [
    ("cephFS", "cephfs"),
    ("cephMonitors", "monitors"),
    ("rBDImage", "image"),
    ("endpointsName", "endpoints"),
    ("wWIDs", "wwids"),
    ("dataDiskURI", "diskURI"),
    ("discoveryCHAPAuth", "chapAuthDiscovery"),
    ("sessionCHAPAuth", "chapAuthSession"),
    ("targetWWNs", "targetWWNs"),
    ("storageOS", "storageos"),
];

/// The tables name fields as Go does inside of the API server: `hTTPGet`, `tTY`.
pub fn normal(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            Value::Map(map.iter().map(|(key, item)| (field(key), normal(item))).collect())
        }
        Value::List(items) => Value::List(items.as_slice().iter().map(normal).collect()),
        other => other.clone(),
    }
}

fn field(key: &str) -> String {
    if let Some((_, name)) = RENAMED.iter().find(|(inside, _)| *inside == key) {
        return (*name).to_owned();
    }
    let capitals = key.chars().skip(1).take_while(char::is_ascii_uppercase).count();
    let is_name = key.starts_with(|first: char| first.is_ascii_lowercase());
    let head = match capitals {
        0 => return key.to_owned(),
        1 if key.len() > 2 => return key.to_owned(),
        _ if !is_name => return key.to_owned(),
        all if all + 1 == key.len() => key.len(),
        some => some,
    };
    format!("{}{}", key[..head].to_ascii_lowercase(), &key[head..])
}

/// An expected error names a field and what is wrong with it; its value may be left out.
fn compare(faults: &[FieldError], expect: &Value) -> Verdict {
    let came = || faults.iter().map(ToString::to_string).collect::<Vec<_>>();
    let lists = ["expectedErrors", "errs", "wantFieldErrors", "expectedErrs"];
    let list = lists.iter().find(|key| expect.as_map().is_some_and(|map| map.contains(key)));
    if let Some(list) = list {
        let expected: Vec<String> = expect.get(list).items().iter().map(error).collect();
        let found = |text: &String| faults.iter().any(|fault| is_meant(fault, text));
        return match expected.iter().all(found) && expected.is_empty() == faults.is_empty() {
            true => Ok(()),
            false => same(came(), expected),
        };
    }
    let text = [
        expect.get("expectedError"),
        expect.get("msg"),
        expect.get("expected"),
        expect.at("wantError.error"),
    ]
    .map(Value::str)
    .concat();
    let fails = ["expectError", "expectErr"].iter().any(|key| expect.get(key).is_true());
    let unsaid = text.is_empty() && !fails;
    let valid = expect.get("valid").as_bool().unwrap_or(unsaid);
    let all = came().join(", ");
    let tail = text.split_once("].").map_or(text.as_str(), |(_, tail)| tail);
    if faults.is_empty() == valid && all.contains(tail) { Ok(()) } else { same(all, text) }
}

/// `path: what`, which some tables give in parts.
fn error(item: &Value) -> String {
    let kind = match item.get("etype").str() {
        "FieldValueRequired" => "Required value",
        "FieldValueForbidden" => "Forbidden",
        "FieldValueNotSupported" => "Unsupported value",
        "FieldValueDuplicate" => "Duplicate value",
        "FieldValueInvalid" => "Invalid value",
        _ => return item.get("error").str().to_owned(),
    };
    if item.get("field").str() == "field[0]" {
        return format!("field[0]: {kind}");
    }
    format!("volume.{}: {kind}", item.get("field").str())
}

fn is_meant(fault: &FieldError, text: &str) -> bool {
    let (path, rest) = text.split_once(": ").unwrap_or((text, ""));
    let tail = path.split_once(['.', ']']).map_or(path, |(_, tail)| tail.trim_start_matches('.'));
    fault.path.ends_with(tail) && rest.starts_with(fault.kind)
}
