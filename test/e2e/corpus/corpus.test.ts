/** Every real master in full: a playable one plays frame for frame, any other is refused within the time limit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOON_MS } from '../../support/budgets.js';
import { type CorpusEntry, loadCorpus } from '../../support/corpus.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { fetchMaster, fetchTimed, Refused } from './fetched-master.js';
import { measure, type PlayedTracks } from './measures.js';
import { allowedOutcomes, expectationWords, type Outcome, timeToleranceOf } from './outcomes.js';
import { publish, type Row } from './verdict-table.js';

const corpus = loadCorpus() ?? [];
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
  const url = `${origin.url}/${asset}.m3u8?token=${origin.token(asset)}`;
  const manifest = await refusalOf(fetchTimed(url));
  const { ms: manifestMs } = manifest;
  if (manifest instanceof Refused) {
    const row = { entry, verdict: manifest.code, manifestMs };
    return { outcome: 'refused', row, faults: faultsOf(manifest, [422]) };
  }
  const fetched = await refusalOf(fetchMaster(origin, asset));
  if (fetched instanceof Refused) {
    const row = { entry, verdict: `failed: ${fetched.code}`, manifestMs };
    return { outcome: 'failed cleanly', row, faults: faultsOf(fetched, [422, 500]) };
  }
  const played = await playedTracks(asset);
  const measures = await measure(entry.path, played, fetched, timeToleranceOf(entry));
  const outcome = played.ignored.some(({ kind }) => kind === 'audio') ? 'video only' : 'served';
  const verdict = measures.faults.length > 0 ? 'wrong' : outcome;
  return { outcome, row: { entry, verdict, manifestMs, measures }, faults: measures.faults };
}

/** The promise's value, or the `Refused` it was rejected with. */
async function refusalOf<T>(promise: Promise<T>): Promise<T | Refused> {
  return promise.catch((error: unknown) => {
    if (error instanceof Refused) return error;
    throw error;
  });
}

function faultsOf(refusal: Refused, statuses: readonly number[]): string[] {
  return refusal.isClean && statuses.includes(refusal.status) ? [] : [refusal.message];
}

async function playedTracks(asset: string): Promise<PlayedTracks> {
  const response = await origin.fetch(`/api/assets/${asset}`, {
    headers: { Authorization: `Bearer ${origin.adminKey}` },
  });
  return (await response.json()) as PlayedTracks;
}
