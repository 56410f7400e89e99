//! `alias` and `unalias`: other words for commands.

use super::Tool;
use crate::shell::said::Said;

/// The row of `alias`.
pub static TOOL: Tool = Tool {
    name: "alias",
    usage: "[NAME=TEXT]…",
    summary: "let a word stand for others, or print which do",
    start: |words, terminal| {
        let mut text = String::new();
        for word in words {
            match word.split_once('=') {
                Some((name, meaning)) => {
                    terminal.aliases.insert(name.to_owned(), meaning.to_owned());
                }
                None => match terminal.aliases.get(word) {
                    Some(meaning) => text.push_str(&format!("alias {word}='{meaning}'\n")),
                    None => return Said::error(format!("bash: alias: {word}: not found"), 1),
                },
            }
        }
        if words.is_empty() {
            for (name, meaning) in terminal.aliases.iter() {
                text.push_str(&format!("alias {name}='{meaning}'\n"));
            }
        }
        Said::text(text)
    },
};

/// The row of `unalias`.
pub static UNALIAS: Tool = Tool {
    name: "unalias",
    usage: "NAME…",
    summary: "let a word stand for itself again",
    start: |words, terminal| {
        for word in words {
            if terminal.aliases.remove(word).is_none() {
                return Said::error(format!("bash: unalias: {word}: not found"), 1);
            }
        }
        Said::exit(0)
    },
};
