//! `kubectl apply`: makes objects as files describe them, or brings them nearer to it.

mod change;
mod forced;
mod prune;
mod server_side;

pub use change::merged;

use super::delete::{ANEW, cascade};
use crate::api::{Kind, Object};
use crate::kubectl::edit::FIELD_MANAGER;
use crate::kubectl::failure::{Failure, report};
use crate::kubectl::flags::{Arguments, Flag, Takes, flag};
use crate::kubectl::manifest::{self, Manifest};
use crate::kubectl::output::{DRY_RUN, DryRun, Format, OUTPUT, RECORD};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::{ALL, FILENAME, SELECTOR, shown};
use crate::kubectl::verb::{Flow, Verb};
use crate::store::Propagation;
use change::{Applied, apply};
use forced::Forced;
use std::collections::VecDeque;
use std::rc::Rc;

static FLAGS: &[Flag] = &[
    flag("validate", Takes::Optional("strict"), "`strict`, `warn` or `ignore` unknown fields."),
    flag("overwrite", Takes::Switch, "Accepted and on."),
    flag("wait", Takes::Switch, "Accepted: nothing is waited for."),
    flag("server-side", Takes::Switch, "Let the API server merge."),
    flag("force-conflicts", Takes::Switch, "Also change what others have set."),
    flag("force", Takes::Switch, "Delete what may not be changed so, and make it anew."),
    flag("openapi-patch", Takes::Switch, "Accepted and on: the types of the API are known."),
    flag("subresource", Takes::Text, "Not supported: `kubectl patch --subresource` changes it."),
    flag("prune", Takes::Switch, "Delete what was applied once and stands in no file now."),
    flag("prune-allowlist", Takes::Texts, "Kinds to delete of: `apps/v1/Deployment`."),
];

/// The row.
pub static VERB: Verb = Verb {
    name: "apply",
    aliases: &[],
    summary: "Create or change objects so that they are as files describe them.",
    usage: "-f FILE",
    examples: &["kubectl apply -f web.yaml", "cat web.yaml | kubectl apply -f -"],
    flags: &[FLAGS, ANEW, FILENAME, SELECTOR, ALL, OUTPUT, DRY_RUN, RECORD, FIELD_MANAGER],
    run,
};

fn run(arguments: &Arguments, world: &mut World) -> Result<Flow, Failure> {
    if let Some(word) = arguments.words.first() {
        return Err(Failure::usage("apply", format!("Unexpected args: [{word}]")));
    }
    if !arguments.has("filename") && !arguments.has("kustomize") {
        return Err(Failure::error("must specify one of -f and -k"));
    }
    check(arguments)?;
    let dry_run = DryRun::read(arguments)?;
    let format = Format::read(arguments, world)?;
    let propagation = cascade(arguments, world)?;
    manifest::check_validate(arguments)?;
    // It reads everything before it does anything.
    let (mut manifests, mut unread) = (VecDeque::new(), Vec::new());
    for manifest in manifest::read_all(arguments, world)? {
        match manifest {
            Ok(manifest) => manifests.push_back(manifest),
            Err(why) => unread.push(why),
        }
    }
    if manifests.is_empty() && unread.is_empty() {
        return Err(Failure::error("no objects passed to apply"));
    }
    let pruned = arguments.is("prune").then(|| prune::kinds(arguments)).transpose()?;
    let (arguments, objects, failures) = (arguments.clone(), Vec::new(), Vec::new());
    let line = Line { arguments, dry_run, format, propagation, pruned };
    let forced = None;
    Ok(Flow::Then(Box::new(Applying { line, manifests, unread, failures, objects, forced })))
}

