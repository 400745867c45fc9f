/** What holds for every way to produce a rendition. */
import { describe, expect, test } from 'vitest';
import { buildLadder } from '../../../src/encoder/ladder/index.js';
import { producerOf } from '../../../src/encoder/produce/producers.js';
import type { MediaRendition } from '../../../src/encoder/rendition.js';
import { aacLowComplexityConfig, avc1, stsd } from '../../../src/isobmff/index.js';
import { readFragments } from '../../../src/packager/index.js';
import { avcC, bt709 } from '../../packager/support/media.js';
import { audioTrack, videoTrack } from '../ladder/tracks.js';

const video = videoTrack({
  sampleDescription: stsd(avc1({ width: 1920, height: 1080, avcC, colour: bt709 })),
});
const audio = [audioTrack({ id: 1 }), audioTrack({ id: 2 })];
const ladder = buildLadder({ video, audio });
const rung = ladder.video.at(-1)!;
const best = ladder.audio.at(-1)!;

const RENDITIONS: readonly [name: string, MediaRendition][] = [
  ['encoded video', rung],
  ['copied video', { ...rung, passthrough: true }],
  ['encoded audio', best],
  ['copied audio', { ...best, passthrough: { bitrate: 160_000 } }],
];

describe.each(RENDITIONS)('%s', (_, rendition) => {
  const producer = producerOf(rendition);
  const track = producer.track({ video, audio }, rendition);

  test('is made of its own track, and of none where the master has no such track', () => {
    expect(track).toBe(rendition.kind === 'video' ? video : audio[1]);
    expect(producer.track({ audio: [] }, rendition)).toBeUndefined();
  });

  test('has an init segment with its decoder configuration', () => {
    const configuration = producer.configuration?.(track!, rendition) ?? avcC;
    const { timescale, sampleEntry } = readFragments(producer.init(rendition, configuration));
    expect(timescale).toBe(rendition.kind === 'video' ? rendition.timescale : rendition.sampleRate);
    expect(sampleEntry.avcC ?? sampleEntry.audioSpecificConfig).toEqual(configuration);
  });
});

const producersOf = (choose: (rendition: MediaRendition) => unknown) =>
  RENDITIONS.filter(([, rendition]) => choose(rendition)).map(([name]) => name);

test('encoded video alone takes the heavy lane', () => {
  expect(producersOf((rendition) => producerOf(rendition).lane === 'heavy')).toEqual(['encoded video']);
});

test('the configuration of encoded video alone is not known before an encode', () => {
  expect(producersOf((rendition) => !producerOf(rendition).configuration)).toEqual(['encoded video']);
});

test('the configuration is the master’s where video is copied, and AAC-LC’s for audio', () => {
  const of = ([, rendition]: (typeof RENDITIONS)[number]) => {
    const producer = producerOf(rendition);
    return producer.configuration?.(producer.track({ video, audio }, rendition)!, rendition);
  };
  const aac = aacLowComplexityConfig(48_000, 2);
  expect(RENDITIONS.map(of)).toEqual([undefined, avcC, aac, aac]);
});
