/** What hls.js believes of the times of fragments, and what the page makes of it. */
import { EventEmitter } from 'node:events';
import { Events } from 'hls.js';
import { expect, it } from 'vitest';
import { browserModule } from './browser-module.js';

const { closeSeams } = await browserModule<{
  closeSeams(hls: EventEmitter, library: { Events: typeof Events }): void;
}>('playback/hls-seams.js');

/** Of two seconds each. */
class Fragment {
  startPTS?: number;
  startDTS?: number;

  constructor(
    readonly sn: number,
    readonly cc: number,
    public start: number,
  ) {}

  setStart(start: number): void {
    this.start = start;
  }

  /** As hls.js does, without the edit list. */
  parse(delay: number): void {
    this.startDTS = this.start;
    this.startPTS = this.start + delay;
  }
}

/** Two fragments of each of three parts; all from `late` on are late by 0.04 s, as a frame of 25 in a second lasts. */
function fragmentsLateFrom(late: number): Fragment[] {
  return Array.from(
    { length: 6 },
    (_, n) => new Fragment(n, Math.floor(n / 2), 2 * n + (n < late ? 0 : 0.04)),
  );
}

function updated(fragments: readonly Fragment[], frag: Fragment): readonly number[] {
  const hls = new EventEmitter();
  closeSeams(hls, { Events });
  hls.emit(Events.LEVEL_PTS_UPDATED, Events.LEVEL_PTS_UPDATED, { details: { fragments }, frag });
  return fragments.map(({ start }) => Math.round(Math.abs(start) * 1000) / 1000);
}

it('parts that are not loaded begin where the one before them ends, and the part itself stays', () => {
  const fragments = fragmentsLateFrom(1);
  fragments[0]!.parse(0.04);
  expect(updated(fragments, fragments[0]!)).toEqual([0, 2.04, 4, 6, 8, 10]);
});

it('so do those before a part to which a viewer seeks', () => {
  const fragments = fragmentsLateFrom(0);
  fragments[2]!.start = 4;
  fragments[2]!.parse(0.04);
  expect(updated(fragments, fragments[2]!)).toEqual([0, 2, 4, 6.04, 8, 10]);
});

it('what is loaded stays where it is', () => {
  const fragments = fragmentsLateFrom(1);
  for (const n of [0, 2]) fragments[n]!.parse(0.04);
  expect(updated(fragments, fragments[0]!)).toEqual([0, 2.04, 4.04, 6.04, 8, 10]);
});

it('a fragment of another playlist changes nothing', () => {
  const fragments = fragmentsLateFrom(1);
  expect(updated(fragments, new Fragment(9, 4, 0))).toEqual([0, 2.04, 4.04, 6.04, 8.04, 10.04]);
});
