"""The template as data, and what it says about its parameters."""

import re

import yaml

# What a deployment knows by itself.
COMPUTED = frozenset({"ApiCodeKey", "AuthsignalSecretVersion", "CodeBucket", "ScriptHashes", "StyleHashes", "TriggerCodeKey"})


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: `!Ref A` is `{"Ref": "A"}`, `!Sub x` is `{"Fn::Sub": x}`."""


def _short_form(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_form)


def parse(text):
    """The template's sections."""
    # The loader is one of PyYAML's safe ones: it makes plain data and nothing else.
    return yaml.load(text, Loader=_Loader)


def problems(template, given):
    """What is wrong with these values of parameters, in sentences; CloudFormation would say most of it only after the code
    was uploaded, and a local stack none of it."""
    declared = template["Parameters"]
    found = []
    for name in sorted(given):
        if name not in declared:
            found.append(f"{name}: infra/template.yaml has no such parameter")
        elif name in COMPUTED:
            found.append(f"{name}: a deployment finds this out by itself")
        else:
            found += [f"{name}: {problem}" for problem in _value_problems(declared[name], str(given[name]))]
    for name, parameter in declared.items():
        if "Default" not in parameter and name not in given and name not in COMPUTED:
            found.append(f"{name} is missing: {parameter.get('Description', 'it has no default')}")
    return found or _broken_rules(template, effective(template, given))


def effective(template, given):
    """All parameters that have a value: those given, and the defaults of the others."""
    defaults = {
        name: str(parameter["Default"]) for name, parameter in template["Parameters"].items() if "Default" in parameter
    }
    return {**defaults, **{name: str(value) for name, value in given.items()}}


def _value_problems(parameter, value):
    # Of a secret nothing is repeated.
    shown = "the value" if parameter.get("NoEcho") else f"`{value}`"
    allowed = [str(choice) for choice in parameter.get("AllowedValues", [])]
    if allowed and value not in allowed:
        return [f"{shown} is none of {', '.join(allowed)}"]
    pattern = parameter.get("AllowedPattern")
    if pattern and not re.fullmatch(pattern, value):
        wanted = parameter.get("ConstraintDescription") or f"must match {pattern}"
        return [f"{shown} does not fit: {wanted}"]
    if parameter["Type"] == "Number":
        return _number_problems(parameter, value, shown)
    if len(value) < int(parameter.get("MinLength", 0)):
        return [f"{shown} is too short"]
    return []


def _number_problems(parameter, value, shown):
    try:
        number = float(value)
    except ValueError:
        return [f"{shown} is no number"]
    low, high = parameter.get("MinValue"), parameter.get("MaxValue")
    if low is not None and number < float(low):
        return [f"{shown} is less than {low}"]
    if high is not None and number > float(high):
        return [f"{shown} is more than {high}"]
    return []


def _broken_rules(template, values):
    found = []
    for rule in template.get("Rules", {}).values():
        if "RuleCondition" in rule and not _holds(rule["RuleCondition"], values):
            continue
        for assertion in rule["Assertions"]:
            if not _holds(assertion["Assert"], values):
                found.append(assertion["AssertDescription"])
    return found


def _holds(condition, values):
    (function, arguments), = condition.items()
    if function == "Fn::Equals":
        left, right = (_value(argument, values) for argument in arguments)
        return left == right
    if function == "Fn::Not":
        return not _holds(arguments[0], values)
    if function == "Fn::And":
        return all(_holds(argument, values) for argument in arguments)
    if function == "Fn::Or":
        return any(_holds(argument, values) for argument in arguments)
    raise ValueError(f"{function} in a rule of the template is not known here: infra/deployment/template.py")


def _value(argument, values):
    return values.get(argument["Ref"], "") if isinstance(argument, dict) else str(argument)
