import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilmMetadata } from '../../src/assets/index.js';
import type { Ladder, TextRendition } from '../../src/encoder/rendition.js';
import { type AdvertisedBitrate, heightOf } from '../../src/sessions/rendition-limits.js';
import type { SessionRequest } from '../../src/sessions/request/session-request.js';
import { decideSession, type SessionDecision } from '../../src/sessions/session-decision.js';
import { OnplayError } from '../../src/shared/errors.js';
import { anyLadder, audio, ladder, video } from './renditions.js';

const plain: SessionRequest = {
  device: { class: 'desktop', source: 'user agent' },
  network: { source: 'nothing', saveData: false },
  limits: {},
  preferences: {},
  languages: [],
};
/** The encoder's target, without container overhead. */
const nominal: AdvertisedBitrate = (rendition) =>
  rendition.kind === 'video' ? rendition.maxBitrate : rendition.bitrate;
const decide = (request: Partial<SessionRequest>) => decideSession(ladder, { ...plain, ...request }, nominal);
const ids = (decision: SessionDecision) => decision.video.map(({ id }) => id).join(' ');
const estimate = (estimateBitsPerSecond: number) =>
  ({ estimateBitsPerSecond, source: 'query', saveData: false }) as const;
const nothingAllowed = expect.objectContaining({ code: 'no_rendition_allowed' });

describe('what is said beside the master', () => {
  const decideFilm = (film: FilmMetadata, request: Partial<SessionRequest> = {}) =>
    decideSession(ladder, { ...plain, ...request }, nominal, film);

  it('limits what is offered, and says so', () => {
    const decision = decideFilm({ max_height: 480 });
    expect(ids(decision)).toBe('v480 v240');
    expect(decision.reasons[0]).toMatch(/: max_height of the film is 480$/);
    expect(ids(decideFilm({ max_bitrate: 3_063_999 }))).toBe('v480 v240');
  });

  it('yields where nothing would remain, and widens nothing', () => {
    expect(ids(decideFilm({ max_height: 100 }))).toBe('v240');
    expect(ids(decideFilm({ max_height: 2160 }, { limits: { maxHeight: 480 } }))).toBe('v480 v240');
  });

  it('has a language of audio for viewers who want none that there is', () => {
    const [first, second] = [
      { ...audio(1, 64_000), language: 'en' },
      { ...audio(2, 64_000), language: 'sv' },
    ];
    const bilingual = { video: ladder.video, audio: [first, second], text: [] };
    const decided = (languages: string[], film: FilmMetadata) =>
      decideSession(bilingual, { ...plain, languages }, nominal, film).defaultAudio;
    expect(decided(['fr'], { audio: 'sv' })).toBe(2);
    expect(decided(['en'], { audio: 'sv' })).toBe(1);
    expect(decided([], {})).toBe(1);
  });
});

describe('a session with text burned in', () => {
  const forced: TextRendition = {
    ...{ id: 't-en-forced', language: 'en', name: 'English (forced)', forced: true, sdh: false },
    kind: 'text',
    source: { kind: 'sidecar', name: 'film.en.forced.vtt', version: '1' },
  };
  const english = { ...ladder, audio: [{ ...audio(1, 64_000), language: 'en' }], text: [forced] };
  const whole: TextRendition = { ...forced, id: 't-de', language: 'de', name: 'German', forced: false };
  const shown = (burn?: SessionRequest['burn']) =>
    decideSession(
      { ...english, text: [forced, whole] },
      { ...plain, ...(burn && { burn }), languages: ['en'] },
      nominal,
    );

  it('offers other text, shows none from the start, and has none that players show by themselves', () => {
    expect(shown().shownText).toBe(forced);
    const burned = shown({ textId: '3', from: 'token' });
    expect(burned).not.toHaveProperty('shownText');
    expect(burned.text).toEqual([whole]);
    expect(burned.reasons).toEqual(
      expect.arrayContaining([
        'without t-en-forced: players would show it over the text in the video',
        'text 3 is burned in, from the token',
      ]),
    );
  });
});

