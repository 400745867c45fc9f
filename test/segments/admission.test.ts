import { beforeEach, describe, expect, it } from 'vitest';
import { Admission } from '../../src/segments/admission.js';
import { OnplayError } from '../../src/shared/errors.js';

/** From here on a viewer who asks for nothing has gone. */
const GONE_MS = 12_000;

let now: number;
let admission: Admission;

beforeEach(() => {
  now = 1;
  admission = new Admission({ slots: 4, clock: () => now });
});

/** A viewer who plays, and needs so many slots to go on. */
function plays(viewer: string, slots: number): void {
  admission.touch(viewer, viewer);
  admission.recordCost(viewer, slots * 4000, 4);
}

/** `let in`, or the code of the refusal. */
function asks(viewer: string, client = viewer): string {
  try {
    admission.admit(viewer, client);
    return 'let in';
  } catch (error) {
    return error instanceof OnplayError ? error.code : String(error);
  }
}

describe('a newcomer', () => {
  it('is let in where nobody plays', () => {
    expect(asks('first')).toBe('let in');
    expect(admission.size).toBe(1);
    expect(admission.load).toBeGreaterThan(0);
  });

  it('is let in where there is room for what another viewer needs on average', () => {
    plays('a', 1);
    plays('b', 1);
    expect(asks('newcomer')).toBe('let in');
    expect(admission.size).toBe(3);
    expect(admission.load).toBeGreaterThan(2.3 / 4);
  });

  it('is refused for a while where those who play need nearly all there is', () => {
    for (const viewer of ['a', 'b', 'c']) plays(viewer, 1.2);
    expect(asks('newcomer')).toBe('overloaded');
    expect(admission.size).toBe(3);
    expect(admission.load).toBeCloseTo(0.9);
    expect(() => admission.admit('newcomer', 'newcomer')).toThrow(
      expect.objectContaining({ retryable: true }),
    );
  });

  it('takes up no room while it is only asked whether there is some', () => {
    for (let i = 0; i < 100; i++) admission.requireRoom(`newcomer ${i}`, `newcomer ${i}`);
    expect(admission.size).toBe(0);
  });

  it('is refused as well where a single viewer needs all', () => {
    plays('demanding', 3.9);
    expect(asks('newcomer')).toBe('overloaded');
    expect(asks('demanding')).toBe('let in');
  });

  it('is let in as long as some of the machine is left over', () => {
    const small = new Admission({ slots: 1, clock: () => now });
    small.touch('a', 'a');
    small.recordCost('a', 470, 1);
    expect(() => small.admit('b', 'b')).not.toThrow();
    expect(() => small.admit('c', 'c')).toThrow();
  });

  it('takes up room from the moment it was let in, though nothing was made for it yet', () => {
    plays('a', 1);
    const answers = Array.from({ length: 10 }, (_, i) => asks(`newcomer ${i}`));
    const letIn = answers.lastIndexOf('let in') + 1;
    expect(letIn).toBeGreaterThan(0);
    expect(letIn).toBeLessThan(10);
    expect(answers.slice(letIn).every((answer) => answer === 'overloaded')).toBe(true);
    expect(admission.load).toBeLessThan(0.95);
  });

  it('is soon known by what it needs itself, not by what others do', () => {
    plays('a', 1);
    asks('light');
    for (let segment = 0; segment < 20; segment++) admission.recordCost('light', 400, 4);
    expect(admission.load * 4).toBeCloseTo(1.1, 1);
  });
});

