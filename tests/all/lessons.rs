//! Lessons, as their authors write them.

use podarium::lessons::lesson::{Act, Lesson};

const LESSON: &str = "---\nsubject: Pod\nnodes: 2\nseed: 5\n---\n# Title\n\nWords.\n\n`a.yaml`\n\n\
    ```yaml\nkind: Pod\n```\n\n## First\n\n```console\n$ kubectl get pods\n~ 5s\n```\n\n\
    ### Question\n\nWhich?\n\n- [ ] This.\n- [x] That.\n\nBecause.\n\n### Done when\n\n\
    - it is: `kubectl get pod a`\n\n### Hint\n\nLook.\n\n## Exercise: Last\n\n### Done when\n\n\
    - it is: `true`\n\n### Solution\n\n`a.yaml`\n\n```yaml\nkind: Node\n```\n";

#[test]
fn a_lesson_is_read_whole() {
    let lesson = Lesson::parse(LESSON).expect("a lesson");
    assert_eq!(lesson.title, "Title");
    assert_eq!((lesson.options.nodes, lesson.options.seed), (2, 5));
    assert_eq!(lesson.files, [("a.yaml".to_owned(), "kind: Pod\n".to_owned())]);
    assert_eq!(lesson.introduction.len(), 1);
    let [first, last] = lesson.steps.as_slice() else { panic!("two steps") };
    assert_eq!(first.solution, [Act::Run("kubectl get pods".to_owned()), Act::Pass(5_000)]);
    assert_eq!(first.checks[0].line, "kubectl get pod a");
    assert_eq!(first.hints.len(), 1);
    let question = first.question.as_ref().expect("a question");
    assert_eq!(question.answers.iter().map(|(_, right)| *right).collect::<Vec<_>>(), [false, true]);
    assert!(last.is_exercise && !first.is_exercise);
    assert_eq!(last.solution, [Act::Write("a.yaml".to_owned(), "kind: Node\n".to_owned())]);
}

#[test]
fn what_is_wrong_is_told_to_the_author() {
    let table = [
        (LESSON.replace("nodes: 2", "nodes: 2000"), "is no good `nodes`"),
        (LESSON.replace("seed: 5", "speed: 5"), "unknown field `speed`"),
        (LESSON.replace("# Title\n", ""), "begins with its title"),
        (LESSON.replace("## Exercise: ", "## "), "`## Exercise: …`"),
        (LESSON.replace("- it is: `true`", "- it is"), "does not end with its `command line`"),
        (LESSON.replace("- [x] That", "- [ ] That"), "just one is right"),
        (LESSON.replace("~ 5s", "5s"), "neither `$ ` nor `~ `"),
        (LESSON.replace("### Hint", "### Hunt"), "no such part `### Hunt`"),
        (String::new(), "front matter"),
    ];
    for (text, expected) in table {
        let error = Lesson::parse(&text).expect_err(expected).0;
        assert!(error.contains(expected), "{error} does not say {expected}");
    }
}

#[test]
fn the_course_lists_lessons_that_can_be_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/static/lessons");
    let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}.md")).expect(name);
    let course = podarium::lessons::course::Course::parse(&read("course"));
    assert!(course.entries.len() >= 6, "the course has {} lessons", course.entries.len());
    for entry in &course.entries {
        let lesson =
            Lesson::parse(&read(&entry.name)).unwrap_or_else(|e| panic!("{}: {e:?}", entry.name));
        assert_eq!(lesson.title, entry.title);
        assert!(
            lesson.steps.iter().any(|step| step.question.is_some()),
            "{} asks nothing",
            entry.name
        );
    }
}
