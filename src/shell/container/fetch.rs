//! `curl` and `wget`: HTTP requests through the simulated network.

use crate::kubectl::process::{Container, Poll, Process, Stream, World};
use crate::kubelet::inside::{Reply, answer};
use crate::network::route::{Route, route};
use crate::random::Random;
use crate::shell::Terminal;
use crate::shell::said::Said;
use crate::shell::tools::Tool;
use crate::time::{Milliseconds, SECOND, Time};

/// How long a request takes, so that the next one is another in the lottery of endpoints.
const ROUND_TRIP: Milliseconds = 3;
/// What goes here is gone.
const NOWHERE: &str = "/dev/null";
/// How long a request waits for an answer when nothing else is said.
const PATIENCE: Milliseconds = 130 * SECOND;

/// `curl`.
pub static CURL: Tool = Tool {
    name: "curl",
    usage: "[-s] [-i] [-m SECONDS] URL",
    summary: "make an HTTP request",
    start: |words, terminal| request(words, terminal, true),
};

/// `wget`.
pub static WGET: Tool = Tool {
    name: "wget",
    usage: "[-q] [-O -] [-T SECONDS] URL",
    summary: "make an HTTP request",
    start: |words, terminal| request(words, terminal, false),
};

/// A request on its way.
#[derive(Clone)]
struct Request {
    is_curl: bool,
    quiet: bool,
    headers: bool,
    fails: bool,
    /// Where the body goes: `None` is the standard output.
    file: Option<String>,
    /// What is printed afterwards, with `%{http_code}`.
    written: String,
    patience: Milliseconds,
    container: Container,
    host: String,
    port: i64,
    path: String,
    /// When the answer is there, or waiting ends.
    until: Option<Time>,
}

/// The flags that take a value.
const VALUED: [&str; 14] = [
    "-m",
    "--max-time",
    "--connect-timeout",
    "-T",
    "--timeout",
    "-o",
    "--output",
    "-O",
    "-w",
    "--write-out",
    "-H",
    "--header",
    "-X",
    "-d",
];

fn request(words: &[String], terminal: &mut Terminal, is_curl: bool) -> Box<dyn Process> {
    let Some(container) = terminal.container.clone() else { return Said::exit(1) };
    let file = (!is_curl).then(|| "index.html".to_owned());
    let mut request = Request {
        is_curl,
        quiet: false,
        headers: false,
        fails: false,
        file,
        written: String::new(),
        patience: PATIENCE,
        container,
        host: String::new(),
        port: 80,
        path: "/".to_owned(),
        until: None,
    };
    let mut url = "";
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if !word.starts_with('-') {
            url = word;
        } else if let Err(flag) = request.flag(word, &mut words) {
            return request.complain(format!("option {flag}: requires parameter"), 2);
        }
    }
    if url.is_empty() {
        return request.complain("no URL specified".to_owned(), 2);
    }
    request.lead_to(url);
    Box::new(request)
}

