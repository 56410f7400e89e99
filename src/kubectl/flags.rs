//! Flags as kubectl reads them: `--name=value`, `--name value`, `-n value`, `-nvalue`, anywhere
//! on the line.

use super::failure::Failure;
use crate::ordered::OrderedMap;
use crate::time::{Milliseconds, parse_duration, read_duration};

/// What follows a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing, or `=true`, `=false`.
    Switch,
    /// A text.
    Text,
    /// A text; the flag may be given several times.
    Texts,
    /// Texts parted by commas; the flag may be given several times.
    List,
    /// A whole number.
    Number,
    /// A length of time: `30s`.
    Duration,
    /// A text after `=`; this one if there is none.
    Optional(&'static str),
}

/// A flag of a verb.
#[derive(Debug)]
pub struct Flag {
    /// Its long name, without dashes.
    pub name: &'static str,
    /// Its letter, if it has one.
    pub letter: Option<char>,
    /// What follows it.
    pub takes: Takes,
    /// What it does, in one sentence.
    pub help: &'static str,
}

/// A flag without a letter.
pub const fn flag(name: &'static str, takes: Takes, help: &'static str) -> Flag {
    Flag { name, letter: None, takes, help }
}

/// A flag with a letter.
pub const fn short(letter: char, name: &'static str, takes: Takes, help: &'static str) -> Flag {
    Flag { name, letter: Some(letter), takes, help }
}

/// The flags that every verb has.
pub static GLOBAL: &[Flag] = &[
    short('n', "namespace", Takes::Text, "The namespace that is meant."),
    short('h', "help", Takes::Switch, "Show how the command is used."),
    flag("context", Takes::Text, "The context to use, as `kubectl config get-contexts` has it."),
    flag("cluster", Takes::Text, "The cluster of the kubeconfig to use; there is one."),
    flag("user", Takes::Text, "The user of the kubeconfig to use; there is one."),
    flag("kubeconfig", Takes::Text, "The file with the contexts; there is one."),
    flag("kuberc", Takes::Text, "The file with preferences; there is none."),
    flag("as", Takes::Text, "Accepted: everybody may do everything; `auth can-i` asks about them."),
    flag("as-group", Takes::Texts, "Goes with `--as`."),
    flag("as-uid", Takes::Text, "Goes with `--as`."),
    flag("as-user-extra", Takes::Texts, "Goes with `--as`."),
    flag("request-timeout", Takes::Text, "How long a single request may take."),
    flag("warnings-as-errors", Takes::Switch, "A line that the API server warned of has failed."),
    short('v', "v", Takes::Number, "How much to log; nothing is logged here."),
    flag("vmodule", Takes::Text, "Goes with `-v`."),
    flag("log-flush-frequency", Takes::Duration, "Goes with `-v`."),
    flag("profile", Takes::Text, "Elsewhere what to measure of kubectl itself."),
    flag("profile-output", Takes::Text, "Elsewhere the file for what is measured."),
    flag("cache-dir", Takes::Text, "Elsewhere the folder of what kubectl remembers of the API."),
    short('s', "server", Takes::Text, "The address of the API server; there is one."),
    flag("tls-server-name", Takes::Text, "No connection is made here, and no certificate checked."),
    flag("insecure-skip-tls-verify", Takes::Switch, "No connection is made here."),
    flag("certificate-authority", Takes::Text, "No connection is made here."),
    flag("client-certificate", Takes::Text, "Nobody has to show who they are."),
    flag("client-key", Takes::Text, "Nobody has to show who they are."),
    flag("token", Takes::Text, "Nobody has to show who they are."),
    flag("username", Takes::Text, "Nobody has to show who they are."),
    flag("password", Takes::Text, "Nobody has to show who they are."),
    flag("disable-compression", Takes::Switch, "No connection is made here."),
    flag("match-server-version", Takes::Switch, "Both have one version."),
];

/// What a line says after its verb.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// The words that are no flags.
    pub words: Vec<String>,
    /// The words after `--`.
    pub rest: Vec<String>,
    /// Whether there was a `--`.
    pub has_rest: bool,
    /// The verb's full name.
    pub command: String,
    /// The flags as they were given, each as `--name=value`.
    given: Vec<String>,
    values: OrderedMap<&'static str, Vec<String>>,
}

