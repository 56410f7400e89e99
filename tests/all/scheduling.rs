//! What the scheduler remembers from one pod to the next changes nothing of what it decides.

use podarium::cluster::ClusterOptions;
use podarium::session::Session;
use podarium::time::SECOND;

/// Pods that pay regard to one another in every way, and a class for the urgent ones.
const PODS: &str = r#"
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: urgent}
value: 1000
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: spread}
spec:
  replicas: 5
  selector: {matchLabels: {app: spread}}
  template:
    metadata: {labels: {app: spread, tier: web}}
    spec:
      topologySpreadConstraints:
      - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule,
         labelSelector: {matchLabels: {app: spread}}}
      - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway,
         labelSelector: {matchLabels: {tier: web}}}
      containers: [{name: c, image: nginx, resources: {requests: {cpu: 200m, memory: 64Mi}}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: apart}
spec:
  serviceName: apart
  podManagementPolicy: Parallel
  replicas: 4
  selector: {matchLabels: {app: apart}}
  template:
    metadata: {labels: {app: apart}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: apart}}}
      containers: [{name: c, image: nginx}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: near}
spec:
  replicas: 4
  selector: {matchLabels: {app: near}}
  template:
    metadata: {labels: {app: near, tier: web}}
    spec:
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app: apart}}}
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 30
            podAffinityTerm:
              {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {tier: web}}}
      containers: [{name: c, image: nginx, resources: {requests: {cpu: 100m}}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: plain}
spec:
  replicas: 6
  selector: {matchLabels: {app: plain}}
  template:
    metadata: {labels: {app: plain}}
    spec:
      containers: [{name: c, image: nginx, resources: {requests: {cpu: 300m, memory: 100Mi}}}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: c, image: nginx, ports: [{containerPort: 80, hostPort: 80}]}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: light}
spec:
  replicas: 8
  selector: {matchLabels: {app: light}}
  template:
    metadata: {labels: {app: light}}
    spec:
      containers: [{name: c, image: nginx}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: heavy}
spec:
  replicas: 0
  selector: {matchLabels: {app: heavy}}
  template:
    metadata: {labels: {app: heavy}}
    spec:
      containers: [{name: c, image: nginx, resources: {requests: {cpu: 3900m, memory: 7900Mi}}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: urgent}
spec:
  replicas: 0
  selector: {matchLabels: {app: urgent}}
  template:
    metadata: {labels: {app: urgent}}
    spec:
      priorityClassName: urgent
      containers: [{name: c, image: nginx, resources: {requests: {cpu: "2"}}}]
"#;

const LINES: [&str; 27] = [
    "for n in 1 2 3; do kubectl label node node-$n topology.kubernetes.io/zone=a; done",
    "for n in 4 5; do kubectl label node node-$n topology.kubernetes.io/zone=b; done",
    "kubectl apply -f pods.yaml",
    "kubectl scale deployment plain --replicas=12",
    "kubectl delete pods -l app=spread",
    "kubectl create service clusterip plain --tcp=80",
    "kubectl delete pods -l app=plain",
    "kubectl scale statefulset apart --replicas=7",
    "kubectl cordon node-2",
    "kubectl rollout restart deployment plain",
    "kubectl taint node node-3 old=yes:PreferNoSchedule",
    "kubectl scale deployment near --replicas=9",
    "kubectl scale deployment urgent --replicas=9",
    "cluster node add node-6",
    "kubectl label node node-6 topology.kubernetes.io/zone=c",
    "kubectl uncordon node-2",
    "kubectl delete pod apart-0 apart-3",
    "kubectl scale deployment urgent --replicas=1",
    "kubectl delete node node-4",
    "kubectl scale deployment light --replicas=9",
    "kubectl scale deployment light --replicas=2",
    "kubectl scale deployment light --replicas=10",
    "kubectl delete deployment near spread",
    "kubectl scale deployment heavy --replicas=2",
    "kubectl scale deployment plain --replicas=2",
    "kubectl create deployment another --image=nginx --replicas=3",
    "kubectl scale deployment heavy --replicas=4",
];

#[test]
fn what_the_scheduler_remembers_decides_nothing() {
    let mut session = Session::new(&ClusterOptions { nodes: 5, ..ClusterOptions::default() });
    session.write_file("pods.yaml", PODS);
    for line in LINES {
        // A copy begins with nothing remembered.
        let mut fresh = session.clone();
        let before = session.cluster().journal().end();
        let since = |session: &mut Session| {
            let finished = session.run(line);
            assert_eq!(finished.exit, 0, "{line}: {}", finished.output);
            session.advance_to(session.now().plus(12 * SECOND));
            let facts = session.cluster().journal().since(before);
            facts.map(|fact| format!("{fact:?}")).collect::<Vec<_>>()
        };
        let (ours, theirs) = (since(&mut session), since(&mut fresh));
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours, theirs, "{line}");
        }
        assert_eq!(ours.len(), theirs.len(), "{line}");
    }
}
