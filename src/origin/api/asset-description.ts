/** An asset as `GET /api/assets/{asset}` describes it: as `describeAsset` does, with its surrogate keys. */
import { z } from 'zod';
import { type Asset, describeAsset, type TextReport } from '../../assets/index.js';
import { purgeKeys } from '../../edges/index.js';
import { clipMomentSchema } from '../../shared/clip.js';
import { insertPlaceMembers } from '../../shared/sequence/insert-place.js';

/** What a list says of an asset that is ready. */
export const assetSummarySchema = z.object({
  title: z.string().optional().describe('From the JSON file beside the master.'),
  durationSeconds: z.number(),
  width: z.number().optional().describe('Of the best rendition; absent for audio only.'),
  height: z.number().optional(),
  frameRate: z.number().optional(),
  audioTracks: z.number().describe('Of the master, and of files beside it.'),
  notPlayed: z
    .array(z.string())
    .readonly()
    .optional()
    .describe(
      'What of its tracks and sidecars a viewer may miss, and why; absent where all are played. Of texts, as far as they were read.',
    ),
});

/** Of tracks and renditions only what identifies them: the rest is of the codec and for people. */
export const assetDescriptionSchema = z.object({
  asset: z.string(),
  version: z.string().describe('Of the master; changes when it is replaced.'),
  bytes: z.number(),
  container: z.string(),
  remuxed: z.boolean().describe('Whether media is read from a remuxed copy.'),
  summary: assetSummarySchema,
  video: z.looseObject({ codec: z.string(), width: z.number(), height: z.number() }).optional(),
  audio: z.array(z.looseObject({ codec: z.string(), channels: z.number(), language: z.string() })).readonly(),
  text: z
    .array(
      z.object({
        id: z.number().describe('Of the track.'),
        kind: z.enum(['text', 'bitmap']).describe('Bitmaps can only be burned in.'),
        ...{ codec: z.string(), language: z.string(), name: z.string() },
        ...{ isDefault: z.boolean(), isForced: z.boolean(), isHearingImpaired: z.boolean() },
        samples: z.number(),
        burnable: z.boolean(),
      }),
    )
    .readonly()
    .describe('Subtitles and captions within the master.'),
  burn: z
    .array(
      z.object({
        id: z.string().describe('For the query parameter `burn` of manifests.'),
        ...{ name: z.string(), language: z.string(), forced: z.boolean(), sdh: z.boolean() },
        kind: z.enum(['text', 'bitmap']),
      }),
    )
    .readonly()
    .describe('Texts that can be burned into the video: of the master, and in files beside it.'),
  chapters: z
    .array(z.object({ start: z.number().describe('In seconds.'), title: z.string(), language: z.string() }))
    .readonly()
    .describe('Those of the JSON file beside the master, else its own, in all languages.'),
  attachments: z
    .array(z.object({ name: z.string(), mediaType: z.string(), bytes: z.number() }))
    .readonly()
    .describe('Files within the master, such as fonts of its subtitles, and the cover among its tags.'),
  poster: z
    .enum(['frame', 'beside', 'within'])
    .optional()
    .describe(
      'What the poster is made of: a frame, an image beside the master, or the cover within it. Absent: there is none.',
    ),
  logo: z.array(z.string()).readonly().optional().describe('The images that all viewers see in its video.'),
  ignored: z
    .array(
      z.object({
        ...{ id: z.number(), kind: z.string(), codec: z.string(), reason: z.string() },
        number: z.number().describe('Among the tracks of its kind, from 1.'),
        of: z.number().describe('How many tracks of its kind the master has.'),
      }),
    )
    .readonly()
    .describe('Tracks that are not played, and why.'),
  metadata: z
    .object({
      title: z.string().optional(),
      chapters: z
        .array(z.object({ start: z.number().describe('In seconds.'), title: z.string() }))
        .optional(),
      max_height: z.number().optional(),
      max_bitrate: z.number().optional().describe('In bit/s.'),
      audio: z.string().optional().describe('BCP 47, as `text`.'),
      text: z.string().optional(),
      inserts: z
        .array(
          z.object({
            ...{ asset: z.string(), ...insertPlaceMembers },
            ...{ start: clipMomentSchema.optional(), end: clipMomentSchema.optional() },
          }),
        )
        .optional()
        .describe('What is put into it, for tokens that say nothing of inserts.'),
      ads: z
        .object({
          tag: z.string().describe('The URL of an ad server.'),
          ...{ at: insertPlaceMembers.at.optional(), cut: insertPlaceMembers.cut },
        })
        .optional()
        .describe('What is asked for more of them, for tokens that say nothing of ads.'),
    })
    .optional()
    .describe('What the JSON file beside the master says.'),
  sidecars: z
    .array(
      z.object({
        name: z.string().describe('Of the file beside the master.'),
        role: z.enum(['text', 'audio', 'poster', 'metadata']),
        format: z.string(),
        language: z.string().describe('BCP 47, or `und`.'),
        forced: z.boolean(),
        sdh: z.boolean(),
        description: z.boolean().describe('Whether it is an audio description.'),
        version: z.string(),
        size: z.number().describe('In bytes.'),
      }),
    )
    .readonly()
    .describe('Files beside the master that belong to it.'),
  ignoredSidecars: z
    .array(
      z.object({ name: z.string(), problem: z.string(), detail: z.string().optional(), reason: z.string() }),
    )
    .readonly()
    .describe('Files beside the master that have the name of a sidecar and are not used, and why.'),
  textProblems: z
    .array(
      z.object({
        id: z.string().describe('Of the rendition in `ladder`.'),
        code: z.string(),
        count: z.number().describe('How often.'),
        line: z.number().optional().describe('Of the file, from 1: where it was first seen.'),
        reason: z.string(),
      }),
    )
    .readonly()
    .describe('What of its texts is not shown as it was written, as far as they were read.'),
  missing: z
    .object({ seconds: z.number().describe('0 where it is not known.'), reason: z.string() })
    .optional()
    .describe('What the master has not at its end, although it was meant to.'),
  growing: z
    .boolean()
    .optional()
    .describe('Whether the master is still being written: then this is of what is settled so far.'),
  segmentMap: z.object({
    count: z.number(),
    videoCount: z.number(),
    targetDuration: z.number().describe('In seconds.'),
    startSeconds: z.array(z.number()).describe('Of each segment, and the end of the last.'),
    firstFrames: z.array(z.number()).optional(),
  }),
  ladder: z.array(
    z.looseObject({ kind: z.enum(['video', 'audio', 'text']), id: z.string(), key: z.string() }),
  ),
  surrogateKeys: z.object({ asset: z.string(), version: z.string() }),
});

export function assetDescription(
  asset: Asset,
  reports: readonly TextReport[],
): z.infer<typeof assetDescriptionSchema> {
  return { ...describeAsset(asset, reports), surrogateKeys: purgeKeys(asset.id, asset.index.version) };
}
