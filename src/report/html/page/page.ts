/**
 * The program of the HTML report, which runs in a browser: search and filter, panels that open where a filter of a picture is chosen, links that
 * open what they lead to. It only shows and hides what the page has, and makes no markup.
 */
document.documentElement.classList.add("js");

const paths = [...document.querySelectorAll<HTMLDetailsElement>("details.path")];
const findings = [...document.querySelectorAll<HTMLElement>(".finding")];
const search = document.querySelector<HTMLInputElement>("#search");
const roots = document.querySelector<HTMLSelectElement>("#root");
const choices = [...document.querySelectorAll<HTMLButtonElement>("[data-choose]")];

/** What an element says, in lower case; read once. */
const texts = new WeakMap<Element, string>();

function textOf(element: Element): string {
  const known = texts.get(element);
  if (known !== undefined) return known;
  const text = (element.textContent ?? "").toLowerCase();
  texts.set(element, text);
  return text;
}

function show(id: string, isShown: boolean): void {
  const element = document.getElementById(id);
  if (element !== null) element.hidden = !isShown;
}

/** Every word of the search must be there; of the verdicts one that is chosen, where any is. */
function filter(): void {
  const words = (search?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = choices.filter((one) => one.getAttribute("aria-pressed") === "true").map((one) => one.dataset.choose);
  const root = roots?.value ?? "";
  const says = (element: Element): boolean => words.every((word) => textOf(element).includes(word));
  let shown = 0;
  for (const path of paths) {
    const { verdict, root: of } = path.dataset;
    const fits = (chosen.length === 0 || chosen.includes(verdict)) && (root === "" || root === of) && says(path);
    path.hidden = !fits;
    if (fits) shown += 1;
  }
  let found = 0;
  for (const finding of findings) {
    finding.hidden = !says(finding);
    if (!finding.hidden) found += 1;
  }
  show("no-path", shown === 0);
  show("no-finding", found === 0);
  const isFiltered = shown < paths.length || found < findings.length;
  const told = `${shown} of ${paths.length} paths, ${found} of ${findings.length} findings`;
  document.querySelector("#shown")!.textContent = isFiltered ? told : "";
}

function clearFilter(): void {
  if (search !== null) search.value = "";
  if (roots !== null) roots.value = "";
  for (const one of choices) one.setAttribute("aria-pressed", "false");
  filter();
}

let waiting = 0;
search?.addEventListener("input", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(filter);
});
roots?.addEventListener("change", filter);
search?.form?.addEventListener("submit", (event) => event.preventDefault());
for (const one of choices)
  one.addEventListener("click", () => {
    one.setAttribute("aria-pressed", String(one.getAttribute("aria-pressed") !== "true"));
    filter();
  });

function gatesOf(path: Element): readonly HTMLButtonElement[] {
  return [...path.querySelectorAll<HTMLButtonElement>("button.gate")];
}

function panelOf(gate: HTMLButtonElement): HTMLElement | null {
  return document.getElementById(gate.getAttribute("aria-controls") ?? "");
}

/** Of a path's panels the one that belongs to the gate; none where there is no gate. */
function choose(path: Element, gate: HTMLButtonElement | undefined): void {
  for (const one of gatesOf(path)) {
    const isChosen = one === gate;
    one.setAttribute("aria-expanded", String(isChosen));
    const panel = panelOf(one);
    if (panel !== null) panel.hidden = !isChosen;
  }
}

/** The first filter at which something goes wrong is told from the beginning. */
for (const path of paths)
  choose(
    path,
    gatesOf(path).find((gate) => !gate.classList.contains("good")),
  );

document.addEventListener("click", (event) => {
  const gate = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button.gate") : null;
  const path = gate?.closest("details.path");
  if (gate === null || path === null || path === undefined) return;
  const isOpen = gate.getAttribute("aria-expanded") === "true";
  choose(path, isOpen ? undefined : gate);
  // Where the picture goes from the top down, the panel may be below the window.
  if (!isOpen) panelOf(gate)?.scrollIntoView({ block: "nearest" });
});

/** Arrows go along the path, Escape closes a panel, and a slash leads to the search. */
document.addEventListener("keydown", (event) => {
  const at = event.target instanceof Element ? event.target : document.body;
  const path = at.closest("details.path");
  if (event.key === "/" && !at.matches("input, select, textarea") && search !== null) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape" && path !== null) {
    const open = gatesOf(path).find((gate) => gate.getAttribute("aria-expanded") === "true");
    choose(path, undefined);
    open?.focus();
  } else if ((event.key === "ArrowRight" || event.key === "ArrowLeft") && path !== null && at.matches("button.gate")) {
    const gates = gatesOf(path);
    const next = gates[gates.indexOf(at as HTMLButtonElement) + (event.key === "ArrowRight" ? 1 : -1)];
    event.preventDefault();
    next?.focus();
  }
});

/** What a link leads to is opened and, where a filter hides it, shown again. */
function reveal(): void {
  const target = document.getElementById(location.hash.slice(1));
  const path = target?.closest<HTMLDetailsElement>("details.path");
  if (path === null || path === undefined) return;
  if (path.hidden) clearFilter();
  path.open = true;
  path.scrollIntoView();
  path.querySelector("summary")?.focus({ preventScroll: true });
}

addEventListener("hashchange", reveal);
reveal();

function openAll(isOpen: boolean): void {
  for (const path of paths) if (!path.hidden) path.open = isOpen;
}

document.querySelector("#unfold")?.addEventListener("click", () => openAll(true));
document.querySelector("#fold")?.addEventListener("click", () => openAll(false));

/** On paper all is open that is not proven to be well. */
let closedForScreen: readonly HTMLDetailsElement[] = [];
addEventListener("beforeprint", () => {
  closedForScreen = paths.filter((path) => !path.open && path.dataset.verdict !== "reachable");
  for (const path of closedForScreen) path.open = true;
});
addEventListener("afterprint", () => {
  for (const path of closedForScreen) path.open = false;
});
