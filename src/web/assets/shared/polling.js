// @ts-check

/**
 * Runs a task periodically while the page is visible, never two at a time, and immediately when the page becomes visible.
 * @param {() => Promise<void>} task
 * @param {number} interval from the end of one run to the start of the next, in ms
 * @returns {() => void} runs the task immediately
 */
export function pollWhileVisible(task, interval) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let running = false;
  const run = async () => {
    clearTimeout(timer);
    if (running || document.visibilityState !== 'visible') return;
    running = true;
    try {
      await task();
    } finally {
      running = false;
      timer = setTimeout(run, interval);
    }
  };
  document.addEventListener('visibilitychange', run);
  void run();
  return () => void run();
}
