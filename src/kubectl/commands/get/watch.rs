//! `kubectl get -w`: objects as they change.

use crate::api::Object;
use crate::cluster::FactId;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::Arguments;
use crate::kubectl::output::Format;
use crate::kubectl::printers::table::{TableOptions, TablePrinter, event_type};
use crate::kubectl::process::{Poll, Process, Stream, World};
use crate::kubectl::request::view;
use crate::kubectl::resource::Selection;
use crate::kubectl::verb::request_timeout;
use crate::store::Verb as Change;
use crate::time::Time;
use std::rc::Rc;

/// Prints objects as they change.
#[derive(Clone)]
pub struct Watch {
    selection: Selection,
    format: Option<Format>,
    /// Whether what happened is printed as well.
    tells: bool,
    table: TablePrinter,
    seen: FactId,
    deadline: Option<Time>,
}

impl Watch {
    /// Prints what there is, and begins to watch.
    ///
    /// # Errors
    /// The format's own.
    pub fn new(
        arguments: &Arguments,
        selection: Selection,
        options: TableOptions,
        format: Option<Format>,
        found: &[Rc<Object>],
        world: &mut World,
    ) -> Result<Watch, Failure> {
        let seen = world.cluster.journal().end();
        let timeout = request_timeout(arguments)?.filter(|length| *length > 0);
        let deadline = timeout.map(|length| world.cluster.now().plus(length));
        let table = TablePrinter::new(options);
        let tells = arguments.is("output-watch-events");
        let mut watch = Watch { selection, format, tells, table, seen, deadline };
        if !arguments.is("watch-only")
            && let Some(first) = found.first()
        {
            let text = match &mut watch.format {
                None => watch.table.print(first.kind, found, &view(world)),
                Some(format) => {
                    let texts = found.iter().map(|object| match tells {
                        true => format.print_event("ADDED", object),
                        false => format.print_object(object),
                    });
                    texts.collect::<Result<String, Failure>>()?
                }
            };
            world.output.push(Stream::Out, &text);
        }
        Ok(watch)
    }
}

impl Process for Watch {
    fn poll(&mut self, world: &mut World) -> Poll {
        let journal = world.cluster.journal();
        let kinds = self.selection.kinds();
        let mut changes = Vec::new();
        for fact in journal.since(self.seen) {
            if !fact.happening.kind().is_some_and(|kind| kinds.contains(&kind)) {
                continue;
            }
            let Some(change) = fact.happening.change() else { continue };
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
            let text = match &mut self.format {
                Some(format) => {
                    let text = match self.tells {
                        true => format.print_event(event_type(verb), &object),
                        false => format.print_object(&object),
                    };
                    match text {
                        Ok(text) => text,
                        Err(failure) => {
                            world.output.push(Stream::Out, &failure.printed);
                            world.output.error(failure.message);
                            return Poll::Done(failure.exit);
                        }
                    }
                }
                None => self.table.print_change(verb, &object, &world.cluster.view()),
            };
            world.output.push(Stream::Out, &text);
        }
        match self.deadline {
            Some(deadline) if deadline <= world.cluster.now() => Poll::Done(0),
            deadline => Poll::Wait(deadline),
        }
    }
}
