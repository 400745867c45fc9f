/** What is to be read of an asset's texts, with the bytes that it is in. */
import type { TextRendition, TextSource } from '../../encoder/index.js';
import type { Asset } from '../asset.js';
import type { TextTask } from './text-reading.js';
import { unreadText } from './unread-text.js';

/** A rendition, as players or files have it; or a text to be burned in. */
export type TextToRead = { readonly asset: Asset } & (
  | ({ readonly kind: 'webvtt' | 'mov_text' } & Pick<TextRendition, 'id' | 'source'>)
  | { readonly kind: 'source'; readonly source: TextSource }
);

/** Opens and reads what has the text. @throws OnplayError as `unreadText`. */
export async function textTask(text: TextToRead, signal: AbortSignal): Promise<TextTask> {
  const { asset } = text;
  if (text.kind === 'source') return { kind: text.kind, text: await unreadText(asset, text.source, signal) };
  const { seconds } = (asset.clip?.whole ?? asset).presentation;
  const end = Math.max(1, Math.floor(seconds * 1000));
  return { kind: text.kind, text: await unreadText(asset, text.source, signal), end };
}
