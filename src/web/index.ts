/** The page that plays an asset and shows what is done for it. */
export { createPageRouter } from './page-router.js';
