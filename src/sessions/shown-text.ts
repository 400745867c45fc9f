/** Which text a session shows unless its viewer chooses another. */
import type { TextRendition } from '../encoder/index.js';
import type { OfferedRenditions } from '../manifests/index.js';
import { bestLanguage } from './request/languages.js';

interface ShownText {
  readonly text: TextRendition;
  readonly reason: string;
}

/**
 * The text that is on from the start: where the audio is in none of the wanted languages, text in one of them; else forced text in the
 * language of the audio, which translates what that leaves in another.
 * @param wanted language ranges, the most wanted first.
 * @param usual that of the text to show where none is there in a wanted one.
 */
export function chooseShownText(
  { audio, text, defaultAudio }: Pick<OfferedRenditions, 'audio' | 'text' | 'defaultAudio'>,
  wanted: readonly string[],
  usual?: string,
): ShownText | undefined {
  const heard = audio.find(({ trackId }) => trackId === defaultAudio)?.language ?? 'und';
  if (bestLanguage([heard], wanted) === undefined) {
    // Nothing is guessed where the language of the audio is not known.
    const read = [...(heard === 'und' ? [] : wanted), ...(usual === undefined ? [] : [usual])];
    const found = translation(text, read);
    if (found) return shown(found, `the audio is in ${heard}`);
  }
  const forced = text.filter((rendition) => rendition.forced);
  const language = heard === 'und' ? undefined : bestLanguage(languagesOf(forced), [heard]);
  const found = forced.find((rendition) => rendition.language === language);
  return found && shown(found, `forced text for audio in ${heard}`);
}

/** Text that says all that is spoken; that for the deaf only where there is no other. */
function translation(text: readonly TextRendition[], wanted: readonly string[]): TextRendition | undefined {
  const whole = text.filter(({ forced }) => !forced);
  const language = bestLanguage(languagesOf(whole), wanted);
  const alike = whole.filter((rendition) => rendition.language === language);
  return alike.find(({ sdh }) => !sdh) ?? alike[0];
}

function languagesOf(text: readonly TextRendition[]): readonly string[] {
  return text.map(({ language }) => language);
}

function shown(text: TextRendition, why: string): ShownText {
  return { text, reason: `shows ${text.id}: ${why}` };
}
