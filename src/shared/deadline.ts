/** Waiting with an upper bound. */

/**
 * Resolves when `done` resolves or after `ms` milliseconds, whichever comes first.
 * @throws the reason of `done` if it rejects within that time.
 */
export async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([done, limit]);
  } finally {
    clearTimeout(timer);
  }
}
