import { beforeEach, describe, expect, it } from 'vitest';
import { Audience } from '../../src/segments/admission.js';
import { OnplayError } from '../../src/shared/errors.js';

/** From here on a viewer who asks for nothing has gone. */
const GONE_MS = 12_000;

let now: number;
let audience: Audience;

beforeEach(() => {
  now = 1;
  audience = new Audience({ slots: 4, clock: () => now });
});

/** A viewer who plays, and needs so many slots to go on. */
function plays(viewer: string, slots: number): void {
  audience.saw(viewer, viewer);
  audience.spent(viewer, slots * 4000, 4);
}

/** `let in`, or the code of the refusal. */
function asks(viewer: string, owner = viewer): string {
  try {
    audience.admit(viewer, owner);
    return 'let in';
  } catch (error) {
    return error instanceof OnplayError ? error.code : String(error);
  }
}

describe('a newcomer', () => {
  it('is let in where nobody plays', () => {
    expect(asks('first')).toBe('let in');
    expect(audience.size).toBe(1);
    expect(audience.load).toBeGreaterThan(0);
  });

  it('is let in where there is room for what another viewer needs on average', () => {
    plays('a', 1);
    plays('b', 1);
    expect(asks('newcomer')).toBe('let in');
    expect(audience.size).toBe(3);
    expect(audience.load).toBeGreaterThan(2.3 / 4);
  });

  it('is refused for a while where those who play need nearly all there is', () => {
    for (const viewer of ['a', 'b', 'c']) plays(viewer, 1.2);
    expect(asks('newcomer')).toBe('overloaded');
    expect(audience.size).toBe(3);
    expect(audience.load).toBeCloseTo(0.9);
    expect(() => audience.admit('newcomer', 'newcomer')).toThrow(
      expect.objectContaining({ retryable: true }),
    );
  });

  it('takes up no room while it is only asked whether there is some', () => {
    for (let i = 0; i < 100; i++) audience.requireRoom(`newcomer ${i}`, `newcomer ${i}`);
    expect(audience.size).toBe(0);
  });

  it('is refused as well where a single viewer needs all', () => {
    plays('demanding', 3.9);
    expect(asks('newcomer')).toBe('overloaded');
    expect(asks('demanding')).toBe('let in');
  });

  it('is let in as long as some of the machine is left over', () => {
    const small = new Audience({ slots: 1, clock: () => now });
    small.saw('a', 'a');
    small.spent('a', 470, 1);
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
    expect(audience.load).toBeLessThan(0.95);
  });

  it('is soon known by what it needs itself, not by what others do', () => {
    plays('a', 1);
    asks('light');
    for (let segment = 0; segment < 20; segment++) audience.spent('light', 400, 4);
    expect(audience.load * 4).toBeCloseTo(1.1, 1);
  });
});

describe('who goes from one video to the next', () => {
  it('is let in at once, whatever the one before needed, though it still counts for others', () => {
    audience.admit('first video', 'somebody');
    audience.spent('first video', 24_000, 4);
    now += 1;
    expect(asks('another video', 'somebody else')).toBe('overloaded');
    expect(asks('second video', 'somebody')).toBe('let in');
  });

  it('is let in through any number of them', () => {
    const small = new Audience({ slots: 1, clock: () => now });
    for (let video = 0; video < 20; video++) {
      expect(() => small.admit(`video ${video}`, 'somebody')).not.toThrow();
      now += 100;
      small.saw(`video ${video}`, 'somebody');
      small.spent(`video ${video}`, 4000, 4);
      now += 100;
    }
  });

  it('is not let in where the ones before are still played', () => {
    for (const video of ['first', 'second']) audience.admit(video, 'a house');
    now += 1000;
    for (const video of ['first', 'second']) {
      audience.saw(video, 'a house');
      audience.spent(video, 24_000, 4);
    }
    expect(asks('third', 'a house')).toBe('overloaded');
    now += 3000;
    expect(asks('third', 'a house')).toBe('let in');
  });

  it('is not let in by coming close after another newcomer', () => {
    const videos = Array.from({ length: 8 }, (_, i) => `video ${i}`);
    for (const video of videos) {
      now += 1000;
      audience.saw(video, 'a house');
    }
    for (const video of videos) {
      now += 10;
      audience.saw(video, 'a house');
      audience.spent(video, 2000, 4);
    }
    expect(audience.load).toBeCloseTo(1);
    expect(asks('newcomer', 'a house')).toBe('overloaded');
    audience.saw('one who plays what is there', 'a house');
    now += 1;
    expect(asks('newcomer', 'a house')).toBe('overloaded');
  });

  it('is not let in while requests for the ones before wait', () => {
    for (const video of ['first', 'second']) {
      audience.admit(video, 'a house');
      audience.spent(video, 24_000, 4);
    }
    const stops = [audience.waits('first'), audience.waits('second')];
    now += 4000;
    expect(asks('third', 'a house')).toBe('overloaded');
    for (const stop of stops) stop();
    expect(asks('third', 'a house')).toBe('let in');
  });
});

