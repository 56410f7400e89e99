//! ConfigMap, Secret, ServiceAccount.

use super::layout::{Layout, age, column, name};

pub const CONFIG_MAP: Layout = Layout {
    columns: &[column("NAME"), column("DATA"), column("AGE")],
    cells: |object, context| {
        let entries = |field: &str| object.body.get(field).entries().len();
        let count = entries("data") + entries("binaryData");
        vec![name(object), count.to_string(), age(object, context)]
    },
};

pub const SECRET: Layout = Layout {
    columns: &[column("NAME"), column("TYPE"), column("DATA"), column("AGE")],
    cells: |object, context| {
        let count = object.body.get("data").entries().len();
        let kind = object.body.get("type").str().to_owned();
        vec![name(object), kind, count.to_string(), age(object, context)]
    },
};

pub const SERVICE_ACCOUNT: Layout = Layout {
    columns: &[column("NAME"), column("AGE")],
    cells: |object, context| vec![name(object), age(object, context)],
};
