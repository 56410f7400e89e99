//! Parts of objects as the API server holds them: some messages print that form, with Go's names
//! of the fields and with every field that is not set.

use crate::api::json::{to_json, write_string};
use crate::api::line_diff::unified;
use crate::api::{Map, Value};
use std::fmt::Write;

/// A field is written `Name:kind`, where the kind says what a missing one shows as: `s` a text,
/// `b` a truth value, `n` a number, `j` anything that may be missing; a type stands for its own
/// fields, `*` before it for a reference that may be missing, `[` for a list.  `Name=key:kind`
/// gives the key where it does not follow from the name.
const TYPES: [(&str, &str); 53] = [
    (
        "PodSpec",
        "Volumes:[Volume InitContainers:[Container Containers:[Container \
         EphemeralContainers:[Container RestartPolicy:s TerminationGracePeriodSeconds:j \
         ActiveDeadlineSeconds:j DNSPolicy:s NodeSelector:j ServiceAccountName:s \
         AutomountServiceAccountToken:j NodeName:s SecurityContext:*PodSecurityContext \
         ImagePullSecrets:[Name Hostname:s Subdomain:s SetHostnameAsFQDN:j Affinity:*Affinity \
         SchedulerName:s Tolerations:[Toleration HostAliases:[HostAlias PriorityClassName:s \
         Priority:j PreemptionPolicy:j DNSConfig:*DNSConfig ReadinessGates:[ReadinessGate \
         RuntimeClassName:j Overhead:j EnableServiceLinks:j \
         TopologySpreadConstraints:[TopologySpreadConstraint OS:*Name SchedulingGates:[Name \
         ResourceClaims:j Resources:*Resources HostnameOverride:j SchedulingGroup:j",
    ),
    (
        "PodSecurityContext",
        "HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:j HostUsers:j SELinuxOptions:j \
         WindowsOptions:j RunAsUser:j RunAsGroup:j RunAsNonRoot:j SupplementalGroups:j \
         SupplementalGroupsPolicy:j FSGroup:j FSGroupChangePolicy:j Sysctls:j \
         SeccompProfile:*Profile AppArmorProfile:*Profile SELinuxChangePolicy:j",
    ),
    (
        "Container",
        "Name:s Image:s Command:j Args:j WorkingDir:s Ports:[Port EnvFrom:[EnvFrom Env:[Env \
         Resources:Resources ResizePolicy:[ResizePolicy RestartPolicy:j RestartPolicyRules:j \
         VolumeMounts:[VolumeMount VolumeDevices:[VolumeDevice LivenessProbe:*Probe \
         ReadinessProbe:*Probe StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:s \
         TerminationMessagePolicy:s ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b \
         StdinOnce:b TTY:b",
    ),
    ("Resources", "Limits:j Requests:j Claims:j"),
    ("Name", "Name:s"),
    ("Port", "Name:s HostPort:n ContainerPort:n Protocol:s HostIP:s"),
    ("EnvFrom", "Prefix:s ConfigMapRef:*NameOptional SecretRef:*NameOptional"),
    ("NameOptional", "Name:s Optional:j"),
    ("Env", "Name:s Value:s ValueFrom:*EnvSource"),
    (
        "EnvSource",
        "FieldRef:*FieldRef ResourceFieldRef:*ResourceFieldRef ConfigMapKeyRef:*KeyRef \
         SecretKeyRef:*KeyRef FileKeyRef:*FileKeyRef",
    ),
    ("FieldRef", "APIVersion:s FieldPath:s"),
    ("ResourceFieldRef", "ContainerName:s Resource:s Divisor:s"),
    ("KeyRef", "Name:s Key:s Optional:j"),
    ("FileKeyRef", "VolumeName:s Path:s Key:s Optional:j"),
    ("ResizePolicy", "ResourceName:s RestartPolicy:s"),
    (
        "VolumeMount",
        "Name:s ReadOnly:b RecursiveReadOnly:j MountPath:s SubPath:s MountPropagation:j \
         SubPathExpr:s",
    ),
    ("VolumeDevice", "Name:s DevicePath:s"),
    (
        "Probe",
        "Exec:*Exec HTTPGet:*HTTPGet TCPSocket:*TCPSocket GRPC:*GRPC InitialDelaySeconds:n \
         TimeoutSeconds:n PeriodSeconds:n SuccessThreshold:n FailureThreshold:n \
         TerminationGracePeriodSeconds:j",
    ),
    ("Exec", "Command:j"),
    ("HTTPGet", "Path:s Port:j Host:s Scheme:s HTTPHeaders:[Header"),
    ("Header", "Name:s Value:s"),
    ("TCPSocket", "Port:j Host:s"),
    ("GRPC", "Port:n Service:j"),
    ("Lifecycle", "PostStart:*Handler PreStop:*Handler StopSignal:j"),
    ("Handler", "Exec:*Exec HTTPGet:*HTTPGet TCPSocket:*TCPSocket Sleep:*Sleep"),
    ("Sleep", "Seconds:n"),
    (
        "SecurityContext",
        "Capabilities:*Capabilities Privileged:j SELinuxOptions:j WindowsOptions:j RunAsUser:j \
         RunAsGroup:j RunAsNonRoot:j ReadOnlyRootFilesystem:j AllowPrivilegeEscalation:j \
         ProcMount:j SeccompProfile:*Profile AppArmorProfile:*Profile",
    ),
    ("Capabilities", "Add:j Drop:j"),
    ("Profile", "Type:s LocalhostProfile:j"),
    (
        "Volume",
        "Name:s HostPath:*HostPath EmptyDir:*EmptyDir GCEPersistentDisk:j AWSElasticBlockStore:j \
         GitRepo:j Secret:*SecretVolume NFS:*NFS ISCSI:j Glusterfs:j \
         PersistentVolumeClaim:*ClaimVolume RBD:j Quobyte:j FlexVolume:j Cinder:j CephFS=cephfs:j \
         Flocker:j DownwardAPI:*DownwardAPI FC:j AzureFile:j ConfigMap:*ConfigMapVolume \
         VsphereVolume:j AzureDisk:j PhotonPersistentDisk:j Projected:*Projected \
         PortworxVolume:j ScaleIO:j StorageOS=storageos:j CSI:j Ephemeral:j Image:*ImageVolume",
    ),
    ("HostPath", "Path:s Type:j"),
    ("EmptyDir", "Medium:s SizeLimit:j"),
    ("SecretVolume", "SecretName:s Items:[KeyToPath DefaultMode:j Optional:j"),
    ("KeyToPath", "Key:s Path:s Mode:j"),
    ("NFS", "Server:s Path:s ReadOnly:b"),
    ("ClaimVolume", "ClaimName:s ReadOnly:b"),
    ("DownwardAPI", "Items:[DownwardFile DefaultMode:j"),
    ("DownwardFile", "Path:s FieldRef:*FieldRef ResourceFieldRef:*ResourceFieldRef Mode:j"),
    ("ConfigMapVolume", "Name:s Items:[KeyToPath DefaultMode:j Optional:j"),
    ("Projected", "Sources:[Projection DefaultMode:j"),
    (
        "Projection",
        "Secret:*ConfigMapProjection DownwardAPI:*DownwardProjection \
         ConfigMap:*ConfigMapProjection ServiceAccountToken:*Token ClusterTrustBundle:j \
         PodCertificate:j",
    ),
    ("ConfigMapProjection", "Name:s Items:[KeyToPath Optional:j"),
    ("DownwardProjection", "Items:[DownwardFile"),
    ("Token", "Audience:s ExpirationSeconds:n Path:s"),
    ("ImageVolume", "Reference:s PullPolicy:s"),
    ("Toleration", "Key:s Operator:s Value:s Effect:s TolerationSeconds:j"),
    ("Affinity", "NodeAffinity:j PodAffinity:j PodAntiAffinity:j"),
    ("HostAlias", "IP:s Hostnames:j"),
    ("DNSConfig", "Nameservers:j Searches:j Options:j"),
    ("ReadinessGate", "ConditionType:s"),
    (
        "TopologySpreadConstraint",
        "MaxSkew:n TopologyKey:s WhenUnsatisfiable:s LabelSelector:j MinDomains:j \
         NodeAffinityPolicy:j NodeTaintsPolicy:j MatchLabelKeys:j",
    ),
    (
        "PersistentVolumeClaimSpec",
        "AccessModes:j Selector:j Resources:VolumeResources VolumeName:s StorageClassName:j \
         VolumeMode:j DataSource:j DataSourceRef:j VolumeAttributesClassName:j",
    ),
    ("VolumeResources", "Limits:j Requests:j"),
];

