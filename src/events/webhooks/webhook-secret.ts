/** The secret that signs webhooks (Standard Webhooks 1.0.0, "Signature scheme"). */
import { Webhook } from 'standardwebhooks';
import { OnplayError } from '../../shared/errors.js';

/**
 * The signer for a secret.
 *
 * @throws OnplayError `config_invalid` if the secret is malformed; the message does not quote it
 */
export function webhookSigner(secret: string): Webhook {
  if (!isWebhookSecret(secret)) {
    throw new OnplayError('config_invalid', {
      publicDetail: 'A webhook secret is "whsec_" and 24 to 64 random bytes in base64.',
    });
  }
  return new Webhook(secret);
}

/** Whether it is `whsec_` and 24 to 64 bytes in canonical base64 (Standard Webhooks 1.0.0, "Signature scheme"). */
export function isWebhookSecret(value: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value)?.[1] ?? '';
  const bytes = Buffer.from(encoded, 'base64');
  return bytes.toString('base64') === encoded && bytes.length >= 24 && bytes.length <= 64;
}
