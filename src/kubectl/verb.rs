//! What a verb is, and how a line finds its verb and runs it.

use super::commands::VERBS;
use super::failure::Failure;
use super::flags::{Arguments, Flag, GLOBAL, Takes};
use super::help;
use super::process::{Input, Kubeconfig, Poll, Process, Stream, World};
use crate::api::nearest::distance;
use crate::time::{Milliseconds, Time, parse_duration};

/// A verb of kubectl: one file and one row each.
#[derive(Debug)]
pub struct Verb {
    /// Its words: `get`, `rollout status`.
    pub name: &'static str,
    /// Other words for its last word.
    pub aliases: &'static [&'static str],
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// What follows its words.
    pub usage: &'static str,
    /// Lines to try.
    pub examples: &'static [&'static str],
    /// Its flags, besides those that every verb has.
    pub flags: &'static [&'static [Flag]],
    /// Runs it.
    pub run: fn(&Arguments, &mut World) -> Result<Flow, Failure>,
}

/// How a command goes on after its first look.
pub enum Flow {
    /// It has ended well.
    Done,
    /// It has ended with this exit status.
    Exit(u8),
    /// This goes on.
    Then(Box<dyn Process>),
}

/// A line of kubectl, running.
#[derive(Clone)]
pub struct Kubectl {
    words: Vec<String>,
    input: Option<Input>,
    running: Option<Box<dyn Process>>,
    /// When it was tried first.
    began: Option<Time>,
}

/// Starts kubectl with the words after its own name.
pub fn start(words: &[String]) -> Box<dyn Process> {
    Box::new(Kubectl { words: words.to_vec(), input: None, running: None, began: None })
}

impl Process for Kubectl {
    fn poll(&mut self, world: &mut World) -> Poll {
        if let Some(running) = &mut self.running {
            return running.poll(world);
        }
        if let Some(input) = world.input.take() {
            let all = self.input.get_or_insert_default();
            all.text.push_str(&input.text);
            all.ended = input.ended;
        }
        let says = |words: &[&str]| self.words.iter().any(|own| words.contains(&own.as_str()));
        let asks = says(&["delete"]) && says(&["-i", "--interactive"]);
        let reads = asks || says(&["-", "--filename=-", "-f-"]);
        if reads && self.input.as_ref().is_some_and(|input| !input.ended) {
            return Poll::Wait(None);
        }
        let now = world.cluster.now();
        let began = *self.began.get_or_insert(now);
        world.input = self.input.clone();
        match run(&self.words, world) {
            Ok(Flow::Done) => Poll::Done(0),
            Ok(Flow::Exit(exit)) => Poll::Done(exit),
            Ok(Flow::Then(mut process)) => {
                let poll = process.poll(world);
                self.running = Some(process);
                poll
            }
            Err(failure) if now < began.plus(failure.patience) => {
                world.input = None;
                Poll::Wait(Some(began.plus(failure.patience)))
            }
            Err(failure) => {
                world.output.push(Stream::Out, &failure.printed);
                if !failure.message.is_empty() {
                    world.output.error(&failure.message);
                }
                Poll::Done(failure.exit)
            }
        }
    }
}

fn run(words: &[String], world: &mut World) -> Result<Flow, Failure> {
    let (path, rest) = split(words);
    let wants_help =
        rest.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h");
    let Some(verb) = find(&path) else {
        return unknown(&path, &rest, wants_help, world);
    };
    if wants_help {
        world.output.push(Stream::Out, &help::of_verb(verb));
        return Ok(Flow::Done);
    }
    let arguments = Arguments::parse(verb.name, verb.flags, &rest)?;
    configured(&arguments, verb, world)?;
    if arguments.has("record") {
        world
            .output
            .error("Flag --record has been deprecated, --record will be removed in the future");
    }
    if !arguments.is("warnings-as-errors") {
        return (verb.run)(&arguments, world);
    }
    let before = warnings(world);
    match ((verb.run)(&arguments, world)?, warnings(world).saturating_sub(before)) {
        (Flow::Done | Flow::Exit(0), 1) => Err(Failure::error("1 warning received")),
        (Flow::Done | Flow::Exit(0), count) if count > 1 => {
            Err(Failure::error(format!("{count} warnings received")))
        }
        (flow, _) => Ok(flow),
    }
}

/// How often the API server has warned of something.
fn warnings(world: &World) -> usize {
    let errors = world.output.chunks.iter().filter(|(stream, _)| *stream == Stream::Error);
    errors.flat_map(|(_, text)| text.lines()).filter(|line| line.starts_with("Warning: ")).count()
}

