/** Produces images on this machine: waits for a slot, opens the master for the encoder, and logs the result. */
import type { Logger } from 'pino';
import {
  type Asset,
  completed,
  imageTrack,
  variantOf,
  versionGone,
  withFile,
  withMaster,
} from '../../assets/index.js';
import {
  type ImageContext,
  type ImageRequest,
  inMemory,
  type PosterFile,
  type StillRendition,
} from '../../encoder/index.js';
import type { Scheduler, SlotLease } from '../../shared/scheduler/scheduler.js';
import type { WorkContext } from '../../shared/single-flight.js';
import { type ByteSource, sidecarChanged } from '../../stores/index.js';
import type { ParameterSets } from '../parameter-sets.js';
import type { ProducedSegment } from '../produced-segment.js';
import type { SegmentEncoder } from '../segment-encoder.js';
import { type SegmentRef, segmentUnknown } from '../segment-ref.js';
import { slotTime } from '../slot-time.js';

interface ImageProducerOptions {
  readonly encoder: Pick<SegmentEncoder, 'image'>;
  readonly scheduler: Scheduler;
  readonly parameterSets: ParameterSets;
  readonly log: Logger;
}

export class ImageProducer {
  readonly #options: ImageProducerOptions;

  constructor(options: ImageProducerOptions) {
    this.#options = options;
  }

  /**
   * Produces an image, whether or not it is cached.
   * @throws OnplayError `segment_unknown` for an asset without video; `queue_full`, `shutting_down`, `encode_cancelled`; `version_gone`,
   *   `master_changed`; what reading the master and encoding throw.
   */
  async produce(ref: SegmentRef, rendition: StillRendition, context: WorkContext): Promise<ProducedSegment> {
    const { encoder, scheduler } = this.#options;
    const { name, variant } = ref;
    const asset = await completed(variant.asset);
    if (variantOf(asset, rendition).key !== variant.key) throw versionGone();
    const track = imageTrack(asset, rendition.purpose);
    const file = rendition.purpose === 'poster' ? rendition.file : undefined;
    if (name === 'init' || !(track || file)) throw segmentUnknown();
    const request = { track, rendition, segment: name };
    const shared = this.#sharedWithInit(asset, request, context);
    const work = async (lease: SlotLease): Promise<ProducedSegment> => {
      const { signal, pauses } = lease;
      const encode = (source: ByteSource) => encoder.image(request, { source, signal, pauses, ...shared });
      const { bytes, timings } = file
        ? await encode(await posterSource(asset, file, signal))
        : await withFile(asset, track!.file, encode, signal);
      const produced = { bytes, ...slotTime(timings, lease, 1) };
      this.#logProduced(ref, produced);
      return produced;
    };
    const { urgency, client, signal } = context;
    return scheduler.run({ lane: 'heavy', urgency, client, isUncounted: true }, work, signal);
  }

  /** What a frame for trick play has in common with its init segment; encoded beside the frame, which needs it only for its check. */
  #sharedWithInit(
    asset: Asset,
    { track, rendition }: ImageRequest,
    context: WorkContext,
  ): Pick<ImageContext, 'configuration'> {
    if (rendition.purpose !== 'trick' || !track) return {};
    const source = { asset, rendition: rendition.encoding, track };
    const configuration = this.#options.parameterSets.of(source, context).then(({ bytes }) => bytes);
    configuration.catch(() => undefined);
    return { configuration };
  }

  #logProduced({ variant, key, name }: SegmentRef, { bytes, timings }: ProducedSegment): void {
    const { asset, rendition } = variant;
    const { queueMs, encodeMs } = timings;
    this.#options.log.info(
      {
        ...{ asset: asset.id, rendition: rendition.id, segment: name, recipe: key, bytes: bytes.byteLength },
        ...{ queueMs: Math.round(queueMs), encodeMs: Math.round(encodeMs) },
      },
      'image encoded',
    );
  }
}

/**
 * The image beside or within the master, read as a whole.
 * @throws OnplayError `sidecar_changed` if it is another one now; as `Asset.readSidecar` and `withMaster`.
 */
async function posterSource(asset: Asset, file: PosterFile, signal: AbortSignal): Promise<ByteSource> {
  if ('version' in file) return inMemory(await posterBeside(asset, file, signal));
  const { offset, size } = file;
  return inMemory(await withMaster(asset, (source) => source.read(offset, size), signal));
}

async function posterBeside(
  asset: Asset,
  file: { readonly version: string },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const sidecar = asset.sidecars.find(({ role, version }) => role === 'poster' && version === file.version);
  if (!sidecar) throw sidecarChanged();
  return asset.readSidecar(sidecar, signal);
}
