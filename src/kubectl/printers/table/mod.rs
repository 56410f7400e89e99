//! `kubectl get`: a table for each kind, in the columns that the API server gives it.

mod claims;
mod config;
mod cron_job;
mod endpoints;
mod event;
mod horizontal_pod_autoscaler;
mod ingress;
mod job;
mod layout;
mod node;
mod others;
mod pod;
mod pod_status;
mod rbac;
mod service;
mod workloads;

pub(in crate::kubectl) use claims::{access_modes, storage_class};
pub use layout::{Column, Layout, RowContext};
pub(in crate::kubectl) use node::roles as node_roles;
pub use pod_status::{PodSummary, summarize_pod};
pub(in crate::kubectl) use service::load_balancer_addresses;

use super::labels::format_labels;
use super::tabwriter::TabWriter;
use crate::api::{Kind, Object};
use crate::store::{Verb, View};
use std::fmt::Write;
use std::rc::Rc;

/// The flags of `kubectl get` that shape a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableOptions {
    /// `-o wide`.
    pub wide: bool,
    /// `--no-headers`.
    pub no_headers: bool,
    /// `--show-labels`.
    pub show_labels: bool,
    /// `-L`: the keys of labels, each in a column of its own.
    pub label_columns: Vec<String>,
    /// `--show-kind`, or several kinds at once: names are printed as `deployment.apps/web`.
    pub show_kind: bool,
    /// `-A`: a column for the namespace comes first.
    pub with_namespace: bool,
    /// `--output-watch-events`: a column for what happened comes first of all.
    pub with_event: bool,
}

/// Prints tables of one kind: the headings once, and no column becomes narrower from one call to
/// the next, as in a watch.
#[derive(Clone, Debug)]
pub struct TablePrinter {
    options: TableOptions,
    /// Other columns than the kind's own.
    layout: Option<Layout>,
    writer: TabWriter,
    printed_headings: Option<Kind>,
}

/// A whole table, with its headings.
pub fn print(kind: Kind, objects: &[Rc<Object>], view: &View, options: &TableOptions) -> String {
    TablePrinter::new(options.clone()).print(kind, objects, view)
}

/// What kubectl knows by itself of any object (`--server-print=false`).
pub static NAME_AND_AGE: Layout = Layout {
    columns: &[layout::column("NAME"), layout::column("AGE")],
    cells: |object, context| vec![layout::name(object), layout::age(object, context)],
};

/// The replicas of an object (`--subresource=scale`).
pub static SCALE: Layout = Layout {
    columns: &[
        layout::column("NAME"),
        layout::column("DESIRED"),
        layout::column("AVAILABLE"),
        layout::column("AGE"),
    ],
    cells: |object, context| {
        let wanted = object.spec().get("replicas").as_int().unwrap_or(1);
        vec![
            layout::name(object),
            wanted.to_string(),
            layout::number(object.status().get("replicas")),
            layout::age(object, context),
        ]
    },
};

/// How objects of this kind are laid out in a table.
pub fn layout(kind: Kind) -> &'static Layout {
    match kind {
        Kind::ClusterRole | Kind::Role => &rbac::ROLE,
        Kind::ClusterRoleBinding | Kind::RoleBinding => &rbac::BINDING,
        Kind::ConfigMap => &config::CONFIG_MAP,
        Kind::ControllerRevision => &workloads::CONTROLLER_REVISION,
        Kind::CronJob => &cron_job::LAYOUT,
        Kind::DaemonSet => &workloads::DAEMON_SET,
        Kind::Deployment => &workloads::DEPLOYMENT,
        Kind::EndpointSlice => &endpoints::ENDPOINT_SLICE,
        Kind::Endpoints => &endpoints::ENDPOINTS,
        Kind::Event => &event::LAYOUT,
        Kind::HorizontalPodAutoscaler => &horizontal_pod_autoscaler::LAYOUT,
        Kind::Ingress => &ingress::INGRESS,
        Kind::IngressClass => &ingress::INGRESS_CLASS,
        Kind::Job => &job::LAYOUT,
        Kind::Lease => &others::LEASE,
        Kind::LimitRange => &others::LIMIT_RANGE,
        Kind::Namespace => &others::NAMESPACE,
        Kind::NetworkPolicy => &others::NETWORK_POLICY,
        Kind::Node => &node::LAYOUT,
        Kind::PersistentVolume => &claims::PERSISTENT_VOLUME,
        Kind::PersistentVolumeClaim => &claims::PERSISTENT_VOLUME_CLAIM,
        Kind::Pod => &pod::LAYOUT,
        Kind::PodDisruptionBudget => &others::POD_DISRUPTION_BUDGET,
        Kind::PodTemplate => &others::POD_TEMPLATE,
        Kind::PriorityClass => &others::PRIORITY_CLASS,
        Kind::ReplicaSet => &workloads::REPLICA_SET,
        Kind::ReplicationController => &workloads::REPLICATION_CONTROLLER,
        Kind::ResourceQuota => &others::RESOURCE_QUOTA,
        Kind::Secret => &config::SECRET,
        Kind::Service => &service::LAYOUT,
        Kind::ServiceAccount => &config::SERVICE_ACCOUNT,
        Kind::StatefulSet => &workloads::STATEFUL_SET,
        Kind::StorageClass => &claims::STORAGE_CLASS,
    }
}

