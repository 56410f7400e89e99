//! What each namespace has from the beginning: a service account and the cluster's certificate.

use crate::api::{Kind, Object};
use crate::store::{Step, View, Write};
use crate::value;

const ACCOUNT: &str = "default";
const CERTIFICATE: &str = "kube-root-ca.crt";
/// Nobody speaks TLS here, so there is nothing to trust; and so it says.
const CERTIFICATE_TEXT: &str = "-----BEGIN CERTIFICATE-----
SW4gUG9kYXJpdW0gbm9ib2R5IHNwZWFrcyBUTFMsIHNvIHRoZXJlIGlzIG5vdGhp
bmcgdG8gdHJ1c3QgaGVyZS4=
-----END CERTIFICATE-----
";
const DESCRIPTION: &str = "Contains a CA bundle that can be used to verify the kube-apiserver when \
                           using internal endpoints such as the internal service IP or \
                           kubernetes.default.svc. No other usage is guaranteed across \
                           distributions of Kubernetes clusters.";

/// Whether an object is one of those that are made again when they go.
pub fn is_one(object: &Object) -> bool {
    matches!(
        (object.kind, object.meta.name.as_str()),
        (Kind::ServiceAccount, ACCOUNT) | (Kind::ConfigMap, CERTIFICATE)
    )
}

/// The requests for what a namespace lacks.
pub fn missing(view: &View, namespace: &str) -> Vec<Step> {
    let mut certificate = Object::new(Kind::ConfigMap, namespace, CERTIFICATE);
    certificate.meta.annotations.insert("kubernetes.io/description", DESCRIPTION);
    certificate.body.set("data", value!({ "ca.crt": CERTIFICATE_TEXT }));
    [Object::new(Kind::ServiceAccount, namespace, ACCOUNT), certificate]
        .into_iter()
        .filter(|object| view.get(&object.key()).is_none())
        .map(|object| Step::attempt(Write::Create(object)))
        .collect()
}
