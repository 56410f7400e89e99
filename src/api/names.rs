//! What names, labels and keys may look like.  Each rule answers what is wrong, in the API's own
//! words; nothing if all is well (`k8s.io/apimachinery/pkg/util/validation`).

/// What is wrong with a text; empty if nothing is.
pub type Faults = Vec<String>;

const SUBDOMAIN: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const QUALIFIED_NAME: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must \
                              start and end with an alphanumeric character (e.g. 'MyName',  or \
                              'my.name',  or '123-abc', regex used for validation is \
                              '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/// `must be no more than 63 characters`.
pub fn too_long(limit: usize) -> String {
    format!("must be no more than {limit} characters")
}

/// `must be between 1 and 65535, inclusive`.
pub fn out_of_range(low: i64, high: i64) -> String {
    format!("must be between {low} and {high}, inclusive")
}

/// A lower-case label of a DNS name: containers, volumes, namespaces.
pub fn dns_label(name: &str) -> Faults {
    let mut faults = longer_than(63, name);
    if is_label(name) {
        return faults;
    }
    faults.push(if is_subdomain(name) {
        "must not contain dots".to_owned()
    } else {
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', \
         and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', \
         regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
            .to_owned()
    });
    faults
}

/// A lower-case DNS name: most objects.
pub fn dns_subdomain(name: &str) -> Faults {
    let mut faults = longer_than(253, name);
    if !is_subdomain(name) {
        faults.push(subdomain_text());
    }
    faults
}

/// As [`dns_subdomain`], with underscores: search domains of a pod.
pub fn dns_subdomain_with_underscore(name: &str) -> Faults {
    let mut faults = longer_than(253, name);
    let fits = name.split('.').all(|label| {
        let label = label.strip_prefix('_').unwrap_or(label);
        has_edges(label, is_lower) && label.bytes().all(|b| is_lower(b) || b == b'-' || b == b'_')
    });
    if !fits {
        faults.push(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \
             '_', '-' or '.', and must start and end with an alphanumeric character (e.g. \
             'example.com', regex used for validation is \
             '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')"
                .to_owned(),
        );
    }
    faults
}

/// A label of a DNS name that begins with a letter.
pub fn dns_1035_label(name: &str) -> Faults {
    let mut faults = longer_than(63, name);
    if !is_label(name) || !name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase()) {
        faults.push(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start \
             with an alphabetic character, and end with an alphanumeric character (e.g. \
             'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
                .to_owned(),
        );
    }
    faults
}

/// A DNS name behind `*.`: hosts of an Ingress.
pub fn wildcard_subdomain(name: &str) -> Faults {
    let mut faults = longer_than(253, name);
    if !name.strip_prefix("*.").is_some_and(is_subdomain) {
        faults.push(format!(
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS \
             subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and \
             end with an alphanumeric character (e.g. '*.example.com', regex used for validation \
             is '\\*\\.{SUBDOMAIN}')"
        ));
    }
    faults
}

/// A DNS name of at least two labels, maybe with a dot at its end.
pub fn fully_qualified_domain_name(name: &str) -> Faults {
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.is_empty() {
        return vec![String::new()];
    }
    let faults = dns_subdomain(name);
    if !faults.is_empty() {
        return faults;
    }
    if !name.contains('.') {
        return vec!["should be a domain with at least two segments separated by dots".to_owned()];
    }
    name.split('.').flat_map(dns_label).collect()
}

/// A DNS name of at least three labels: finalizers, signers.
pub fn fully_qualified_name(name: &str) -> Faults {
    let faults = dns_subdomain(name);
    if !faults.is_empty() {
        return faults;
    }
    if name.split('.').count() < 3 {
        return vec![
            "should be a domain with at least three segments separated by dots".to_owned(),
        ];
    }
    Faults::new()
}

/// What cannot be a part of an address of the API (`ValidatePathSegmentName`).
pub fn path_segment(name: &str) -> Faults {
    if matches!(name, "." | "..") {
        return vec![format!("may not be '{name}'")];
    }
    let parts = ["/", "%"].into_iter().filter(|part| name.contains(part));
    parts.map(|part| format!("may not contain '{part}'")).collect()
}

/// A path behind a domain: `acme.io/foo`.
pub fn domain_prefixed_path(path: &str) -> Faults {
    let Some((host, rest)) =
        path.split_once('/').filter(|(host, rest)| !host.is_empty() && !rest.is_empty())
    else {
        return vec!["must be a domain-prefixed path (such as \"acme.io/foo\")".to_owned()];
    };
    let mut faults = dns_subdomain(host);
    let fits = rest
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&byte));
    if !fits {
        faults.push(
            "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')"
                .to_owned(),
        );
    }
    faults
}

