//! What both halves must agree on: slots, the order of what they share, and how code, slots and
//! data are copied into a half.
//!
//! The second half imports the first one's memory, tables, globals and the functions that it
//! calls, and puts its own into the table of functions.  The first calls them through the table,
//! by way of a function for each signature that fetches the second half if it is not there.
//! Where a pointer to such a function may be called, a stub stands in its slot until then.

use crate::Result;
use crate::cut::Cut;
use crate::linked::Linked;
use crate::program::Program;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    ConstExpr, DataSection, ElementSection, Elements, Function, GlobalType, Instruction,
    TypeSection, ValType,
};
use wasmparser::Operator;

/// The global that says that the second half is there.
pub const HERE: GlobalType = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
/// Bytes of the other half that are cheaper to repeat than to leave out.
const GAP: usize = 24;

/// Everything that both halves must agree on.
pub struct Plan<'plan> {
    /// The program that is cut.
    pub program: &'plan Program<'plan>,
    /// Where it is cut.
    pub cut: &'plan Cut,
    linked: &'plan Linked<'plan>,
    /// The slot of each function that has one; so has each that the first half calls in the
    /// second.
    pub slot_of: BTreeMap<u32, u32>,
    /// The functions of the first half that the second calls, in the order of their slots.
    pub shared: Vec<u32>,
    /// The first of these slots.
    pub shared_at: u32,
}

