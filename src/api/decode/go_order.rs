//! The order of the fields in the API server's own types, in which it reads a patched object
//! (`runtime.DefaultUnstructuredConverter`): of several faults it tells the first.

use crate::api::Kind;
use crate::api::schema::Type;
use crate::yaml::{Content, Node};

/// Types with their fields, where these do not stand in alphabetical order.
const ORDERS: &str = "\
ConfigMap apiVersion kind metadata immutable data binaryData
Container name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty
ContainerPort name hostPort containerPort protocol hostIP
CronJobSpec schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit
DaemonSetSpec selector template updateStrategy minReadySeconds revisionHistoryLimit
DaemonSetUpdateStrategy type rollingUpdate
DeploymentSpec replicas selector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds
DeploymentStrategy type rollingUpdate
EnvFromSource prefix configMapRef secretRef
EnvVarSource fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef
HTTPGetAction path port host scheme httpHeaders
HTTPIngressPath path pathType backend
HorizontalPodAutoscalerSpec scaleTargetRef minReplicas maxReplicas metrics behavior
IngressSpec ingressClassName defaultBackend tls rules
JobSpec parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy
LabelSelector matchLabels matchExpressions
NetworkPolicySpec podSelector ingress egress policyTypes
ObjectMeta name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields
PersistentVolumeClaimSpec accessModes selector resources volumeName storageClassName volumeMode dataSource dataSourceRef volumeAttributesClassName
PodDisruptionBudgetSpec minAvailable selector maxUnavailable unhealthyPodEvictionPolicy
PodSecurityContext seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy fsGroup sysctls fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy
PodSpec volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride schedulingGroup
PriorityClass apiVersion kind metadata value globalDefault description preemptionPolicy
Probe exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds
ReplicaSetSpec replicas minReadySeconds selector template
ResourceRequirements limits requests claims
RoleBinding apiVersion kind metadata subjects roleRef
ClusterRoleBinding apiVersion kind metadata subjects roleRef
RollingUpdateDaemonSet maxUnavailable maxSurge
RollingUpdateDeployment maxUnavailable maxSurge
RollingUpdateStatefulSetStrategy partition maxUnavailable
Secret apiVersion kind metadata immutable data stringData type
SecurityContext capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount seccompProfile appArmorProfile
ServicePort name protocol appProtocol port targetPort nodePort
ServiceSpec ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution
StatefulSetSpec replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals
StatefulSetUpdateStrategy type rollingUpdate
StorageClass apiVersion kind metadata provisioner parameters reclaimPolicy mountOptions allowVolumeExpansion volumeBindingMode allowedTopologies
Toleration key operator value effect tolerationSeconds
TopologySpreadConstraint maxSkew topologyKey whenUnsatisfiable labelSelector minDomains nodeAffinityPolicy nodeTaintsPolicy matchLabelKeys
VolumeMount name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr";

/// Brings the fields of an object of a kind into that order.
pub fn sort(kind: Kind, node: &mut Node) {
    object(Type::of(kind), node);
}

fn object(of: Type, node: &mut Node) {
    let Content::Map(entries) = &mut node.content else { return };
    let order = ORDERS.lines().find_map(|line| line.strip_prefix(of.name())?.strip_prefix(' '));
    if let Some(order) = order {
        let place = |key: &str| order.split(' ').position(|name| name == key);
        crate::order::sort_by_key(entries, |entry| place(&entry.key).unwrap_or(usize::MAX));
    }
    for entry in entries {
        let Some(within) = of.field(&entry.key).and_then(|field| field.shape.object()) else {
            continue;
        };
        match &mut entry.value.content {
            Content::List(items) => items.iter_mut().for_each(|item| object(within, item)),
            Content::Map(_) => object(within, &mut entry.value),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::kind::KINDS;

    #[test]
    fn every_type_is_there_with_all_its_fields() {
        let mut types: Vec<Type> = KINDS.iter().copied().map(Type::of).collect();
        let mut place = 0;
        while let Some(of) = types.get(place).copied() {
            for within in of.fields().filter_map(|field| field.shape.object()) {
                if !types.contains(&within) {
                    types.push(within);
                }
            }
            place += 1;
        }
        for line in ORDERS.lines() {
            let (name, fields) = line.split_once(' ').expect("a type and its fields");
            let found: Vec<&Type> = types.iter().filter(|of| of.name() == name).collect();
            assert_eq!(found.len(), 1, "{name}");
            let mut listed: Vec<&str> = fields.split(' ').collect();
            crate::order::sort(&mut listed);
            let known: Vec<&str> = found[0].fields().map(|field| field.name).collect();
            assert_eq!(listed, known, "{name}");
        }
    }
}
