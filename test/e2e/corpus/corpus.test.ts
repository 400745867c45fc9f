/** Real masters in full: a playable one plays frame for frame, any other is refused within the time limit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOON_MS } from '../../support/budgets.js';
import { type CorpusEntry, loadCorpus } from '../../support/corpus.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { ALL_WANTED, partOf } from '../../support/part-of.js';
import { Refused } from './fetched-master.js';
import { measure } from './measures.js';
import { allowedOutcomes, expectationWords, type Outcome, timeToleranceOf } from './outcomes.js';
import { faultsOfRefusal, requestDescription, requestManifest, requestMaster } from './responses.js';
import { publish, type Row } from './verdict-table.js';

/** They last minutes and are like others. */
const LONG = ['long/wpt_movie_300s_counter.mp4', 'long/ASSEMBLED_sintel_720p24_64s.mp4'];

const all = (loadCorpus() ?? []).filter(({ file }) => ALL_WANTED || !LONG.includes(file));
const corpus = partOf(all, 6);
const words = expectationWords(corpus);
const rows: Row[] = [];
let origin: Origin;

interface Result {
  readonly outcome: Outcome;
  readonly row: Row;
  readonly faults: readonly string[];
}

describe.runIf(corpus.length > 0)('a real master', () => {
  beforeAll(async () => {
    const [first] = corpus;
    origin = await startOrigin({ folder: first!.path.slice(0, -first!.file.length) });
  });
  afterAll(async () => {
    publish(rows);
    await origin?.stop();
  });

  it.each(corpus.map((entry) => [entry.file, entry] as const))(
    'plays frame for frame or is refused, as its manifest expects: %s',
    async (_file, entry) => {
      const { outcome, row, faults } = await judge(entry);
      rows.push(row);
      expect(faults).toEqual([]);
      expect(allowedOutcomes(entry, words.get(entry.file) ?? '')).toContain(outcome);
      // The limit holds for a manifest and for a refusal alike.
      expect(row.manifestMs).toBeLessThan(SOON_MS);
    },
  );
});

async function judge(entry: CorpusEntry): Promise<Result> {
  const asset = entry.file.slice(0, entry.file.lastIndexOf('.'));
  const { ms: manifestMs, refusal } = await requestManifest(origin, asset);
  if (refusal) {
    const row = { entry, verdict: refusal.code, manifestMs };
    return { outcome: 'refused', row, faults: faultsOfRefusal(refusal, [422]) };
  }
  const fetched = await requestMaster(origin, asset);
  if (fetched instanceof Refused) {
    const row = { entry, verdict: `failed: ${fetched.code}`, manifestMs };
    return { outcome: 'failed cleanly', row, faults: faultsOfRefusal(fetched, [422, 500]) };
  }
  const played = await requestDescription(origin, asset);
  const measures = await measure(entry.path, played, fetched, timeToleranceOf(entry));
  const outcome = played.ignored.some(({ kind }) => kind === 'audio') ? 'video only' : 'served';
  const verdict = measures.faults.length > 0 ? 'wrong' : outcome;
  return { outcome, row: { entry, verdict, manifestMs, measures }, faults: measures.faults };
}
