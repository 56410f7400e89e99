//! Random sessions: whatever somebody does to a cluster, the invariants hold.
//!
//! `cargo test` plays as many sessions as fit in about twenty seconds of an unoptimised build,
//! `make test` also `make soak`, which plays ten thousand.  `PODARIUM_SEEDS=500` plays so many,
//! `PODARIUM_SEED=17` that one alone.  A session that breaks a law is printed as a document for `podarium replay`.

mod author;
mod manifests;

use crate::invariants::{Breach, Watcher, check_settled};
use author::{Author, Deed};
use podarium::api::{Key, Kind, Object};
use podarium::cluster::{Actor, ClusterOptions, FactId};
use podarium::session::{Session, replay_journal, write};
use podarium::store::{Convention, Server};
use podarium::time::{Milliseconds, SECOND, Time};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many sessions a usual run of the tests plays: about twenty seconds.
const USUAL_SEEDS: u64 = 80;
/// How many the long run plays.
const SOAK_SEEDS: u64 = 10_000;
/// Of so many sessions one is played again from its document, which must give the same journal.
const REPEATED: u64 = 10;
/// So many documents are printed at most.
const SHOWN: usize = 3;
/// No command takes longer than this; then Ctrl-C ends it.
const COMMAND_LIMIT: Milliseconds = 30 * 60 * SECOND;
/// A cluster that is left alone for so long has come to rest.
const REST: Milliseconds = 60 * 60 * SECOND;
/// More steps than this at one instant are an endless loop.
const MOST_STEPS_AT_ONCE: usize = 20_000;

#[test]
fn random_sessions_keep_every_invariant() {
    play_seeds(number("PODARIUM_SEEDS").unwrap_or(USUAL_SEEDS));
}

#[test]
fn soak_random_sessions() {
    if number("PODARIUM_SOAK").is_some() {
        play_seeds(number("PODARIUM_SEEDS").unwrap_or(SOAK_SEEDS));
    }
}

#[test]
fn a_broken_law_is_found() {
    let mut session = Session::new(&ClusterOptions::default());
    let pod = |name: &str| {
        let spec = podarium::value!({ "containers": [{ "name": "c", "image": "nginx",
            "resources": { "requests": { "cpu": "3" } } }], "schedulerName": "mine" });
        let body = podarium::value!({ "spec": spec });
        Object { body: body.into(), ..Object::new(Kind::Pod, "default", name) }
    };
    let mut cluster = session.cluster().clone();
    for name in ["first", "second"] {
        let key = Key::new(Kind::Pod, "default", name);
        let bind = |server: &mut Server| {
            server.create(pod(name))?;
            server.bind(&key, "node-1")
        };
        cluster.request(&Actor::User, None, bind).0.expect("a pod and a node");
    }
    let breach = Watcher::new().look(&cluster).expect_err("4 CPUs are too few for 6");
    assert_eq!(breach.law, "requests never exceed a node");
    assert_eq!(breach.why, "6 cpu on node-1, which has 4");
    assert!(breach.fact.contains("default/second"), "{breach:?}");
    session.advance_to(session.now().plus(SECOND));
    assert!(Watcher::new().look(session.cluster()).is_ok());
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

/// Plays sessions on all processors; fails with the documents of the first few that break a law.
fn play_seeds(seeds: u64) {
    let range = number("PODARIUM_SEED").map_or(0..seeds, |seed| seed..seed + 1);
    let workers = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let failures: Vec<String> = std::thread::scope(|scope| {
        let play_some = |worker: u64| {
            range
                .clone()
                .filter(move |seed| seed % workers == worker)
                .filter_map(|seed| play(seed).err())
                .collect()
        };
        let threads: Vec<_> = (0..workers)
            .map(|worker| scope.spawn(move || -> Vec<String> { play_some(worker) }))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a worker")).collect()
    });
    let heads: String = failures
        .iter()
        .map(|failure| format!("{}\n", failure.lines().next().unwrap_or_default()))
        .collect();
    let shown: String = failures.iter().take(SHOWN).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} sessions fail\n{heads}\n{shown}", failures.len());
}

