import { beforeEach, describe, expect, it } from 'vitest';
import { Admission } from '../../../src/segments/admission/admission.js';
import { OnplayError } from '../../../src/shared/errors.js';

/** How long a viewer stays active after its last request. */
const INACTIVE_AFTER_MS = 12_000;

let now: number;
let admission: Admission;

beforeEach(() => {
  now = 1;
  admission = new Admission({ slots: 4, clock: () => now });
});

/** An active viewer that needs this many slots. */
function plays(viewer: string, slots: number): void {
  admission.touch(viewer, viewer);
  admission.recordCost(viewer, slots * 4000, 4);
}

/** `admitted`, or the code of the refusal. */
function admit(viewer: string, client = viewer): string {
  try {
    admission.admit(viewer, client);
    return 'admitted';
  } catch (error) {
    return error instanceof OnplayError ? error.code : String(error);
  }
}

describe('a newcomer', () => {
  it('is admitted where no viewer is active', () => {
    expect(admit('first')).toBe('admitted');
    expect(admission.size).toBe(1);
    expect(admission.load).toBeGreaterThan(0);
  });

  it('is admitted where there is capacity for a typical viewer', () => {
    plays('a', 1);
    plays('b', 1);
    expect(admit('newcomer')).toBe('admitted');
    expect(admission.size).toBe(3);
    expect(admission.load).toBeGreaterThan(2.3 / 4);
  });

  it('is refused for a while where active viewers need nearly all the capacity', () => {
    for (const viewer of ['a', 'b', 'c']) plays(viewer, 1.2);
    expect(admit('newcomer')).toBe('overloaded');
    expect(admission.size).toBe(3);
    expect(admission.load).toBeCloseTo(0.9);
    expect(() => admission.admit('newcomer', 'newcomer')).toThrow(
      expect.objectContaining({ retryable: true }),
    );
  });

  it('takes no capacity while capacity is only asserted', () => {
    for (let i = 0; i < 100; i++) admission.assertCapacity(`newcomer ${i}`, `newcomer ${i}`);
    expect(admission.size).toBe(0);
  });

  it('is also refused where a single viewer needs all the capacity', () => {
    plays('demanding', 3.9);
    expect(admit('newcomer')).toBe('overloaded');
    expect(admit('demanding')).toBe('admitted');
  });

  it('is admitted as long as some of the machine is left', () => {
    const small = new Admission({ slots: 1, clock: () => now });
    small.touch('a', 'a');
    small.recordCost('a', 470, 1);
    expect(() => small.admit('b', 'b')).not.toThrow();
    expect(() => small.admit('c', 'c')).toThrow();
  });

  it('takes capacity from the moment it is admitted, before anything was encoded for it', () => {
    plays('a', 1);
    const answers = Array.from({ length: 10 }, (_, i) => admit(`newcomer ${i}`));
    const admitted = answers.lastIndexOf('admitted') + 1;
    expect(admitted).toBeGreaterThan(0);
    expect(admitted).toBeLessThan(10);
    expect(answers.slice(admitted).every((answer) => answer === 'overloaded')).toBe(true);
    expect(admission.load).toBeLessThan(0.95);
  });

  it('soon counts with its own cost, not with the typical one', () => {
    plays('a', 1);
    admit('light');
    for (let segment = 0; segment < 20; segment++) admission.recordCost('light', 400, 4);
    expect(admission.load * 4).toBeCloseTo(1.1, 1);
  });
});

describe('a client that goes from one video to the next', () => {
  it('is admitted at once, whatever the previous video needed, though that still counts for others', () => {
    admission.admit('first video', 'anna');
    admission.recordCost('first video', 24_000, 4);
    now += 1;
    expect(admit('another video', 'bert')).toBe('overloaded');
    expect(admit('second video', 'anna')).toBe('admitted');
  });

  it('is admitted through any number of videos', () => {
    const small = new Admission({ slots: 1, clock: () => now });
    for (let video = 0; video < 20; video++) {
      expect(() => small.admit(`video ${video}`, 'anna')).not.toThrow();
      now += 100;
      small.touch(`video ${video}`, 'anna');
      small.recordCost(`video ${video}`, 4000, 4);
      now += 100;
    }
  });

  it('is not admitted while the previous videos are still playing', () => {
    for (const video of ['first', 'second']) admission.admit(video, 'a household');
    now += 1000;
    for (const video of ['first', 'second']) {
      admission.touch(video, 'a household');
      admission.recordCost(video, 24_000, 4);
    }
    expect(admit('third', 'a household')).toBe('overloaded');
    now += 3000;
    expect(admit('third', 'a household')).toBe('admitted');
  });

  it('is not admitted for coming shortly after another newcomer', () => {
    const videos = Array.from({ length: 8 }, (_, i) => `video ${i}`);
    for (const video of videos) {
      now += 1000;
      admission.touch(video, 'a household');
    }
    for (const video of videos) {
      now += 10;
      admission.touch(video, 'a household');
      admission.recordCost(video, 2000, 4);
    }
    expect(admission.load).toBeCloseTo(1);
    expect(admit('newcomer', 'a household')).toBe('overloaded');
    admission.touch('viewer of cached segments', 'a household');
    now += 1;
    expect(admit('newcomer', 'a household')).toBe('overloaded');
  });

  it('is not admitted while requests for the previous videos wait', () => {
    for (const video of ['first', 'second']) {
      admission.admit(video, 'a household');
      admission.recordCost(video, 24_000, 4);
    }
    const stops = [admission.startWaiting('first'), admission.startWaiting('second')];
    now += 4000;
    expect(admit('third', 'a household')).toBe('overloaded');
    for (const stop of stops) stop();
    expect(admit('third', 'a household')).toBe('admitted');
  });
});

