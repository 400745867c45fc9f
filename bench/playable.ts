import { link } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cachedFile } from '../test/support/cached-file.js';
import { bytesOf, type Presentation, readPresentation } from '../test/support/hls-client.js';
import { type Origin, startOrigin } from '../test/support/origin.js';
import type { Bench } from './support/bench.js';
import { encodeLadder, type Ladder } from './support/ladder-command.js';
import { madeMaster, runFfmpeg } from './support/master.js';
import { offeredLadder } from './support/offered-ladder.js';
import { ratiosOf, spreadOf } from './support/statistics.js';
import { idle, timed } from './support/timing.js';

const MADE_SECONDS = 120;
const HOUR = 3600;
const FULL = { pairs: 5, partSeconds: 12 };
const QUICK = { pairs: 1, partSeconds: 4 };
const GOAL = 1000;

const playable: Bench = {
  name: 'playable',
  question:
    'from putting a never-seen master of one hour into the directory until its manifests, init segments and first video and audio segments have been fetched, against encoding its whole ladder first with one ffmpeg command',
  goal: `at least ${GOAL.toLocaleString('en-US')} times sooner`,
  run: async ({ quick, progress }) => {
    const { pairs, partSeconds } = quick ? QUICK : FULL;
    const file = await hourLongMaster();
    const onplay: number[] = [];
    const theirs: number[] = [];
    const origin = await startOrigin({});
    try {
      for (let pair = 0; pair < pairs; pair++) {
        progress(`pair ${pair + 1} of ${pairs}`);
        const { milliseconds, ladder } = await putAndPlay(origin, file, `new-${pair}`);
        onplay.push(milliseconds / 1000);
        await idle(origin);
        const start = ((pair + 0.5) * HOUR) / pairs;
        theirs.push(((await ladderTime(file, ladder, start, partSeconds)) / 1000) * (HOUR / partSeconds));
      }
    } finally {
      await origin.stop();
    }
    const times = 1 / spreadOf(ratiosOf(onplay, theirs)).median;
    return {
      comparisons: [{ name: 'one hour of 1080p30', unit: 's', other: 'whole ladder', onplay, theirs }],
      figures: [{ name: 'times sooner', unit: '×', values: ratiosOf(theirs, onplay) }],
      assumptions: [
        `the whole ladder was encoded for ${partSeconds} s from the middle of a section of the hour, a different section in each pair, and the time multiplied by ${HOUR / partSeconds}`,
        'the command decodes once and makes all renditions that the server offers, with the settings of its ladder and x264’s default number of threads, and discards them; packaging and upload are not counted',
        `the hour is ${MADE_SECONDS} s of made 1080p30 video and audio, repeated without encoding again; it is linked into the directory, so upload time counts on neither side`,
        'the server was running, and had neither seen the name nor indexed the file; the master’s bytes are in the page cache of the operating system, for both sides',
      ],
      goalMet: times >= GOAL,
      summary: `playable ${Math.round(times).toLocaleString('en-US')} times sooner`,
    };
  },
};

export default playable;

async function hourLongMaster(): Promise<string> {
  const { path } = await madeMaster(MADE_SECONDS);
  return cachedFile(join(dirname(path), 'made-1080p30-1h.mp4'), async (partial) => {
    const repeats = HOUR / MADE_SECONDS - 1;
    runFfmpeg([
      ...['-stream_loop', String(repeats), '-i', path, '-map', '0', '-c', 'copy', '-f', 'mp4', partial],
    ]);
  });
}

async function putAndPlay(origin: Origin, file: string, asset: string) {
  let presentation: Presentation | undefined;
  const milliseconds = await timed(async () => {
    await link(file, join(origin.mastersPath, `${asset}.mp4`));
    presentation = await readPresentation(origin, asset);
    const [audio] = presentation.audio.values();
    await Promise.all(
      [presentation.variants[0]!, audio!].flatMap(({ init, segments }) => [
        bytesOf(init),
        bytesOf(segments[0]!),
      ]),
    );
  });
  return { milliseconds, ladder: offeredLadder(presentation!) };
}

function ladderTime(file: string, ladder: Ladder, start: number, seconds: number): Promise<number> {
  return timed(() => encodeLadder({ ...ladder, file, start, seconds }));
}