describe('a client that plays many things at once', () => {
  const houseOf = (videos: number, slots: number) => {
    for (let video = 0; video < videos; video++) {
      audience.saw(`video ${video}`, 'a house');
      audience.spent(`video ${video}`, slots * 4000, 4);
    }
  };

  it('counts as no more than its share to others', () => {
    houseOf(20, 1);
    expect(audience.load).toBe(5);
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
    audience.saw('gone', 'gone');
    now += GONE_MS;
    audience.saw('a', 'a');
    expect(asks('newcomer')).toBe('let in');
    expect(audience.load * 4).toBeLessThan(1);
  });
});

describe('what a clip of one frame cost', () => {
  const playOnce = (audience: Audience) => {
    audience.admit('clip', 'clip');
    audience.spent('clip', 400, 0.02);
  };

  it('keeps no newcomer out while its viewer is there', () => {
    playOnce(audience);
    expect(audience.load).toBeLessThan(0.25);
    expect(asks('newcomer')).toBe('let in');
  });

  it('keeps no newcomer out as long as others play what is there', () => {
    for (let clip = 0; clip < 20; clip++) {
      playOnce(audience);
      now += 4000;
      audience.saw('cached', 'cached');
    }
    expect(asks('newcomer')).toBe('let in');
  });
});

