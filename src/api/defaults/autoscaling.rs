//! Defaults of HorizontalPodAutoscalers.

use super::draft::Draft;
use crate::value;

pub(super) fn autoscaler(spec: &mut Draft) {
    spec.fill("minReplicas", 1);
    if spec.get("metrics").items().is_empty() {
        spec.set(
            "metrics",
            value!([{ "type": "Resource", "resource": {
                "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 80 }
            } }]),
        );
    }
    spec.within("behavior", |behavior| {
        behavior.map("scaleUp", |rules| {
            rules.fill("stabilizationWindowSeconds", 0);
            rules.fill("selectPolicy", "Max");
            rules.fill(
                "policies",
                value!([
                    { "type": "Pods", "value": 4, "periodSeconds": 15 },
                    { "type": "Percent", "value": 100, "periodSeconds": 15 }
                ]),
            );
        });
        behavior.map("scaleDown", |rules| {
            rules.fill("selectPolicy", "Max");
            rules.fill(
                "policies",
                value!([{ "type": "Percent", "value": 100, "periodSeconds": 15 }]),
            );
        });
    });
}