/// The fields of a volume's source, which follow its own list of kinds.
const PERSISTENT_VOLUME_SOURCE: &str = "GCEPersistentDisk:j AWSElasticBlockStore:j HostPath:*HostPath Glusterfs:j NFS:*NFS RBD:j \
     Quobyte:j ISCSI:j FlexVolume:j Cinder:j CephFS=cephfs:j FC:j Flocker:j AzureFile:j \
     VsphereVolume:j AzureDisk:j PhotonPersistentDisk:j PortworxVolume:j ScaleIO:j Local:j \
     StorageOS=storageos:j CSI:j";

/// A part of an object of which messages show the inner form.
#[derive(Clone, Copy)]
pub enum Part {
    /// `spec` of a pod.
    PodSpec,
    /// `spec` of a claim.
    ClaimSpec,
    /// What `spec` of a volume says of where it is.
    VolumeSource,
}

/// What differs between two values of a part, line by line.
pub fn difference(part: Part, before: &Value, after: &Value) -> String {
    let text = |value: &Value| {
        let mut writer = Writer { text: String::new(), indented: true };
        writer.part(part, value);
        writer.text
    };
    unified(&text(before), &text(after))
}

/// A pod template on one line: its labels and annotations as they are sent, its spec as it is
/// held.
pub fn show_template(template: &Value) -> String {
    let mut writer = Writer { text: "{".to_owned(), indented: false };
    for key in ["labels", "annotations"] {
        let entries = template.get("metadata").get(key);
        if !entries.entries().is_empty() {
            let _ = write!(writer.text, "\"{key}\":{},", to_json(entries));
        }
    }
    writer.text.push_str("\"Spec\":");
    writer.part(Part::PodSpec, template.get("spec"));
    writer.text.push('}');
    writer.text
}