impl Request {
    /// Reads a flag, whose value may be the next word.
    ///
    /// # Errors
    /// The flag, if its value is missing.
    fn flag<'word>(
        &mut self,
        word: &str,
        words: &mut impl Iterator<Item = &'word String>,
    ) -> Result<(), String> {
        // Letters before one that takes a value stand for themselves: `-qO-`.
        let (mut name, mut value) = (word.to_owned(), None);
        if let Some((long, said)) = word.split_once('=').filter(|_| word.starts_with("--")) {
            (name, value) = (long.to_owned(), Some(said.to_owned()));
        } else if !word.starts_with("--") {
            let valued = if self.is_curl { "mowHXd" } else { "TO" };
            let Some(place) = word.find(|letter: char| valued.contains(letter)) else {
                self.letters(&word[1..]);
                return Ok(());
            };
            self.letters(&word[1..place]);
            name = format!("-{}", &word[place..=place]);
            value = Some(word[place + 1..].to_owned()).filter(|value| !value.is_empty());
        }
        if VALUED.contains(&name.as_str()) {
            let value = value.or_else(|| words.next().cloned()).ok_or_else(|| name.clone())?;
            self.valued(&name, value);
            return Ok(());
        }
        self.letters(match name.as_str() {
            "--silent" | "--quiet" => "s",
            "--include" | "--head" => "i",
            "--fail" => "f",
            "--spider" => "S",
            _ => "",
        });
        Ok(())
    }

    /// Takes a URL apart.
    fn lead_to(&mut self, url: &str) {
        let secure = url.strip_prefix("https://");
        let bare = url.strip_prefix("http://").or(secure).unwrap_or(url);
        let (place, path) = bare.split_once('/').unwrap_or((bare, ""));
        let (host, port) = place.split_once(':').unwrap_or((place, ""));
        self.host = host.to_owned();
        self.port = port.parse().unwrap_or(if secure.is_some() { 443 } else { 80 });
        self.path = format!("/{path}");
    }

    fn letters(&mut self, letters: &str) {
        self.quiet |= letters.contains(['s', 'q']);
        self.headers |= letters.contains(['i', 'I']);
        self.fails |= letters.contains('f');
        if letters.contains('I') || !self.is_curl && letters.contains('S') {
            self.file = Some(NOWHERE.to_owned());
        }
    }

    fn valued(&mut self, name: &str, value: String) {
        match name {
            "-m" | "--max-time" | "--connect-timeout" | "-T" | "--timeout" => {
                let seconds = crate::float::parse(&value).unwrap_or(130.0);
                self.patience = (seconds.clamp(0.0, 3_600.0) * SECOND as f64) as Milliseconds;
            }
            "-o" | "--output" | "-O" => self.file = Some(value).filter(|value| value != "-"),
            "-w" | "--write-out" => self.written = value.replace("\\n", "\n"),
            _ => {}
        }
    }

    fn complain(&self, text: String, exit: u8) -> Box<dyn Process> {
        let tool = if self.is_curl { "curl" } else { "wget" };
        Said::error(format!("{tool}: {text}"), exit)
    }

    /// Says that nothing came back: in curl's words with its status, or in wget's.
    fn fail(&self, world: &mut World, exit: u8, curl: String, wget: String) -> Poll {
        if !self.is_curl {
            world.output.error(format!("wget: {wget}"));
            return Poll::Done(1);
        }
        if !self.quiet {
            world.output.error(format!("curl: ({exit}) {curl}"));
        }
        world.output.push(Stream::Out, &self.written.replace("%{http_code}", "000"));
        Poll::Done(exit)
    }

    /// Nobody listens there.
    fn refused(&self, world: &mut World, address: &str) -> Poll {
        let (host, port) = (&self.host, self.port);
        let curl = format!(
            "Failed to connect to {host} port {port} after 0 ms: Could not connect to server"
        );
        let wget = format!("can't connect to remote host ({address}): Connection refused");
        self.fail(world, 7, curl, wget)
    }

    fn body(&self, world: &mut World, status: u16, body: &str) -> Poll {
        let line = format!("HTTP/1.1 {status} {}", if status == 200 { "OK" } else { "Not Found" });
        if !self.is_curl && status != 200 {
            return self.fail(world, 1, String::new(), format!("server returned error: {line}"));
        }
        if self.fails && status != 200 {
            let text = format!("The requested URL returned error: {status}");
            return self.fail(world, 22, text, String::new());
        }
        if self.headers && self.is_curl {
            let length = body.len();
            let head = format!("{line}\nContent-Length: {length}\n\n");
            world.output.push(Stream::Out, &head);
        }
        match &self.file {
            None => world.output.push(Stream::Out, body),
            Some(name) if name == NOWHERE => {}
            Some(name) => {
                world.files.insert(name.clone(), body.to_owned());
                if !self.quiet && !self.is_curl {
                    world.output.error(format!("'{name}' saved"));
                }
            }
        }
        world.output.push(Stream::Out, &self.written.replace("%{http_code}", &status.to_string()));
        Poll::Done(0)
    }
}

impl Process for Request {
    fn poll(&mut self, world: &mut World) -> Poll {
        let now = world.cluster.now();
        let view = world.cluster.view();
        let Some(from) = view.get(&self.container.pod) else { return Poll::Done(1) };
        let mut random = Random::new(now.0.unsigned_abs());
        let (host, port) = (&self.host, self.port);
        let route = route(view.store(), from, host, port, &mut random);
        let is_lost = matches!(route, Route::Lost(_));
        let length = if is_lost { self.patience } else { ROUND_TRIP };
        let until = *self.until.get_or_insert(now.plus(length));
        if now < until {
            return Poll::Wait(Some(until));
        }
        match route {
            Route::NoName => {
                let curl = format!("Could not resolve host: {host}");
                self.fail(world, 6, curl, format!("bad address '{host}'"))
            }
            Route::Lost(_) => {
                let length = self.patience;
                let curl = format!("Connection timed out after {length} milliseconds");
                self.fail(world, 28, curl, "download timed out".to_owned())
            }
            Route::Refused(address) => self.refused(world, &address),
            Route::Pod(address, pod, target) => match answer(&view, &pod, target, &self.path) {
                Reply::Refused => self.refused(world, &address),
                Reply::Speechless => {
                    let text = "Empty reply from server".to_owned();
                    self.fail(world, 52, text, "error getting response".to_owned())
                }
                Reply::Http(status, body) => self.body(world, status, &body),
            },
        }
    }
}
