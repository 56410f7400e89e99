//! Decides what is in which half.

use crate::Result;
use crate::later::Later;
use crate::linked::{Linked, Named};
use crate::program::Program;
use std::collections::{BTreeMap, BTreeSet};
use wasmparser::Operator;

/// A function of so many bytes is where those that call it are, whatever the list says: it costs
/// little, and which small functions there are changes with every build.
const SMALL: usize = 200;

/// Where the cut goes.
pub struct Cut {
    /// Whether the first half has a function, by number.
    pub has_function: Vec<bool>,
    /// Whether the first half has a piece of data, by number.
    pub has_piece: Vec<bool>,
    /// The functions of the second half that the first calls.
    pub called: BTreeSet<u32>,
    /// The slots that the first half may call through and whose function is in the second.
    pub slots: BTreeSet<u32>,
}

/// Everything that the roots lead to is in the first half, but nobody goes through what can wait.
pub fn cut(program: &Program<'_>, linked: &Linked<'_>, later: &Later<'_>) -> Result<Cut> {
    let named = all_named(program, linked)?;
    let can_wait: Vec<bool> = (0..program.count())
        .map(|function| {
            !program.is_import(function)
                && program.body(function).as_bytes().len() > SMALL
                && program.names.get(&function).is_some_and(|name| later.can_wait(name))
        })
        .collect();
    let mut cut = Cut {
        has_function: vec![false; program.count() as usize],
        has_piece: vec![false; linked.pieces.len()],
        called: BTreeSet::new(),
        slots: BTreeSet::new(),
    };
    let roots: BTreeSet<u32> = program.roots().collect();
    let mut functions: Vec<u32> = roots.iter().copied().collect();
    let mut pieces: Vec<usize> = Vec::new();
    loop {
        let named = if let Some(function) = functions.pop() {
            if std::mem::replace(&mut cut.has_function[function as usize], true) {
                continue;
            }
            for called in &program.calls[function as usize] {
                if can_wait[*called as usize] && !roots.contains(called) {
                    cut.called.insert(*called);
                } else {
                    functions.push(*called);
                }
            }
            named[function as usize]
        } else if let Some(piece) = pieces.pop() {
            if std::mem::replace(&mut cut.has_piece[piece], true) {
                continue;
            }
            Some(&linked.pieces[piece].named)
        } else {
            return Ok(cut);
        };
        let Some(named) = named else { continue };
        pieces.extend(&named.pieces);
        for slot in &named.slots {
            let function = *program.slots.get(slot).ok_or("a slot that is empty")?;
            if can_wait[function as usize] && !roots.contains(&function) {
                cut.slots.insert(*slot);
            } else {
                functions.push(function);
            }
        }
    }
}

/// What each function names.  wasm-bindgen's own functions name nothing, which is checked.
fn all_named<'linked>(
    program: &Program<'_>,
    linked: &'linked Linked<'_>,
) -> Result<Vec<Option<&'linked Named>>> {
    if program.data != linked.data {
        return Err("wasm-bindgen's data is not the linker's".into());
    }
    let mut all = Vec::new();
    let mut strangers = BTreeMap::new();
    for function in 0..program.count() {
        let name = program.names.get(&function).copied().unwrap_or_default();
        let named = linked.functions.get(name).or_else(|| exported(linked, name));
        if named.is_none() && !program.is_import(function) {
            strangers.insert(function, name);
        }
        all.push(named);
    }
    for (function, name) in strangers {
        let mut operators = program.body(function).get_operators_reader()?;
        while !operators.eof() {
            if let Operator::I32Const { value } = operators.read()?
                && program.is_data(value as u32)
            {
                return Err(format!("the linker does not know {name}, which names data").into());
            }
        }
    }
    Ok(all)
}

/// An exported function: wasm-bindgen takes a hash off its name.
fn exported<'linked>(linked: &'linked Linked<'_>, name: &str) -> Option<&'linked Named> {
    let is_hash =
        |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut same = linked.functions.iter().filter(|(other, _)| {
        let rest = other.strip_prefix(name).and_then(|rest| rest.strip_prefix('_'));
        rest.is_some_and(is_hash)
    });
    let (_, named) = same.next()?;
    same.next().is_none().then_some(named)
}
