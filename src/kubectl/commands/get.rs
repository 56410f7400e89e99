//! `kubectl get`: objects as tables, YAML, JSON, paths; once, or as they change.

use crate::api::{Kind, Object, Value};
use crate::cluster::{FactId, Happening};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{Format, OUTPUT, list, unknown_format};
use crate::kubectl::printers::sort::sort_by;
use crate::kubectl::printers::table::{TableOptions, TablePrinter};
use crate::kubectl::printers::template_output::TemplateOutput;
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, FILENAME, Request, SELECTORS, Selection};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::Verb as Change;
use crate::time::Time;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    short('w', "watch", Takes::Switch, "Print objects again as they change."),
    flag("watch-only", Takes::Switch, "Print only what changes from now on."),
    flag("output-watch-events", Takes::Switch, "Print what happened before each object."),
    flag("no-headers", Takes::Switch, "Leave the headings away."),
    flag("show-labels", Takes::Switch, "Print the labels in a last column."),
    short('L', "label-columns", Takes::List, "Print these labels in columns of their own."),
    flag("show-kind", Takes::Switch, "Print the kind before the name."),
    flag("sort-by", Takes::Text, "Sort by the field of this path: `.metadata.name`."),
    flag("ignore-not-found", Takes::Switch, "What is not there is no error."),
    flag("chunk-size", Takes::Number, "Accepted and without effect."),
    flag("server-print", Takes::Switch, "Accepted and on."),
    flag("raw", Takes::Text, "Not supported."),
    flag("subresource", Takes::Text, "Accepted: `status` and `scale` are part of the object."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "get",
    aliases: &[],
    summary: "Display one or many objects.",
    usage: "[(-o|--output=)…] (TYPE[,TYPE…] [NAME | -l label] | TYPE/NAME…) [flags]",
    examples: &[
        "kubectl get pods",
        "kubectl get deploy,sts -o wide",
        "kubectl get pods -l app=web -w",
        "kubectl get pod web-0 -o jsonpath='{.status.podIP}'",
    ],
    flags: &[FLAGS, OUTPUT, FILENAME, SELECTORS, ALL_NAMESPACES],
    run,
};

const NOTHING_SAID: &str = "You must specify the type of resource to get. Use \"kubectl \
                            api-resources\" for a complete list of supported resources.

error: Required resource not specified.
Use \"kubectl explain <resource>\" for a detailed description of that resource (e.g. kubectl \
                            explain pods).
See 'kubectl get -h' for help and examples";

const FORMATS: &str = "custom-columns,custom-columns-file,go-template,go-template-file,json,\
                       jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,\
                       wide,yaml";

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    if selection.requests.is_empty() && selection.failures.is_empty() {
        return Err(Failure::plain(NOTHING_SAID));
    }
    let mut printer = Printer::new(arguments, &selection, world)?;
    let watches = arguments.is("watch") || arguments.is("watch-only");
    if watches && selection.kinds().len() > 1 {
        return Err(Failure::error("you may only specify a single resource type"));
    }
    let mut found = Vec::new();
    let mut failures = selection.failures.clone();
    for object in selection.objects(&view(world)) {
        match object {
            Ok(object) => found.push(object),
            Err(_) if arguments.is("ignore-not-found") => {}
            Err(refusal) => failures.push(Failure::server(&refusal)),
        }
    }
    if let Some(path) = arguments.text("sort-by") {
        sort_by(&mut found, path).map_err(Failure::error)?;
    }
    let mut exit = failures.first().map_or(0, |failure| failure.exit);
    if watches && exit == 0 {
        return Ok(Flow::Then(Box::new(Watch::new(arguments, selection, printer, &found, world))));
    }
    let is_single =
        matches!(selection.requests.as_slice(), [Request::Named(_) | Request::Described(_)]);
    let printed = printer.print(&found, is_single, world);
    if let Err(failure) = printed {
        exit = failure.exit;
        failures.push(failure);
    }
    let ignores = arguments.is("ignore-not-found");
    if found.is_empty() && failures.is_empty() && !ignores && printer.is_table() {
        world.output.error(selection.nothing_found());
    }
    warn(&selection.kinds(), world);
    for failure in &failures {
        world.output.error(&failure.message);
    }
    Ok(Flow::Exit(exit))
}

