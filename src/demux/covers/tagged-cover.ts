import type { ByteSource } from '../../stores/index.js';
import type { Attachment } from '../../tracks/index.js';
import { asfCover } from './asf-cover.js';
import { flacCover } from './flac-cover.js';
import { id3Cover } from './id3-cover.js';

/** The cover of audio that is remuxed: in a tag before it, or in the metadata of FLAC or ASF; undefined without one. @throws what `read` throws. */
export async function taggedCover(source: ByteSource): Promise<Attachment | undefined> {
  return (await id3Cover(source)) ?? (await flacCover(source)) ?? (await asfCover(source));
}
