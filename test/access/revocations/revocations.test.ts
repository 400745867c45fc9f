import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokenFingerprint, viewerFingerprint } from '../../../src/access/revocations/fingerprint.js';
import { MAX_REVOCATIONS, Revocations } from '../../../src/access/revocations/revocations.js';
import { toAssetId } from '../../../src/shared/asset-id.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-revocations-'));
  file = join(folder, 'data', 'revocations.json');
});
afterEach(() => rm(folder, { recursive: true }));

const log = pino({ level: 'silent' });
const revocations = () => new Revocations({ file, log });
const scope = { asset: toAssetId('film'), expiresAtSeconds: 4e9 };
const later = () => Date.now() / 1000 + 100;
const ofViewer = (viewer: string, untilSeconds = later()) => ({
  fingerprint: viewerFingerprint(viewer),
  untilSeconds,
});

describe('revocations', () => {
  it('cover one viewer and no other', async () => {
    const list = revocations();
    await list.add(ofViewer('ann'));
    expect(list.covers({ ...scope, viewer: 'ann' })).toBe(true);
    expect(list.covers({ ...scope, viewer: 'ben' })).toBe(false);
    expect(list.covers(scope)).toBe(false);
  });

  it('cover the viewers of all tenants by a name, or of one', async () => {
    const list = revocations();
    await list.addAll([
      ofViewer('ann'),
      { fingerprint: viewerFingerprint('ben', 'acme'), untilSeconds: later() },
    ]);
    const covered = (viewer: string, tenant?: string) =>
      list.covers({ ...scope, viewer, ...(tenant !== undefined && { tenant }) });
    expect([covered('ann'), covered('ann', 'acme'), covered('ann', 'globex')]).toEqual([true, true, true]);
    expect([covered('ben'), covered('ben', 'acme'), covered('ben', 'globex')]).toEqual([false, true, false]);
    // Of the two names together, each is told from the other.
    expect([covered('acme', 'ben'), list.covers({ ...scope, tenant: 'ann' })]).toEqual([false, false]);
  });

  it('cover one token and no other', async () => {
    const list = revocations();
    await list.add({ fingerprint: tokenFingerprint('0123456789abcdef'), untilSeconds: later() });
    expect(list.covers({ ...scope, token: '0123456789abcdef', viewer: 'ann' })).toBe(true);
    expect(list.covers({ ...scope, token: '0123456789abcdeg', viewer: 'ann' })).toBe(false);
    expect(list.covers({ ...scope, viewer: '0123456789abcdef' })).toBe(false);
  });

  it('survive a restart', async () => {
    await revocations().add(ofViewer('ann'));
    const next = revocations();
    await next.restore();
    expect(next.covers({ ...scope, viewer: 'ann' })).toBe(true);
  });

  it('end at their time', async () => {
    const list = revocations();
    await list.add(ofViewer('ann', Date.now() / 1000 - 1));
    expect(list.covers({ ...scope, viewer: 'ann' })).toBe(false);
    expect(list.list()).toStrictEqual([]);
  });

  it('last until the latest end requested for a fingerprint', async () => {
    const list = revocations();
    const until = later();
    await list.add(ofViewer('ann', until));
    await list.add(ofViewer('ann', until - 50));
    expect(list.list()).toStrictEqual([ofViewer('ann', until)]);
  });

  it('are refused if there are too many, rather than evicting one in force', async () => {
    const many = Array.from({ length: MAX_REVOCATIONS }, (_, i) => ofViewer(`viewer ${i}`));
    await mkdir(join(folder, 'data'));
    await writeFile(file, JSON.stringify(many));
    const list = revocations();
    await list.restore();
    await expect(list.add(ofViewer('one more'))).rejects.toMatchObject({ code: 'revocations_full' });
    await list.add(ofViewer('viewer 7'));
    expect(list.covers({ ...scope, viewer: 'viewer 9999' })).toBe(true);
  });

  it('are in force immediately even if they cannot be saved, which rejects', async () => {
    await writeFile(join(folder, 'data'), 'not a folder');
    const list = revocations();
    await expect(list.add(ofViewer('ann'))).rejects.toMatchObject({ code: 'data_unwritable' });
    expect(list.covers({ ...scope, viewer: 'ann' })).toBe(true);
  });

  it.each(['', '{', '[{"fingerprint":"../../etc","untilSeconds":1}]', '[{"fingerprint":1}]', 'null'])(
    'start empty where the file was damaged: %s',
    async (text) => {
      await mkdir(join(folder, 'data'));
      await writeFile(file, text);
      const list = revocations();
      await list.restore();
      expect(list.list()).toStrictEqual([]);
    },
  );

  it('are written one after another, so that none is lost', async () => {
    const list = revocations();
    await Promise.all(Array.from({ length: 50 }, (_, i) => list.add(ofViewer(`viewer ${i}`))));
    expect((JSON.parse(await readFile(file, 'utf8')) as unknown[]).length).toBe(50);
  });
});

