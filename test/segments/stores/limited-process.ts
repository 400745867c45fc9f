/** Stores a segment in the directory given; prints whether it is then in the tier, and ends. Run with a limit on file sizes. */
import { argv, stdout } from 'node:process';
import pino from 'pino';
import { DiskTier } from '../../../src/segments/stores/disk-tier.js';

const [folder = ''] = argv.slice(2);
const log = pino({ level: 'silent' });
const tier = new DiskTier({ folder, maxBytes: 10_000_000, minFreeBytes: 0, ttlMs: 60_000, log });
const key = 'v720-0123456789abcdef/7';
await tier.set(key, Buffer.alloc(100_000), { asset: 'film', version: 'one' });
stdout.write(String(tier.has(key)));
