//! `kubectl get`: objects as tables, YAML, JSON, paths; once, or as they change.

mod raw;
mod watch;

use crate::api::Object;
use crate::api::validation::deprecation;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::{Format, OUTPUT, list};
use crate::kubectl::printers::sort::{sort_by, sort_rows};
use crate::kubectl::printers::table::{Layout, NAME_AND_AGE, SCALE, TableOptions, TablePrinter};
use crate::kubectl::process::{Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{
    ALL_NAMESPACES, FIELD_SELECTOR, FILENAME, Request, SELECTOR, Selection,
};
use crate::kubectl::subresource::{self, Subresource};
use crate::kubectl::verb::{Flow, Verb};
use std::rc::Rc;
use watch::Watch;

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
    flag("chunk-size", Takes::Number, "Accepted: lists come in one piece."),
    flag("server-print", Takes::Switch, "Columns of the kind; `=false` leaves name and age."),
    flag("raw", Takes::Text, "An address of the API: `/healthz`, `/api/v1/nodes`."),
    flag(
        "subresource",
        Takes::Text,
        "`scale`: only how many replicas there are; `status`: the object, if it has one.",
    ),
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
    flags: &[FLAGS, OUTPUT, FILENAME, FIELD_SELECTOR, SELECTOR, ALL_NAMESPACES],
    run,
};

const NOTHING_SAID: &str = "You must specify the type of resource to get. Use \"kubectl \
                            api-resources\" for a complete list of supported resources.

error: Required resource not specified.
Use \"kubectl explain <resource>\" for a detailed description of that resource (e.g. kubectl \
                            explain pods).
See 'kubectl get -h' for help and examples";

/// How a watch begins to say that it cannot print what there is.
const UNPRINTED: &str = "unable to output the provided object";

/// What the deprecated ComponentStatus says: nobody listens any more where it asks.
const COMPONENTS: &str = "\
NAME                 STATUS      MESSAGE                                                                                        ERROR
scheduler            Unhealthy   Get \"https://127.0.0.1:10259/healthz\": dial tcp 127.0.0.1:10259: connect: connection refused   \n\
controller-manager   Unhealthy   Get \"https://127.0.0.1:10257/healthz\": dial tcp 127.0.0.1:10257: connect: connection refused   \n\
etcd-0               Healthy     ok                                                                                             \n";

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let watches = arguments.is("watch") || arguments.is("watch-only");
    if let Some(path) = arguments.text("raw").filter(|path| !path.is_empty()) {
        check_raw(arguments, path, watches)?;
        return raw::raw(path, world);
    }
    if sort_path(arguments).is_some() {
        warn_of_sorting(arguments, world);
    }
    let selection = Selection::read(&arguments.words, arguments, world)?;
    if selection.is_empty() && !watches {
        return Err(Failure::plain(NOTHING_SAID));
    }
    check_flags(arguments, watches)?;
    selection.require_any()?;
    let part = subresource::read(arguments)?;
    if part.is_some() && selection.requests.iter().any(|own| matches!(own, Request::List(..))) {
        let why = "subresource cannot be used when bulk resources are specified";
        return Err(Failure::error(why));
    }
    let format = Format::read_for_table(arguments, world)?;
    if watches {
        check_watch(arguments, &selection)?;
    }
    let sorting = match &format {
        None if arguments.is_or("server-print", true) && !arguments.is("watch-only") => {
            sort_path(arguments)
        }
        _ => None,
    };
    let (found, failures) = found(arguments, &selection, sorting, world)
        .map_err(|why| Failure::error(if watches { format!("{UNPRINTED}: {why}") } else { why }))?;
    if let Some(part) = part {
        found.iter().try_for_each(|object| part.require(object.kind))?;
    }
    match watches {
        true => watch(arguments, selection, format, &found, failures, world),
        false => show(arguments, &selection, part, format, found, failures, world),
    }
}

/// `--sort-by`, unless it is empty.
fn sort_path(arguments: &Arguments) -> Option<&str> {
    arguments.text("sort-by").filter(|path| !path.is_empty())
}

/// Says that what changes comes as it comes.
fn warn_of_sorting(arguments: &Arguments, world: &mut World) {
    if arguments.is("watch") {
        world.output.error(
            "warning: --watch requested, --sort-by will be ignored for watch events received",
        );
    } else if arguments.is("watch-only") {
        world.output.error("warning: --watch-only requested, --sort-by will be ignored");
    }
}

