//! A script is played: its clock runs as its `sleep`s say.

use super::Program;
use super::parse::{Command, Output, parse};
use super::printf::printf;
use super::words::{Scope, date, quote};
use crate::ordered::OrderedMap;
use crate::time::{Milliseconds, SECOND, Time};

/// How many commands are played at most; a script that goes on then goes on for ever.
const STEPS: usize = 50_000;
/// How many letters of long words count as a command.
const LETTERS_A_STEP: usize = 1_024;
/// How many lines are kept: the last ones.
const LINES: usize = 10_000;
/// How long a line may be.
const LINE_LENGTH: usize = 4_096;

/// What a script did, by time since its start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Play {
    /// The lines that it printed.
    pub lines: Vec<(Milliseconds, String)>,
    /// The files that it made (`true`) or removed (`false`).
    pub files: Vec<(Milliseconds, String, bool)>,
    /// When it ended, and with which code; `None` if it was not over by then.
    pub end: Option<(Milliseconds, i32)>,
}

/// Plays a program from `start` for at most `length`; `None` if it does what is not understood.
pub fn play(
    program: &Program,
    environment: &OrderedMap<String, String>,
    start: Time,
    length: Milliseconds,
) -> Option<Play> {
    let command = match program {
        Program::Script(text) => parse(text)?,
        Program::Words(words) => {
            Command::Simple(words.iter().map(|word| quote(word)).collect(), Output::Log)
        }
    };
    let mut player = Player {
        variables: environment.clone(),
        start,
        length,
        clock: 0,
        steps: 0,
        status: 0,
        play: Play::default(),
    };
    match player.run(&command) {
        Flow::Unknown => None,
        _ if player.clock > length => Some(player.play),
        Flow::TimeUp => Some(player.play),
        Flow::Exit(code) => Some(player.ended(code)),
        Flow::Next | Flow::Break | Flow::Continue => {
            let code = player.status;
            Some(player.ended(code))
        }
    }
}

/// How a script goes on after a command.
#[derive(Clone, Copy, PartialEq)]
enum Flow {
    Next,
    Break,
    Continue,
    Exit(i32),
    TimeUp,
    Unknown,
}

struct Player {
    variables: OrderedMap<String, String>,
    start: Time,
    length: Milliseconds,
    clock: Milliseconds,
    steps: usize,
    status: i32,
    play: Play,
}

impl Player {
    fn ended(mut self, code: i32) -> Play {
        self.play.end = Some((self.clock, code));
        self.play
    }

    fn run(&mut self, command: &Command) -> Flow {
        self.steps += 1;
        if self.steps > STEPS || self.clock > self.length {
            return Flow::TimeUp;
        }
        match command {
            Command::Simple(words, output) => self.simple(words, output),
            Command::Sequence(commands) => {
                for command in commands {
                    match self.run(command) {
                        Flow::Next => {}
                        other => return other,
                    }
                }
                Flow::Next
            }
            Command::Chain(first, others) => {
                let mut flow = self.run(first);
                for (on_success, other) in others {
                    if flow == Flow::Next && (self.status == 0) == *on_success {
                        flow = self.run(other);
                    }
                }
                flow
            }
            Command::If(condition, body, other) => match self.run(condition) {
                Flow::Next if self.status == 0 => self.run(body),
                Flow::Next => other.as_ref().map_or(Flow::Next, |other| self.run(other)),
                flow => flow,
            },
            Command::Loop(positive, condition, body) => loop {
                match self.run(condition) {
                    Flow::Next if (self.status == 0) == *positive => {}
                    Flow::Next => {
                        self.status = 0;
                        return Flow::Next;
                    }
                    other => return other,
                }
                match self.run(body) {
                    Flow::Next | Flow::Continue => {}
                    Flow::Break => return Flow::Next,
                    other => return other,
                }
            },
            Command::For(variable, words, body) => self.for_loop(variable, words, body),
        }
    }

    fn for_loop(&mut self, variable: &str, words: &[String], body: &Command) -> Flow {
        let Some(values) = self.expand(words) else { return Flow::Unknown };
        for value in values {
            self.variables.insert(variable.to_owned(), value);
            match self.run(body) {
                Flow::Next | Flow::Continue => {}
                Flow::Break => return Flow::Next,
                other => return other,
            }
        }
        Flow::Next
    }

    fn expand(&mut self, words: &[String]) -> Option<Vec<String>> {
        let now = self.start.plus(self.clock);
        let scope = Scope { variables: &self.variables, now, status: self.status };
        let mut expanded = Vec::new();
        for word in words {
            let words = scope.expand(word)?;
            self.steps += words.iter().map(String::len).sum::<usize>() / LETTERS_A_STEP;
            expanded.extend(words);
            // The next command is not run any more.
            if self.steps > STEPS {
                break;
            }
        }
        Some(expanded)
    }

