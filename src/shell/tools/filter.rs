//! What most tools have in common: they read lines, from the pipe or from the files they are
//! given, and print lines.

use crate::kubectl::process::{Output, Poll, Process, Stream, World};
use crate::shell::said::Said;

/// No tool reads more bytes than these: it might have to keep them.
const MOST_READ: usize = 32 << 20;

/// A tool that reads lines.
pub trait Filter {
    /// Reads a line, without its line break; `false` when it wants no more.
    fn line(&mut self, line: &str, printed: &mut String) -> bool;

    /// There are no more lines: prints what is left and answers the exit status.
    fn end(&mut self, output: &mut Output) -> u8;

    /// A copy that goes on by itself.
    fn fork(&self) -> Box<dyn Filter>;
}

/// A running filter.
struct Reader {
    tool: &'static str,
    files: Vec<String>,
    filter: Box<dyn Filter>,
    /// The beginning of a line whose end has not come yet.
    rest: String,
    /// How many bytes were read.
    length: usize,
}

impl Clone for Reader {
    fn clone(&self) -> Reader {
        Reader {
            tool: self.tool,
            files: self.files.clone(),
            filter: self.filter.fork(),
            rest: self.rest.clone(),
            length: self.length,
        }
    }
}

/// Lets `filter` read the files, or the pipe if there are none.
pub fn read(
    tool: &'static str,
    files: Vec<String>,
    filter: impl Filter + 'static,
) -> Box<dyn Process> {
    Box::new(Reader { tool, files, filter: Box::new(filter), rest: String::new(), length: 0 })
}

impl Reader {
    /// Reads a text; `false` when no more is wanted.
    fn text(&mut self, text: &str, output: &mut Output) -> bool {
        self.length += text.len();
        if self.length > MOST_READ {
            return false;
        }
        self.rest.push_str(text);
        let Some(end) = self.rest.rfind('\n') else { return true };
        let rest = self.rest.split_off(end + 1);
        let lines = std::mem::replace(&mut self.rest, rest);
        let mut printed = String::new();
        lines.lines().all(|line| {
            printed.clear();
            let goes_on = self.filter.line(line, &mut printed);
            output.push(Stream::Out, &printed);
            goes_on
        })
    }

    fn finish(&mut self, output: &mut Output) -> u8 {
        if self.length > MOST_READ {
            output.error(format!("{}: memory exhausted", self.tool));
            return 2;
        }
        let rest = std::mem::take(&mut self.rest);
        if !rest.is_empty() {
            let mut printed = String::new();
            self.filter.line(&rest, &mut printed);
            output.push(Stream::Out, &printed);
        }
        self.filter.end(output)
    }

    fn read_files(&mut self, world: &mut World) -> u8 {
        let mut exit = 0;
        for name in std::mem::take(&mut self.files) {
            match world.files.get(&name) {
                Some(text) => {
                    if !self.text(text, world.output) {
                        break;
                    }
                }
                None => {
                    let tool = self.tool;
                    world.output.error(format!("{tool}: {name}: No such file or directory"));
                    exit = 1;
                }
            }
        }
        self.finish(world.output).max(exit)
    }
}

impl Process for Reader {
    fn poll(&mut self, world: &mut World) -> Poll {
        if !self.files.is_empty() {
            Poll::Done(self.read_files(world))
        } else if let Some(input) = world.input.take() {
            let goes_on = self.text(&input.text, world.output);
            if input.ended || !goes_on {
                Poll::Done(self.finish(world.output))
            } else {
                Poll::Wait(None)
            }
        } else {
            let tool = self.tool;
            world.output.error(format!("{tool}: nothing to read: name a file, or pipe into it"));
            Poll::Done(2)
        }
    }
}

/// The flags of a tool and what is left of its words.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Each flag with its value, in order.
    pub flags: Vec<(char, String)>,
    /// The other words.
    pub words: Vec<String>,
}

impl Options {
    /// Reads words as the usual tools do: `-n 5`, `-n5`, `-rn`; `--` ends the flags, and `-5` is
    /// the flag `n` where `n` takes a value.  Flags in `valued` take a value.
    ///
    /// # Errors
    /// A process that complains in the tool's words.
    pub fn read(
        tool: &str,
        words: &[String],
        plain: &str,
        valued: &str,
    ) -> Result<Options, Box<dyn Process>> {
        let mut options = Options::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else {
                options.words.push(word.clone());
                continue;
            };
            if letters == "-" {
                options.words.extend(words.by_ref().cloned());
                break;
            }
            if valued.contains('n') && letters.bytes().all(|byte| byte.is_ascii_digit()) {
                options.flags.push(('n', letters.to_owned()));
                continue;
            }
            let mut rest = letters.chars();
            while let Some(letter) = rest.next() {
                if valued.contains(letter) {
                    let attached: String = rest.by_ref().collect();
                    let value = match attached.as_str() {
                        "" => words.next().cloned(),
                        value => Some(value.to_owned()),
                    };
                    let Some(value) = value else {
                        let text = format!("{tool}: option requires an argument -- '{letter}'");
                        return Err(Said::error(text, 2));
                    };
                    options.flags.push((letter, value));
                } else if plain.contains(letter) {
                    options.flags.push((letter, String::new()));
                } else {
                    let text = format!("{tool}: invalid option -- '{letter}'");
                    return Err(Said::error(text, 2));
                }
            }
        }
        Ok(options)
    }

    /// Whether a flag was given.
    pub fn has(&self, flag: char) -> bool {
        self.flags.iter().any(|(given, _)| *given == flag)
    }

    /// The last value given for a flag.
    pub fn value(&self, flag: char) -> Option<&str> {
        self.values(flag).last()
    }

    /// Every value of a flag, in order.
    pub fn values(&self, flag: char) -> impl Iterator<Item = &str> {
        let own = self.flags.iter().filter(move |(given, _)| *given == flag);
        own.map(|(_, value)| value.as_str())
    }
}
