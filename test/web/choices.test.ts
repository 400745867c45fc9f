import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserModule } from './browser-module.js';

interface Choices {
  asset: string;
  player: string;
  device: string;
  maxHeight: string;
  burn: string;
  start: string;
  end: string;
}

const { readChoices, writeChoices, manifestUrl, rememberedPlayer } = await browserModule<{
  readChoices(hash: string, player: string): Choices;
  writeChoices(choices: Choices): string;
  manifestUrl(manifest: string, choices: Choices, base: string): string;
  rememberedPlayer(): string;
}>('playback/choices.js');

describe('the choices in the fragment of the URL', () => {
  it('hold the asset, the player, the device, the height, the text in the video and the clip', () => {
    const hash = '#asset=films%2Ftrailer&player=shaka&device=tv&max_height=720&burn=t-de&start=1.5&end=f300';
    expect(readChoices(hash, 'hls')).toEqual({
      asset: 'films/trailer',
      player: 'shaka',
      device: 'tv',
      maxHeight: '720',
      burn: 't-de',
      start: '1.5',
      end: 'f300',
    });
  });

  it('default to the remembered player', () => {
    expect(readChoices('#asset=trailer', 'dash')).toMatchObject({ asset: 'trailer', player: 'dash' });
  });

  it.each([
    '#player=quicktime&device=fridge&max_height=-1',
    '#max_height=720p',
    '#burn=../de',
    '#start=-1&end=f',
    '#start=1e9&end=1.2345',
    '#%E0%A4%A',
  ])('ignore invalid values: %s', (hash) => {
    expect(readChoices(hash, 'hls')).toEqual({
      asset: '',
      player: 'hls',
      device: '',
      maxHeight: '',
      burn: '',
      start: '',
      end: '',
    });
  });

  it('survive a round trip', () => {
    const choices = fc.record({
      asset: fc.string({ unit: 'grapheme' }),
      player: fc.constantFrom('hls', 'dash', 'shaka'),
      device: fc.constantFrom('', 'phone', 'tablet', 'desktop', 'tv'),
      maxHeight: fc.constantFrom('', '144', '2160'),
      burn: fc.constantFrom('', '0', '12', 't-de-forced'),
      start: fc.constantFrom('', '0.041', 'f0'),
      end: fc.constantFrom('', '12', 'f123456789'),
    });
    fc.assert(
      fc.property(choices, (chosen) => {
        expect(readChoices(writeChoices(chosen), 'hls')).toEqual(chosen);
      }),
      { seed: 20_260_801 },
    );
  });
});

describe('the URL of a manifest', () => {
  const none = { asset: 'trailer', player: 'hls', device: '', maxHeight: '', burn: '', start: '', end: '' };

  it('keeps the token and adds the chosen limits', () => {
    const chosen = { ...none, device: 'phone', maxHeight: '360' };
    expect(manifestUrl('/trailer.m3u8?token=a.b.c', chosen, 'https://example.org/#x')).toBe(
      'https://example.org/trailer.m3u8?token=a.b.c&device=phone&max_height=360',
    );
  });

  it('is unchanged when nothing was chosen', () => {
    expect(manifestUrl('/trailer.mpd?token=a', none, 'https://example.org/')).toBe(
      'https://example.org/trailer.mpd?token=a',
    );
  });
});

describe('the remembered player', () => {
  it('defaults to hls.js where the browser has no storage', () => {
    expect(rememberedPlayer()).toBe('hls');
  });
});
