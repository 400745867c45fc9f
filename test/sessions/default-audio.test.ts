import { describe, expect, it } from 'vitest';
import { defaultAudio } from '../../src/sessions/default-audio.js';
import { audio } from './renditions.js';

const track = (trackId: number, language: string, more = {}) => ({
  ...audio(trackId, 128_000),
  ...{ language, default: false, ...more },
});
const tracks = [
  track(7, 'en'),
  track(8, 'sv', { default: true }),
  track(9, 'de', { description: true }),
  track(10, 'de'),
];

describe('the audio of a session', () => {
  it.each([
    ['in the language that is wanted most', ['fr', 'en'], 7],
    ["that of the master's choice where none is wanted", [], 8],
    ["that of the master's choice where no wanted one is there", ['fr'], 8],
    ['no description where there is other audio', ['de'], 10],
  ])('is %s', (_, wanted, trackId) => {
    expect(defaultAudio(tracks, wanted)).toBe(trackId);
  });

  it('is the one of the master among those of one language', () => {
    expect(defaultAudio([track(1, 'en'), track(2, 'en', { default: true })], ['en'])).toBe(2);
  });

  it('is a description where there is nothing else, and none where there is no audio', () => {
    expect(defaultAudio([track(3, 'en', { description: true })], [])).toBe(3);
    expect(defaultAudio([], ['en'])).toBeUndefined();
  });
});
