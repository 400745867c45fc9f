/** The text renditions of a master, and their names in a player's menu. */
import type { TextRendition } from '../rendition.js';
import { firstFree, languageName, printable } from './audio-names.js';

/** A text that can be shown. */
export interface PlayableText extends Omit<TextRendition, 'kind' | 'name'> {
  /** What its master calls it; empty if that says nothing. */
  readonly title: string;
}

/** A rendition of each text, in the same order. */
export function textRenditions(texts: readonly PlayableText[]): readonly TextRendition[] {
  const taken = new Set<string>();
  return texts.map((text, index) => {
    const name = firstFree(candidates(text, index), taken);
    taken.add(name);
    const { title: _, ...facts } = text;
    return { kind: 'text', name, ...facts };
  });
}

/** Preferred name first: the language and the purpose, then also the title; numbered without end, so that one is always free. */
function* candidates(text: PlayableText, index: number): Generator<string> {
  const language = languageName(text.language);
  const title = printable(text.title);
  const base = language ?? (title || `Text ${index + 1}`);
  const purposes = [...(text.sdh ? ['SDH'] : []), ...(text.forced ? ['forced'] : [])];
  yield named(base, purposes);
  if (language && title) yield named(language, [title, ...purposes]);
  for (let number = index + 1; ; number += 1) yield `${named(base, purposes)} ${number}`;
}

function named(base: string, remarks: readonly string[]): string {
  return remarks.length === 0 ? base : `${base} (${remarks.join(', ')})`;
}
