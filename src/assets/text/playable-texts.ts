/** Which texts of an asset can be shown: files beside its master, and tracks within it. */
import { createHash } from 'node:crypto';
import type { PlayableText } from '../../encoder/index.js';
import type { Sidecar } from '../../stores/index.js';
import type { TextTrack } from '../../tracks/index.js';

/** In characters, after the `t` of its kind (shared/media-url.ts). */
const MAX_ID = 40;
const HASH_DIGITS = 8;

/** Files first: who puts one beside a master that has text in the same language prefers it. */
export function playableTexts(
  sidecars: readonly Sidecar[],
  tracks: readonly TextTrack[],
): readonly PlayableText[] {
  return [
    ...sidecars.filter(({ role }) => role === 'text').map(textOfSidecar),
    ...tracks.flatMap((track, index) =>
      track.format.kind === 'text' ? [textOfTrack(track, `t${index + 1}`)] : [],
    ),
  ];
}

/** @param id of its rendition. */
export function textOfTrack(track: TextTrack, id: string): PlayableText {
  const { language, name, isForced, isHearingImpaired } = track;
  return {
    id,
    source: { kind: 'track', trackId: track.id },
    ...{ language, forced: isForced, sdh: isHearingImpaired, title: name },
  };
}

function textOfSidecar(sidecar: Sidecar): PlayableText {
  const { name, version, language, forced, sdh } = sidecar;
  return {
    id: idOf(sidecar),
    source: { kind: 'sidecar', name, version },
    ...{ language, forced, sdh, title: '' },
  };
}

/** By language and purpose, of which an asset has one file each: other files that come and go do not change it. */
function idOf({ language, forced, sdh }: Sidecar): string {
  const words = [language.toLowerCase(), ...(forced ? ['forced'] : []), ...(sdh ? ['sdh'] : [])];
  const id = `-${words.join('-').replace(/[^a-z0-9]+/g, '-')}`;
  if (id.length <= MAX_ID) return `t${id}`;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, HASH_DIGITS);
  return `t${id.slice(0, MAX_ID - HASH_DIGITS - 1)}-${hash}`;
}
