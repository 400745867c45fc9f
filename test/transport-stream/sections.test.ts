import { expect, test } from 'vitest';
import {
  languageOf,
  readPat,
  readPmt,
  registration,
  registrationOf,
  SectionAssembler,
} from '../../src/transport-stream/index.js';
import { writePat } from '../../src/transport-stream/sections/pat.js';
import { writePmt } from '../../src/transport-stream/sections/pmt.js';
import { sectionPackets } from '../../src/transport-stream/write/packetize.js';
import { packetsOf } from './support/packets.js';

const LANGUAGE = Uint8Array.of(0x0a, 4, ...Buffer.from('deu'), 0);
const stream = { streamType: 0x0f, pid: 0x101, info: LANGUAGE };

/** Longer than a packet, so that the section has to be put together. */
const MANY_DESCRIPTORS = Buffer.concat(Array.from({ length: 60 }, () => LANGUAGE));

function assembled(pid: number, section: Uint8Array): Uint8Array[] {
  const assembler = new SectionAssembler();
  return packetsOf(sectionPackets(pid, section)).flatMap((packet) => assembler.push(packet, 0));
}

test('what is written of a program association is read', () => {
  const entry = { programNumber: 7, pmtPid: 0x1abc };
  expect(assembled(0, writePat(entry)).map(readPat)).toEqual([[entry]]);
});

test('what is written of a program map is read', () => {
  const [section] = assembled(0x100, writePmt(7, registration('HDMV'), stream));
  const map = readPmt(section!)!;
  expect(map.programNumber).toBe(7);
  expect(registrationOf(map.descriptors)).toBe('HDMV');
  expect(map.streams).toMatchObject([{ streamType: 0x0f, pid: 0x101 }]);
  expect(languageOf(map.streams[0]!.descriptors)).toBe('deu');
});

test('a section that spans packets is put together', () => {
  const section = writePmt(7, registration('HDMV'), { ...stream, info: MANY_DESCRIPTORS });
  expect(sectionPackets(0x100, section).byteLength).toBeGreaterThan(188);
  expect(assembled(0x100, section).map((bytes) => Buffer.from(bytes).equals(section))).toEqual([true]);
});

test('a section whose beginning was not received is left out, and the next is read', () => {
  const section = writePmt(7, new Uint8Array(), { ...stream, info: MANY_DESCRIPTORS });
  const packets = packetsOf(sectionPackets(0x100, section));
  const assembler = new SectionAssembler();
  const found = [...packets.slice(1), ...packets].flatMap((packet) => assembler.push(packet, 0));
  expect(found).toHaveLength(1);
});

test('a section with a wrong bit is no section', () => {
  const section = Buffer.from(writePat({ programNumber: 7, pmtPid: 0x1abc }));
  for (let byte = 0; byte < section.byteLength; byte++) {
    const damaged = Buffer.from(section);
    damaged[byte]! ^= 0x10;
    expect(readPat(damaged)).toBeUndefined();
  }
});

test('descriptors that are cut off are left out', () => {
  const cut = { ...stream, info: Uint8Array.of(0x0a, 40, 1, 2) };
  const [section] = assembled(0x100, writePmt(7, new Uint8Array(), cut));
  expect(readPmt(section!)!.streams[0]!.descriptors).toEqual([]);
});
