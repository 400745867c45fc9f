import { describe, expect, it } from 'vitest';
import { DiskSpace } from '../../../src/uploads/masters/disk-space.js';

const full = { code: 'store_full', retryable: true };

describe('the space for masters', () => {
  it('leaves what is to be left free, and gives none of it twice', async () => {
    const space = new DiskSpace({ folder: '/', minFreeBytes: 100, freeBytes: async () => 1000 });
    await space.reserve('one', 600);
    await expect(space.reserve('two', 400)).rejects.toMatchObject(full);
    await space.reserve('two', 300);
    await expect(space.reserve('three', 1)).rejects.toMatchObject(full);
    space.release('one');
    await space.reserve('three', 600);
  });

  it('needs less for what is written already', async () => {
    let free = 1000;
    const space = new DiskSpace({ folder: '/', minFreeBytes: 100, freeBytes: async () => free });
    await space.reserve('one', 900);
    free = 500;
    space.update('one', 400);
    await space.assertFree();
    free = 400;
    await expect(space.assertFree()).rejects.toMatchObject(full);
  });

  it('keeps nothing of what was refused', async () => {
    const space = new DiskSpace({ folder: '/', minFreeBytes: 100, freeBytes: async () => 1000 });
    await expect(space.reserve('one', 901)).rejects.toMatchObject(full);
    await space.reserve('two', 900);
  });
});