    fn simple(&mut self, words: &[String], output: &Output) -> Flow {
        let Some(words) = self.expand(words) else { return Flow::Unknown };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let Some((name, arguments)) = words.split_first() else { return Flow::Next };
        if let Some((variable, value)) = assignment(name).filter(|_| arguments.is_empty()) {
            self.variables.insert(variable.to_owned(), value.to_owned());
            self.status = 0;
            return Flow::Next;
        }
        let code = |default: i32| arguments.first().and_then(|c| c.parse().ok()).unwrap_or(default);
        match *name {
            "exit" => return Flow::Exit(code(self.status) & 0xff),
            "break" => return Flow::Break,
            "continue" => return Flow::Continue,
            "true" | ":" | "set" | "trap" | "wait" | "sync" | "mkdir" | "cd" | "chmod" => {
                self.status = 0;
            }
            "false" => self.status = 1,
            "export" => {
                for (variable, value) in arguments.iter().filter_map(|word| assignment(word)) {
                    self.variables.insert(variable.to_owned(), value.to_owned());
                }
                self.status = 0;
            }
            "sleep" => match length(arguments) {
                Some(length) => {
                    self.clock = self.clock.saturating_add(length);
                    self.status = 0;
                }
                None => return Flow::Unknown,
            },
            "echo" => {
                let plain: Vec<&str> = skip_flags(arguments, &["-n", "-e", "-ne"]).to_vec();
                self.print(&plain.join(" "), output);
            }
            "printf" => {
                let Some((format, words)) = arguments.split_first() else { return Flow::Unknown };
                match printf(format, words) {
                    Ok(text) => self.print(text.trim_end_matches('\n'), output),
                    Err(_) => return Flow::Unknown,
                }
            }
            "date" => match date(self.start.plus(self.clock), &arguments.join(" ")) {
                Some(text) => self.print(&text, output),
                None => return Flow::Unknown,
            },
            "hostname" => {
                let name = self.variables.get("HOSTNAME").cloned().unwrap_or_default();
                self.print(&name, output);
            }
            "touch" | "rm" => {
                // Each file is kept, so each counts.
                self.steps += arguments.len();
                for file in arguments.iter().filter(|argument| !argument.starts_with('-')) {
                    self.play.files.push((self.clock, (*file).to_owned(), *name == "touch"));
                }
                self.status = 0;
            }
            "[" | "test" => match condition(arguments) {
                Some(holds) => self.status = i32::from(!holds),
                None => return Flow::Unknown,
            },
            _ => return Flow::Unknown,
        }
        Flow::Next
    }

    fn print(&mut self, text: &str, output: &Output) {
        self.status = 0;
        if let Output::File(file) = output {
            self.play.files.push((self.clock, file.clone(), true));
            return;
        }
        for line in text.split('\n') {
            self.play.lines.push((self.clock, line.chars().take(LINE_LENGTH).collect()));
        }
        if self.play.lines.len() > 2 * LINES {
            self.play.lines.drain(..LINES);
        }
    }
}

fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    is_name.then_some((name, value))
}