/// Refuses what `--raw` cannot heed.
fn check_raw(arguments: &Arguments, path: &str, watches: bool) -> Result<(), Failure> {
    let is_said = |flag: &str| arguments.text(flag).is_some_and(|text| !text.is_empty());
    if !arguments.words.is_empty() {
        return Err(Failure::error("arguments may not be passed when --raw is specified"));
    }
    if watches || is_said("selector") {
        let why = "--raw may not be specified with other flags that filter the server request or \
                   alter the output";
        return Err(Failure::error(why));
    }
    if is_said("output") {
        return Err(Failure::error("--raw and --output are mutually exclusive"));
    }
    if !path.starts_with('/') && !path.contains("://") {
        let why = format!("parse {path:?}: invalid URI for request");
        return Err(Failure::error(format!("--raw must be a valid URL path: {why}")));
    }
    Ok(())
}

/// Refuses flags that do not go together.
fn check_flags(arguments: &Arguments, watches: bool) -> Result<(), Failure> {
    let output = arguments.text("output").unwrap_or_default();
    if arguments.is("show-labels") && !matches!(output, "" | "wide") {
        let why = format!("--show-labels option cannot be used with {output} printer");
        return Err(Failure::error(why));
    }
    if arguments.is("output-watch-events") && !watches {
        return Err(Failure::error(
            "--output-watch-events option can only be used with --watch or --watch-only",
        ));
    }
    Ok(())
}

/// Refuses what cannot be watched.
fn check_watch(arguments: &Arguments, selection: &Selection) -> Result<(), Failure> {
    if selection.kinds().len() > 1 {
        return Err(Failure::error(match arguments.has("filename") {
            true => {
                "watch is only supported on individual resources and resource collections - \
                     more than 1 resource was found"
            }
            false => "you may only specify a single resource type",
        }));
    }
    Ok(())
}

/// The objects that are meant, and what could not be found or read.  The API server answers each
/// request with a table, and only the rows of one are sorted.
fn found(
    arguments: &Arguments,
    selection: &Selection,
    sorting: Option<&str>,
    world: &World,
) -> Result<(Vec<Rc<Object>>, Vec<Failure>), String> {
    let (mut found, mut failures) = (Vec::new(), selection.failures.clone());
    for request in &selection.requests {
        let start = found.len();
        for object in selection.objects_of(request, &view(world)) {
            match object {
                Ok(object) => found.push(object),
                Err(_) if arguments.is("ignore-not-found") => {}
                Err(refusal) => failures.push(Failure::server(&refusal)),
            }
        }
        let rows = &mut found[start..];
        // A watch prints a single row as it is.
        if let Some(path) = sorting
            && (rows.len() > 1 || !arguments.is("watch"))
        {
            sort_rows(rows, path)?;
        }
    }
    Ok((found, failures))
}

fn watch(
    arguments: &Arguments,
    selection: Selection,
    format: Option<Format>,
    found: &[Rc<Object>],
    failures: Vec<Failure>,
    world: &mut World,
) -> Result<Flow, Failure> {
    warn(&selection, world);
    if let Some(first) = failures.into_iter().next() {
        return Err(first);
    }
    if found.is_empty() && arguments.is("ignore-not-found") && !selection.is_list() {
        return Ok(Flow::Done);
    }
    let count = selection.requests.len();
    let options = table_options(arguments, &selection, found);
    let watch = Watch::new(arguments, selection, options, format, found, world)?;
    match count {
        0 | 1 => Ok(Flow::Then(Box::new(watch))),
        count => Err(too_many(arguments, count)),
    }
}