/// A name behind a domain: `acme.io/foo`.
pub fn domain_prefixed_key(key: &str) -> Faults {
    let faults = qualified_name(key);
    if faults.is_empty() && !key.contains('/') {
        return vec!["must be a domain-prefixed key (such as \"acme.io/foo\")".to_owned()];
    }
    faults
}

/// The key of a label or an annotation.
pub fn qualified_name(key: &str) -> Faults {
    let mut faults = Faults::new();
    let slash = key.bytes().position(|byte| byte == b'/');
    let name = match slash.map(|slash| (&key[..slash], &key[slash + 1..])) {
        None => key,
        Some((_, rest)) if rest.bytes().any(|byte| byte == b'/') => {
            return vec![format!(
                "a valid label key {QUALIFIED_NAME} with an optional DNS subdomain prefix and '/' \
                 (e.g. 'example.com/MyName')"
            )];
        }
        Some(("", name)) => {
            faults.push("prefix part must be non-empty".to_owned());
            name
        }
        Some((prefix, name)) => {
            if prefix.len() > 253 {
                faults.push("prefix part must be no more than 253 bytes".to_owned());
            }
            if !is_subdomain(prefix) {
                faults.push(format!("prefix part {}", subdomain_text()));
            }
            name
        }
    };
    if name.is_empty() {
        faults.push("name part must be non-empty".to_owned());
    } else if name.len() > 63 {
        faults.push("name part must be no more than 63 bytes".to_owned());
    }
    if !is_qualified(name) {
        faults.push(format!("name part {QUALIFIED_NAME}"));
    }
    faults
}

/// The value of a label.
pub fn label_value(value: &str) -> Faults {
    let mut faults = Faults::new();
    if value.len() > 63 {
        faults.push("must be no more than 63 bytes".to_owned());
    }
    if !value.is_empty() && !is_qualified(value) {
        faults.push(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', \
             '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  \
             or 'my_value',  or '12345', regex used for validation is \
             '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
                .to_owned(),
        );
    }
    faults
}

/// The key of an entry in a ConfigMap or a Secret.
pub fn config_key(key: &str) -> Faults {
    let mut faults = longer_than(253, key);
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if key.is_empty() || !key.bytes().all(fits) {
        faults.push(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. \
             'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is \
             '[-._a-zA-Z0-9]+')"
                .to_owned(),
        );
    }
    match key {
        "." => faults.push("must not be '.'".to_owned()),
        ".." => faults.push("must not be '..'".to_owned()),
        _ if key.starts_with("..") => faults.push("must not start with '..'".to_owned()),
        _ => {}
    }
    faults
}

