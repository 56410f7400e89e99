//! The files of a page that Trunk has built.

use crate::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// How wasm-bindgen's JavaScript makes the imports of the program.
const IMPORTS: &str = "function __wbg_get_imports() {";
/// The page's script that fetches the second half, as the JavaScript names it.
const SCRIPT: &str = "/src/ui/rest.js";

/// A page in a folder.
pub struct Page {
    folder: PathBuf,
    /// What the names of the program's files begin with: a name and a hash.
    stem: String,
    script: String,
}

impl Page {
    /// Finds the program of a page.
    pub fn find(folder: &Path) -> Result<Page> {
        let mut stems = Vec::new();
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            stems.extend(name.strip_suffix("_bg.wasm").map(str::to_owned));
        }
        let [stem] = stems.as_slice() else {
            return Err(format!("one program expected, these found: {stems:?}").into());
        };
        let script = fs::read_to_string(folder.join(format!("{stem}.js")))?;
        Ok(Page { folder: folder.to_owned(), stem: stem.clone(), script })
    }

    /// The program as wasm-bindgen left it.
    pub fn program(&self) -> Result<Vec<u8>> {
        Ok(fs::read(self.program_at(&self.stem))?)
    }

    fn program_at(&self, stem: &str) -> PathBuf {
        self.folder.join(format!("{stem}_bg.wasm"))
    }

    /// Puts the halves in place of the program, under new names: those say what is in the files.
    pub fn put(&self, first: &[u8], second: &[u8], shared_at: u32) -> Result<()> {
        let old = &self.stem;
        let name = old.rsplit_once('-').map_or(old.as_str(), |(name, _)| name);
        let version = [first, second, self.script.as_bytes()].into_iter().fold(OFFSET, hash);
        let version = hash_files(&self.folder.join("snippets"), version)?;
        let stem = format!("{name}-{version:016x}");
        let script = self.cut_script(&format!("{stem}_rest.wasm"), shared_at)?;
        let index = self.folder.join("index.html");
        let html = fs::read_to_string(&index)?.replace(old, &stem);
        let (script, html) = (with_version(&script, version), with_version(&html, version));
        fs::write(index, html)?;
        fs::remove_file(self.program_at(old))?;
        fs::remove_file(self.folder.join(format!("{old}.js")))?;
        fs::write(self.folder.join(format!("{stem}.js")), script)?;
        fs::write(self.program_at(&stem), first)?;
        fs::write(self.folder.join(format!("{stem}_rest.wasm")), second)?;
        Ok(())
    }

    /// wasm-bindgen's JavaScript, with imports that know of the second half.
    fn cut_script(&self, second: &str, shared_at: u32) -> Result<String> {
        let quoted = self.script.split(['\'', '"']).find(|text| text.ends_with(SCRIPT));
        let path = quoted.ok_or("the JavaScript does not import rest.js")?;
        if self.script.matches(IMPORTS).count() != 1 {
            return Err(
                "the JavaScript of this wasm-bindgen makes its imports in another way".into()
            );
        }
        let cut = format!(
            "import {{ cut }} from '{path}';\n\
             const __wbg_get_imports = () => cut(__wbg_own_imports(), \
             new URL('{second}', import.meta.url), () => wasm, {shared_at});\n\
             function __wbg_own_imports() {{"
        );
        Ok(self.script.replace(IMPORTS, &cut))
    }
}

/// A text in which the names of the scripts beside the program say which version they are, too.
/// The keys by which the program knows them stay as they are.
fn with_version(text: &str, version: u64) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let is_reference = |line: &&mut String| line.starts_with("import ") || line.contains("href=");
    for line in lines.iter_mut().filter(is_reference) {
        let mut parts = line.split("./snippets/");
        let mut marked = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let part = part.replacen(".js", &format!(".js?{version:016x}"), 1);
            marked += &format!("./snippets/{part}");
        }
        *line = marked;
    }
    lines.join("\n") + "\n"
}

fn hash_files(folder: &Path, before: u64) -> Result<u64> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    paths.into_iter().try_fold(before, |before, path| {
        if path.is_dir() { hash_files(&path, before) } else { Ok(hash(before, &fs::read(path)?)) }
    })
}

/// The beginning of a FNV-1a hash.
const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

fn hash(before: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(before, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}
