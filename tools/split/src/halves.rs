//! Writes the two halves.
//!
//! The second imports the first one's memory, tables, globals and the functions that it calls,
//! and puts its own into the table.  The first calls through the table, by way of a function for
//! each signature that fetches the second half if it is not there; and where a pointer to a
//! function of the second half may be called, a stub stands in its slot until then.

use crate::Result;
use crate::cut::Cut;
use crate::linked::Linked;
use crate::program::Program;
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType,
    ExportKind, ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    Instruction, MemorySection, Module, StartSection, TableSection, TypeSection, ValType,
};
use wasmparser::{ExternalKind, Operator};

/// Bytes of the other half that are cheaper to repeat than to leave out.
const GAP: usize = 24;

/// The two halves.
pub struct Halves {
    /// What the first picture needs.
    pub first: Vec<u8>,
    /// The rest.
    pub second: Vec<u8>,
    /// From this slot on stand the functions that the second half calls.
    pub shared_at: u32,
    /// The functions, one a line: which half, bytes, the slot if it is called over the cut, name.
    pub list: String,
}

/// Everything that both halves must agree on.
struct Plan<'plan> {
    program: &'plan Program<'plan>,
    linked: &'plan Linked<'plan>,
    cut: &'plan Cut,
    /// The slot of each function of the second half that the first calls.
    slot_of: BTreeMap<u32, u32>,
    /// The functions of the first half that the second calls, in the order of their slots.
    shared: Vec<u32>,
    shared_at: u32,
    /// The number of the global that says that the second half is there.
    here: u32,
}

/// Cuts a program.
pub fn halves(program: &Program<'_>, linked: &Linked<'_>, cut: &Cut) -> Result<Halves> {
    let mut shared = BTreeSet::new();
    for function in 0..program.count() {
        if !cut.has_function[function as usize] && !program.is_import(function) {
            let called = program.calls[function as usize].iter().copied();
            shared.extend(called.filter(|called| {
                cut.has_function[*called as usize] && !program.is_import(*called)
            }));
        }
    }
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
    let plan = Plan {
        program,
        linked,
        cut,
        slot_of,
        shared: shared.into_iter().collect(),
        shared_at: next,
        here: program.globals.len() as u32,
    };
    Ok(Halves {
        first: plan.first()?,
        second: plan.second()?,
        shared_at: plan.shared_at,
        list: plan.list(),
    })
}

