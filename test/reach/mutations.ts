/**
 * Defects that the engine had once, put back: each replaces a text that stands exactly once in a file of src/reach. Where the engine
 * changes, put here how the same defect would be written now.
 */
export interface Mutation {
  /** What the engine does wrong with it. */
  readonly name: string;
  /** A file of src/reach. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const mutations: readonly Mutation[] = [
  {
    name: "a hop is closed where packets may not come",
    file: "ways/proof.ts",
    find: "doubt.length === 0 ? pairs.filter(({ doubts }) => doubts.length === 0) : []",
    replace: "doubt.length === 0 ? pairs : []",
  },
  {
    name: "a pair that may not exist proves that something is shut",
    file: "ways/proof.ts",
    find: "pairs.length > 0 && pairs.every(({ isPartlyShut, doubts }) => isPartlyShut && doubts.length > 0);",
    replace: "pairs.some(({ isPartlyShut, doubts }) => isPartlyShut && doubts.length > 0);",
  },
  {
    name: "ports are blocked that are only not proven open",
    file: "ways/judged-pair.ts",
    find: `return this.need.kind === "each" ? subtractPorts(this.need.ports, this.open.may) : noPorts;`,
    replace: `return this.need.kind === "each" ? subtractPorts(this.need.ports, this.open.must) : noPorts;`,
  },
  {
    name: "a hop closes ports that are only not proven open",
    file: "ways/judged-pair.ts",
    find: "return { ports: subtractPorts(ports, answer.open.may), whole: isNoPorts(answer.open.may) };",
    replace: "return { ports: subtractPorts(ports, answer.open.must), whole: isNoPorts(answer.open.may) };",
  },
  {
    name: "a strategy that may not exist hides the default one and the instances that join",
    file: "sides/hosts.ts",
    find: `const empty = present ? "false" : entries.length === 0 && unknown === undefined ? "true" : "unknown";`,
    replace: `const empty = entries.length === 0 && unknown === undefined ? "true" : "false";`,
  },
  {
    name: "an answer is found again under other conditions",
    file: "filters/acl-of-subnet.ts",
    find: "return context.ask(aclAt, place, given);",
    replace: "return ((place as unknown as { acl?: SubnetFilter }).acl ??= aclAt(context, place, given));",
  },
  {
    name: "any answer is found again for a question that ends otherwise",
    file: "certainty/context.ts",
    find: "which < parts.length; which++",
    replace: "which < (parts.length > 2 ? parts.length - 1 : parts.length); which++",
  },
  {
    name: "what an ACL claims beyond what it names is asked of another root",
    file: "filters/acl-of-subnet.ts",
    find: "context.index.vagueAcls(defined ? subnet.root : undefined)",
    replace: `context.index.vagueAcls(defined ? "infra" : undefined)`,
  },
  {
    name: "the assumption of a link to a subnet is not told",
    file: "sides/interfaces.ts",
    find: "put({ place: context.ask(placeOf, subnet), because, assumptions });",
    replace: "put({ place: context.ask(placeOf, subnet), because, assumptions: [] });",
  },
  {
    name: "the assumption of a link to a host group is not told",
    file: "sides/provided-hosts.ts",
    find: `follow(this.#context, "host-group", link, this.#given);\n    this.assumptions.push(...assumptions);`,
    replace: `follow(this.#context, "host-group", link, this.#given);\n    void assumptions;`,
  },
  {
    name: "instances of a provider run tasks of any cluster",
    file: "sides/provided-hosts.ts",
    find: `(truth === "true" || byDefault)) this.#put`,
    replace: `truth !== "unknown") this.#put`,
  },
  {
    name: "the assumption of a link to a security group is not told",
    file: "sides/interfaces.ts",
    find: "const assumptions = group.assumption === undefined ? assumed : [group.assumption, ...assumed];",
    replace: "const assumptions = group.assumption === undefined ? [] : [group.assumption];",
  },
  {
    name: "the assumption of a rule's peer is not told",
    file: "filters/rule-peers.ts",
    find: "return { ...nothing, must: all, may: all, assumptions, through: [group] };",
    replace: "return { ...nothing, must: all, may: all, through: [group] };",
  },
  {
    name: "that a provider of a strategy may not be there is forgotten",
    file: "sides/hosts.ts",
    find: "return [{ entry, because: [...own, ...(alone ? [] : shareUnknown(entry))] }];",
    replace: "return [{ entry, because: alone ? [] : shareUnknown(entry) }];",
  },
  {
    name: "that a network ACL may not claim a subnet is forgotten",
    file: "filters/acl-of-subnet.ts",
    find: "put(acl, [...doubts(link.exists, given), ...doubts(acl.exists, given), ...(link.to.length > 1 ? [other] : [])]);",
    replace: "put(acl, [...doubts(acl.exists, given), ...(link.to.length > 1 ? [other] : [])]);",
  },
  {
    name: "why a subnet may have another network ACL is forgotten",
    file: "filters/acl-of-subnet.ts",
    find: "because: [...claims.flatMap(({ because }) => because), ...fallback.because],",
    replace: "because: [...fallback.because],",
  },
  {
    name: "that a target may not be there is forgotten",
    file: "ways/pairs.ts",
    find: "const because = [...target.placement.because, ...target.because, ...doubt];",
    replace: "const because = [...target.because, ...doubt];",
  },
];
