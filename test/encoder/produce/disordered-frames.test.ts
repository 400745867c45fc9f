/** Transport streams in which frames were disordered on the way, or have false times: each segment is served nevertheless. */
import { describe, expect, test } from 'vitest';
import { readTimestamp, writeTimestamp } from '../../../src/transport-stream/pes/timestamp.js';
import {
  changedTransportMaster,
  packetsOf,
  type TransportVideoKind,
} from '../../support/transport-masters.js';
import { joinVideo } from './support/encode.js';
import { grayFrames } from './support/gray-frames.js';
import { withMaster } from './support/master-under-test.js';

const HEADER_BYTES = 4;
/** From the start of a PES packet. */
const PTS_AT = 9;
const FRAME_TICKS = 3600;

/** Indexes of packets with which a frame begins, and where in each the PES packet does. */
function framesOf(packets: readonly Buffer[]): { packet: Buffer; start: number; index: number }[] {
  return packets.flatMap((packet, index) => {
    const start = HEADER_BYTES + ((packet[3]! & 0x20) === 0 ? 0 : 1 + packet[4]!);
    const isFrame =
      (packet[1]! & 0x40) !== 0 && packet.readUIntBE(start, 3) === 1 && packet[start + 3] === 0xe0;
    return isFrame ? [{ packet, start, index }] : [];
  });
}

/** A frame states the time of one some frames later. */
function withFalseTime(file: Buffer): Buffer {
  const packets = packetsOf(Buffer.from(file));
  const { packet, start } = framesOf(packets)[20]!;
  const time = readTimestamp(packet, start + PTS_AT);
  writeTimestamp(packet, start + PTS_AT, packet[start + PTS_AT]! >> 4, time + 5.5 * FRAME_TICKS);
  return Buffer.concat(packets);
}

/** A frame arrives after two that follow it. */
function withLateFrame(file: Buffer): Buffer {
  const packets = packetsOf(Buffer.from(file));
  const [late, next, , after] = framesOf(packets)
    .slice(22)
    .map(({ index }) => index);
  const [before, moved, between, rest] = [
    packets.slice(0, late),
    packets.slice(late, next),
    packets.slice(next, after),
    packets.slice(after),
  ];
  return Buffer.concat([...before, ...between, ...moved, ...rest]);
}

const KINDS: readonly TransportVideoKind[] = ['mpeg2', 'hevc', 'h264'];

describe.each(KINDS)('of %s', (kind) => {
  test.each([
    ['a frame whose time is false', withFalseTime],
    ['a frame that arrives late', withLateFrame],
  ])('%s costs no segment, and few frames', async (_name, change) => {
    const path = await changedTransportMaster(kind, `${kind} with ${change.name}`, change);
    await withMaster(path, async (master) => {
      const frames = await grayFrames('pipe:0', await joinVideo(master, master.ladder.video[0]!));
      const { length } = master.index.video!.frames;
      expect(frames.length).toBeGreaterThan(0.9 * length);
      expect(frames.length).toBeLessThanOrEqual(length);
    });
  });
});
