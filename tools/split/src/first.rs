//! Writes the first half.

use crate::Result;
use crate::plan::{HERE, Plan};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, ImportSection, Instruction, MemorySection, Module,
    StartSection, TableSection, TypeSection, ValType,
};
use wasmparser::ExternalKind;

struct First<'plan> {
    plan: &'plan Plan<'plan>,
    defined: Vec<u32>,
    /// JavaScript's functions that are called here.
    imports: BTreeSet<u32>,
    /// The number of each function of the program here.
    numbers: BTreeMap<u32, u32>,
    /// The type and the number of the way over for each signature.
    ways: BTreeMap<u32, (u32, u32)>,
    /// The number of the stub for each slot.
    stubs: BTreeMap<u32, u32>,
    /// JavaScript's function that fetches the second half.
    now: u32,
    /// The function in slots that nobody may call before the second half is there.
    hole: u32,
}

/// The first half of a program.
pub fn write(plan: &Plan<'_>) -> Result<Vec<u8>> {
    let first = First::number(plan);
    let mut module = Module::new();
    module.section(&first.types()?).section(&first.imports()).section(&first.functions());
    module.section(&first.tables()?).section(&first.memories()?).section(&first.globals()?);
    module.section(&first.exports()?);
    if let Some(start) = plan.program.start {
        module.section(&StartSection { function_index: first.numbers[&start] });
    }
    module.section(&plan.elements(&first.slots())).section(&first.code()?);
    module.section(&plan.data(true));
    Ok(module.finish())
}

