import type { Bench } from './support/bench.js';
import { comparePlayers } from './support/player-pairs.js';

const GOAL_SECONDS = 0.4;

const start: Bench = {
  name: 'start',
  question:
    'hls.js in a real browser, from receiving the URL of a never-played asset to its first frame, against the same renditions encoded beforehand and served as files by nginx',
  goal: `at most ${GOAL_SECONDS} s longer`,
  needsBrowser: true,
  run: (options) =>
    comparePlayers(
      {
        name: 'start',
        goalSeconds: GOAL_SECONDS,
        seeks: false,
        secondsOf: ({ startSeconds }) => startSeconds,
      },
      options,
    ),
};

export default start;
