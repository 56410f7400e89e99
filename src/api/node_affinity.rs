//! Which nodes a pod is drawn to: `nodeSelector` and `affinity.nodeAffinity`.

use super::object::Object;
use super::selector::{Requirement, Selector};
use super::status_error::FieldError;
use super::value::Value;
use smol_str::SmolStr;

/// What a pod demands of a node, read once for all nodes (`GetRequiredNodeAffinity`).
#[derive(Clone, Debug)]
pub struct Required {
    labels: Selector,
    terms: Option<Vec<Term>>,
}

impl Required {
    /// Reads `nodeSelector` and the required node affinity of a pod's `spec`.
    pub fn read(pod_spec: &Value) -> Required {
        let path = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution";
        let required = pod_spec.at(path);
        Required {
            labels: Selector::from_map(pod_spec.get("nodeSelector")),
            terms: (!required.is_null()).then(|| terms(required)),
        }
    }

    /// Whether a node meets it.
    pub fn is_met(&self, node: &Object) -> bool {
        let terms = &self.terms;
        self.labels.matches(&node.meta.labels)
            && terms.as_ref().is_none_or(|terms| terms.iter().any(|term| term.matches(node)))
    }
}

/// Whether a node meets what a pod's `spec` demands of it.
pub fn is_required_met(pod_spec: &Value, node: &Object) -> bool {
    Required::read(pod_spec).is_met(node)
}

/// Whether a `NodeSelector` selects a node: one of its terms must match.
pub fn is_selected(node_selector: &Value, node: &Object) -> bool {
    terms(node_selector).iter().any(|term| term.matches(node))
}

/// The terms of a `NodeSelector`, but for those that cannot be read: they match no node.
fn terms(node_selector: &Value) -> Vec<Term> {
    let terms = node_selector.get("nodeSelectorTerms").items().iter();
    terms.filter_map(|term| Term::read(term, "").ok()).collect()
}

/// What a pod would rather have, with weights.
#[derive(Clone, Debug)]
pub struct Preferred(Vec<(Term, i64)>);

impl Preferred {
    /// Reads `preferredDuringSchedulingIgnoredDuringExecution`; terms without weight do not count.
    ///
    /// # Errors
    /// Everything that is wrong with its terms (`NewPreferredSchedulingTerms`).
    pub fn read(preferred: &Value) -> Result<Preferred, Vec<FieldError>> {
        let (mut terms, mut faults) = (Vec::new(), Vec::new());
        for (index, item) in preferred.items().iter().enumerate() {
            let weight = item.get("weight").int();
            if weight == 0 {
                continue;
            }
            match Term::read(item.get("preference"), &format!("[{index}].")) {
                Ok(term) => terms.push((term, weight)),
                Err(wrong) => faults.extend(wrong),
            }
        }
        if faults.is_empty() { Ok(Preferred(terms)) } else { Err(faults) }
    }

    /// How much of it a node has: the weights of the terms that match.
    pub fn weight(&self, node: &Object) -> i64 {
        let met = self.0.iter().filter(|(term, _)| term.matches(node));
        met.map(|(_, weight)| weight).sum()
    }
}

/// A `NodeSelectorTerm`: all its expressions (of labels) and fields (of which there is one,
/// `metadata.name`) must hold.  A term without any matches no node.
#[derive(Clone, Debug)]
struct Term {
    labels: Vec<Requirement>,
    fields: Vec<Field>,
}

/// A field that must have this value, or must not.
#[derive(Clone, Debug)]
struct Field {
    key: SmolStr,
    value: SmolStr,
    wanted: bool,
}

impl Term {
    /// Reads a term that stands at `path`, which ends in a dot unless it is empty.
    fn read(term: &Value, path: &str) -> Result<Term, Vec<FieldError>> {
        let mut faults = Vec::new();
        let mut keep = |wrong: Vec<FieldError>| faults.extend(wrong);
        let expressions = term.get("matchExpressions");
        let labels = requirements(expressions, &format!("{path}matchExpressions"));
        let labels = labels.map_err(&mut keep).unwrap_or_default();
        let fields = term.get("matchFields").items().iter().enumerate();
        let fields = fields.filter_map(|(index, field)| {
            Field::read(field, &format!("{path}matchFields[{index}]."))
                .map_err(|fault| keep(vec![fault]))
                .ok()
        });
        let fields = fields.collect();
        if faults.is_empty() { Ok(Term { labels, fields }) } else { Err(faults) }
    }

    fn matches(&self, node: &Object) -> bool {
        (!self.labels.is_empty() || !self.fields.is_empty())
            && self.labels.iter().all(|label| label.matches(&node.meta.labels))
            && (node.meta.name.is_empty() || self.fields.iter().all(|field| field.matches(node)))
    }
}

impl Field {
    fn read(field: &Value, path: &str) -> Result<Field, FieldError> {
        let operator = field.get("operator");
        if !matches!(operator.str(), "In" | "NotIn") {
            let path = format!("{path}operator");
            return Err(FieldError::unsupported(path, operator, &["In", "NotIn"]));
        }
        let [value] = field.get("values").items() else {
            let path = format!("{path}values");
            return Err(FieldError::invalid(path, field.get("values"), "must have one element"));
        };
        Ok(Field {
            key: field.get("key").str().into(),
            value: value.str().into(),
            wanted: operator.str() == "In",
        })
    }

    fn matches(&self, node: &Object) -> bool {
        let value = if self.key == "metadata.name" { node.meta.name.as_str() } else { "" };
        (value == self.value) == self.wanted
    }
}

/// Reads the `NodeSelectorRequirement`s that stand at `path`.
///
/// # Errors
/// Everything that is wrong with them (`nodeSelectorRequirementsAsSelector`).
pub fn requirements(list: &Value, path: &str) -> Result<Vec<Requirement>, Vec<FieldError>> {
    let (mut requirements, mut faults) = (Vec::new(), Vec::new());
    for (index, expression) in list.items().iter().enumerate() {
        match requirement(expression, &format!("{path}[{index}].")) {
            Ok(requirement) => requirements.push(requirement),
            Err(wrong) => faults.extend(wrong),
        }
    }
    if faults.is_empty() { Ok(requirements) } else { Err(faults) }
}

const OPERATORS: [(&str, &str); 6] = [
    ("In", "in"),
    ("NotIn", "notin"),
    ("Exists", "exists"),
    ("DoesNotExist", "!"),
    ("Gt", "gt"),
    ("Lt", "lt"),
];

fn requirement(expression: &Value, path: &str) -> Result<Requirement, Vec<FieldError>> {
    let operator = expression.get("operator");
    let Some((_, known)) = OPERATORS.iter().find(|(name, _)| *name == operator.str()) else {
        let path = format!("{path}operator");
        return Err(vec![FieldError::unsupported(path, operator, &OPERATORS.map(|row| row.0))]);
    };
    let values = expression.get("values").items().iter().map(|value| value.str().into());
    Requirement::checked(path, expression.get("key").str(), known, values.collect())
}
