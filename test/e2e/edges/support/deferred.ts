/** A promise that the test resolves with `release`. */
export interface Deferred {
  readonly after: Promise<void>;
  release(): void;
}

export function deferred(): Deferred {
  let release = () => {};
  const after = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { after, release: () => release() };
}
