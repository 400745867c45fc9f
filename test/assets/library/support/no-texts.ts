/** For libraries of which no text is burned in. */
export const noTexts = {
  fileTrack: () => Promise.reject(new Error('no text is burned in here')),
};