/// The name of a container's port (`IANA_SVC_NAME`).
pub fn port_name(name: &str) -> Faults {
    let mut faults = longer_than(15, name);
    let mut check = |holds: bool, fault: &str| {
        if !holds {
            faults.push(fault.to_owned());
        }
    };
    let charset = !name.is_empty() && name.bytes().all(|byte| is_lower(byte) || byte == b'-');
    check(charset, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    let letter = name.bytes().any(|byte| byte.is_ascii_lowercase());
    check(letter, "must contain at least one letter (a-z)");
    check(!name.contains("--"), "must not contain consecutive hyphens");
    let edges = !name.starts_with('-') && !name.ends_with('-');
    check(edges, "must not begin or end with a hyphen");
    faults
}

/// A port's number.
pub fn port_number(number: i64) -> Faults {
    in_range(number, 1, 65535)
}

/// A number between two others.
pub fn in_range(number: i64, low: i64, high: i64) -> Faults {
    if (low..=high).contains(&number) { Faults::new() } else { vec![out_of_range(low, high)] }
}

/// The number of a user or a group.
pub fn user_id(number: i64) -> Faults {
    in_range(number, 0, i64::from(i32::MAX))
}

/// The name of an environment variable.
pub fn variable_name(name: &str) -> Faults {
    if name.is_empty() {
        return vec!["environment variable name must be non-empty".to_owned()];
    }
    if name.bytes().all(|byte| (b' '..=b'~').contains(&byte) && byte != b'=') {
        return Faults::new();
    }
    vec![
        "a valid environment variable name must consist only of printable ASCII characters other \
         than '='"
            .to_owned(),
    ]
}

/// The name of an environment variable by the older and narrower rule, which kubectl still has.
pub fn strict_variable_name(name: &str) -> Faults {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let begins_well = name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    let mut faults = Faults::new();
    if !begins_well || !name.bytes().all(fits) {
        faults.push(
            "a valid environment variable name must consist of alphabetic characters, digits, \
             '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or \
             'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is \
             '[-._a-zA-Z][-._a-zA-Z0-9]*')"
                .to_owned(),
        );
    }
    match name {
        "." | ".." => faults.push(format!("must not be '{name}'")),
        name if name.starts_with("..") => faults.push("must not start with '..'".to_owned()),
        _ => {}
    }
    faults
}

/// The name of a header of HTTP.
pub fn http_header_name(name: &str) -> Faults {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !name.is_empty() && name.bytes().all(fits) {
        return Faults::new();
    }
    vec![
        "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. \
         'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"
            .to_owned(),
    ]
}

/// A share in percent.
pub fn percent(text: &str) -> Faults {
    let digits = text.strip_suffix('%').unwrap_or_default();
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Faults::new();
    }
    vec![
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  \
         or '93%', regex used for validation is '[0-9]+%')"
            .to_owned(),
    ]
}

/// A name's beginning that the API server completes: a dash at its end will not stay there, so
/// it is judged as if a letter followed (`maskTrailingDash`).
pub fn mask_trailing_dash(prefix: &str) -> String {
    let mut characters = prefix.chars();
    if prefix.len() < 2 || characters.next_back() != Some('-') {
        return prefix.to_owned();
    }
    characters.next_back();
    [characters.as_str(), "a"].concat()
}

fn longer_than(limit: usize, text: &str) -> Faults {
    if text.len() > limit { vec![too_long(limit)] } else { Faults::new() }
}

fn subdomain_text() -> String {
    format!(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' \
         or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex \
         used for validation is '{SUBDOMAIN}')"
    )
}

/// What a byte may be part of: of a label of a DNS name, as its edge; inside of such a label; of a
/// qualified name, as its edge; inside of such a name.
const CLASSES: [u8; 256] = classes();
const LOWER: u8 = 1;
const IN_LABEL: u8 = 2;
const ALPHANUMERIC: u8 = 4;
const QUALIFIED: u8 = 8;

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'0'..=b'9' => LOWER | IN_LABEL | ALPHANUMERIC | QUALIFIED,
            b'A'..=b'Z' => ALPHANUMERIC | QUALIFIED,
            b'-' => IN_LABEL | QUALIFIED,
            b'_' | b'.' => QUALIFIED,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// Whether bytes are all of one class, and the first and the last of another.  Every new object's
/// labels are asked for this.
fn consists_of(bytes: &[u8], inside: u8, edge: u8) -> bool {
    let class = |byte: &u8| CLASSES[usize::from(*byte)];
    let has_edges = match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) => class(first) & class(last) & edge != 0,
        _ => false,
    };
    has_edges && bytes.iter().fold(inside, |common, byte| common & class(byte)) != 0
}

fn is_lower(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

fn has_edges(text: &str, is_edge: impl Fn(u8) -> bool) -> bool {
    text.bytes().next().is_some_and(&is_edge) && text.bytes().last().is_some_and(&is_edge)
}

fn is_label(name: &str) -> bool {
    is_subdomain(name) && !name.contains('.')
}

fn is_subdomain(name: &str) -> bool {
    let mut labels = name.as_bytes().split(|byte| *byte == b'.');
    labels.all(|label| consists_of(label, IN_LABEL, LOWER))
}

fn is_qualified(name: &str) -> bool {
    consists_of(name.as_bytes(), QUALIFIED, ALPHANUMERIC)
}
