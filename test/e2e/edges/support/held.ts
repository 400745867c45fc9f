/** A promise that is kept when the test says so. */
export interface Held {
  readonly after: Promise<void>;
  release(): void;
}

export function held(): Held {
  let release = () => {};
  const after = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { after, release: () => release() };
}
