/** Incoming webhooks: only recent messages from a sender with the secret are accepted. */
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import {
  type IncomingHeaders,
  MAXIMUM_INCOMING_BYTES,
  openIncomingWebhook,
} from '../../../src/events/webhooks/incoming-webhook.js';
import { OnplayError } from '../../../src/shared/errors.js';

const SECRET = `whsec_${Buffer.from('a secret that is only for tests.').toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const NOW = Date.parse('2026-08-01T12:00:00Z');
const BODY = '{"type":"invalidate","data":{"asset":"films/Übung"}}';
const CODES = ['hook_unsigned', 'hook_forged', 'hook_stale', 'hook_malformed'];

interface Signing {
  readonly id?: string;
  readonly body?: string;
  readonly at?: number;
  readonly secret?: string;
}

function signed({ id = 'msg_one', body = BODY, at = NOW, secret = SECRET }: Signing = {}) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, new Date(at), body),
  };
}

function open(headers: IncomingHeaders, body: string | Uint8Array = BODY) {
  return openIncomingWebhook(SECRET, headers, typeof body === 'string' ? Buffer.from(body) : body, NOW);
}

/** The code of the error thrown, which has to be an OnplayError; undefined if none is. */
function refusal(headers: IncomingHeaders, body?: string | Uint8Array): string | undefined {
  try {
    open(headers, body);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(OnplayError);
    return (error as OnplayError).code;
  }
}

describe('a genuine webhook', () => {
  it('is opened, with its id, timestamp and payload', () => {
    expect(open(signed())).toEqual({
      id: 'msg_one',
      timestamp: new Date(NOW),
      payload: { type: 'invalidate', data: { asset: 'films/Übung' } },
    });
  });

  it('is also accepted by the library', () => {
    const headers = signed({ at: Date.now() });
    const { payload } = openIncomingWebhook(SECRET, headers, Buffer.from(BODY));
    expect(payload).toEqual(new Webhook(SECRET).verify(BODY, headers));
  });

  it('may also carry signatures of other secrets and schemes', () => {
    const headers = signed();
    const other = signed({ secret: OTHER_SECRET })['webhook-signature'];
    const signatures = `${other} v1a,${'A'.repeat(86)}== ${headers['webhook-signature']}`;
    expect(refusal({ ...headers, 'webhook-signature': signatures })).toBeUndefined();
  });

  it('may contain any JSON value', () => {
    for (const body of ['null', '5', '"text"', '[[]]', ' {"__proto__":{"a":1}} ']) {
      expect(open(signed({ body }), body).payload).toEqual(JSON.parse(body));
    }
  });

  it('may be five minutes old or early, and not a second more', () => {
    for (const seconds of [-300, 300]) {
      expect(refusal(signed({ at: NOW + seconds * 1000 }))).toBeUndefined();
    }
    for (const seconds of [-301, 301, -1_000_000_000]) {
      expect(refusal(signed({ at: NOW + seconds * 1000 }))).toBe('hook_stale');
    }
  });
});

describe('an unsigned webhook', () => {
  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])(
    'lacks %s, or has it empty or twice',
    (name) => {
      const { [name as 'webhook-id']: value, ...others } = signed();
      expect(refusal(others)).toBe('hook_unsigned');
      for (const wrong of ['', `${value}, ${value}`, [value], `${value} `, ` ${value}`, `${value}\n`, 'ä']) {
        expect(refusal({ ...others, [name]: wrong })).toBe('hook_unsigned');
      }
    },
  );

  it('has an id that is too long or ambiguous', () => {
    expect(refusal(signed({ id: 'x'.repeat(256) }))).toBeUndefined();
    for (const id of ['x'.repeat(257), 'msg.1785585600', 'with space', '\u0001', 'é']) {
      expect(refusal(signed({ id }))).toBe('hook_unsigned');
    }
  });

  it('has a malformed timestamp', () => {
    const headers = signed();
    const seconds = headers['webhook-timestamp'];
    for (const written of [
      `0${seconds}`,
      `+${seconds}`,
      `${seconds}.0`,
      `${seconds}x`,
      '1e9',
      '-5',
      '0',
      '9'.repeat(13),
    ]) {
      expect(refusal({ ...headers, 'webhook-timestamp': written })).toBe('hook_unsigned');
    }
  });

  it('has too many signatures', () => {
    const headers = signed();
    const many = Array.from({ length: 17 }, () => headers['webhook-signature']).join(' ');
    expect(refusal({ ...headers, 'webhook-signature': many })).toBe('hook_unsigned');
  });
});

describe('a forged webhook', () => {
  it('is signed with another secret, for another id or time, or for another body', () => {
    const headers = signed();
    expect(refusal(signed({ secret: OTHER_SECRET }))).toBe('hook_forged');
    expect(refusal({ ...headers, 'webhook-id': 'msg_two' })).toBe('hook_forged');
    expect(
      refusal({ ...signed({ at: NOW + 1000 }), 'webhook-signature': headers['webhook-signature'] }),
    ).toBe('hook_forged');
    expect(refusal(headers, `${BODY} `)).toBe('hook_forged');
    expect(refusal(headers, `\ufeff${BODY}`)).toBe('hook_forged');
  });

  it('names another scheme for a valid signature', () => {
    const headers = signed();
    const signature = headers['webhook-signature'].replace('v1,', 'v2,');
    expect(refusal({ ...headers, 'webhook-signature': signature })).toBe('hook_forged');
  });
});

describe('a malformed webhook', () => {
  it('is signed, but not JSON', () => {
    for (const body of ['', 'invalidate', '{"type":'])
      expect(refusal(signed({ body }), body)).toBe('hook_malformed');
  });

  it('is not UTF-8, even if the decoded text is what was signed', () => {
    const body = '{"type":"\ufffd"}';
    const bytes = Buffer.concat([Buffer.from('{"type":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(refusal(signed({ body }), body)).toBeUndefined();
    expect(refusal(signed({ body }), bytes)).toBe('hook_malformed');
  });

  it('is too large to be parsed', () => {
    const body = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
    const [most, more] = [body(MAXIMUM_INCOMING_BYTES), body(MAXIMUM_INCOMING_BYTES + 1)];
    expect(refusal(signed({ body: most }), most)).toBeUndefined();
    expect(refusal(signed({ body: more }), more)).toBe('hook_malformed');
  });
});

describe('a secret', () => {
  it('is reported as malformed without being quoted', () => {
    for (const secret of [
      '',
      'whsec_',
      'whsec_c2hvcnQ=',
      SECRET.slice(0, -1),
      `${SECRET}\n`,
      'whsk_'.concat(SECRET),
    ]) {
      expect(() => openIncomingWebhook(secret, signed(), Buffer.from(BODY), NOW)).toThrow(
        expect.objectContaining({ code: 'config_invalid', message: expect.not.stringContaining('c2') }),
      );
    }
  });
});

describe('any change', () => {
  const headers = signed();
  const names = Object.keys(headers) as (keyof typeof headers)[];
  const character = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
    fc.constantFrom(...'., =+/0v1'),
  );
  /** A text with one character changed, removed or added. */
  const edit = fc.record({ at: fc.nat(), text: fc.oneof(fc.constant(''), character), removed: fc.nat(2) });
  const edited = (
    text: string,
    { at, text: put, removed }: { at: number; text: string; removed: number },
  ) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + removed);
  };

  it('in a header is refused with one of the codes', () => {
    const property = fc.property(fc.constantFrom(...names), edit, (name, change) => {
      const value = edited(headers[name], change);
      fc.pre(value !== headers[name]);
      expect(CODES).toContain(refusal({ ...headers, [name]: value }));
    });
    fc.assert(property, { seed: 20_260_801, numRuns: 3000 });
  });

  it('in the body is refused with one of the codes', () => {
    const whole = Buffer.from(BODY);
    const bytes = fc.record({ at: fc.nat(), put: fc.uint8Array({ maxLength: 3 }), removed: fc.nat(3) });
    const property = fc.property(bytes, ({ at, put, removed }) => {
      const place = at % (whole.length + 1);
      const body = Buffer.concat([whole.subarray(0, place), put, whole.subarray(place + removed)]);
      fc.pre(!body.equals(whole));
      expect(CODES).toContain(refusal(headers, body));
    });
    fc.assert(property, { seed: 20_260_801, numRuns: 3000 });
  });

  it('of everything at once never ends in another error', () => {
    const value = fc.option(fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string())), {
      nil: undefined,
    });
    const any = fc.record({ 'webhook-id': value, 'webhook-timestamp': value, 'webhook-signature': value });
    const property = fc.property(any, fc.uint8Array({ maxLength: 200 }), (sent, body) => {
      expect(CODES).toContain(refusal(sent, body));
    });
    fc.assert(property, { seed: 20_260_801, numRuns: 500 });
  });
});
