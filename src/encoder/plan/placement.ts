/** The filters that put video into frames of another shape, with black around them. Pure. */

/** Where a picture lies in the frame, in the frame's pixels. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** From a picture of the size of its place to the frame; none where it fills the frame. */
export function padding({ width, height, left, top }: Placement, frame: Size): string[] {
  if (width === frame.width && height === frame.height) return [];
  return [`pad=w=${frame.width}:h=${frame.height}:x=${left}:y=${top}`];
}

/** From frames of the sizes of `fittedSize` to the frame. */
export function centring({ width, height }: Size): string {
  return `pad=w=${width}:h=${height}:x=(ow-iw)/2:y=(oh-ih)/2:eval=frame`;
}

/** The scale filter's options for the largest size that has the shape of each picture and fits into the frame. */
export function fittedSize({ width, height }: Size): string[] {
  const wider = `iw/ih*sar*${height}/${width}`;
  const even = (pixels: string) => `2*round(${pixels}/2)`;
  return [
    `w='if(lt(${wider},0.97),max(2,${even(`${width}*${wider}`)}),${width})'`,
    `h='if(gt(${wider},1.03),max(2,${even(`${height}/(${wider})`)}),${height})'`,
    'eval=frame',
  ];
}
