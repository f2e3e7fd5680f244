/** Scripts of our own that write the agent's configuration in the ways in which people do, made at random. */
import fc from "fast-check";

const CONFIG = "/etc/ecs/ecs.config";
const NAMES = ["red", "blue-1", "green_2", "a.b"];

const name = fc.constantFrom(...NAMES);
const variable = fc.constantFrom("A", "B", "NAME");
const probe = fc.nat({ max: 3 }).map((at) => `[ -d /probe/${at} ]`);

/** A value of an assignment. */
const value = fc.oneof(
  name,
  name.map((one) => `"${one}"`),
  name.map((one) => `'${one}'`),
  variable.map((one) => `$${one}`),
  variable.map((one) => `"\${${one}}"`),
  fc.tuple(variable, name).map(([one, other]) => `\${${one}:-${other}}`),
  fc.tuple(variable, name).map(([one, other]) => `"\${${one}:+${other}}"`),
  fc.tuple(variable, name).map(([one, other]) => `"$${one}-${other}"`),
  variable.map((one) => `"\${${one}%-*}"`),
  variable.map((one) => `"\${${one}#*-}"`),
  variable.map((one) => `"\${${one}//e/x}"`),
  variable.map((one) => `\${${one}^^}`),
  name.map((one) => `$(echo ${one})`),
  variable.map((one) => `"$(printf '%s' "$${one}")"`),
  name.map((one) => `$'${one}'`),
);

const target = fc.constantFrom(
  ...Array(6).fill(CONFIG),
  "/tmp/other",
  '"$FILE"',
  "$FILE",
  "/etc/ecs/../ecs/ecs.config",
  `"${CONFIG}"`,
);
const into = fc.tuple(fc.constantFrom(">", ">>", ">>", ">|"), target).map(([how, where]) => `${how} ${where}`);

const text = fc.oneof(
  value.map((one) => `ECS_CLUSTER=${one}`),
  value.map((one) => `"ECS_CLUSTER"=${one}`),
  variable.map((one) => `"ECS_CLUSTER=$${one}"`),
  variable.map((one) => `'ECS_CLUSTER='"$${one}"`),
  name.map((one) => `"# ECS_CLUSTER=${one}"`),
  fc.constant("ECS_LOGLEVEL=debug"),
);

const document = fc.oneof(
  name.map((one) => `ECS_CLUSTER=${one}`),
  variable.map((one) => `ECS_CLUSTER=$${one}`),
  variable.map((one) => `ECS_CLUSTER=\\$${one}`),
  fc.tuple(variable, name).map(([one, other]) => `ECS_CLUSTER=\${${one}:-${other}}x`),
  name.map((one) => `X=1\nECS_CLUSTER=$(echo ${one})`),
  name.map((one) => `\tECS_CLUSTER=${one}\n\tECS_LOGLEVEL=info`),
);

const write = fc.oneof(
  fc.tuple(text, into).map(([one, to]) => `echo ${one} ${to}`),
  fc.tuple(text, into).map(([one, to]) => `echo -e ${one}"\\nX=1" ${to}`),
  fc.tuple(text, into).map(([one, to]) => `echo -n ${one} ${to}; echo ${to.replace(/^>(?!>)\|?/, ">>")}`),
  fc.tuple(value, into).map(([one, to]) => `printf 'ECS_CLUSTER=%s\\n' ${one} ${to}`),
  fc.tuple(name, into).map(([one, to]) => `printf "%s=${one}\\n" ECS_CLUSTER ${to}`),
  fc.tuple(text, target).map(([one, to]) => `echo ${one} | sudo tee -a ${to}`),
  fc.tuple(text, target).map(([one, to]) => `echo ${one} | tee ${to} > /dev/null`),
  fc.tuple(document, into).map(([one, to]) => `cat <<EOF ${to}\n${one}\nEOF`),
  fc.tuple(document, into).map(([one, to]) => `cat ${to} <<'EOF'\n${one}\nEOF`),
  fc.tuple(document, into).map(([one, to]) => `cat <<-END ${to}\n${one}\n\tEND`),
  fc.tuple(document, target).map(([one, to]) => `sudo tee -a ${to} <<EOF\n${one}\nEOF`),
  fc.tuple(text, into).map(([one, to]) => `cat <<< ${one} ${to}`),
  fc.tuple(text, text, into).map(([one, two, to]) => `{ echo ${one}; echo ${two}; } ${to}`),
  fc.tuple(text, text, into).map(([one, two, to]) => `(echo ${one}; echo ${two}) ${to}`),
  fc.tuple(name, into).map(([one, to]) => `bash -c 'echo ECS_CLUSTER=${one} ${to}'`),
  fc.tuple(name, into).map(([one, to]) => `sudo sh -c "echo ECS_CLUSTER=${one} ${to.replaceAll('"', "")}"`),
  fc.tuple(name, into).map(([one, to]) => `eval "echo ECS_CLUSTER=${one} ${to.replaceAll('"', "")}"`),
  fc.tuple(value, into).map(([one, to]) => `join ${one} ${to}`),
  value.map((one) => `put ${one}`),
  fc.tuple(name, name).map(([one, two]) => `for N in ${one} ${two}; do echo ECS_CLUSTER=$N >> ${CONFIG}; done`),
  fc.tuple(name, name).map(([one, two]) => `sed -i 's/ECS_CLUSTER=${one}/ECS_CLUSTER=${two}/' ${CONFIG}`),
  value.map((one) => `sed -i "s|^ECS_CLUSTER=.*|ECS_CLUSTER=${one.replaceAll('"', "")}|g" ${CONFIG}`),
  fc.constantFrom(
    `sed -i '/ECS_CLUSTER/d' ${CONFIG}`,
    `sed -i '$a ECS_CLUSTER=tail' ${CONFIG}`,
    `sed -i -e 's/e/E/g' -e 's/E$/&x/' ${CONFIG}`,
    `cp /tmp/other ${CONFIG}`,
    `cp ${CONFIG} /tmp/other`,
    `mv /tmp/other /etc/ecs/ecs.config`,
    `cat /tmp/other >> ${CONFIG}`,
    `grep -v ECS_CLUSTER ${CONFIG} > /tmp/other`,
    `rm -f ${CONFIG}`,
    `. ${CONFIG} && echo ECS_CLUSTER=$ECS_CLUSTER-x >> ${CONFIG}`,
    `cd /etc/ecs && echo ECS_CLUSTER=here >> ecs.config`,
    `yum install -y x`,
    `: > ${CONFIG}`,
  ),
);

