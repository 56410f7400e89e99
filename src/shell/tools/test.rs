//! `test` and `[`: compares, and says it by its exit status.

use super::Tool;
use crate::kubectl::process::Process;
use crate::shell::said::Said;
use crate::shell::{Jump, Terminal};

/// The row.
pub static TOOL: Tool = Tool {
    name: "test",
    usage: "A -eq B | A = B | -n A | -z A | -e FILE",
    summary: "succeed if this is true",
    start: |words, terminal| judge("test", words, terminal),
};

/// `[ … ]` is the same.
pub static BRACKET: Tool = Tool {
    name: "[",
    usage: "A -eq B ]",
    summary: "succeed if this is true",
    start: |words, terminal| match words.split_last() {
        Some((last, words)) if last == "]" => judge("[", words, terminal),
        _ => Said::error("bash: [: missing `]'", 2),
    },
};

/// Succeeds.
pub static TRUE: Tool =
    Tool { name: "true", usage: "", summary: "succeed", start: |_, _| Said::exit(0) };

/// Fails.
pub static FALSE: Tool =
    Tool { name: "false", usage: "", summary: "fail", start: |_, _| Said::exit(1) };

fn judge(name: &str, words: &[String], terminal: &Terminal) -> Box<dyn Process> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let negations = words.iter().take_while(|word| **word == "!").count();
    match truth(&words[negations..], terminal) {
        Ok(truth) => Said::exit(u8::from(truth == (negations % 2 == 1))),
        Err(fault) => Said::error(format!("bash: {name}: {fault}"), 2),
    }
}

fn truth(words: &[&str], terminal: &Terminal) -> Result<bool, String> {
    match words {
        [] => Ok(false),
        [word] => Ok(!word.is_empty()),
        ["-n", word] => Ok(!word.is_empty()),
        ["-z", word] => Ok(word.is_empty()),
        ["-e" | "-f", name] => Ok(terminal.files.contains_key(*name)),
        ["-s", name] => Ok(terminal.files.get(*name).is_some_and(|text| !text.is_empty())),
        [left, "=" | "==", right] => Ok(left == right),
        [left, "!=", right] => Ok(left != right),
        [left, operator, right] => {
            let number = |text: &str| {
                let number = text.trim().parse::<i64>();
                number.map_err(|_| format!("{text}: integer expression expected"))
            };
            let compare: fn(&i64, &i64) -> bool = match *operator {
                "-eq" => i64::eq,
                "-ne" => i64::ne,
                "-lt" => i64::lt,
                "-le" => i64::le,
                "-gt" => i64::gt,
                "-ge" => i64::ge,
                other => return Err(format!("{other}: binary operator expected")),
            };
            Ok(compare(&number(left)?, &number(right)?))
        }
        [operator, _] => Err(format!("{operator}: unary operator expected")),
        _ => Err("too many arguments".to_owned()),
    }
}

/// The row of `break`.
pub static BREAK: Tool = Tool {
    name: "break",
    usage: "",
    summary: "end the loop",
    start: |_, terminal| {
        terminal.jump = Some(Jump::Break);
        Said::exit(0)
    },
};

/// The row of `continue`.
pub static CONTINUE: Tool = Tool {
    name: "continue",
    usage: "",
    summary: "go on with the loop's next round",
    start: |_, terminal| {
        terminal.jump = Some(Jump::Continue);
        Said::exit(0)
    },
};
