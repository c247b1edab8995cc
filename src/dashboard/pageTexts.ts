/**
 * The files of the page by name: `index.html`, `page.css`, `page.js` and its chunks. Empty in the source: the build bundles the
 * page and writes this module anew into dist (`buildPage.ts`).
 */
export const pageTexts: Readonly<Record<string, string>> = {}
