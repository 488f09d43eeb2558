/** Waiting for what can be observed. */

/**
 * Looks until `probe()` is true and returns what it gave; an error that it throws counts as "not yet".
 * @param {string} what is named when it does not come
 * @param {() => unknown} probe may be asynchronous
 * @param {number} seconds after which it is given up
 */
export async function until(what, probe, seconds = 20) {
  const deadline = Date.now() + 1000 * seconds;
  let reason = '';
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
    } catch (error) {
      reason = `: ${error.message}`;
    }
    if (Date.now() > deadline) throw new Error(`${what} did not happen in ${seconds} s${reason}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