/// Plays the session of a seed.
fn play(seed: u64) -> Result<(), String> {
    let mut player = Player::new(seed);
    let played = catch_unwind(AssertUnwindSafe(|| player.play()));
    let fault = match played {
        Ok(Ok(())) => return player.repeat(seed),
        Ok(Err(breach)) => format!("{}: {}\n{}", breach.law, breach.why, breach.fact),
        Err(_) => "a panic".to_owned(),
    };
    Err(format!("seed {seed}: {fault}\n{}", write(&player.session)))
}

struct Player {
    author: Author,
    session: Session,
    watcher: Watcher,
    instant: Time,
    steps: usize,
}

impl Player {
    fn new(seed: u64) -> Player {
        let mut author = Author::new(seed);
        let options = ClusterOptions {
            seed,
            nodes: author.between(1, 5) as u32,
            convention: if author.one_in(2) { Convention::Lively } else { Convention::Recorded },
            // As many as its replay keeps.
            facts: 32_768,
            ..ClusterOptions::default()
        };
        let session = Session::new(&options);
        let instant = session.now();
        Player { author, session, watcher: Watcher::new(), instant, steps: 0 }
    }

    fn play(&mut self) -> Result<(), Breach> {
        for _ in 0..self.author.between(6, 26) {
            let deed = self.author.next(&self.session.cluster().view());
            self.carry_out(deed)?;
        }
        for deed in self.author.amends(&self.session.cluster().view()) {
            self.carry_out(deed)?;
        }
        self.pass(REST)?;
        check_settled(self.session.cluster()).map_err(|(law, why)| Breach {
            law: law.into(),
            why,
            fact: "at rest".into(),
        })
    }

    fn carry_out(&mut self, deed: Deed) -> Result<(), Breach> {
        match deed {
            Deed::Write(name, text) => self.session.write_file(&name, &text),
            Deed::Pass(length) => return self.pass(length),
            Deed::Line(line) => {
                let limit = self.session.now().plus(COMMAND_LIMIT);
                let _ = self.session.submit(&line);
                while self.session.is_busy() && self.step(limit)? {}
                if self.session.is_busy() {
                    self.session.advance_to(limit);
                    self.session.interrupt();
                }
            }
        }
        self.watcher.look(self.session.cluster())
    }

    fn pass(&mut self, length: Milliseconds) -> Result<(), Breach> {
        let end = self.session.now().plus(length);
        while self.step(end)? {}
        self.session.advance_to(end);
        self.watcher.look(self.session.cluster())
    }

    fn step(&mut self, limit: Time) -> Result<bool, Breach> {
        let goes_on = self.session.step(limit);
        self.steps = if self.session.now() == self.instant { self.steps + 1 } else { 0 };
        self.instant = self.session.now();
        if self.steps > MOST_STEPS_AT_ONCE {
            let why = format!("{} steps at {}", self.steps, self.instant);
            return Err(Breach { law: "the clock goes on".into(), why, fact: String::new() });
        }
        self.watcher.look(self.session.cluster())?;
        Ok(goes_on)
    }

    /// Plays some sessions again from their documents.
    fn repeat(&self, seed: u64) -> Result<(), String> {
        if !seed.is_multiple_of(REPEATED) {
            return Ok(());
        }
        let document = write(&self.session);
        let facts = self.session.cluster().journal().since(FactId(0));
        let journal: String = facts.map(|fact| format!("{fact}\n")).collect();
        match replay_journal(&document) {
            Ok(replayed) if replayed == journal => Ok(()),
            Ok(replayed) => {
                let lines = journal.lines().zip(replayed.lines());
                let other = lines.into_iter().find(|(first, second)| first != second);
                Err(format!("seed {seed}: played again it differs: {other:?}\n{document}"))
            }
            Err(why) => Err(format!("seed {seed}: cannot be replayed: {why}\n{document}")),
        }
    }
}