impl<'plan> Plan<'plan> {
    /// Gives slots to what is called over the cut.
    pub fn new(
        program: &'plan Program<'plan>,
        linked: &'plan Linked<'plan>,
        cut: &'plan Cut,
    ) -> Plan<'plan> {
        let mut slot_of = BTreeMap::new();
        for (slot, function) in &program.slots {
            slot_of.entry(*function).or_insert(*slot);
        }
        let mut next = program.tables[program.table as usize].initial as u32;
        for called in &cut.called {
            slot_of.entry(*called).or_insert_with(|| {
                next += 1;
                next - 1
            });
        }
        let mut plan = Plan { program, cut, linked, slot_of, shared: Vec::new(), shared_at: next };
        let called = plan.called_by(&plan.defined(false));
        let is_shared =
            |called: &u32| cut.has_function[*called as usize] && !program.is_import(*called);
        plan.shared = called.into_iter().filter(is_shared).collect();
        plan
    }

    /// The program's functions that a half has, those that are alike next to each other: that is
    /// 2 % less to download.
    pub fn defined(&self, is_first: bool) -> Vec<u32> {
        let functions = self.program.imports.len() as u32..self.program.count();
        let has = |function: &u32| self.cut.has_function[*function as usize] == is_first;
        let mut defined: Vec<u32> = functions.filter(has).collect();
        let signature = |function: u32| self.program.signatures[function as usize];
        defined.sort_by_key(|function| {
            (signature(*function), self.program.body(*function).as_bytes())
        });
        defined
    }

    /// JavaScript's functions that these functions call.
    pub fn used_imports(&self, functions: &[u32]) -> BTreeSet<u32> {
        let called = self.called_by(functions).into_iter();
        called.filter(|called| self.program.is_import(*called)).collect()
    }

    fn called_by(&self, functions: &[u32]) -> BTreeSet<u32> {
        let calls = functions.iter().map(|function| &self.program.calls[*function as usize]);
        calls.flatten().copied().collect()
    }

    /// The functions of the second half that the first one may call.
    pub fn called_over(&self) -> BTreeSet<u32> {
        let by_slot = self.cut.slots.iter().map(|slot| self.program.slots[slot]);
        self.cut.called.iter().copied().chain(by_slot).collect()
    }

    /// The program's types, under their old numbers.
    pub fn types(&self) -> Result<TypeSection> {
        let mut types = TypeSection::new();
        for signature in &self.program.types {
            types.ty().func_type(&RoundtripReencoder.func_type(signature.clone())?);
        }
        Ok(types)
    }

    /// The name under which the first half exports a table.
    pub fn table_name(&self, table: u32) -> String {
        if table == self.program.table { "table".to_owned() } else { format!("t{table}") }
    }

    /// The number of [`HERE`] in both halves.
    pub fn here(&self) -> u32 {
        self.program.globals.len() as u32
    }

    /// A function's code with the numbers of its half; `way` gives the slot and the way over for
    /// a function that the half does not have.
    pub fn body(
        &self,
        function: u32,
        numbers: &BTreeMap<u32, u32>,
        way: impl Fn(u32) -> (u32, u32),
    ) -> Result<Function> {
        let body = self.program.body(function);
        let mut copy = RoundtripReencoder.new_function_with_parsed_locals(body)?;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            let Operator::Call { function_index } = operator else {
                copy.instruction(&RoundtripReencoder.instruction(operator)?);
                continue;
            };
            if let Some(number) = numbers.get(&function_index) {
                copy.instruction(&Instruction::Call(*number));
            } else {
                let (slot, way) = way(function_index);
                copy.instruction(&Instruction::I32Const(slot as i32));
                copy.instruction(&Instruction::Call(way));
            }
        }
        Ok(copy)
    }

    /// Slots and the functions in them, in runs.
    pub fn elements(&self, slots: &BTreeMap<u32, u32>) -> ElementSection {
        let mut elements = ElementSection::new();
        let slots: Vec<(u32, u32)> =
            slots.iter().map(|(slot, function)| (*slot, *function)).collect();
        for run in slots.chunk_by(|before, after| before.0 + 1 == after.0) {
            let functions: Vec<u32> = run.iter().map(|(_, function)| *function).collect();
            let table = (self.program.table > 0).then_some(self.program.table);
            let at = ConstExpr::i32_const(run[0].0 as i32);
            elements.active(table, &at, Elements::Functions(functions.into()));
        }
        elements
    }

    /// The bytes that a half brings into memory.
    pub fn data(&self, is_first: bool) -> DataSection {
        let mut section = DataSection::new();
        for (number, (start, bytes)) in self.program.data.iter().enumerate() {
            let is_second = self.is_second(number);
            let mine: Vec<bool> = is_second.iter().map(|second| *second != is_first).collect();
            for run in runs(&mine, bytes) {
                let at = ConstExpr::i32_const((start + run.start as u32) as i32);
                let mut own = bytes[run.clone()].to_vec();
                // In the first half zeros stand for what comes later; the second one repeats what
                // is there, which is constant.
                for (byte, _) in
                    own.iter_mut().zip(&is_second[run]).filter(|(_, second)| is_first && **second)
                {
                    *byte = 0;
                }
                section.active(0, &at, own);
            }
        }
        section
    }

    /// Which bytes of a segment come with the second half.  What may be written stays in the
    /// first, so that it does not matter when the second one comes, or how often.
    fn is_second(&self, segment: usize) -> Vec<bool> {
        let (start, bytes) = self.program.data[segment];
        let mut is_second = vec![false; bytes.len()];
        if self.linked.constants.contains(&segment) {
            let pieces = self.linked.pieces.iter().zip(&self.cut.has_piece);
            for (piece, _) in pieces.filter(|(_, has)| !**has) {
                let Range { start: from, end } = piece.addresses;
                if (start..start + bytes.len() as u32).contains(&from) {
                    is_second[(from - start) as usize..(end - start) as usize].fill(true);
                }
            }
        }
        is_second
    }

    /// The program's functions, one a line: which half, bytes, the slot if it is called over the
    /// cut, name.
    pub fn list(&self) -> String {
        let over = self.called_over();
        let mut list = String::new();
        for (half, is_first) in [("first", true), ("later", false)] {
            for function in self.defined(is_first) {
                let bytes = self.program.body(function).range();
                let slot = self.slot_of.get(&function).filter(|_| over.contains(&function));
                let slot = slot.map(u32::to_string).unwrap_or_default();
                let name = self.program.names.get(&function).copied().unwrap_or_default();
                let name = rustc_demangle::demangle(name);
                list += &format!("{half} {:6} {slot:>5} {name:#}\n", bytes.end - bytes.start);
            }
        }
        list
    }
}

/// The runs of bytes that a half brings, with short gaps inside.  Zeros need not be brought.
fn runs(mine: &[bool], bytes: &[u8]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (place, (mine, byte)) in mine.iter().zip(bytes).enumerate() {
        if !mine || *byte == 0 {
            continue;
        }
        match runs.last_mut().filter(|run| place - run.end <= GAP) {
            Some(run) => run.end = place + 1,
            None => runs.push(place..place + 1),
        }
    }
    runs
}
