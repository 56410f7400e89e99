//! Cuts the page's Wasm in two: what the first picture needs, and the rest, which the page fetches
//! at the first sign of interest.
//!
//! `split LINKED PAGE LIST`: the module as it was linked, the folder with the page that
//! wasm-bindgen and Trunk made of it, and the list of what can wait.  Beside LINKED comes a list
//! of what is where, `halves.txt`.

mod cut;
mod first;
mod later;
mod linked;
mod page;
mod plan;
mod program;
mod second;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [linked, page, list] = arguments.as_slice() else {
        eprintln!("split LINKED PAGE LIST");
        return ExitCode::from(2);
    };
    match split(Path::new(linked), Path::new(page), Path::new(list)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("split: {error}");
            ExitCode::FAILURE
        }
    }
}

fn split(linked: &Path, folder: &Path, list: &Path) -> Result<()> {
    let list = fs::read_to_string(list)?;
    let later = later::Later::read(&list)?;
    let page = page::Page::find(folder)?;
    let wasm = page.program()?;
    let program = program::Program::read(&wasm)?;
    let linked_wasm = fs::read(linked)?;
    let knowledge = linked::read(&linked_wasm)?;
    let cut = cut::cut(&program, &knowledge, &later)?;
    let plan = plan::Plan::new(&program, &knowledge, &cut);
    fs::write(linked.with_file_name("halves.txt"), plan.list())?;
    page.put(&first::write(&plan)?, &second::write(&plan)?, plan.shared_at)
}
