//! What kubectl can do and a simulated cluster cannot: each says so, after the checks that
//! kubectl makes first.

use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{Arguments, Flag, Takes, flag, short};
use crate::kubectl::output::OUTPUT;
use crate::kubectl::process::World;
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL_NAMESPACES, SELECTORS, Selection};
use crate::kubectl::verb::{Flow, Verb};

static POD_FLAGS: &[Flag] = &[
    short('c', "container", Takes::Text, "The container."),
    short('i', "stdin", Takes::Switch, "Pass the terminal's input on."),
    short('t', "tty", Takes::Switch, "As a terminal."),
    flag("address", Takes::Text, "Accepted and without effect."),
    flag("sort-by", Takes::Text, "`cpu` or `memory`."),
    flag("containers", Takes::Switch, "Of each container."),
    flag("no-headers", Takes::Switch, "Leave the headings away."),
];

macro_rules! row {
    ($row:ident $name:literal $aliases:expr, $usage:literal $summary:literal $run:expr) => {
        #[doc = concat!("The row of `", $name, "`.")]
        pub static $row: Verb = Verb {
            name: $name,
            aliases: $aliases,
            summary: $summary,
            usage: $usage,
            examples: &[],
            flags: &[POD_FLAGS, SELECTORS, ALL_NAMESPACES, OUTPUT],
            run: $run,
        };
    };
}

row! { TOP_POD "top pod" &["pods", "po"], "[NAME | -l label]" "Show what pods use; there are no measurements here." no_metrics }
row! { TOP_NODE "top node" &["nodes", "no"], "[NAME | -l label]" "Show what nodes use; there are no measurements here." no_metrics }
row! { CAN_I "auth can-i" &[], "VERB TYPE" "Whether you may do something: here, yes." |_, world| {
    world.output.line("yes");
    Ok(Flow::Done)
} }
row! { WHO_AM_I "auth whoami" &[], "" "Who you are." |_, world| {
    world.output.line("ATTRIBUTE   VALUE");
    world.output.line("Username    learner");
    Ok(Flow::Done)
} }
row! { EDIT "edit" &[], "(TYPE NAME | TYPE/NAME)" "Edit an object; here the editor does that." edit }
row! { PROXY "proxy" &[], "" "Serve the API; there is no network here." |_, _| Err(no_network()) }

fn no_metrics(_: &Arguments, _: &mut World) -> Result<Flow, Failure> {
    Err(Failure::error("Metrics API not available"))
}

fn no_network() -> Failure {
    Failure::error("there is no network in a simulated cluster")
}

fn edit(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    let selection = Selection::read(&arguments.words, arguments, world)?;
    if selection.requests.is_empty() {
        return Err(Failure::error("must specify one of a resource or -f"));
    }
    selection.require(&view(world))?;
    Err(Failure::error(
        "there is no editor in this terminal; use kubectl patch, or change the file and apply it",
    ))
}
