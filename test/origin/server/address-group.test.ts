import { expect, it } from 'vitest';
import { addressGroup } from '../../../src/origin/server/address-group.js';

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['2001::3:4:5:6:7', '2001:0:0:3'],
  ['::1', '0:0:0:0'],
  ['', ''],
])('the address %s is in the group %s', (address, group) => {
  expect(addressGroup(address)).toBe(group);
});

it('a connection that is already closed has no address', () => {
  expect(addressGroup(undefined)).toBe('');
});
