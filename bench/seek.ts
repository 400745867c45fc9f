import type { Bench } from './support/bench.js';
import { comparePlayers } from './support/player-pairs.js';

const GOAL_SECONDS = 0.5;

const seek: Bench = {
  name: 'seek',
  question:
    'hls.js in a real browser, from a seek to a position that was never encoded until it plays there, against the same renditions encoded beforehand and served as files by nginx',
  goal: `at most ${GOAL_SECONDS} s longer`,
  needsBrowser: true,
  run: (options) =>
    comparePlayers(
      {
        name: 'seek',
        goalSeconds: GOAL_SECONDS,
        seeks: true,
        secondsOf: ({ seekSeconds = Number.NaN }) => seekSeconds,
      },
      options,
    ),
};

export default seek;