fn skip_flags<'words>(words: &'words [&'words str], flags: &[&str]) -> &'words [&'words str] {
    let count = words.iter().take_while(|word| flags.contains(word)).count();
    &words[count..]
}

/// How long `sleep` sleeps: seconds, or `s`, `m`, `h`, `d`; `infinity` is for ever.
fn length(arguments: &[&str]) -> Option<Milliseconds> {
    let [word] = arguments else { return None };
    if matches!(*word, "infinity" | "inf") {
        return Some(i64::MAX / 4);
    }
    let (number, unit) = match word.strip_suffix(['s', 'm', 'h', 'd']) {
        Some(number) => (number, word.chars().last()?),
        None => (*word, 's'),
    };
    let seconds = match unit {
        's' => 1.0,
        'm' => 60.0,
        'h' => 3_600.0,
        _ => 86_400.0,
    };
    let number = crate::float::parse(number).filter(|number| *number >= 0.0)?;
    // A cast of a float saturates.
    Some(((number * seconds * SECOND as f64) as i64).min(i64::MAX / 4))
}

/// What `[ … ]` finds: comparisons of numbers and texts.
fn condition(arguments: &[&str]) -> Option<bool> {
    let arguments = arguments.strip_suffix(&["]"]).unwrap_or(arguments);
    let negations = arguments.iter().take_while(|word| **word == "!").count();
    let holds = comparison(&arguments[negations..])?;
    Some(holds == negations.is_multiple_of(2))
}

fn comparison(arguments: &[&str]) -> Option<bool> {
    let numbers = |left: &str, right: &str| Some((left.parse::<i64>().ok()?, right.parse().ok()?));
    match arguments {
        ["-z", text] => Some(text.is_empty()),
        ["-n", text] => Some(!text.is_empty()),
        [left, "=" | "==", right] => Some(left == right),
        [left, "!=", right] => Some(left != right),
        [left, operator, right] => {
            let (left, right): (i64, i64) = numbers(left, right)?;
            match *operator {
                "-eq" => Some(left == right),
                "-ne" => Some(left != right),
                "-lt" => Some(left < right),
                "-le" => Some(left <= right),
                "-gt" => Some(left > right),
                "-ge" => Some(left >= right),
                _ => None,
            }
        }
        [text] => Some(!text.is_empty()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(script: &str) -> String {
        let start = Time::parse("2026-11-20T10:00:00Z").expect("a time");
        let variables = OrderedMap::from([("NAME".to_owned(), "you".to_owned())]);
        let program = Program::Script(script.to_owned());
        let Some(play) = play(&program, &variables, start, 100 * SECOND) else {
            return "not understood".to_owned();
        };
        let mut text: Vec<String> =
            play.lines.iter().map(|(at, line)| format!("{at} {line}")).collect();
        text.extend(play.files.iter().map(|(at, file, made)| format!("{at} {file} {made}")));
        text.push(format!("{:?}", play.end));
        text.join("; ")
    }

    #[test]
    fn long_scripts_need_no_deep_stack() {
        let many = 100_000;
        assert_eq!(played(&format!("true{}", " && true".repeat(many))), "None");
        assert_eq!(played(&format!("[ {}a ]", "! ".repeat(many))), "Some((0, 0))");
        let files = played("while true; do touch $(seq 1 10000); done");
        assert!(files.matches("true").count() < 2 * STEPS);
        let nested = format!("echo {}a{}", "$(echo ".repeat(many), ")".repeat(many));
        assert_eq!(played(&nested), "not understood");
    }

    #[test]
    fn scripts_print_sleep_and_end() {
        let table = [
            ("echo hello $NAME; sleep 5; exit 3", "0 hello you; Some((5000, 3))"),
            ("true && echo a || echo b", "0 a; Some((0, 0))"),
            ("false || echo b", "0 b; Some((0, 0))"),
            ("false", "Some((0, 1))"),
            ("for i in 1 2 3; do echo $i; sleep 1; done", "0 1; 1000 2; 2000 3; Some((3000, 0))"),
            ("for i in $(seq 1 2); do echo n$i; done", "0 n1; 0 n2; Some((0, 0))"),
            ("for i in {1..2}; do echo $i; done", "0 1; 0 2; Some((0, 0))"),
            ("i=0; while [ $i -lt 2 ]; do echo $i; i=$((i+1)); done", "0 0; 0 1; Some((0, 0))"),
            ("while true; do echo x; sleep 60; done", "0 x; 60000 x; None"),
            ("sleep 1h", "None"),
            ("if [ \"$NAME\" = you ]; then exit 7; else exit 8; fi", "Some((0, 7))"),
            ("date", "0 Fri Nov 20 10:00:00 UTC 2026; Some((0, 0))"),
            ("sleep 1; echo at $(date +%H:%M:%S)", "1000 at 10:00:01; Some((1000, 0))"),
            (
                "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600",
                "0 /tmp/healthy true; 30000 /tmp/healthy false; None",
            ),
            ("echo hidden > /tmp/file # note", "0 /tmp/file true; Some((0, 0))"),
            ("printf '%s-%03d\\n' a 7 b 12", "0 a-007; 0 b-012; Some((0, 0))"),
            ("printf %q x", "not understood"),
            ("echo 'a  b' \"c  $NAME\"", "0 a  b c  you; Some((0, 0))"),
            ("backup.sh --all", "not understood"),
            ("cat x | grep y", "not understood"),
            ("[ ! a = b ] && [ ! ! a = b ] || echo no", "0 no; Some((0, 0))"),
            ("i=-9223372036854775808; echo $((0 - $i))", "not understood"),
            ("i=x; while true; do i=$i$i; done", "not understood"),
            ("echo 'open", "not understood"),
            ("while", "not understood"),
        ];
        for (script, expected) in table {
            assert_eq!(played(script), expected, "{script}");
        }
    }
}
