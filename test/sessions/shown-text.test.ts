import { expect, test } from 'vitest';
import type { TextRendition } from '../../src/encoder/index.js';
import { chooseShownText } from '../../src/sessions/shown-text.js';
import { audio } from './renditions.js';

function text(id: string, language: string, uses: Partial<TextRendition> = {}): TextRendition {
  return {
    ...{ kind: 'text', id, language, name: id, forced: false, sdh: false },
    source: { kind: 'sidecar', name: `film.${id}.vtt`, version: '1' },
    ...uses,
  };
}

const ENGLISH = text('t-en', 'en');
const ENGLISH_SDH = text('t-en-sdh', 'en', { sdh: true });
const GERMAN = text('t-de', 'de');
const GERMAN_FORCED = text('t-de-forced', 'de', { forced: true });
const ALL = [ENGLISH_SDH, ENGLISH, GERMAN_FORCED, GERMAN];

/** What is shown with audio in a language. */
const shown = (
  heard: string,
  languages: readonly string[],
  { all = ALL, usual }: { all?: readonly TextRendition[]; usual?: string } = {},
) => {
  const heardAudio = { ...audio(7, 64_000), language: heard };
  const offered = { audio: [audio(1, 64_000), heardAudio], text: all, defaultAudio: 7 };
  return chooseShownText(offered, languages, usual)?.text.id;
};

test('a viewer who does not understand the audio reads along in the language that he prefers', () => {
  expect(shown('fr', ['de', 'en'])).toBe('t-de');
  expect(shown('fr', ['it', 'en'])).toBe('t-en');
  expect(shown('fr', ['it'])).toBeUndefined();
});

test('text for the deaf is shown to others only where there is no other', () => {
  expect(shown('fr', ['en'], { all: [ENGLISH_SDH] })).toBe('t-en-sdh');
});

test('a viewer who understands the audio sees what is forced for it, and nothing else', () => {
  expect(shown('de', ['de', 'en'])).toBe('t-de-forced');
  expect(shown('en', ['de', 'en'])).toBeUndefined();
});

test('nothing is guessed where the language of the audio, or of the viewer, is not known', () => {
  expect(shown('und', ['de'])).toBeUndefined();
  expect(shown('fr', [])).toBeUndefined();
  expect(shown('de', [])).toBe('t-de-forced');
  expect(shown('fr', ['de'], { all: [text('t-und', 'und')] })).toBeUndefined();
});

test('where no text is in a wanted language, that is shown which the film names, unless the audio is understood', () => {
  expect(shown('fr', ['it'], { usual: 'en' })).toBe('t-en');
  expect(shown('und', [], { usual: 'en' })).toBe('t-en');
  expect(shown('fr', ['de'], { usual: 'en' })).toBe('t-de');
  expect(shown('en', ['en'], { usual: 'de' })).toBeUndefined();
});