impl Arguments {
    /// Reads the words after a verb.  `command` is the verb's full name for the messages.
    ///
    /// # Errors
    /// An unknown flag, one without its value, or a value that cannot be read.
    pub fn parse(
        command: &str,
        flags: &[&'static [Flag]],
        words: &[String],
    ) -> Result<Arguments, Failure> {
        let path = format!("kubectl {command}");
        let usage = |message: String| {
            let path = path.trim_end();
            Failure::error(format!("{message}\nSee '{path} --help' for usage."))
        };
        let mut arguments = Arguments { command: command.to_owned(), ..Arguments::default() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                arguments.has_rest = true;
                arguments.rest = words.cloned().collect();
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (long, None),
                };
                let flag = find(flags, |flag| flag.name == name)
                    .ok_or_else(|| usage(format!("unknown flag: --{name}")))?;
                let value = match (value, flag.takes) {
                    (Some(value), _) => value,
                    (None, Takes::Switch) => "true".to_owned(),
                    (None, Takes::Optional(value)) => value.to_owned(),
                    (None, _) => words
                        .next()
                        .cloned()
                        .ok_or_else(|| usage(format!("flag needs an argument: --{name}")))?,
                };
                arguments.add(flag, value, &usage)?;
            } else if word.len() > 1 && word.starts_with('-') {
                arguments.letters(flags, &word[1..], &mut words, &usage)?;
            } else {
                arguments.words.push(word.clone());
            }
        }
        Ok(arguments)
    }

    /// Reads the letters after a single dash.
    fn letters<'word>(
        &mut self,
        flags: &[&'static [Flag]],
        letters: &str,
        words: &mut impl Iterator<Item = &'word String>,
        usage: &impl Fn(String) -> Failure,
    ) -> Result<(), Failure> {
        let mut rest = letters;
        while let Some(letter) = rest.chars().next() {
            rest = &rest[letter.len_utf8()..];
            let flag = find(flags, |flag| flag.letter == Some(letter)).ok_or_else(|| {
                usage(format!("unknown shorthand flag: '{letter}' in -{letters}"))
            })?;
            if let Some(value) = rest.strip_prefix('=') {
                return self.add(flag, value.to_owned(), usage);
            }
            match flag.takes {
                Takes::Switch => self.add(flag, "true".to_owned(), usage)?,
                Takes::Optional(value) => self.add(flag, value.to_owned(), usage)?,
                _ if !rest.is_empty() => return self.add(flag, rest.to_owned(), usage),
                _ => {
                    let value = words.next().cloned().ok_or_else(|| {
                        usage(format!("flag needs an argument: '{letter}' in -{letters}"))
                    })?;
                    return self.add(flag, value, usage);
                }
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        flag: &'static Flag,
        value: String,
        usage: &impl Fn(String) -> Failure,
    ) -> Result<(), Failure> {
        let shown = match flag.letter {
            Some(letter) => format!("-{letter}, --{}", flag.name),
            None => format!("--{}", flag.name),
        };
        let wrong = |function: &str, why: &str| {
            usage(format!(
                "invalid argument \"{value}\" for \"{shown}\" flag: {function}: parsing \
                 \"{value}\": {why}"
            ))
        };
        match flag.takes {
            Takes::Switch if parse_truth(&value).is_none() => {
                return Err(wrong("strconv.ParseBool", "invalid syntax"));
            }
            Takes::Number if value.parse::<i64>().is_err() => {
                let digits = value.strip_prefix(['-', '+']).unwrap_or(&value);
                let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                let why = if is_number { "value out of range" } else { "invalid syntax" };
                return Err(wrong("strconv.ParseInt", why));
            }
            Takes::Duration => {
                read_duration(&value).map_err(|why| {
                    usage(format!("invalid argument \"{value}\" for \"{shown}\" flag: {why}"))
                })?;
            }
            _ => {}
        }
        self.given.push(format!("--{}={value}", flag.name));
        let values = self.values.entry(flag.name).or_default();
        match flag.takes {
            Takes::Texts => values.push(value),
            Takes::List if value.is_empty() => {}
            Takes::List => values.extend(value.split(',').map(str::to_owned)),
            _ => *values = vec![value],
        }
        Ok(())
    }

    /// The flag's text, if it is given.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.last().map(String::as_str)
    }

    /// All texts of a flag that may be given several times.
    pub fn texts(&self, name: &str) -> &[String] {
        self.values.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a switch is on; off if it is not given.
    pub fn is(&self, name: &str) -> bool {
        self.is_or(name, false)
    }

    /// Whether a switch is on; `otherwise` if it is not given.
    pub fn is_or(&self, name: &str, otherwise: bool) -> bool {
        self.text(name).and_then(parse_truth).unwrap_or(otherwise)
    }

    /// The same without one flag.
    pub fn without(&self, name: &str) -> Arguments {
        let mut other = self.clone();
        other.values.remove(name);
        other
    }

    /// Whether a flag is given at all.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The flag's number, if it is given.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// The line itself, if `--record` asks for it to be remembered.
    pub fn recorded(&self) -> Option<String> {
        let parts = ["kubectl", &self.command].into_iter();
        let words = self.words.iter().chain(&self.given).map(String::as_str);
        self.is("record").then(|| parts.chain(words).collect::<Vec<_>>().join(" "))
    }

    /// The flag's length of time, if it is given.
    pub fn duration(&self, name: &str) -> Option<Milliseconds> {
        self.text(name).and_then(parse_duration)
    }
}

fn find(flags: &[&'static [Flag]], is_meant: impl Fn(&Flag) -> bool) -> Option<&'static Flag> {
    flags.iter().copied().chain([GLOBAL]).flatten().find(|flag| is_meant(flag))
}

fn parse_truth(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
