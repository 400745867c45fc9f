import type { Bench } from './support/bench.js';
import { madeMaster, realMaster } from './support/master.js';
import { spreadOf } from './support/statistics.js';
import { COUNTED_HEIGHT, compareStartsOfClips, encodesOfClips } from './support/treatments/clips.js';
import { compareStartsWithInserts } from './support/treatments/inserts.js';
import { compareLimitedStreams } from './support/treatments/limited-streams.js';
import { compareMarkedSegments, encodesOfMarks } from './support/treatments/marks.js';
import { turnedFilm } from './support/turned-film.js';

interface Size {
  readonly pairs: number;
  readonly clips: number;
  /** Of a segment from memory. */
  readonly requests: number;
  readonly markedViewers: number;
}

const WHOLE: Size = { pairs: 5, clips: 1000, requests: 2000, markedViewers: 5 };
const QUICK: Size = { pairs: 1, clips: 10, requests: 100, markedViewers: 1 };
const ENCODES_GOAL = 2;
const MARKS_GOAL = 25;

const viewer: Bench = {
  name: 'viewer',
  question: `what one viewer gets that no other does. Start, from the request with a token to the last byte of the first segment of the first variant: of a clip of a film that others have watched, beside the same of a film that no client has watched, and its segment in which the clip begins; of a film with a pre-roll, beside one without. Encodes, of a ${COUNTED_HEIGHT}p rung all of which others have watched: for each of ${WHOLE.clips} random clips, and for a viewer whose mark is shown ten seconds of each whole minute of a film of 208 s. A segment with a mark beside the same without; a segment from memory for a viewer whose streams are limited beside one whose streams are not`,
  goal: `at most ${ENCODES_GOAL} video segments encoded for a clip, and ${MARKS_GOAL}% of all for a mark`,
  run: async ({ quick, progress }) => {
    const { pairs, clips, requests, markedViewers } = quick ? QUICK : WHOLE;
    const master = realMaster() ?? (await madeMaster(60));
    progress('start of a clip');
    const clip = await compareStartsOfClips(master, pairs);
    progress('start with a pre-roll');
    const inserts = await compareStartsWithInserts(master, pairs);
    progress('segments with a mark');
    const marked = await compareMarkedSegments(master, pairs);
    progress('encodes of marks');
    const film = quick ? await madeMaster(60) : { name: 'turned', path: await turnedFilm(quick) };
    const marks = await encodesOfMarks(film, markedViewers);
    progress('encodes of random clips');
    const encodes = await encodesOfClips(master, clips);
    progress('streams that are limited');
    const leases = await compareLimitedStreams(master, { requests, pairs });
    const most = spreadOf(encodes.values).max;
    const mostMarked = spreadOf(marks.values).max;
    return {
      comparisons: [clip, ...inserts, marked, leases],
      figures: [encodes, marks],
      goalMet: most <= ENCODES_GOAL && mostMarked <= MARKS_GOAL,
      summary: `viewer clip start ${spreadOf(clip.onplay).median.toFixed(0)} ms, at most ${most} encodes a clip, ${mostMarked.toFixed(0)}% a mark`,
    };
  },
};

export default viewer;
