import { describe, expect, test } from 'vitest';
import { CaptionServicesReader } from '../../../src/bitstream/captions/caption-services.js';
import { type CaptionCue, pairsOf } from '../../support/captions/caption-cues.js';
import { fieldPair, servicePacket, type WrittenConstruct } from '../../support/captions/caption-messages.js';

function servicesIn(...frames: readonly (readonly WrittenConstruct[])[]) {
  const reader = new CaptionServicesReader();
  for (const constructs of frames)
    reader.read(constructs.map(({ type, bytes: [first, second] }) => ({ type, first, second })));
  return reader.found;
}

const CUE: CaptionCue = { text: 'HELLO', firstFrame: 20, endFrame: 30 };

describe('the channels of CEA-608', () => {
  test.each([1, 2, 3, 4])('CC%d is known by its control codes', (channel) => {
    const field = channel > 2 ? 2 : 1;
    const frames = pairsOf([CUE], channel, 40).map((pair) => [fieldPair(field, pair)]);
    expect(servicesIn(...frames)).toEqual({ channels: [channel], services: [] });
  });

  test('are none where there is only padding, and in what field 2 says of the programme', () => {
    const programme = fieldPair(2, [0x01, 0x83]);
    expect(servicesIn([fieldPair(1), fieldPair(2)], [programme])).toEqual({ channels: [], services: [] });
  });
});

describe('the services of CEA-708', () => {
  test('are known by the blocks of their packets, whichever frames these are in', () => {
    const packet = servicePacket(2, [0x41, 0x42, 0x43, 0x44]);
    expect(servicesIn(servicePacket(1, [0x41]), packet.slice(0, 1), packet.slice(1))).toEqual({
      channels: [],
      services: [1, 2],
    });
  });

  test('are not read out of a packet of which the beginning is not there', () => {
    const packet = servicePacket(2, [0x41, 0x42, 0x43, 0x44]);
    expect(servicesIn(packet.slice(1))).toEqual({ channels: [], services: [] });
  });

  test('may have a number beyond six', () => {
    const bytes = [0x02, (7 << 5) | 1, 9, 0x41];
    const packet = [0, 1].map((i): WrittenConstruct => {
      return { valid: true, type: i === 0 ? 3 : 2, bytes: [bytes[2 * i]!, bytes[2 * i + 1]!] };
    });
    expect(servicesIn(packet)).toEqual({ channels: [], services: [9] });
  });
});
