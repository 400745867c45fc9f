/** A process whose clock is wrong, as that of another machine may be. */

/** The environment of a Node.js process whose `Date` is so many milliseconds ahead of this machine's. */
export function skewedClock(aheadMs: number): Readonly<Record<string, string>> {
  const program = `
    const True = Date;
    globalThis.Date = class extends True {
      constructor(...args) { if (args.length === 0) super(True.now() + ${aheadMs}); else super(...args); }
      static now() { return True.now() + ${aheadMs}; }
    };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(program)}` };
}