describe('a session', () => {
  it('has the initial rendition first, then the others from the lowest up', () => {
    const decision = decide({});
    expect(ids(decision)).toBe('v720 v240 v480 v1080 v1440 v2160');
    expect(decision.initialVideo).toBe(decision.video[0]);
    expect(decision.audio).toStrictEqual(ladder.audio);
    expect(decision.reasons).toStrictEqual([
      'starts with v720: nothing is known about the network, and 720p suits the device',
    ]);
  });

  it.each([
    ['phone', 'v480', 'v1080'],
    ['tablet', 'v480', 'v1080'],
    ['desktop', 'v720', 'v2160'],
    ['tv', 'v1080', 'v2160'],
    ['unknown', 'v480', 'v1080'],
  ] as const)('on a device of class %s starts with %s and goes up to %s', (deviceClass, start, highest) => {
    const decision = decide({ device: { class: deviceClass, source: 'query' } });
    expect([decision.initialVideo?.id, decision.video.at(-1)?.id]).toStrictEqual([start, highest]);
  });

  it.each([
    [1, 'v240'],
    [1_999_999, 'v240'],
    [2_000_000, 'v480'],
    [4_285_715, 'v720'],
    [1_000_000_000, 'v2160'],
  ])('with %d bit/s starts with %s, which takes at most 70 percent of it', (bitsPerSecond, start) => {
    expect(decide({ network: estimate(bitsPerSecond) }).initialVideo?.id).toBe(start);
  });

  it('with Save-Data starts with the lowest and stays at 480p', () => {
    const decision = decide({ network: { ...estimate(1e9), saveData: true } });
    expect(ids(decision)).toBe('v240 v480');
    expect(decision.reasons).toHaveLength(2);
  });

  it('limits the shorter side of portrait video', () => {
    const upright = { video: [video(1280, 3_000_000, { width: 720 })], audio: [], text: [] };
    expect(decideSession(upright, { ...plain, limits: { maxHeight: 720 } }, nominal).video).toHaveLength(1);
  });

  it('stays within the lower of the heights in token and query', () => {
    expect(ids(decide({ limits: { maxHeight: 720 }, preferences: { maxHeight: 1080 } }))).toBe(
      'v720 v240 v480',
    );
    expect(ids(decide({ limits: { maxHeight: 1080 }, preferences: { maxHeight: 719 } }))).toBe('v480 v240');
  });

  it('keeps the sum of video and audio within the bitrate', () => {
    const exact = decide({ limits: { maxBitrate: 3_128_000 } });
    expect([exact.video.at(-1)?.id, exact.audio.length]).toStrictEqual(['v480', 4]);
    expect(exact.initialVideo?.id).toBe('v720');
    const tight = decide({ limits: { maxBitrate: 3_127_999 } });
    expect([tight.initialVideo?.id, tight.audio.map(({ bitrate }) => bitrate)]).toStrictEqual([
      'v720',
      [64_000, 64_000],
    ]);
    expect(decide({ preferences: { maxBitrate: 3_063_999 } }).initialVideo?.id).toBe('v480');
  });

  it('is refused if the token allows less than the lowest rendition', () => {
    expect(() => decide({ limits: { maxHeight: 239 } })).toThrow(nothingAllowed);
    expect(() => decide({ limits: { maxBitrate: 463_999 } })).toThrow(nothingAllowed);
    const audioOnly = { video: [], audio: [audio(1, 64_000)], text: [] };
    expect(() => decideSession(audioOnly, { ...plain, limits: { maxBitrate: 63_999 } }, nominal)).toThrow(
      nothingAllowed,
    );
    expect(() => decideSession({ video: [], audio: [], text: [] }, plain, nominal)).toThrow(nothingAllowed);
  });

  it('gets the lowest renditions if the query asks for less', () => {
    for (const preferences of [{ maxHeight: 1 }, { maxBitrate: 1 }]) {
      const decision = decide({ preferences });
      expect(ids(decision)).toBe('v240');
      expect(decision.audio.every(({ bitrate }) => bitrate === 64_000 || 'maxHeight' in preferences)).toBe(
        true,
      );
      expect(decision.reasons[0]).toContain('only the lowest remain');
    }
  });

  it('gets at least the height it asks for, if the asset has it', () => {
    expect(ids(decide({ preferences: { minHeight: 720, maxHeight: 1080 } }))).toBe('v720 v1080');
    expect(ids(decide({ preferences: { minHeight: 1080 }, limits: { maxHeight: 480 } }))).toBe('v480 v240');
  });

  it('gets the codecs its player can play', () => {
    expect(ids(decide({ preferences: { codecs: ['avc1.64001f', 'mp4a.40.2'] } }))).toBe('v720 v240 v480');
    expect(ids(decide({ preferences: { codecs: ['hevc'] } }))).toBe('v720 v240 v480 v1080 v1440 v2160');
  });

  it('of a master without video has audio only', () => {
    const audioOnly = { ...ladder, video: [] };
    const decision = decideSession(audioOnly, { ...plain, limits: { maxHeight: 1 } }, nominal);
    expect(decision).toStrictEqual({
      video: [],
      audio: ladder.audio,
      text: [],
      defaultAudio: 1,
      reasons: [],
    });
  });

  it('of a master without audio has video only', () => {
    expect(decideSession({ ...ladder, audio: [] }, plain, nominal).audio).toStrictEqual([]);
  });
});

