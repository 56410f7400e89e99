//! The files that the playground begins with: the manifests of the course's notes.

macro_rules! examples {
    ($($name:literal)*) => {
        /// The files by name, in the order in which they are offered.
        pub const EXAMPLES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../static/examples/", $name)))),*];
    };
}

examples! {
    "mysql.yaml"
    "mysql-service.yaml"
    "mysql-secret.yaml"
    "web.yaml"
    "web-flattened.yaml"
    "canary.yaml"
    "canary-flattened.yaml"
    "logging-namespace.yaml"
    "fluentd.yaml"
    "node-logger.yaml"
    "node-logger-flattened.yaml"
    "gpu-monitor.yaml"
    "system-monitor.yaml"
    "backup-db.yaml"
    "image-process.yaml"
    "daily-backup.yaml"
}
