import { describe, expect, it } from 'vitest';
import { newMessage } from '../../../src/events/webhooks/message.js';
import { latestDueMs, nextAttemptMs, RETRY_DELAYS_MS } from '../../../src/events/webhooks/retry-schedule.js';

const NOW = Date.parse('2026-08-01T12:00:00Z');
const HOUR = 60 * 60 * 1000;
const fresh = newMessage({ endpoint: '', type: 'asset.indexed', payload: '{}', number: 0 }, NOW);

describe('the schedule', () => {
  it('covers most of a day and not more', () => {
    const waited = RETRY_DELAYS_MS.reduce((sum, ms) => sum + ms);
    expect(waited).toBeGreaterThan(20 * HOUR);
    expect(waited).toBeLessThan(24 * HOUR);
  });

  it('varies each delay randomly by at most a fifth', () => {
    for (const [attempts, delayMs] of RETRY_DELAYS_MS.entries()) {
      const times = Array.from(
        { length: 100 },
        () => nextAttemptMs({ ...fresh, attempts }, RETRY_DELAYS_MS, 0, NOW)!,
      );
      expect(Math.min(...times)).toBeGreaterThanOrEqual(NOW + delayMs * 0.8);
      expect(Math.max(...times)).toBeLessThanOrEqual(NOW + delayMs * 1.2 + 1);
      expect(new Set(times).size).toBeGreaterThan(50);
    }
  });

  it('never retries sooner than the endpoint asked for', () => {
    expect(nextAttemptMs(fresh, [1000], 90_000, NOW)).toBe(NOW + 90_000);
  });

  it('ends after its last delay, and a day after the event', () => {
    expect(nextAttemptMs({ ...fresh, attempts: 1 }, [1000], 0, NOW)).toBeUndefined();
    expect(nextAttemptMs({ ...fresh, createdAtMs: NOW - 24 * HOUR }, [1000], 0, NOW)).toBeUndefined();
    expect(nextAttemptMs({ ...fresh, createdAtMs: NOW - 23 * HOUR }, [1000], 0, NOW)).toBeDefined();
  });

  it('has a latest due time for any message', () => {
    expect(latestDueMs([1000], NOW)).toBe(NOW + HOUR);
    expect(latestDueMs(RETRY_DELAYS_MS, NOW)).toBe(NOW + 12 * HOUR);
  });
});