const setting = fc.oneof(
  fc.tuple(variable, value).map(([one, other]) => `${one}=${other}`),
  fc.tuple(variable, value).map(([one, other]) => `export ${one}=${other}`),
  fc.tuple(variable, name).map(([one, other]) => `${one}+=${other}`),
  fc.constantFrom("FILE=/etc/ecs/ecs.config", "FILE=/tmp/other", "set -euo pipefail; set +eu", ": # ECS_CLUSTER=no"),
  fc.tuple(variable, name).map(([one, other]) => `read -r ${one} <<< ${other}`),
  fc.tuple(variable, name).map(([one, other]) => `printf -v ${one} '%s' ${other}`),
);

const condition = fc.oneof(
  probe,
  probe.map((one) => `! ${one}`),
  fc.tuple(variable, name).map(([one, other]) => `[ "$${one}" = ${other} ]`),
  variable.map((one) => `[[ -n "$${one}" ]]`),
  fc.tuple(variable, name).map(([one, other]) => `[[ $${one} == ${other}* ]]`),
  variable.map((one) => `[ -z "$${one}" ]`),
  fc.constantFrom("true", "false", `grep -q ECS_CLUSTER ${CONFIG}`, `grep -q '^ECS_CLUSTER=red' ${CONFIG}`),
  fc.tuple(probe, probe).map(([one, two]) => `${one} && ${two}`),
);

const { block } = fc.letrec<{ block: string; statement: string }>((tie) => ({
  statement: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    write,
    setting,
    fc.tuple(condition, tie("block")).map(([one, body]) => `if ${one}; then\n${body}\nfi`),
    fc
      .tuple(condition, tie("block"), tie("block"))
      .map(([one, body, other]) => `if ${one}; then\n${body}\nelse\n${other}\nfi`),
    fc
      .tuple(condition, condition, tie("block"), tie("block"))
      .map(([one, two, body, other]) => `if ${one}; then\n${body}\nelif ${two}; then\n${other}\nfi`),
    fc.tuple(condition, write).map(([one, body]) => `${one} && ${inOneLine(body)}`),
    fc.tuple(condition, write).map(([one, body]) => `${one} || ${inOneLine(body)}`),
    fc
      .tuple(variable, name, tie("block"), tie("block"))
      .map(([one, other, body, rest]) => `case $${one} in\n${other})\n${body}\n;;\n*)\n${rest}\n;;\nesac`),
    fc.tuple(condition, tie("block")).map(([one, body]) => `while ${one}; do\n${body}\nbreak\ndone`),
    tie("block").map((body) => `(\n${body}\n)`),
    tie("block").map((body) => `{\n${body}\n}`),
    probe.map((one) => `if ${one}; then exit 0; fi`),
  ),
  block: fc
    .array(tie("statement") as fc.Arbitrary<string>, { minLength: 1, maxLength: 4 })
    .map((all) => all.join("\n")),
}));

function inOneLine(statement: string): string {
  return statement.includes("\n") || statement.includes(";") ? `{\n${statement}\n}` : statement;
}

const FUNCTIONS = `join() { echo "ECS_CLUSTER=$1"; }
put() {
  local NAME=$1
  echo "ECS_CLUSTER=$NAME" >> ${CONFIG}
}`;

/** Variables are set at the start: what a script has not set is the instance's. */
export const script: fc.Arbitrary<string> = fc
  .tuple(name, name, block)
  .map(([a, b, body]) => `#!/bin/bash\nA=${a} B=${b} NAME= FILE=${CONFIG}\n${FUNCTIONS}\n${body}\n`);
