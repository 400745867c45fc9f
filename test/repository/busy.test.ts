/** `./run test:busy`, with a fake vitest. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { untilEnded } from '../encoder/fixtures/process-life.js';
import { FakeCheckout } from './fake-checkout.js';

/** Records its arguments and the processes that run beside it; fails on the second run. */
const VITEST = `#!/usr/bin/env bash
echo "$@" >> "$CHECKOUT/calls"
for status in /proc/[0-9]*/stat; do
  read -r pid _ _ parent _ 2>/dev/null < "$status" || continue
  [ "$parent" != "$PPID" ] || [ "$pid" = $$ ] || echo "$pid" >> "$CHECKOUT/beside"
done
[ "$(grep -c '' "$CHECKOUT/calls")" -lt 2 ]
`;

let checkout: FakeCheckout;
beforeEach(async () => {
  checkout = await FakeCheckout.create();
  for (const name of ['chromium', 'ffprobe', 'xmllint']) await checkout.saying(`bin/${name}`, '');
  await checkout.run(['setup']);
  await checkout.program('node_modules/.bin/vitest', VITEST);
});
afterEach(() => checkout.remove());

const linesOf = async (file: string) =>
  (await readFile(join(checkout.root, file), 'utf8')).trimEnd().split('\n');

describe.runIf(process.platform === 'linux')('./run test:busy', () => {
  it('runs the tests beside busy loops until a run fails, and leaves none of the loops behind', async () => {
    const { stderr, code } = await checkout.run(['test:busy', '5', 'some/folder']);
    expect(code).toBe(1);
    expect(await linesOf('calls')).toEqual(['run some/folder', 'run some/folder']);
    expect(stderr).toMatch(/run 1 of 5 beside \d+ busy loops passed in \d+ s\./);
    expect(stderr).toMatch(/run 2 of 5 beside \d+ busy loops failed after \d+ s\./);
    const beside = new Set(await linesOf('beside'));
    expect(beside.size).toBeGreaterThan(0);
    for (const pid of beside) await untilEnded(Number(pid));
  });
});
