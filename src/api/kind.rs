//! The kinds of objects and what the API server knows of each: one row a kind.

use std::fmt;

/// What the API server knows of a kind.
#[derive(Debug)]
pub struct KindRow {
    /// `StatefulSet`.
    pub name: &'static str,
    /// `apps`; empty for the core group.
    pub group: &'static str,
    /// `v1`.
    pub version: &'static str,
    /// `apps/v1`, or `v1` for the core group.
    pub api_version: &'static str,
    /// `statefulsets`.
    pub plural: &'static str,
    /// `statefulset`.
    pub singular: &'static str,
    /// `sts`; most kinds have one or none.
    pub short_names: &'static [&'static str],
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
    /// Its place in `kubectl get all`, if it has one.
    pub all: Option<u8>,
    /// Whether `status` is written apart from the rest (a status subresource).
    pub has_status: bool,
    /// Whether `metadata.generation` counts the changes of its spec.
    pub has_generation: bool,
}

macro_rules! kinds {
    ($($variant:ident $group:tt $version:literal $plural:literal $singular:literal
       [$($short:literal)*] $scope:ident all=$all:tt $status:ident $generation:ident;)*) => {
        /// A kind of object.  Ordered as `kubectl api-resources` groups them: core first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $(#[doc = concat!("`", $plural, "`")] $variant,)* }

        static ROWS: &[KindRow] = &[$(KindRow {
            name: stringify!($variant), group: $group, version: $version,
            api_version: kinds!(@version $group $version), plural: $plural,
            singular: $singular, short_names: &[$($short),*], namespaced: kinds!(@ $scope),
            all: kinds!(@all $all), has_status: kinds!(@ $status),
            has_generation: kinds!(@ $generation),
        },)*];

        /// Every kind, in order.
        pub static KINDS: &[Kind] = &[$(Kind::$variant),*];

        /// The kind of this name, in whatever group.
        fn named(name: &str) -> Option<Kind> {
            match name {
                $(stringify!($variant) => Some(Kind::$variant),)*
                _ => None,
            }
        }
    };
    (@version "" $version:literal) => { $version };
    (@version $group:literal $version:literal) => { concat!($group, "/", $version) };
    (@ namespaced) => { true };
    (@ cluster) => { false };
    (@ status) => { true };
    (@ plain) => { false };
    (@ generation) => { true };
    (@ ungenerated) => { false };
    (@all -) => { None };
    (@all $place:literal) => { Some($place) };
}

