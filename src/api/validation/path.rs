//! Where a field stands: built on the way down, written out only when there is a fault.

use std::fmt;

/// The place of a field: `spec.containers[0].resources.limits[cpu]`.
#[derive(Clone, Copy)]
pub struct Path<'above> {
    above: Option<&'above Path<'above>>,
    part: Part<'above>,
}

#[derive(Clone, Copy)]
enum Part<'above> {
    Field(&'above str),
    Index(usize),
    Key(&'above str),
}

impl<'above> Path<'above> {
    /// A field of the object itself.
    pub fn root(field: &'above str) -> Path<'above> {
        Path { above: None, part: Part::Field(field) }
    }

    /// A field of what stands here; `a.b` for one of one.
    pub fn field(&'above self, name: &'above str) -> Path<'above> {
        Path { above: Some(self), part: Part::Field(name) }
    }

    /// An item of the list that stands here.
    pub fn index(&'above self, index: usize) -> Path<'above> {
        Path { above: Some(self), part: Part::Index(index) }
    }

    /// An entry of the map that stands here.
    pub fn key(&'above self, key: &'above str) -> Path<'above> {
        Path { above: Some(self), part: Part::Key(key) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            write!(formatter, "{above}")?;
        }
        match self.part {
            Part::Field(name) if self.above.is_some() => write!(formatter, ".{name}"),
            Part::Field(name) => formatter.write_str(name),
            Part::Index(index) => write!(formatter, "[{index}]"),
            Part::Key(key) => write!(formatter, "[{key}]"),
        }
    }
}

impl From<Path<'_>> for String {
    fn from(path: Path<'_>) -> String {
        path.to_string()
    }
}

impl From<&Path<'_>> for String {
    fn from(path: &Path<'_>) -> String {
        path.to_string()
    }
}
