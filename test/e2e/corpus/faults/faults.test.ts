/**
 * Every master that has a fault, made after reports of what other software did with such files: each plays as ffmpeg decodes
 * it, or is refused at its manifest. What is right for each says `faults/MANIFEST.tsv` of the directory of real masters.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SOON_MS } from '../../../support/budgets.js';
import { corpusFolder, type FaultEntry, loadFaults } from '../../../support/corpus.js';
import { type Origin, startOrigin } from '../../../support/origin.js';
import { partOf } from '../../../support/part-of.js';
import { findChromium, launchChromium } from '../../../web/chromium.js';
import { Refused } from '../fetched-master.js';
import type { Outcome } from '../outcomes.js';
import { compareMaster } from '../reference/compared-master.js';
import { faultsOfRefusal, requestDescription, requestManifest, requestMaster } from '../responses.js';
import { playInChromium } from './chromium-playback.js';
import { allowedOutcomesOfFault, notYet, presentedOf } from './fault-list.js';
import { type FaultRow, publishFaults } from './fault-table.js';

interface Judged {
  readonly outcome: Outcome;
  readonly row: Omit<FaultRow, 'chromium'>;
  readonly faults: readonly string[];
}

const entries = loadFaults();
const rows: FaultRow[] = [];
const executable = findChromium();
let origin: Origin;
let browser: Browser | undefined;

describe.runIf(entries.length > 0)('a master with', () => {
  beforeAll(async () => {
    origin = await startOrigin({ folder: corpusFolder() });
    if (executable) browser = await launchChromium(executable);
  });
  afterAll(async () => {
    publishFaults(rows);
    await browser?.close();
    await origin?.stop();
  });

  test.each(partOf(entries, 6).map((entry) => [entry.property, entry] as const))('%s', async (_, entry) => {
    const { outcome, row, faults } = await judge(entry).catch((error: unknown) => judgeError(entry, error));
    rows.push({ ...row, chromium: browser ? await playInChromium(browser, entry.path) : '' });
    const all = [
      ...faults,
      ...(allowedOutcomesOfFault(entry).includes(outcome) ? [] : [`is ${outcome}: ${row.words}`]),
      // The limit holds for a manifest and for a refusal alike.
      ...(row.manifestMs < SOON_MS ? [] : [`the manifest took ${row.manifestMs} ms`]),
    ];
    if (notYet(entry) === undefined) expect(all).toEqual([]);
    else expect(all, `${entry.file} is right now: remove its line from the list`).not.toEqual([]);
  });
});

async function judge(entry: FaultEntry): Promise<Judged> {
  const asset = entry.file.slice(0, entry.file.lastIndexOf('.'));
  const { ms: manifestMs, refusal } = await requestManifest(origin, asset);
  if (refusal) return judgeRefusal({ entry, manifestMs }, refusal);
  const fetched = await requestMaster(origin, asset);
  if (fetched instanceof Refused) {
    const row = { entry, manifestMs, verdict: `failed: ${fetched.code}`, words: fetched.message };
    return { outcome: 'failed cleanly', row, faults: [`after the manifest: ${fetched.message}`] };
  }
  const description = await requestDescription(origin, asset);
  const presented = presentedOf(entry);
  const keepEvery = description.ladder.find(({ id }) => id === fetched.video?.id)?.keepEvery ?? 1;
  const compared = await compareMaster(entry.path, presented, fetched, keepEvery);
  const isSaid = !presented.cutOff || description.missing !== undefined;
  const faults = [...compared.faults, ...(isSaid ? [] : ['it does not say what is missing'])];
  const verdict = faults.length > 0 ? 'wrong' : 'served';
  return {
    ...{ outcome: 'served', faults },
    row: { entry, manifestMs, verdict, compared, words: faults.join('; ') },
  };
}

function judgeRefusal(row: Pick<FaultRow, 'entry' | 'manifestMs'>, refusal: Refused): Judged {
  return {
    outcome: 'refused',
    row: { ...row, verdict: refusal.code, words: refusal.detail },
    faults: faultsOfRefusal(refusal, [422]),
  };
}

function judgeError(entry: FaultEntry, error: unknown): Judged {
  const words = `${error}`.slice(0, 300);
  return {
    outcome: 'failed cleanly',
    row: { entry, manifestMs: 0, verdict: 'failed', words },
    faults: [words],
  };
}
