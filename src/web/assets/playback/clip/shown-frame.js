// @ts-check
/** Which frame a video shows. */

/**
 * Follows the frames that a video shows.
 * @param {HTMLVideoElement} video
 * @param {(time: number) => void} onFrame called when another frame is shown, with the time at which it begins, in seconds
 * @returns {() => number} the time at which the shown frame begins; of a video without frames, the current time
 */
export function followFrames(video, onFrame) {
  let shown = 0;
  const next = () => {
    video.requestVideoFrameCallback((_now, { mediaTime }) => {
      shown = mediaTime;
      onFrame(mediaTime);
      next();
    });
  };
  if ('requestVideoFrameCallback' in video) next();
  return () => (video.videoWidth > 0 && 'requestVideoFrameCallback' in video ? shown : video.currentTime);
}
