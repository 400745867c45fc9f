/** One viewer: device, network and preferences, and which renditions follow from them. */
export { allowedRenditions, renditionFor } from './allowed-renditions.js';
export { type Playback, Playbacks } from './playbacks.js';
export { type PlayerState, readPlayerState } from './player-state.js';
export { decideSession, type SessionDecision } from './session-decision.js';
export { readSessionRequest } from './session-request.js';
export { firstRenditions, predictStartup } from './startup-prediction.js';
export { type ViewerNames, viewerNames } from './viewer.js';
