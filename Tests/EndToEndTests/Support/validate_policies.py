"""Validates every YAML file of a folder against its policy.schema.json, as an editor does. Prints what is wrong, a
line each; nothing for a good folder."""

import json
import pathlib
import sys

import jsonschema
import yaml

folder = pathlib.Path(sys.argv[1])
schema = json.loads((folder / "policy.schema.json").read_text(encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
files = sorted(folder.glob("*.yaml"))
if not files:
    sys.exit(f"there are no YAML files in {folder}")
for file in files:
    for error in validator.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8"))):
        print(f"{file.name}: {error.message.splitlines()[0][:200]}")