impl<'plan> First<'plan> {
    /// Gives all functions their numbers: JavaScript's, the program's, ways over, stubs, the hole.
    fn number(plan: &'plan Plan<'plan>) -> First<'plan> {
        let defined = plan.defined(true);
        let mut imports = plan.used_imports(&defined);
        imports.extend(plan.program.roots().filter(|root| plan.program.is_import(*root)));
        let mut numbers: BTreeMap<u32, u32> = imports.iter().copied().zip(0..).collect();
        let now = imports.len() as u32;
        numbers.extend(defined.iter().copied().zip(now + 1..));
        let over = plan.called_over();
        let signatures: BTreeSet<u32> =
            over.iter().map(|function| plan.program.signatures[*function as usize]).collect();
        // The types of `now` and of the hole come before those of the ways.
        let types = plan.program.types.len() as u32 + 2;
        let at = now + 1 + defined.len() as u32;
        let ways: BTreeMap<u32, (u32, u32)> =
            signatures.into_iter().zip((types..).zip(at..)).collect();
        let at = at + ways.len() as u32;
        let stubs: BTreeMap<u32, u32> = plan.cut.slots.iter().copied().zip(at..).collect();
        let hole = at + stubs.len() as u32;
        First { plan, defined, imports, numbers, ways, stubs, now, hole }
    }

    fn signature(&self, function: u32) -> u32 {
        self.plan.program.signatures[function as usize]
    }

    fn types(&self) -> Result<TypeSection> {
        let mut types = self.plan.types()?;
        types.ty().function([ValType::I32], []);
        types.ty().function([], []);
        for signature in self.ways.keys() {
            let signature = self.plan.program.types[*signature as usize].clone();
            let signature = RoundtripReencoder.func_type(signature)?;
            let with_slot = [signature.params(), &[ValType::I32]].concat();
            types.ty().function(with_slot, signature.results().iter().copied());
        }
        Ok(types)
    }

    fn imports(&self) -> ImportSection {
        let program = self.plan.program;
        let mut imports = ImportSection::new();
        for function in &self.imports {
            let import = &program.imports[*function as usize];
            let kind = EntityType::Function(self.signature(*function));
            imports.import(import.module, import.name, kind);
        }
        imports.import("rest", "now", EntityType::Function(program.types.len() as u32));
        imports
    }

    fn functions(&self) -> FunctionSection {
        let mut functions = FunctionSection::new();
        for function in &self.defined {
            functions.function(self.signature(*function));
        }
        for (own, _) in self.ways.values() {
            functions.function(*own);
        }
        for slot in self.stubs.keys() {
            functions.function(self.signature(self.plan.program.slots[slot]));
        }
        functions.function(self.plan.program.types.len() as u32 + 1);
        functions
    }

    fn tables(&self) -> Result<TableSection> {
        let mut tables = TableSection::new();
        for (number, table) in self.plan.program.tables.iter().enumerate() {
            let mut table = RoundtripReencoder.table_type(*table)?;
            if number as u32 == self.plan.program.table {
                table.minimum = u64::from(self.plan.shared_at) + self.plan.shared.len() as u64;
                table.maximum = None;
            }
            tables.table(table);
        }
        Ok(tables)
    }

    fn memories(&self) -> Result<MemorySection> {
        let mut memories = MemorySection::new();
        for memory in &self.plan.program.memories {
            memories.memory(RoundtripReencoder.memory_type(*memory)?);
        }
        Ok(memories)
    }

    fn globals(&self) -> Result<GlobalSection> {
        let mut globals = GlobalSection::new();
        for global in &self.plan.program.globals {
            let kind = RoundtripReencoder.global_type(global.ty)?;
            globals.global(kind, &RoundtripReencoder.const_expr(global.init_expr.clone())?);
        }
        globals.global(HERE, &ConstExpr::i32_const(0));
        Ok(globals)
    }

    /// What JavaScript knows, and then all that the second half may need.
    fn exports(&self) -> Result<ExportSection> {
        let program = self.plan.program;
        let mut exports = ExportSection::new();
        for export in &program.exports {
            let (kind, index) = match export.kind {
                ExternalKind::Func => (ExportKind::Func, self.numbers[&export.index]),
                ExternalKind::Table => (ExportKind::Table, export.index),
                ExternalKind::Memory => (ExportKind::Memory, export.index),
                ExternalKind::Global => (ExportKind::Global, export.index),
                other => return Err(format!("an export that is not known here: {other:?}").into()),
            };
            exports.export(export.name, kind, index);
        }
        for table in 0..program.tables.len() as u32 {
            exports.export(&self.plan.table_name(table), ExportKind::Table, table);
        }
        for memory in 0..program.memories.len() as u32 {
            exports.export(&format!("m{memory}"), ExportKind::Memory, memory);
        }
        for global in 0..=self.plan.here() {
            exports.export(&format!("g{global}"), ExportKind::Global, global);
        }
        Ok(exports)
    }

    fn slots(&self) -> BTreeMap<u32, u32> {
        let mut slots = BTreeMap::new();
        for (slot, function) in &self.plan.program.slots {
            let own = self.numbers.get(function).or(self.stubs.get(slot));
            slots.insert(*slot, own.copied().unwrap_or(self.hole));
        }
        let shared = self.plan.shared.iter().map(|function| self.numbers[function]);
        slots.extend((self.plan.shared_at..).zip(shared));
        slots
    }

    fn code(&self) -> Result<CodeSection> {
        let mut code = CodeSection::new();
        for function in &self.defined {
            let way =
                |called: u32| (self.plan.slot_of[&called], self.ways[&self.signature(called)].1);
            code.function(&self.plan.body(*function, &self.numbers, way)?);
        }
        for signature in self.ways.keys() {
            code.function(&self.way_over(*signature));
        }
        for slot in self.stubs.keys() {
            code.function(&self.stub(*slot));
        }
        let mut hole = Function::new([]);
        hole.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
        code.function(&hole);
        Ok(code)
    }

    fn parameters(&self, signature: u32) -> u32 {
        self.plan.program.types[signature as usize].params().len() as u32
    }

    /// Calls a function of the second half through its slot, which is the last argument.
    fn way_over(&self, signature: u32) -> Function {
        let slot = self.parameters(signature);
        let mut way = Function::new([]);
        way.instruction(&Instruction::GlobalGet(self.plan.here()));
        way.instruction(&Instruction::I32Eqz);
        way.instruction(&Instruction::If(BlockType::Empty));
        way.instruction(&Instruction::LocalGet(slot));
        way.instruction(&Instruction::Call(self.now));
        way.instruction(&Instruction::End);
        for argument in 0..=slot {
            way.instruction(&Instruction::LocalGet(argument));
        }
        let table_index = self.plan.program.table;
        way.instruction(&Instruction::CallIndirect { type_index: signature, table_index });
        way.instruction(&Instruction::End);
        way
    }

    /// Stands in a slot until the second half is there.
    fn stub(&self, slot: u32) -> Function {
        let signature = self.signature(self.plan.program.slots[&slot]);
        let mut stub = Function::new([]);
        for argument in 0..self.parameters(signature) {
            stub.instruction(&Instruction::LocalGet(argument));
        }
        stub.instruction(&Instruction::I32Const(slot as i32));
        stub.instruction(&Instruction::Call(self.ways[&signature].1));
        stub.instruction(&Instruction::End);
        stub
    }
}