/// Refuses contexts, clusters and users that are not configured, and a time that is none where
/// the API server is asked.
fn configured(arguments: &Arguments, verb: &Verb, world: &World) -> Result<(), Failure> {
    let given = |flag: &str| arguments.text(flag).filter(|text| !text.is_empty());
    let refuse = |why: String| Err(Failure::error(why));
    // A verb's own flag of the name, and what `config` is told to remember, mean other things.
    let is_own = |name: &str| verb.flags.iter().copied().flatten().any(|flag| flag.name == name);
    let is_value = |name: &str| is_own(name) || verb.name.starts_with("config set");
    let is_file = |name: &&str| name.ends_with(".kube/config") || world.files.contains_key(*name);
    if let Some(file) = given("kubeconfig").filter(|name| !is_file(name)) {
        return refuse(format!("stat {file}: no such file or directory"));
    }
    let is_context = |name: &&str| world.config.contexts.contains_key(*name);
    if let Some(name) = given("context").filter(|name| !is_context(name)) {
        return refuse(format!("context \"{name}\" does not exist"));
    }
    for (flag, own, noun) in
        [("cluster", Kubeconfig::CLUSTER, "cluster"), ("user", Kubeconfig::USER, "auth info")]
    {
        if let Some(name) = given(flag).filter(|name| *name != own && !is_value(flag)) {
            return refuse(format!("{noun} \"{name}\" does not exist"));
        }
    }
    let asks_nobody = ["config", "completion", "options", "plugin", "kuberc"];
    match verb.name.split(' ').next() {
        Some(name) if asks_nobody.contains(&name) => Ok(()),
        _ => request_timeout(arguments).map(drop),
    }
}

/// How long a single request may take: a number alone is one of seconds.
///
/// # Errors
/// What is no time.
pub fn request_timeout(arguments: &Arguments) -> Result<Option<Milliseconds>, Failure> {
    let Some(text) = arguments.text("request-timeout").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let length = match text.parse::<u64>() {
        Ok(seconds) => parse_duration(&format!("{seconds}s")),
        Err(_) => parse_duration(text),
    };
    length.map(Some).ok_or_else(|| {
        Failure::error(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer \
             followed by a corresponding time unit (e.g. 1s | 2m | 3h)",
        )
    })
}

/// The verb of these words.
pub fn find(path: &[&str]) -> Option<&'static Verb> {
    VERBS.iter().copied().find(|verb| {
        let mut names = verb.name.split(' ').collect::<Vec<_>>();
        let last = names.pop().unwrap_or_default();
        path.split_last().is_some_and(|(word, before)| {
            before.len() == names.len()
                && before.iter().zip(&names).all(|(word, name)| word == name)
                && (*word == last || verb.aliases.contains(word))
        })
    })
}

/// Whether verbs begin with these words.
fn is_group(path: &[&str]) -> bool {
    let prefix = format!("{} ", path.join(" "));
    VERBS.iter().any(|verb| verb.name.starts_with(&prefix))
}

/// The words of the verb, its aliases included, and everything else in order.
fn split(words: &[String]) -> (Vec<&str>, Vec<String>) {
    let mut path: Vec<&str> = Vec::new();
    let mut rest = Vec::new();
    let mut index = 0;
    while let Some(word) = words.get(index) {
        if word.starts_with('-') && word.len() > 1 {
            if word == "--" || !(path.is_empty() || is_group(&path)) {
                break;
            }
            let takes_next = GLOBAL.iter().any(|flag| {
                flag.takes != Takes::Switch
                    && (*word == format!("--{}", flag.name)
                        || flag.letter.is_some_and(|letter| *word == format!("-{letter}")))
            });
            rest.push(word.clone());
            if takes_next && let Some(value) = words.get(index + 1) {
                rest.push(value.clone());
                index += 1;
            }
        } else {
            // The one group of verbs that has another name.
            let is_alias = word == "svc" && path == ["create"];
            path.push(if is_alias { "service" } else { word });
            if !path.is_empty() && find(&path).is_none() && !is_group(&path) {
                if path.len() > 1 {
                    path.pop();
                    break;
                }
                index += 1;
                break;
            }
        }
        index += 1;
    }
    rest.extend(words[index.min(words.len())..].iter().cloned());
    (path, rest)
}

fn unknown(
    path: &[&str],
    rest: &[String],
    wants_help: bool,
    world: &mut World,
) -> Result<Flow, Failure> {
    let out = Stream::Out;
    match path {
        [] => {
            Arguments::parse("", &[], rest)?;
            world.output.push(out, &help::overview());
            Ok(Flow::Done)
        }
        ["help"] => {
            let words: Vec<&str> =
                rest.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
            let text = match find(&words) {
                Some(verb) => help::of_verb(verb),
                None if is_group(&words) => help::of_group(&words),
                None if words.is_empty() => help::overview(),
                None => {
                    let topics: Vec<String> =
                        words.iter().map(|word| format!("`{word}`")).collect();
                    world.output.error(format!("Unknown help topic [{}]", topics.join(" ")));
                    help::usage()
                }
            };
            world.output.push(out, &text);
            Ok(Flow::Done)
        }
        path if is_group(path) => {
            let unknown: Vec<&str> =
                rest.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
            if !unknown.is_empty() && !wants_help {
                let group = path.join(" ");
                let message = format!("unknown command {:?}", unknown.join(" "));
                return Err(Failure::usage(&group, message));
            }
            world.output.push(out, &help::of_group(path));
            Ok(Flow::Exit(u8::from(!wants_help)))
        }
        [word, ..] => {
            let mut message = format!("unknown command \"{word}\" for \"kubectl\"");
            let near = suggestions(word);
            if !near.is_empty() {
                message.push_str("\n\nDid you mean this?");
                for name in near {
                    message.push_str(&format!("\n\t{name}"));
                }
            }
            Err(Failure::error(message))
        }
    }
}

/// The verbs that somebody may have meant (`cobra.Command.SuggestionsFor`).
fn suggestions(word: &str) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for verb in VERBS {
        let name = verb.name.split(' ').next().unwrap_or_default();
        let near = distance(word, name) <= 2 || name.starts_with(&word.to_lowercase());
        if near && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
