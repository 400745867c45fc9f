/** Waits that end in any case. */

/**
 * Resolves when `done` has settled or after `ms` milliseconds, whichever comes first.
 * @throws what `done` rejects with, if it does so in time.
 */
export async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([done, limit]);
  clearTimeout(timer);
}
