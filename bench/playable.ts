import { link } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytesOf, type Presentation, readPresentation } from '../test/support/hls-client.js';
import { keepFile } from '../test/support/kept-file.js';
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
    'from putting a never-seen master of one hour into the folder until its manifests, initialisation segments and first segments of video and audio have been fetched, against encoding its whole ladder first with one ffmpeg command',
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
        `the whole ladder was encoded for ${partSeconds} s from the middle of a part of the hour, another part in each pair, and its time multiplied by ${HOUR / partSeconds}`,
        'the command decodes once and makes all renditions that the server offers, with the settings of its ladder and as many threads as x264 likes, and throws them away; packaging and upload are not counted',
        `the hour is ${MADE_SECONDS} s of made 1080p30 pictures and sound, repeated without encoding again; it is linked into the folder, so the time of an upload counts on neither side`,
        'the server was running; it has not seen the name or an index of it; the master’s bytes are in the memory of the operating system, for both sides',
      ],
      goalMet: times >= GOAL,
      summary: `playable ${Math.round(times).toLocaleString('en-US')} times sooner`,
    };
  },
};

export default playable;

async function hourLongMaster(): Promise<string> {
  const { path } = await madeMaster(MADE_SECONDS);
  return keepFile(join(dirname(path), 'made-1080p30-1h.mp4'), async (partial) => {
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
    const [sound] = presentation.audio.values();
    await Promise.all(
      [presentation.variants[0]!, sound!].flatMap(({ init, segments }) => [
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