/// Prints what was found, and says what was not.
fn show(
    arguments: &Arguments,
    selection: &Selection,
    part: Option<Subresource>,
    format: Option<Format>,
    mut found: Vec<Rc<Object>>,
    mut failures: Vec<Failure>,
    world: &mut World,
) -> Result<Flow, Failure> {
    let is_table = format.is_none() && arguments.is_or("server-print", true);
    if let Some(path) = sort_path(arguments).filter(|_| !is_table && !is_single(selection)) {
        sort_by(&mut found, path).map_err(Failure::error)?;
    }
    let says_nothing = found.is_empty() && failures.is_empty();
    match format {
        Some(mut format) if part == Some(Subresource::Scale) => {
            let text = subresource::print_scales(&found, &mut format)?;
            world.output.push(Stream::Out, &text);
        }
        Some(format) => failures.extend(print(selection, &found, format, world).err()),
        None if selection.others.iter().any(|kind| kind.name == "ComponentStatus") => {
            world.output.push(Stream::Out, COMPONENTS);
        }
        None if says_nothing && !arguments.is("ignore-not-found") => {
            world.output.error(selection.nothing_listed());
        }
        None => {
            let layout = match part {
                Some(Subresource::Scale) => Some(SCALE),
                _ => (!arguments.is_or("server-print", true)).then_some(NAME_AND_AGE),
            };
            let options = table_options(arguments, selection, &found);
            let text = tables(&found, &options, layout, world);
            world.output.push(Stream::Out, &text);
        }
    }
    warn(selection, world);
    Ok(Flow::Exit(report(&failures, world.output)))
}

/// kubectl watches one thing, and says so once it has printed all that it was asked for.
fn too_many(arguments: &Arguments, count: usize) -> Failure {
    Failure::error(match arguments.texts("filename").len() {
        1 => format!(
            "watch is only supported on individual resources and resource collections - {count} \
             resources were found"
        ),
        _ => "you may only watch a single resource or type of resource at a time".to_owned(),
    })
}

/// What the API server says about kinds that should be used no more.
pub fn warn(selection: &Selection, world: &mut World) {
    for text in selection.kinds().into_iter().filter_map(deprecation) {
        world.output.error(format!("Warning: {text}"));
    }
    if selection.others.iter().any(|kind| kind.name == "ComponentStatus") {
        world.output.error("Warning: v1 ComponentStatus is deprecated in v1.19+");
    }
}

/// Of how many kinds the answers are: a list is one also where it is empty, a name only where there
/// is something of that name.
fn answered_kinds(selection: &Selection, found: &[Rc<Object>]) -> usize {
    let lists = selection.requests.iter().filter_map(|request| match request {
        Request::List(kind, _) => Some(*kind),
        _ => None,
    });
    let mut kinds = Vec::new();
    for kind in lists.chain(found.iter().map(|object| object.kind)) {
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.len() + selection.others.len()
}

fn table_options(
    arguments: &Arguments,
    selection: &Selection,
    found: &[Rc<Object>],
) -> TableOptions {
    TableOptions {
        wide: arguments.text("output") == Some("wide"),
        no_headers: arguments.is("no-headers"),
        show_labels: arguments.is("show-labels"),
        label_columns: arguments.texts("label-columns").to_vec(),
        show_kind: arguments.is("show-kind") || answered_kinds(selection, found) > 1,
        with_namespace: arguments.is("all-namespaces"),
        with_event: arguments.is("output-watch-events"),
    }
}

/// Whether one object was named alone.
fn is_single(selection: &Selection) -> bool {
    matches!(selection.requests.as_slice(), [Request::Named(_) | Request::Described(_)])
}

/// Prints an object that was named alone as it is, and everything else as a list.
fn print(
    selection: &Selection,
    objects: &[Rc<Object>],
    mut format: Format,
    world: &mut World,
) -> Result<(), Failure> {
    let text = match objects {
        [] if is_single(selection) => String::new(),
        [object] if is_single(selection) => format.print_object(object)?,
        objects if matches!(format, Format::Name) => {
            let names = objects.iter().map(|object| format.print_object(object));
            names.collect::<Result<String, Failure>>()?
        }
        objects => {
            let values: Vec<_> = objects.iter().map(|object| object.to_value()).collect();
            format.print(&list(&values))?
        }
    };
    world.output.push(Stream::Out, &text);
    Ok(())
}

/// One table for each run of objects of a kind, with an empty line between them.
fn tables(
    objects: &[Rc<Object>],
    options: &TableOptions,
    layout: Option<Layout>,
    world: &World,
) -> String {
    let mut text = String::new();
    for objects in objects.chunk_by(|left, right| left.kind == right.kind) {
        let Some(first) = objects.first() else { continue };
        if !text.is_empty() {
            text.push('\n');
        }
        let mut options = options.clone();
        options.with_namespace &= first.kind.row().namespaced;
        let mut table = TablePrinter::new(options);
        if let Some(layout) = layout {
            table = table.laid_out(layout);
        }
        text.push_str(&table.print(first.kind, objects, &view(world)));
    }
    text
}
