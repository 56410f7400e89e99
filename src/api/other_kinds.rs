//! The kinds that the API server of this version serves and that Podarium does not simulate.
//!
//! Nothing here acts on them, so there are none of them: they can be listed and looked for, as on
//! a server where nobody has made any.

/// What the API server knows of such a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherKind {
    /// `runtimeclasses`.
    pub plural: &'static str,
    /// `crd,crds`; mostly empty.
    pub short_names: &'static str,
    /// `node.k8s.io/v1`.
    pub api_version: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// `RuntimeClass`.
    pub name: &'static str,
}

/// What can be done with most kinds.
pub const VERBS: &str = "create,delete,deletecollection,get,list,patch,update,watch";

/// Plural, short names, version, scope, kind.
const OTHERS: &str = "\
bindings - v1 namespaced Binding
componentstatuses cs v1 cluster ComponentStatus
mutatingadmissionpolicies - admissionregistration.k8s.io/v1 cluster MutatingAdmissionPolicy
mutatingadmissionpolicybindings - admissionregistration.k8s.io/v1 cluster MutatingAdmissionPolicyBinding
mutatingwebhookconfigurations - admissionregistration.k8s.io/v1 cluster MutatingWebhookConfiguration
validatingadmissionpolicies - admissionregistration.k8s.io/v1 cluster ValidatingAdmissionPolicy
validatingadmissionpolicybindings - admissionregistration.k8s.io/v1 cluster ValidatingAdmissionPolicyBinding
validatingwebhookconfigurations - admissionregistration.k8s.io/v1 cluster ValidatingWebhookConfiguration
customresourcedefinitions crd,crds apiextensions.k8s.io/v1 cluster CustomResourceDefinition
apiservices - apiregistration.k8s.io/v1 cluster APIService
selfsubjectreviews - authentication.k8s.io/v1 cluster SelfSubjectReview
tokenreviews - authentication.k8s.io/v1 cluster TokenReview
localsubjectaccessreviews - authorization.k8s.io/v1 namespaced LocalSubjectAccessReview
selfsubjectaccessreviews - authorization.k8s.io/v1 cluster SelfSubjectAccessReview
selfsubjectrulesreviews - authorization.k8s.io/v1 cluster SelfSubjectRulesReview
subjectaccessreviews - authorization.k8s.io/v1 cluster SubjectAccessReview
certificatesigningrequests csr certificates.k8s.io/v1 cluster CertificateSigningRequest
events ev events.k8s.io/v1 namespaced Event
flowschemas - flowcontrol.apiserver.k8s.io/v1 cluster FlowSchema
prioritylevelconfigurations - flowcontrol.apiserver.k8s.io/v1 cluster PriorityLevelConfiguration
ipaddresses ip networking.k8s.io/v1 cluster IPAddress
servicecidrs - networking.k8s.io/v1 cluster ServiceCIDR
runtimeclasses - node.k8s.io/v1 cluster RuntimeClass
deviceclasses - resource.k8s.io/v1 cluster DeviceClass
resourceclaims - resource.k8s.io/v1 namespaced ResourceClaim
resourceclaimtemplates - resource.k8s.io/v1 namespaced ResourceClaimTemplate
resourceslices - resource.k8s.io/v1 cluster ResourceSlice
csidrivers - storage.k8s.io/v1 cluster CSIDriver
csinodes - storage.k8s.io/v1 cluster CSINode
csistoragecapacities - storage.k8s.io/v1 namespaced CSIStorageCapacity
volumeattachments - storage.k8s.io/v1 cluster VolumeAttachment
volumeattributesclasses vac storage.k8s.io/v1 cluster VolumeAttributesClass";

/// All of them.
pub fn other_kinds() -> impl Iterator<Item = OtherKind> {
    OTHERS.lines().filter_map(|line| {
        let mut words = line.split(' ');
        Some(OtherKind {
            plural: words.next()?,
            short_names: words.next().filter(|names| *names != "-").unwrap_or_default(),
            api_version: words.next()?,
            namespaced: words.next()? == "namespaced",
            name: words.next()?,
        })
    })
}

impl OtherKind {
    /// The kind that a word on a command line means, as [`super::Kind::from_resource`] reads it.
    pub fn from_resource(word: &str) -> Option<OtherKind> {
        let word = word.to_lowercase();
        let (resource, rest) = word.split_once('.').unwrap_or((&word, ""));
        other_kinds().find(|kind| {
            let named = kind.plural == resource || kind.name.to_lowercase() == resource;
            let is_short = kind.short_names.split(',').any(|name| name == resource);
            let versioned = rest
                .split_once('.')
                .is_some_and(|(version, group)| kind.api_version == format!("{group}/{version}"));
            (named && (rest.is_empty() || rest == kind.group() || versioned))
                || (is_short && rest.is_empty())
        })
    }

    /// `node.k8s.io`; empty for the core group.
    pub fn group(&self) -> &'static str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The word that lists it together with others: what extends the API has one.
    pub fn category(&self) -> &'static str {
        let groups =
            ["admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io"];
        if groups.contains(&self.group()) { "api-extensions" } else { "" }
    }

    /// What can be done with it: some are questions, which are only put.
    pub fn verbs(&self) -> &'static str {
        match (self.group(), self.name) {
            ("authentication.k8s.io" | "authorization.k8s.io", _) | (_, "Binding") => "create",
            (_, "ComponentStatus") => "get,list",
            _ => VERBS,
        }
    }
}
