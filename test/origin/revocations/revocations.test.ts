import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAssetId } from '../../../src/origin/asset-id.js';
import {
  tokenRevocationHandle,
  viewerRevocationHandle,
} from '../../../src/origin/revocations/revocation-handle.js';
import { MAX_REVOCATIONS, Revocations } from '../../../src/origin/revocations/revocations.js';

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
  handle: viewerRevocationHandle(viewer),
  untilSeconds,
});

describe('revocations', () => {
  it('cover one viewer and nobody else', async () => {
    const list = revocations();
    await list.add(ofViewer('ann'));
    expect(list.covers({ ...scope, viewer: 'ann' })).toBe(true);
    expect(list.covers({ ...scope, viewer: 'ben' })).toBe(false);
    expect(list.covers(scope)).toBe(false);
  });

  it('cover one token and nobody else', async () => {
    const list = revocations();
    await list.add({ handle: tokenRevocationHandle('0123456789abcdef'), untilSeconds: later() });
    expect(list.covers({ ...scope, token: '0123456789abcdef', viewer: 'ann' })).toBe(true);
    expect(list.covers({ ...scope, token: '0123456789abcdeg', viewer: 'ann' })).toBe(false);
    expect(list.covers({ ...scope, viewer: '0123456789abcdef' })).toBe(false);
  });

  it('outlast the process', async () => {
    await revocations().add(ofViewer('ann'));
    const next = revocations();
    await next.restore();
    expect(next.covers({ ...scope, viewer: 'ann' })).toBe(true);
  });

  it('end by themselves', async () => {
    const list = revocations();
    await list.add(ofViewer('ann', Date.now() / 1000 - 1));
    expect(list.covers({ ...scope, viewer: 'ann' })).toBe(false);
    expect(list.list()).toStrictEqual([]);
  });

  it('last as long as the longest that was asked for', async () => {
    const list = revocations();
    const until = later();
    await list.add(ofViewer('ann', until));
    await list.add(ofViewer('ann', until - 50));
    expect(list.list()).toStrictEqual([ofViewer('ann', until)]);
  });

  it('are refused where there are too many, rather than some forgotten', async () => {
    const many = Array.from({ length: MAX_REVOCATIONS }, (_, i) => ofViewer(`viewer ${i}`));
    await mkdir(join(folder, 'data'));
    await writeFile(file, JSON.stringify(many));
    const list = revocations();
    await list.restore();
    await expect(list.add(ofViewer('one more'))).rejects.toMatchObject({ code: 'revocations_full' });
    await list.add(ofViewer('viewer 7'));
    expect(list.covers({ ...scope, viewer: 'viewer 9999' })).toBe(true);
  });

  it('hold at once even where they cannot be written down, which is said', async () => {
    await writeFile(join(folder, 'data'), 'not a folder');
    const list = revocations();
    await expect(list.add(ofViewer('ann'))).rejects.toMatchObject({ code: 'data_unwritable' });
    expect(list.covers({ ...scope, viewer: 'ann' })).toBe(true);
  });

  it.each(['', '{', '[{"handle":"../../etc","untilSeconds":1}]', '[{"handle":1}]', 'null'])(
    'start empty where the file was damaged: %s',
    async (text) => {
      await mkdir(join(folder, 'data'));
      await writeFile(file, text);
      const list = revocations();
      await list.restore();
      expect(list.list()).toStrictEqual([]);
    },
  );

  it('are written one after the other, so that none is lost', async () => {
    const list = revocations();
    await Promise.all(Array.from({ length: 50 }, (_, i) => list.add(ofViewer(`viewer ${i}`))));
    expect((JSON.parse(await readFile(file, 'utf8')) as unknown[]).length).toBe(50);
  });
});

describe('the handle of a viewer', () => {
  it('is of the text as it stands in a grant, whatever it contains', () => {
    expect(viewerRevocationHandle('a "b" \\ é')).toMatch(/^[0-9a-f]{32}$/);
    expect(viewerRevocationHandle('a')).not.toBe(tokenRevocationHandle('a'));
  });
});
