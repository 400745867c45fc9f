/** The secret that webhooks are signed with (Standard Webhooks 1.0.0, "Signature scheme"). */
import { Webhook } from 'standardwebhooks';
import { isWebhookSecret } from '../../config/values.js';
import { OnplayError } from '../../errors.js';

/**
 * What signs with this secret.
 *
 * @throws OnplayError `config_invalid`, without the secret, if it is none
 */
export function webhookSigner(secret: string): Webhook {
  if (!isWebhookSecret(secret)) {
    throw new OnplayError('config_invalid', {
      publicDetail: 'A webhook secret is "whsec_" and 24 to 64 random bytes in base64.',
    });
  }
  return new Webhook(secret);
}
