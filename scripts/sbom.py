"""Turns `cargo metadata` on standard input, and `cargo tree` as the argument, into a CycloneDX 1.6 bill of materials on standard output."""

import json
import re
import sys
import tomllib
import uuid

metadata = json.load(sys.stdin)
packages = {package["id"]: package for package in metadata["packages"]}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
root = metadata["resolve"]["root"]
in_tree = {(name, version.removeprefix("v")) for name, version, *_ in (line.split() for line in sys.argv[1].splitlines() if line)}
with open("Cargo.lock", "rb") as lock:
    checksums = {(one["name"], one["version"]): one.get("checksum") for one in tomllib.load(lock)["package"]}


def shipped(node):
    """The packages that `node` needs to run or to be built, development aside."""
    kinds = lambda dependency: {kind["kind"] for kind in dependency["dep_kinds"]}
    found = [dependency["pkg"] for dependency in nodes[node]["deps"] if kinds(dependency) & {None, "build"}]
    return [one for one in found if (packages[one]["name"], packages[one]["version"]) in in_tree]


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package):
    ref = reference(package)
    found = {"type": "library", "bom-ref": ref, "name": package["name"], "version": package["version"], "purl": ref}
    if package["license"]:
        # The slash was how crates once wrote OR.
        found["licenses"] = [{"expression": re.sub(r"\s*/\s*", " OR ", package["license"])}]
    if checksum := checksums.get((package["name"], package["version"])):
        found["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    if package["repository"]:
        found["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return found


seen, waiting = {root}, [root]
while waiting:
    for package in shipped(waiting.pop()):
        if package not in seen:
            seen.add(package)
            waiting.append(package)

libraries = sorted((packages[one] for one in seen if one != root), key=reference)
graph = [
    {"ref": reference(packages[one]), "dependsOn": sorted({reference(packages[needed]) for needed in shipped(one)})}
    for one in sorted(seen, key=lambda one: reference(packages[one]))
]
content = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {"component": component(packages[root]) | {"type": "application"}},
    "components": [component(package) for package in libraries],
    "dependencies": graph,
}
# The same contents have the same number, so that two runs can be compared.
number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(content, sort_keys=True))
json.dump({"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "serialNumber": f"urn:uuid:{number}"} | content, sys.stdout, indent=2)
