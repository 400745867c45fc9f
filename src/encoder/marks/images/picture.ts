/** Pixels in RGBA, row by row from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Says why bytes are no image that can be drawn. */
export class PictureProblem extends Error {}