/// Refuses flags that do not go together.
fn check(arguments: &Arguments) -> Result<(), Failure> {
    let server_side = arguments.is("server-side");
    let refusal = if arguments.is("force-conflicts") && !server_side {
        "--force-conflicts only works with --server-side"
    } else if server_side && arguments.text("dry-run") == Some("client") {
        "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)"
    } else if server_side && arguments.is("force") {
        "--force cannot be used with --server-side"
    } else if arguments.is("force") && arguments.text("dry-run") == Some("server") {
        "--dry-run=server cannot be used with --force"
    } else if arguments.is("all") && arguments.has("selector") {
        "cannot set --all and --selector at the same time"
    } else if arguments.is("prune") && !arguments.is("all") && !arguments.has("selector") {
        "all resources selected for prune without explicitly passing --all. To prune all \
         resources, pass the --all flag. If you did not mean to prune all resources, specify a \
         label selector"
    } else if arguments.has("subresource") && !server_side {
        "--subresource can only be specified for --server-side"
    } else if arguments.has("subresource") {
        "--subresource is not supported here: files describe whole objects, and kubectl patch \
         --subresource changes a part of one"
    } else {
        return Ok(());
    };
    Err(Failure::error(refusal))
}

/// What the line asks for.
#[derive(Clone)]
struct Line {
    arguments: Arguments,
    dry_run: DryRun,
    format: Option<Format>,
    propagation: Propagation,
    /// The kinds of which what stands in no file goes, if that is asked for.
    pruned: Option<Vec<Kind>>,
}

/// Applies one manifest after the other; one that is refused stops no other.
#[derive(Clone)]
struct Applying {
    line: Line,
    /// Those that are to come.
    manifests: VecDeque<Manifest>,
    unread: Vec<Failure>,
    failures: Vec<Failure>,
    /// What is printed when all of it is applied.
    objects: Vec<Rc<Object>>,
    forced: Option<Forced>,
}

impl Process for Applying {
    fn poll(&mut self, world: &mut World) -> Poll {
        loop {
            let applied = if let Some(forced) = &mut self.forced {
                if let Some(look) = forced.waits(world) {
                    return Poll::Wait(Some(look));
                }
                let made = forced.make(&self.line.arguments, world);
                self.forced = None;
                made.map(|object| (object, "configured"))
            } else {
                let Some(manifest) = self.manifests.pop_front() else { break };
                let original = view(world).get(&manifest.key()).cloned();
                match (apply(&self.line, world, &manifest, original.as_deref()), original) {
                    (Ok(Applied::Deleted), Some(original)) => {
                        let timeout = self.line.arguments.duration("timeout");
                        let now = world.cluster.now();
                        self.forced = Some(Forced::new(manifest, original, now, timeout));
                        continue;
                    }
                    (Ok(Applied::Done(object, verb)), _) => Ok((object, verb)),
                    (Ok(Applied::Deleted), None) => continue,
                    (Err(failure), _) => Err(failure),
                }
            };
            match applied {
                Ok((object, verb)) => self.tell(world, object, verb),
                Err(failure) => self.failures.push(failure),
            }
        }
        Poll::Done(self.end(world))
    }
}

impl Applying {
    /// Says what became of an object, or keeps it for the end.
    fn tell(&mut self, world: &mut World, object: Rc<Object>, verb: &str) {
        match self.line.format {
            None => {
                let suffix = self.line.dry_run.suffix();
                world.output.line(format!("{} {verb}{suffix}", shown(&object)));
            }
            Some(Format::Name) => world.output.line(shown(&object)),
            Some(_) => self.objects.push(object),
        }
    }

    /// Prints what was applied, unless something failed; the exit status.
    fn end(&mut self, world: &mut World) -> u8 {
        if self.unread.len() > 1 && !self.failures.is_empty() {
            self.unread = vec![Failure::group(&self.unread)];
        }
        self.unread.append(&mut self.failures);
        if self.unread.is_empty()
            && let Some(format) = &mut self.line.format
        {
            let printed = match self.objects.as_slice() {
                [] => Ok(String::new()),
                [only] => format.print_object(only),
                several => format.print_list(several.iter().map(|object| object.to_value())),
            };
            match printed {
                Ok(text) => world.output.push(Stream::Out, &text),
                Err(failure) => self.unread.push(failure),
            }
        }
        if self.unread.is_empty()
            && let Some(kinds) = &self.line.pruned
        {
            self.unread.extend(prune::prune(&self.line.arguments, world, kinds).err());
        }
        report(&self.unread, world.output)
    }
}