kinds! {
    ConfigMap "" "v1" "configmaps" "configmap" ["cm"] namespaced all=- plain ungenerated;
    Endpoints "" "v1" "endpoints" "endpoints" ["ep"] namespaced all=- plain ungenerated;
    Event "" "v1" "events" "event" ["ev"] namespaced all=- plain ungenerated;
    LimitRange "" "v1" "limitranges" "limitrange" ["limits"] namespaced all=- plain ungenerated;
    Namespace "" "v1" "namespaces" "namespace" ["ns"] cluster all=- status ungenerated;
    Node "" "v1" "nodes" "node" ["no"] cluster all=- status ungenerated;
    PersistentVolumeClaim "" "v1" "persistentvolumeclaims" "persistentvolumeclaim" ["pvc"] namespaced all=- status ungenerated;
    PersistentVolume "" "v1" "persistentvolumes" "persistentvolume" ["pv"] cluster all=- status ungenerated;
    Pod "" "v1" "pods" "pod" ["po"] namespaced all=0 status generation;
    PodTemplate "" "v1" "podtemplates" "podtemplate" [] namespaced all=- plain generation;
    ReplicationController "" "v1" "replicationcontrollers" "replicationcontroller" ["rc"] namespaced all=1 status generation;
    ResourceQuota "" "v1" "resourcequotas" "resourcequota" ["quota"] namespaced all=- status ungenerated;
    Secret "" "v1" "secrets" "secret" [] namespaced all=- plain ungenerated;
    ServiceAccount "" "v1" "serviceaccounts" "serviceaccount" ["sa"] namespaced all=- plain ungenerated;
    Service "" "v1" "services" "service" ["svc"] namespaced all=2 status ungenerated;
    ControllerRevision "apps" "v1" "controllerrevisions" "controllerrevision" [] namespaced all=- plain ungenerated;
    DaemonSet "apps" "v1" "daemonsets" "daemonset" ["ds"] namespaced all=3 status generation;
    Deployment "apps" "v1" "deployments" "deployment" ["deploy"] namespaced all=4 status generation;
    ReplicaSet "apps" "v1" "replicasets" "replicaset" ["rs"] namespaced all=5 status generation;
    StatefulSet "apps" "v1" "statefulsets" "statefulset" ["sts"] namespaced all=6 status generation;
    HorizontalPodAutoscaler "autoscaling" "v2" "horizontalpodautoscalers" "horizontalpodautoscaler" ["hpa"] namespaced all=7 status ungenerated;
    CronJob "batch" "v1" "cronjobs" "cronjob" ["cj"] namespaced all=8 status generation;
    Job "batch" "v1" "jobs" "job" [] namespaced all=9 status generation;
    Lease "coordination.k8s.io" "v1" "leases" "lease" [] namespaced all=- plain ungenerated;
    EndpointSlice "discovery.k8s.io" "v1" "endpointslices" "endpointslice" [] namespaced all=- plain generation;
    IngressClass "networking.k8s.io" "v1" "ingressclasses" "ingressclass" [] cluster all=- plain generation;
    Ingress "networking.k8s.io" "v1" "ingresses" "ingress" ["ing"] namespaced all=- status generation;
    NetworkPolicy "networking.k8s.io" "v1" "networkpolicies" "networkpolicy" ["netpol"] namespaced all=- plain generation;
    PodDisruptionBudget "policy" "v1" "poddisruptionbudgets" "poddisruptionbudget" ["pdb"] namespaced all=- status generation;
    ClusterRoleBinding "rbac.authorization.k8s.io" "v1" "clusterrolebindings" "clusterrolebinding" [] cluster all=- plain ungenerated;
    ClusterRole "rbac.authorization.k8s.io" "v1" "clusterroles" "clusterrole" [] cluster all=- plain ungenerated;
    RoleBinding "rbac.authorization.k8s.io" "v1" "rolebindings" "rolebinding" [] namespaced all=- plain ungenerated;
    Role "rbac.authorization.k8s.io" "v1" "roles" "role" [] namespaced all=- plain ungenerated;
    PriorityClass "scheduling.k8s.io" "v1" "priorityclasses" "priorityclass" ["pc"] cluster all=- plain generation;
    StorageClass "storage.k8s.io" "v1" "storageclasses" "storageclass" ["sc"] cluster all=- plain ungenerated;
}

impl Kind {
    /// What the API server knows of this kind.
    pub fn row(self) -> &'static KindRow {
        &ROWS[self as usize]
    }

    /// `apps/v1`, or `v1` for the core group.
    pub fn api_version(self) -> &'static str {
        self.row().api_version
    }

    /// Whether its `apiVersion` is this text.
    pub fn is_of(self, api_version: &str) -> bool {
        self.api_version() == api_version
    }

    /// `statefulsets.apps`, or `pods` for the core group: the API's `GroupResource` text.
    pub fn group_resource(self) -> String {
        self.with_group(self.row().plural)
    }

    /// `statefulset.apps`, or `pod` for the core group: how kubectl names what it changed.
    pub fn singular_with_group(self) -> String {
        self.with_group(self.row().singular)
    }

    /// `StatefulSet.apps`, or `Pod` for the core group: the API's `GroupKind` text.
    pub fn group_kind(self) -> String {
        self.with_group(self.row().name)
    }

    /// The kind of an `apiVersion` and a `kind`, if the cluster serves it.
    pub fn of(api_version: &str, name: &str) -> Option<Kind> {
        named(name).filter(|kind| kind.is_of(api_version))
    }

    /// The kind whose name is written in small letters in a file (`pod`): kubectl finds its
    /// address by that name as well, and only the API server minds.
    pub fn of_lowercase(api_version: &str, name: &str) -> Option<Kind> {
        let mut kinds = KINDS.iter().copied();
        kinds.find(|kind| kind.row().singular == name && kind.is_of(api_version))
    }

    /// The kind that a word on a command line means: plural, singular, short name, with or
    /// without `.group` or `.version.group`, in any case.
    pub fn from_resource(word: &str) -> Option<Kind> {
        let word = word.to_ascii_lowercase();
        let (resource, rest) = word.split_once('.').unwrap_or((&word, ""));
        KINDS.iter().copied().find(|kind| {
            let row = kind.row();
            let named = row.plural == resource
                || row.singular == resource
                || row.short_names.contains(&resource);
            let versioned = rest
                .strip_prefix(row.version)
                .is_some_and(|group| group.strip_prefix('.').unwrap_or(group) == row.group);
            named && (rest.is_empty() || rest == row.group || versioned)
        })
    }

    fn with_group(self, name: &str) -> String {
        match self.row().group {
            "" => name.to_owned(),
            group => format!("{name}.{group}"),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.row().name)
    }
}
