/** For libraries of which no text is burned in. */
export const noTexts = {
  sourceTrack: () => Promise.reject(new Error('no text is burned in here')),
};
