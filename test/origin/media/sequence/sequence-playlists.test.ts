import { describe, expect, it } from 'vitest';
import { SequencePlaylists } from '../../../../src/origin/media/sequence/sequence-playlists.js';
import { toAssetId } from '../../../../src/shared/asset-id.js';

const never = new AbortController().signal;
const named = (rendition: string) => ({
  asset: toAssetId('film'),
  signed: 'signed',
  rendition,
  client: 'ann',
});

/** Playlists, and how often each was built. */
function counted(textOf = (rendition: string) => rendition) {
  const playlists = new SequencePlaylists();
  const built: string[] = [];
  return {
    built,
    get: (rendition: string, signal = never) =>
      playlists.of(named(rendition), signal, async () => {
        built.push(rendition);
        return textOf(rendition);
      }),
  };
}

describe('the playlist of a sequence', () => {
  it('is built once for all who request it, together and one after the other', async () => {
    const { built, get } = counted();
    const [first, second] = await Promise.all([get('video'), get('video')]);
    expect(await get('video')).toBe(first);
    expect(second).toBe(first);
    expect(built).toEqual(['video']);
  });

  it('is that of its asset, its list, its rendition and its client', async () => {
    const playlists = new SequencePlaylists();
    const textOf = async (name: ReturnType<typeof named>) => {
      const body = await playlists.of(name, never, async () => JSON.stringify(name));
      return Buffer.from(body.ready('identity')!.body).toString();
    };
    const names = [
      named('video'),
      named('audio'),
      { ...named('video'), signed: 'other' },
      { ...named('video'), client: 'bob' },
      { ...named('video'), asset: toAssetId('other') },
    ];
    for (const name of names) expect(await textOf(name)).toBe(JSON.stringify(name));
  });

  it('is built again where that failed', async () => {
    let fails = true;
    const { built, get } = counted((text) => {
      if (fails) throw new Error('gone');
      return text;
    });
    await expect(get('video')).rejects.toThrow('gone');
    fails = false;
    await get('video');
    expect(built).toHaveLength(2);
  });

  it('is kept within a bound of bytes, those that were requested last', async () => {
    const megabytes = 'x'.repeat(12 * 1024 * 1024);
    const { built, get } = counted(() => megabytes);
    for (const rendition of ['a', 'b', 'a', 'c', 'a', 'b']) await get(rendition);
    expect(built).toEqual(['a', 'b', 'c', 'b']);
  });

  it('is built no longer than a client waits for it', async () => {
    const playlists = new SequencePlaylists();
    const leaving = new AbortController();
    const begun = Promise.withResolvers<AbortSignal>();
    const requested = playlists.of(named('video'), leaving.signal, (signal) => {
      begun.resolve(signal);
      return new Promise(() => undefined);
    });
    const signal = await begun.promise;
    leaving.abort();
    await expect(requested).rejects.toMatchObject({ code: 'encode_cancelled' });
    expect(signal.aborted).toBe(true);
  });
});
