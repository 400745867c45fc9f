/** When the fleet is left alone, and when it is tried again. */
import { describe, expect, test } from 'vitest';
import { Circuit } from '../../../src/fleet/dispatch/circuit.js';

function circuitAt() {
  let now = 0;
  const circuit = new Circuit({ limit: 3, firstPauseMs: 1000, maxPauseMs: 4000, clock: () => now });
  return {
    circuit,
    pass: (ms: number) => {
      now += ms;
    },
    fail: (times: number) => {
      for (let i = 0; i < times; i++) circuit.failed();
    },
  };
}

describe('the circuit to the fleet', () => {
  test('stays closed while not too many jobs fail in a row', () => {
    const { circuit, fail } = circuitAt();
    fail(2);
    circuit.succeeded();
    fail(2);
    expect([circuit.isOpen, circuit.admit()]).toEqual([false, true]);
  });

  test('opens after several failures, then lets one job through, and closes when that succeeds', () => {
    const { circuit, fail, pass } = circuitAt();
    fail(3);
    expect([circuit.isOpen, circuit.admit()]).toEqual([true, false]);
    pass(1000);
    expect([circuit.admit(), circuit.admit()]).toEqual([true, false]);
    circuit.succeeded();
    expect([circuit.isOpen, circuit.admit(), circuit.admit()]).toEqual([false, true, true]);
  });

  test('waits longer after each failed attempt, up to a limit', () => {
    const { circuit, fail, pass } = circuitAt();
    fail(3);
    for (const pauseMs of [1000, 2000, 4000, 4000]) {
      pass(pauseMs - 1);
      expect(circuit.admit()).toBe(false);
      pass(1);
      expect(circuit.admit()).toBe(true);
      circuit.failed();
    }
  });

  test('lets the next job through when the attempt was given up', () => {
    const { circuit, fail, pass } = circuitAt();
    fail(3);
    pass(1000);
    expect(circuit.admit()).toBe(true);
    circuit.abandoned();
    expect(circuit.admit()).toBe(true);
  });
});
