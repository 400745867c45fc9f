/** What is wrong with spoilt masters: changes of the bytes of whole ones. */

import { readFile } from 'node:fs/promises';
import { pidOf, readPmt, SectionAssembler, type StreamEntry } from '../../src/transport-stream/index.js';
import { tablePackets } from '../masters/support/write-transport-stream.js';
import { packetsOf } from '../transport-stream/support/packets.js';
import { runToolOrFail } from './ffmpeg.js';
import { type Extension, repeatable, type Spoil } from './spoilt-masters.js';

/** An ID3v2 tag (ID3v2.4 3.1) with a picture frame of so many bytes. */
export function id3Tag(version: 3 | 4, pictureBytes: number): Buffer {
  const frame = Buffer.alloc(10 + pictureBytes, 0xa5);
  frame.write('APIC', 0, 'latin1');
  frame.writeUInt32BE(version === 4 ? syncSafe(pictureBytes) : pictureBytes, 4);
  const header = Buffer.from(`ID3${String.fromCharCode(version)}\0\0\0\0\0\0`, 'latin1');
  header.writeUInt32BE(syncSafe(frame.byteLength), 6);
  return Buffer.concat([header, frame]);
}

/** Seven bits in each byte. */
function syncSafe(value: number): number {
  return [21, 14, 7, 0].reduce((packed, shift) => packed * 256 + ((value >> shift) & 0x7f), 0);
}

/** Puts a picture before the film, as its first video stream, that no flag calls a cover. */
export function coverFirst(codec: string, extension: Extension): Spoil {
  const cover = ['-f', 'lavfi', '-i', 'testsrc=s=600x900:r=1,trim=end_frame=1'];
  const copy = ['-map', '0', '-map', '1', '-c', 'copy', '-c:v:0', codec, ...repeatable(extension)];
  return async (whole) => ({
    recipe: [codec, await readFile(whole)],
    write: (partial) =>
      runToolOrFail('ffmpeg', ['-v', 'error', '-y', ...cover, '-i', whole, ...copy, partial]),
  });
}

/** Announces more streams than a transport stream sends. */
export function withStreams(change: (sent: readonly StreamEntry[]) => readonly Announced[]) {
  return (file: Buffer): Uint8Array => {
    const packets = packetsOf(file);
    const sections = new SectionAssembler();
    const pmts = packets.filter((packet) => pidOf(packet, 0) === PMT_PID);
    const [map] = pmts.flatMap((packet) => sections.push(packet, 0)).map((section) => readPmt(section));
    const [, table] = tablePackets(change(map!.streams), map!.programNumber);
    return Buffer.concat(packets.map((packet) => (pidOf(packet, 0) === PMT_PID ? table! : packet)));
  };
}

export type Announced = Pick<StreamEntry, 'streamType' | 'pid' | 'info'>;

/** Where ffmpeg sends the map of the first programme. */
const PMT_PID = 0x1000;

/** Gives the last sample of a track another duration. @param handler `vide` or `soun` */
export function lastDuration(handler: 'vide' | 'soun', duration: number) {
  return (file: Buffer): Buffer => {
    const changed = Buffer.from(file);
    const table = changed.indexOf('stts', changed.indexOf(handler));
    const last = table + 12 + 8 * (changed.readUInt32BE(table + 8) - 1);
    if (changed.readUInt32BE(last) !== 1) throw new Error('the last sample is as long as others');
    changed.writeInt32BE(duration, last + 4);
    return changed;
  };
}

/** Starts the clock of all fragments later. @param timescales of the tracks, in the order of their ids, which begin with 1 */
export function laterClock(seconds: number, timescales: readonly number[]) {
  return (file: Buffer): Buffer => {
    const changed = Buffer.from(file);
    for (let at = changed.indexOf('tfdt'); at >= 0; at = changed.indexOf('tfdt', at + 4)) {
      const track = changed.readUInt32BE(changed.lastIndexOf('tfhd', at) + 8);
      const ticks = BigInt(seconds * timescales[track - 1]!);
      changed.writeBigUInt64BE(changed.readBigUInt64BE(at + 8) + ticks, at + 8);
    }
    return changed;
  };
}
