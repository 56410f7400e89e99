//! A pod runs as a service account and finds its token in a volume (`ServiceAccount`).

use super::Store;
use crate::api::{Kind, Object, StatusError, Value};
use crate::random::Random;
use crate::value;
use std::rc::Rc;

/// The account of pods that name none.
const DEFAULT: &str = "default";
/// Where programs look for the token.
const MOUNT_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
/// The beginning of the volume's name; five random characters follow.
const VOLUME_PREFIX: &str = "kube-api-access-";

pub(super) fn admit(
    store: &Store,
    random: &mut Random,
    pod: &mut Object,
) -> Result<(), StatusError> {
    if pod.spec().get("serviceAccountName").str().is_empty() {
        pod.body.set("spec.serviceAccountName", DEFAULT);
        pod.body.set("spec.serviceAccount", DEFAULT);
    }
    let account = find_account(store, pod)?;
    if let Some(account) = account
        && pod.spec().get("imagePullSecrets").items().is_empty()
        && !account.body.get("imagePullSecrets").items().is_empty()
    {
        pod.body.set("spec.imagePullSecrets", account.body.get("imagePullSecrets"));
    }
    if wants_token(pod, account) {
        mount_token(random, pod);
    }
    Ok(())
}

/// The account `default` may come a moment after its namespace, so a pod does not wait for it.
fn find_account<'store>(
    store: &'store Store,
    pod: &Object,
) -> Result<Option<&'store Rc<Object>>, StatusError> {
    let name = pod.spec().get("serviceAccountName").str();
    let namespace = &pod.meta.namespace;
    let account = store.find(Kind::ServiceAccount, namespace, name);
    if account.is_none() && name != DEFAULT {
        let why = format!(
            "error looking up service account {namespace}/{name}: serviceaccount \"{name}\" not \
             found"
        );
        return Err(StatusError::forbidden(Kind::Pod, pod.called(), &why));
    }
    Ok(account)
}

/// The pod's word counts, then the account's.
fn wants_token(pod: &Object, account: Option<&Rc<Object>>) -> bool {
    const FIELD: &str = "automountServiceAccountToken";
    let of_account = || account.and_then(|account| account.body.get(FIELD).as_bool());
    pod.spec().get(FIELD).as_bool().or_else(of_account).unwrap_or(true)
}

fn mount_token(random: &mut Random, pod: &mut Object) {
    let lists = ["initContainers", "containers"];
    let lacks_mount = |container: &Value| {
        let mounts = container.get("volumeMounts").items();
        !mounts.iter().any(|mount| mount.get("mountPath").str() == MOUNT_PATH)
    };
    let needed = lists.iter().any(|list| pod.spec().get(list).items().iter().any(lacks_mount));
    if !needed {
        return;
    }
    let name = format!("{VOLUME_PREFIX}{}", random.suffix(5));
    let spec = pod.body.entry("spec").make_map();
    for list in lists {
        if spec.get(list).items().is_empty() {
            continue;
        }
        for container in spec.entry(list).make_list().items_mut() {
            if lacks_mount(container) {
                let mount =
                    value!({ "mountPath": MOUNT_PATH, "name": (name.as_str()), "readOnly": true });
                container.make_map().entry("volumeMounts").make_list().push(mount);
            }
        }
    }
    spec.entry("volumes").make_list().push(token_volume(&name));
}

fn token_volume(name: &str) -> Value {
    value!({
        "name": name,
        "projected": {
            "defaultMode": 420,
            "sources": [
                { "serviceAccountToken": { "expirationSeconds": 3607, "path": "token" } },
                { "configMap": {
                    "items": [{ "key": "ca.crt", "path": "ca.crt" }],
                    "name": "kube-root-ca.crt"
                } },
                { "downwardAPI": { "items": [{
                    "fieldRef": { "apiVersion": "v1", "fieldPath": "metadata.namespace" },
                    "path": "namespace"
                }] } }
            ]
        }
    })
}