describe('a client that plays several videos at once', () => {
  const householdOf = (videos: number, slots: number) => {
    for (let video = 0; video < videos; video++) {
      admission.touch(`video ${video}`, 'a household');
      admission.recordCost(`video ${video}`, slots * 4000, 4);
    }
  };

  it('counts with no more than its fair share for others', () => {
    householdOf(20, 1);
    expect(admission.load).toBe(5);
    expect(admit('newcomer')).toBe('admitted');
  });

  it('counts with everything it plays where that is within its fair share', () => {
    householdOf(2, 0.6);
    plays('a', 2.2);
    expect(admit('newcomer')).toBe('overloaded');
  });

  it('counts with its most demanding video where that alone exceeds its fair share', () => {
    householdOf(2, 3.9);
    expect(admit('newcomer')).toBe('overloaded');
  });

  it('contributes no more to the typical cost than any other client', () => {
    plays('a', 0.3);
    for (let segment = 0; segment < 100; segment++) householdOf(1, 2);
    admission.touch('gone', 'gone');
    now += INACTIVE_AFTER_MS;
    admission.touch('a', 'a');
    expect(admit('newcomer')).toBe('admitted');
    expect(admission.load * 4).toBeLessThan(1);
  });
});

describe('the cost of a clip of one frame', () => {
  const playOnce = (admission: Admission) => {
    admission.admit('clip', 'clip');
    admission.recordCost('clip', 400, 0.02);
  };

  it('keeps no newcomer out while its viewer is active', () => {
    playOnce(admission);
    expect(admission.load).toBeLessThan(0.25);
    expect(admit('newcomer')).toBe('admitted');
  });

  it('keeps no newcomer out while others play cached segments', () => {
    for (let clip = 0; clip < 20; clip++) {
      playOnce(admission);
      now += 4000;
      admission.touch('cached', 'cached');
    }
    expect(admit('newcomer')).toBe('admitted');
  });
});

describe('the typical cost', () => {
  const withSlots = (slots: number) => {
    let count = 0;
    admission = new Admission({ slots, clock: () => now });
    return {
      learn: (cost: number) => {
        for (let viewer = 0; viewer < 50; viewer++) plays(`dear ${viewer}`, cost);
        now += INACTIVE_AFTER_MS;
        admission.touch('cached', 'cached');
      },
      count: () => {
        while (admit(`newcomer ${count}`) === 'admitted') count += 1;
        return count;
      },
    };
  };

  it('is never too high to admit a newcomer beside viewers who need nothing', () => {
    for (const slots of [1, 2, 4]) {
      const server = withSlots(slots);
      server.learn(100);
      expect(server.count()).toBeGreaterThan(0);
    }
  });

  it('decays with time, without further encodes', () => {
    const server = withSlots(4);
    server.learn(100);
    now += 600_000;
    admission.touch('cached', 'cached');
    expect(server.count()).toBe(12);
  });
});

describe('a viewer of an asset without video', () => {
  const listens = (viewer: string) => admission.admit(viewer, viewer, 'light');

  it('is admitted however much viewers of video need, and however many wait', () => {
    admission = new Admission({ slots: 1, waitingClients: () => 1000, clock: () => now });
    for (let i = 0; i < 10; i++) plays(`watching ${i}`, 1);
    for (let i = 0; i < 25; i++) {
      listens(`listening ${i}`);
      // What an encode takes beside many others.
      admission.recordCost(`listening ${i}`, 800, 2);
    }
    expect(admit('newcomer')).toBe('overloaded');
  });

  it('leaves the capacity to viewers of video', () => {
    for (let i = 0; i < 20; i++) listens(`listening ${i}`);
    expect(admission.load).toBeLessThan(0.15);
    expect(admit('newcomer')).toBe('admitted');
  });

  it('is refused where listeners alone need all the capacity', () => {
    admission = new Admission({ slots: 1, clock: () => now });
    expect(() => {
      for (let i = 0; i < 100; i++) listens(`listening ${i}`);
    }).toThrow(OnplayError);
  });
});

