//! The module as wasm-bindgen left it: what is in it, and which function calls which.

use crate::Result;
use std::collections::BTreeMap;
use wasmparser::{
    DataKind, ElementItems, ElementKind, Export, ExternalKind, FuncType, FunctionBody, Global,
    Import, KnownCustom, MemoryType, Name, Operator, Parser, Payload, TableType, TypeRef,
};

/// The parts of a module, in the numbers of its own sections.
#[derive(Default)]
pub struct Program<'wasm> {
    /// The types of functions.
    pub types: Vec<FuncType>,
    /// The imports; all of them are functions.
    pub imports: Vec<Import<'wasm>>,
    /// The type of each function, imports first.
    pub signatures: Vec<u32>,
    /// The functions that are defined here.
    pub bodies: Vec<FunctionBody<'wasm>>,
    /// For each function, imports included, the functions that it calls by their number.
    pub calls: Vec<Vec<u32>>,
    /// Names of functions by number, mangled.
    pub names: BTreeMap<u32, &'wasm str>,
    /// The tables.
    pub tables: Vec<TableType>,
    /// The memories.
    pub memories: Vec<MemoryType>,
    /// The globals.
    pub globals: Vec<Global<'wasm>>,
    /// The exports.
    pub exports: Vec<Export<'wasm>>,
    /// The function that runs by itself.
    pub start: Option<u32>,
    /// The table of functions that the program's pointers to functions mean.
    pub table: u32,
    /// Which function stands in which slot of it.
    pub slots: BTreeMap<u32, u32>,
    /// What memory holds at the beginning: addresses and bytes.
    pub data: Vec<(u32, &'wasm [u8])>,
}

impl<'wasm> Program<'wasm> {
    /// Reads a module.  Fails on what Rust for the browser is not known to produce.
    pub fn read(wasm: &'wasm [u8]) -> Result<Program<'wasm>> {
        let mut program = Program::default();
        for payload in Parser::new(0).parse_all(wasm) {
            program.take(payload?)?;
        }
        program.calls = vec![Vec::new(); program.imports.len()];
        for body in &program.bodies {
            program.calls.push(called(body)?);
        }
        Ok(program)
    }

    fn take(&mut self, payload: Payload<'wasm>) -> Result<()> {
        match payload {
            Payload::TypeSection(types) => {
                for group in types.into_iter_err_on_gc_types() {
                    self.types.push(group?);
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    let TypeRef::Func(signature) = import.ty else {
                        return Err(format!("{} is not a function", import.name).into());
                    };
                    self.signatures.push(signature);
                    self.imports.push(import);
                }
            }
            Payload::FunctionSection(signatures) => {
                for signature in signatures {
                    self.signatures.push(signature?);
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(memories) => {
                for memory in memories {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(globals) => {
                for global in globals {
                    self.globals.push(global?);
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    self.exports.push(export?);
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(elements) => {
                for element in elements {
                    self.take_element(element?)?;
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::DataSection(data) => self.data = active_data(data)?,
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    self.names = function_names(names)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn take_element(&mut self, element: wasmparser::Element<'wasm>) -> Result<()> {
        let ElementKind::Active { table_index, offset_expr } = element.kind else {
            return Err("an element segment that is not active".into());
        };
        let ElementItems::Functions(functions) = element.items else {
            return Err("an element segment of expressions".into());
        };
        self.table = table_index.unwrap_or(0);
        let first = constant(&offset_expr)?;
        for (slot, function) in (first..).zip(functions) {
            self.slots.insert(slot, function?);
        }
        Ok(())
    }

    /// The functions that must be where JavaScript looks for them.
    pub fn roots(&self) -> impl Iterator<Item = u32> + '_ {
        let exported = self.exports.iter().filter(|export| export.kind == ExternalKind::Func);
        exported.map(|export| export.index).chain(self.start)
    }

    /// How many functions there are, imports included.
    pub fn count(&self) -> u32 {
        self.signatures.len() as u32
    }

    /// Whether a function is JavaScript's.
    pub fn is_import(&self, function: u32) -> bool {
        (function as usize) < self.imports.len()
    }

    /// Whether there is data at an address.
    pub fn is_data(&self, address: u32) -> bool {
        self.data
            .iter()
            .any(|(start, bytes)| (*start..start + bytes.len() as u32).contains(&address))
    }

    /// The code of a function that is defined here.
    pub fn body(&self, function: u32) -> &FunctionBody<'wasm> {
        &self.bodies[function as usize - self.imports.len()]
    }
}

fn called(body: &FunctionBody<'_>) -> Result<Vec<u32>> {
    let mut called = Vec::new();
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        match operators.read()? {
            Operator::Call { function_index } => called.push(function_index),
            Operator::RefFunc { .. } | Operator::ReturnCall { .. } => {
                return Err("a function names another in a way that is not known here".into());
            }
            _ => {}
        }
    }
    Ok(called)
}

/// The active segments of a data section.
pub fn active_data<'wasm>(
    data: wasmparser::DataSectionReader<'wasm>,
) -> Result<Vec<(u32, &'wasm [u8])>> {
    let mut segments = Vec::new();
    for segment in data {
        let segment = segment?;
        let DataKind::Active { offset_expr, .. } = segment.kind else {
            return Err("a data segment that is not active".into());
        };
        segments.push((constant(&offset_expr)?, segment.data));
    }
    Ok(segments)
}

/// The names of functions in a name section.
pub fn function_names<'wasm>(
    section: wasmparser::NameSectionReader<'wasm>,
) -> Result<BTreeMap<u32, &'wasm str>> {
    let mut names = BTreeMap::new();
    for subsection in section {
        if let Name::Function(map) = subsection? {
            for naming in map {
                let naming = naming?;
                names.insert(naming.index, naming.name);
            }
        }
    }
    Ok(names)
}

fn constant(expression: &wasmparser::ConstExpr<'_>) -> Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value as u32),
        other => Err(format!("an offset that is not a constant: {other:?}").into()),
    }
}