/// What the API server says about kinds that should be used no more.
fn warn(kinds: &[Kind], world: &mut World) {
    if kinds.contains(&Kind::Endpoints) {
        world.output.error(
            "Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        );
    }
}

/// How the objects are printed.
#[derive(Clone)]
enum Printer {
    Table(TableOptions),
    Format(Format),
    Template(TemplateOutput),
}

impl Printer {
    fn new(
        arguments: &Arguments,
        selection: &Selection,
        world: &World,
    ) -> Result<Printer, Failure> {
        let word = arguments.text("output").unwrap_or_default();
        let template = arguments.text("template");
        let file = |name: &str| world.files.get(name).cloned();
        let no_headers = arguments.is("no-headers");
        if let Some(read) = TemplateOutput::read(word, template, no_headers, file) {
            return read.map(Printer::Template).map_err(Failure::error);
        }
        if let Some(format) = Format::of(word) {
            return Ok(Printer::Format(format));
        }
        if !matches!(word, "" | "wide") {
            return Err(unknown_format(word, FORMATS));
        }
        Ok(Printer::Table(TableOptions {
            wide: word == "wide",
            no_headers,
            show_labels: arguments.is("show-labels"),
            label_columns: arguments.texts("label-columns").to_vec(),
            show_kind: arguments.is("show-kind") || selection.shows_kind,
            with_namespace: arguments.is("all-namespaces"),
            with_event: arguments.is("output-watch-events"),
        }))
    }

    fn is_table(&self) -> bool {
        matches!(self, Printer::Table(_))
    }

    fn print(
        &mut self,
        objects: &[Rc<Object>],
        is_single: bool,
        world: &mut World,
    ) -> Result<(), Failure> {
        let text = match self {
            Printer::Table(options) => tables(objects, options, world),
            Printer::Format(Format::Name) => {
                objects.iter().map(|object| Format::Name.print_object(object)).collect()
            }
            Printer::Format(format) => match objects {
                [] if is_single => String::new(),
                [object] if is_single => format.print_object(object),
                objects => format.print(&list(&values(objects))),
            },
            Printer::Template(template) => match objects {
                [] if is_single => String::new(),
                [object] if is_single => {
                    template.print(&object.to_value()).map_err(Failure::error)?
                }
                objects => template.print(&list(&values(objects))).map_err(Failure::error)?,
            },
        };
        world.output.push(Stream::Out, &text);
        Ok(())
    }
}

fn values(objects: &[Rc<Object>]) -> Vec<Value> {
    objects.iter().map(|object| object.to_value()).collect()
}

/// One table for each run of objects of a kind, with an empty line between them.
fn tables(objects: &[Rc<Object>], options: &TableOptions, world: &World) -> String {
    let mut text = String::new();
    for objects in objects.chunk_by(|left, right| left.kind == right.kind) {
        let Some(first) = objects.first() else { continue };
        if !text.is_empty() {
            text.push('\n');
        }
        let mut options = options.clone();
        options.with_namespace &= first.kind.row().namespaced;
        let table = TablePrinter::new(options).print(first.kind, objects, &view(world));
        text.push_str(&table);
    }
    text
}

/// `-w`: prints objects as they change.
#[derive(Clone)]
struct Watch {
    selection: Selection,
    printer: Printer,
    table: TablePrinter,
    seen: FactId,
    deadline: Option<Time>,
}

impl Watch {
    fn new(
        arguments: &Arguments,
        selection: Selection,
        printer: Printer,
        found: &[Rc<Object>],
        world: &mut World,
    ) -> Watch {
        let table = TablePrinter::new(match &printer {
            Printer::Table(options) => options.clone(),
            _ => TableOptions::default(),
        });
        let seen = world.cluster.journal().end();
        let timeout = arguments
            .text("request-timeout")
            .and_then(crate::kubectl::flags::parse_duration)
            .filter(|length| *length > 0);
        let deadline = timeout.map(|length| world.cluster.now().plus(length));
        let mut watch = Watch { selection, printer, table, seen, deadline };
        if !arguments.is("watch-only") && !found.is_empty() {
            watch.print_all(found, world);
        }
        watch
    }

    fn print_all(&mut self, objects: &[Rc<Object>], world: &mut World) {
        if let (Printer::Table(_), Some(first)) = (&self.printer, objects.first()) {
            let text = self.table.print(first.kind, objects, &world.cluster.view());
            world.output.push(Stream::Out, &text);
            return;
        }
        objects.iter().for_each(|object| self.print_one(Change::Added, object, world));
    }

    fn print_one(&mut self, verb: Change, object: &Rc<Object>, world: &mut World) {
        let text = match &mut self.printer {
            Printer::Table(_) => self.table.print_change(verb, object, &world.cluster.view()),
            Printer::Format(format) => format.print_object(object),
            Printer::Template(template) => match template.print(&object.to_value()) {
                Ok(text) => text,
                Err(fault) => return world.output.error(Failure::error(fault).message),
            },
        };
        world.output.push(Stream::Out, &text);
    }
}

impl Process for Watch {
    fn poll(&mut self, world: &mut World) -> Poll {
        let journal = world.cluster.journal();
        let mut changes = Vec::new();
        for fact in journal.since(self.seen) {
            let Happening::Change(change) = &fact.happening else { continue };
            let was = change.before.as_ref().is_some_and(|before| self.selection.contains(before));
            let is = self.selection.contains(&change.object) && change.verb != Change::Deleted;
            let verb = match (was, is) {
                (false, true) => Change::Added,
                (true, true) => Change::Modified,
                (true, false) => Change::Deleted,
                (false, false) => continue,
            };
            changes.push((verb, change.object.clone()));
        }
        self.seen = journal.end();
        for (verb, object) in changes {
            self.print_one(verb, &object, world);
        }
        match self.deadline {
            Some(deadline) if deadline <= world.cluster.now() => Poll::Done(0),
            deadline => Poll::Wait(deadline),
        }
    }
}
