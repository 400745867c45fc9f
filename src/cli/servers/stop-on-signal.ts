/** On SIGTERM or SIGINT, stops a process gracefully and exits with 0; a second signal exits with 1 at once. */
export function stopOnSignal(running: { stop(): Promise<void> }): void {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
