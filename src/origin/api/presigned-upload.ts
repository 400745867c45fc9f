/** `POST /api/presigned-uploads`: a URL by which a client may store one master in the bucket of the masters. */
import { z } from 'zod';
import type { Services } from '../services.js';
import { readBody } from './read-body.js';

export const presignRequestSchema = z.strictObject({
  asset: z.string().min(1).max(1024).describe('What it is to be called, with the extension of its file.'),
  replace: z.boolean().default(false).describe('Whether there may be a master of this name now.'),
  seconds: z.int().min(60).max(86_400).default(900).describe('How long the URL is valid.'),
});

export const presignedUploadSchema = z.object({
  asset: z.string(),
  method: z.literal('PUT'),
  url: z.string().describe('Takes the bytes as its body, in one request.'),
  expiresAt: z.string().describe('ISO 8601.'),
});

/** @throws OnplayError `body_invalid`, and as `Intake.presign`. */
export async function presignUpload(
  { intake }: Pick<Services, 'intake'>,
  body: unknown,
): Promise<z.infer<typeof presignedUploadSchema>> {
  const { asset, replace, seconds } = readBody(presignRequestSchema, body);
  // Not later than the URL itself, which is signed after this.
  const expiresAt = new Date(Date.now() + seconds * 1000).toISOString();
  const presigned = await intake.presign(asset, replace, seconds);
  return { asset: presigned.asset, method: 'PUT', url: presigned.url, expiresAt };
}
