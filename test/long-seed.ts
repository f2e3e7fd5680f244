/** The seed of a long run: another one each time, told before anything else. REACHLINT_SEED repeats a run. */
export const SEED = Number(process.env.REACHLINT_SEED ?? Date.now() % 2 ** 31);

console.log(`REACHLINT_SEED=${SEED}`);