describe('who goes from one video to the next', () => {
  it('is let in at once, whatever the one before needed, though it still counts for others', () => {
    admission.admit('first video', 'somebody');
    admission.recordCost('first video', 24_000, 4);
    now += 1;
    expect(asks('another video', 'somebody else')).toBe('overloaded');
    expect(asks('second video', 'somebody')).toBe('let in');
  });

  it('is let in through any number of them', () => {
    const small = new Admission({ slots: 1, clock: () => now });
    for (let video = 0; video < 20; video++) {
      expect(() => small.admit(`video ${video}`, 'somebody')).not.toThrow();
      now += 100;
      small.touch(`video ${video}`, 'somebody');
      small.recordCost(`video ${video}`, 4000, 4);
      now += 100;
    }
  });

  it('is not let in where the ones before are still played', () => {
    for (const video of ['first', 'second']) admission.admit(video, 'a house');
    now += 1000;
    for (const video of ['first', 'second']) {
      admission.touch(video, 'a house');
      admission.recordCost(video, 24_000, 4);
    }
    expect(asks('third', 'a house')).toBe('overloaded');
    now += 3000;
    expect(asks('third', 'a house')).toBe('let in');
  });

  it('is not let in by coming close after another newcomer', () => {
    const videos = Array.from({ length: 8 }, (_, i) => `video ${i}`);
    for (const video of videos) {
      now += 1000;
      admission.touch(video, 'a house');
    }
    for (const video of videos) {
      now += 10;
      admission.touch(video, 'a house');
      admission.recordCost(video, 2000, 4);
    }
    expect(admission.load).toBeCloseTo(1);
    expect(asks('newcomer', 'a house')).toBe('overloaded');
    admission.touch('one who plays what is there', 'a house');
    now += 1;
    expect(asks('newcomer', 'a house')).toBe('overloaded');
  });

  it('is not let in while requests for the ones before wait', () => {
    for (const video of ['first', 'second']) {
      admission.admit(video, 'a house');
      admission.recordCost(video, 24_000, 4);
    }
    const stops = [admission.waits('first'), admission.waits('second')];
    now += 4000;
    expect(asks('third', 'a house')).toBe('overloaded');
    for (const stop of stops) stop();
    expect(asks('third', 'a house')).toBe('let in');
  });
});

describe('a client that plays many things at once', () => {
  const houseOf = (videos: number, slots: number) => {
    for (let video = 0; video < videos; video++) {
      admission.touch(`video ${video}`, 'a house');
      admission.recordCost(`video ${video}`, slots * 4000, 4);
    }
  };

  it('counts as no more than its share to others', () => {
    houseOf(20, 1);
    expect(admission.load).toBe(5);
    expect(asks('newcomer')).toBe('let in');
  });

  it('counts as all it plays where that is no more than its share', () => {
    houseOf(2, 0.6);
    plays('a', 2.2);
    expect(asks('newcomer')).toBe('overloaded');
  });

  it('counts as one that plays the most demanding of them, where that alone is more than its share', () => {
    houseOf(2, 3.9);
    expect(asks('newcomer')).toBe('overloaded');
  });

  it('says no more of what viewers need than one that plays', () => {
    plays('a', 0.3);
    for (let segment = 0; segment < 100; segment++) houseOf(1, 2);
    admission.touch('gone', 'gone');
    now += GONE_MS;
    admission.touch('a', 'a');
    expect(asks('newcomer')).toBe('let in');
    expect(admission.load * 4).toBeLessThan(1);
  });
});

describe('what a clip of one frame cost', () => {
  const playOnce = (admission: Admission) => {
    admission.admit('clip', 'clip');
    admission.recordCost('clip', 400, 0.02);
  };

  it('keeps no newcomer out while its viewer is there', () => {
    playOnce(admission);
    expect(admission.load).toBeLessThan(0.25);
    expect(asks('newcomer')).toBe('let in');
  });

  it('keeps no newcomer out as long as others play what is there', () => {
    for (let clip = 0; clip < 20; clip++) {
      playOnce(admission);
      now += 4000;
      admission.touch('cached', 'cached');
    }
    expect(asks('newcomer')).toBe('let in');
  });
});

describe('what newcomers are taken to need', () => {
  const letIn = (slots: number) => {
    let count = 0;
    admission = new Admission({ slots, clock: () => now });
    return {
      learn: (cost: number) => {
        for (let viewer = 0; viewer < 50; viewer++) plays(`dear ${viewer}`, cost);
        now += GONE_MS;
        admission.touch('cached', 'cached');
      },
      count: () => {
        while (asks(`newcomer ${count}`) === 'let in') count += 1;
        return count;
      },
    };
  };

  it('is never so much that none is let in beside those who need nothing', () => {
    for (const slots of [1, 2, 4]) {
      const house = letIn(slots);
      house.learn(100);
      expect(house.count()).toBeGreaterThan(0);
    }
  });

  it('is forgotten with time, without any further encode', () => {
    const house = letIn(4);
    house.learn(100);
    now += 600_000;
    admission.touch('cached', 'cached');
    expect(house.count()).toBe(12);
  });
});