describe('revocations on a machine whose clock is being set', () => {
  const HOUR = 3600;
  /** The system clock, and the time that has really passed; both in seconds. */
  let clock: number;
  let passed: number;
  beforeEach(() => {
    clock = 1_800_000_000;
    passed = 0;
  });
  const onClock = () => new Revocations({ file, log, now: () => clock, elapsed: () => passed });
  const pass = (seconds: number) => {
    clock += seconds;
    passed += seconds;
  };
  const ann = { ...scope, viewer: 'ann' };
  const forAnHour = () => ofViewer('ann', clock + HOUR);

  it('hold while it is two hours ahead for half a minute, whatever happens meanwhile', async () => {
    const list = onClock();
    await list.add(forAnHour());
    clock += 2 * HOUR;
    expect(list.covers(ann)).toBe(true);
    expect(list.list()).toHaveLength(1);
    await list.add(ofViewer('ben', clock + HOUR));
    pass(30);
    clock -= 2 * HOUR;
    expect(list.covers(ann)).toBe(true);
    pass(HOUR);
    expect(list.covers(ann)).toBe(false);
  });

  it.each([2, 2000])(
    'hold again when it is corrected, if the process was started while it was %i h ahead',
    async (hours) => {
      await onClock().add(forAnHour());
      clock += hours * HOUR;
      const list = onClock();
      await list.restore();
      await list.add(ofViewer('ben', clock + HOUR));
      clock -= hours * HOUR;
      expect(list.covers(ann)).toBe(true);
      const next = onClock();
      await next.restore();
      expect(next.covers(ann)).toBe(true);
    },
  );

  it('hold for their full time, if it was behind when they started', async () => {
    const list = onClock();
    await list.add(forAnHour());
    clock += 2 * HOUR;
    pass(HOUR - 1);
    expect(list.covers(ann)).toBe(true);
    pass(1);
    expect(list.covers(ann)).toBe(false);
  });

  it('are removed a day after they have ended', async () => {
    const list = onClock();
    await list.add(forAnHour());
    pass(26 * HOUR);
    await list.add(ofViewer('ben', clock + HOUR));
    expect(JSON.parse(await readFile(file, 'utf8'))).toStrictEqual([ofViewer('ben', clock + HOUR)]);
  });

  it('are evicted once they have ended, for new ones', async () => {
    const many = Array.from({ length: MAX_REVOCATIONS }, (_, i) =>
      ofViewer(`viewer ${i}`, clock + (i < 2 ? 1 + i : HOUR)),
    );
    await mkdir(join(folder, 'data'));
    await writeFile(file, JSON.stringify(many));
    const list = onClock();
    await list.restore();
    pass(10);
    await list.add(ofViewer('one more', clock + HOUR));
    await list.add(ofViewer('another', clock + HOUR));
    await expect(list.add(ofViewer('too many', clock + HOUR))).rejects.toMatchObject({
      code: 'revocations_full',
    });
    expect(list.covers({ ...scope, viewer: 'viewer 2' })).toBe(true);
  });
});

describe('the fingerprint of a viewer', () => {
  it('is computed from the name as a grant escapes it, whatever it contains', () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);
    expect(viewerFingerprint('a "b" \\ é')).toBe(hash('viewer\na \\"b\\" \\\\ é'));
    expect(viewerFingerprint('a "b"', 'c\\d')).toBe(hash('viewer\nc\\\\d\na \\"b\\"'));
    expect(viewerFingerprint('a')).not.toBe(tokenFingerprint('a'));
  });
});