/// `securityContext` of a container on one line.
pub fn show_security_context(context: &Value) -> String {
    let mut writer = Writer { text: String::new(), indented: false };
    writer.fields(fields_of("SecurityContext"), context, 0);
    writer.text
}

struct Writer {
    text: String,
    indented: bool,
}

impl Writer {
    fn part(&mut self, part: Part, value: &Value) {
        match part {
            Part::PodSpec => self.fields(fields_of("PodSpec"), &held_pod_spec(value), 0),
            Part::ClaimSpec => self.fields(fields_of("PersistentVolumeClaimSpec"), value, 0),
            Part::VolumeSource => self.fields(PERSISTENT_VOLUME_SOURCE, value, 0),
        }
    }

    fn fields(&mut self, fields: &str, value: &Value, depth: usize) {
        self.text.push('{');
        for (index, field) in fields.split_whitespace().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.line(depth + 1);
            let (name, kind) = field.split_once(':').unwrap_or((field, "j"));
            let (name, key) = match name.split_once('=') {
                Some((name, key)) => (name, key.to_owned()),
                None => (name, key_of(name)),
            };
            self.key(name);
            self.field(kind, value.get(&key), depth + 1);
        }
        self.line(depth);
        self.text.push('}');
    }

    fn key(&mut self, name: &str) {
        write_string(&mut self.text, name);
        self.text.push_str(if self.indented { ": " } else { ":" });
    }

    fn field(&mut self, kind: &str, value: &Value, depth: usize) {
        match (kind, value) {
            ("s", Value::Null) => self.text.push_str("\"\""),
            ("b", Value::Null) => self.text.push_str("false"),
            ("n", Value::Null) => self.text.push('0'),
            ("s" | "b" | "n" | "j", value) => self.plain(value, depth),
            (kind, Value::Null) if kind.starts_with(['[', '*']) => self.text.push_str("null"),
            (kind, value) => match kind.strip_prefix('[') {
                Some(item) => self.list(value.items(), depth, |writer, entry, depth| {
                    writer.fields(fields_of(item), entry, depth);
                }),
                None => self.fields(fields_of(kind.trim_start_matches('*')), value, depth),
            },
        }
    }

    fn plain(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Map(map) => {
                if map.is_empty() {
                    self.text.push_str("{}");
                    return;
                }
                self.text.push('{');
                for (index, (key, item)) in map.iter().enumerate() {
                    if index > 0 {
                        self.text.push(',');
                    }
                    self.line(depth + 1);
                    self.key(key);
                    self.plain(item, depth + 1);
                }
                self.line(depth);
                self.text.push('}');
            }
            Value::List(list) => self.list(list.as_slice(), depth, Writer::plain),
            other => self.text.push_str(&to_json(other)),
        }
    }

    fn list(&mut self, items: &[Value], depth: usize, write: impl Fn(&mut Writer, &Value, usize)) {
        if items.is_empty() {
            self.text.push_str("[]");
            return;
        }
        self.text.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.line(depth + 1);
            write(self, item, depth + 1);
        }
        self.line(depth);
        self.text.push(']');
    }

    fn line(&mut self, depth: usize) {
        if self.indented {
            self.text.push('\n');
            self.text.extend(std::iter::repeat_n(' ', depth));
        }
    }
}

fn fields_of(name: &str) -> &'static str {
    TYPES.iter().find(|(known, _)| *known == name).map_or("", |(_, fields)| fields)
}

/// `DNSPolicy` is sent as `dnsPolicy`, `TTY` as `tty`.
fn key_of(name: &str) -> String {
    let capitals = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let lowered = if capitals == name.len() || capitals <= 1 { capitals } else { capitals - 1 };
    name[..lowered].to_ascii_lowercase() + &name[lowered..]
}

/// A pod's use of its host is held in its security context.
fn held_pod_spec(spec: &Value) -> Value {
    let mut held = spec.clone();
    let context = held.make_map().entry("securityContext");
    for key in ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"] {
        if !spec.get(key).is_null() {
            context.make_map().insert(key, spec.get(key));
        }
    }
    if context.is_null() {
        *context = Value::Map(Map::default());
    }
    held
}
