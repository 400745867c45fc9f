/** `/{asset}/frame.jpg` and its like: the images of an asset, at URLs with a token. */
import {
  type AnimatedFormat,
  animatedFormatNames,
  type StillFormat,
  stillFormatNames,
} from '../../shared/image-formats.js';

/** What the path of a picture names: an image of a purpose, or the storyboard, which tells of many. */
export type PicturePath = {
  /** As it was sent, still percent-encoded. */
  readonly asset: string;
} & (
  | { readonly name: 'frame' | 'poster'; readonly extension: StillFormat }
  | { readonly name: 'preview'; readonly extension: AnimatedFormat }
  | { readonly name: 'storyboard'; readonly extension: 'vtt' }
);

const [STILL, ANIMATED] = [stillFormatNames, animatedFormatNames].map((formats) => formats.join('|'));
const PICTURE = new RegExp(
  `^/(?!-/)(.+)/(?:(frame|poster)\\.(${STILL})|(preview)\\.(${ANIMATED})|(storyboard)\\.(vtt))$`,
);

/** Undefined for a path that is not one of a picture. @param path as it was sent. */
export function parsePicturePath(path: string): PicturePath | undefined {
  const [, asset, ...names] = PICTURE.exec(path) ?? [];
  if (asset === undefined) return undefined;
  const [name, extension] = names.filter((text) => text !== undefined);
  return { asset, name, extension } as PicturePath;
}