impl TablePrinter {
    /// A printer that has printed nothing yet.
    pub fn new(options: TableOptions) -> TablePrinter {
        TablePrinter {
            options,
            layout: None,
            writer: TabWriter::for_tables(),
            printed_headings: None,
        }
    }

    /// The same with other columns than those of the objects' kind.
    pub fn laid_out(self, layout: Layout) -> TablePrinter {
        TablePrinter { layout: Some(layout), ..self }
    }

    /// The objects' rows, after the headings if those were not yet printed for this kind.
    pub fn print(&mut self, kind: Kind, objects: &[Rc<Object>], view: &View) -> String {
        self.print_rows(kind, objects, "ADDED", view)
    }

    /// The row of an object to which something happened.
    pub fn print_change(&mut self, verb: Verb, object: &Rc<Object>, view: &View) -> String {
        self.print_rows(object.kind, std::slice::from_ref(object), event_type(verb), view)
    }

    fn print_rows(
        &mut self,
        kind: Kind,
        objects: &[Rc<Object>],
        event: &str,
        view: &View,
    ) -> String {
        let layout = self.layout.as_ref().unwrap_or_else(|| layout(kind));
        let mut text = String::new();
        if self.printed_headings != Some(kind) {
            self.printed_headings = Some(kind);
            if !self.options.no_headers {
                write_line(&mut text, &self.headings(layout));
            }
        }
        let context = RowContext { now: view.now, wide: self.options.wide };
        for object in objects {
            write_line(&mut text, &self.row(layout, object, event, &context));
        }
        self.writer.align(&text)
    }

    fn headings(&self, layout: &Layout) -> Vec<String> {
        let options = &self.options;
        let before = [(options.with_event, "EVENT"), (options.with_namespace, "NAMESPACE")];
        let mut headings: Vec<String> =
            before.iter().filter(|(asked, _)| *asked).map(|(_, text)| (*text).to_owned()).collect();
        headings.extend(self.shown(layout).map(|(_, column)| column.heading.to_owned()));
        for key in &options.label_columns {
            headings.push(key.rsplit('/').next().unwrap_or(key).to_uppercase());
        }
        if options.show_labels {
            headings.push("LABELS".to_owned());
        }
        headings
    }

    fn row(
        &self,
        layout: &Layout,
        object: &Object,
        event: &str,
        context: &RowContext,
    ) -> Vec<String> {
        let options = &self.options;
        let mut cells = Vec::with_capacity(layout.columns.len() + 2);
        if options.with_event {
            cells.push(format!("{event:8}"));
        }
        if options.with_namespace {
            cells.push(object.meta.namespace.to_string());
        }
        let mut own = (layout.cells)(object, context);
        for (index, column) in self.shown(layout) {
            let mut cell = own.get_mut(index).map(std::mem::take).unwrap_or_default();
            if column.heading == "NAME" && options.show_kind {
                cell.insert_str(0, &format!("{}/", object.kind.singular_with_group()));
            }
            cells.push(one_line(cell));
        }
        for key in &options.label_columns {
            cells.push(object.label(key).unwrap_or("").to_owned());
        }
        if options.show_labels {
            cells.push(format_labels(&object.meta.labels));
        }
        cells
    }

    fn shown<'layout>(
        &self,
        layout: &'layout Layout,
    ) -> impl Iterator<Item = (usize, &'layout Column)> {
        let wide = self.options.wide;
        layout.columns.iter().enumerate().filter(move |(_, column)| wide || !column.wide)
    }
}

/// What a watch calls it.
pub fn event_type(verb: Verb) -> &'static str {
    match verb {
        Verb::Added => "ADDED",
        Verb::Modified => "MODIFIED",
        Verb::Deleted => "DELETED",
    }
}

/// A cell ends at its first line break, with dots; nothing in it may steer the terminal.
fn one_line(cell: String) -> String {
    if !cell.contains(['\n', '\r', '\u{c}', '\t', '\u{1b}']) {
        return cell;
    }
    let line = cell.split(['\n', '\r', '\u{c}']).next().unwrap_or_default();
    let dots = if line.len() < cell.len() { "..." } else { "" };
    format!("{}{dots}", line.replace('\u{1b}', "^[").replace('\t', " "))
}

fn write_line(text: &mut String, cells: &[String]) {
    for (index, cell) in cells.iter().enumerate() {
        let _ = write!(text, "{}{cell}", if index == 0 { "" } else { "\t" });
    }
    text.push('\n');
}