it('refuses newcomers while more than two rounds of encodes wait', () => {
  let waiting = 8;
  const busy = new Admission({
    slots: 4,
    waitingClients: (client) => (client === 'c' ? waiting : 8),
    clock: () => now,
  });
  busy.touch('a', 'a');
  expect(() => busy.admit('b', 'b')).not.toThrow();
  waiting = 9;
  expect(() => busy.admit('c', 'c')).toThrow();
  expect(() => busy.admit('a', 'a')).not.toThrow();
});

describe('an active viewer', () => {
  it('is always admitted, whatever the load', () => {
    for (const viewer of ['a', 'b', 'c', 'd', 'e']) plays(viewer, 2);
    expect(admission.load).toBe(2.5);
    for (const viewer of ['a', 'e']) expect(admit(viewer)).toBe('admitted');
    expect(admit('newcomer')).toBe('overloaded');
  });

  it('stays active as long as it sends requests, even for cached segments', () => {
    plays('a', 3.9);
    now += INACTIVE_AFTER_MS - 1;
    admission.touch('a', 'a');
    now += 1;
    expect([admission.size, admit('newcomer')]).toStrictEqual([1, 'overloaded']);
  });

  it('needs less the longer nothing is encoded for it, down to the initial guess', () => {
    plays('a', 3.9);
    const loads: number[] = [];
    for (let i = 0; i < 100; i++) {
      loads.push(admission.load * 4);
      now += 10_000;
      admission.touch('a', 'a');
    }
    expect(loads).toStrictEqual(loads.toSorted((x, y) => y - x));
    expect(loads[6]).toBeCloseTo(0.3 + 3.6 / 2);
    expect(loads[99]).toBeCloseTo(0.3);
  });

  it('becomes inactive after 12 seconds without a request, and frees its capacity', () => {
    for (const viewer of ['a', 'b', 'c']) plays(viewer, 1.2);
    now += INACTIVE_AFTER_MS - 1;
    expect([admission.size, admit('newcomer')]).toStrictEqual([3, 'overloaded']);
    admission.touch('c', 'c');
    now += 1;
    expect([admission.size, admit('newcomer')]).toStrictEqual([1, 'admitted']);
  });

  it('is a newcomer when it comes back after it became inactive', () => {
    plays('a', 3.9);
    now += INACTIVE_AFTER_MS;
    plays('b', 3.9);
    expect(admit('a')).toBe('overloaded');
    now += INACTIVE_AFTER_MS;
    expect(admit('a')).toBe('admitted');
    expect(admission.size).toBe(1);
  });

  it('needs what it needed recently, not what it needed once', () => {
    plays('a', 4);
    for (let segment = 0; segment < 20; segment++) admission.recordCost('a', 1000, 4);
    expect(admission.load * 4).toBeCloseTo(0.25, 1);
  });

  it('needs no more because it fills its buffer quickly', () => {
    admission.touch('a', 'a');
    for (let segment = 0; segment < 10; segment++) admission.recordCost('a', 4000, 4);
    expect(admission.load).toBeCloseTo(1 / 4);
  });
});

describe('a viewer of cached segments', () => {
  it('costs nothing', () => {
    for (let i = 0; i < 100; i++) plays(`cached ${i}`, 0);
    expect([admission.size, admission.load]).toStrictEqual([100, 0]);
    plays('a', 1);
    expect([admission.load, admit('newcomer')]).toStrictEqual([0.25, 'admitted']);
  });

  it('costs less the more of its segments are cached', () => {
    admission.touch('a', 'a');
    for (let segment = 0; segment < 40; segment++) admission.recordCost('a', segment % 2 ? 8000 : 0, 4);
    expect(admission.load).toBeGreaterThan(0.2);
    expect(admission.load).toBeLessThan(0.3);
  });
});

describe('a recorded cost', () => {
  it('of an unknown viewer is ignored', () => {
    admission.recordCost('stranger', 100_000, 4);
    expect([admission.size, admission.load]).toStrictEqual([0, 0]);
  });

  it('without media, as of an init segment, is no load of its own', () => {
    admission.touch('a', 'a');
    admission.recordCost('a', 500, 0);
    expect(admission.load).toBe(0);
    admission.recordCost('a', 4000, 4);
    expect(admission.load * 4).toBeCloseTo(1.1);
  });
});

it('does not forget an active viewer because another client has ten thousand names', () => {
  plays('a', 3.9);
  for (let i = 0; i < 10_100; i++) admission.touch(`name ${i}`, 'greedy');
  expect([admission.load * 4, admit('newcomer')]).toStrictEqual([3.9, 'overloaded']);
});

it('tracks a bounded number of viewers', () => {
  for (let i = 0; i < 10_100; i++) admission.touch(`viewer ${i}`, `viewer ${i}`);
  expect(admission.size).toBe(10_000);
});
