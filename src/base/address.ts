/** The address of a Terraform resource in its steps. */

/** A name, with what stands behind it in brackets: a key, an index, `*`, or an expression. */
export interface AddressStep {
  readonly name: string;
  readonly key: string | undefined;
}

/** `module.a["x.y"].aws_lb.main[0]`. What is in brackets ends where they do: a key that is not known is an expression with its own. */
export function addressSteps(address: string): readonly AddressStep[] {
  const steps: AddressStep[] = [];
  let at = 0;
  while (at < address.length) {
    const [name] = /^[^.[]*/.exec(address.slice(at))!;
    at += name.length;
    const end = address[at] === "[" ? endOfBrackets(address, at) : at;
    steps.push({ name, key: end === at ? undefined : address.slice(at + 1, end - 1) });
    at = address[end] === "." ? end + 1 : Math.max(end, at + 1);
  }
  return steps;
}

/** `[*]` in the place of every key and index of the addresses in a text. */
export function withoutKeys(text: string): string {
  const start = text.indexOf("[");
  return start === -1 ? text : `${text.slice(0, start)}[*]${withoutKeys(text.slice(endOfBrackets(text, start)))}`;
}

/** Behind the bracket that closes the one at `start`, or the end of the text. */
function endOfBrackets(text: string, start: number): number {
  const open: string[] = [];
  for (let at = start; at < text.length; at++) {
    const inText = open.at(-1) === '"';
    if (inText && /^(?:\\|[$%]{2}\{)/.test(text.slice(at, at + 3))) at += text[at] === "\\" ? 1 : 2;
    else if (text[at] === '"' && !inText) open.push('"');
    else if (text[at] === (inText ? '"' : "]") || (!inText && text[at] === "}")) open.pop();
    else if (text.startsWith("${", at)) {
      open.push("}");
      at++;
    } else if (!inText && /[[{]/.test(text[at]!)) open.push(text[at]!);
    if (open.length === 0) return at + 1;
  }
  return text.length;
}

/** A key as it stands in an address, in quotes. */
export function quoteKey(key: string): string {
  return `"${key.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\$\{/g, "$$$${").replace(/%\{/g, "%%{")}"`;
}
