//! What kubectl tells of itself: `completion` and `options`.

use crate::kubectl::failure::Failure;
use crate::kubectl::flags::GLOBAL;
use crate::kubectl::help;
use crate::kubectl::process::Stream;
use crate::kubectl::verb::{Flow, Verb};

/// The shells that kubectl knows.
const SHELLS: [&str; 4] = ["bash", "fish", "powershell", "zsh"];

/// The row of `completion`.
pub static COMPLETION: Verb = Verb {
    name: "completion",
    aliases: &[],
    summary: "Tell how Tab completes kubectl's words in a shell.",
    usage: "(bash | zsh | fish | powershell)",
    examples: &["kubectl completion bash"],
    flags: &[],
    run: |arguments, world| match arguments.words.as_slice() {
        [] => Err(Failure::usage("completion", "Shell not specified.")),
        [shell] if SHELLS.contains(&shell.as_str()) => {
            world.output.line("# In this terminal Tab completes kubectl's words already.");
            world.output.line("# In your own one this switches it on:");
            world.output.line(match shell.as_str() {
                "fish" => "# kubectl completion fish | source".to_owned(),
                "powershell" => {
                    "# kubectl completion powershell | Out-String | Invoke-Expression".to_owned()
                }
                shell => format!("# source <(kubectl completion {shell})"),
            });
            Ok(Flow::Done)
        }
        [shell] => {
            let message = format!("Unsupported shell type \"{shell}\".");
            Err(Failure::usage("completion", message))
        }
        _ => Err(Failure::usage("completion", "Too many arguments. Expected only the shell type.")),
    },
};

/// The row of `options`.
pub static OPTIONS: Verb = Verb {
    name: "options",
    aliases: &[],
    summary: "Print the flags that every command takes.",
    usage: "",
    examples: &["kubectl options"],
    flags: &[],
    run: |_, world| {
        world.output.line("The following options can be passed to any command:\n");
        for flag in GLOBAL {
            world.output.push(Stream::Out, &help::of_flag(flag));
        }
        Ok(Flow::Done)
    },
};
