/** Says which tracks of a master are not played, and why. Pure. */

import { isMissed, type MasterIndex } from '../masters/index.js';
import type { IgnoredTrack } from '../tracks/index.js';

type Tracks = Pick<MasterIndex, 'video' | 'audio' | 'text' | 'ignored'>;

/** A track that is not played, by its place among those of its kind. */
export interface NotPlayedTrack extends IgnoredTrack {
  /** From 1, in the master's order. */
  readonly number: number;
  /** How many tracks of its kind the master has. */
  readonly of: number;
}

/** All tracks that are not played, in the master's order. */
export function notPlayed({ video, audio, text, ignored }: Tracks): NotPlayedTrack[] {
  const read = text.filter(({ format }) => format.kind === 'text').map(({ id }) => ({ id, kind: 'text' }));
  const all = [...(video ? [video] : []), ...audio, ...read, ...ignored].sort((a, b) => a.id - b.id);
  const counts = new Map<string, number>();
  const numbers = new Map<unknown, number>();
  for (const track of all) {
    const number = (counts.get(track.kind) ?? 0) + 1;
    counts.set(track.kind, number);
    numbers.set(track, number);
  }
  return ignored.map((track) => ({ ...track, number: numbers.get(track)!, of: counts.get(track.kind)! }));
}

/** What a viewer may miss, one text for each kind and reason: `audio 2 and 3 of 3 are not played: …`. */
export function missedTexts(tracks: Tracks): string[] {
  const groups = new Map<string, NotPlayedTrack[]>();
  for (const track of notPlayed(tracks).filter(isMissed)) {
    const key = `${track.kind} ${track.reason}`;
    const group = groups.get(key);
    if (group) group.push(track);
    else groups.set(key, [track]);
  }
  return [...groups.values()].map(textOf);
}

/** @param tracks of one kind and reason, at least one. */
function textOf(tracks: readonly NotPlayedTrack[]): string {
  const { kind, of, reason } = tracks[0]!;
  const are = tracks.length === 1 ? 'is' : 'are';
  return `${kind} ${listed(tracks.map(({ number }) => number))} of ${of} ${are} not played: ${reason}`;
}

/** `1 to 3, 5 and 7`. @param numbers ascending. */
function listed(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  const texts = runs.flatMap(([first, last]) =>
    last - first > 1 ? [`${first} to ${last}`] : first === last ? [`${first}`] : [`${first}`, `${last}`],
  );
  const last = texts.pop();
  return texts.length > 0 ? `${texts.join(', ')} and ${last}` : `${last}`;
}
