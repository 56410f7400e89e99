//! Everything that a reader, the clock or the network can do to the page.

use crate::lessons::course::Course;
use crate::scene::Surface;
use smol_str::SmolStr;

/// One thing that happens to the page's [`State`](super::State).
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The browser is about to draw; its clock says this many milliseconds.
    Frame(f64),
    /// Virtual time starts or stops.
    Play(bool),
    /// So many virtual seconds in a second.
    Speed(u32),
    /// Virtual time goes on to the next thing worth telling and stops there.
    Next,
    /// The command line has this text now.
    Type(String),
    /// Enter on the command line.
    Enter,
    /// This line is run, as if it had been typed.
    Run(String),
    /// An earlier (-1) or later (1) line comes back.
    Recall(isize),
    /// Tab on the command line with the cursor at this byte.
    Complete(usize),
    /// Ctrl-R: earlier lines are searched, or an earlier one is found.
    Search,
    /// The line that the search found comes to the command line.
    Accept,
    /// Ctrl-L.
    ClearScreen,
    /// Ctrl-C.
    Interrupt,
    /// The open file has this text now.
    Edit(String),
    /// This file comes into the editor.
    Open(String),
    /// A new, empty file comes into the editor.
    NewFile,
    /// The open file is given to `kubectl apply`.
    Apply,
    /// The finding of this number is mended.
    Fix(usize),
    /// The editor's cursor goes to the finding of this number.
    Reveal(usize),
    /// A pod or a node is looked at, or none.
    Choose(Option<Chosen>),
    /// On a narrow page this pane is shown.
    Show(Pane),
    /// The list beside the terminal shows these.
    List(Facts),
    /// Light becomes dark, or dark light.
    ToggleTheme,
    /// The cluster view has this much room now.
    Resize(Surface),
    /// The second half of the program has arrived.
    RestArrived,
    /// The list of lessons has arrived.
    CourseArrived(Course),
    /// The text of the lesson of this name has arrived, or the reason why not.
    LessonArrived(String, Result<String, String>),
    /// Back to the list of lessons, with the cluster as it is.
    CloseLesson,
    /// The playground, with a cluster of its own and the reader's files.
    Playground,
    /// The open lesson begins anew.
    RestartLesson,
    /// This page of the lesson is shown: 0 is its introduction.
    GoToPage(usize),
    /// The question of the step is answered with this number.
    Answer(usize),
    /// One more hint is shown.
    Hint,
    /// The solution is played.
    Solve,
}

/// What can be looked at in the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The pod of this uid.
    Pod(SmolStr),
    /// The node of this name.
    Node(SmolStr),
}

/// The panes of a narrow page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// What is taught.
    Lesson,
    /// The cluster.
    #[default]
    Cluster,
    /// The files.
    Editor,
    /// The command line.
    Terminal,
    /// What happened.
    Events,
}

/// What the list beside the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Facts {
    /// What the cluster's components told, as `kubectl get events` has it.
    #[default]
    Events,
    /// Who did what.
    Journal,
}

impl Pane {
    /// All of them, from left to right.
    pub const ALL: [Pane; 5] =
        [Pane::Lesson, Pane::Cluster, Pane::Editor, Pane::Terminal, Pane::Events];

    /// Its name.
    pub fn title(self) -> &'static str {
        match self {
            Pane::Lesson => "Lesson",
            Pane::Cluster => "Cluster",
            Pane::Editor => "Editor",
            Pane::Terminal => "Terminal",
            Pane::Events => "Events",
        }
    }

    /// Its name in the styles.
    pub fn class(self) -> &'static str {
        match self {
            Pane::Lesson => "lesson",
            Pane::Cluster => "cluster",
            Pane::Editor => "editor",
            Pane::Terminal => "terminal",
            Pane::Events => "events",
        }
    }
}
