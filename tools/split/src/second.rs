//! Writes the second half.

use crate::Result;
use crate::plan::{HERE, Plan};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, EntityType, Function, FunctionSection, ImportSection, Instruction, Module,
    StartSection,
};

struct Second<'plan> {
    plan: &'plan Plan<'plan>,
    defined: Vec<u32>,
    /// JavaScript's functions that are called here.
    imports: BTreeSet<u32>,
    /// The number of each function of the program here.
    numbers: BTreeMap<u32, u32>,
    /// The function that runs first and says that this half is there.
    arrival: u32,
}

/// The second half of a program.
pub fn write(plan: &Plan<'_>) -> Result<Vec<u8>> {
    let second = Second::number(plan);
    let mut types = plan.types()?;
    types.ty().function([], []);
    let mut module = Module::new();
    module.section(&types).section(&second.imports()?).section(&second.functions());
    module.section(&StartSection { function_index: second.arrival });
    module.section(&plan.elements(&second.slots())).section(&second.code()?);
    module.section(&plan.data(false));
    Ok(module.finish())
}

impl<'plan> Second<'plan> {
    fn number(plan: &'plan Plan<'plan>) -> Second<'plan> {
        let defined = plan.defined(false);
        let imports = plan.used_imports(&defined);
        let mut numbers: BTreeMap<u32, u32> = imports.iter().copied().zip(0..).collect();
        numbers.extend(plan.shared.iter().copied().zip(numbers.len() as u32..));
        let arrival = numbers.len() as u32;
        numbers.extend(defined.iter().copied().zip(arrival + 1..));
        Second { plan, defined, imports, numbers, arrival }
    }

    fn imports(&self) -> Result<ImportSection> {
        let program = self.plan.program;
        let mut imports = ImportSection::new();
        for function in &self.imports {
            let import = &program.imports[*function as usize];
            let kind = EntityType::Function(program.signatures[*function as usize]);
            imports.import(import.module, import.name, kind);
        }
        for (number, function) in self.plan.shared.iter().enumerate() {
            let kind = EntityType::Function(program.signatures[*function as usize]);
            imports.import("shared", &base_36(number), kind);
        }
        for (number, table) in program.tables.iter().enumerate() {
            let mut kind = RoundtripReencoder.table_type(*table)?;
            if number as u32 == program.table {
                kind.maximum = None;
            }
            imports.import("first", &self.plan.table_name(number as u32), kind);
        }
        for (number, memory) in program.memories.iter().enumerate() {
            let kind = RoundtripReencoder.memory_type(*memory)?;
            imports.import("first", &format!("m{number}"), kind);
        }
        for (number, global) in program.globals.iter().enumerate() {
            let kind = RoundtripReencoder.global_type(global.ty)?;
            imports.import("first", &format!("g{number}"), kind);
        }
        imports.import("first", &format!("g{}", self.plan.here()), HERE);
        Ok(imports)
    }

    fn functions(&self) -> FunctionSection {
        let mut functions = FunctionSection::new();
        functions.function(self.plan.program.types.len() as u32);
        for function in &self.defined {
            functions.function(self.plan.program.signatures[*function as usize]);
        }
        functions
    }

    fn slots(&self) -> BTreeMap<u32, u32> {
        let program = self.plan.program.slots.iter();
        let called = self.plan.cut.called.iter().map(|called| (&self.plan.slot_of[called], called));
        let own = |function: &u32| !self.plan.cut.has_function[*function as usize];
        let all = program.chain(called).filter(|(_, function)| own(function));
        all.map(|(slot, function)| (*slot, self.numbers[function])).collect()
    }

    fn code(&self) -> Result<CodeSection> {
        let mut code = CodeSection::new();
        let mut arrival = Function::new([]);
        arrival.instruction(&Instruction::I32Const(1));
        arrival.instruction(&Instruction::GlobalSet(self.plan.here()));
        arrival.instruction(&Instruction::End);
        code.function(&arrival);
        for function in &self.defined {
            let nowhere = |_| unreachable!("the second half has or imports all that it calls");
            code.function(&self.plan.body(*function, &self.numbers, nowhere)?);
        }
        Ok(code)
    }
}

/// A short name for a number, as JavaScript's `toString(36)` has it.
fn base_36(mut number: usize) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b"0123456789abcdefghijklmnopqrstuvwxyz"[number % 36]);
        number /= 36;
        if number == 0 {
            return digits.iter().rev().map(|digit| char::from(*digit)).collect();
        }
    }
}
