//! Lessons: opening them, looking at their checks, playing their solutions.

use super::State;
use crate::cluster::{ClusterOptions, FactId};
use crate::lessons::lesson::{Act, Lesson};
use crate::scene::Chronicle;
use crate::session::Session;
use crate::ui::action::Pane;
use crate::ui::desk::Desk;
use crate::ui::screen::Screen;
use crate::ui::storage;
use std::rc::Rc;

impl State {
    pub(super) fn look(&mut self) {
        if let Some(sentence) = self.study.look(&self.session) {
            self.voice.say(sentence);
        }
    }

    pub(super) fn solve(&mut self) {
        let Some(open) = &mut self.study.open else { return };
        match open.next_act(&self.session) {
            Some(Act::Write(name, text)) => {
                self.desk.save(&mut self.session);
                self.session.write_file(&name, &text);
                self.desk.show(&name);
            }
            Some(Act::Run(line)) => self.run(&line),
            Some(Act::Pass(_)) | None => {}
        }
    }

    pub(super) fn open_lesson(&mut self, name: String, text: Result<String, String>) {
        let lesson = text.and_then(|text| Lesson::parse(&text).map_err(|error| error.0));
        match lesson {
            Ok(lesson) => {
                self.begin(lesson.begin());
                self.desk = Desk::lesson(&name, &lesson);
                self.study.open(name, lesson);
                self.pane = Pane::Lesson;
                self.look();
            }
            Err(trouble) => self.study.trouble = trouble,
        }
    }

    pub(super) fn play_ground(&mut self) {
        let mut session = Session::new(&ClusterOptions::playground());
        self.desk = Desk::playground(&mut session);
        self.study.open = None;
        self.begin(session);
    }

    pub(super) fn restart_lesson(&mut self) {
        let Some(open) = self.study.open.take() else { return };
        self.begin(open.lesson.begin());
        storage::forget_files(&open.name);
        self.desk = Desk::lesson(&open.name, &open.lesson);
        self.study.open = Some(open);
        self.study.go_to(0);
        self.look();
    }

    /// Puts another session in place of this one.
    pub(super) fn begin(&mut self, session: Session) {
        self.session = session;
        self.chronicle = Chronicle::default();
        self.screen = Screen::default();
        self.foretold = Rc::default();
        self.waiting.clear();
        self.clock.play(true);
        self.beads = Rc::default();
        self.chosen = None;
        self.drawn = (FactId(0), 0);
        self.redraw();
        self.list_facts();
    }
}