describe('what newcomers are taken to need', () => {
  const letIn = (slots: number) => {
    let count = 0;
    audience = new Audience({ slots, clock: () => now });
    return {
      learn: (cost: number) => {
        for (let viewer = 0; viewer < 50; viewer++) plays(`dear ${viewer}`, cost);
        now += GONE_MS;
        audience.saw('cached', 'cached');
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
    audience.saw('cached', 'cached');
    expect(house.count()).toBe(12);
  });
});

describe('who listens to what has no pictures', () => {
  const listens = (viewer: string) => audience.admit(viewer, viewer, 'light');

  it('is let in however much those who watch need, and however many wait', () => {
    audience = new Audience({ slots: 1, waiting: () => 1000, clock: () => now });
    for (let i = 0; i < 10; i++) plays(`watching ${i}`, 1);
    for (let i = 0; i < 25; i++) {
      listens(`listening ${i}`);
      // As long as an encode takes beside many others.
      audience.spent(`listening ${i}`, 800, 2);
    }
    expect(asks('newcomer')).toBe('overloaded');
  });

  it('leaves their room to those who watch', () => {
    for (let i = 0; i < 20; i++) listens(`listening ${i}`);
    expect(audience.load).toBeLessThan(0.15);
    expect(asks('newcomer')).toBe('let in');
  });

  it('is refused where listeners alone need all there is', () => {
    audience = new Audience({ slots: 1, clock: () => now });
    expect(() => {
      for (let i = 0; i < 100; i++) listens(`listening ${i}`);
    }).toThrow(OnplayError);
  });
});

it('nobody new is let in while two rounds of encodes are waited for', () => {
  let waiting = 8;
  const busy = new Audience({
    slots: 4,
    waiting: (owner) => (owner === 'c' ? waiting : 8),
    clock: () => now,
  });
  busy.saw('a', 'a');
  expect(() => busy.admit('b', 'b')).not.toThrow();
  waiting = 9;
  expect(() => busy.admit('c', 'c')).toThrow();
  expect(() => busy.admit('a', 'a')).not.toThrow();
});

describe('a viewer who plays', () => {
  it('is always let in, however full it is', () => {
    for (const viewer of ['a', 'b', 'c', 'd', 'e']) plays(viewer, 2);
    expect(audience.load).toBe(2.5);
    for (const viewer of ['a', 'e']) expect(asks(viewer)).toBe('let in');
    expect(asks('newcomer')).toBe('overloaded');
  });

  it('plays as long as it asks for something, were it only what is there', () => {
    plays('a', 3.9);
    now += GONE_MS - 1;
    audience.saw('a', 'a');
    now += 1;
    expect([audience.size, asks('newcomer')]).toStrictEqual([1, 'overloaded']);
  });

  it('needs less the longer nothing had to be made for it, and no less than at first', () => {
    plays('a', 3.9);
    const loads: number[] = [];
    for (let i = 0; i < 100; i++) {
      loads.push(audience.load * 4);
      now += 10_000;
      audience.saw('a', 'a');
    }
    expect(loads).toStrictEqual(loads.toSorted((x, y) => y - x));
    expect(loads[6]).toBeCloseTo(0.3 + 3.6 / 2);
    expect(loads[99]).toBeCloseTo(0.3);
  });

  it('has gone when it asked for nothing for 12 seconds, and leaves its room to others', () => {
    for (const viewer of ['a', 'b', 'c']) plays(viewer, 1.2);
    now += GONE_MS - 1;
    expect([audience.size, asks('newcomer')]).toStrictEqual([3, 'overloaded']);
    audience.saw('c', 'c');
    now += 1;
    expect([audience.size, asks('newcomer')]).toStrictEqual([1, 'let in']);
  });

  it('that has gone is a newcomer when it comes back', () => {
    plays('a', 3.9);
    now += GONE_MS;
    plays('b', 3.9);
    expect(asks('a')).toBe('overloaded');
    now += GONE_MS;
    expect(asks('a')).toBe('let in');
    expect(audience.size).toBe(1);
  });

  it('needs what it needed of late, not what it needed once', () => {
    plays('a', 4);
    for (let segment = 0; segment < 20; segment++) audience.spent('a', 1000, 4);
    expect(audience.load * 4).toBeCloseTo(0.25, 1);
  });

  it('needs no more for filling its buffer quickly', () => {
    audience.saw('a', 'a');
    for (let segment = 0; segment < 10; segment++) audience.spent('a', 4000, 4);
    expect(audience.load).toBeCloseTo(1 / 4);
  });
});

describe('a viewer served from what is there', () => {
  it('costs nothing', () => {
    for (let i = 0; i < 100; i++) plays(`cached ${i}`, 0);
    expect([audience.size, audience.load]).toStrictEqual([100, 0]);
    plays('a', 1);
    expect([audience.load, asks('newcomer')]).toStrictEqual([0.25, 'let in']);
  });

  it('costs less the more of what it plays is there', () => {
    audience.saw('a', 'a');
    for (let segment = 0; segment < 40; segment++) audience.spent('a', segment % 2 ? 8000 : 0, 4);
    expect(audience.load).toBeGreaterThan(0.2);
    expect(audience.load).toBeLessThan(0.3);
  });
});

describe('what was spent', () => {
  it('on somebody nobody has seen counts for nothing', () => {
    audience.spent('stranger', 100_000, 4);
    expect([audience.size, audience.load]).toStrictEqual([0, 0]);
  });

  it('on no media, as an init segment, is no load of its own', () => {
    audience.saw('a', 'a');
    audience.spent('a', 500, 0);
    expect(audience.load).toBe(0);
    audience.spent('a', 4000, 4);
    expect(audience.load * 4).toBeCloseTo(1.1);
  });
});

it('does not forget who plays because another client has ten thousand names', () => {
  plays('a', 3.9);
  for (let i = 0; i < 10_100; i++) audience.saw(`name ${i}`, 'greedy');
  expect([audience.load * 4, asks('newcomer')]).toStrictEqual([3.9, 'overloaded']);
});

it('remembers no more viewers than it has room for', () => {
  for (let i = 0; i < 10_100; i++) audience.saw(`viewer ${i}`, `viewer ${i}`);
  expect(audience.size).toBe(10_000);
});
