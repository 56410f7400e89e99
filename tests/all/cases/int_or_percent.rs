//! Numbers or shares.

use super::{Case, Verdict, same, unknown};
use podarium::api::Value;
use podarium::api::int_or_percent::{parse, scaled};

/// Judges a case of `int_or_percent`.
pub fn judge(case: &Case) -> Verdict {
    let (input, expect) = (case.input.get("input"), &case.expect);
    let fails = expect.get("expectErr").is_true();
    match case.test.as_str() {
        "TestGetIntFromIntOrString" => {
            let number = scaled(input, 100, false);
            let expected = (!fails).then(|| expect.get("expectVal").int());
            same(number, expected)
        }
        "TestGetIntFromIntOrPercent" => {
            let up = case.input.get("roundUp").is_true();
            let number = scaled(input, case.input.get("total").int(), up);
            same(number, (!fails).then(|| expect.get("expectVal").int()))
        }
        "TestParse" => same(parse(input.str()), expect.get("output").clone()),
        _ => unknown(case),
    }
}

/// Judges a case of `int_or_percent_grid`: its values are texts also where numbers are meant.
pub fn judge_grid(case: &Case) -> Verdict {
    let text = case.input.get("value").str();
    let value = parse(text);
    let up = case.input.get("roundUp").is_true();
    let number = scaled(&value, case.input.get("total").int(), up);
    let fails = !case.expect.get("error").str().is_empty();
    let expected = if fails { Value::Null } else { case.expect.get("result").clone() };
    same(number.map_or(Value::Null, Value::Int), expected)
}