const height = fc.integer({ min: 1, max: 4400 });
const bitrate = fc.integer({ min: 40_000, max: 45_000_000 });
const anyRequest: fc.Arbitrary<SessionRequest> = fc.record({
  device: fc.record({
    class: fc.constantFrom('phone', 'tablet', 'desktop', 'tv', 'unknown'),
    source: fc.constant('query' as const),
  }),
  network: fc.record(
    {
      estimateBitsPerSecond: fc.integer({ min: 1, max: 1e9 }),
      source: fc.constant('query' as const),
      saveData: fc.boolean(),
    },
    { requiredKeys: ['source', 'saveData'] },
  ),
  limits: fc.record({ maxHeight: height, maxBitrate: bitrate }, { requiredKeys: [] }),
  preferences: fc.record(
    {
      maxHeight: height,
      minHeight: height,
      maxBitrate: bitrate,
      codecs: fc.subarray(['avc1.42c01e', 'h264', 'hevc', 'av1', 'aac', 'opus'], { minLength: 1 }),
    },
    { requiredKeys: [] },
  ),
  languages: fc.subarray(['de', 'en-GB', 'und']),
});

describe('any session', () => {
  /** As in manifests: with container overhead and a full buffer model. */
  const advertised: AdvertisedBitrate = (rendition) => Math.ceil(1.4 * nominal(rendition)) + 10_000;
  const check = (property: Parameters<typeof fc.assert>[0]) =>
    fc.assert(property, { seed: 1, numRuns: 1000 });

  /** The decision; undefined if the token allows nothing. */
  function decided(steps: Ladder, request: SessionRequest): SessionDecision | undefined {
    try {
      return decideSession(steps, request, advertised);
    } catch (error) {
      expect(error).toBeInstanceOf(OnplayError);
      expect(error).toEqual(nothingAllowed);
      return undefined;
    }
  }

  it('never exceeds the token, with any pair of video and audio', () => {
    check(
      fc.property(anyLadder, anyRequest, (steps, request) => {
        const { maxHeight = Number.POSITIVE_INFINITY, maxBitrate = Number.POSITIVE_INFINITY } =
          request.limits;
        const decision = decided(steps, request);
        for (const rendition of decision?.video ?? []) {
          expect(heightOf(rendition)).toBeLessThanOrEqual(maxHeight);
          const highestAudio = Math.max(0, ...(decision?.audio ?? []).map(advertised));
          expect(advertised(rendition) + highestAudio).toBeLessThanOrEqual(maxBitrate);
        }
      }),
    );
  });

  it('has video and audio if the asset has, and nothing twice', () => {
    check(
      fc.property(anyLadder, anyRequest, (steps, request) => {
        const decision = decided(steps, request);
        if (decision === undefined) return;
        expect(decision.video.length > 0).toBe(steps.video.length > 0);
        expect(decision.audio.length > 0).toBe(steps.audio.length > 0);
        expect(new Set([...decision.video, ...decision.audio]).size).toBe(
          decision.video.length + decision.audio.length,
        );
      }),
    );
  });

  it('is refused only because of its token', () => {
    check(
      fc.property(anyLadder, anyRequest, (steps, request) => {
        expect(decided(steps, { ...request, limits: {} })).toBeDefined();
        const withoutWishes = decided(steps, { ...request, preferences: {} });
        expect(decided(steps, request) === undefined).toBe(withoutWishes === undefined);
      }),
    );
  });

  it('can only be narrowed by preferences', () => {
    check(
      fc.property(anyLadder, anyRequest, (steps, request) => {
        const wide = decided(steps, { ...request, preferences: {} });
        const narrow = decided(steps, request);
        expect(wide?.video ?? []).toEqual(expect.arrayContaining([...(narrow?.video ?? [])]));
        expect(wide?.audio ?? []).toEqual(expect.arrayContaining([...(narrow?.audio ?? [])]));
      }),
    );
  });

  it('has the same order for any order of the ladder', () => {
    check(
      fc.property(anyLadder, anyRequest, (steps, request) => {
        const turned = { ...steps, video: steps.video.toReversed() };
        const decision = decided(steps, request);
        expect(decided(turned, request)?.video).toStrictEqual(decision?.video);
        const heights = decision?.video.slice(1).map(heightOf) ?? [];
        expect(heights).toStrictEqual(heights.toSorted((a, b) => a - b));
        expect(decision?.initialVideo).toBe(decision?.video[0]);
      }),
    );
  });
});
