// Exits with 0 if the URL answers with a success: `healthcheck.mjs URL`. For images without curl.
import { argv, exit } from 'node:process';

const TIMEOUT_MS = 2000;

const [, , url = ''] = argv;
try {
  const { ok } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  exit(ok ? 0 : 1);
} catch {
  exit(1);
}
