import { describe, expect, it } from 'vitest';
import { plainAddress } from '../../src/shared/plain-address.js';

describe('the address that others are told', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['2001:DB8:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:192.0.2.7%1', '192.0.2.7'],
    ['0x7f.1', undefined],
    ['192.0.2.7, 10.0.0.1', undefined],
    ['unknown\r\n', undefined],
    [undefined, undefined],
  ])('of %s is %s', (address, plain) => expect(plainAddress(address)).toBe(plain));
});