describe('who listens to what has no pictures', () => {
  const listens = (viewer: string) => admission.admit(viewer, viewer, 'light');

  it('is let in however much those who watch need, and however many wait', () => {
    admission = new Admission({ slots: 1, waitingClients: () => 1000, clock: () => now });
    for (let i = 0; i < 10; i++) plays(`watching ${i}`, 1);
    for (let i = 0; i < 25; i++) {
      listens(`listening ${i}`);
      // As long as an encode takes beside many others.
      admission.recordCost(`listening ${i}`, 800, 2);
    }
    expect(asks('newcomer')).toBe('overloaded');
  });

  it('leaves their room to those who watch', () => {
    for (let i = 0; i < 20; i++) listens(`listening ${i}`);
    expect(admission.load).toBeLessThan(0.15);
    expect(asks('newcomer')).toBe('let in');
  });

  it('is refused where listeners alone need all there is', () => {
    admission = new Admission({ slots: 1, clock: () => now });
    expect(() => {
      for (let i = 0; i < 100; i++) listens(`listening ${i}`);
    }).toThrow(OnplayError);
  });
});

it('nobody new is let in while two rounds of encodes are waited for', () => {
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

describe('a viewer who plays', () => {
  it('is always let in, however full it is', () => {
    for (const viewer of ['a', 'b', 'c', 'd', 'e']) plays(viewer, 2);
    expect(admission.load).toBe(2.5);
    for (const viewer of ['a', 'e']) expect(asks(viewer)).toBe('let in');
    expect(asks('newcomer')).toBe('overloaded');
  });

  it('plays as long as it asks for something, were it only what is there', () => {
    plays('a', 3.9);
    now += GONE_MS - 1;
    admission.touch('a', 'a');
    now += 1;
    expect([admission.size, asks('newcomer')]).toStrictEqual([1, 'overloaded']);
  });

  it('needs less the longer nothing had to be made for it, and no less than at first', () => {
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

  it('has gone when it asked for nothing for 12 seconds, and leaves its room to others', () => {
    for (const viewer of ['a', 'b', 'c']) plays(viewer, 1.2);
    now += GONE_MS - 1;
    expect([admission.size, asks('newcomer')]).toStrictEqual([3, 'overloaded']);
    admission.touch('c', 'c');
    now += 1;
    expect([admission.size, asks('newcomer')]).toStrictEqual([1, 'let in']);
  });

  it('that has gone is a newcomer when it comes back', () => {
    plays('a', 3.9);
    now += GONE_MS;
    plays('b', 3.9);
    expect(asks('a')).toBe('overloaded');
    now += GONE_MS;
    expect(asks('a')).toBe('let in');
    expect(admission.size).toBe(1);
  });

  it('needs what it needed of late, not what it needed once', () => {
    plays('a', 4);
    for (let segment = 0; segment < 20; segment++) admission.recordCost('a', 1000, 4);
    expect(admission.load * 4).toBeCloseTo(0.25, 1);
  });

  it('needs no more for filling its buffer quickly', () => {
    admission.touch('a', 'a');
    for (let segment = 0; segment < 10; segment++) admission.recordCost('a', 4000, 4);
    expect(admission.load).toBeCloseTo(1 / 4);
  });
});

describe('a viewer served from what is there', () => {
  it('costs nothing', () => {
    for (let i = 0; i < 100; i++) plays(`cached ${i}`, 0);
    expect([admission.size, admission.load]).toStrictEqual([100, 0]);
    plays('a', 1);
    expect([admission.load, asks('newcomer')]).toStrictEqual([0.25, 'let in']);
  });

  it('costs less the more of what it plays is there', () => {
    admission.touch('a', 'a');
    for (let segment = 0; segment < 40; segment++) admission.recordCost('a', segment % 2 ? 8000 : 0, 4);
    expect(admission.load).toBeGreaterThan(0.2);
    expect(admission.load).toBeLessThan(0.3);
  });
});

describe('what was spent', () => {
  it('on somebody nobody has seen counts for nothing', () => {
    admission.recordCost('stranger', 100_000, 4);
    expect([admission.size, admission.load]).toStrictEqual([0, 0]);
  });

  it('on no media, as an init segment, is no load of its own', () => {
    admission.touch('a', 'a');
    admission.recordCost('a', 500, 0);
    expect(admission.load).toBe(0);
    admission.recordCost('a', 4000, 4);
    expect(admission.load * 4).toBeCloseTo(1.1);
  });
});

it('does not forget who plays because another client has ten thousand names', () => {
  plays('a', 3.9);
  for (let i = 0; i < 10_100; i++) admission.touch(`name ${i}`, 'greedy');
  expect([admission.load * 4, asks('newcomer')]).toStrictEqual([3.9, 'overloaded']);
});

it('remembers no more viewers than it has room for', () => {
  for (let i = 0; i < 10_100; i++) admission.touch(`viewer ${i}`, `viewer ${i}`);
  expect(admission.size).toBe(10_000);
});
