//! Quantities.

use super::{Case, Verdict, same, unknown};
use podarium::api::quantity::Format;
use podarium::api::{Quantity, Value};
use std::cmp::Ordering;

/// Judges a case of `quantity`.
pub fn judge(case: &Case) -> Verdict {
    let (input, expect) = (&case.input, &case.expect);
    let int = |key: &str| i32::try_from(input.get(key).int()).unwrap_or_default();
    let text = |key: &str| expect.get(key).str();
    match case.test.as_str() {
        "TestQuantityParse" => {
            same(Quantity::parse(input.get("text").str()).is_ok(), expect.get("valid").is_true())
        }
        "TestQuantityString" | "TestQuantityParseEmit" => {
            same(read(input, "in").to_string(), text("expect"))
        }
        "TestQuantityCmp" => {
            same(compare(read(input, "x"), read(input, "y")), expect.get("expect").int())
        }
        "TestQuantityCmpInt64AndDec" => {
            same(compare(read(input, "a"), read(input, "b")), expect.get("cmp").int())
        }
        "TestQuantityNeg" => same((-read(input, "a")).to_string(), text("out")),
        "TestNeg" => same((-read(input, "a")).to_string(), text("expected")),
        "TestAdd" => same((read(input, "a") + read(input, "b")).to_string(), text("expected")),
        "TestSub" => same((read(input, "a") - read(input, "b")).to_string(), text("expected")),
        "TestMul" => {
            same(read(input, "a").times(input.get("b").int()).to_string(), text("expected"))
        }
        "TestMilliNewSet" => {
            let format = match input.get("format").str() {
                "BinarySI" => Format::Binary,
                "DecimalSI" => Format::Decimal,
                _ => Format::Exponent,
            };
            let quantity = Quantity::from_milli(input.get("value").int()).with_format(format);
            same(quantity.to_string(), text("expect"))
        }
        "TestNewScaledSet" => {
            let quantity = Quantity::from_scaled(input.get("value").int(), int("scale"));
            same(quantity.to_string(), text("expect"))
        }
        "TestScaledValue" => {
            let quantity = Quantity::from_scaled(1, int("fromScale"));
            same(quantity.scaled_value(int("toScale")), expect.get("expected").int())
        }
        "TestQuantityAsApproximateFloat64" | "TestStringQuantityAsApproximateFloat64" => {
            let expected = match expect.get("out") {
                Value::Float(number) => *number,
                other => other.int() as f64,
            };
            same(read(input, "in").approximate(), expected)
        }
        _ => unknown(case),
    }
}

fn read(input: &Value, key: &str) -> Quantity {
    let value = input.get(key);
    match value.get("unscaled") {
        Value::Null => Quantity::of(value),
        unscaled => decimal(unscaled, value.get("scale").int()),
    }
}

/// `inf.Dec`: a number of machine words without its `scale` of decimals.
fn decimal(unscaled: &Value, scale: i64) -> Quantity {
    let words = unscaled.get("abs").items().iter().rev();
    let number = words.fold(0, |number: i64, word| (number << 32 << 32) + word.int());
    let sign = if unscaled.get("neg").is_true() { -1 } else { 1 };
    Quantity::from_scaled(sign * number, i32::try_from(-scale).expect("a small scale"))
}

fn compare(left: Quantity, right: Quantity) -> i64 {
    match left.cmp(&right) {
        Ordering::Less => -1,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }
}
