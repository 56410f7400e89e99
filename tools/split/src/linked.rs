//! What the linker knew: which function and which piece of data names which other.  wasm-bindgen
//! moves functions but neither data nor slots of the table, so it stays true of its module.

use crate::Result;
use crate::program::{active_data, function_names};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use wasmparser::{
    BinaryReader, KnownCustom, Linking, Parser, Payload, RelocationEntry, RelocationType,
    SymbolInfo,
};

/// What a function or a piece of data names.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// Pieces of data, as numbers in [`Linked::pieces`].
    pub pieces: Vec<usize>,
    /// Slots of the table of functions.
    pub slots: Vec<u32>,
}

/// A run of bytes in memory that is only named as a whole.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its addresses.
    pub addresses: Range<u32>,
    /// What it names.
    pub named: Named,
}

/// The linker's knowledge.
#[derive(Default)]
pub struct Linked<'wasm> {
    /// What each function names, by its mangled name.
    pub functions: BTreeMap<&'wasm str, Named>,
    /// The pieces of data, by address.
    pub pieces: Vec<Piece>,
    /// What memory holds at the beginning: addresses and bytes.
    pub data: Vec<(u32, &'wasm [u8])>,
    /// Which of these segments are never written, by number.
    pub constants: BTreeSet<usize>,
}

#[derive(Default)]
struct Sections<'wasm> {
    names: BTreeMap<u32, &'wasm str>,
    imports: u32,
    code_at: usize,
    bodies: Vec<Range<usize>>,
    data_at: usize,
    data: Vec<(u32, &'wasm [u8])>,
    /// For each symbol its addresses, if it is data.
    symbols: Vec<Option<Range<u32>>>,
    code_relocations: Vec<RelocationEntry>,
    data_relocations: Vec<RelocationEntry>,
    constants: BTreeSet<usize>,
}

/// Reads a module that was linked with `--emit-relocs`.
pub fn read(wasm: &[u8]) -> Result<Linked<'_>> {
    let sections = Sections::read(wasm)?;
    if sections.code_relocations.is_empty() || sections.names.is_empty() {
        return Err("it was not linked with --emit-relocs, or without names".into());
    }
    let (mut pieces, piece_of) = pieces(&sections.symbols);
    let mut functions: BTreeMap<&str, Named> = BTreeMap::new();
    for (number, _) in sections.bodies.iter().enumerate() {
        if let Some(name) = sections.names.get(&(sections.imports + number as u32)) {
            functions.entry(name).or_default();
        }
    }
    for entry in &sections.code_relocations {
        let place = sections.code_at + entry.offset as usize;
        let number = sections.bodies.partition_point(|body| body.end <= place);
        let name = sections.names.get(&(sections.imports + number as u32));
        let name = *name.ok_or("a function without a name")?;
        let named = functions.entry(name).or_default();
        note(named, entry, &piece_of, || slot_in_code(wasm, place))?;
    }
    for entry in &sections.data_relocations {
        let place = sections.data_at + entry.offset as usize;
        let address = sections.address(wasm, place)?;
        let number = pieces.partition_point(|piece| piece.addresses.end <= address);
        let piece = pieces.get_mut(number).filter(|piece| piece.addresses.contains(&address));
        let piece = piece.ok_or("a relocation outside of all data")?;
        note(&mut piece.named, entry, &piece_of, || slot_in_data(wasm, place))?;
    }
    Ok(Linked { functions, pieces, data: sections.data, constants: sections.constants })
}

