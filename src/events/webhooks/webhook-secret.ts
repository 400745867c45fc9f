/** The secret that signs webhooks (Standard Webhooks 1.0.0, "Signature scheme"). */
import { Webhook } from 'standardwebhooks';
import { OnplayError } from '../../shared/errors.js';
import { isWebhookSecret } from './secret-format.js';

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
