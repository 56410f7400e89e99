//! Deployment, ReplicaSet, ReplicationController, StatefulSet, DaemonSet, ControllerRevision.

use super::layout::{Layout, RowContext, age, column, containers_and_images, name, number, wide};
use crate::api::Object;
use crate::kubectl::printers::labels::{format_label_map, format_selector, or_none, resource_name};

pub const DEPLOYMENT: Layout = Layout {
    columns: &[
        column("NAME"),
        column("READY"),
        column("UP-TO-DATE"),
        column("AVAILABLE"),
        column("AGE"),
        wide("CONTAINERS"),
        wide("IMAGES"),
        wide("SELECTOR"),
    ],
    cells: |object, context| {
        let status = object.status();
        let [containers, images] = template(object);
        vec![
            name(object),
            ready_of_desired(object),
            number(status.get("updatedReplicas")),
            number(status.get("availableReplicas")),
            age(object, context),
            containers,
            images,
            format_selector(object.spec().get("selector")),
        ]
    },
};

pub const REPLICA_SET: Layout = Layout {
    columns: &[
        column("NAME"),
        column("DESIRED"),
        column("CURRENT"),
        column("READY"),
        column("AGE"),
        wide("CONTAINERS"),
        wide("IMAGES"),
        wide("SELECTOR"),
    ],
    cells: |object, context| {
        let selector = format_selector(object.spec().get("selector"));
        replica_cells(object, context, selector)
    },
};

pub const REPLICATION_CONTROLLER: Layout = Layout {
    columns: REPLICA_SET.columns,
    cells: |object, context| {
        let selector = format_label_map(object.spec().get("selector"));
        replica_cells(object, context, selector)
    },
};

pub const STATEFUL_SET: Layout = Layout {
    columns: &[column("NAME"), column("READY"), column("AGE"), wide("CONTAINERS"), wide("IMAGES")],
    cells: |object, context| {
        let [containers, images] = template(object);
        vec![name(object), ready_of_desired(object), age(object, context), containers, images]
    },
};

pub const DAEMON_SET: Layout = Layout {
    columns: &[
        column("NAME"),
        column("DESIRED"),
        column("CURRENT"),
        column("READY"),
        column("UP-TO-DATE"),
        column("AVAILABLE"),
        column("NODE SELECTOR"),
        column("AGE"),
        wide("CONTAINERS"),
        wide("IMAGES"),
        wide("SELECTOR"),
    ],
    cells: |object, context| {
        let status = object.status();
        let [containers, images] = template(object);
        vec![
            name(object),
            number(status.get("desiredNumberScheduled")),
            number(status.get("currentNumberScheduled")),
            number(status.get("numberReady")),
            number(status.get("updatedNumberScheduled")),
            number(status.get("numberAvailable")),
            format_label_map(object.spec().at("template.spec.nodeSelector")),
            age(object, context),
            containers,
            images,
            format_selector(object.spec().get("selector")),
        ]
    },
};

pub const CONTROLLER_REVISION: Layout = Layout {
    columns: &[column("NAME"), column("CONTROLLER"), column("REVISION"), column("AGE")],
    cells: |object, context| {
        let owner = object.controller().map(|owner| {
            let group = owner.api_version.split_once('/').map_or("", |(group, _)| group);
            resource_name(group, &owner.kind, &owner.name)
        });
        let controller = or_none(owner.unwrap_or_default());
        vec![name(object), controller, number(object.body.get("revision")), age(object, context)]
    },
};

fn replica_cells(object: &Object, context: &RowContext, selector: String) -> Vec<String> {
    let status = object.status();
    let [containers, images] = template(object);
    vec![
        name(object),
        number(object.spec().get("replicas")),
        number(status.get("replicas")),
        number(status.get("readyReplicas")),
        age(object, context),
        containers,
        images,
        selector,
    ]
}

fn ready_of_desired(object: &Object) -> String {
    let ready = object.status().get("readyReplicas").int();
    format!("{ready}/{}", object.spec().get("replicas").int())
}

fn template(object: &Object) -> [String; 2] {
    containers_and_images(object.spec().at("template.spec"))
}