impl<'wasm> Sections<'wasm> {
    fn read(wasm: &'wasm [u8]) -> Result<Sections<'wasm>> {
        let mut sections = Sections::default();
        for payload in Parser::new(0).parse_all(wasm) {
            sections.take(payload?)?;
        }
        Ok(sections)
    }

    fn take(&mut self, payload: Payload<'wasm>) -> Result<()> {
        match payload {
            Payload::ImportSection(imports) => {
                self.imports = imports.into_imports().count() as u32;
            }
            Payload::CodeSectionStart { unchecked_range, .. } => {
                self.code_at = unchecked_range.start as usize;
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                self.bodies.push(range.start as usize..range.end as usize);
            }
            Payload::DataSection(data) => {
                self.data_at = data.range().start as usize;
                self.data = active_data(data)?;
            }
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Name(names) => self.names = function_names(names)?,
                KnownCustom::Linking(linking) => {
                    for subsection in linking.subsections() {
                        self.take_linking(subsection?)?;
                    }
                }
                KnownCustom::Reloc(relocations) => {
                    let entries: std::result::Result<Vec<RelocationEntry>, _> =
                        relocations.entries().into_iter().collect();
                    if section.name() == "reloc.CODE" {
                        self.code_relocations = entries?;
                    } else {
                        self.data_relocations = entries?;
                    }
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn take_linking(&mut self, linking: Linking<'wasm>) -> Result<()> {
        match linking {
            Linking::SymbolTable(symbols) => {
                for symbol in symbols {
                    let addresses = self.addresses(&symbol?);
                    self.symbols.push(addresses);
                }
            }
            Linking::SegmentInfo(segments) => {
                for (number, segment) in segments.into_iter().enumerate() {
                    if segment?.name.starts_with(".rodata") {
                        self.constants.insert(number);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Where a symbol's bytes are, if it has any in the file.
    fn addresses(&self, symbol: &SymbolInfo<'_>) -> Option<Range<u32>> {
        let SymbolInfo::Data { symbol: Some(symbol), .. } = symbol else { return None };
        let (start, _) = self.data.get(symbol.index as usize)?;
        let start = start + symbol.offset;
        (symbol.size > 0).then(|| start..start + symbol.size)
    }

    /// The address of a byte of the file.
    fn address(&self, wasm: &[u8], place: usize) -> Result<u32> {
        for (start, bytes) in &self.data {
            let at = bytes.as_ptr() as usize - wasm.as_ptr() as usize;
            if (at..at + bytes.len()).contains(&place) {
                return Ok(start + (place - at) as u32);
            }
        }
        Err("a relocation outside of the data section".into())
    }
}

/// The symbols as pieces, overlapping ones together, and which piece each symbol is in.
fn pieces(symbols: &[Option<Range<u32>>]) -> (Vec<Piece>, Vec<Option<usize>>) {
    let mut order: Vec<(Range<u32>, usize)> = Vec::new();
    for (number, addresses) in symbols.iter().enumerate() {
        if let Some(addresses) = addresses {
            order.push((addresses.clone(), number));
        }
    }
    order.sort_by_key(|(addresses, number)| (addresses.start, *number));
    let mut pieces: Vec<Piece> = Vec::new();
    let mut piece_of = vec![None; symbols.len()];
    for (addresses, number) in order {
        match pieces.last_mut().filter(|last| last.addresses.end > addresses.start) {
            Some(last) => last.addresses.end = last.addresses.end.max(addresses.end),
            None => pieces.push(Piece { addresses, named: Named::default() }),
        }
        piece_of[number] = Some(pieces.len() - 1);
    }
    (pieces, piece_of)
}

fn note(
    named: &mut Named,
    entry: &RelocationEntry,
    piece_of: &[Option<usize>],
    slot: impl Fn() -> Result<u32>,
) -> Result<()> {
    match entry.ty {
        RelocationType::MemoryAddrLeb
        | RelocationType::MemoryAddrSleb
        | RelocationType::MemoryAddrI32 => {
            // A symbol without bytes of its own (zeros, the end of the data) needs nothing.
            named.pieces.extend(piece_of[entry.index as usize]);
        }
        RelocationType::TableIndexSleb | RelocationType::TableIndexI32 => {
            named.slots.push(slot()?);
        }
        RelocationType::FunctionIndexLeb
        | RelocationType::TypeIndexLeb
        | RelocationType::GlobalIndexLeb
        | RelocationType::TableNumberLeb => {}
        other => return Err(format!("a relocation that is not known here: {other:?}").into()),
    }
    Ok(())
}

fn slot_in_code(wasm: &[u8], place: usize) -> Result<u32> {
    let bytes = wasm.get(place..place + 5).ok_or("a relocation outside of the file")?;
    Ok(BinaryReader::new(bytes, 0).read_var_i32()? as u32)
}

fn slot_in_data(wasm: &[u8], place: usize) -> Result<u32> {
    let bytes = wasm.get(place..place + 4).ok_or("a relocation outside of the file")?;
    Ok(u32::from_le_bytes(bytes.try_into()?))
}
