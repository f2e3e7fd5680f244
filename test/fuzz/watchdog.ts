/** Looks on from a thread of its own: an input that never ends is shown, and ends the process. */
import { Worker } from "node:worker_threads";

/** Between two looks, in milliseconds. */
const PATIENCE = 60_000;
const LARGEST = 1_000_000;

const LOOK = `
  const { workerData: { shared, patience } } = require("node:worker_threads");
  const [head, bytes] = [new Int32Array(shared, 0, 2), new Uint8Array(shared, 8)];
  let last = 0;
  setInterval(() => {
    const [turn, length] = head;
    if (turn === last && length > 0) {
      require("node:fs").writeSync(2, "\\nThis input does not end:\\n" + Buffer.from(bytes.slice(0, length)) + "\\n");
      process.kill(process.pid, "SIGKILL");
    }
    last = turn;
  }, patience);
`;

export class Watchdog {
  readonly #head: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #encoder = new TextEncoder();

  constructor(patience = PATIENCE) {
    const shared = new SharedArrayBuffer(8 + LARGEST);
    this.#head = new Int32Array(shared, 0, 2);
    this.#bytes = new Uint8Array(shared, 8);
    new Worker(LOOK, { eval: true, workerData: { shared, patience } }).unref();
  }

  /** From now on this input is looked at; none where it is empty. */
  at(input: string): void {
    this.#head[1] = this.#encoder.encodeInto(input, this.#bytes).written;
    this.#head[0]! += 1;
  }
}
