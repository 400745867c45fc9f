import { describe, expect, it } from 'vitest';
import { isWebhookSecret } from '../../../src/events/webhooks/secret-format.js';
import { webhookSigner } from '../../../src/events/webhooks/webhook-secret.js';

const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 0xfb).toString('base64')}`;

describe('a webhook secret', () => {
  it('has 24 to 64 bytes', () => {
    for (let bytes = 20; bytes <= 70; bytes++) {
      expect(isWebhookSecret(secretOf(bytes))).toBe(bytes >= 24 && bytes <= 64);
    }
  });

  it('is canonical base64', () => {
    const secret = secretOf(32);
    for (const wrong of [
      '',
      secret.slice(6),
      secret.slice(0, -1),
      `${secret}=`,
      `${secret} `,
      secret.replaceAll('+', '-'),
    ])
      expect(isWebhookSecret(wrong)).toBe(false);
    // The same bytes with different unused bits.
    expect(isWebhookSecret(secret.replace(/.=$/, 't='))).toBe(false);
  });

  it('signs the example of the specification’s library alike', () => {
    const signer = webhookSigner('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const signature = signer.sign(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1_614_265_330_000),
      '{"test": 2432232314}',
    );
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});