impl Plan<'_> {
    fn types(&self) -> Result<TypeSection> {
        let mut types = TypeSection::new();
        for signature in &self.program.types {
            types.ty().func_type(&RoundtripReencoder.func_type(signature.clone())?);
        }
        Ok(types)
    }

    fn defined(&self, is_first: bool) -> Vec<u32> {
        let functions = self.program.imports.len() as u32..self.program.count();
        functions.filter(|function| self.cut.has_function[*function as usize] == is_first).collect()
    }

    /// JavaScript's functions that a half calls.
    fn used_imports(&self, defined: &[u32]) -> BTreeSet<u32> {
        let mut used = BTreeSet::new();
        for function in defined {
            let called = self.program.calls[*function as usize].iter().copied();
            used.extend(called.filter(|called| self.program.is_import(*called)));
        }
        used
    }

    fn first(&self) -> Result<Vec<u8>> {
        let program = self.program;
        let mut types = self.types()?;
        let defined = self.defined(true);
        let mut numbers = BTreeMap::new();
        let mut imports = ImportSection::new();
        let mut used = self.used_imports(&defined);
        used.extend(program.roots().filter(|root| program.is_import(*root)));
        for function in used {
            let import = &program.imports[function as usize];
            let signature = program.signatures[function as usize];
            imports.import(import.module, import.name, EntityType::Function(signature));
            numbers.insert(function, numbers.len() as u32);
        }
        // The function of JavaScript that fetches the second half.
        let now = numbers.len() as u32;
        types.ty().function([ValType::I32], []);
        imports.import("rest", "now", EntityType::Function(program.types.len() as u32));
        types.ty().function([], []);
        let nothing = program.types.len() as u32 + 1;
        let mut functions = FunctionSection::new();
        for (number, function) in (now + 1..).zip(&defined) {
            functions.function(program.signatures[*function as usize]);
            numbers.insert(*function, number);
        }
        let mut next = now + 1 + defined.len() as u32;
        // One way over for each signature.
        let over: BTreeSet<u32> = (self.cut.called.iter().copied())
            .chain(self.cut.slots.iter().map(|slot| program.slots[slot]))
            .map(|function| program.signatures[function as usize])
            .collect();
        let mut ways = BTreeMap::new();
        let mut ways_code = Vec::new();
        for (number, signature) in over.into_iter().enumerate() {
            let own = nothing + 1 + number as u32;
            let signature_type =
                RoundtripReencoder.func_type(program.types[signature as usize].clone())?;
            let (params, results) = (signature_type.params(), signature_type.results());
            let with_slot = [params, &[ValType::I32]].concat();
            types.ty().function(with_slot, results.iter().copied());
            functions.function(own);
            ways_code.push(self.way_over(signature, params.len() as u32, now));
            ways.insert(signature, next);
            next += 1;
        }
        let mut stubs = BTreeMap::new();
        let mut stubs_code = Vec::new();
        for slot in &self.cut.slots {
            let signature = program.signatures[program.slots[slot] as usize];
            functions.function(signature);
            let mut stub = Function::new([]);
            let params = program.types[signature as usize].params().len() as u32;
            for param in 0..params {
                stub.instruction(&Instruction::LocalGet(param));
            }
            stub.instruction(&Instruction::I32Const(*slot as i32));
            stub.instruction(&Instruction::Call(ways[&signature]));
            stub.instruction(&Instruction::End);
            stubs_code.push(stub);
            stubs.insert(*slot, next);
            next += 1;
        }
        // A slot that nobody may call before the second half is there.
        functions.function(nothing);
        let hole = next;

        let mut code = CodeSection::new();
        for function in &defined {
            let way = |called: u32| {
                let slot = self.slot_of[&called];
                (slot, ways[&program.signatures[called as usize]])
            };
            code.function(&self.body(*function, &numbers, way)?);
        }
        for function in ways_code.iter().chain(&stubs_code) {
            code.function(function);
        }
        let mut trap = Function::new([]);
        trap.instruction(&Instruction::Unreachable);
        trap.instruction(&Instruction::End);
        code.function(&trap);

        let mut tables = TableSection::new();
        for (number, table) in program.tables.iter().enumerate() {
            let mut table = RoundtripReencoder.table_type(*table)?;
            if number as u32 == program.table {
                table.minimum = u64::from(self.shared_at) + self.shared.len() as u64;
                table.maximum = None;
            }
            tables.table(table);
        }
        let mut memories = MemorySection::new();
        for memory in &program.memories {
            memories.memory(RoundtripReencoder.memory_type(*memory)?);
        }
        let mut globals = GlobalSection::new();
        for global in &program.globals {
            let kind = RoundtripReencoder.global_type(global.ty)?;
            globals.global(kind, &RoundtripReencoder.const_expr(global.init_expr.clone())?);
        }
        globals.global(HERE, &ConstExpr::i32_const(0));
        let mut exports = ExportSection::new();
        for export in &program.exports {
            let (kind, index) = match export.kind {
                ExternalKind::Func => (ExportKind::Func, numbers[&export.index]),
                ExternalKind::Table => (ExportKind::Table, export.index),
                ExternalKind::Memory => (ExportKind::Memory, export.index),
                ExternalKind::Global => (ExportKind::Global, export.index),
                other => return Err(format!("an export that is not known here: {other:?}").into()),
            };
            exports.export(export.name, kind, index);
        }
        for table in 0..program.tables.len() as u32 {
            exports.export(&self.table_name(table), ExportKind::Table, table);
        }
        for memory in 0..program.memories.len() as u32 {
            exports.export(&format!("m{memory}"), ExportKind::Memory, memory);
        }
        for global in 0..=self.here {
            exports.export(&format!("g{global}"), ExportKind::Global, global);
        }
        let mut slots: Vec<(u32, u32)> = Vec::new();
        for (slot, function) in &program.slots {
            let own = numbers.get(function).or(stubs.get(slot)).copied().unwrap_or(hole);
            slots.push((*slot, own));
        }
        slots.extend((self.shared_at..).zip(self.shared.iter().map(|function| numbers[function])));

        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&tables);
        module.section(&memories).section(&globals).section(&exports);
        if let Some(start) = program.start {
            module.section(&StartSection { function_index: numbers[&start] });
        }
        module.section(&self.elements(&slots)).section(&code).section(&self.data(true));
        Ok(module.finish())
    }

    fn second(&self) -> Result<Vec<u8>> {
        let program = self.program;
        let mut types = self.types()?;
        let nothing = program.types.len() as u32;
        types.ty().function([], []);
        let defined = self.defined(false);
        let mut numbers = BTreeMap::new();
        let mut imports = ImportSection::new();
        for function in self.used_imports(&defined) {
            let import = &program.imports[function as usize];
            let signature = program.signatures[function as usize];
            imports.import(import.module, import.name, EntityType::Function(signature));
            numbers.insert(function, numbers.len() as u32);
        }
        for (number, function) in self.shared.iter().enumerate() {
            let signature = program.signatures[*function as usize];
            imports.import("shared", &base_36(number), EntityType::Function(signature));
            numbers.insert(*function, numbers.len() as u32);
        }
        for (number, table) in program.tables.iter().enumerate() {
            let mut table = RoundtripReencoder.table_type(*table)?;
            if number as u32 == program.table {
                table.maximum = None;
            }
            imports.import("first", &self.table_name(number as u32), table);
        }
        for (number, memory) in program.memories.iter().enumerate() {
            imports.import(
                "first",
                &format!("m{number}"),
                RoundtripReencoder.memory_type(*memory)?,
            );
        }
        for (number, global) in program.globals.iter().enumerate() {
            imports.import(
                "first",
                &format!("g{number}"),
                RoundtripReencoder.global_type(global.ty)?,
            );
        }
        imports.import("first", &format!("g{}", self.here), HERE);
        let mut functions = FunctionSection::new();
        let start = numbers.len() as u32;
        functions.function(nothing);
        for (number, function) in (start + 1..).zip(&defined) {
            functions.function(program.signatures[*function as usize]);
            numbers.insert(*function, number);
        }
        let mut code = CodeSection::new();
        let mut arrived = Function::new([]);
        arrived.instruction(&Instruction::I32Const(1));
        arrived.instruction(&Instruction::GlobalSet(self.here));
        arrived.instruction(&Instruction::End);
        code.function(&arrived);
        for function in &defined {
            let nowhere = |_| unreachable!("the second half has all that it calls");
            code.function(&self.body(*function, &numbers, nowhere)?);
        }
        let mut slots: BTreeMap<u32, u32> = BTreeMap::new();
        for (slot, function) in &program.slots {
            if !self.cut.has_function[*function as usize] {
                slots.insert(*slot, numbers[function]);
            }
        }
        for called in &self.cut.called {
            slots.insert(self.slot_of[called], numbers[called]);
        }
        let slots: Vec<(u32, u32)> = slots.into_iter().collect();
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions);
        module.section(&StartSection { function_index: start });
        module.section(&self.elements(&slots)).section(&code).section(&self.data(false));
        Ok(module.finish())
    }

    fn list(&self) -> String {
        let mut list = String::new();
        for function in self.defined(true).into_iter().chain(self.defined(false)) {
            let half = if self.cut.has_function[function as usize] { "first" } else { "later" };
            let bytes = self.program.body(function).range();
            let slot = self.slot_of.get(&function).filter(|slot| {
                self.cut.called.contains(&function) || self.cut.slots.contains(slot)
            });
            let slot = slot.map(u32::to_string).unwrap_or_default();
            let name = self.program.names.get(&function).copied().unwrap_or_default();
            let name = rustc_demangle::demangle(name);
            list += &format!("{half} {:6} {slot:>5} {name:#}\n", bytes.end - bytes.start);
        }
        list
    }

    fn table_name(&self, table: u32) -> String {
        if table == self.program.table { "table".to_owned() } else { format!("t{table}") }
    }

    /// Calls a function of the second half through its slot, which is the last argument.
    fn way_over(&self, signature: u32, params: u32, now: u32) -> Function {
        let mut way = Function::new([]);
        way.instruction(&Instruction::GlobalGet(self.here));
        way.instruction(&Instruction::I32Eqz);
        way.instruction(&Instruction::If(BlockType::Empty));
        way.instruction(&Instruction::LocalGet(params));
        way.instruction(&Instruction::Call(now));
        way.instruction(&Instruction::End);
        for param in 0..=params {
            way.instruction(&Instruction::LocalGet(param));
        }
        way.instruction(&Instruction::CallIndirect {
            type_index: signature,
            table_index: self.program.table,
        });
        way.instruction(&Instruction::End);
        way
    }

    /// A function's code with the numbers of its half; `way` gives slot and way over of a
    /// function that is in the other.
    fn body(
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
            if let Operator::Call { function_index } = operator {
                if let Some(number) = numbers.get(&function_index) {
                    copy.instruction(&Instruction::Call(*number));
                } else {
                    let (slot, way) = way(function_index);
                    copy.instruction(&Instruction::I32Const(slot as i32));
                    copy.instruction(&Instruction::Call(way));
                }
            } else {
                copy.instruction(&RoundtripReencoder.instruction(operator)?);
            }
        }
        Ok(copy)
    }

    /// Runs of slots as segments.
    fn elements(&self, slots: &[(u32, u32)]) -> ElementSection {
        let mut elements = ElementSection::new();
        for run in slots.chunk_by(|before, after| before.0 + 1 == after.0) {
            let functions: Vec<u32> = run.iter().map(|(_, function)| *function).collect();
            let table = (self.program.table > 0).then_some(self.program.table);
            let at = ConstExpr::i32_const(run[0].0 as i32);
            elements.active(table, &at, Elements::Functions(functions.into()));
        }
        elements
    }

    /// The bytes that a half brings into memory.  Only what is never written is taken out of the
    /// first half.
    fn data(&self, is_first: bool) -> DataSection {
        let mut section = DataSection::new();
        for (number, (start, bytes)) in self.program.data.iter().enumerate() {
            let is_constant = self.linked.constants.contains(&number);
            let mut mine = vec![is_first; bytes.len()];
            for (piece, has) in self.linked.pieces.iter().zip(&self.cut.has_piece) {
                let addresses = &piece.addresses;
                if is_constant
                    && !has
                    && (*start..start + bytes.len() as u32).contains(&addresses.start)
                {
                    mine[(addresses.start - start) as usize..(addresses.end - start) as usize]
                        .fill(!is_first);
                }
            }
            for run in runs(&mine, bytes) {
                let at = ConstExpr::i32_const((start + run.start as u32) as i32);
                let mut own = bytes[run.clone()].to_vec();
                if is_first {
                    for (byte, mine) in own.iter_mut().zip(&mine[run]) {
                        *byte = if *mine { *byte } else { 0 };
                    }
                }
                section.active(0, &at, own);
            }
        }
        section
    }
}

/// The runs of bytes that a half brings, with short gaps inside.  Zeros need not be brought.
fn runs(mine: &[bool], bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (place, _) in
        mine.iter().zip(bytes).enumerate().filter(|(_, (mine, byte))| **mine && **byte != 0)
    {
        match runs.last_mut().filter(|run| place - run.end <= GAP) {
            Some(run) => run.end = place + 1,
            None => runs.push(place..place + 1),
        }
    }
    runs
}

const HERE: GlobalType = GlobalType { val_type: ValType::I32, mutable: true, shared: false };

/// A short name for a number, as JavaScript's `toString(36)` has it.
fn base_36(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}
