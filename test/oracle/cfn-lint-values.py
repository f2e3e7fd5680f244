"""Templates -> what cfn-lint resolves the properties of their resources to: one line of JSON for each template,
{path, values: {logical id: {property: [values]}}}, an empty list where it gives up."""

import json
import sys

import cfnlint.decode
from cfnlint.context import create_context_for_template
from cfnlint.jsonschema import CfnTemplateValidator
from cfnlint.template import Template


def resolved(validator, value):
    """Every value that a node can have, with the functions inside lists and mappings resolved as well."""
    if isinstance(value, dict) and len(value) == 1 and next(iter(value)) in validator.fn_resolvers:
        for one, inner, errors in validator.resolve_value(value):
            if errors is None:
                yield from resolved(inner, one) if one != value else iter([one])
        return
    if isinstance(value, list):
        lists = [[]]
        for element in value:
            options = list(unique(resolved(validator, element)))
            if not options:
                return
            lists = [before + [option] for before in lists for option in options][:64]
        yield from lists
        return
    yield value


def unique(values):
    seen = set()
    for value in values:
        key = json.dumps(value, sort_keys=True, default=str)
        if key not in seen:
            seen.add(key)
            yield value


def values_of(path):
    text, _ = cfnlint.decode.decode(path)
    template = Template(path, text, ["us-east-1"])
    validator = CfnTemplateValidator({}).evolve(cfn=template, context=create_context_for_template(template))
    result = {}
    for name, resource in template.template["Resources"].items():
        result[name] = {}
        for key, value in resource.get("Properties", {}).items():
            try:
                result[name][key] = list(unique(resolved(validator, value)))[:64]
            except Exception:
                result[name][key] = []
    return result


for template_path in sys.argv[1:]:
    try:
        found = values_of(template_path)
    except Exception:
        found = {}
    print(json.dumps({"path": template_path, "values": found}, default=str), flush=True)
