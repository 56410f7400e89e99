//! `export`: gives variables values.

use super::Tool;
use crate::shell::said::Said;

/// The row.
pub static TOOL: Tool = Tool {
    name: "export",
    usage: "NAME=VALUE…",
    summary: "give a variable a value",
    start: |words, terminal| {
        for word in words {
            if let Some((name, value)) = word.split_once('=') {
                terminal.variables.insert(name.to_owned(), value.to_owned());
            }
        }
        Said::text("")
    },
};

/// `unset`: takes values away.
pub static UNSET: Tool = Tool {
    name: "unset",
    usage: "NAME…",
    summary: "forget variables",
    start: |words, terminal| {
        for word in words {
            terminal.variables.remove(word);
        }
        Said::exit(0)
    },
};

/// `env`: all variables.
pub static ENV: Tool = Tool {
    name: "env",
    usage: "",
    summary: "print the variables",
    start: |_, terminal| {
        let lines = terminal.variables.iter().map(|(name, value)| format!("{name}={value}\n"));
        Said::text(lines.collect::<String>())
    },
};

/// `printenv`: all variables, or the values of some.
pub static PRINTENV: Tool = Tool {
    name: "printenv",
    usage: "[NAME]…",
    summary: "print variables' values",
    start: |words, terminal| match words {
        [] => (ENV.start)(words, terminal),
        names => {
            let values = names.iter().map(|name| terminal.variables.get(name));
            let text: Option<String> = values.map(|value| Some(format!("{}\n", value?))).collect();
            text.map_or_else(|| Said::exit(1), Said::text)
        }
    },
};

/// `pwd`: where one is; there is one folder.
pub static PWD: Tool =
    Tool { name: "pwd", usage: "", summary: "print the folder", start: |_, _| Said::text("/\n") };
