import { expect, test } from 'vitest';
import { readCues } from '../../../src/matroska/elements/cues.js';
import { ID } from '../../../src/matroska/elements/ids.js';
import { master } from '../support/rules.js';
import { element, unsigned } from '../support/write-ebml.js';

const place = (track: number, cluster: number, ...more: Uint8Array[]) =>
  element(
    ID.cueTrackPositions,
    unsigned(ID.cueTrack, track),
    unsigned(ID.cueClusterPosition, cluster),
    ...more,
  );
const point = (time: number, ...places: Uint8Array[]) =>
  element(ID.cuePoint, unsigned(ID.cueTime, time), ...places);

test('the cues of a track are read in their order, with the place of the block where it is stated', () => {
  const cues = master(
    point(0, place(1, 500, unsigned(ID.cueRelativePosition, 3))),
    point(40, place(2, 500)),
    point(2000, place(2, 900), place(1, 900)),
  );
  expect(readCues(cues, 1)).toEqual([
    { time: 0, clusterPosition: 500, blockPosition: 3 },
    { time: 2000, clusterPosition: 900, blockPosition: undefined },
  ]);
});

test('a cue without a time or a cluster is left out', () => {
  const withoutCluster = element(ID.cueTrackPositions, unsigned(ID.cueTrack, 1));
  const withoutTime = element(ID.cuePoint, place(1, 500));
  expect(readCues(master(withoutTime, point(5, withoutCluster), point(7)), 1)).toEqual([]);
});
